"""From file to file: its state from where states are kept, or made anew; at the end the facts of all of them."""

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.found import DataFile, Found
from muniment.evidence.lock import Unread
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import Group, Plan
from muniment.evidence.states import FileState, States, load_state, save_state
from muniment.evidence.tables.aggregates import Tables, state_of_file
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.domains import suffix_snapshot
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.finishing import finish
from muniment.evidence.tables.folding import Entry
from muniment.evidence.tables.readers import COMMON_RECORD, Readable, Relation, Unreadable, read_relation
from muniment.evidence.tables.rows import Layout, lay_out, select_rows
from muniment.evidence.tables.staging import stage
from muniment.evidence.tables.texts import state_of_text

#: The forms of files that hold records.
FORMS = ("csv", "tsv", "jsonl", "json", "parquet", "text")
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
        measuring = Measuring(plan, states, _OnDuck(plan, own, duck).measured)
        for file in given:
            measuring.take(file)
            told(file, file.size)
        return measuring.finish(own)


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
        _FORMAT, file.sha256, file.form, file.compression, file.group, plan.sha256, load_definitions().sha256,
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
        key = state_key(self._plan, file)
        folder = self._states.get(key)
        state = load_state(folder) if folder else None
        try:
            if folder is None or state is None:
                state, folder = self._made(key, file)
        except Unreadable as unreadable:
            self._unread.append(Unread(file.path, unreadable.reason))
            return
        self._unread += [Unread(file.path, reason, records) for reason, records in state.unread.items()]
        self._entries.append(Entry(file, state, folder))

    def _made(self, key: str, file: DataFile) -> tuple[FileState, Path]:
        state, made = self._measured(file)
        if not file.is_unchanged():
            raise Unreadable("changed_while_read")
        save_state(state, made)
        # Files of the same content have the same key.
        with self._keeping:
            return state, self._states.put(key, made)

    def finish(self, work: Path) -> Found:
        """Return the facts of all files that were taken."""
        found = finish(self._plan, self._entries, work)
        found.unread += self._unread
        return found


class _OnDuck:
    """States of files made by DuckDB, one after the other."""

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
