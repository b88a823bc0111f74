"""Reading the catalogue's sources and their cases, for the tests of this folder."""

from pathlib import Path
from typing import Any

from muniment.base.resources import schema_path
from muniment.source.load import load_tree

ROOT = schema_path("requirements")
KINDS = ("organisation", "dataset", "model", "system", "deployment")


def read(data: bytes, name: str) -> Any:
    """Return the value of one YAML file, by the reader that reads cards."""
    tree, findings = load_tree(data, name)
    assert tree is not None and not findings, f"{name}: {[f.message for f in findings]}"
    return tree.value


def entries() -> dict[str, dict[str, Any]]:
    """Return every entry by its id, as its file writes it."""
    return {file.stem: read(file.read_bytes(), file.name) for file in sorted(ROOT.glob("*/*.yaml"))}


def cases_files() -> dict[str, dict[str, Any]]:
    """Return every file of cases by the id it is named after."""
    return {file.stem: read(file.read_bytes(), f"cases/{file.name}") for file in cases_paths()}


def cases_paths() -> list[Path]:
    """Return the paths of all files of cases."""
    return sorted(ROOT.glob("*/cases/*.yaml"))
