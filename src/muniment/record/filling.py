"""A client's own questionnaire, answered: what is told at each place asked about, and what was written where.

The record of it lies beside the file that was filled, and holds nothing but what that file says: it is the reference of
the answers, and by it a later run knows which cells are ours.
"""

from dataclasses import asdict, dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.record.record import DisclosedFact
from muniment.record.shapes import load_shape

FORMAT = 1
#: The member by which such a record is known.
FILLED = "filled"
#: The status of a place where nothing is stated; no fact of a record has it.
NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Told:
    """What one place asked about tells this audience: a fact, or why there is none.

    ``status`` is known, unknown, not_applicable, withheld or not_stated. Withheld is what the audience may not see by
    the rules, whether anything is stated there or not, with the ground of the rule. ``label`` is the vocabulary's
    English title. ``further`` tells that it stands for what is asked about besides and is not disclosed.
    """

    address: str
    path: str
    label: str
    status: str
    fact: DisclosedFact | None = None
    ground: str = ""
    further: bool = False


@dataclass(frozen=True, slots=True)
class FilledFact:
    """One place behind an answer: its status and origin, and for what is stated the digest of status and value."""

    address: str
    path: str
    status: str
    origin: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FilledCell:
    """One cell that was written: its place in the sheet (D4), what it is for (answer, origin …), digest of its text."""

    cell: str
    column: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FilledAnswer:
    """One question that was answered: its number and text in the client's file, and what the answer rests on."""

    question: str
    text: str
    sheet: str
    cells: tuple[FilledCell, ...]
    facts: tuple[FilledFact, ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """What was answered in a client's questionnaire, from what and when.

    ``sha256`` is the digest of the file as it was written, ``blank_sha256`` of the file as it came; ``mapping_sha256``
    of the mapping that says which facts answer which question. ``cards`` are those the answers are about. ``awaits``
    are the roles that have not signed off facts which are told.
    """

    file: str
    sha256: str
    blank_sha256: str
    mapping: str
    mapping_sha256: str
    cards: tuple[str, ...]
    audience: str
    recipient: str
    language: str
    as_of: str
    document_date: str
    tool_version: str
    catalogue_version: str
    disclosure_table: str
    source_revision: str
    awaits: tuple[str, ...]
    answers: tuple[FilledAnswer, ...]
    filled: int = FORMAT


def filled_bytes(filled: Filled) -> bytes:
    """Return the record as canonical JSON."""
    return canonical_bytes(asdict(filled))


def load_filled(raw: Any) -> Filled:
    """Return a record from JSON types; raise ValueError for what is none of this format."""
    if not isinstance(raw, dict) or raw.get(FILLED) != FORMAT or isinstance(raw[FILLED], bool):
        raise ValueError("not the record of a filled questionnaire, or of another format")
    read: Filled = load_shape(Filled, raw)
    return read
