"""The stamps of a workspace: their files below ``stamps/``, read only where there are any."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.opening import Opened, shown
from muniment.base.findings import Finding

if TYPE_CHECKING:
    from muniment.workspace.stamps import Stamped

STAMPS = "stamps"


def stamps_of(opened: Opened) -> "tuple[tuple[Stamped, ...], list[Finding]]":
    """Return the stamps of a workspace that hold, and the findings about the others."""
    files = _files(opened.root) if opened.in_workspace else []
    if not files:
        return (), []
    # Imported here: judging a timestamp needs cryptography and pyHanko, which a workspace without stamps does not.
    from muniment.verify.stamp import MAX_STAMP
    from muniment.workspace.stamps import read_stamps

    contents = {}
    for file in files:
        with file.open("rb") as stream:
            contents[shown(file)] = stream.read(MAX_STAMP + 1)
    return read_stamps(contents, datetime.now(UTC))


def check_workspace_stamps(opened: Opened) -> list[Finding]:
    """Return what is wrong with the stamps of a workspace, and which cards have changed since they were stamped."""
    stamps, findings = stamps_of(opened)
    if not stamps:
        return findings
    from muniment.workspace.stamps import check_stamps

    return findings + check_stamps(stamps, opened.workspace, opened.profiles, opened.files.__getitem__)


def _files(root: Path) -> list[Path]:
    return sorted(file for file in (root / STAMPS).glob("**/*.json") if file.is_file())
