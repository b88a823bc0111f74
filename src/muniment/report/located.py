"""Findings with their lines: what every format prints."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from muniment.base.findings import Finding, Place, Severity
from muniment.source.tree import Tree

_WEIGHT = list(Severity)
#: How many like findings are told one by one.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding counts: what became of it, and what takes it out of what fails a check.

    ``change`` is new, worse, revealed or unchanged, empty where nothing is compared; ``places`` are what is so of a
    finding that tells of several things. ``suppressed`` is empty, ``since`` (it was there before), ``baseline`` or
    ``waiver``; the rest tells of the waiver.
    """

    change: str = ""
    places: tuple[str, ...] = ()
    suppressed: str = ""
    waiver: str = ""
    reason: str = ""
    person: str = ""
    until: str = ""


#: A finding that nothing speaks for.
OPEN = Standing()


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place, the line of text there, how many further cards share the line, and like findings.

    ``alike`` are the files of further cards of which the same was found, where such findings are told once, and
    ``lines`` the further lines of the same file. ``inside`` is the file from the root of the workspace.
    """

    finding: Finding
    place: Place
    excerpt: str
    more_cards: int = 0
    alike: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    standing: Standing = OPEN
    inside: str = ""


def locate(
    findings: Iterable[Finding],
    trees: Mapping[str, Tree],
    inside: Callable[[str], str] = str,
    standing: Standing = OPEN,
) -> list[Located]:
    """Look up the places of findings, join those that one shared line causes, and sort them by file and line."""
    joined: dict[tuple[str, str, str, str], tuple[Finding, int]] = {}
    for finding in findings:
        key = (finding.code, finding.file, finding.pointer, finding.message)
        first, count = joined.get(key, (finding, -1))
        joined[key] = (first, count + 1)
    located = [_locate(finding, more, trees) for finding, more in joined.values()]
    return in_order(replace(item, standing=standing, inside=inside(item.place.file)) for item in located)


def in_order(items: Iterable[Located]) -> list[Located]:
    """Return located findings sorted by file, line, column and weight."""
    return sorted(items, key=_order)


def fold(items: Iterable[Located]) -> list[Located]:
    """Tell once what is found alike of many cards: sixty cards without a fact are one line of work, not sixty.

    Mistakes of form stay, each under its line, and so does what concerns a few cards only.
    """
    groups: dict[tuple[str, str, str, str, Standing], list[Located]] = {}
    for item in items:
        finding = item.finding
        own = "" if not finding.code.startswith(("MUN1", "MUN2")) else f"{item.place.file}:{finding.pointer}"
        groups.setdefault((finding.code, finding.message, own, finding.owner, item.standing), []).append(item)
    folded = []
    for group in groups.values():
        if len(group) <= _FEW:
            folded += group
        else:
            first, *others = sorted(group, key=_order)
            files = dict.fromkeys(item.place.file for item in others if item.place.file != first.place.file)
            lines = dict.fromkeys(item.place.line for item in others if item.place.file == first.place.file)
            folded.append(replace(first, alike=tuple(files), lines=tuple(lines)))
    return sorted(folded, key=_order)


def _locate(finding: Finding, more: int, trees: Mapping[str, Tree]) -> Located:
    tree = trees.get(finding.file)
    place = finding.place
    if place is None:
        place = tree.place(finding.pointer, on_key=finding.on_key) if tree else Place(finding.file, 1, 1, 1, 1)
    # Somebody may have written a secret where a key to sign with is described; it is not repeated in a log.
    hidden = finding.pointer.startswith("/signing/profiles")
    excerpt = tree.excerpt(place.line) if tree and not hidden else ""
    return Located(finding, place, excerpt, more)


def _order(item: Located) -> tuple[str, int, int, int, str]:
    return item.place.file, item.place.line, item.place.column, _WEIGHT.index(item.finding.severity), item.finding.code


def identity_of(item: Located) -> str:
    """Return the fingerprint of a finding, by which it is recognised from one run to the next."""
    # Imported here: texts for people need no fingerprints.
    from muniment.report.identity import fingerprint

    return fingerprint(replace(item.finding, file=item.inside or item.place.file))


def message_of(item: Located) -> str:
    """Return the message, with the number of further cards that share the line."""
    if not item.more_cards:
        return item.finding.message
    return f"{item.finding.message} (and {item.more_cards} more card{'s' * (item.more_cards > 1)})"
