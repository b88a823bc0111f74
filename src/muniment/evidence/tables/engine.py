"""What an engine does for the state of a file, once the table of its rows is made."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol


class Engine(Protocol):
    """Runs statements in its dialect over the table ``rows`` of one file."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        """Make a table of texts, in place of one of that name."""

    def write(self, query: str, file: Path) -> None:
        """Write the rows of a query into a Parquet file."""
