"""The findings of a workspace as it stood at another commit: read from git into a folder that nobody else knows."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from muniment.app.git import extract, is_shallow, merge_base, resolve
from muniment.app.opening import SETTINGS, Opened, open_workspace
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding

#: Folders of a workspace that hold more than YAML.
_WHOLE = frozenset({"suppliers", "stamps", "evidence", "releases"})


@dataclass(frozen=True, slots=True)
class Earlier:
    """A workspace at an earlier commit: which one it is, what it found there, and what to know about the comparison."""

    commit: str
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


def earlier(opened: Opened, ref: str, as_of: str) -> Earlier:
    """Assess the workspace as it stood where this branch left another one (the merge base with HEAD).

    Files are as they are committed there; both states are judged by the law of the same day. Files of the findings
    are those from the root of the workspace. Raises CannotRun when git does not know the commit.
    """
    if not opened.in_workspace:
        raise CannotRun("Only a workspace can be compared with an earlier one.", "Write a muniment.yaml at its root.")
    commit, notes = _base(opened.root, ref)
    with tempfile.TemporaryDirectory(prefix="muniment-since-") as name:
        # A workspace of its own, wherever the folder for temporary files lies.
        folder = Path(name).resolve() / "workspace"
        folder.mkdir()
        got = extract(opened.root, commit, folder, _wanted)
        if got.refused:
            path, why = got.refused[0]
            more = f" and {len(got.refused) - 1} more" if len(got.refused) > 1 else ""
            notes.append(f"Not compared with {commit[:12]}, so that all in it counts as new: {path} ({why}){more}.")
        if SETTINGS not in got.files:
            notes.append(f"There was no {SETTINGS} at {commit[:12]}: all that is found counts as new.")
            return Earlier(commit, (), tuple(notes))
        return Earlier(commit, _findings(folder, as_of), tuple(notes))


def _base(root: Path, ref: str) -> tuple[str, list[str]]:
    commit = resolve(root, ref)
    base = merge_base(root, commit)
    if base:
        return base, []
    why = "the history here is cut off (a shallow clone)" if is_shallow(root) else "they share no history"
    return commit, [f"Where this branch left {ref} is not known, since {why}: compared with {ref} as it stands."]


def _findings(folder: Path, as_of: str) -> tuple[Finding, ...]:
    from muniment.app.assessing import assess_workspace

    before = open_workspace([folder])
    return tuple(
        replace(finding, file=before.inside(finding.file or (finding.place.file if finding.place else "")))
        for finding in assess_workspace(before, as_of).findings
    )


def _wanted(path: str) -> bool:
    """Tell whether a workspace may read a file: YAML anywhere, and all that pins, stamps and evidence consist of."""
    return path.endswith((".yaml", ".yml")) or PurePosixPath(path).parts[0] in _WHOLE
