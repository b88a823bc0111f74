"""From file to file: its state from where states are kept, or made anew; at the end the facts of all of them."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.found import DataFile, Found
from muniment.evidence.lock import Unread
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import Group, Plan
from muniment.evidence.states import FileState, States, load_state, save_state
from muniment.evidence.tables.aggregates import Tables, state_of_file, states_of_files
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.domains import suffix_snapshot
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.finishing import finish
from muniment.evidence.tables.folding import Entry
from muniment.evidence.tables.readers import COMMON_RECORD, Readable, Relation, Unreadable, read_relation, shape_of
from muniment.evidence.tables.rows import Layout, lay_out, select_rows
from muniment.evidence.tables.staging import stage
from muniment.evidence.tables.texts import state_of_text

#: The forms of files that hold records.
FORMS = ("csv", "tsv", "jsonl", "json", "parquet", "text")
#: Small files of these forms are measured together: of so many bytes at most, so many, of so many bytes in all.
_TOGETHER = ("csv", "tsv", "jsonl")
_SMALL, _MOST_TOGETHER, _MOST_OF_A_LOT = 1 << 20, 100, 16 << 20
#: More than any record of a small file.
_LARGEST_OF_SMALL = 2 * _SMALL
#: Raised whenever states of the same data would be other ones.
_FORMAT = 2
#: What the engine says of a file that it cannot read, and the reason that evidence states.
_REASONS = (
    ("maximum_object_size", "record_too_large"),
    ("maximum line size", "record_too_large"),
    ("unicode", "not_utf8"),
    ("utf-8", "not_utf8"),
    ("expected number of columns", "columns_differ"),
    ("unterminated quote", "open_quote"),
    ("state machine", "mixed_line_ends"),
    ("malformed json", "not_json"),
    ("out of memory", "out_of_memory"),
    ("no space left", "no_space"),
)


def measure_files(
    plan: Plan, files: Sequence[DataFile], *, work: Path, states: States, told: Callable[[DataFile, int], None]
) -> Found:
    """Do what `muniment.evidence.tables.measure_tables` says."""
    given = [file for file in files if file.form in FORMS]
    if not given:
        return Found()
    with (
        own_folder(work, "tables") as own,
        contextlib.closing(Duck(own, {file.local.parent.resolve() for file in given})) as duck,
    ):
        on_duck = _OnDuck(plan, own, duck)
        measuring = Measuring(plan, states, on_duck.measured)
        for lot in _lots(file for file in given if not _taken(measuring, file, told)):
            for file, made in on_duck.together(lot):
                measuring.add(file, made)
                told(file, file.size)
        return measuring.finish(own)


def _taken(measuring: "Measuring", file: DataFile, told: Callable[[DataFile, int], None]) -> bool:
    kept = measuring.take_kept(file)
    if kept:
        told(file, file.size)
    return kept


def _lots(files: Iterable[DataFile]) -> Iterator[list[DataFile]]:
    """Part files into those that are measured together, small ones of one kind, and those for themselves."""
    lots: dict[tuple[str, str, str], list[DataFile]] = {}
    for file in files:
        if file.form not in _TOGETHER or max(file.size, file.decoded) > _SMALL:
            yield [file]
            continue
        kind = (file.group, file.form, file.compression)
        lot = lots.setdefault(kind, [])
        lot.append(file)
        if len(lot) >= _MOST_TOGETHER or sum(one.decoded for one in lot) > _MOST_OF_A_LOT:
            yield lots.pop(kind)
    yield from lots.values()


@contextlib.contextmanager
def own_folder(work: Path, name: str) -> Iterator[Path]:
    """Give an empty folder below the one for what is written on the way, and leave nothing of it."""
    own = work / name
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def state_key(plan: Plan, file: DataFile) -> str:
    """Return what the state of a file depends on, as one digest: its content, the plan and the definitions."""
    needs = [
        _FORMAT, file.sha256, file.form, file.compression, file.group, plan.counting.sha256, load_definitions().sha256,
        suffix_snapshot().sha256,
    ]  # fmt: skip
    return digest(canonical_bytes(needs)).removeprefix("sha256:")


class Measuring:
    """The states of files, kept or made anew; files may be taken by several threads at once.

    ``measured`` makes the state of a file with its tables in a folder, or raises `Unreadable`.
    """

    def __init__(self, plan: Plan, states: States, measured: Callable[[DataFile], tuple[FileState, Path]]) -> None:
        self._plan = plan
        self._states = states
        self._measured = measured
        self._entries: list[Entry] = []
        self._unread: list[Unread] = []
        self._keeping = threading.Lock()

    def take(self, file: DataFile) -> None:
        """Take the state of a file into account; where it cannot be measured, that is told."""
        if not self.take_kept(file):
            try:
                made = self._measured(file)
            except Unreadable as unreadable:
                self.add(file, unreadable)
            else:
                self.add(file, made)

    def take_kept(self, file: DataFile) -> bool:
        """Take the state of a file into account that was kept; tell whether there was one."""
        folder = self._states.get(state_key(self._plan, file))
        state = load_state(folder) if folder else None
        if folder is None or state is None:
            return False
        self._count(file, state, folder)
        return True

    def add(self, file: DataFile, made: tuple[FileState, Path] | Unreadable) -> None:
        """Take the state of a file into account that was made in a folder, and keep it; or tell why there is none."""
        if not isinstance(made, Unreadable) and not file.is_unchanged():
            made = Unreadable("changed_while_read")
        if isinstance(made, Unreadable):
            self._unread.append(Unread(file.path, made.reason))
            return
        state, folder = made
        save_state(state, folder)
        # Files of the same content have the same key.
        with self._keeping:
            folder = self._states.put(state_key(self._plan, file), folder)
        self._count(file, state, folder)

    def _count(self, file: DataFile, state: FileState, folder: Path) -> None:
        self._unread += [Unread(file.path, reason, records) for reason, records in state.unread.items()]
        self._entries.append(Entry(file, state, folder))

    def finish(self, work: Path) -> Found:
        """Return the facts of all files that were taken."""
        found = finish(self._plan, self._entries, work)
        found.unread += self._unread
        return found


class _OnDuck:
    """States of files made by DuckDB: one after the other, or of small files many at once."""

    def __init__(self, plan: Plan, work: Path, duck: Duck) -> None:
        self._plan = plan
        self._groups: dict[str, Group] = {group.id: group for group in plan.groups}
        self._work = work
        self._duck = duck

    def measured(self, file: DataFile) -> tuple[FileState, Path]:
        """Return the state of a file and the folder that its tables are in."""
        folder = self._work / "state"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        group = self._groups[file.group]
        given = stage(file, group, self._work)
        try:
            if file.form == "text":
                return state_of_text(group, given), folder
            with contextlib.suppress(ValueError):
                return self._rows(group, replace(given, most=COMMON_RECORD), folder), folder
            # Of a record that is too large the engine says this or that: only what it says of the largest counts.
            return self._rows(group, given, folder), folder
        except ValueError as error:
            raise Unreadable(reason_of(str(error))) from error

    def together(self, files: Sequence[DataFile]) -> Iterator[tuple[DataFile, "tuple[FileState, Path] | Unreadable"]]:
        """Yield files with what came of each; what is made of one is to be taken before the next one.

        Those that have the same columns are read by one statement. Where that fails, halves of them are.
        """
        waiting = [list(files)] if len(files) < 2 else self._alike(files)
        while waiting:
            lot = waiting.pop()
            if len(lot) == 1:
                try:
                    yield lot[0], self.measured(lot[0])
                except Unreadable as unreadable:
                    yield lot[0], unreadable
                continue
            try:
                made = self._several(lot)
            except (ValueError, Unreadable):
                half = len(lot) // 2
                waiting += [lot[half:], lot[:half]]
                continue
            yield from zip(lot, made, strict=True)

    def _alike(self, files: Sequence[DataFile]) -> list[list[DataFile]]:
        """Part files by what they must have in common to be read together; those that cannot be stand alone."""
        alike: dict[object, list[DataFile]] = {}
        for number, file in enumerate(files):
            group = self._groups[file.group]
            try:
                given = stage(file, group, self._work)
                shape = shape_of(self._duck, Dialect(), given, not self._plan.fields_of(group, "content"))
            except (ValueError, Unreadable):
                shape = None
            alike.setdefault((number,) if shape is None else (-1, shape), []).append(file)
        return list(alike.values())

    def _several(self, files: Sequence[DataFile]) -> list[tuple[FileState, Path]]:
        """Return the states of files of one shape, each with the folder that its tables are in."""
        work, group, dialect = self._work / "together", self._groups[files[0].group], Dialect()
        shutil.rmtree(work, ignore_errors=True)
        first, *others = (stage(file, group, work, number) for number, file in enumerate(files))
        given = replace(first, most=_LARGEST_OF_SMALL, others=tuple(other.file for other in others))
        layout, relation = read_layout(self._duck, dialect, self._plan, group, given)
        self._duck.rows(f"CREATE OR REPLACE TABLE rows AS {select_rows(dialect, layout, relation)}")
        folders = [work / str(number) for number in range(len(files))]
        for folder in folders:
            folder.mkdir()
        tables = Tables(self._duck, dialect, layout, self._duck.write_each)
        return list(zip(states_of_files(tables, folders), folders, strict=True))

    def _rows(self, group: Group, given: Readable, folder: Path) -> FileState:
        dialect = Dialect()
        layout, relation = read_layout(self._duck, dialect, self._plan, group, given)
        first, *others = relation.slices or ("true",)
        self._duck.rows(f"CREATE OR REPLACE TABLE rows AS {select_rows(dialect, layout, relation, first)}")
        for part in others:
            self._duck.rows(f"INSERT INTO rows {select_rows(dialect, layout, relation, part)}")
        return state_of_file(Tables(self._duck, dialect, layout), folder)


def read_layout(duck: Duck, dialect: Dialect, plan: Plan, group: Group, given: Readable) -> tuple[Layout, Relation]:
    """Return what is measured of a file, and how its records are read."""
    fields = plan.fields_of(group)
    whole = not any(field.holds == "content" for field in fields)
    relation = read_relation(duck, dialect, given, [field.column for field in fields], whole)
    return lay_out(plan, group, relation), relation


def reason_of(said: str) -> str:
    """Return the code for what the engine said; its words may quote the file and are never told."""
    small = said.lower()
    return next((reason for words, reason in _REASONS if words in small), "damaged")
