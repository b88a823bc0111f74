"""A release: what a version of a card said when it was frozen, as digests fact by fact. Its form, and reading it."""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from muniment.base.canonical import canonical_bytes, digest

FORMAT = 1
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Frozen:
    """One time at which a version was frozen, by whom, with the digest over all of its facts; ``reason`` of another."""

    date: str
    by: str
    sha256: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UsedIn:
    """A built edition that showed facts of the version: its file, and the digest of its record."""

    path: str
    record_sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """One version of a card (by identity), frozen: the digest of each fact by inner address.

    ``evidence`` is the digest of its evidence lock or empty, ``used_by`` are the uses that models and systems make of
    it, ``used_in`` the editions that were built by then. ``earlier`` are the times it was frozen before.
    """

    card: str
    date: str
    by: str
    sha256: str
    facts: dict[str, str]
    evidence: str = ""
    used_by: tuple[str, ...] = ()
    used_in: tuple[UsedIn, ...] = ()
    reason: str = ""
    earlier: tuple[Frozen, ...] = ()
    release: int = FORMAT


def digest_over(facts: dict[str, str]) -> str:
    """Return the digest over the digests of all facts."""
    return digest(canonical_bytes(facts))


def release_bytes(release: Release) -> bytes:
    """Return a release as JSON, a line a fact, so that version control shows which changed."""
    return json.dumps(asdict(release), ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def load_release(data: bytes) -> Release:
    """Read a release; raise ValueError for what is none, or does not hold the digest over its facts."""
    raw: Any = json.loads(data)
    if not isinstance(raw, dict) or raw.get("release") != FORMAT or isinstance(raw.get("release"), bool):
        raise ValueError("it is no release of format 1")
    if set(raw) != {field.name for field in fields(Release)}:
        raise ValueError("it has missing or foreign members")
    try:
        raw["used_in"] = tuple(UsedIn(**item) for item in raw["used_in"])
        raw["earlier"] = tuple(Frozen(**item) for item in raw["earlier"])
        raw["used_by"] = tuple(raw["used_by"])
        release = Release(**raw)
        _check(release)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError(f"it is malformed: {error}") from error
    return release


def _check(release: Release) -> None:
    words = [release.card, release.date, release.by, release.evidence, release.reason, *release.used_by]
    words += [word for frozen in release.earlier for word in asdict(frozen).values()]
    words += [word for used in release.used_in for word in asdict(used).values()]
    if not all(isinstance(word, str) for word in words) or not _DATE.fullmatch(release.date):
        raise ValueError("it is malformed: a member that is no text, or no date")
    if not all(isinstance(sha, str) and _DIGEST.fullmatch(sha) for sha in release.facts.values()):
        raise ValueError("it is malformed: a digest of a fact that is none")
    if digest_over(release.facts) != release.sha256:
        raise ValueError("somebody has edited it: its digest is not that of its facts")
