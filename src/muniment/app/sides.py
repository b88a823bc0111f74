"""The two sides of a comparison: a revision of git, a folder, an edition, a pack; told apart by what was written."""

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app import git
from muniment.app.files import read_bounded
from muniment.app.opening import SETTINGS, Opened, find_root, open_workspace
from muniment.base.errors import CannotRun
from muniment.record.pack import PACK_FILE, Pack, load_pack
from muniment.record.record import Record, load_record

#: The side that is compared with where nobody names one.
HEAD = "HEAD"
_ZIP = b"PK\x03\x04"
_CARD_ENDINGS = (".yaml", ".yml")
#: No pack of editions that are compared comes near.
_MOST_EDITIONS = 500
_WHICH = "Name a branch, a tag or a commit; or a folder, an edition (PDF, HTML, record.json) or a pack."


@dataclass(frozen=True, slots=True)
class Side:
    """One side: what it is called, and its workspace, or the records of its editions."""

    name: str
    opened: Opened | None = None
    records: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: the names of both sides (None: the working tree), and the paths that limit the report.

    ``grown_from`` asks for the commit from which both grew in the place of the first.
    """

    before: str
    now: str | None
    limits: tuple[Path, ...]
    grown_from: bool = False


def read_arguments(names: Sequence[str]) -> Asked:
    """Tell sides from paths: ``A..B``, ``A...B``, revisions, files of editions, two folders; whatever else is a path.

    What exists as a file or folder is meant as that. Raises CannotRun for a path that does not exist.
    """
    first, rest = (names[0], names[1:]) if names else ("", ())
    if ".." in first and not Path(first).exists():
        dots = "..." if "..." in first else ".."
        before, _, now = first.partition(dots)
        return Asked(before or HEAD, now or HEAD, _paths(rest), dots == "...")
    given = list(names)
    sides: list[str] = []
    while given and len(sides) < 2 and _is_side(given[0], given[1:], sides):
        sides.append(given.pop(0))
    return Asked(sides[0] if sides else HEAD, sides[1] if len(sides) > 1 else None, _paths(given))


def _is_side(name: str, rest: Sequence[str], before: Sequence[str]) -> bool:
    path = Path(name)
    if not path.exists():
        # A card that is gone is meant as a path.
        return path.suffix not in _CARD_ENDINGS
    if path.is_dir():
        # One folder says which workspace is meant; two that are workspaces are compared.
        second = before[0] if before else next(iter(rest), "")
        return _is_workspace(path) and bool(second) and (_is_workspace(Path(second)) or _is_edition(Path(second)))
    return _is_edition(path)


def _is_workspace(path: Path) -> bool:
    return path.is_dir() and (path / SETTINGS).is_file()


def _is_edition(path: Path) -> bool:
    return path.is_file() and path.suffix not in _CARD_ENDINGS


def _paths(names: Sequence[str]) -> tuple[Path, ...]:
    paths = tuple(Path(name) for name in names)
    for path in paths:
        if not path.exists() and not (path.suffix in _CARD_ENDINGS and find_root(path.parent)):
            raise CannotRun(f"{str(path)[:160]} does not exist.", _WHICH)
    return paths


@contextlib.contextmanager
def open_sides(asked: Asked) -> Iterator[tuple[Side, Side]]:
    """Open both sides; what is read of commits lies in a folder that is gone afterwards.

    Raises CannotRun for what is no side, and outside a workspace.
    """
    here = next((path for path in asked.limits if path.exists()), Path())
    with contextlib.ExitStack() as stack:
        before = asked.before
        if asked.grown_from and asked.now is not None:
            root = root_of(here)
            before = git.merge_base(root, git.resolve(root, asked.before), git.resolve(root, asked.now))
            if not before:
                raise CannotRun(f"{asked.before} and {asked.now} share no commit that is here.", "Fetch more history.")
        yield _side(before, here, stack), _side(asked.now, here, stack)


def root_of(path: Path) -> Path:
    """Return the root of the workspace that a path lies in, also that of a card that is gone.

    Raises CannotRun outside a workspace.
    """
    root = find_root(path if path.exists() else path.parent)
    if root is None:
        raise CannotRun(
            f"No {SETTINGS} was found upward of {path}; workspaces are compared.", "Run it inside a workspace."
        )
    return root


def _side(name: str | None, here: Path, stack: contextlib.ExitStack) -> Side:
    if name is None:
        root = root_of(here)
        return Side("the working tree", _alone(open_workspace([root])))
    path = Path(name)
    if path.is_dir():
        return Side(name, _alone(open_workspace([path])))
    if path.is_file():
        return Side(name, records=read_records(path))
    root = root_of(here)
    try:
        commit = git.resolve(root, name)
    except CannotRun as error:
        raise CannotRun(f"{name[:80]} is no file or folder here, and: {error.message}", error.remedy) from error
    return Side(f"{name} ({commit[:10]})", open_commit(root, commit, stack))


def open_commit(root: Path, commit: str, stack: contextlib.ExitStack) -> Opened | None:
    """Open the workspace of a folder as a commit holds it; None where it holds no card there."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="muniment-"))).resolve()
    git.extract(root, commit, folder, _is_source)
    if not (folder / SETTINGS).is_file():
        # Cards without settings are read as with those that nobody has changed.
        (folder / SETTINGS).write_text("muniment: 1\n", "utf-8")
    try:
        return _alone(open_workspace([folder]))
    except CannotRun:
        return None


def _is_source(path: str) -> bool:
    """Tell whether a file of a commit may belong to a workspace: cards, settings, reviews, pins, stamps, evidence."""
    head = path.partition("/")[0]
    if head in ("suppliers", "stamps", "releases"):
        return True
    return path.endswith(_CARD_ENDINGS) or (head == "evidence" and path.endswith(".json"))


def _alone(opened: Opened) -> Opened:
    return replace(opened, alone=True)


def read_records(path: Path) -> tuple[Record, ...]:
    """Return the records of an edition, or of all editions in a pack; raise CannotRun where there are none."""
    from muniment.verify.files import MAX_FILE
    from muniment.verify.result import Broken

    data = read_bounded(path, MAX_FILE + 1)
    try:
        found = _packed(data) if data.startswith(_ZIP) else [_record(data)]
    except (Broken, ValueError, RecursionError) as error:
        raise CannotRun(f"{str(path)[:160]} holds no edition that can be read: {error}.", _WHICH) from error
    if not found:
        raise CannotRun(f"{str(path)[:160]} holds no edition.", _WHICH)
    return tuple(found)


def read_pack(path: Path) -> Pack | None:
    """Return what a pack says of itself; None for what is no pack, or says nothing that can be read."""
    from muniment.verify.container import open_container
    from muniment.verify.files import MAX_FILE
    from muniment.verify.result import Broken

    data = read_bounded(path, MAX_FILE + 1)
    try:
        told = open_container(data).read(PACK_FILE) if data.startswith(_ZIP) else None
        return load_pack(told) if told is not None else None
    except (Broken, ValueError, RecursionError):
        return None


def _packed(data: bytes) -> list[Record]:
    from muniment.verify.container import open_container
    from muniment.verify.folder import EDITION_ENDINGS
    from muniment.verify.result import Broken

    container = open_container(data)
    names = [name for name in sorted(container.entries) if name.endswith(tuple(EDITION_ENDINGS))]
    found: dict[bytes, Record] = {}
    for name in names[:_MOST_EDITIONS]:
        content = container.read(name)
        try:
            record = _record(content) if content is not None else None
        except (Broken, ValueError, RecursionError):
            # The pack's own first page, a report: what carries no record is no edition.
            continue
        if record is not None:
            found.setdefault(repr(edition_of_record(record)).encode(), record)
    return list(found.values())


def edition_of_record(record: Record) -> tuple[str, str, str, str, str]:
    """Return what tells editions apart that replace each other: kind, card, audience, recipient, language."""
    subject = f"{record.subject.kind}/{record.subject.name}"
    return record.kind, subject, record.audience, record.recipient, record.language


def _record(data: bytes) -> Record:
    from muniment.verify.page import embedded_record

    if data.startswith(b"%PDF-"):
        from muniment.verify.pdf import embedded_record_of

        data = embedded_record_of(data)
    elif not data.startswith(b"{"):
        data = embedded_record(data)
    return load_record(data)
