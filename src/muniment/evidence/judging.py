"""Records that were drawn, judged: language, signs of personal data, what tells near duplicates.

What is kept of a record is a `Judged`: never its text, nor anything found in it. What shards judged is put together by
`least`, as if one run had drawn from all files.
"""

import base64
import heapq
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from muniment.evidence.found import DataFile
from muniment.evidence.indicators import INDICATORS, indicators_in
from muniment.evidence.languages import LanguageDetector
from muniment.evidence.near import ROWS, signature
from muniment.evidence.sampling import SIZE, draw

#: So many characters of a text are looked at.
LOOKED_AT = 1_000_000

#: The texts of the records of a file at these positions, rising: the position and the text, None where it is missing.
Texts = Callable[[DataFile, Sequence[int]], Iterable[tuple[int, str | None]]]


class Judged(NamedTuple):
    """What is kept of a record that was drawn; of one without a text nothing but its key.

    ``indicators`` is a sum of powers of two, one for each of `INDICATORS` that has a hit, in their order.
    """

    key: bytes
    language: str = ""
    indicators: int = 0
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sample of some files: how many records they hold, those judged, and how many could not be read, by path."""

    frame: int
    judged: tuple[Judged, ...]
    unread: tuple[tuple[str, int], ...] = ()


def judge_sample(
    files: Sequence[DataFile], records: Mapping[str, int], texts: Texts, *, seed: str, size: int = SIZE
) -> Judgement:
    """Draw from the records of files, of which there are so many by path, and judge the texts of those drawn."""
    detector = LanguageDetector()
    chosen: dict[str, dict[int, bytes]] = {}
    for one in draw(seed, records, size):
        chosen.setdefault(one.path, {})[one.position] = one.key
    judged: list[Judged] = []
    unread: list[tuple[str, int]] = []
    for file in files:
        keys = chosen.get(file.path)
        if keys is None:
            continue
        read = [judge(keys[position], text, detector) for position, text in texts(file, sorted(keys))]
        judged += read
        if len(read) < len(keys):
            unread.append((file.path, len(keys) - len(read)))
    return Judgement(sum(records.values()), tuple(sorted(judged)), tuple(unread))


def judge(key: bytes, text: str | None, detector: LanguageDetector) -> Judged:
    """Judge one text, and keep nothing of it."""
    if text is None:
        return Judged(key)
    text = text[:LOOKED_AT]
    hits = set(indicators_in(text))
    indicators = sum(1 << place for place, code in enumerate(INDICATORS) if code in hits)
    return Judged(key, detector.detect(text), indicators, signature(text))


def least(judgements: Iterable[Judgement], size: int = SIZE) -> Judgement:
    """Put the samples of shards together: of what they drew, what the whole would have drawn."""
    given = list(judgements)
    judged = heapq.nsmallest(size, (one for judgement in given for one in judgement.judged))
    unread = tuple(sorted(item for judgement in given for item in judgement.unread))
    return Judgement(sum(judgement.frame for judgement in given), tuple(judged), unread)


def judgement_bytes(judgement: Judgement) -> bytes:
    """Write a judgement, a line a record below the head."""
    head = {"frame": judgement.frame, "unread": judgement.unread}
    rows = (
        [one.key.hex(), one.language, one.indicators, base64.b64encode(one.signature).decode()]
        for one in judgement.judged
    )
    return "".join(json.dumps(line) + "\n" for line in (head, *rows)).encode()


def load_judgement(data: bytes) -> Judgement:
    """Read a judgement; ValueError for anything that `judgement_bytes` has not written so."""
    try:
        head, *rows = map(json.loads, data.decode("ascii").splitlines())
        judged = tuple(
            Judged(bytes.fromhex(key), str(language), int(indicators), base64.b64decode(signed, validate=True))
            for key, language, indicators, signed in rows
        )
        unread = tuple((str(path), int(count)) for path, count in head["unread"])
        judgement = Judgement(int(head["frame"]), judged, unread)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("it is no sample") from error
    if judgement_bytes(judgement) != data or not all(map(_is_sound, judged)):
        raise ValueError("it is no sample as this tool writes it")
    return judgement


def _is_sound(one: Judged) -> bool:
    return (
        len(one.key) == 32
        and len(one.signature) in (0, 4 * ROWS)
        and 0 <= one.indicators < 1 << len(INDICATORS)
        and len(one.language) <= 8
        and (not one.language or (one.language.isascii() and one.language.isalpha()))
    )
