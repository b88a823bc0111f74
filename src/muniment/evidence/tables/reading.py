"""A file read once into a table of texts that another engine counts; runs wherever that engine has its workers.

It is read by the reader of DuckDB, so that files which are broken, damaged or odd are judged alike whoever counts.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.evidence.found import DataFile
from muniment.evidence.plan import Group, Plan
from muniment.evidence.states import FileState
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.measuring import read_layout, reason_of
from muniment.evidence.tables.readers import Column, Relation, Unreadable
from muniment.evidence.tables.rows import Layout
from muniment.evidence.tables.staging import stage
from muniment.evidence.tables.texts import state_of_text


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read into a folder, with what its card says of it."""

    plan: Plan
    group: Group
    file: DataFile
    folder: Path

    @property
    def table(self) -> Path:
        """Where the texts are written."""
        return self.folder / "texts.parquet"

    @property
    def state(self) -> Path:
        """Where the tables of the state are written."""
        return self.folder / "state"


@dataclass(frozen=True, slots=True)
class Texts:
    """What came of a file: why it cannot be read, the state of a text file, or a table with its layout.

    The table has the columns ``bad`` and ``number``, and for each place x (text) and y (whether it is nested).
    """

    reason: str = ""
    state: FileState | None = None
    layout: Layout | None = None
    columns: tuple[tuple[str, str], ...] = ()

    def relation(self, source: str) -> Relation:
        """Return the table as a relation, by the name that the engine knows it by."""
        return Relation(source, {}, None, "bad", "number")


def read_texts(task: Task) -> Texts:
    """Read a file; nothing of it is left where it cannot be read."""
    shutil.rmtree(task.folder, ignore_errors=True)
    task.state.mkdir(parents=True)
    own = task.folder / "read"
    # One thread: as many files are read at once as the engine has cores.
    duck = Duck(own, [task.file.local.parent.resolve(), task.folder.resolve()], threads=1)
    try:
        given = stage(task.file, task.group, own)
        if task.file.form == "text":
            return Texts(state=state_of_text(task.group, given))
        layout, relation = read_layout(duck, Dialect(), task.plan, task.group, given)
        written, layout = _renamed(layout)
        columns = {"bad": relation.bad, "number": "row_number() OVER ()", **written}
        listed = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
        duck.write(f"SELECT {listed} FROM {relation.source}", task.table)
        return Texts(layout=layout, columns=tuple((name, _kind(name)) for name in columns))
    except Unreadable as unreadable:
        return Texts(unreadable.reason)
    except ValueError as error:
        return Texts(reason_of(str(error)))
    finally:
        duck.close()
        shutil.rmtree(own, ignore_errors=True)


def _renamed(layout: Layout) -> tuple[dict[str, str], Layout]:
    """Return the columns to write, and the layout in the names that they then have."""
    # Whole records are only read where they are compared.
    whole = layout.whole if layout.whole is not None and not layout.places("content") else None
    used = [column for _, column in layout.present] + list(whole or ())
    written: dict[str, str] = {}
    renamed: dict[Column, Column] = {}
    for place, column in enumerate(dict.fromkeys(used)):
        written[f"x{place}"] = column.text
        nested = column.nested
        if nested != "false":
            written[f"y{place}"] = nested
            nested = f"y{place}"
        renamed[column] = replace(column, text=f"x{place}", nested=nested)
    present = tuple((field, renamed[column]) for field, column in layout.present)
    return written, replace(layout, present=present, whole=None if whole is None else _all(renamed, whole))


def _all(renamed: dict[Column, Column], columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(renamed[column] for column in columns)


def _kind(name: str) -> str:
    if name == "number":
        return "BIGINT"
    return "STRING" if name.startswith("x") else "BOOLEAN"
