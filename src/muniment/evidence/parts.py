"""Parts: what was measured of some files of a set, to be joined with the rest on another machine.

A part is a folder, or a ZIP archive of one: ``part.json`` with the plan, the inventory of the whole set and the files
measured, and below ``states/`` the states of these files. Joining parts is measuring the whole inventory with the
states of all parts: nothing is read but them, and what comes out is the same bytes as from one run.
"""

import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.found import DataFile
from muniment.evidence.inventory import Inventory
from muniment.evidence.languages import detector_snapshot
from muniment.evidence.lock import Snapshot, Unread
from muniment.evidence.measures import load_definitions
from muniment.evidence.media import reader_of
from muniment.evidence.plan import Plan, stated_members
from muniment.evidence.states import FolderStates, States
from muniment.evidence.tables.domains import suffix_snapshot
from muniment.evidence.tables.measuring import FORMS, state_key
from muniment.record.shapes import load_shape

FORMAT = 1
#: The largest description of a part that is read: that of some million files.
MAX_BYTES = 1 << 30
_FILE, _STATES = "part.json", "states"
_NAME = re.compile(r"[0-9a-z][0-9a-z-]{0,99}/[a-z][a-z_]{0,39}\.(json|parquet)", re.ASCII)
#: The time that archives state: none.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


class PartsDisagree(ValueError):
    """Parts that cannot be joined, each reason a sentence."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


@dataclass(frozen=True, slots=True)
class Merged:
    """Parts joined: the plan, the inventory, what could not be measured, and the states of all other files."""

    plan: Plan
    inventory: Inventory
    unread: tuple[Unread, ...]
    states: States

    def to_measure(self, files: Iterable[DataFile]) -> list[DataFile]:
        """Return the files that have states: all but those that a part could not read."""
        left = {item.path for item in self.unread}
        return [file for file in files if file.path not in left]


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    group: str
    size: int
    sha256: str
    form: str
    compression: str
    decoded: int
    media: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Part:
    part: int
    plan: Plan
    definitions: str
    snapshots: tuple[Snapshot, ...]
    readers: tuple[tuple[str, str], ...]
    files: tuple[_File, ...]
    readable: tuple[str, ...]
    missed: tuple[tuple[str, int], ...]
    not_listed: tuple[Unread, ...]
    measured: tuple[str, ...]
    unread: tuple[Unread, ...]
    states: tuple[tuple[str, str], ...]

    def of_all(self) -> str:
        """Return one digest of what all parts of a set have in common."""
        listed = [*map(asdict, self.files), *map(asdict, self.not_listed)]
        return digest(canonical_bytes([self.plan.sha256, listed, list(self.readable), list(self.missed)]))


def write_part(
    target: Path,
    plan: Plan,
    inventory: Inventory,
    measured: Sequence[DataFile],
    unread: Sequence[Unread],
    states: States,
    keys: Callable[[DataFile], Sequence[str]] = lambda _: (),
) -> None:
    """Write a part, a ZIP archive where its name ends so; whole or not at all, in place of an earlier one.

    ``unread`` is what measuring these files told; a file without a state must be in it. ``keys`` are those of further
    states of a file.
    """
    made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        kept: dict[str, str] = {}
        left = {item.path for item in unread}
        for file in measured:
            key = state_key(plan, file)
            if file.form in FORMS and states.get(key) is None and file.path not in left:
                raise ValueError(f"there is no state of {file.path}")
            for name in (key, *keys(file)):
                kept |= _copied(states, name, made / _STATES)
        part = _described(plan, inventory, measured, unread, kept)
        written = stated_members(asdict(part))
        (made / _FILE).write_text(json.dumps(written, ensure_ascii=False, sort_keys=True, indent=1), "utf-8")
        _place(made, target, sorted(kept))
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _copied(states: States, key: str, into: Path) -> dict[str, str]:
    folder = states.get(key)
    if folder is None:
        return {}
    shutil.copytree(folder, into / key, dirs_exist_ok=True)
    return {f"{key}/{file.name}": _sha256(file) for file in (into / key).iterdir()}


def _described(
    plan: Plan, inventory: Inventory, measured: Sequence[DataFile], unread: Sequence[Unread], kept: dict[str, str]
) -> _Part:
    files = tuple(
        _File(file.path, file.group, file.size, file.sha256, file.form, file.compression, file.decoded, file.media)
        for file in inventory.files
    )
    return _Part(
        FORMAT, plan, load_definitions().sha256, _snapshots(), _readers(files), files,
        tuple(file.path for file in inventory.readable), inventory.missed, inventory.unread,
        tuple(sorted(file.path for file in measured)), tuple(unread), tuple(sorted(kept.items())),
    )  # fmt: skip


def _snapshots() -> tuple[Snapshot, ...]:
    return suffix_snapshot(), detector_snapshot()


def _readers(files: Sequence[_File]) -> tuple[tuple[str, str], ...]:
    """Return who read the heads of what states a duration, with version, of the forms that are there."""
    forms = {name for file in files for name, _ in file.media}
    return tuple((form, reader_of(form)) for form in sorted(forms) if reader_of(form))


def _place(made: Path, target: Path, names: Sequence[str]) -> None:
    if target.suffix == ".zip":
        archive = made / "part.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
            for name in (_FILE, *(f"{_STATES}/{name}" for name in names)):
                member = zipfile.ZipInfo(name, _NO_TIME)
                with packed.open(member, "w", force_zip64=True) as out, (made / name).open("rb") as stream:
                    shutil.copyfileobj(stream, out, _CHUNK)
        archive.replace(target)
        return
    if target.is_dir() and (not any(target.iterdir()) or (target / _FILE).is_file()):
        shutil.rmtree(target)
    made.rename(target)


def merge_parts(parts: Sequence[Path], work: Path) -> Merged:
    """Join parts; raise PartsDisagree where they are not the parts of one measurement, whole and each once."""
    joined = work / "joined"
    joined.mkdir(parents=True, exist_ok=True)
    read: list[tuple[Path, _Part]] = []
    reasons: list[str] = []
    for number, place in enumerate(parts):
        try:
            read.append((place, _read(place, joined, work / f"unpacked-{number}")))
        except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, RecursionError) as error:
            reasons.append(f"{place} is no part that can be read: {error}.")
    reasons += _differences(read)
    if reasons or not read:
        raise PartsDisagree(reasons or ["There is no part."])
    first = read[0][1]
    files = tuple(_data_file(item, work) for item in first.files)
    readable = frozenset(first.readable)
    inventory = Inventory(files, tuple(file for file in files if file.path in readable), first.not_listed, first.missed)
    states = FolderStates(joined)
    stateless = {file.path for file in inventory.readable if states.get(state_key(first.plan, file)) is None}
    unread = tuple(item for _, part in read for item in part.unread if item.path in stateless)
    reasons = _lacking([part for _, part in read], inventory, stateless - {item.path for item in unread})
    if reasons:
        raise PartsDisagree(reasons)
    return Merged(first.plan, inventory, unread, states)


def _read(place: Path, joined: Path, unpacked: Path) -> _Part:
    """Read a part and take over its states; ValueError for what `write_part` has not written so."""
    folder = place if place.is_dir() else _unpacked(place, unpacked)
    file = folder / _FILE
    if file.stat().st_size > MAX_BYTES:
        raise ValueError("it is larger than any part")
    part: _Part = load_shape(_Part, json.loads(file.read_bytes()))
    if part.part != FORMAT:
        raise ValueError("it has another version than this tool reads")
    if len({item.path for item in part.files}) != len(part.files):
        raise ValueError("it lists a file twice")
    for name, known in part.states:
        if not _NAME.fullmatch(name):
            raise ValueError("it names a state that is none")
        target = joined / name
        if target.exists():
            # Two files of the same bytes have one state.
            continue
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / _STATES / name, target, follow_symlinks=False)
        if target.is_symlink() or _sha256(target) != known:
            raise ValueError(f"{name} is not as it was written")
    return part


def _unpacked(archive: Path, into: Path) -> Path:
    """Unpack an archive; nothing in it is compressed, so that it holds no more than it is large."""
    into.mkdir(parents=True)
    with zipfile.ZipFile(archive) as packed:
        for member in packed.infolist():
            name = member.filename
            if name != _FILE and not (name.startswith(f"{_STATES}/") and _NAME.fullmatch(name[len(_STATES) + 1 :])):
                raise ValueError("it has a member that no part has")
            if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size:
                raise ValueError("it has a compressed member")
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            with packed.open(member) as stream, (into / name).open("xb") as out:
                shutil.copyfileobj(stream, out, _CHUNK)
    return into


def _differences(read: Sequence[tuple[Path, _Part]]) -> list[str]:
    """Return why parts are not of one measurement by these definitions."""
    reasons = []
    seen: dict[str, Path] = {}
    now = (load_definitions().sha256, _snapshots())
    for place, part in read:
        if part.definitions != now[0]:
            reasons.append(f"{place} was measured by other definitions of the measures.")
        elif part.snapshots != now[1]:
            reasons.append(f"{place} was measured with another public suffix list or detector of languages.")
        elif part.readers != _readers(part.files):
            reasons.append(f"{place} was measured with other readers of sound and film.")
        if part.plan != read[0][1].plan:
            reasons.append(f"{place} was measured for another card, or another state of it, than {read[0][0]}.")
        elif part.of_all() != read[0][1].of_all():
            reasons.append(f"{place} saw other files of the set than {read[0][0]}.")
        for path in part.measured:
            if path in seen:
                reasons.append(f"{path} is in {seen[path]} and in {place}.")
            seen.setdefault(path, place)
    return reasons


def _lacking(parts: Sequence[_Part], inventory: Inventory, stateless: set[str]) -> list[str]:
    """Return which files are in no part, or in one without what was measured of them, and which should not be there."""
    measured = {path for part in parts for path in part.measured}
    needed = {file.path for file in inventory.readable if file.form in FORMS}
    reasons = [f"{path} is in none of the parts." for path in sorted(needed - measured)]
    reasons += [f"{path} is in a part that holds nothing of it." for path in sorted(needed & measured & stateless)]
    listed = {file.path for file in inventory.readable}
    return reasons + [f"{path} is in a part and not in the listing." for path in sorted(measured - listed)]


def _data_file(item: _File, work: Path) -> DataFile:
    return DataFile(
        item.path, item.group, item.size, item.sha256, work / "not-here", item.form, item.compression, item.decoded,
        item.media,
    )  # fmt: skip


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
