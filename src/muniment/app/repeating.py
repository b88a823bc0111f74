"""`measure --verify`: repeat the evidence on data from nothing, and say what differs; nothing is written.

A recipient needs the lock with its listing, or the pack that holds both, and the data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app.evidence import FOLDER, LISTING, LOCK, listing_file, lock_file
from muniment.app.files import read_bounded
from muniment.app.measuring import MeasureWanted, Watcher, data_cards, open_run
from muniment.app.opening import find_root, open_workspace, shown
from muniment.app.tokenizers import check_same
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.evidence import listing, lock
from muniment.evidence.differences import Differences, differences
from muniment.evidence.listing import Listed, load_listing
from muniment.evidence.lock import Lock, load_lock
from muniment.evidence.plan import Plan, plan_of

_PACKS = frozenset({".asice", ".zip"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence as it was found: the lock, its listing where there is one, where its data lie.

    ``plan`` is the one of the card as it is now, where there is a card.
    """

    name: str
    lock: Lock
    listed: tuple[Listed, ...] | None
    root: Path
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """Evidence that was repeated: what differs; ``stale`` tells that the card asks for something else by now."""

    name: str
    lock: Lock
    differences: Differences
    stale: bool


def repeat(wanted: MeasureWanted, watcher: Watcher) -> list[Repeated]:
    """Measure again what locks say, from nothing; raise CannotRun where there is nothing to repeat."""
    fresh = replace(wanted, fresh=True)
    return [_repeated(evidence, fresh, watcher) for evidence in _evidence(wanted)]


def _repeated(evidence: Evidence, wanted: MeasureWanted, watcher: Watcher) -> Repeated:
    plan = evidence.lock.asked or evidence.plan
    if plan is None or plan.sha256 != evidence.lock.plan:
        raise CannotRun(
            f"{evidence.name} does not hold the plan that it was measured by, and the card has another by now.",
            "Measure again: muniment measure.",
        )
    check_same(wanted.tokenizers, evidence.lock, evidence.name)
    with open_run(plan, wanted, watcher) as running:
        made = running.measure(plan, evidence.root)
    found = load_listing(made.listing)
    told = differences(evidence.lock, evidence.listed, made.lock, found)
    stale = evidence.plan is not None and evidence.plan.sha256 != evidence.lock.plan
    return Repeated(evidence.name, evidence.lock, told, stale)


def _evidence(wanted: MeasureWanted) -> Iterator[Evidence]:
    cards = []
    for path in wanted.paths:
        if path.name.endswith(LOCK):
            yield _from_lock(path, wanted.data)
        elif path.suffix in _PACKS and path.is_file():
            yield from _from_pack(path, wanted.data)
        else:
            cards.append(path)
    if cards:
        yield from _from_cards(tuple(cards))


def _from_cards(paths: tuple[Path, ...]) -> Iterator[Evidence]:
    opened = open_workspace(paths)
    cards = data_cards(opened, paths)
    files = [(card, lock_file(opened.root, card.identity)) for card in cards]
    there = [(card, file) for card, file in files if file.is_file()]
    if not there:
        named = ", ".join(card.identity for card in cards)
        raise CannotRun(f"There is no evidence on {named}.", "Measure first: muniment measure.")
    for card, file in there:
        yield replace(_read(file, opened.root), plan=plan_of(card))


def _from_lock(file: Path, data: Path | None) -> Evidence:
    root = find_root(file)
    if root is None and data is None:
        raise CannotRun(f"{shown(file)} lies in no workspace.", "Give --data the folder where the data are.")
    return _read(file, root or file.parent)


def _read(file: Path, root: Path) -> Evidence:
    beside = listing_file(file)
    content = read_bounded(file, lock.MAX_BYTES + 1)
    listed = read_bounded(beside, listing.MAX_BYTES + 1) if beside.is_file() else None
    return _made(shown(file), content, listed, root)


def _made(name: str, content: bytes, listed: bytes | None, root: Path) -> Evidence:
    try:
        found = load_lock(content)
    except ValueError as error:
        raise CannotRun(f"{name} is no evidence lock: {error}.", "Measure again: muniment measure.") from error
    if listed is None:
        return Evidence(name, found, None, root)
    if digest(listed) != found.data.dir_hash:
        raise CannotRun(
            f"The listing beside {name} is not the one that it names.",
            "Take both as they were measured, or measure again.",
        )
    try:
        return Evidence(name, found, load_listing(listed), root)
    except ValueError as error:
        raise CannotRun(f"The listing beside {name} cannot be read: {error}.", "Measure again.") from error


def _from_pack(file: Path, data: Path | None) -> Iterator[Evidence]:
    from muniment.verify.container import MAX_CONTAINER, open_container
    from muniment.verify.seal import Broken

    if data is None:
        raise CannotRun("A pack holds no data.", "Give --data the folder where the data are.")
    try:
        container = open_container(read_bounded(file, MAX_CONTAINER + 1))
        names = [name for name in container.entries if name.startswith(f"{FOLDER}/") and name.endswith(LOCK)]
        if not names:
            raise CannotRun(
                f"{shown(file)} holds no evidence.", "Ask the sender for the evidence lock and its listing."
            )
        for name in names:
            beside = name.removesuffix(LOCK) + LISTING
            yield _made(f"{shown(file)}: {name}", container.read(name) or b"", container.read(beside), data)
    except Broken as broken:
        raise CannotRun(f"{shown(file)} is no pack: {broken}.", "Run muniment verify on it.") from broken
