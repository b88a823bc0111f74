"""What does not fit together, looked up by place: what a rule of consistency found before any duty is judged.

A contradiction is certain where a rule says that the facts cannot all be true (an error, or a typed value that is not
the computed one); else it is a doubt (a warning). `weighing` says what either does to an answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity

#: A typed value that differs from the computed one is only warned of, yet one of the two is wrong.
_DIFFERS = "MUN401"
#: What a card states and the data measured say otherwise.
MEASURED_OTHERWISE = "MUN503"
#: Places of which every use of a card is a part: what is said of the whole says nothing of one.
_WHOLES = ("#/datasets",)


@dataclass(frozen=True, slots=True, eq=False)
class Contradiction:
    """One finding as it weighs: the place to mend, what it does not fit, and the duties that stand beside the rule."""

    finding: Finding
    certain: bool
    beside: frozenset[str]


class Contradictions:
    """The contradictions of a workspace by the places they concern; none is false."""

    def __init__(self, known: Iterable[Contradiction] = ()) -> None:
        """Sort contradictions by the place to mend, the facts that it does not fit, and the card and duty concerned."""
        self._at: dict[str, list[Contradiction]] = {}
        self._against: dict[str, list[Contradiction]] = {}
        self._beside: dict[tuple[str, str], list[Contradiction]] = {}
        self._cards: set[str] = set()
        for one in known:
            address = one.finding.address
            self._at.setdefault(address, []).append(one)
            for other in dict.fromkeys(one.finding.related):
                self._against.setdefault(other, []).append(one)
            for requirement in one.beside:
                self._beside.setdefault((split_address(address)[0], requirement), []).append(one)
            self._cards.update(split_address(other)[0] for other in (address, *one.finding.related))

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._at)

    def bars(self, address: str) -> bool:
        """Tell whether a fact, or one it stands in, cannot be true beside others: it decides and answers nothing."""
        return self._concerns(address) and any(
            one.certain for place in around(address) for one in self._at.get(place, ())
        )

    def at(self, address: str, requirement: str) -> Iterator[Contradiction]:
        """Yield what concerns a fact: contradictions at it or around it, for a duty beside the rule on either side."""
        for place in around(address) if self._concerns(address) else ():
            yield from self._at.get(place, ())
            yield from (one for one in self._against.get(place, ()) if requirement in one.beside)

    def on(self, card: str, requirement: str) -> tuple[Contradiction, ...]:
        """Return the contradictions at a card beside which a duty stands."""
        return tuple(self._beside.get((card, requirement), ()))

    def _concerns(self, address: str) -> bool:
        return address.partition("#")[0] in self._cards


#: A workspace in which everything fits.
NONE = Contradictions()


def contradictions_in(findings: Iterable[Finding], beside: Mapping[str, frozenset[str]]) -> Contradictions:
    """Return the contradictions among findings; ``beside`` names, by code, the duties that stand beside the rules."""
    return Contradictions(
        Contradiction(one, one.severity is Severity.ERROR or one.code == _DIFFERS, beside.get(one.code, frozenset()))
        for one in findings
        if is_contradiction(one)
    )


def is_contradiction(finding: Finding) -> bool:
    """Tell whether a finding says that facts do not fit each other, or the data."""
    of_facts = finding.code.startswith("MUN4") or finding.code == MEASURED_OTHERWISE
    return of_facts and finding.severity is not Severity.NOTICE and bool(finding.address)


def around(address: str) -> Iterator[str]:
    """Yield an address and those of the sections and records it stands in."""
    yield address
    start = address.find("#") + 1
    end = address.rfind("/")
    while 0 < start < end:
        if not address.endswith(_WHOLES, 0, end):
            yield address[:end]
        end = address.rfind("/", 0, end)
