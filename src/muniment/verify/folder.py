"""Verifying a folder: every manifest below it with what it lists, every pack, and every file that belongs to none."""

import os
import stat
from datetime import datetime
from pathlib import Path, PurePosixPath

from muniment.base.errors import CannotRun
from muniment.record.asic import SUFFIX
from muniment.record.manifest import load_manifest
from muniment.record.status import load_status
from muniment.verify.container import FileSource
from muniment.verify.currency import judge_currency
from muniment.verify.files import MAX_FILE, refused
from muniment.verify.manifest import Siblings, check_path, judge_manifest, seal_name_of
from muniment.verify.policy import DEFAULT_POLICY, NOTHING, Beside, Policy, Terms
from muniment.verify.result import File, Judgement, Outcome, VerificationResult, printable
from muniment.verify.seal import Broken

MAX_FILES = 50_000
#: Endings by which a stranger's file would pass for an edition.
EDITION_ENDINGS = (".html", ".htm", ".xhtml", ".pdf", ".json")


_STATUS = "belongs to a status of documents, which was not judged; name it with --status"
_STATUS_NAME = "status.json"


def reader(root: Path) -> Siblings:
    """Return a function that reads files below a folder by relative path, and never outside it.

    It returns None for a file that is not there, and raises Broken for symbolic links on the way, for anything
    but regular files, and for files that are too large.
    """

    def read(path: str) -> bytes | None:
        check_path(path)
        file = _opened(root, path)
        return None if file is None else _content(file)

    return read


def verify_folder(
    root: Path,
    *,
    trust: tuple[bytes, ...] | list[bytes],
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    beside: Beside = NOTHING,
) -> VerificationResult:
    """Verify all manifests and packs below a folder; another file that looks like an edition fails completeness.

    Raises CannotRun if the folder cannot be listed.
    """
    terms = Terms(tuple(trust), policy, now, beside)
    judgement = Judgement()
    found, links = _list(root)
    manifests = [path for path in found if _is_manifest(path)]
    packs = [path for path in found if path.lower().endswith(SUFFIX)]
    if not manifests and not packs:
        judgement.failed(
            "integrity", f"the folder holds no manifest (manifest.<audience>.json) and no pack (*{SUFFIX})"
        )
    listed = set(packs)
    for path in packs:
        part = _judge_pack(root, path, terms)
        judgement.absorb(part, path)
        judgement.files.append(_pack_line(path, part))
    for path in manifests:
        part, outputs = _judge(root, path, terms)
        folder = PurePosixPath(path).parent
        listed.update(str(folder / name) for name in outputs)
        judgement.absorb(part, path)
        judgement.files.extend(_below(folder, file) for file in part.files)
    statuses = [name for path in found if _is_status(root, path) for name in (path, seal_name_of(path))]
    for path in sorted(set(found) - listed - set(statuses)):
        _note_unlisted(judgement, path, "is in no manifest")
    for path in sorted(set(found) & set(statuses) - listed):
        judgement.files.append(File(printable(path), Outcome.NOT_ESTABLISHED, _STATUS))
    for path in links:
        _note_unlisted(judgement, path, "is a symbolic link")
    judgement.passed("completeness", f"all files of {_counted(manifests, packs)} are there, and no other edition")
    judge_currency(judgement, terms)
    return judgement.result(str(root), policy.required)


def _judge(root: Path, path: str, terms: Terms) -> tuple[Judgement, set[str]]:
    """Return the judgement of one manifest, and the names beside it that it accounts for."""
    name = PurePosixPath(path).name
    siblings = reader(root / PurePosixPath(path).parent)
    accounted = {name}
    try:
        data = siblings(name)
        if data is None:
            raise Broken("cannot be read")
        judgement = judge_manifest(data, name, siblings, terms)
    except (Broken, OSError) as error:
        return refused(str(error)), accounted
    except Exception as error:  # as in verify_file: one hostile manifest must not end the whole run
        return refused(f"reading it failed unexpectedly: {type(error).__name__}: {error}"), accounted
    accounted.add(seal_name_of(name))
    if judgement.outcome("signature") is Outcome.PASSED:
        accounted.update(output.path for output in load_manifest(data).outputs)
    return judgement, accounted


def _judge_pack(root: Path, path: str, terms: Terms) -> Judgement:
    from muniment.verify.pack import judge_pack

    try:
        file = _opened(root, path)
        if file is None:
            raise Broken("cannot be read")
        with os.fdopen(file, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Broken("is not a regular file")
            return judge_pack(FileSource(stream.fileno(), status.st_size), terms)
    except (Broken, OSError) as error:
        return refused(str(error))
    except Exception as error:  # as for manifests
        return refused(f"reading it failed unexpectedly: {type(error).__name__}: {error}")


def _pack_line(path: str, part: Judgement) -> File:
    """Return the line of a pack among the files: what is worst of it, else how complete it is."""
    for result in (Outcome.FAILED, Outcome.NOT_ESTABLISHED):
        wrong = [check.detail for check in part.checks.values() if check.result is result]
        if wrong:
            return File(printable(path), result, printable("; ".join(wrong)))
    return File(printable(path), Outcome.PASSED, f"a pack: {part.checks['completeness'].detail}")


def _counted(manifests: list[str], packs: list[str]) -> str:
    named = [(manifests, "manifest"), (packs, "pack")]
    return " and ".join(f"{len(items)} {name}{'' if len(items) == 1 else 's'}" for items, name in named if items)


def _note_unlisted(judgement: Judgement, path: str, why: str) -> None:
    edition = path.lower().endswith(EDITION_ENDINGS)
    result = Outcome.FAILED if edition else Outcome.NOT_ESTABLISHED
    judgement.files.append(File(printable(path), result, f"{why}: nothing is known of it"))
    if edition:
        judgement.failed("completeness", f"{path} {why}")


def _is_status(root: Path, path: str) -> bool:
    """Tell whether a file is a status as `muniment status` writes it: by its name, and by all that stands in it."""
    if PurePosixPath(path).name != _STATUS_NAME:
        return False
    try:
        load_status(reader(root)(path) or b"")
    except (Broken, OSError, ValueError):
        return False
    return True


def _is_manifest(path: str) -> bool:
    name = PurePosixPath(path).name
    return name.startswith("manifest.") and name.endswith(".json") and not name.endswith(".seal.json")


def _below(folder: PurePosixPath, file: File) -> File:
    return File(str(folder / file.path), file.result, file.detail, file.document)


def _list(root: Path) -> tuple[list[str], list[str]]:
    """Return the regular files and the symbolic links below a folder, as relative paths."""
    files: list[str] = []
    links: list[str] = []

    def refuse(error: OSError) -> None:
        raise CannotRun(f"{error.filename} cannot be listed: {error.strerror}.", "Check the path.") from error

    for folder, below, names in os.walk(root, onerror=refuse, followlinks=False):
        below.sort()
        for name in sorted([*names, *below]):
            path = Path(folder) / name
            relative = path.relative_to(root).as_posix()
            if path.is_symlink():
                links.append(relative)
            elif name in names:
                files.append(relative)
        if len(files) > MAX_FILES:
            raise CannotRun(f"{root} holds more than {MAX_FILES} files.", "Name the folder of the editions.")
    return files, links


def _opened(root: Path, path: str) -> int | None:
    """Open a file below a folder by relative path, never through a link; return its descriptor, None if it is missing.

    Step by step from the folder's own descriptor: nothing on the way can be swapped for a link meanwhile.
    """
    *folders, name = path.split("/")
    here = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for folder in folders:
            below = _open_at(here, folder, os.O_DIRECTORY)
            if below is None:
                return None
            os.close(here)
            here = below
        return _open_at(here, name, os.O_NONBLOCK)
    finally:
        os.close(here)


def _open_at(folder: int, name: str, flags: int) -> int | None:
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | flags, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        # ELOOP and ENOTDIR are what the system answers for a link where none may be.
        raise Broken(f"is not a plain file, or cannot be read ({error.strerror})") from error


def _content(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Broken("is not a regular file")
        if status.st_size > MAX_FILE:
            raise Broken(f"is larger than {MAX_FILE} bytes")
        return stream.read(MAX_FILE + 1)
