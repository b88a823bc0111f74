"""From file to file: its state from where states are kept, or made anew; at the end the facts of all of them."""

import shutil
from collections.abc import Callable, Sequence
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
from muniment.evidence.tables.readers import Readable, Unreadable, read_relation
from muniment.evidence.tables.rows import lay_out, select_rows
from muniment.evidence.tables.staging import stage
from muniment.evidence.tables.texts import state_of_text

#: The forms of files that hold records.
FORMS = ("csv", "tsv", "jsonl", "json", "parquet", "text")
#: Raised whenever states of the same data would be other ones.
_FORMAT = 1
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
    own = work / "tables"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    duck = Duck(own, {file.local.parent.resolve() for file in given})
    try:
        measuring = _Measuring(plan, own, duck, states)
        entries = []
        for file in given:
            entries += measuring.entry(file)
            told(file, file.size)
        found = finish(plan, entries, own)
        found.unread += measuring.unread
        return found
    finally:
        duck.close()
        shutil.rmtree(own, ignore_errors=True)


def state_key(plan: Plan, file: DataFile) -> str:
    """Return what the state of a file depends on, as one digest: its content, the plan and the definitions."""
    needs = [
        _FORMAT, file.sha256, file.form, file.compression, file.group, plan.sha256, load_definitions().sha256,
        suffix_snapshot().sha256,
    ]  # fmt: skip
    return digest(canonical_bytes(needs)).removeprefix("sha256:")


class _Measuring:
    """What is at hand while files are measured one after the other."""

    def __init__(self, plan: Plan, work: Path, duck: Duck, states: States) -> None:
        self._plan = plan
        self._groups: dict[str, Group] = {group.id: group for group in plan.groups}
        self._work = work
        self._duck = duck
        self._states = states
        self.unread: list[Unread] = []

    def entry(self, file: DataFile) -> list[Entry]:
        """Return the entry of a file, or none where it cannot be measured, which is told."""
        key = state_key(self._plan, file)
        folder = self._states.get(key)
        state = load_state(folder) if folder else None
        try:
            if folder is None or state is None:
                state, made = self._measured(file)
                folder = self._states.put(key, made)
        except Unreadable as unreadable:
            self.unread.append(Unread(file.path, unreadable.reason))
            return []
        self.unread += [Unread(file.path, reason, records) for reason, records in state.unread.items()]
        return [Entry(file, state, folder)]

    def _measured(self, file: DataFile) -> tuple[FileState, Path]:
        folder = self._work / "state"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        group = self._groups[file.group]
        given = stage(file, group, self._work)
        try:
            if file.form == "text":
                state = state_of_text(self._duck, Dialect(), group, given, folder)
            else:
                state = self._rows(group, given, folder)
        except ValueError as error:
            raise Unreadable(_reason(str(error))) from error
        if not file.is_unchanged():
            raise Unreadable("changed_while_read")
        save_state(state, folder)
        return state, folder

    def _rows(self, group: Group, given: Readable, folder: Path) -> FileState:
        plan, dialect = self._plan, Dialect()
        fields = plan.fields_of(group)
        whole = not any(field.holds == "content" for field in fields)
        relation = read_relation(self._duck, dialect, given, [field.column for field in fields], whole)
        layout = lay_out(plan, group, relation)
        self._duck.rows(f"CREATE OR REPLACE TABLE rows AS {select_rows(dialect, layout, relation)}")
        return state_of_file(Tables(self._duck, dialect, layout), folder)


def _reason(said: str) -> str:
    """Return the code for what the engine said; its words may quote the file and are never told."""
    small = said.lower()
    return next((reason for words, reason in _REASONS if words in small), "damaged")
