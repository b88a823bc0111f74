"""Facts from a sample of records: languages, signs of personal data, near duplicates, each with its interval."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from muniment.evidence.bounds import Interval, clopper_pearson, share_text, wilson
from muniment.evidence.found import Found
from muniment.evidence.indicators import INDICATORS
from muniment.evidence.judging import LOOKED_AT, Judged
from muniment.evidence.languages import LOOKED_AT as LANGUAGE_LOOKED_AT
from muniment.evidence.languages import (
    NO_LANGUAGE,
    NO_TAG,
    SHORTEST,
    SURE,
    UNDETERMINED,
    UNNAMED,
    is_same_language,
    language_of_tag,
)
from muniment.evidence.lock import Measured, Sample, Snapshot, Unread
from muniment.evidence.near import ALIKE, ROWS, WORDS, find_near, near_interval
from muniment.evidence.sampling import SIZE, sample_digest

NOT_READ = "sample_not_read"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A sample: how many records there are, those judged, and how many more were drawn and not read, by path.

    ``declares`` tells whether records say in which language they are.
    """

    frame: int
    judged: Sequence[Judged]
    unread: Sequence[tuple[str, int]] = ()
    declares: bool = False


@dataclass(frozen=True, slots=True)
class _Basis:
    """What the facts rest on: the texts, how many records were to be read and were not, all records, and whether these
    are all."""

    texts: Sequence[Judged]
    unread: int
    frame: int
    whole: bool

    def fact(self, measure: str, of: dict[str, str], hits: int, interval: Interval, **method: str) -> Measured:
        count = len(self.texts)
        return Measured(
            measure,
            tuple(sorted(of.items())),
            share_text(hits, count),
            "share",
            "exact" if self.whole else "estimate",
            hits,
            count,
            interval,
            count,
            self.unread,
            tuple(sorted(method.items())),
        )


def estimate(drawing: Drawing, detector: Snapshot, *, seed: str, size: int = SIZE) -> Found:
    """Return the facts of a sample; none where no text was drawn."""
    texts = [one for one in drawing.judged if one.language]
    unread = sum(count for _, count in drawing.unread)
    found = Found(unread=[Unread(path, NOT_READ, count) for path, count in drawing.unread])
    if not texts:
        return found
    basis = _Basis(texts, unread, drawing.frame, drawing.frame <= size and not unread)
    found.facts += [_languages(basis, detector), *_indicators(basis), _near(basis)]
    if drawing.declares:
        found.facts += _agreement(basis, detector)
    found.snapshots.append(detector)
    keys = [one.key for one in drawing.judged]
    found.sample = Sample(drawing.frame, len(keys), seed, sample_digest(keys))
    return found


def _languages(basis: _Basis, detector: Snapshot) -> Measured:
    count = len(basis.texts)
    rows = []
    for name, texts in sorted(Counter(one.language for one in basis.texts).items()):
        low, high = wilson(texts, count)
        rows.append({"name": name, "value": share_text(texts, count), "count": texts, "low": low, "high": high})
    fact = basis.fact(
        "detected_languages", {}, 0, ("", ""),
        bounds="wilson", characters=str(LANGUAGE_LOOKED_AT), detector=f"{detector.name} {detector.version}",
        least_characters=str(SHORTEST), least_confidence=SURE,
    )  # fmt: skip
    return replace(fact, value=rows, numerator=None, interval=None)


def _agreement(basis: _Basis, detector: Snapshot) -> list[Measured]:
    """How often the language that a record says is the one detected, in whole and by the language it says."""
    by_language: dict[str, list[Judged]] = {}
    apart = dict.fromkeys(("missing", "no_tag", "unnamed", UNDETERMINED, NO_LANGUAGE), 0)
    for one in basis.texts:
        if left_out := _left_out(one):
            apart[left_out] += 1
        else:
            by_language.setdefault(one.declared, []).append(one)
    kind, read = "exact" if basis.whole else "estimate", len(basis.texts)
    made = [
        Measured("language_agreement", (("apart", name),), count, "rows", kind, read=read, unread=basis.unread)
        for name, count in apart.items()
    ]
    compared = [one for texts in by_language.values() for one in texts]
    for name, texts in sorted({"": compared, **by_language}.items()) if compared else ():
        hits = sum(is_same_language(one.declared, language_of_tag(one.language)) for one in texts)
        fact = replace(basis, texts=texts).fact(
            "language_agreement", {"language": name} if name else {}, hits, wilson(hits, len(texts)),
            bounds="wilson", detector=f"{detector.name} {detector.version}",
        )  # fmt: skip
        made.append(fact)
    return made


def _left_out(one: Judged) -> str:
    """Return why nothing can be compared of a text; empty where it can."""
    if not one.declared:
        return "missing"
    if one.declared == NO_TAG:
        return "no_tag"
    if one.declared in UNNAMED:
        return "unnamed"
    return one.language if one.language in (UNDETERMINED, NO_LANGUAGE) else ""


def _indicators(basis: _Basis) -> list[Measured]:
    count = len(basis.texts)
    hits = [sum(one.indicators >> place & 1 for one in basis.texts) for place in range(len(INDICATORS))]
    return [
        basis.fact(
            "personal_data", {"indicator": code}, hit, clopper_pearson(hit, count),
            characters=str(LOOKED_AT), bounds="clopper_pearson",
        )
        for code, hit in zip(INDICATORS, hits, strict=True)
    ]  # fmt: skip


def _near(basis: _Basis) -> Measured:
    count = len(basis.texts)
    near, pairs = find_near([one.signature for one in basis.texts])
    interval = near_interval(near, pairs, count, count if basis.whole else basis.frame)
    fact = basis.fact(
        "near_duplicates", {}, near, interval,
        characters=str(LOOKED_AT), bounds="wilson" if basis.whole else "wilson, clopper_pearson of pairs",
        pairs=str(pairs), rows=str(ROWS), similarity=ALIKE, words=str(WORDS),
    )  # fmt: skip
    return replace(fact, kind="approximate") if basis.whole else fact
