"""`measure --shard` and `evidence merge`: a set measured in shards, on any machines, and joined.

Every shard takes the inventory of the whole set, so that all parts can be held to one listing, and measures the
contents of its own files alone. Joining reads no data, and writes the same bytes as one run would have.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from muniment.app.measuring import CardMeasured, MeasureWanted, Watcher, data_cards, engine_of, open_run, write_evidence
from muniment.app.opening import find_root, open_workspace, shown
from muniment.app.tokenizers import check_named, with_tokens
from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile
from muniment.evidence.inventory import Means, take_inventory
from muniment.evidence.listing import dir_hash
from muniment.evidence.lock import Unread
from muniment.evidence.measuring import measured, read_contents, shard_of
from muniment.evidence.parts import PartsDisagree, merge_parts, write_part
from muniment.evidence.plan import plan_of
from muniment.evidence.tables.sampled import sample_key
from muniment.evidence.tables.tokens import tokens_key
from muniment.evidence.tokens import Tokenizer

#: More shards than this are a mistake.
MOST_SHARDS = 100_000
_NAMED = 20


def measure_shard(wanted: MeasureWanted, shard: tuple[int, int], target: Path, watcher: Watcher) -> tuple[Unread, ...]:
    """Measure one shard of the data of one card, and write it as a part; return what was not read."""
    number, of = shard
    if not 1 <= number <= of <= MOST_SHARDS:
        raise CannotRun(f"There is no shard {number}/{of}.", "Write --shard 1/4 for the first of four.")
    _check_place(target)
    opened = open_workspace(wanted.paths)
    cards = data_cards(opened, wanted.paths)
    if len(cards) != 1:
        raise CannotRun(f"A shard is of one card, and there are {len(cards)}.", "Name one card.")
    plan = plan_of(cards[0])
    check_named(wanted.tokenizers, [plan])
    with open_run(plan, wanted, watcher) as run:
        inventory = take_inventory(plan, wanted.data or opened.root, run.means, moved=wanted.data is not None)
        if not inventory.files:
            raise CannotRun(
                f"None of the locations of {plan.card} names a file here.", "Fetch the data, or give --data."
            )
        files = shard_of(inventory.readable, number, of)
        seed = dir_hash(inventory.files)
        found = read_contents(plan, files, run.means, run.engine(), work=run.work, states=run.cache.states, seed=seed)

        def keys(file: DataFile) -> tuple[str, ...]:
            tokens = (tokens_key(plan, file, one) for one in wanted.tokenizers if one.name in plan.tokenizers)
            return (sample_key(plan, file, seed), *tokens)

        _write(target, lambda: write_part(target, plan, inventory, files, found.unread, run.cache.states, keys))
    return (*inventory.unread, *found.unread)


def _check_place(target: Path) -> None:
    is_archive = target.is_file() and target.suffix == ".zip"
    if target.exists() and not is_archive and not (target / "part.json").is_file():
        raise CannotRun(f"{shown(target)} is there and is no part.", "Choose another place with -o.")


def _write(target: Path, write: Callable[[], None]) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise CannotRun(f"{shown(target)} cannot be written: {error.strerror}.", "Choose another place.") from error


def merge(
    parts: Sequence[Path], workspace: Path | None, command: str, tokenizers: tuple[Tokenizer, ...] = ()
) -> CardMeasured:
    """Join parts and write the evidence into a workspace; raise CannotRun where they are not of one measurement.

    Tokens are joined of those tokenizers that are given, as they were to the shards.
    """
    root = workspace or find_root(Path())
    if root is None or not root.is_dir():
        raise CannotRun(
            f"{workspace or 'This folder'} is in no workspace.", "Give --workspace the folder that holds muniment.yaml."
        )
    begun, start = time.time(), time.monotonic()
    wanted = MeasureWanted((), command=command)
    with tempfile.TemporaryDirectory(prefix="muniment-merge-") as folder:
        work = Path(folder)
        try:
            merged = merge_parts(parts, work)
        except PartsDisagree as error:
            lines = [f"  {reason}" for reason in error.reasons[:_NAMED]]
            more = len(error.reasons) - _NAMED
            lines += [f"  and {more} more"] if more > 0 else []
            raise CannotRun(
                "\n".join(["The parts cannot be joined:", *lines]),
                "Measure the shards that are missing or differ again, with the same card and the same version.",
            ) from error
        files = merged.to_measure(merged.inventory.readable)
        seed = dir_hash(merged.inventory.files)
        check_named(tokenizers, [merged.plan])
        engine = with_tokens(engine_of(wanted.engine), tokenizers, Means().told)
        found = read_contents(merged.plan, files, Means(), engine, work=work, states=merged.states, seed=seed)
        found.unread += merged.unread
        made = measured(merged.plan, merged.inventory, found)
    return write_evidence(root, made, wanted, begun, time.monotonic() - start)
