"""Workspaces in which every free text carries a mark of its own, and everything that built files say."""

import base64
import re
import subprocess
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.choosing import Wanted, wanted_editions
from muniment.app.editions import write_editions
from muniment.app.opening import open_workspace
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides, changes_of_versions
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.reach import asked_for, reached, within
from muniment.disclosure.workspace_record import workspace_record
from muniment.model.facts import Fact
from muniment.record.record import Record

DAY = "2026-11-23"
_TEXT = re.compile(r".*\s.*|.{24,}", re.DOTALL)
_ASPECTS = ("reason", "owner", "note", "source")


@dataclass(frozen=True)
class Planted:
    """An assessed workspace with marks in its texts, and where each mark stands: card, path, and aspect or empty."""

    assessed: Assessed
    marks: dict[str, tuple[str, str, str]]

    def seen(self, edition: Edition) -> set[str]:
        """Return the marks that an edition may show: of facts that it asks for and that its audience may see."""
        policy = self.assessed.policy.in_document(edition.kind)
        workspace = self.assessed.opened.workspace
        asked = {
            (card.identity, fact.path)
            for card, facts in reached(edition.bearer, edition.reach, workspace)
            for fact in facts
            if within(fact, edition.paths) and asked_for(fact, card, edition.only, workspace)
        }
        return {
            mark
            for mark, (card, path, aspect) in self.marks.items()
            if (card, path) in asked and policy.may_see(edition.audience, card, path, aspect)
        }


def plant(root: Path) -> Planted:
    """Return a workspace assessed as it is, then marked in every free text and in every word beside a fact."""
    assessed = assess_workspace(open_workspace([root]), DAY)
    marks: dict[str, tuple[str, str, str]] = {}

    def mark(card: str, path: str, aspect: str = "") -> str:
        name = f"planted{len(marks):05d}x"
        marks[name] = (card, path, aspect)
        return name

    def value(card: str, fact: Fact) -> Any:
        found = fact.value
        if isinstance(found, str) and _TEXT.fullmatch(found) and not found.startswith("sha256:"):
            return f"{mark(card, fact.path)} {found}"
        if isinstance(found, list) and found and all(isinstance(item, str) and _TEXT.fullmatch(item) for item in found):
            return [f"{mark(card, fact.path)} {item}" for item in found]
        return found

    workspace = assessed.opened.workspace
    cards = {}
    for name, card in workspace.cards.items():
        facts = {}
        for inner, fact in card.facts.items():
            beside = {aspect: mark(name, fact.path, aspect) for aspect in _ASPECTS if getattr(fact, aspect)}
            facts[inner] = replace(fact, value=value(name, fact), **beside)
        cards[name] = replace(card, facts=facts)
    opened = replace(assessed.opened, workspace=replace(workspace, cards=cards))
    return Planted(replace(assessed, opened=opened), marks)


def editions_of(planted: Planted, document: str, audience: str, recipient: str = "") -> list[Edition]:
    """Return the editions of one document for one audience."""
    wanted = Wanted((), (document,), (audience,), (), (), "", "", None, recipient=recipient)
    return list(wanted_editions(wanted, planted.assessed.opened.workspace, DAY, DAY))


def unmarked(root: Path) -> Planted:
    """Return a workspace assessed as it is."""
    return Planted(assess_workspace(open_workspace([root]), DAY), {})


def build(planted: Planted, edition: Edition, folder: Path, formats: Sequence[str] = ("html", "pdf")) -> None:
    """Write the files of one edition."""
    write_editions([record_of(planted, edition)], folder, formats, [], planted.assessed.opened)


def record_of(planted: Planted, edition: Edition) -> Record:
    """Return the record of one edition."""
    assessed = planted.assessed
    workspace = assessed.opened.workspace
    making = Making(__version__, load_catalogue().version, (("renderer", "1"),), "")
    if edition.bearer not in workspace.cards:
        bearers = frozenset(workspace.cards)
        return workspace_record(
            edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, bearers, making
        )
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    if edition.earlier:
        sides = Sides(workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making)
        return changes_of_versions(edition, sides)
    return disclose(edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making)


def everything(folder: Path) -> str:
    """Return all that files say: names, text, attachments, metadata, raw bytes, and what is packed as base64."""
    return "\n".join(text for file in sorted(folder.rglob("*")) if file.is_file() for text in _said(file))


def _said(file: Path) -> Iterator[str]:
    raw = file.read_bytes()
    yield file.name
    yield raw.decode("latin-1")
    for packed in re.findall(rb"base64,([A-Za-z0-9+/=]+)", raw):
        yield base64.b64decode(packed).decode("utf-8", "replace")
    if file.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(file) as packed_parts:
            for name in packed_parts.namelist():
                yield name + packed_parts.read(name).decode("utf-8", "replace")
    if file.suffix == ".pdf":
        import pikepdf

        yield subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True).stdout
        with pikepdf.open(file) as pdf:
            for name, attached in pdf.attachments.items():
                yield name + attached.get_file().read_bytes().decode("utf-8", "replace")
            for item in pdf.objects:
                if isinstance(item, pikepdf.Stream) and item.get("/Subtype") != "/Image":
                    yield item.read_bytes().decode("latin-1")
