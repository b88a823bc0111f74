"""Tables and texts measured in full: rows of CSV, TSV, JSON and Parquet, and text files as one document each.

``measuring`` goes from file to file; ``readers`` turn a file into rows of text, ``rows`` into what is counted of a
record, ``aggregates`` into the state of a file; ``finishing`` makes facts from the states of all files. What differs
between engines stands in ``dialect``.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from muniment.evidence.found import DataFile, Found
from muniment.evidence.plan import Plan
from muniment.evidence.states import States


def measure_tables(
    plan: Plan, files: Sequence[DataFile], *, work: Path, states: States, told: Callable[[DataFile, int], None]
) -> Found:
    """Measure all files that hold records; ``told`` is called with the stored bytes of each that is done.

    ``work`` is a folder for what is written on the way; it is left empty. Files of other forms are passed over.
    """
    from muniment.evidence.tables.measuring import measure_files

    return measure_files(plan, files, work=work, states=states, told=told)
