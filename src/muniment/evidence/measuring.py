"""From the files of a data set to its lock: inventory, then engines, then the facts of files themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.evidence.found import DataFile, Found
from muniment.evidence.inventory import Inventory, Means, Told, take_inventory
from muniment.evidence.listing import dir_hash, group_digest, listing_bytes
from muniment.evidence.lock import Data, Lock, Measured
from muniment.evidence.measures import load_definitions
from muniment.evidence.media import measure_media
from muniment.evidence.plan import Plan
from muniment.evidence.states import States
from muniment.evidence.tables.measuring import FORMS


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured: the lock, the listing beside it, and the inventory that both come from."""

    lock: Lock
    listing: bytes
    inventory: Inventory


#: What measures files that hold records: of these files of a plan, with a folder to work in and kept states.
Engine = Callable[[Plan, Sequence[DataFile], Path, States, Callable[[DataFile, int], None]], Found]


def measure(
    plan: Plan, root: Path, means: Means, engine: Engine, *, work: Path, states: States, moved: bool = False
) -> Measurement:
    """Measure what a plan names below a root; ``moved``: the root is a copy of the data, laid out as the listing."""
    inventory = take_inventory(plan, root, means, moved=moved)
    seed = dir_hash(inventory.files)
    found = read_contents(plan, inventory.readable, means, engine, work=work, states=states, seed=seed)
    return measured(plan, inventory, found)


def read_contents(
    plan: Plan, files: Sequence[DataFile], means: Means, engine: Engine, *, work: Path, states: States, seed: str
) -> Found:
    """Measure the contents of files; those whose states are there are not read.

    ``seed`` is the digest of all files of the set, also of those that are not given here.
    """
    found = measure_media(plan, files)
    tables = [file for file in files if file.form in FORMS]
    if tables:
        means.told(Told(len(tables), sum(file.size for file in tables), found=True, what="contents"))
        found.add(engine(plan, tables, work, states, lambda _, count: means.told(Told(1, count, what="contents"))))
        found.add(_estimates(plan, tables, means, work=work, states=states, seed=seed))
    return found


def _estimates(
    plan: Plan, files: Sequence[DataFile], means: Means, *, work: Path, states: States, seed: str
) -> Found:  # fmt: skip
    """Return what a sample of the records tells."""
    from muniment.evidence.tables.sampled import sample_tables

    def told(count: int, size: int, found: bool) -> None:
        means.told(Told(count, size, found, "sample"))

    return sample_tables(plan, files, seed=seed, work=work, states=states, told=told)


def measured(plan: Plan, inventory: Inventory, found: Found) -> Measurement:
    """Return what was found in the files of an inventory as a measurement."""
    return Measurement(lock_of(plan, inventory, found), listing_bytes(inventory.files), inventory)


def shard_of(files: Sequence[DataFile], number: int, of: int) -> list[DataFile]:
    """Return the files of one shard (from 1): the largest first, each to the shard that has least so far."""
    loads = [0] * of
    mine = []
    for file in sorted(files, key=lambda file: (-file.size, file.path.encode())):
        place = loads.index(min(loads))
        loads[place] += max(file.size, 1)
        if place == number - 1:
            mine.append(file)
    return mine


def lock_of(plan: Plan, inventory: Inventory, found: Found) -> Lock:
    """Return the lock of what was found in the files of an inventory."""
    files = inventory.files
    return Lock(
        card=plan.card,
        data=Data(len(files), sum(file.size for file in files), dir_hash(files)),
        plan=plan.sha256,
        definitions=load_definitions().sha256,
        facts=(*_facts_of_files(plan, inventory), *found.facts),
        unread=(*inventory.unread, *found.unread),
        snapshots=tuple(found.snapshots),
        sample=found.sample,
        asked=plan,
    )


def _facts_of_files(plan: Plan, inventory: Inventory) -> list[Measured]:
    """Return number, sizes and digest of the files of each group; no digest where one of them has none."""
    missed = dict(inventory.missed)
    facts = []
    for group in plan.groups:
        files = [file for file in inventory.files if file.group == group.id]
        if not files:
            continue
        of = (("distribution", group.id),)
        count, left = len(files), missed.get(group.id, 0)
        facts += [
            Measured("files", of, count, "files", read=count, unread=left),
            Measured("bytes", of, sum(file.size for file in files), "bytes", read=count, unread=left),
            Measured("decoded_bytes", of, sum(file.decoded for file in files), "bytes", read=count, unread=left),
        ]
        if not left:
            facts.append(Measured("digest", of, group_digest(files), "sha256", read=count))
    if inventory.files and not missed and not _absent(plan, inventory):
        files = list(inventory.files)
        facts.append(Measured("content_digest", (), group_digest(files), "sha256", read=len(files)))
    return facts


def _absent(plan: Plan, inventory: Inventory) -> bool:
    """Tell whether a group has no file here: what is digested is not the whole set then."""
    here = {file.group for file in inventory.files}
    return any(group.id not in here for group in plan.groups)
