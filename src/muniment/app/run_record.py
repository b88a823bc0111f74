"""The run record beside a lock: who measured when, where, with what and how long. It is volatile and in no digest."""

import getpass
import json
import platform
import socket
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from muniment import __version__
from muniment.app.git import ask

FORMAT = 1
#: What figures pass through, where it is installed.
_LIBRARIES = ("duckdb", "pyspark", "pillow", "tinytag", "pymediainfo", "boto3", "py3langid", "tokenizers")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `muniment measure` on one card; ``lock`` is the digest of the lock that it wrote or confirmed.

    ``cache`` says how many files were known from earlier runs, of how many.
    """

    run: int
    card: str
    lock: str
    by: str
    host: str
    started: str
    seconds: str
    command: str
    engine: str
    versions: dict[str, str]
    cache: dict[str, int]

    @staticmethod
    def of(
        card: str, lock: str, begun: float, seconds: float, command: str, engine: str, cache: tuple[int, int],
        root: Path,
    ) -> "Run":  # fmt: skip
        """Return the record of a run on this machine by whoever is here."""
        moment = datetime.fromtimestamp(begun, UTC)
        used, files = cache
        return Run(
            FORMAT,
            card,
            lock,
            _person(root),
            socket.gethostname(),
            f"{moment:%Y-%m-%dT%H:%M:%SZ}",
            f"{seconds:.1f}",
            command,
            engine,
            _versions(),
            {"used": used, "of": files},
        )


def run_bytes(run: Run) -> bytes:
    """Write a run record."""
    return (json.dumps(asdict(run), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _person(root: Path) -> str:
    name, mail = ask(root, "config", "user.name"), ask(root, "config", "user.email")
    if name:
        return f"{name} <{mail}>" if mail else name
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _versions() -> dict[str, str]:
    found = {"muniment": __version__, "python": platform.python_version(), "system": platform.platform()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
