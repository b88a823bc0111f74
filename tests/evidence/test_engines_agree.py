"""DuckDB, Spark, and parts measured apart and joined write the same lock of hostile data, byte for byte."""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from adversarial_sets import SETS
from pyspark.sql import SparkSession

from muniment.evidence.found import DataFile, Found
from muniment.evidence.inventory import Inventory
from muniment.evidence.lock import lock_bytes
from muniment.evidence.measuring import lock_of
from muniment.evidence.parts import merge_parts, write_part
from muniment.evidence.plan import Plan
from muniment.evidence.states import FolderStates, load_state
from muniment.evidence.tables import measure_tables, measure_tables_on_spark

#: A small session, quick to start and to plan: nothing is compiled that runs once.
SMALL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "768m",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.log.level": "ERROR",
    # What a session of others may be set to: nothing of it may change a figure.
    "spark.sql.session.timeZone": "America/St_Johns",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parser.escapedStringLiterals": "true",
    "spark.sql.groupByOrdinal": "false",
}


@pytest.fixture(name="spark", scope="module")
def _spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    folder = tmp_path_factory.mktemp("spark")
    # Its workers are to run this interpreter, which has the package.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[1]").config("spark.local.dir", str(folder))
    for name, value in {**SMALL, "spark.sql.warehouse.dir": str(folder)}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    del os.environ["PYSPARK_PYTHON"]


def locked(plan: Plan, inventory: Inventory, found: Found) -> bytes:
    return lock_bytes(lock_of(plan, inventory, found))


def on_duck(plan: Plan, files: list[DataFile], folder: Path) -> Found:
    return measure_tables(plan, files, work=folder, states=FolderStates(folder / "states"), told=lambda *_: None)


def on_spark(plan: Plan, files: list[DataFile], folder: Path, spark: SparkSession) -> Found:
    states = FolderStates(folder / "states")
    return measure_tables_on_spark(plan, files, work=folder, states=states, told=lambda *_: None, session=spark)


def joined(plan: Plan, inventory: Inventory, duck: Path, spark: Path, session: SparkSession, folder: Path) -> bytes:
    """Two parts, one half of the files measured by one engine, the rest by the other, joined; states are there."""
    files = list(inventory.readable)
    random.Random(7).shuffle(files)
    one, other = files[::2], files[1::2]
    folder.mkdir()
    found = on_duck(plan, one, duck)
    write_part(folder / "one", plan, inventory, one, found.unread, FolderStates(duck / "states"))
    found = on_spark(plan, other, spark, session)
    write_part(folder / "other.zip", plan, inventory, other, found.unread, FolderStates(spark / "states"))
    merged = merge_parts([folder / "other.zip", folder / "one"], folder / "joined")
    found = measure_tables(
        merged.plan, merged.to_measure(merged.inventory.readable), work=folder / "joined", states=merged.states,
        told=lambda *_: None,
    )  # fmt: skip
    found.unread += merged.unread
    return locked(plan, merged.inventory, found)


def states_of(folder: Path) -> dict[str, object]:
    """What states say, whoever wrote them: sums, and the rows of their tables in order."""
    made: dict[str, object] = {}
    for place in sorted((folder / "states").iterdir()):
        state = load_state(place)
        assert state is not None
        made[place.name] = (state.sums, state.edges, state.unread, sorted(state.tables))
        for table in state.tables:
            left_out = "EXCLUDE local" if table == "ratings" else ""
            rows = duckdb.sql(f"SELECT * {left_out} FROM '{place / table}.parquet' ORDER BY ALL")
            made[f"{place.name}/{table}"] = (rows.columns, rows.fetchall())
    return made


@pytest.mark.slow
def test_every_engine_and_joined_parts_write_the_same_lock(spark: SparkSession, tmp_path: Path) -> None:
    for number, (name, make) in enumerate(SETS.items()):
        data, by_duck, by_spark = (tmp_path / f"{kind} {name}" for kind in ("data", "duck", "spark"))
        data.mkdir()
        plan, files = make(data)
        inventory = Inventory(tuple(files), tuple(files), (), ())
        expected = locked(plan, inventory, on_duck(plan, files, by_duck))
        made = locked(plan, inventory, on_spark(plan, files, by_spark, spark))
        assert states_of(by_spark) == states_of(by_duck), name
        assert made == expected, name
        assert joined(plan, inventory, by_duck, by_spark, spark, tmp_path / f"parts-{number}") == expected, name
        assert not (by_spark / "spark").exists(), "texts of records are left behind"
