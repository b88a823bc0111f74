"""The state of a file from its table of rows: sums, names counted, digests of records, ratings."""

import functools
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.evidence.plan import Field
from muniment.evidence.states import FileState
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.domains import registrable_domain
from muniment.evidence.tables.engine import Engine
from muniment.evidence.tables.rows import NO_SPLIT, Layout

#: More different names than this are no tally, and a name of more bytes is no name.
MOST_NAMES = 1000
LONGEST_NAME = 200
#: Fields whose groups are crossed, the first ones of a card.
MOST_CROSSED = 8
FIRST_DAY, LAST_DAY = "1970-01-01", "2100-12-31"
DOMAINS = "domain"
_PERIODS = {"time": "time", "collected": "collected"}


@dataclass(frozen=True, slots=True)
class Tables:
    """The engine with the table of rows of one file, and the dialect it speaks.

    With ``write_each`` it is that of several files of one layout, its column ``file`` the number of the file:
    that writes the rows of a query into a Parquet file each, by number.
    """

    engine: Engine
    dialect: Dialect
    layout: Layout
    write_each: Callable[[str, Mapping[int, Path]], None] | None = None

    @property
    def by(self) -> str:
        """What columns and groups begin with, so that files stay apart."""
        return "file, " if self.write_each else ""


def state_of_file(tables: Tables, folder: Path) -> FileState:
    """Return the state of a file, and write its tables into a folder."""
    return states_of_files(tables, [folder])[0]


def states_of_files(tables: Tables, folders: Sequence[Path]) -> list[FileState]:
    """Return the states of files by number, and write their tables into a folder each."""
    states = [FileState() for _ in folders]
    _sum_up(tables, states)
    for state in states:
        _tell(tables.layout, state)
    _write(tables, dict(enumerate(folders)), "names", _names(tables))
    compared = {number for number, state in enumerate(states) if _is_compared(tables.layout, state)}
    for number, state in enumerate(states):
        if number not in compared:
            reason = tables.layout.not_whole or "nested_value"
            state.sums.setdefault("", {})[f"not_compared:{reason}"] = 1
    has = {
        number: folder for number, folder in enumerate(folders) if number in compared or tables.layout.places("unit")
    }
    _write(tables, has, "records", _records(tables, compared, len(states)))
    _write(tables, dict(enumerate(folders)), "ratings", _ratings(tables))
    return states


def _is_compared(layout: Layout, state: FileState) -> bool:
    return layout.has_records and not state.total("odd")


def _tell(layout: Layout, state: FileState) -> None:
    """Say what of a file could not be read, or is not there."""
    # Also of no records it is told that the file has these fields.
    own = state.sums.setdefault(layout.group.split or NO_SPLIT, {})
    for field, _ in layout.present:
        own.setdefault(f"of:{field.id}", 0)
    bad = state.total("bad")
    if bad:
        state.unread["not_json"] = bad
    nested = max(
        (state.total(f"nested:{field.id}") for field, _ in layout.present if field.holds != "other"), default=0
    )
    if nested:
        state.unread["nested_value"] = nested
    if layout.absent:
        state.unread["field_absent"] = 0
    if layout.unnamed:
        state.unread["no_names"] = 0


def _sum_up(tables: Tables, states: Sequence[FileState]) -> None:
    sums, edges = _sums(tables.layout), _edges(tables.layout)
    listed = [f"CAST(coalesce({expression}, 0) AS STRING)" for expression in sums.values()]
    listed += [f"{edge}({expression})" for expression in edges.values() for edge in ("min", "max")]
    query = f"SELECT {tables.by}split, {', '.join(listed)} FROM rows GROUP BY {tables.by}split"
    for found in tables.engine.rows(query):
        number, split, *values = found if tables.by else (0, *found)
        state = states[number]
        of = {name: int(value) for name, value in zip(sums, values, strict=False)}
        state.sums[split] = {name: value for name, value in of.items() if value}
        rest = iter(values[len(sums) :])
        for name in edges:
            least, greatest = next(rest), next(rest)
            if least is not None:
                known = state.edges.get(name, (least, greatest))
                state.edges[name] = (min(known[0], least), max(known[1], greatest))


def _count(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})"


def _sums(layout: Layout) -> dict[str, str]:
    """Return the sums of a split by name, each an expression."""
    made = {"records": _count("NOT bad"), "bad": _count("bad")}
    contents = layout.places("content")
    for name, letter in (("bytes", "b"), ("characters", "c"), ("words", "w")):
        for place in contents:
            made[f"{name}:{layout.present[place][0].id}"] = f"sum({letter}{place})"
    if contents:
        made["documents"] = _count("NOT bad AND NOT (" + " AND ".join(f"m{place}" for place in contents) + ")")
    if layout.has_records:
        made["odd"] = _count("NOT bad AND odd")
    for place, (field, _) in enumerate(layout.present):
        made[f"of:{field.id}"] = _count("NOT bad")
        made[f"missing:{field.id}"] = _count(f"NOT bad AND m{place}")
        made[f"nested:{field.id}"] = _count(f"NOT bad AND n{place}")
    for holds in ("synthetic", "opt_out"):
        if layout.places(holds):
            made[f"{holds}:of"] = _count("NOT bad")
            for answer in ("yes", "missing", "other"):
                made[f"{holds}:{answer}"] = _count(f"NOT bad AND {holds} = '{answer}'")
    for holds in ("language", "licence", "url"):
        if layout.places(holds):
            made[f"{holds}:of"] = _count("NOT bad")
    if layout.places("url"):
        made["url:missing"] = _count("NOT bad AND authority IS NULL")
    return {**made, **_times(layout)}


def _times(layout: Layout) -> dict[str, str]:
    made: dict[str, str] = {}
    for holds in _PERIODS:
        days = [f"k{place}" for place in layout.places(holds)]
        for name, condition in (
            ("missing", "NOT bad AND {} IS NULL"),
            ("no_time", "{} = ''"),
            ("before_1970", f"{{}} <> '' AND {{}} < '{FIRST_DAY}'"),
            ("after_2100", f"{{}} > '{LAST_DAY}'"),
            ("within", f"{{}} BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"),
        ):
            if days:
                made[f"{holds}:{name}"] = " + ".join(_count(condition.format(day, day)) for day in days)
    return made


def _edges(layout: Layout) -> dict[str, str]:
    """Return for each period the expression of the days that move it; of several fields each counts."""
    within = f"BETWEEN '{FIRST_DAY}' AND '{LAST_DAY}'"
    return {
        f"{holds}:{layout.present[place][0].id}": f"CASE WHEN k{place} {within} THEN k{place} END"
        for holds in _PERIODS
        for place in layout.places(holds)
    }


def _names(tables: Tables) -> str:
    layout, dialect, by = tables.layout, tables.dialect, tables.by
    size = " + ".join(f"coalesce(b{place}, 0)" for place in layout.places("content")) or "0"
    tally = functools.partial(_tally, tables)
    parts = [tally(holds, holds, "NOT bad") for holds in ("language", "licence") if layout.places(holds)]
    groups = layout.places("group")
    parts += [tally(f"group:{layout.present[place][0].id}", f"t{place}", "NOT bad") for place in groups]
    for one, other in itertools.combinations(groups[:MOST_CROSSED], 2):
        pair = f"{dialect.prefixed(_or_empty(one))} || {_or_empty(other)}"
        parts.append(tally(f"cross:{layout.present[one][0].id}:{layout.present[other][0].id}", pair, "NOT bad"))
    for place in layout.places("label"):
        parts.append(tally(f"label:{layout.present[place][0].campaign}", f"t{place}", f"t{place} IS NOT NULL"))
    if layout.places("url"):
        _make_domains(tables)
        parts.append(
            f"SELECT {by}'{DOMAINS}' AS tally, domain AS name, count(*) AS records, sum({size}) AS bytes "
            f"FROM rows JOIN domains ON rows.authority = domains.authority GROUP BY {by}domain"
        )
    if not parts:
        return ""
    counted = (
        f"SELECT {by}tally, name, CAST(sum(records) AS BIGINT) AS records, CAST(sum(bytes) AS BIGINT) AS bytes, "
        f"count(*) OVER (PARTITION BY {by}tally) AS many FROM ({' UNION ALL '.join(parts)}) GROUP BY {by}tally, name"
    )
    told = f"tally = '{DOMAINS}' OR (many <= {MOST_NAMES} AND {dialect.size('name')} <= {LONGEST_NAME})"
    return (
        f"SELECT {by}tally, CASE WHEN {told} THEN name END AS name, {dialect.digest('name')} AS digest, records, bytes "
        f"FROM ({counted}) ORDER BY {by}tally, name, digest"
    )


def _or_empty(place: int) -> str:
    return f"coalesce(t{place}, '')"


def _tally(tables: Tables, tally: str, name: str, condition: str) -> str:
    return (
        f"SELECT {tables.by}{tables.dialect.text(tally)} AS tally, coalesce({name}, '') AS name, count(*) AS records, "
        f"0 AS bytes FROM rows WHERE {condition} GROUP BY {tables.by}{3 if tables.by else 2}"
    )


def _make_domains(tables: Tables) -> None:
    """Write which domain each different address has into a table; only what is different is looked up."""
    found = tables.engine.rows("SELECT DISTINCT authority FROM rows WHERE authority IS NOT NULL")
    tables.engine.fill("domains", ("authority", "domain"), ((text, registrable_domain(text)) for (text,) in found))


def _records(tables: Tables, compared: Collection[int], files: int) -> str:
    """Digests of records, one a record, and of what keeps records together, counted."""
    layout, by = tables.layout, tables.by
    only = f" AND file IN ({', '.join(map(str, sorted(compared)))})" if len(compared) < files else ""
    parts = []
    if compared:
        kinds = ["record", "normalised"] if layout.places("content") else ["record"]
        parts += [
            f"SELECT {by}'{kind}' AS kind, split, {kind} AS digest, 1 AS records FROM rows "
            f"WHERE {kind} IS NOT NULL{only}"
            for kind in kinds
        ]
    parts += [
        f"SELECT {by}{tables.dialect.text(f'unit:{layout.present[place][0].id}')} AS kind, split, d{place} AS digest, "
        f"count(*) AS records FROM rows WHERE d{place} IS NOT NULL GROUP BY {by}split, d{place}"
        for place in layout.places("unit")
    ]
    return " UNION ALL ".join(parts)


def _ratings(tables: Tables) -> str:
    """One row a label: its campaign, item (or the row, where no field names it), annotator and the label's digest."""
    layout, dialect = tables.layout, tables.dialect
    parts = []
    labels = layout.places("label")
    for campaign in sorted({layout.present[place][0].campaign for place in labels}):
        places = [place for place in labels if layout.present[place][0].campaign == campaign]
        item = _of_campaign(layout, campaign, "item")
        annotators = _of_campaign(layout, campaign, "annotator")
        for number, place in enumerate(places):
            annotator = _annotator(dialect, annotators, places, number, layout.present[place][0])
            named = f"d{item[0]}" if item else "NULL"
            parts.append(
                f"SELECT {tables.by}{dialect.text(campaign)} AS campaign, {dialect.binary(named)} AS item, "
                f"CAST({dialect.row()} AS BIGINT) AS local, {dialect.binary(annotator)} AS annotator, "
                f"{dialect.digest(f't{place}')} AS label FROM rows WHERE t{place} IS NOT NULL"
            )
    return " UNION ALL ".join(parts)


def _of_campaign(layout: Layout, campaign: str, holds: str) -> list[int]:
    """Return the fields of a campaign; those that belong to none where it has none of its own."""
    places = layout.places(holds)
    own = [place for place in places if layout.present[place][0].campaign == campaign]
    return own or [place for place in places if not layout.present[place][0].campaign]


def _annotator(dialect: Dialect, annotators: list[int], labels: list[int], number: int, field: Field) -> str:
    """Who gave a label: of several annotators the one in its turn; without any, each of several labels has its own."""
    if len(annotators) == len(labels):
        return f"d{annotators[number]}"
    if annotators:
        return f"d{annotators[0]}"
    return dialect.digest(dialect.text(f"field:{field.id}")) if len(labels) > 1 else "NULL"


def _write(tables: Tables, folders: Mapping[int, Path], name: str, query: str) -> None:
    files = {number: folder / f"{name}.parquet" for number, folder in folders.items()}
    if not query:
        return
    if tables.write_each:
        tables.write_each(query, files)
    else:
        for file in files.values():
            tables.engine.write(query, file)
