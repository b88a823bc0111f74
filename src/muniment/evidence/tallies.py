"""The tallies of a lock that documents show as pictures: shares of a whole, row by row.

What a lock holds may have been written by anybody: a figure that is none, or none that can be, makes no tally.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from muniment.evidence.answering import MOST, Reading, reading_of, rows_of
from muniment.evidence.figures import share_figure
from muniment.evidence.lock import Lock, Measured
from muniment.evidence.plan import Plan
from muniment.record.tallies import Tally, TallyRow

#: The most rows of one tally that are listed: a list of domains has thousands.
MOST_ROWS = 50
#: Measures whose figure is a table, with the path that states the same or is nearest to it.
_TABLES = {
    "top_domains": "dataset.crawl.domains[].bytes_retained",
    "languages": "dataset.scope.languages",
    "detected_languages": "dataset.scope.languages",
    "licences": "dataset.licence.id",
    "labels": "dataset.labelling.campaigns[].label_schema",
    "groups": "dataset.representativeness.coverage_by_group",
    "comparison": "dataset.fit.comparison",
}
#: Measures of which each figure is a row, with the dimension that names it.
_ROWS = {
    "missing": ("dataset.quality.missingness_by_field", "field"),
    "split_share": ("dataset.splits[].share", "split"),
}
#: Measures that belong together: how much of the data repeats other data, by ever wider rules.
_REPEATS = ("duplicate_rate", "duplicate_rate_normalised", "near_duplicates")
_REPEATED = "dataset.quality.duplicate_rate"
_SHARE = re.compile(r"0(?:\.[0-9]{1,12})?|1(?:\.0{1,12})?")


def tallies_of(lock: Lock, plan: Plan) -> tuple[Tally, ...]:
    """Return what a lock tells of shares of the whole set, in the order of the measures."""
    reading = reading_of(lock, plan)
    found = [tally for measure in _TABLES for tally in _tables(reading, measure)]
    found += [tally for measure in _ROWS for tally in _of_rows(reading, measure)]
    return (*found, *_repeats(reading))


def _tables(reading: Reading, measure: str) -> Iterator[Tally]:
    for figure in reading.of(measure):
        if figure.part("provider") == "small" or figure.part("statistic"):
            continue
        rows = [row for raw in rows_of(figure) if (row := _row(raw, figure)) is not None]
        if rows and len(rows) == len(rows_of(figure)):
            yield _tally(reading, _TABLES[measure], figure, rows)


def _of_rows(reading: Reading, measure: str) -> Iterator[Tally]:
    path, dimension = _ROWS[measure]
    figures = [figure for figure in reading.of(measure) if figure.part(dimension) and _is_share(figure.value)]
    if figures:
        figures.sort(key=lambda figure: (-Fraction(figure.value), figure.part(dimension)))
        rows = [TallyRow(figure.part(dimension), figure.value, figure.numerator) for figure in figures]
        yield _tally(reading, path, figures[0], rows, figures, of=())


def _repeats(reading: Reading) -> Iterator[Tally]:
    figures = [figure for measure in _REPEATS for figure in reading.exactly(measure, {}) if _is_share(figure.value)]
    if figures:
        rows = [TallyRow(figure.measure, figure.value, None, *_interval(figure.interval)) for figure in figures]
        # Of texts alone there may be no figure but the estimate: it is the same tally.
        yield replace(_tally(reading, _REPEATED, figures[0], rows, figures), measure=_REPEATS[0])


def _tally(
    reading: Reading, path: str, figure: Measured, rows: Sequence[TallyRow], all_of: Sequence[Measured] = (),
    of: tuple[tuple[str, str], ...] | None = None,
) -> Tally:  # fmt: skip
    figures = all_of or (figure,)
    sample = reading.lock.sample
    estimated = sample is not None and any(row.low is not None for row in rows)
    lost = [reading.lost(one) for one in figures]
    return Tally(
        reading.lock.card, figure.measure, path, figure.kind, figure.of if of is None else of, tuple(rows[:MOST_ROWS]),
        max(one.read for one in figures), max((one or 0 for one in lost), default=0), None not in lost,
        len(rows[MOST_ROWS:]), 0, sample.frame if estimated and sample and 0 <= sample.frame < MOST else None,
    )  # fmt: skip


def _row(raw: dict[str, Any], figure: Measured) -> TallyRow | None:
    """Return one row of a table as a share of the whole; None where it has no figures that can be."""
    count, share = _count(raw), raw.get("value")
    if figure.measure in ("top_domains", "labels"):
        # Of domains the bytes of their content by those of all, of labels their number by that of all.
        by_bytes = figure.measure == "top_domains"
        part = raw.get("value") if by_bytes else count
        whole = (figure.denominator or 0) if by_bytes else sum(_count(row) or 0 for row in rows_of(figure))
        if isinstance(part, bool) or not isinstance(part, int) or not whole or not 0 <= part <= whole:
            return None
        share = share_figure(part, whole)
    if count is None or not _is_share(share):
        return None
    low, high = raw.get("low"), raw.get("high")
    reference = raw.get("reference")
    low, high = _interval((low, high) if low and high else None)
    return TallyRow(raw["name"], share, count, low, high, reference if _is_share(reference) else None)


def _count(raw: dict[str, Any]) -> int | None:
    """Return the records behind a row; rows of labels may have them as their value."""
    count = raw.get("count", raw.get("value"))
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < MOST else None


def _interval(ends: Any) -> tuple[str | None, str | None]:
    if not ends or not all(map(_is_share, ends)):
        return None, None
    low, high = ends
    return low, high


def _is_share(value: Any) -> bool:
    return isinstance(value, str) and bool(_SHARE.fullmatch(value))
