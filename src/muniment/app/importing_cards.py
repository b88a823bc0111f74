"""`import card`: descriptions in the forms of others → draft cards, or what they add to cards that are there."""

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from muniment.app.files import write_atomically
from muniment.app.init_cards import SCHEMAS
from muniment.app.opening import find_root, shown
from muniment.base.addresses import name_of
from muniment.base.errors import CannotRun
from muniment.import_ import FORMS, read_description
from muniment.import_.draft import Draft
from muniment.import_.settling import settle
from muniment.import_.text import line, short
from muniment.import_.updating import Differs, update

#: The largest description that is read, and the most that are read below a folder.
MAX_BYTES = 8 * 2**20
MAX_FILES = 20_000
_READMES = frozenset({"readme.md", "readme.markdown", "dataset_card.md", "model_card.md"})
_CROISSANTS = frozenset({"croissant.json", "metadata.json"})
_GENERAL = _READMES | _CROISSANTS
_PASSED_OVER = frozenset({"node_modules", "__pycache__", "dist", "build"})


@dataclass(frozen=True, slots=True)
class CardsWanted:
    """What the user asked for; without a form it is told from the content, without a kind from what is stated."""

    paths: tuple[Path, ...]
    form: str = ""
    kind: str = ""
    name: str = ""
    output: Path = Path()
    dry_run: bool = False
    update: bool = False


@dataclass(slots=True)
class ImportedCard:
    """One description: the card it became, its text, where it stands or would, and what a person should know.

    ``state`` is written, unchanged, shown (dry run), updated, refused (a card is there), or
    failed (``problem`` says why).
    """

    file: Path
    state: str = "failed"
    target: Path | None = None
    text: str = ""
    draft: Draft | None = None
    problem: str = ""
    added: list[str] = field(default_factory=list)
    differs: list[Differs] = field(default_factory=list)
    not_added: list[str] = field(default_factory=list)


def import_cards(wanted: CardsWanted) -> list[ImportedCard]:
    """Make draft cards of descriptions; what cannot be read is told and stops no other.

    Raises CannotRun when nothing is found, or one name is given for several descriptions.
    """
    files = _files(wanted.paths)
    if not files:
        where = ", ".join(str(path) for path in wanted.paths)
        raise CannotRun(
            f"No description was found at {where}.",
            "Name a README.md with front matter, a Croissant file, or a folder.",
        )
    if wanted.name and len(files) > 1:
        raise CannotRun(f"--name names one card, and there are {len(files)} descriptions.", "Import them one by one.")
    made = [_read(file, wanted) for file in files]
    _name(made, wanted.name)
    for card in made:
        if card.draft is not None:
            _place(card, wanted)
    return made


def _read(file: Path, wanted: CardsWanted) -> ImportedCard:
    card = ImportedCard(file)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        card.problem = f"It cannot be read: {error.strerror}."
        return card
    if len(data) > MAX_BYTES:
        card.problem = f"It has more than {MAX_BYTES:,} bytes; no description needs so many."
        return card
    here = file.absolute()
    told = f"{here.parent.name}/{file.name}" if file.name.casefold() in _GENERAL else file.name
    draft = Draft(wanted.kind, short(line(told), 150), hashlib.sha256(data).hexdigest(), "", revision=_revision(here))
    root = find_root(wanted.output if wanted.output.exists() else wanted.output.absolute().parent)
    if root is not None and here.parent.resolve().is_relative_to(root) and here.parent.resolve() != root:
        draft.folder = here.parent.resolve().relative_to(root).as_posix() + "/"
    form = wanted.form or ("croissant" if file.suffix.casefold() in (".json", ".jsonld") else "")
    card.problem = read_description(draft, data, form)
    if not card.problem:
        card.draft = draft
        draft.name = draft.name or name_of(_folder_name(here))
    return card


def _folder_name(file: Path) -> str:
    """Return what the description is of by where it lies: a folder, or its own name where that is no general one."""
    if file.name.casefold() not in _GENERAL:
        return file.stem
    if file.parent.parent.name == "snapshots":
        return re.sub(r"^(?:datasets|models)--", "", file.parent.parent.parent.name).rpartition("--")[2]
    return file.parent.name


def _revision(file: Path) -> str:
    """Return the revision that the cache of Hugging Face's own program keeps a file under; empty elsewhere."""
    folder = file.parent
    return folder.name if folder.parent.name == "snapshots" and re.fullmatch(r"[0-9a-f]{40}", folder.name) else ""


def _name(cards: list[ImportedCard], name: str) -> None:
    """Give each card its name; where two would bear the same, they are called by their folders."""
    drafts = [(card, card.draft) for card in cards if card.draft is not None]
    if name:
        for _, draft in drafts:
            draft.name = name_of(name)
        return
    for depth in (1, 2, 3):
        counted = Counter(draft.name for _, draft in drafts)
        for card, draft in drafts:
            if counted[draft.name] > 1:
                draft.name = name_of("-".join(card.file.absolute().parent.parts[-depth:]))
    counted = Counter(draft.name for _, draft in drafts)
    for card, draft in drafts:
        if counted[draft.name] > 1:
            card.problem = f'Another description gives the same name, "{draft.name}": import it alone, with --name.'
            card.draft = None


def _place(card: ImportedCard, wanted: CardsWanted) -> None:
    draft = card.draft
    assert draft is not None
    target = card.target = wanted.output / f"{draft.name}.card.yaml"
    card.text = settle(draft, _schema(target, draft.kind))
    content = card.text.encode("utf-8")
    if wanted.dry_run and not wanted.update:
        card.state = "shown"
    elif not target.exists():
        card.state = "written"
        if not wanted.dry_run:
            write_atomically(target, content)
    elif _bytes(target) == content:
        card.state = "unchanged"
    elif wanted.update:
        _update(card, target, wanted.dry_run)
    else:
        card.state = "refused"
        card.problem = f"{shown(target)} is there. --update adds what it lacks; -o or --name write elsewhere."


def _update(card: ImportedCard, target: Path, dry_run: bool) -> None:
    assert card.draft is not None
    before = _bytes(target)
    after = update(before, card.draft, shown(target))
    if after is None:
        card.state, card.problem = (
            "refused",
            f"{shown(target)} cannot be read as a {card.draft.kind} card: mend it first.",
        )
        return
    card.added, card.differs, card.not_added = after.added, after.differs, after.not_added
    card.state = "updated" if after.data != before else "unchanged"
    card.text = after.data.decode("utf-8", "replace")
    if after.data != before and not dry_run:
        write_atomically(target, after.data)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES)
    except OSError as error:
        raise CannotRun(f"{file} cannot be read: {error.strerror}.", "Check its permissions.") from error


def _schema(target: Path, kind: str) -> str:
    """Return where the schemas of the workspace lie for a card there, for this kind; empty where it keeps none."""
    root = find_root(target.parent if target.parent.exists() else target.absolute().parent.parent)
    if root is None or not (root / SCHEMAS / f"{kind}.schema.json").is_file():
        return ""
    depth = len(target.absolute().parent.resolve().relative_to(root).parts)
    return f"{'../' * depth}{SCHEMAS}/{kind}.schema.json"


def _files(paths: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise CannotRun(f"{path} does not exist.", "Name a description, or a folder that holds some.")
        for file in sorted(_below(path)) if path.is_dir() else [path]:
            found[file] = None
            if len(found) > MAX_FILES:
                raise CannotRun(f"There are more than {MAX_FILES:,} descriptions.", "Name fewer folders at once.")
    return list(found)


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        here = Path(place)
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _PASSED_OVER]
        for name in names:
            file = here / name
            low = name.casefold()
            if (low in _READMES and not file.is_symlink()) or (
                low.endswith((".json", ".jsonld")) and _is_croissant(file)
            ):
                yield file


def _is_croissant(file: Path) -> bool:
    try:
        if file.is_symlink() or not file.is_file():
            return False
        with file.open("rb") as stream:
            head = stream.read(64 * 1024)
    except OSError:
        return False
    return b'"@context"' in head and (b"mlcommons.org/croissant" in head or b"recordSet" in head)


def loss_report(cards: Iterable[ImportedCard]) -> str:
    """Return what was taken, left and odd, of each description, as JSON."""
    rows = []
    for card in cards:
        draft = card.draft
        rows.append(
            {
                "file": card.file.as_posix(),
                "state": card.state,
                "card": card.target.as_posix() if card.target and draft else None,
                "problem": card.problem,
                "form": draft.form if draft else None,
                "sha256": draft.sha256 if draft else None,
                "taken": facts_taken(draft) if draft else 0,
                "remarks": [{"key": item.key, "text": item.text} for item in draft.remarks] if draft else [],
                "losses": [
                    {"key": item.key, "held": item.held, "reason": str(item.reason)} for item in draft.losses
                ] if draft else [],
                "losses_not_listed": draft.unlisted if draft else 0,
                "added": card.added,
                "differs": [{"pointer": item.pointer, "here": item.here, "there": item.there} for item in card.differs],
                "not_added": card.not_added,
            }
        )  # fmt: skip
    return json.dumps({"cards": rows}, ensure_ascii=True, indent=2) + "\n"


def facts_taken(draft: Draft) -> int:
    """Return how many facts a draft holds, those that are said to be unknown not counted."""
    from muniment.import_.draft import Taken

    def count(value: object) -> int:
        if isinstance(value, dict):
            return sum(map(count, value.values()))
        if isinstance(value, list):
            return sum(map(count, value))
        return int(isinstance(value, Taken))

    return count(draft.facts)


__all__ = ["FORMS", "CardsWanted", "ImportedCard", "facts_taken", "import_cards", "loss_report"]
