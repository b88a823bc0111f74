"""Tables and texts measured in full: rows of CSV, TSV, JSON and Parquet, and text files as one document each.

``measuring`` goes from file to file; ``readers`` turn a file into rows of text, ``rows`` into what is counted of a
record, ``aggregates`` into the state of a file; ``finishing`` makes facts from the states of all files. What differs
between engines stands in ``dialect``.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.evidence.found import DataFile, Found
from muniment.evidence.plan import Plan
from muniment.evidence.states import States

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def measure_tables(
    plan: Plan, files: Sequence[DataFile], *, work: Path, states: States, told: Callable[[DataFile, int], None]
) -> Found:
    """Measure all files that hold records; ``told`` is called with the stored bytes of each that is done.

    ``work`` is a folder for what is written on the way; it is left empty. Files of other forms are passed over.
    """
    from muniment.evidence.tables.measuring import measure_files

    return measure_files(plan, files, work=work, states=states, told=told)


def measure_tables_on_spark(
    plan: Plan,
    files: Sequence[DataFile],
    *,
    work: Path,
    states: States,
    told: Callable[[DataFile, int], None],
    session: "SparkSession | None" = None,
) -> Found:
    """Measure as `measure_tables` does, and find the same, on Apache Spark.

    ``session`` is that of a cluster; without one, that which runs in this process, or one of our own on this machine.
    The data and ``work`` must lie where all workers see them under these paths.
    """
    from muniment.evidence.tables.spark import measure_files_on_spark

    return measure_files_on_spark(plan, files, work=work, states=states, told=told, session=session)
