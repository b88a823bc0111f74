"""From the files of a set to the estimates of a sample of its records, whichever engine counted them.

How many records a file has, its state says. What was judged of a file is kept as a state of its own, so that a second
run, a resumed one and the joining of shards read nothing again.
"""

import functools
import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.estimating import Drawing, estimate
from muniment.evidence.found import DataFile, Found
from muniment.evidence.judging import LOOKED_AT, Judged, judge, judged_bytes, load_judged, look
from muniment.evidence.languages import LanguageDetector, detector_snapshot
from muniment.evidence.lock import Data, Lock, load_lock, lock_bytes
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import Plan
from muniment.evidence.sampling import SIZE, draw
from muniment.evidence.states import FileState, States, load_state, save_state
from muniment.evidence.tables.contents import Contents, holds_texts
from muniment.evidence.tables.measuring import state_key
from muniment.evidence.tables.readers import Unreadable

_FILE, _ESTIMATES = "judged.json", "estimates.json"
#: So many records, or a few more, are judged together.
_LOT = 512
#: Raised whenever the same text would be judged in another way.
_FORMAT = 2


def sample_tables(
    plan: Plan,
    files: Sequence[DataFile],
    *,
    seed: str,
    work: Path,
    states: States,
    told: Callable[[int, int, bool], None],
    size: int = SIZE,
) -> Found:
    """Draw from the records of all files that hold texts, and estimate; a file that was not counted is left out.

    ``told`` is called with a number of files, their stored bytes, and whether these are to be read or were.
    """
    holding = [file for file in files if holds_texts(plan, file)]
    records = {file.path: _records(plan, file, states) for file in holding}
    whole = _estimates_key(plan, records, seed, size)
    if known := _kept_estimates(states, whole):
        return known
    keys: dict[str, dict[int, bytes]] = {}
    for one in draw(seed, records, size):
        keys.setdefault(one.path, {})[one.position] = one.key
    drawn = [file for file in holding if file.path in keys]
    if not drawn:
        return Found()
    told(len(drawn), sum(file.size for file in drawn), True)
    own = work / "sample"
    shutil.rmtree(own, ignore_errors=True)
    own.mkdir(parents=True)
    sampling = _Sampling(plan, drawn, seed, own, states)
    try:
        judged: list[Judged] = []
        unread = []
        for lot in _lots(drawn, keys):
            for file, read in sampling.judged(lot, keys):
                judged += read
                if len(read) < len(keys[file.path]):
                    unread.append((file.path, len(keys[file.path]) - len(read)))
                told(1, file.size, False)
        declares = any(field.holds == "language" for field in plan.fields)
        drawing = Drawing(sum(records.values()), judged, unread, declares)
        found = estimate(drawing, detector_snapshot(), seed=seed, size=size)
        if not unread:
            _keep(states, whole, own, _ESTIMATES, _estimates_bytes(plan, found))
        return found
    finally:
        sampling.close()
        shutil.rmtree(own, ignore_errors=True)


def _lots(files: Sequence[DataFile], keys: Mapping[str, Mapping[int, bytes]]) -> Iterator[list[DataFile]]:
    """Part files so that some hundred records are judged together, which is faster than file by file."""
    lot: list[DataFile] = []
    count = 0
    for file in files:
        lot.append(file)
        count += len(keys[file.path])
        if count >= _LOT:
            yield lot
            lot, count = [], 0
    if lot:
        yield lot


def sample_key(plan: Plan, file: DataFile, seed: str) -> str:
    """Return what the judgement of a file's records depends on, as one digest."""
    needs = [_FORMAT, state_key(plan, file), file.path, seed, detector_snapshot().sha256]
    return digest(canonical_bytes(needs)).removeprefix("sha256:")


def _records(plan: Plan, file: DataFile, states: States) -> int:
    folder = states.get(state_key(plan, file))
    state = load_state(folder) if folder else None
    return state.total("records") if state else 0


def _estimates_key(plan: Plan, records: Mapping[str, int], seed: str, size: int) -> str:
    """Return what the estimates depend on, as one digest; the seed stands for the files."""
    snapshot = detector_snapshot()
    needs = [
        _FORMAT,
        "estimates",
        plan.sha256,
        load_definitions().sha256,
        snapshot.sha256,
        snapshot.version,
        seed,
        size,
    ]
    return digest(canonical_bytes([*needs, sorted(records.items())])).removeprefix("sha256:")


def _estimates_bytes(plan: Plan, found: Found) -> bytes:
    """Write estimates as the facts of a lock, below their digest."""
    data = Data(0, 0, digest(b""))
    facts, snapshots = tuple(found.facts), tuple(found.snapshots)
    made = lock_bytes(Lock("", data, plan.sha256, load_definitions().sha256, facts, (), snapshots, found.sample))
    return digest(made).encode() + b"\n" + made


def _kept_estimates(states: States, key: str) -> Found | None:
    folder = states.get(key)
    try:
        known, _, made = (folder / _ESTIMATES).read_bytes().partition(b"\n") if folder else (b"", b"", b"")
        if digest(made).encode() != known:
            return None
        lock = load_lock(made)
    except (OSError, ValueError):
        return None
    return Found(list(lock.facts), [], list(lock.snapshots), lock.sample)


def _keep(states: States, key: str, work: Path, name: str, content: bytes) -> None:
    made = work / key
    made.mkdir()
    (made / name).write_bytes(content)
    save_state(FileState(), made)
    states.put(key, made)


class _Sampling:
    """What is at hand while files are read one after the other."""

    def __init__(self, plan: Plan, files: Sequence[DataFile], seed: str, work: Path, states: States) -> None:
        self._plan = plan
        self._seed = seed
        self._work = work
        self._states = states
        self._contents = Contents(plan, files, work, LOOKED_AT)

    @functools.cached_property
    def _detector(self) -> LanguageDetector:
        return LanguageDetector()

    def judged(
        self, files: Sequence[DataFile], keys: Mapping[str, Mapping[int, bytes]]
    ) -> Iterator[tuple[DataFile, list[Judged]]]:
        """Yield what is known of the records drawn from files; a file is read for what is not known yet."""
        kept, looks = {}, {}
        for file in files:
            drawn = keys[file.path]
            kept[file.path] = known = self._kept(sample_key(self._plan, file, self._seed))
            missing = [position for position in sorted(drawn) if drawn[position] not in known]
            looks[file.path] = self._looks(file, drawn, missing) if missing else []
        told = [look for file in files for look in looks[file.path]]
        judged = iter(judge(told, self._detector) if told else ())
        for file in files:
            known = kept[file.path]
            if looks[file.path]:
                known |= {one.key: one for one in itertools.islice(judged, len(looks[file.path]))}
                self._keep(sample_key(self._plan, file, self._seed), list(known.values()))
            yield file, [known[one] for one in keys[file.path].values() if one in known]

    def _looks(
        self, file: DataFile, keys: Mapping[int, bytes], positions: Sequence[int]
    ) -> list[tuple[Judged, str]]:  # fmt: skip
        try:
            read = self._contents.read(file, positions)
            looks = [look(keys[position], text, declared) for position, text, declared in read]
        except (Unreadable, ValueError):
            return []
        return looks if file.is_unchanged() else []

    def _kept(self, key: str) -> dict[bytes, Judged]:
        folder = self._states.get(key)
        try:
            judged = load_judged((folder / _FILE).read_bytes()) if folder else []
        except (OSError, ValueError):
            return {}
        return {one.key: one for one in judged}

    def _keep(self, key: str, judged: Sequence[Judged]) -> None:
        _keep(self._states, key, self._work, _FILE, judged_bytes(judged))

    def close(self) -> None:
        """Close what is open."""
        self._contents.close()
