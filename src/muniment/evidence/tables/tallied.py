"""Facts that are tallies of names: languages, licences, groups, labels, domains."""

from collections.abc import Iterator, Sequence
from typing import Any

from muniment.evidence.figures import share_figure
from muniment.evidence.found import Found
from muniment.evidence.lock import Measured, Unread
from muniment.evidence.plan import Plan
from muniment.evidence.reference import compare_groups
from muniment.evidence.tables.aggregates import DOMAINS, MOST_NAMES
from muniment.evidence.tables.domains import suffix_snapshot
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.folding import Entry, Sums, gather

#: Of all domains one in so many is listed; for small providers at most so many.
_LISTED = (("any", 10, None), ("small", 20, 1000))


def tallied_facts(plan: Plan, sums: Sums, entries: Sequence[Entry], duck: Duck) -> Found:
    """Return the facts of all tallies of names."""
    found = Found()
    if not gather(duck, entries, "names"):
        return found
    duck.rows(
        "CREATE TABLE tallies AS SELECT tally, digest, min(name) AS name, CAST(sum(records) AS BIGINT) AS records, "
        "CAST(sum(bytes) AS BIGINT) AS bytes, bool_or(name IS NULL) AS untold FROM names GROUP BY tally, digest"
    )
    duck.rows("DROP TABLE names")
    tallies = duck.rows("SELECT tally, count(*), bool_or(untold) FROM tallies GROUP BY tally ORDER BY tally")
    for tally, many, untold in tallies:
        if tally == DOMAINS:
            found.facts += _domains(plan, sums, duck)
            found.snapshots.append(suffix_snapshot())
        else:
            told = not untold and many <= MOST_NAMES
            found.facts += _tally(sums, duck, tally, many, told)
            if told:
                found.add(_compared(plan, duck, tally))
    return found


def _compared(plan: Plan, duck: Duck, tally: str) -> Found:
    """Return how groups compare with the reference that the card states for their field."""
    found = Found()
    kind, _, name = tally.partition(":")
    field = next((one for one in plan.fields if kind == "group" and one.id == name and one.reference), None)
    if field is not None:
        for made in compare_groups(name, dict(_rows(duck, tally)), field.reference or ()):
            (found.unread if isinstance(made, Unread) else found.facts).append(made)  # type: ignore[arg-type]
    return found


def _tally(sums: Sums, duck: Duck, tally: str, many: int, told: bool) -> Iterator[Measured]:
    kind, _, about = tally.partition(":")
    rows = _rows(duck, tally) if told else []
    method: tuple[tuple[str, str], ...] = ()
    if not told:
        method = (("left_out", "too_many_names" if many > MOST_NAMES else "too_long_names"), ("names", str(many)))
    if kind == "cross":
        yield from _crossed(sums, about, rows, method)
        return
    of: dict[str, str] = {}
    if kind == "label":
        of = {"campaign": about} if about else {}
        made = [{"name": name, "value": count, "count": count} for name, count in rows]
        yield _fact("labels", of, made, "labels", sum(count for _, count in rows), method)
        return
    measure, unit = {"language": ("languages", "rows"), "licence": ("licences", "rows"), "group": ("groups", "share")}[
        kind
    ]
    of = {"field": about} if kind == "group" else {}
    of_all = sums.total(f"of:{about}" if kind == "group" else f"{kind}:of")
    made = [{"name": name, "value": share_figure(count, of_all), "count": count} for name, count in rows]
    yield _fact(measure, of, made, unit, of_all, method)


def _fact(
    measure: str,
    of: dict[str, str],
    rows: list[dict[str, Any]],
    unit: str,
    read: int,
    method: tuple[tuple[str, str], ...],
) -> Measured:
    return Measured(measure, tuple(sorted(of.items())), rows, unit, read=read, method=method)


def _rows(duck: Duck, tally: str) -> list[tuple[str, int]]:
    """Return the names of a tally with their counts, the largest first, then by name."""
    found = duck.rows("SELECT name, records FROM tallies WHERE tally = ?", [tally])
    return sorted(found, key=lambda row: (-row[1], row[0].encode()))


def _crossed(
    sums: Sums, about: str, rows: list[tuple[str, int]], method: tuple[tuple[str, str], ...]
) -> Iterator[Measured]:
    one, _, other = about.partition(":")
    of = {"field": one, "with": other}
    read = sum(count for _, count in rows)
    made = [{"name": first, "with": second, "count": count} for name, count in rows for first, second in [_pair(name)]]
    yield _fact("cross_groups", of, made, "rows", read or sums.total(f"of:{one}"), method)
    if rows:
        smallest = min(count for _, count in rows)
        yield Measured("cross_groups", tuple(sorted({**of, "apart": "smallest"}.items())), smallest, "rows", read=read)


def _pair(packed: str) -> tuple[str, str]:
    """Take two names apart that stand behind the length of the first, in bytes."""
    size, _, rest = packed.partition(":")
    data = rest.encode()
    return data[: int(size)].decode(), data[int(size) :].decode()


def _domains(plan: Plan, sums: Sums, duck: Duck) -> Iterator[Measured]:
    listed = f"FROM tallies WHERE tally = '{DOMAINS}' AND name <> ''"
    (many, records, size) = duck.rows(f"SELECT count(*), sum(records), CAST(sum(bytes) AS BIGINT) {listed}")[0]
    of_all = sums.total("url:of")
    method = (("public_suffix_list", suffix_snapshot().version),)
    yield Measured(
        "domains", (), many, "domains", read=int(records or 0), unread=of_all - int(records or 0), method=method
    )
    none = duck.rows(f"SELECT sum(records) FROM tallies WHERE tally = '{DOMAINS}' AND name = ''")[0][0]
    for apart, count in (("missing", sums.total("url:missing")), ("none", int(none or 0))):
        yield Measured("domains", (("apart", apart),), count, "rows", read=of_all)
    if not size:
        return
    for provider, one_in, most in _LISTED:
        count = -(-many // one_in)
        count = min(count, most) if most else count
        rows = duck.rows(f"SELECT name, bytes, records {listed} ORDER BY bytes DESC, name LIMIT {count}")
        made = [{"name": name, "value": value, "count": counted} for name, value, counted in rows]
        covered = sum(value for _, value, _ in rows)
        yield Measured(
            "top_domains", (("provider", provider),), made, "bytes", numerator=covered, denominator=size,
            read=int(records), unread=of_all - int(records), method=method,
        )  # fmt: skip
