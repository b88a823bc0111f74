"""The record: the complete input of one edition, embedded in it as RFC 8785 JSON.

A record holds disclosed facts and outcomes only, and no digest of any output, so that a document can be rebuilt
from it and from nothing else.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.record.coverage import WorkspaceCoverage, WorkspaceQuestions
from muniment.record.draft import Draft
from muniment.record.scope import WorkspaceScope
from muniment.record.shapes import load_shape
from muniment.record.tallies import Tally

FORMAT = 1
#: The path whose value is itself the id of a requirement.
NAMES_REQUIREMENT = "dataset.gaps[].affects_requirement"


@dataclass(frozen=True, slots=True)
class Subject:
    """The card an edition is about; for an edition on a whole workspace the kind is ``workspace``."""

    kind: str
    name: str
    version: str
    title: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision: label for people, ELI or other link (may be empty), how far the reading was checked."""

    label: str
    link: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Rounded:
    """To how many significant figures a value was rounded for the recipient, and how that precision was read."""

    figures: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Evidenced:
    """How a fact stands to what was measured of the data.

    ``state`` is confirmed, measured (nobody states it but the data), consistent, contradicted, not_measured,
    not_measurable or stale, with a code of the reason beside some of them; ``measure`` is the id of the measure.
    ``numerator`` of ``denominator``, and the interval at 95 % from ``low`` to ``high``, stand where the audience may
    see them.
    """

    state: str
    measure: str
    reason: str = ""
    numerator: int | None = None
    denominator: int | None = None
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True, slots=True)
class DisclosedFact:
    """One fact as this audience may see it.

    ``value`` is JSON (decimals as strings); it is None unless ``status`` is ``known``. ``status`` is known, unknown,
    not_applicable or withheld; ``origin`` is declared, measured, computed, inherited or empty (no value). ``source``
    says in words where the value comes from (a profile, a rule, what the card names). ``label`` is the vocabulary's
    title of the path, ``unit`` its unit or empty. ``reason``, ``owner``, ``asked_on``, ``note`` are empty when not
    disclosed. ``requirements`` are the ids of the catalogue entries that this fact serves. ``rounded`` stands only
    where the value is not the exact one. ``language`` is that of the card's own words, where it is another than the
    edition's. ``evidence`` stands where the data of the card were measured, and the fact is one that data can answer.
    ``held`` counts the rows of a table whose figures are held back because they are of few, or would tell such.
    ``expected_on`` is the day by which what is unknown is to be answered, where there is one.
    """

    address: str
    path: str
    label: str
    status: str
    origin: str
    value: Any = None
    unit: str = ""
    source: str = ""
    reason: str = ""
    owner: str = ""
    asked_on: str = ""
    note: str = ""
    ground: str = ""
    requirements: tuple[str, ...] = ()
    rounded: Rounded | None = None
    language: str = ""
    evidence: Evidenced | None = None
    held: int | None = None
    expected_on: str | None = None


@dataclass(frozen=True, slots=True)
class DisclosedOutcome:
    """One row of the assessment that this audience may see.

    ``reason`` is a sentence rendered from a code and disclosed facts; ``due`` is ``now``, a date or ``none``.
    """

    requirement: str
    title: str
    duty: str
    citation: Citation
    force: str
    bearer: str
    use: str
    applies: str
    outcome: str
    due: str
    reason: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """How many facts were left out on one ground; addresses only for authorities."""

    ground: str
    count: int
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Onward:
    """How far facts may be passed on: the widest audience that may see them, the ground of a narrowing, addresses.

    ``ground`` is "default" where nobody narrowed them.
    """

    audience: str
    ground: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that is not as it was: its address without the version of its card, and the fact before and now.

    ``change`` is added, removed, changed (its value), status (also of a section, of which parts are stated on the other
    side), or beside (only its origin or the words beside it).
    ``material`` tells that the catalogue asks for the fact, or decides by it. ``before`` and ``now`` hold one fact or
    none.
    """

    address: str
    change: str
    material: bool
    before: tuple[DisclosedFact, ...]
    now: tuple[DisclosedFact, ...]


@dataclass(frozen=True, slots=True)
class OutcomeChange:
    """One duty that comes out otherwise than before; an outcome is empty where the duty was or is not shown."""

    requirement: str
    title: str
    citation: Citation
    bearer: str
    use: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier version of a card, or an earlier edition of a document.

    ``identity`` is the earlier card; ``kind``, ``document_date`` and ``record_sha256`` are those of the earlier
    edition, empty where versions of a card in the workspace are compared. ``outcomes_compared`` tells whether both
    sides show how duties came out.
    """

    identity: str
    kind: str
    document_date: str
    record_sha256: str
    changes: tuple[Change, ...]
    outcomes_compared: bool
    outcomes: tuple[OutcomeChange, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything one edition says, and from what it was made. Dates are ISO 8601 strings.

    ``status_url`` is where the provider tells whether the edition still stands, empty where there is no such address.
    ``scope``, ``coverage`` and ``questions`` stand in records on a whole workspace only, ``onward`` in those of
    documents that say how far they may be passed on, ``changes`` in those of change records, ``draft`` in those of
    drafts, ``approvals`` in those of documents that ask for people's approval (``legal`` …), ``supersedes`` (a digest)
    in those of editions that name the record of an earlier one, which they replace, ``tallies`` in those of datasheets
    on data that were measured, ``part`` in those about a card that is about some parts of a set only; the JSON of other
    records has no such members.
    """

    kind: str
    subject: Subject
    audience: str
    recipient: str
    language: str
    as_of: str
    document_date: str
    tool_version: str
    catalogue_version: str
    disclosure_table: str
    renderer: tuple[tuple[str, str], ...]
    source_revision: str
    banner: str
    facts: tuple[DisclosedFact, ...]
    outcomes: tuple[DisclosedOutcome, ...]
    citations: tuple[tuple[str, Citation], ...]
    omissions: tuple[Omission, ...]
    evidence: tuple[str, ...] = ()
    record: int = FORMAT
    status_url: str = ""
    scope: WorkspaceScope | None = None
    onward: tuple[Onward, ...] | None = None
    coverage: WorkspaceCoverage | None = None
    questions: WorkspaceQuestions | None = None
    changes: Changes | None = None
    draft: Draft | None = None
    approvals: tuple[str, ...] | None = None
    supersedes: str | None = None
    tallies: tuple[Tally, ...] | None = None
    part: tuple[str, ...] | None = None


#: Members that only some kinds of records have, each with its shape.
_OPTIONAL: dict[str, Any] = {
    "scope": WorkspaceScope,
    "onward": tuple[Onward, ...],
    "coverage": WorkspaceCoverage,
    "questions": WorkspaceQuestions,
    "changes": Changes,
    "draft": Draft,
    "approvals": tuple[str, ...],
    "supersedes": str,
    "tallies": tuple[Tally, ...],
    "part": tuple[str, ...],
}


#: Members that only some facts have, each with its shape.
_BESIDE: dict[str, Any] = {"rounded": Rounded, "evidence": Evidenced, "held": int, "expected_on": str}
_MEMBERS = tuple(field.name for field in fields(Record))
_OF_FACT = tuple(field.name for field in fields(DisclosedFact))


def record_bytes(record: Record) -> bytes:
    """Return the record as RFC 8785 JSON."""
    raw: dict[str, Any] = {name: getattr(record, name) for name in _MEMBERS}
    for name in ("subject", *_OPTIONAL):
        if name in _OPTIONAL and raw[name] is None:
            del raw[name]
        elif name == "onward":
            raw[name] = [asdict(limit) for limit in raw[name]]
        elif name == "tallies":
            raw[name] = [_told(tally) for tally in raw[name]]
        elif name in ("approvals", "part"):
            raw[name] = list(raw[name])
        elif name == "supersedes":
            continue
        else:
            raw[name] = asdict(raw[name])
            if name == "questions":
                for own in raw[name]["owners"]:
                    own["questions"] = [_present(question) for question in own["questions"]]
            elif name == "coverage":
                raw[name] = _present(raw[name])
    # Field by field: the general way through a dataclass takes ten times as long, and a build has thousands.
    raw["facts"] = [{name: getattr(fact, name) for name in _OF_FACT} for fact in record.facts]
    raw["outcomes"] = [asdict(outcome) for outcome in record.outcomes]
    raw["omissions"] = [asdict(omission) for omission in record.omissions]
    raw["citations"] = [(name, asdict(citation)) for name, citation in record.citations]
    for fact in raw["facts"]:
        for name in _BESIDE:
            told = fact.pop(name)
            if told is not None:
                fact[name] = _present(asdict(told)) if is_dataclass(told) and not isinstance(told, type) else told
    for fact in _changed(raw):
        for name in _BESIDE:
            if fact[name] is None:
                del fact[name]
            elif isinstance(fact[name], dict):
                fact[name] = _present(fact[name])
    return canonical_bytes(raw)


def _told(tally: Tally) -> dict[str, Any]:
    made = _present(asdict(tally))
    made["rows"] = [_present(row) for row in made["rows"]]
    return made


def _present(members: dict[str, Any]) -> dict[str, Any]:
    """Leave out the members that are None: one that may be missing is never written empty."""
    return {name: value for name, value in members.items() if value is not None}


def _changed(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for change in raw["changes"]["changes"] if "changes" in raw else ():
        yield from (*change["before"], *change["now"])


def load_record(data: bytes) -> Record:
    """Read a record back from its JSON; raise ValueError for anything that is not a record of this format."""
    raw = json.loads(data)
    if not isinstance(raw, dict) or raw.get("record") != FORMAT:
        raise ValueError("not a muniment record of format 1")
    try:
        raw["subject"] = Subject(**raw["subject"])
        raw["facts"] = tuple(_load_fact(item) for item in raw["facts"])
        raw["outcomes"] = tuple(
            DisclosedOutcome(**{**item, "citation": Citation(**item["citation"]), "facts": tuple(item["facts"])})
            for item in raw["outcomes"]
        )
        raw["citations"] = tuple((key, Citation(**value)) for key, value in raw["citations"])
        raw["omissions"] = tuple(
            Omission(**{**item, "addresses": tuple(item["addresses"])}) for item in raw["omissions"]
        )
        raw["renderer"] = tuple((name, version) for name, version in raw["renderer"])
        raw["evidence"] = tuple(raw["evidence"])
        for member, shape in _OPTIONAL.items():
            raw[member] = load_shape(shape, raw[member]) if member in raw else None
        if set(raw) != {field.name for field in fields(Record)}:
            raise ValueError("the record has missing or foreign members")
        return Record(**raw)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"the record is malformed: {error}") from error


def _load_fact(raw: dict[str, Any]) -> DisclosedFact:
    beside = {name: load_shape(shape, raw[name]) for name, shape in _BESIDE.items() if name in raw}
    return DisclosedFact(**{**raw, "requirements": tuple(raw["requirements"]), **beside})
