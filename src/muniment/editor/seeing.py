"""A workspace as it stands in an editor: what is on the disk, with what is typed and not saved in its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from muniment.app.check import examine, with_citations
from muniment.app.opening import Opened, absolute, find_root, open_workspace
from muniment.assess.assessment import Assessment
from muniment.base.errors import CannotRun
from muniment.model.load import load_card
from muniment.report.located import Located, locate
from muniment.source.load import load_tree
from muniment.source.tree import Tree

#: Files that are read as part of a workspace.
_CARD = re.compile(r"\.card\.ya?ml$")
_FORM = re.compile(r"MUN[12]\d\d")


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read and found at one moment.

    ``assessment`` is None outside a workspace; ``refused`` says why nothing could be read.
    """

    opened: Opened | None
    assessment: Assessment | None
    items: tuple[Located, ...]
    refused: str = ""

    def located(self) -> dict[Path, list[Located]]:
        """Return the findings by file."""
        return by_file(self.items)

    def tree(self, path: Path) -> Tree | None:
        """Return the tree of a file; None where it could not be read."""
        trees = self.opened.trees if self.opened else {}
        return next((tree for name, tree in trees.items() if absolute(name) == path), None)


def area_of(path: Path) -> Path | None:
    """Return the folder or file within which a file is judged: its workspace, else itself; None for other files."""
    root = find_root(path)
    if root is not None and path.suffix in (".yaml", ".yml"):
        return root
    return path if _CARD.search(path.name) else None


def see(area: Path, unsaved: Mapping[Path, bytes], as_of: str) -> Seen:
    """Read and judge an area, with contents that are not saved by absolute path; raises nothing for bad input."""
    try:
        done = examine(open_workspace([area], unsaved=unsaved), (), as_of, everything=True)
    except CannotRun as error:
        return Seen(None, None, (), f"{error.message} {error.remedy}")
    except RecursionError:
        return Seen(None, None, (), "The files are nested too deeply to be read.")
    return Seen(done.opened, done.assessment, tuple(done.checked.items))


def form_at_once(path: Path, data: bytes, before: Seen) -> list[Located]:
    """Return the findings of one file without judging others: its form as it stands now, the rest as before."""
    name = next((name for name in before.opened.trees if absolute(name) == path), "") if before.opened else ""
    name = name or path.as_posix()
    tree, findings = load_tree(data, name)
    if tree is None:
        return locate(findings, {})
    card, formal = load_card(tree) if _CARD.search(path.name) else (None, [])
    findings += formal
    trees = {name: tree}
    found = locate(with_citations(findings), trees)
    for item in before.items if card is not None or not formal else ():
        if item.finding.file == name and not _FORM.fullmatch(item.finding.code):
            found += locate([item.finding], trees, standing=item.standing)
    return found


def by_file(items: Iterable[Located]) -> dict[Path, list[Located]]:
    """Return findings by the absolute path of their file; one of a whole workspace has no file and is left out."""
    found: dict[Path, list[Located]] = {}
    for item in items:
        if item.place.file:
            found.setdefault(absolute(item.place.file), []).append(item)
    return found
