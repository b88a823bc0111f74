"""The stamps of a workspace: their files below ``stamps/``, read only where there are any."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from muniment.app.dates import first_recorded
from muniment.app.opening import Opened, shown
from muniment.base.findings import Finding

STAMPS = "stamps"


def with_stamps(opened: Opened) -> tuple[Opened, list[Finding]]:
    """Return a workspace with what its stamps prove of data sets, and the findings about them.

    Found are stamps that do not hold, and cards that have changed since they were stamped.
    """
    files = _files(opened.root) if opened.in_workspace else []
    if not files:
        return opened, []
    # Imported here: judging a timestamp needs cryptography and pyHanko, which a workspace without stamps does not.
    from muniment.verify.stamp import MAX_STAMP
    from muniment.workspace.stamps import check_stamps, dates_proven, read_stamps

    contents = {}
    for file in files:
        with file.open("rb") as stream:
            contents[shown(file)] = stream.read(MAX_STAMP + 1)
    stamps, findings = read_stamps(contents, datetime.now(UTC))
    workspace, profiles, content = opened.workspace, opened.profiles, opened.files.__getitem__
    proven = dates_proven(stamps, workspace, profiles, content)
    stamped = [] if opened.alone else [workspace.cards[identity] for identity in proven]
    recorded = first_recorded(opened.root, stamped)
    proven = {name: replace(dates, recorded_on=recorded.get(name, "")) for name, dates in proven.items()}
    opened = replace(opened, workspace=replace(workspace, proven=proven))
    return opened, findings + check_stamps(stamps, workspace, profiles, content)


def _files(root: Path) -> list[Path]:
    return sorted(file for file in (root / STAMPS).glob("**/*.json") if file.is_file())
