"""`measure`: read the data that cards name, and write what they say of themselves beside the cards.

A card gets three files below ``evidence/``: the lock (facts, the same bytes whoever measures), the listing that
`sha256sum -c` checks, and the run record (who, when, with what; in no digest).
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from muniment.app.evidence import LOCK, listing_file, lock_file
from muniment.app.files import write_atomically
from muniment.app.measure_cache import MeasureCache, open_measure_cache
from muniment.app.opening import Opened, concerns, open_workspace, shown
from muniment.app.run_record import Run, run_bytes
from muniment.app.stores import S3Store, StoreChoice
from muniment.app.tokenizers import check_named, with_tokens
from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile, Found
from muniment.evidence.inventory import Means, Told
from muniment.evidence.lock import Lock, lock_bytes, lock_digest
from muniment.evidence.measuring import Engine, Measurement, measure
from muniment.evidence.plan import Plan, plan_of
from muniment.evidence.states import States
from muniment.evidence.tokens import Tokenizer
from muniment.model.load import Card

_RUN = ".run.json"


@dataclass(frozen=True, slots=True)
class MeasureWanted:
    """What is asked for: cards, perhaps a copy of their data, and how it is to be read.

    ``fresh``: nothing of earlier runs counts; ``resume``: but for one that was interrupted. ``command`` is what was
    typed, for the run record.
    """

    paths: tuple[Path, ...]
    data: Path | None = None
    fresh: bool = False
    resume: bool = False
    engine: str = "duckdb"
    command: str = ""
    store: StoreChoice = field(default_factory=StoreChoice)
    tokenizers: tuple[Tokenizer, ...] = ()


class Watcher(Protocol):
    """Who is shown progress; told from several threads."""

    def begin(self, card: str) -> None:
        """A card's data are begun."""

    def told(self, told: Told) -> None:
        """Files were found or read."""

    def end(self) -> None:
        """The card is done, or was given up."""


@dataclass(frozen=True, slots=True)
class CardMeasured:
    """One card whose data were measured: the lock, its file, and whether that was written anew."""

    lock: Lock
    file: Path
    written: bool
    cached: int


@dataclass(frozen=True, slots=True)
class MeasuredCards:
    """What was measured, and the cards that name no files or none that are here, with the reason as a code."""

    done: tuple[CardMeasured, ...]
    left: tuple[tuple[str, str], ...]


def measure_cards(wanted: MeasureWanted, watcher: Watcher) -> MeasuredCards:
    """Measure the data of every data-set card among the paths; raise CannotRun where there is no such card."""
    opened = open_workspace(wanted.paths)
    cards = data_cards(opened, wanted.paths)
    check_named(wanted.tokenizers, map(plan_of, cards))
    done: list[CardMeasured] = []
    left: list[tuple[str, str]] = []
    for card in cards:
        plan = plan_of(card)
        if not plan.groups:
            left.append((card.identity, "names_no_files"))
            continue
        made = _measured(plan, opened, wanted, watcher)
        if isinstance(made, CardMeasured):
            done.append(made)
        else:
            left.append((card.identity, made))
    return MeasuredCards(tuple(done), tuple(left))


def data_cards(opened: Opened, paths: Sequence[Path]) -> list[Card]:
    """Return the cards of data sets among paths, in the order of their identity."""
    named = [card for card in opened.workspace.cards.values() if concerns(card.file, paths)]
    cards = [card for card in named if card.kind == "dataset"]
    if not cards:
        what = "holds no card that can be read" if not named else "holds no card of a data set"
        raise CannotRun(
            f"{', '.join(map(shown, paths)) or 'This folder'} {what}.",
            "Name a card of kind dataset; run muniment check.",
        )
    return sorted(cards, key=lambda card: card.identity)


def _measured(plan: Plan, opened: Opened, wanted: MeasureWanted, watcher: Watcher) -> CardMeasured | str:
    begun, start = time.time(), time.monotonic()
    with open_run(plan, wanted, watcher) as running:
        made = running.measure(plan, opened.root)
    if not made.inventory.files:
        return "no_file_here"
    return write_evidence(opened.root, made, wanted, begun, time.monotonic() - start)


def write_evidence(root: Path, made: Measurement, wanted: MeasureWanted, begun: float, seconds: float) -> CardMeasured:
    """Write lock, listing and run record of a measurement into a workspace; what is there already stays untouched."""
    file = lock_file(root, made.lock.card)
    run = Run.of(
        made.lock.card, lock_digest(made.lock), begun, seconds, wanted.command, wanted.engine,
        (made.inventory.cached, len(made.inventory.files)), root,
    )  # fmt: skip
    _write(listing_file(file), made.listing)
    written = _write(file, lock_bytes(made.lock))
    write_atomically(file.with_name(file.name.removesuffix(LOCK) + _RUN), run_bytes(run))
    return CardMeasured(made.lock, file, written, made.inventory.cached)


def _write(file: Path, content: bytes) -> bool:
    """Write a file unless it holds just this already."""
    if file.is_file() and file.read_bytes() == content:
        return False
    write_atomically(file, content)
    return True


@dataclass(frozen=True, slots=True)
class Running:
    """One run over the data of one card: where it works, what it keeps, who is told."""

    wanted: MeasureWanted
    means: Means
    cache: MeasureCache
    work: Path

    def engine(self) -> Engine:
        """Return the engine that is asked for, counting with the tokenizers given."""
        return with_tokens(engine_of(self.wanted.engine), self.wanted.tokenizers, self.means.told)

    def measure(self, plan: Plan, root: Path) -> Measurement:
        """Measure what a plan names, below the workspace or in the copy that is asked about."""
        data = self.wanted.data
        return measure(
            plan, data or root, self.means, self.engine(),
            work=self.work, states=self.cache.states, moved=data is not None,
        )  # fmt: skip


@contextmanager
def open_run(plan: Plan, wanted: MeasureWanted, watcher: Watcher) -> Iterator[Running]:
    """Open a run, and end it so that an interruption keeps what is done and says how to go on."""
    if wanted.data is not None and not wanted.data.is_dir():
        raise CannotRun(f"{wanted.data} is no folder.", "Give --data the folder in which the data lie.")
    cache = open_measure_cache(plan.sha256, fresh=wanted.fresh, resume=wanted.resume)
    work = Path(tempfile.mkdtemp(prefix="muniment-measure-"))

    def told(news: Told) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        watcher.told(news)

    watcher.begin(plan.card)
    done = False
    try:
        with interruptible() as stopped:
            (work / "fetched").mkdir()
            stores = {"s3": S3Store(wanted.store, work / "fetched").find}
            means = Means(cache.known, stores, os.cpu_count() or 1, told)
            yield Running(wanted, means, cache, work)
        done = True
    except KeyboardInterrupt:
        if cache.resumable:
            told_of, remedy = "What was read to its end is kept.", "Go on with the same command and --resume."
        else:
            told_of, remedy = "There is no cache, so nothing is kept.", "Set MUNIMENT_CACHE_DIR to a folder for it."
        raise CannotRun(f"Stopped at {plan.card}. {told_of}", remedy) from None
    finally:
        watcher.end()
        shutil.rmtree(work, ignore_errors=True)
        cache.close(done=done)


@contextmanager
def interruptible() -> Iterator[threading.Event]:
    """Let an interruption stop threads, too: they look at the event, the main thread gets a KeyboardInterrupt."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, before)


def engine_of(
    name: str,
) -> Callable[[Plan, Sequence[DataFile], Path, States, Callable[[DataFile, int], None]], Found]:
    """Return the engine of a name, duckdb or spark, as `muniment.evidence.measuring` calls it."""

    def duck(
        plan: Plan, files: Sequence[DataFile], work: Path, states: States, told: Callable[[DataFile, int], None]
    ) -> Found:
        from muniment.evidence.tables import measure_tables

        return measure_tables(plan, files, work=work, states=states, told=told)

    def spark(
        plan: Plan, files: Sequence[DataFile], work: Path, states: States, told: Callable[[DataFile, int], None]
    ) -> Found:
        from muniment.evidence.tables import measure_tables_on_spark

        return measure_tables_on_spark(plan, files, work=work, states=states, told=told)

    return {"duckdb": duck, "spark": spark}[name]
