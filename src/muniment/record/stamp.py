"""A stamp, version 1: what a card and the data it names were on a day, with RFC 3161 timestamps over that statement.

Kept in a file of its own below ``stamps/`` of the workspace. Shapes only; making one is `muniment.sign`, judging one is
`muniment.verify`.
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass, replace
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.record.shapes import load_shape

FORMAT = 1
#: Says what the stamped bytes are, so that they can be taken for nothing else that is ever stamped.
STATEMENT = "urn:muniment:statement:stamp:1"
#: With what the canonical bytes of every stamp begin.
STAMP_HEAD = b'{"stamp":1,'


@dataclass(frozen=True, slots=True)
class DrawnOn:
    """A file that the card draws on: a ``profile`` or a supplier's ``pin``, its name, the digest of its bytes."""

    kind: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class DeclaredDigest:
    """A digest of data as the card states it, by the address below the card: ``/content_hash``.

    ``origin`` is declared, or inherited where a supplier's pin states it.
    """

    place: str
    origin: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """A file of data that lay in the workspace: the entry of the card that names it, its path, size and digest."""

    place: str
    file: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StampedUse:
    """A use of the data set: which card uses it, by which record, from when as declared (or empty), that card's digest.

    The digest is that of the card's own file.
    """

    card: str
    record: str
    used_from: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StampStatement:
    """What is stamped: a card by identity and digest, what it draws on, its data, who uses them.

    ``statement`` is always the same text. ``declared`` are digests that the card states, ``measured`` those of files
    that lay in the workspace when the stamp was made. It holds no time: that is what the timestamp says.
    """

    statement: str
    card: str
    sha256: str
    draws_on: tuple[DrawnOn, ...]
    declared: tuple[DeclaredDigest, ...]
    measured: tuple[MeasuredFile, ...]
    uses: tuple[StampedUse, ...]
    tool: str


@dataclass(frozen=True, slots=True)
class CardStamp:
    """A stamp: the statement, and RFC 3161 tokens over it as base64 of DER; each token after the first renews it."""

    stamp: int
    statement: StampStatement
    tokens: tuple[str, ...]

    @property
    def ders(self) -> tuple[bytes, ...]:
        """The tokens as DER."""
        return tuple(base64.b64decode(token) for token in self.tokens)


def build_stamp(statement: StampStatement, tokens: tuple[bytes, ...]) -> CardStamp:
    """Return the stamp of a statement with tokens (DER)."""
    return CardStamp(FORMAT, statement, tuple(base64.b64encode(token).decode("ascii") for token in tokens))


def stamp_bytes(stamp: CardStamp) -> bytes:
    """Return a stamp as RFC 8785 JSON."""
    return canonical_bytes(asdict(stamp))


def stamped_bytes(stamp: CardStamp, number: int) -> bytes:
    """Return the bytes over which one of a stamp's tokens (0 is the first) is made.

    The first is over the statement. Each further one is over the whole stamp as it was with the tokens before it, so
    that it covers the certificates and the answers on revocation that these carry.
    """
    if number == 0:
        return canonical_bytes(asdict(stamp.statement))
    return stamp_bytes(replace(stamp, tokens=stamp.tokens[:number]))


def load_stamp(data: bytes) -> CardStamp:
    """Read a stamp; raise ValueError for anything else, and for one that is not written in its one canonical form."""
    try:
        raw: Any = json.loads(data)
        stamp: CardStamp = load_shape(CardStamp, raw)
        canonical = stamp_bytes(stamp)
        for token in stamp.tokens:
            base64.b64decode(token, validate=True)
    except (RecursionError, binascii.Error) as error:
        raise ValueError("the stamp cannot be read") from error
    if stamp.stamp != FORMAT or stamp.statement.statement != STATEMENT:
        raise ValueError("not a stamp of format 1")
    # One form only: otherwise bytes that no timestamp covers could be changed.
    if canonical != data or build_stamp(stamp.statement, stamp.ders).tokens != stamp.tokens:
        raise ValueError("the stamp is not written in its canonical form")
    return stamp
