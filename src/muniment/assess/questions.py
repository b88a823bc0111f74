"""What is still open: the questions that decide what applies, each asked once, and the elections not yet made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from muniment.assess.assessment import Applies, OpenElection, Outcome, Question, Row
from muniment.catalogue.requirements import FORCES, STRICT, Catalogue
from muniment.model.vocabulary import position_at


def open_questions(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[Question]:
    """Gather the open answers of all rows: each once, the one that most duties wait for first, then most cards."""
    settles: dict[tuple[str, str], set[str]] = defaultdict(set)
    cards: dict[tuple[str, str], set[str]] = defaultdict(set)
    addresses: dict[tuple[str, str], set[str]] = defaultdict(set)
    waiting: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
    for part in (part for row in rows for part in row.parts or (row,)):
        if not (_is_undecided(part) or _hangs_on_gates(part)) or part.reason == "election":
            continue
        for gate in part.gates:
            key = (gate.path, gate.question)
            settles[key].add(part.requirement.id)
            cards[key].add(part.bearer)
            addresses[key].add(gate.address)
            first = waiting[key].setdefault(part.requirement.id, part)
            if part.urgency < first.urgency:
                waiting[key][part.requirement.id] = part
    for key in sorted(settles, key=lambda key: (-len(settles[key]), -len(cards[key]), key)):
        path, question = key
        words = question or catalogue.gates.get(path) or _asked(path)
        rows = sorted(waiting[key].values(), key=lambda row: (row.urgency, FORCES.index(row.requirement.force)))
        yield Question(
            path, words, len(settles[key]), tuple(sorted(cards[key])), tuple(sorted(addresses[key])),
            tuple(dict.fromkeys(row.cited for row in rows)),
            any(row.due == "now" and row.requirement.force in STRICT for row in rows),
        )  # fmt: skip


def _asked(path: str) -> str:
    """Return a question about a fact for which the catalogue has none."""
    position = position_at(path)
    return f'What is to be stated on "{position.title}" ({path})?' if position else f"What is {path}?"


def open_elections(rows: Iterable[Row], catalogue: Catalogue) -> Iterator[OpenElection]:
    """Gather the voluntary texts that are neither chosen nor declined, in the catalogue's order."""
    duties: dict[str, set[str]] = defaultdict(set)
    addresses: dict[str, str] = {}
    for part in _undecided(rows):
        if part.reason == "election":
            duties[part.requirement.election].add(part.requirement.id)
            addresses.setdefault(part.requirement.election, part.gates[0].address)
    for election in catalogue.elections.values():
        if election.id in duties:
            yield OpenElection(
                election.id, election.label, election.question, election.path, addresses[election.id],
                len(duties[election.id]),
            )  # fmt: skip


def _undecided(rows: Iterable[Row]) -> Iterator[Row]:
    return (part for row in rows for part in row.parts or (row,) if _is_undecided(part))


def _is_undecided(part: Row) -> bool:
    return part.applies is Applies.CANNOT_TELL


def _hangs_on_gates(part: Row) -> bool:
    """Tell whether it is open what a duty that applies asks for, though no fact it rests on is unknown."""
    return part.outcome is Outcome.UNKNOWN and not any(basis.outcome is Outcome.UNKNOWN for basis in part.facts)
