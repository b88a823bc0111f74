"""Facts of comparing records over files: what is repeated, and what of a test split lies in a training split, too."""

from collections.abc import Iterator, Sequence

from muniment.evidence.figures import share_figure
from muniment.evidence.found import Found
from muniment.evidence.lock import Measured, Unread
from muniment.evidence.plan import Plan
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.folding import Entry, Sums, gather

_REPEATED = (("record", "duplicate_rate"), ("normalised", "duplicate_rate_normalised"))
_UNIT = "unit:"
_NOT_COMPARED = "not_compared:"


def compared_facts(plan: Plan, sums: Sums, entries: Sequence[Entry], duck: Duck) -> Found:
    """Return the facts of repeated records and of overlap; where some files cannot be compared, those are told."""
    found = Found(unread=_not_compared(entries))
    if not gather(duck, entries, "records"):
        return found
    # Where records of some files are not comparable, nothing can be said of records of the set.
    if found.unread:
        duck.rows(f"DELETE FROM records WHERE NOT starts_with(kind, '{_UNIT}')")
    else:
        found.facts += _repeated(sums, duck)
    found.facts += _overlap(plan, sums, duck)
    found.facts += _shared_units(plan, sums, duck)
    return found


def _not_compared(entries: Sequence[Entry]) -> list[Unread]:
    reasons = {
        (f"distribution/{entry.file.group}", name.removeprefix(_NOT_COMPARED))
        for entry in entries
        for sums in entry.state.sums.values()
        for name in sums
        if name.startswith(_NOT_COMPARED)
    }
    return [Unread(path, reason) for path, reason in sorted(reasons)]


def _repeated(sums: Sums, duck: Duck) -> Iterator[Measured]:
    of_all, lost = sums.total("records"), sums.total("bad")
    for kind, measure in _REPEATED:
        found = duck.rows(
            "SELECT CAST(sum(records) AS BIGINT), count(*) FROM (SELECT sum(records) AS records FROM records "
            "WHERE kind = ? GROUP BY digest)",
            [kind],
        )
        records, different = found[0]
        if different:
            value = share_figure(records - different, of_all)
            yield Measured(
                measure, (), value, "share", numerator=records - different, denominator=of_all, read=of_all, unread=lost
            )


def _overlap(plan: Plan, sums: Sums, duck: Duck) -> Iterator[Measured]:
    kinds = dict(plan.split_kinds)
    training = [split for split in plan.splits if kinds.get(split) == "training" and sums.total("records", split)]
    judged = [
        split for split in plan.splits if kinds.get(split) in ("validation", "testing") and sums.total("records", split)
    ]
    if not training or not judged:
        return
    marks = ", ".join("?" for _ in training)
    shared = duck.rows(
        "SELECT kind, split, CAST(sum(records) AS BIGINT) FROM records SEMI JOIN "
        f"(SELECT DISTINCT kind, digest FROM records WHERE split IN ({marks})) AS trained USING (kind, digest) "
        "GROUP BY kind, split",
        training,
    )
    counts = {(kind, split): count for kind, split, count in shared}
    for (kind,) in duck.rows("SELECT DISTINCT kind FROM records WHERE kind <> 'normalised' ORDER BY kind"):
        for split in judged:
            count, of_all = counts.get((kind, split), 0), sums.total("records", split)
            of = (("by", kind.removeprefix(_UNIT)), ("split", split))
            value = share_figure(count, of_all)
            yield Measured(
                "overlap", of, value, "share", numerator=count, denominator=of_all, read=of_all,
                unread=sums.total("bad", split),
            )  # fmt: skip


def _shared_units(plan: Plan, sums: Sums, duck: Duck) -> Iterator[Measured]:
    """Of the units of each split those that lie in another one as well; where only one split has records, nothing."""
    splits = [split for split in plan.splits if sums.total("records", split)]
    if len(splits) < 2:
        return
    marks = ", ".join("?" for _ in splits)
    duck.rows(
        "CREATE OR REPLACE TABLE units AS SELECT kind, digest, split FROM records "
        f"WHERE starts_with(kind, '{_UNIT}') AND split IN ({marks}) GROUP BY ALL",
        splits,
    )
    counts = duck.rows("SELECT kind, split, count(*) FROM units GROUP BY ALL ORDER BY ALL")
    shared = duck.rows(
        "SELECT kind, split, count(*) FROM units SEMI JOIN "
        "(SELECT kind, digest FROM units GROUP BY ALL HAVING count(*) > 1) AS several USING (kind, digest) GROUP BY ALL"
    )
    in_several = {(kind, split): count for kind, split, count in shared}
    for kind, split, of_all in counts:
        by = kind.removeprefix(_UNIT)
        read = sum(_bearing(sums, by, one) for one in splits)
        unread = sum(sums.total("records", one) + sums.total("bad", one) for one in splits) - read
        count = in_several.get((kind, split), 0)
        yield Measured(
            "shared_units", (("by", by), ("split", split)), count, "units",
            numerator=count, denominator=of_all, read=read, unread=unread,
        )  # fmt: skip


def _bearing(sums: Sums, field: str, split: str) -> int:
    """Return how many records of a split bear a value in a field."""
    of_all, missing, nested = (sums.total(f"{kind}:{field}", split) for kind in ("of", "missing", "nested"))
    return of_all - missing - nested
