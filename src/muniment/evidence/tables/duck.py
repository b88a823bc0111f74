"""DuckDB as the engine: bounded in memory, without network, reading only what it is shown."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from muniment.evidence.compression import missing_extra

#: What DuckDB may hold in memory; more goes to its own files below the working folder.
MEMORY = "1GB"
#: How many rows are taken from the engine at once where they may be large.
_AT_ONCE = 64
#: What a group of rows in a Parquet file may hold.
_GROUP_BYTES = 32 << 20


class Duck:
    """A connection; what it is asked are statements that this program writes, with names of its own.

    ``ordered``: rows come in the order of their file; ``threads`` are as many as there are cores, if it is not said.
    """

    def __init__(self, work: Path, read: Iterable[Path], *, ordered: bool = False, threads: int = 0) -> None:
        try:
            import duckdb
        except ImportError as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise missing_extra() from error
        self._error = duckdb.Error
        self._work = work
        spill = work / "spill"
        spill.mkdir(parents=True, exist_ok=True)
        # In memory, and what does not fit there goes to the folder for that; a database on disk would sync every table.
        self._connection = duckdb.connect(":memory:")
        folders = sorted({str(work.resolve()), *(str(folder) for folder in read)})
        settings = (
            ("memory_limit", MEMORY),
            ("threads", threads or os.cpu_count() or 1),
            ("temp_directory", str(spill)),
            ("autoinstall_known_extensions", False),
            ("autoload_known_extensions", False),
            ("preserve_insertion_order", ordered),
            ("TimeZone", "UTC"),
            ("enable_progress_bar", False),
            ("allowed_directories", folders),
            ("enable_external_access", False),
            ("lock_configuration", True),
        )
        for name, value in settings:
            self.rows(f"SET {name} = {_literal(value)}")

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows; ValueError with the engine's words where it cannot be done."""
        try:
            return self._connection.execute(query, list(values)).fetchall()
        except (self._error, UnicodeDecodeError, RuntimeError) as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise ValueError(str(error)) from error

    def stream(self, query: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Run a statement and yield its rows, a few at a time; ValueError as `rows` raises it."""
        try:
            found = self._connection.execute(query, list(values))
            while rows := found.fetchmany(_AT_ONCE):
                yield from rows
        except (self._error, UnicodeDecodeError, RuntimeError) as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise ValueError(str(error)) from error

    def write(self, query: str, file: Path) -> None:
        """Write the rows of a query into a Parquet file, in groups that are not large however long its texts are."""
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES {_GROUP_BYTES}"
        self.rows(f"COPY ({query}) TO {_literal(str(file))} ({options})")

    def write_each(self, query: str, files: Mapping[int, Path]) -> None:
        """Write the rows of a query into Parquet files by the number in their column ``file``, which is left out."""
        parts = self._work / "parts"
        shutil.rmtree(parts, ignore_errors=True)
        self.rows(f"COPY ({query}) TO {_literal(str(parts))} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (file))")
        none = self._work / "none.parquet"
        none.unlink(missing_ok=True)
        for number, file in files.items():
            made = list((parts / f"file={number}").glob("*.parquet"))
            if len(made) > 1:
                raise ValueError("more than one file of a part")
            if made:
                made[0].rename(file)
                continue
            if not none.exists():
                self.write(f"SELECT * EXCLUDE (file) FROM ({query}) WHERE false", none)
            shutil.copyfile(none, file)
        shutil.rmtree(parts, ignore_errors=True)

    def append(self, table: str, columns: Sequence[str], files: Sequence[Path], mark: str) -> None:
        """Add the rows of Parquet files to a table whose first column names the file, with a mark before its name."""
        listed = ", ".join(columns)
        read = f"read_parquet({_literal([str(file) for file in files])}, filename = true, union_by_name = true)"
        self.rows(f"INSERT INTO {table} SELECT {_literal(mark)} || filename, {listed} FROM {read}")

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        """Make a table of texts, in place of one of that name."""
        named = ", ".join(f"{column} VARCHAR" for column in columns)
        self.rows(f"CREATE OR REPLACE TABLE {table} ({named})")
        file = self._work / "fill.jsonl"
        with file.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps(dict(zip(columns, row, strict=True))) + "\n" for row in rows)
        types = ", ".join(f"{column}: 'VARCHAR'" for column in columns)
        self.rows(f"INSERT INTO {table} SELECT * FROM read_ndjson({_literal(str(file))}, columns = {{{types}}})")
        file.unlink()

    def types(self, query: str) -> list[tuple[str, Any]]:
        """Return the names and types of the columns of a query."""
        try:
            found = self._connection.sql(query)
            return list(zip(found.columns, found.types, strict=True))
        except (self._error, UnicodeDecodeError, RuntimeError) as error:
            if _interrupted(error):
                raise KeyboardInterrupt from error
            raise ValueError(str(error)) from error

    def close(self) -> None:
        """Close the connection; its files may be deleted then."""
        self._connection.close()


def _interrupted(error: BaseException | None) -> bool:
    """Tell whether an error is what the engine makes of Ctrl-C, while it runs or while it is loaded."""
    while error is not None:
        named = isinstance(error, KeyboardInterrupt) or type(error).__name__ == "InterruptException"
        if named or str(error) == "Query interrupted":
            return True
        error = error.__cause__ or error.__context__
    return False


def _literal(value: str | int | bool | list[str]) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()
