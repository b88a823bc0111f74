"""Opening a workspace: find its root, read its files, load and link them."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.loading import load_cards
from muniment.app.pins import is_pin, read_pins
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.model.load import Card, load_card
from muniment.source.load import MAX_BYTES, load_tree
from muniment.source.tree import Tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.reviews import Review, load_review
from muniment.workspace.settings import Settings, load_settings
from muniment.workspace.sign_offs import SignOff, is_sign_off, load_sign_off

if TYPE_CHECKING:
    from muniment.workspace.waivers import Waiver

SETTINGS = "muniment.yaml"
REVIEWS = "reviews"
DELIVERIES = "deliveries"
#: Released versions: ``releases/<kind>/<name>@<version>.json``.
RELEASES = "releases"
WAIVERS = "waivers.yaml"
BASELINE = "muniment.baseline.json"
PROFILES = "profiles"
_ENDS = (".yaml", ".yml")
_CARDS = (".card.yaml", ".card.yml")
_PASSED_OVER = frozenset({"dist", "node_modules", "__pycache__", "build"})


@dataclass(slots=True)
class Opened:
    """A workspace as read: linked cards, the trees of all files by shown name, findings of form and reference."""

    root: Path
    in_workspace: bool
    workspace: Workspace
    trees: dict[str, Tree]
    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    #: the files of the profiles by name
    profiles: dict[str, str] = field(default_factory=dict)
    #: read for what its files say alone: neither data nor version control beside them is looked at
    alone: bool = False
    waivers: "tuple[Waiver, ...]" = ()

    def has(self, folder: str) -> bool:
        """Tell whether this is a workspace with a folder of this name: what reads it is loaded only then."""
        return self.in_workspace and (self.root / folder).is_dir()

    def inside(self, file: str) -> str:
        """Return a file (as shown) by its path from the root of the workspace; as it is where it lies elsewhere."""
        known = self.workspace.settings.inside.get(file)
        if known is None and file:
            absolute = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow the link
            root = self.root
            known = absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else file
        return known or file


def signing_option(opened: Opened) -> str:
    """Return the option of `muniment sign` that fits a workspace: a signing profile where it has one, else a key."""
    signing = opened.workspace.settings.signing
    names = list(signing.profiles or ()) if signing else []
    named = signing.default if signing and signing.default in names else (names or [""])[0]
    return f"--as {named}" if named else "--key KEY"


def find_root(start: Path) -> Path | None:
    """Return the folder of the nearest ``muniment.yaml`` upward from a file or folder, or None."""
    start = start.resolve()
    folder = start if start.is_dir() else start.parent
    for candidate in (folder, *folder.parents):
        if (candidate / SETTINGS).is_file():
            return candidate
    return None


def read_settings(root: Path) -> Settings:
    """Return the settings of a workspace alone; raise CannotRun where something is wrong with them."""
    file = root / SETTINGS
    with file.open("rb") as stream:
        tree, findings = load_tree(stream.read(MAX_BYTES + 1), shown(file))
    settings = Settings()
    if tree is not None:
        settings, said = load_settings(tree)
        findings += said
    _refuse_wrong(findings, tree, shown(file))
    if tree is None:
        raise CannotRun(f"{shown(file)}: It cannot be read.", "Run muniment check.")
    return settings


def refuse_wrong_settings(opened: Opened) -> None:
    """Raise CannotRun where the settings of a workspace are wrong: what they ask for is not known then."""
    # Settings that are no YAML have no file of their own to ask.
    file = shown(opened.root / SETTINGS)
    own = [item for item in opened.findings if (item.place.file if item.place else item.file) == file]
    _refuse_wrong(own, opened.workspace.settings.tree, file)


def _refuse_wrong(findings: Iterable[Finding], tree: Tree | None, file: str) -> None:
    wrong = next((item for item in findings if item.severity is Severity.ERROR), None)
    if wrong is not None:
        place = wrong.place or (tree and tree.place(wrong.pointer, on_key=wrong.on_key))
        raise CannotRun(f"{file}{f':{place.line}' if place else ''}: {wrong.message}", wrong.remedy)


def open_workspace(
    paths: Iterable[Path],
    completed: Callable[[Tree], Tree] | None = None,
    unsaved: Mapping[Path, bytes] | None = None,
) -> Opened:
    """Open the workspace that the given paths lie in; without a ``muniment.yaml`` upward, only these cards.

    ``unsaved`` are contents that an editor holds, by absolute path: they count in place of those on the disk.
    ``completed`` gets the tree of a file that makes no card and returns one that may; what is wrong is found all the
    same.
    Raises CannotRun when a path does not exist, when the paths lie in two workspaces, or when nothing is found.
    """
    given = list(paths) or [Path()]
    for path in given:
        if not path.exists():
            raise CannotRun(f"{path} does not exist.", "Name a card or a folder that holds cards.")
    roots = {find_root(path) for path in given}
    if len(roots) > 1:
        raise CannotRun("The paths lie in different workspaces.", "Name paths below one muniment.yaml.")
    root = roots.pop()
    base = root or _common(given)
    files = _files(base) if root else _loose_files(given)
    if not files:
        raise CannotRun(
            f"No card (*.card.yaml) was found below {base}.", "Write one, or name the folder that holds them."
        )
    return _load(base, files, root is not None, completed, unsaved or {})


def files_read(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are read of the workspace around paths, or of the paths themselves outside of one."""
    given = list(paths) or [Path()]
    root = find_root(given[0])
    return _files(root) if root else _loose_files(given)


def has_baseline(root: Path) -> bool:
    """Tell whether a baseline lies beside the settings of a workspace, whatever is in it."""
    return (root / BASELINE).is_file() or (root / BASELINE).is_symlink()


def is_described(folder: Path) -> bool:
    """Tell whether a card lies below a folder, or something else that a workspace reads there."""
    root = find_root(folder)
    if root is None:
        return any(_wanted(file, folder) for file in folder.rglob("*.card.y*ml"))
    here = folder.resolve()
    return any(here in file.parents for file in _files(root))


def shown(path: Path) -> str:
    """Return a path as people see it: relative to where they are, when it lies below."""
    # Not resolved: a link is shown by its own name, and one that leads in a circle has no other place.
    absolute = os.path.abspath(path)  # noqa: PTH100 - resolve() would follow the link
    here = str(Path.cwd()).rstrip(os.sep) + os.sep
    if absolute + os.sep == here:
        return "."
    return absolute.removeprefix(here).replace(os.sep, "/")


def absolute(name: str) -> Path:
    """Return where a file lies, from its name as it is shown to people."""
    return Path(os.path.abspath(name))  # noqa: PTH100 - resolve() would follow links


def concerns(file: str, paths: Sequence[Path]) -> bool:
    """Tell whether a file (as shown) is one of the paths or lies below one; every file is when there are none."""
    names = [shown(path) for path in paths]
    return not names or any(name in (".", file) or file.startswith(name.rstrip("/") + "/") for name in names)


def _load(
    base: Path,
    files: list[Path],
    in_workspace: bool,
    completed: Callable[[Tree], Tree] | None,
    unsaved: Mapping[Path, bytes],
) -> Opened:
    findings: list[Finding] = []
    trees: dict[str, Tree] = {}
    cards: list[Card] = []
    reviews: list[Review] = []
    sign_offs: list[SignOff] = []
    settings = Settings()
    contents: dict[str, bytes] = {}
    waivers: tuple[Waiver, ...] = ()
    read = [(file, name := shown(file), *_content(file, name, unsaved)) for file in files]
    inside = {name: file.relative_to(base).as_posix() for file, name, _, _ in read} if in_workspace else {}
    of_cards = [(name, data) for file, name, data, bad in read if not bad and _is_card(file, base, in_workspace)]
    loaded = load_cards(of_cards, base)
    for file, name, data, problem in read:
        if problem:
            findings.append(problem)
            continue
        ready = loaded.get(name)
        tree, said = (ready.tree, list(ready.of_reader)) if ready else load_tree(data, name)
        findings += said
        if tree is None:
            continue
        trees[name] = tree
        contents[name] = data
        if file.name == SETTINGS:
            settings, said = load_settings(tree)
        elif in_workspace and file == base / WAIVERS:
            waivers, said = _waivers(tree)
        elif ready is None and is_sign_off(tree):
            sign_off, formal = load_sign_off(tree)
            sign_offs += [sign_off] if sign_off and not any(item.severity is Severity.ERROR for item in said) else []
            said = formal
        elif ready is None:
            # A review with a mistake, also one that the reader found, answers nothing.
            review, formal = load_review(tree)
            reviews += [review] if review and not any(item.severity is Severity.ERROR for item in said) else []
            said = formal
        else:
            card, said = ready.card, list(ready.of_models)
            if card is None and completed:
                card, _ = load_card(completed(tree))
            cards += [card] if card else []
        findings += said
    profiles = [card for card in cards if card.is_profile]
    supplied, pinned = read_pins(base, shown, contents) if in_workspace else ([], [])
    settings = replace(settings, inside=inside)
    linked, said = link([card for card in cards if not card.is_profile], profiles, settings, supplied)
    findings += pinned
    linked = replace(linked, reviews=tuple(reviews), sign_offs=tuple(sign_offs))
    by_name = {profile.name: profile.file for profile in profiles}
    return Opened(base, in_workspace, linked, trees, contents, findings + said, by_name, waivers=waivers)


def _waivers(tree: Tree) -> "tuple[tuple[Waiver, ...], list[Finding]]":
    # Imported here: few workspaces have any.
    from muniment.workspace.waivers import load_waivers

    return load_waivers(tree)


def _is_card(file: Path, base: Path, in_workspace: bool) -> bool:
    return file.name != SETTINGS and not (in_workspace and (file == base / WAIVERS or _is_review(file, base)))


def _content(file: Path, name: str, unsaved: Mapping[Path, bytes]) -> tuple[bytes, Finding | None]:
    return (unsaved[file], None) if file in unsaved else _read(file, name)


def _read(file: Path, name: str) -> tuple[bytes, Finding | None]:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1), None
    except OSError as error:
        remedy = "Check that the file can be read."
        message = f"The file cannot be read: {error.strerror}."
        return b"", Finding("MUN100", Severity.ERROR, message, remedy, file=name)


def _files(root: Path) -> list[Path]:
    """Return the settings, cards, profiles and reviews of a workspace, each folder read once."""
    found = {str(root / SETTINGS), *([str(root / WAIVERS)] if (root / WAIVERS).is_file() else [])}
    open_folders: list[tuple[str, tuple[str, ...], bool]] = [(str(root), (), True)]
    while open_folders:
        folder, parts, deeper = open_folders.pop()
        ends = _ENDS if parts and (parts[-1] == PROFILES or parts[0] == REVIEWS) else _CARDS
        try:
            with os.scandir(folder) as entries:
                listed = list(entries)
        except OSError:
            continue
        for entry in listed:
            if entry.name.endswith(ends) and _is_file(entry):
                found.add(entry.path)
            if deeper and _is_entered(root, entry, parts):
                # Below a linked folder of profiles nothing is looked for: a link can lead back to what it lies in.
                open_folders.append((entry.path, (*parts, entry.name), not parts or not entry.is_symlink()))
    return [Path(file) for file in sorted(found, key=_parts)]


def _parts(file: str) -> list[str]:
    return file.split(os.sep)  # noqa: PTH206 - a path for each comparison is most of the cost


def _is_entered(root: Path, entry: "os.DirEntry[str]", above: tuple[str, ...]) -> bool:
    """Pass over build output, hidden folders, pins of suppliers, and folders that are a workspace of their own.

    Links are followed only to a folder of profiles and to that of the reviews.
    """
    name = entry.name
    if name in _PASSED_OVER or name.startswith("."):
        return False
    if entry.is_symlink() and not ((name == PROFILES or (not above and name == REVIEWS)) and Path(entry.path).is_dir()):
        return False
    if not entry.is_symlink() and not entry.is_dir():
        return False
    return not is_pin(root, (*above, name)) and not _is_workspace(Path(entry.path))


def _is_workspace(folder: Path) -> bool:
    """Tell whether a folder is a workspace of its own; one that may not be looked into shows nothing of the kind."""
    try:
        return (folder / SETTINGS).is_file()
    except OSError:
        return False


def _is_file(entry: "os.DirEntry[str]") -> bool:
    # A link that leads nowhere is kept: reading it tells that a card is gone.
    if entry.is_symlink():
        return Path(entry.path).is_file() or not Path(entry.path).exists()
    return entry.is_file()


def _is_review(file: Path, root: Path) -> bool:
    """Tell a review from a card or profile: it lies below ``reviews/`` and is not called a card."""
    return file.relative_to(root).parts[0] == REVIEWS and not file.name.endswith((".card.yaml", ".card.yml"))


def _wanted(file: Path, root: Path) -> bool:
    """Pass over build output, hidden folders, pins of suppliers, and folders that are a workspace of their own."""
    parts = file.relative_to(root).parts[:-1]
    if is_pin(root, parts):
        return False
    if any(part in _PASSED_OVER or part.startswith(".") for part in parts):
        return False
    above = root
    for part in parts:
        above = above / part
        if _is_workspace(above):
            return False
    # A link that leads nowhere is kept: reading it tells that a card is gone.
    return file.is_file() or (file.is_symlink() and not file.exists())


def _loose_files(paths: Iterable[Path]) -> list[Path]:
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found.update(file for file in path.rglob("*.card.y*ml") if _wanted(file, path))
        else:
            found.add(path)
    return sorted(found)


def _common(paths: list[Path]) -> Path:
    first = paths[0].resolve()
    return first if first.is_dir() else first.parent
