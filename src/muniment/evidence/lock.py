"""The evidence lock, version 1: facts measured from data, and nothing else.

It holds no clock, machine, engine or person (these stand in the run record beside it), so that a second measurement of
the same data writes the same bytes. Numbers that are no integers are decimal texts. It is written with sorted keys, one
fact a line, so that git shows what changed; its digest is that of its bytes.
"""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from muniment.base.canonical import digest, plain
from muniment.evidence.plan import Plan, stated_members
from muniment.record.shapes import load_shape

FORMAT = 1
#: The largest lock that is read.
MAX_BYTES = 64 << 20
#: Members of a fact that are pairs here and an object in the file.
_PAIRS = ("of", "method")
_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Data:
    """The data measured: how many files of how many stored bytes, and one digest over all of them.

    ``dir_hash`` is in-toto's dirHash, the SHA-256 of the listing that `sha256sum` writes, sorted by path; that listing
    is kept beside the lock.
    """

    files: int
    bytes: int
    dir_hash: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One measured fact.

    ``of`` says of which part: pairs of a dimension (``distribution``, ``split``, ``field``, ``campaign``, ``modality``,
    ``unit``, ``tokenizer``) and its value, sorted. ``value`` is an integer, a decimal text, a text, or a list of rows
    ``{name, value, count}``. ``kind`` is exact, approximate or estimate; an estimate has an ``interval`` at 95 %.
    ``read`` and ``unread`` count the records (of files: the files) that the figure rests on and those it should have.
    ``method`` are parameters that a person needs to repeat it, sorted.
    """

    measure: str
    of: tuple[tuple[str, str], ...]
    value: Any
    unit: str
    kind: str = "exact"
    numerator: int | None = None
    denominator: int | None = None
    interval: tuple[str, str] | None = None
    read: int = 0
    unread: int = 0
    method: tuple[tuple[str, str], ...] = ()

    def part(self, dimension: str) -> str:
        """Return the value of a dimension, or empty where the figure is over all of it."""
        return dict(self.of).get(dimension, "")


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or a part of one, that was not measured: path, reason as a code, how many records are known lost."""

    path: str
    reason: str
    records: int = 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Something from outside that figures rest on: the public suffix list, a tokenizer, a model; version and digest."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample that estimates rest on: records in the frame and drawn, the seed, the digest of the ids drawn."""

    frame: int
    drawn: int
    seed: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Lock:
    """What was measured of one data set. ``plan`` and ``definitions`` are digests; ``facts`` are sorted.

    ``asked`` is the plan itself, so that whoever has lock, listing and data can repeat everything without the card.
    """

    card: str
    data: Data
    plan: str
    definitions: str
    facts: tuple[Measured, ...]
    unread: tuple[Unread, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    sample: Sample | None = None
    asked: Plan | None = None

    def find(self, measure: str, **of: str) -> Measured | None:
        """Return the fact of a measure for exactly this part."""
        part = tuple(sorted(of.items()))
        return next((fact for fact in self.facts if fact.measure == measure and fact.of == part), None)


def lock_bytes(lock: Lock) -> bytes:
    """Write a lock; the same facts give the same bytes in whatever order they were found."""
    made = plain({"evidence": FORMAT, **stated_members(asdict(_sorted(lock)))})
    for fact in made["facts"]:
        fact.update({key: dict(fact[key]) for key in _PAIRS})
    return (_written(made) + "\n").encode("utf-8")


def load_lock(data: bytes) -> Lock:
    """Read a lock; ValueError for anything that `lock_bytes` has not written so."""
    if len(data) > MAX_BYTES:
        raise ValueError("it is larger than any lock")
    try:
        raw = json.loads(data)
    except (UnicodeDecodeError, RecursionError, json.JSONDecodeError) as error:
        raise ValueError("it is no JSON") from error
    if not isinstance(raw, dict) or type(raw.get("evidence")) is not int:
        raise ValueError("it is no evidence lock")
    if raw.pop("evidence") != FORMAT:
        raise ValueError("it has another version than this tool reads")
    lock: Lock = load_shape(Lock, _with_pairs(raw))
    if lock.asked and (lock.asked.card, lock.asked.sha256) != (lock.card, lock.plan):
        raise ValueError("it holds another plan than the one it names")
    if lock_bytes(lock) != data:
        raise ValueError("it is not as muniment measure writes it: somebody has edited it")
    return lock


def lock_digest(lock: Lock) -> str:
    """Return the digest of the file of a lock."""
    return digest(lock_bytes(lock))


def _written(value: Any, above: str = "") -> str:
    """Write objects a member a line and lists of objects an item a line, two levels deep; what is below in one line."""
    inner = f"{above} "
    if isinstance(value, dict) and len(above) < _LEVELS:
        parts = [f"{_json(key)}: {_written(item, inner)}" for key, item in sorted(value.items())]
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        parts = [_json(item) for item in value]
    else:
        return _json(value)
    begin, end = "{}" if isinstance(value, dict) else "[]"
    return begin + ",".join(f"\n{inner}{part}" for part in parts) + f"\n{above}{end}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _with_pairs(raw: dict[str, Any]) -> dict[str, Any]:
    facts = raw.get("facts")
    if not isinstance(facts, list) or not all(isinstance(fact, dict) for fact in facts):
        raise ValueError("its facts are no list of facts")
    if not all(isinstance(fact.get(key), dict) for fact in facts for key in _PAIRS):
        raise ValueError("it has a fact that does not say of what it is")
    pairs = [{**fact, **{key: sorted(fact[key].items()) for key in _PAIRS}} for fact in facts]
    return {**raw, "facts": pairs}


def _sorted(lock: Lock) -> Lock:
    values = {field.name: getattr(lock, field.name) for field in fields(lock)}
    values["facts"] = tuple(sorted(lock.facts, key=lambda fact: (fact.measure, fact.of)))
    values["unread"] = tuple(sorted(lock.unread, key=lambda item: (item.path, item.reason)))
    values["snapshots"] = tuple(sorted(lock.snapshots, key=lambda item: item.name))
    return Lock(**values)
