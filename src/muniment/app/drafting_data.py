"""A draft of data without a card: the card that its files make, and where it would stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from muniment.app.data_card import card_text, measured_card
from muniment.app.data_folder import DataFolder, read_folder
from muniment.app.files import write_atomically
from muniment.app.opening import Opened, find_root, shown
from muniment.assess.asking import facts_asked
from muniment.base.addresses import name_of
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.catalogue.load import load_catalogue
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

#: In which order a draft says what was looked at and what was not.
_REMARKS = ("not_listed", "not_read", "unreadable", "links", "special", "hidden")


@dataclass(frozen=True, slots=True)
class FromData:
    """A card made from files, as a workspace of its own; the folder as read; where drafts go unless somebody says."""

    opened: Opened
    folder: DataFolder
    beside: Path
    file: Path
    dated: str

    def write_card(self) -> Path:
        """Write the card where it would stand, as the beginning of one; CannotRun if something is there."""
        if self.file.exists() or self.file.is_symlink():
            raise CannotRun(f"{shown(self.file)} is there already.", "Draft without --write-card, or move it away.")
        (card,) = self.opened.workspace.cards.values()
        schema = schema_path("card", "v1", "dataset.schema.json").as_posix()
        asked = _questions(card, self.opened.workspace, self.dated)
        write_atomically(self.file, card_text(card.name, self.folder, self.dated, asked, schema).encode("utf-8"))
        return self.file


def card_from_data(path: Path, dated: str) -> FromData:
    """Read a folder of data, or one file, and make a card of it; CannotRun if nothing there can be read."""
    home = path.resolve() if path.is_dir() else path.resolve().parent
    folder = read_folder(path)
    if not folder.files:
        passed = ", ".join(
            f"{code.replace('_', ' ')}: {count}" for code, count in passed_over_by(folder) if code != "files"
        )
        raise CannotRun(
            f"{path} holds neither a card nor a file that could be read{f' ({passed})' if passed else ''}.",
            "Name a folder with cards or with data, or write a card; `muniment schema dataset` says how.",
        )
    name = name_of(home.name if path.is_dir() else path.stem)
    file = home / f"{name}.card.yaml"
    text = card_text(name, folder, dated)
    card = measured_card(text, shown(file))
    workspace, _ = link([card], [], Settings())
    opened = Opened(home, False, workspace, {card.file: card.tree}, {card.file: text.encode("utf-8")})
    beside = (find_root(path) or (home.parent if path.is_dir() else home)) / "draft"
    return FromData(opened, folder, beside, file, dated)


def passed_over_by(folder: DataFolder) -> tuple[tuple[str, int], ...]:
    """Return how many files were looked at, and what was passed over, by code."""
    told = [(code, folder.passed_over[code]) for code in _REMARKS if folder.passed_over[code]]
    return (("files", len(folder.files)), *told)


def _questions(card: Card, workspace: Workspace, dated: str) -> Iterator[tuple[str, str]]:
    """Yield what is asked of a card and not stated: the path below the card, and what is asked."""
    asked: dict[str, None] = {}
    for item in facts_asked(card, workspace, load_catalogue(), dated):
        if item.standing == "absent" and item.basis.path.startswith("dataset."):
            asked.setdefault(item.basis.path)
    for path in asked:
        position = position_at(path)
        words = " ".join((position.description or position.title).split()) if position else ""
        yield path.removeprefix("dataset."), words
