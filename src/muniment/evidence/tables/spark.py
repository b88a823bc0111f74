"""Apache Spark as the engine: files are read in its tasks, and what is counted of records is counted by its SQL.

Every worker must have this package with what it measures with, and see the files and the working folder under the paths
that the driver sees them under: one machine, or folders that all machines share. States are those of DuckDB, and what
is made of them is made by the same code.
"""

import itertools
import shutil
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile, Found
from muniment.evidence.locations import legible
from muniment.evidence.plan import Plan
from muniment.evidence.states import FileState, States
from muniment.evidence.tables.aggregates import Tables, state_of_file
from muniment.evidence.tables.measuring import FORMS, Measuring, own_folder
from muniment.evidence.tables.readers import Unreadable
from muniment.evidence.tables.reading import Task, Texts, read_texts
from muniment.evidence.tables.rows import select_rows
from muniment.evidence.tables.spark_dialect import SparkDialect

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The most files that are measured at once; Spark itself shares out the work on each.
MOST_AT_ONCE = 32
#: What makes a path a pattern.
_GLOB = "{}[]*?\\"
#: What the sessions of this engine are set to, whatever the one that was brought is set to.
_SETTINGS = {
    "spark.sql.ansi.enabled": "false",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.variable.substitute": "false",
    "spark.sql.groupByOrdinal": "true",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.optimizer.maxIterations": "100",
}
#: A session of our own: this machine alone, no web page, nothing that listens beyond it.
_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "2g",
    "spark.sql.shuffle.partitions": "8",
}
#: What such a session logs: nothing but errors.
_LOG = """
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n%ex
"""


def measure_files_on_spark(
    plan: Plan,
    files: Sequence[DataFile],
    *,
    work: Path,
    states: States,
    told: Callable[[DataFile, int], None],
    session: "SparkSession | None" = None,
) -> Found:
    """Do what `muniment.evidence.tables.measure_tables_on_spark` says."""
    given = [file for file in files if file.form in FORMS]
    if not given:
        return Found()
    with own_folder(work, "spark") as own:
        with _session(session, own) as spark:
            measuring = Measuring(plan, states, _OnSpark(plan, spark, own).measured)
            with closing(_each(spark, given, measuring.take)) as done:
                for file in done:
                    told(file, file.size)
        return measuring.finish(own)


def _each(
    spark: "SparkSession", files: Sequence[DataFile], take: Callable[[DataFile], None]
) -> Generator[DataFile, None, None]:
    """Take several files at once, and yield each when it and those before it are done."""
    context = spark.sparkContext
    jobs = f"muniment-{id(files)}"

    def taken(file: DataFile) -> DataFile:
        context.setJobGroup(jobs, "muniment measure", interruptOnCancel=True)
        take(file)
        return file

    threads = ThreadPoolExecutor(max(1, min(MOST_AT_ONCE, context.defaultParallelism, len(files))))
    try:
        yield from threads.map(taken, files)
    except BaseException:
        threads.shutdown(wait=False, cancel_futures=True)
        context.cancelJobGroup(jobs)
        raise
    finally:
        threads.shutdown()


@contextmanager
def _session(given: "SparkSession | None", work: Path) -> Iterator["SparkSession"]:
    """Give the session that is brought or already runs here, or one of our own, which is stopped in the end."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise CannotRun("Apache Spark is not installed.", "Run: pip install 'muniment[measure,spark]'.") from error
    running = given or SparkSession.getActiveSession()
    if running is not None:
        _require_context(running)
        yield running
        return
    builder = SparkSession.builder.master("local[*]").appName("muniment measure")
    for name, value in _LOCAL.items():
        builder = builder.config(name, value)
    log = work / "log4j2.properties"
    log.write_text(_LOG, "utf-8")
    builder = builder.config("spark.local.dir", str(work / "spill")).config("spark.sql.warehouse.dir", str(work))
    builder = builder.config("spark.driver.extraJavaOptions", f'"-Dlog4j2.configurationFile={log.resolve().as_uri()}"')
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise CannotRun(
            "Apache Spark does not start.", "It needs Java 17 or 21: install one, or set JAVA_HOME."
        ) from error
    session.sparkContext.pythonExec = sys.executable
    try:
        yield session
    finally:
        session.stop()


def _require_context(session: "SparkSession") -> None:
    from pyspark.errors import PySparkException

    try:
        _ = session.sparkContext
    except PySparkException as error:
        raise CannotRun(
            "A session of Spark Connect cannot read files in its tasks.", "Bring a session of the cluster itself."
        ) from error


def _place(path: Path, special: str = "") -> str:
    """Write a path as Spark reads one; it undoes no escapes of URLs, but sees patterns in what is read."""
    return "file://" + "".join(f"\\{one}" if one in special else one for one in str(path.resolve()))


class _OnSpark:
    """States of files made by Spark; each file has a session of its own, so that names of tables do not meet."""

    def __init__(self, plan: Plan, spark: "SparkSession", work: Path) -> None:
        self._plan = plan
        self._groups = {group.id: group for group in plan.groups}
        self._spark = spark
        self._work = work
        self._numbers = itertools.count()

    def measured(self, file: DataFile) -> tuple[FileState, Path]:
        """Return the state of a file and the folder that its tables are in."""
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        task = Task(self._plan, self._groups[file.group], file, self._work / f"file-{next(self._numbers)}")
        try:
            texts = self._spark.sparkContext.parallelize([task], 1).map(read_texts).collect()[0]
            return self._state(task, texts), task.state
        except (PySparkException, Py4JError) as error:
            # What Spark says may quote records.
            raise CannotRun(
                f"Spark could not measure {legible(file.path)}.",
                "Its log says why. Every worker needs muniment[measure] and must see the data and the working folder.",
            ) from error

    def _state(self, task: Task, texts: Texts) -> FileState:
        if texts.reason:
            raise Unreadable(texts.reason)
        if texts.state is not None:
            return texts.state
        assert texts.layout is not None
        spark = Spark(self._spark, task.folder)
        try:
            dialect = SparkDialect()
            spark.show("texts", task.table, texts.columns)
            spark.keep("rows", select_rows(dialect, texts.layout, texts.relation("texts")))
            return state_of_file(Tables(spark, dialect, texts.layout), task.state)
        finally:
            spark.close()
            task.table.unlink(missing_ok=True)


class Spark:
    """The engine for the state of one file."""

    def __init__(self, spark: "SparkSession", work: Path) -> None:
        self._session = spark.newSession()
        self._work = work
        self._kept: list[DataFrame] = []
        for name, value in _SETTINGS.items():
            self._session.conf.set(name, value)

    def show(self, table: str, file: Path, columns: Iterable[tuple[str, str]]) -> None:
        """Make a table of a Parquet file with columns of these names and types."""
        shape = ", ".join(f"{name} {kind}" for name, kind in columns)
        self._session.read.schema(shape).parquet(_place(file, _GLOB)).createOrReplaceTempView(table)

    def keep(self, table: str, query: str) -> None:
        """Make a table of the rows of a query, which runs once."""
        made = self._session.sql(query).persist()
        self._kept.append(made)
        made.createOrReplaceTempView(table)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return [tuple(row) for row in self._session.sql(query).collect()]

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> None:
        """Make a table of texts, in place of one of that name."""
        shape = ", ".join(f"{column} STRING" for column in columns)
        made = self._session.createDataFrame(list(rows), shape, verifySchema=False)
        made.createOrReplaceTempView(table)

    def write(self, query: str, file: Path) -> None:
        """Write the rows of a query into one Parquet file."""
        parts = self._work / "parts"
        self._session.sql(query).coalesce(1).write.mode("overwrite").parquet(_place(parts))
        (part,) = parts.glob("*.parquet")
        part.rename(file)
        shutil.rmtree(parts)

    def close(self) -> None:
        """Let go of what was kept."""
        for made in self._kept:
            made.unpersist()
