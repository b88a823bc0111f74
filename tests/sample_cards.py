"""Small builders that several test folders share: card texts, loaded cards, workspaces, and the program itself."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from muniment.base.findings import Finding, Place
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

PROGRAM = Path(sys.executable).with_name("muniment")


def card(kind: str = "dataset", name: str = "birds", version: str = "1.0", **facts: Any) -> str:
    """Return the text of a card; each fact stands in its own line, in flow style."""
    head = {"muniment": 1, "kind": kind, "name": name, "version": version}
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in {**head, **facts}.items())


def profile(kind: str = "dataset", name: str = "shared", **facts: Any) -> str:
    """Return the text of a profile."""
    head = {"muniment": 1, "profile_of": kind, "name": name}
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in {**head, **facts}.items())


def load(text: str | bytes, file: str = "birds.card.yaml") -> tuple[Card | None, list[Finding]]:
    """Load one card; return it with the findings of the reader and the model."""
    data = text.encode() if isinstance(text, str) else text
    tree, findings = load_tree(data, file)
    if tree is None:
        return None, findings
    loaded, said = load_card(tree)
    return loaded, findings + said


def codes(findings: list[Finding]) -> list[str]:
    """Return the codes of findings, in their order."""
    return [finding.code for finding in findings]


def cut(text: str, place: Place) -> str:
    """Return the stretch of a text that a place marks."""
    lines = [f"{line}\n" for line in text.split("\n")]
    if place.line == place.end_line:
        return lines[place.line - 1][place.column - 1 : place.end_column - 1]
    last = lines[place.end_line - 1][: place.end_column - 1] if place.end_line <= len(lines) else ""
    return lines[place.line - 1][place.column - 1 :] + "".join(lines[place.line : place.end_line - 1]) + last


def linked(*texts: str, settings: Settings | None = None) -> tuple[Workspace, list[Finding]]:
    """Load and link cards and profiles; fail on findings of form, return those of linking."""
    cards = []
    for number, text in enumerate(texts):
        loaded, findings = load(text, f"{number}.card.yaml")
        assert loaded is not None, findings
        assert not findings, findings
        stem = loaded.name if loaded.is_profile else f"{loaded.name}@{loaded.version}.card"
        loaded, _ = load(text, f"{stem}.yaml")
        assert loaded is not None
        cards.append(loaded)
    own = [item for item in cards if not item.is_profile]
    return link(own, [item for item in cards if item.is_profile], settings or Settings())


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder and return the folder."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run(*arguments: str | Path, at: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the installed program in a folder and return what it said."""
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=at,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )
