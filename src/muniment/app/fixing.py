"""`check --fix`: what is wrong in form alone, mended in the files. Never a statement: what is meant must be certain.

A fix is an edit that keeps every other byte. It stands only if its finding is gone afterwards and nothing else is wrong
that was not before; a file is written whole or not at all.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app.files import read_bounded, unified, write_atomically
from muniment.app.opening import REVIEWS, SETTINGS, Opened, concerns, open_workspace
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.model.load import load_card
from muniment.source.edit import edit_bytes
from muniment.source.load import MAX_BYTES, load_tree
from muniment.source.patches import Change, Edit, Renaming
from muniment.workspace.settings import load_settings

#: A key that gets its name shows what is wrong below it: so often a file is looked at again.
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file as it was and as it is mended, with what was done."""

    file: str
    before: bytes
    after: bytes
    done: tuple[str, ...]

    def diff(self) -> str:
        """Return the change as a unified diff."""
        return unified(self.file, self.before, self.after)

    def write(self) -> None:
        """Write the file; CannotRun if it is not what was read, or a link."""
        path = Path(self.file)
        if path.is_symlink():
            raise CannotRun(f"{self.file} is a link; it was not written.", "Mend the file that it leads to.")
        if read_bounded(path, MAX_BYTES + 1) != self.before:
            raise CannotRun(f"{self.file} was changed meanwhile; it was not written.", "Run the command again.")
        write_atomically(path, self.after)


def fixed_files(paths: Sequence[Path]) -> list[FixedFile]:
    """Return the files among the paths that can be mended, in the order of their names."""
    opened = open_workspace(paths)
    made = [_fixed(opened, file) for file in sorted(opened.trees) if concerns(file, paths)]
    return [each for each in made if each.done]


def _fixed(opened: Opened, file: str) -> FixedFile:
    before = after = opened.files[file]
    done: list[str] = []
    for _ in range(_ROUNDS):
        found = [finding for finding in _findings(after, file) if finding.fix is not None]
        changed = False
        for finding in found:
            made = mended(after, finding)
            if made is not None and finding.fix is not None:
                after, changed = made, True
                done.append(finding.fix.title)
        if not changed:
            break
    return FixedFile(file, before, after, tuple(done))


def mended(data: bytes, finding: Finding) -> bytes | None:
    """Return a file with one finding mended; None where that is not certain or would make something else wrong."""
    finding = replace(finding, citations=(), owner="")
    change = _change(finding)
    if change is None:
        return None
    made, left = edit_bytes(data, [change], finding.file)
    if left:
        return None
    above = finding.pointer.rpartition("/")[0]
    pointer = f"{above}/{change.key}" if isinstance(change, Renaming) else finding.pointer
    before, after = _findings(data, finding.file), _findings(made, finding.file)
    if finding not in before or finding in after or _said(after, pointer) - _said(before, finding.pointer):
        return None
    return made


def _said(findings: Iterable[Finding], beside: str) -> Counter[tuple[str, str]]:
    """Return what is said, but for what is said at a place or below it."""
    return Counter(
        (finding.code, finding.pointer)
        for finding in findings
        if finding.pointer != beside and not finding.pointer.startswith(f"{beside}/")
    )


def _change(finding: Finding) -> Change | None:
    if finding.fix is None or not finding.pointer:
        return None
    if finding.on_key:
        return Renaming(finding.pointer, finding.fix.replacement)
    tree, _ = load_tree(f"x: {finding.fix.replacement}".encode(), finding.file)
    return Edit(finding.pointer, tree.value["x"]) if tree is not None else None


def _findings(data: bytes, file: str) -> list[Finding]:
    """Return what is wrong in form with a file of a workspace; nothing of a review, which is a person's word."""
    tree, findings = load_tree(data, file)
    parts = Path(file).parts
    if tree is None or (REVIEWS in parts and not file.endswith((".card.yaml", ".card.yml"))):
        return findings
    said = load_settings(tree)[1] if Path(file).name == SETTINGS else load_card(tree)[1]
    return [*findings, *said]
