"""Facts from the states of all files: sums are added, tables compared over files, figures made once, at the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from muniment.evidence.figures import share_figure
from muniment.evidence.found import Found
from muniment.evidence.lock import Measured
from muniment.evidence.plan import Plan
from muniment.evidence.tables.compared import compared_facts
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.folding import Entry, Sums
from muniment.evidence.tables.rated import rating_facts
from muniment.evidence.tables.rows import NO_SPLIT, OTHER_SPLIT
from muniment.evidence.tables.tallied import tallied_facts


def finish(plan: Plan, entries: Sequence[Entry], work: Path) -> Found:
    """Make the facts of all files from their states, in whatever order these are given."""
    sums = Sums()
    for entry in entries:
        sums.add(entry)
    found = Found([*_records(sums), *_amounts(plan, sums), *_splits(plan, sums), *_periods(plan, sums), *_flags(sums)])
    found.facts += _missing(plan, sums)
    duck = Duck(work / "finish", {entry.folder.resolve().parent for entry in entries})
    try:
        found.add(tallied_facts(plan, sums, entries, duck))
        found.add(compared_facts(plan, sums, entries, duck))
        found.add(rating_facts(entries, duck))
    finally:
        duck.close()
    return found


def _fact(measure: str, of: dict[str, str], value: Any, unit: str, read: int, **members: Any) -> Measured:
    return Measured(measure, tuple(sorted(of.items())), value, unit, read=read, **members)


def _records(sums: Sums) -> Iterator[Measured]:
    for group, (records, bad) in sums.groups.items():
        yield _fact("records", {"distribution": group}, records, "rows", records, unread=bad)


def _amounts(plan: Plan, sums: Sums) -> Iterator[Measured]:
    """Amounts of text where there is content, rows of tables where the card says so or there is nothing else."""
    content = {name.removeprefix("bytes:") for name in sums.names() if name.startswith("bytes:")}
    content |= {field.id for field in plan.fields if field.holds == "content"} & sums.measured()
    tabular = "tabular" in plan.modalities or not content
    for split in (None, *(split for split in plan.splits if split in sums.of)):
        of = {"split": split} if split is not None else {}
        read, lost = sums.total("records", split), sums.total("bad", split)
        if content:
            nested = sum(sums.total(f"nested:{name}", split) for name in content)
            for unit in ("bytes", "characters", "words"):
                value = sum(sums.total(f"{unit}:{name}", split) for name in content)
                yield _fact("amount", {"modality": "text", "unit": unit, **of}, value, unit, read, unread=lost + nested)
            value = sums.total("documents", split)
            yield _fact(
                "amount", {"modality": "text", "unit": "documents", **of}, value, "documents", read, unread=lost
            )
            yield _fact("amount", {"modality": "text", "unit": "rows", **of}, read, "rows", read, unread=lost)
        if tabular:
            yield _fact("amount", {"modality": "tabular", "unit": "rows", **of}, read, "rows", read, unread=lost)


def _splits(plan: Plan, sums: Sums) -> Iterator[Measured]:
    """Shares of the splits that the card has; records of none and of others are counted apart."""
    named = [split for split in plan.splits if split in sums.of]
    if not named:
        return
    of_all = sum(sums.total("records", split) for split in named)
    for split in plan.splits:
        count = sums.total("records", split)
        lost = sums.total("bad", split)
        value = share_figure(count, of_all)
        yield _fact(
            "split_share", {"split": split}, value, "share", of_all, numerator=count, denominator=of_all, unread=lost
        )
    for apart, split in (("missing", NO_SPLIT), ("other", OTHER_SPLIT)):
        if count := sums.total("records", split):
            yield _fact("split_share", {"apart": apart}, count, "rows", count)


def _periods(plan: Plan, sums: Sums) -> Iterator[Measured]:
    for measure, holds in (("period", "time"), ("collection_period", "collected")):
        kinds = ("missing", "no_time", "before_1970", "after_2100")
        read = sums.total(f"{holds}:within")
        apart = {kind: sums.total(f"{holds}:{kind}") for kind in kinds}
        edges = [sums.edges[f"{holds}:{field.id}"] for field in plan.fields if f"{holds}:{field.id}" in sums.edges]
        if edges:
            lost = sum(apart.values()) - apart["missing"]
            yield _fact(measure, {"edge": "start"}, min(edge[0] for edge in edges), "date", read, unread=lost)
            yield _fact(measure, {"edge": "end"}, max(edge[1] for edge in edges), "date", read, unread=lost)
        for kind, count in apart.items():
            if edges or any(apart.values()):
                yield _fact(measure, {"apart": kind}, count, "values", read + sum(apart.values()))


def _flags(sums: Sums) -> Iterator[Measured]:
    for measure, holds in (("synthetic_share", "synthetic"), ("opt_outs", "opt_out")):
        of_all, yes = sums.total(f"{holds}:of"), sums.total(f"{holds}:yes")
        if not of_all:
            continue
        if measure == "opt_outs":
            yield _fact(measure, {}, yes, "rows", of_all, numerator=yes, denominator=of_all)
        else:
            yield _fact(measure, {}, share_figure(yes, of_all), "share", of_all, numerator=yes, denominator=of_all)
        for apart, name in (("missing", "missing"), ("no_flag", "other")):
            yield _fact(measure, {"apart": apart}, sums.total(f"{holds}:{name}"), "rows", of_all)


def _missing(plan: Plan, sums: Sums) -> Iterator[Measured]:
    known = {name.removeprefix("of:") for name in sums.names() if name.startswith("of:")}
    for name in [field.id for field in plan.fields if field.id in known] or sorted(known - {f.id for f in plan.fields}):
        of_all, count = sums.total(f"of:{name}"), sums.total(f"missing:{name}")
        value = share_figure(count, of_all)
        yield _fact("missing", {"field": name}, value, "share", of_all, numerator=count, denominator=of_all)
