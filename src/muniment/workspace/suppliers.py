"""Supplier pins: sealed datasheets of suppliers below ``suppliers/``, verified at import and pinned by digest.

A pin is hostile until its digests are checked, each time it is read; its facts then go through the reader of cards, so
that what is no fact of a data-set card is none here. Whether a card inherits from it is `inheriting`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from muniment.base.addresses import tokens
from muniment.base.canonical import digest
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card, load_card
from muniment.model.shapes import Position
from muniment.model.vocabulary import positions_of
from muniment.record.pin import PIN_FILE, RECORD_FILE, Pin, load_pin
from muniment.record.record import DisclosedFact, Record, load_record
from muniment.source.tree import Tree
from muniment.workspace.parts import parts_of

FOLDER = "suppliers"
#: The kinds of documents whose record can be taken over.
KINDS = ("supplier_datasheet", "datasheet")
#: What the circle of a supplier's datasheet leaves to who receives it: what is for clients may go to authorities, which
#: the datasheet always allows, and to others only if the supplier agrees.
_ONWARD = {"public": "public", "client": "authority", "authority": "authority"}
_AUDIENCES = ("public", "authority", "internal")
#: The ground on which a table is withheld all rows of which are of few.
_FEW = "small_counts"
_SECTION = re.compile(r"[a-z][a-z0-9_]*")
_FRACTION = re.compile(r"-?[0-9]{1,40}\.[0-9]{1,40}")
_WHOLE = re.compile(r"-?[0-9]{1,40}")
#: More would be no datasheet of one data set.
MAX_FACTS = 20_000


@dataclass(frozen=True)
class Supplied:
    """One pin as read: ``card`` holds what the supplier states, ``limits`` how far each fact may be passed on.

    A limit is the widest audience of ours and its ground: "default" where the supplier narrowed nothing, "unstated"
    where its document does not say how far its facts may go.

    The card is none of the workspace's own: it bears no duties, and nothing refers to it but cards that inherit from
    it or are made from it. ``file`` is where the pin stands, as shown. An address is the one inside the card.
    """

    pin: Pin
    file: str
    card: Card
    limits: Mapping[str, tuple[str, str]]
    record: Record

    @property
    def name(self) -> str:
        """The name by which cards name the pin: that of its folder."""
        return self.pin.folder

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a set that the datasheet is about; none where it is about the whole."""
        return self.record.part or parts_of(self.card)

    @property
    def stated(self) -> str:
        """Who stated the facts, and when they were sealed."""
        claimed = "" if self.pin.sealer.proven_at else "as its signer says "
        return f"stated by {self.pin.supplier}, sealed {claimed}on {self.pin.sealed_on}"

    @property
    def said(self) -> str:
        """The same with the digest of what was received, as a fact's origin."""
        return f"{self.stated}, pack SHA-256 {self.pin.source.sha256.removeprefix('sha256:')}"


def load_supplied(
    folder: str, shown: str, files: Mapping[str, bytes], digests: Mapping[str, tuple[int, str]]
) -> tuple[Supplied | None, list[Finding]]:
    """Read one pin from the files of its folder; return None where they are not what was pinned.

    ``files`` holds the contents of ``pin.json`` and ``record.json``, ``digests`` size and digest of every file by its
    path inside the folder; ``shown`` is the folder as people see it.
    """
    here = f"{shown}/{PIN_FILE}"
    try:
        if PIN_FILE not in files:
            raise ValueError(f"{PIN_FILE} is missing")
        pin = load_pin(files[PIN_FILE])
        if pin.folder != folder:
            raise ValueError(f"the folder should be called {pin.folder}")
        _check_files(pin, digests)
        record = _record(pin, files)
        card, limits, findings = _card(record, pin, here)
    except ValueError as error:
        message = f"The pin {folder} is not what was imported: {error}."
        remedy = "Restore it from version control, or import the supplier's file again: muniment import pack FILE."
        return None, [Finding("MUN720", Severity.ERROR, message, remedy, file=here)]
    return Supplied(pin, here, card, limits, record), findings


def _check_files(pin: Pin, digests: Mapping[str, tuple[int, str]]) -> None:
    for file in pin.files:
        found = digests.get(file.path)
        if found is None:
            raise ValueError(f"{file.path} is missing")
        if found != (file.size, file.sha256):
            raise ValueError(f"{file.path} has been changed")
    if foreign := sorted(set(digests) - {file.path for file in pin.files} - {PIN_FILE}):
        raise ValueError(f"{foreign[0]} does not belong to it")


def _record(pin: Pin, files: Mapping[str, bytes]) -> Record:
    data = files.get(RECORD_FILE, b"")
    pinned = next(file for file in pin.files if file.path == RECORD_FILE)
    if digest(data) != pinned.sha256:
        raise ValueError(f"{RECORD_FILE} has been changed")
    try:
        record = load_record(data)
    except RecursionError as error:
        raise ValueError(f"{RECORD_FILE} is nested too deeply") from error
    if record.subject != pin.subject or record.kind != pin.kind or record.audience != pin.audience:
        raise ValueError(f"{RECORD_FILE} is about something else than the pin")
    if record.kind not in KINDS or record.draft is not None:
        raise ValueError(f"{RECORD_FILE} is no datasheet of a data set")
    if len(record.facts) > MAX_FACTS:
        raise ValueError(f"{RECORD_FILE} holds more than {MAX_FACTS} facts")
    return record


def _card(record: Record, pin: Pin, file: str) -> tuple[Card, dict[str, tuple[str, str]], list[Finding]]:
    """Return the supplier's facts as a card, how far each may go, and a notice where some could not be read."""
    subject = record.subject
    prefix = f"dataset/{subject.name}@{subject.version}#"
    own = [
        _without_held_back(fact)
        for fact in record.facts
        if fact.address.startswith(prefix) and fact.path.startswith("dataset.")
    ]
    tree: dict[str, Any] = {"muniment": 1, "kind": "dataset", "name": subject.name, "version": subject.version}
    withheld: dict[str, Fact] = {}
    # A status of a section stands first: what is spelled out below it says no more.
    for fact in sorted(own, key=lambda fact: fact.address.count("/")):
        inner = fact.address.removeprefix(prefix)
        if fact.status == Status.WITHHELD and _pattern(inner, fact.path):
            reason = f"withheld by the supplier ({fact.ground.replace('_', ' ')[:60] or 'no ground named'})"
            withheld[inner] = Fact(
                inner, fact.path, None, Status.WITHHELD, Origin.INHERITED, "", file, reason=reason,
            )  # fmt: skip
        elif fact.status != Status.WITHHELD:
            _put(tree, inner, fact)
    listed = _lists(tree)
    card, _ = load_card(Tree(file, "", listed))
    if card is None:
        raise ValueError(f"{RECORD_FILE} holds no facts of a data set")
    notes = {fact.address.removeprefix(prefix): fact for fact in own}
    facts = {inner: _as_stated(fact, notes.get(inner)) for inner, fact in card.facts.items()}
    facts |= {inner: fact for inner, fact in withheld.items() if inner not in facts}
    identity_version = pin.folder.partition("@")[2]
    lost = sum(1 for fact in own if not _is_told(fact.address.removeprefix(prefix), facts))
    findings = []
    if lost:
        message = f"{lost} of {len(own)} facts of the pin {pin.folder} are no facts that this version knows."
        remedy = "They count as not stated; a newer version of the program may read them."
        findings.append(Finding("MUN725", Severity.NOTICE, message, remedy, file=file))
    return replace(card, version=identity_version, facts=facts), _limits(record, prefix), findings


def _without_held_back(fact: DisclosedFact) -> DisclosedFact:
    """Return a table without the rows of which the supplier tells the names alone; withheld, where no row is left."""
    if not fact.held or not isinstance(fact.value, list):
        return fact
    rows = [row for row in fact.value if not isinstance(row, dict) or "value" in row]
    if not rows:
        return replace(fact, status=str(Status.WITHHELD), value=None, ground=_FEW)
    told = f"the supplier holds back the figures of {len(fact.value) - len(rows)} rows, which are of few"
    return replace(fact, value=rows, note="; ".join(text for text in (fact.note, told) if text))


def _is_told(inner: str, facts: Mapping[str, Fact]) -> bool:
    """Tell whether a fact was read, as itself or by the status of what it stands in; the version is the card's own."""
    if inner in facts or inner == "/version":
        return True
    above = (inner.rsplit("/", count)[0] for count in range(1, inner.count("/")))
    return any(outer in facts and not facts[outer].record and facts[outer].status != Status.KNOWN for outer in above)


def _limits(record: Record, prefix: str) -> dict[str, tuple[str, str]]:
    """Return how far each fact may go: as the supplier says; what is in a public document anywhere; else nowhere."""
    said: dict[str, tuple[str, str]] = {}
    for limit in record.onward or ():
        widest = _ONWARD.get(limit.audience, "internal")
        for address in limit.addresses:
            if address not in said or _AUDIENCES.index(widest) > _AUDIENCES.index(said[address][0]):
                said[address] = (widest, limit.ground)
    public = record.audience == "public" and record.onward is None
    other = ("public", "default") if public else ("internal", "unstated")
    return {
        fact.address.removeprefix(prefix): said.get(fact.address, other)
        for fact in record.facts
        if fact.address.startswith(prefix)
    }


def _as_stated(fact: Fact, disclosed: DisclosedFact | None) -> Fact:
    stated = replace(fact, origin=Origin.INHERITED, pointer="")
    if disclosed is None or disclosed.rounded is None:
        return stated
    told = f"rounded by the supplier to {disclosed.rounded.figures} significant figures"
    return replace(stated, note="; ".join(text for text in (stated.note, told) if text))


def _pattern(inner: str, path: str) -> list[tuple[str, str]] | None:
    """Return the steps of an address as (key, record id or empty); None where it does not follow the path."""
    parts = tokens(inner)
    steps: list[tuple[str, str]] = []
    for key in path.split(".")[1:]:
        name = key.removesuffix("[]")
        if not parts or parts.pop(0) != name or not _SECTION.fullmatch(name):
            return None
        steps.append((name, parts.pop(0) if key.endswith("[]") and parts else ""))
    return steps if steps and not parts else None


def _put(tree: dict[str, Any], inner: str, fact: DisclosedFact) -> None:
    """Write one fact into the tree of a card; lists of records are mappings by id until all are there."""
    steps = _pattern(inner, fact.path)
    if steps is None:
        return
    *above, (key, record) = steps
    if record:
        return
    here: Any = tree
    for name, of in above:
        here = here.setdefault(name, _Records() if of else {})
        if of:
            here = here.setdefault(of, {"id": of}) if isinstance(here, _Records) else None
        if not isinstance(here, dict) or isinstance(here, _Records | _Leaf):
            return
    here.setdefault(key, _Leaf(_written(fact)))


class _Records(dict[str, Any]):
    """Records by id, before they are written as a list."""


class _Leaf(dict[str, Any]):
    """What is written at one position: nothing stands inside it."""


def _lists(value: Any) -> Any:
    if isinstance(value, _Records):
        return [_lists(item) for item in value.values()]
    if isinstance(value, dict):
        return {key: _lists(item) for key, item in value.items()}
    return value


def _written(fact: DisclosedFact) -> dict[str, Any]:
    """Return a fact as an author would write it: a status with its reason, or the long form."""
    if fact.status in (Status.UNKNOWN, Status.NOT_APPLICABLE):
        reason = fact.reason or f"the supplier states {fact.status.replace('_', ' ')} and gives no reason"
        return {fact.status: reason}
    position = positions_of("dataset").get(fact.path)
    beside = {key: text for key, text in (("note", fact.note), ("source", fact.source)) if text}
    if position is not None and position.prose and isinstance(fact.value, dict):
        return {"text": fact.value, **beside}
    return {"value": _exact(fact.value, position), **beside}


def _exact(value: Any, position: Position | None, key: str = "") -> Any:
    """Return a value with its decimals, which records hold as text; words of the author's own stay text."""
    if isinstance(value, list):
        return [_exact(item, position, key) for item in value]
    if isinstance(value, dict):
        return {name: _exact(item, position, name) for name, item in value.items()}
    if not isinstance(value, str) or position is None or (position.free and not key) or key == "name":
        return value
    if _FRACTION.fullmatch(value):
        return Decimal(value)
    if position.named == "number" and _WHOLE.fullmatch(value):
        return int(value)
    return value
