"""`init`: a workspace that teaches. What is there already is never written over."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment import __version__
from muniment.app.files import write_atomically
from muniment.app.hooks import config_text
from muniment.app.init_cards import SCHEMAS, Answers, dataset_text, organisation_text, settings_text
from muniment.app.opening import SETTINGS, find_root
from muniment.base.errors import CannotRun
from muniment.base.languages import SOURCE_LANGUAGE, is_offered, offered_languages
from muniment.base.resources import schema_path, template_path
from muniment.disclosure.table import versions

#: Which file of a workspace comes from which template, as it is.
_AS_IT_IS = {
    ".gitignore": "gitignore",
    ".gitattributes": "gitattributes",
    ".vscode/settings.json": "vscode-settings.json",
}
_CI = {
    "github": (".github/workflows/muniment.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
}


@dataclass(frozen=True, slots=True)
class Initialised:
    """The files of a new workspace, below its root: those written, and those that were there and stay as they are."""

    root: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def initialise(root: Path, answers: Answers, *, with_dataset: bool = True) -> Initialised:
    """Write a workspace into a folder; CannotRun where one is already, or above."""
    check_free(root)
    written, kept = [], []
    for name, content in _files(answers, with_dataset=with_dataset):
        file = root / name
        if file.exists() or file.is_symlink():
            kept.append(name)
            continue
        write_atomically(file, content)
        written.append(name)
    written += write_schemas(root)
    return Initialised(root, tuple(written), tuple(kept))


def check_free(root: Path) -> None:
    """Raise CannotRun where a folder cannot become a workspace: it is one, lies in one, or is no folder."""
    if root.exists() and not root.is_dir():
        raise CannotRun(f"{root} is no folder.", "Name a folder, or one to be made.")
    above = find_root(root)
    if above is not None:
        where = "is a workspace already" if above == root.resolve() else f"lies in the workspace {above}"
        raise CannotRun(
            f"{root} {where}: {SETTINGS} is there.",
            "Go on there: muniment check. Cards from folders or an inventory: muniment init --from.",
        )


def write_schemas(root: Path) -> list[str]:
    """Write the schemas that editors read into a workspace; return the files, from the root, that changed."""
    changed = []
    for name, content in _schemas():
        file = root / name
        if not file.is_file() or file.read_bytes() != content:
            write_atomically(file, content)
            changed.append(name)
    return changed


def _files(answers: Answers, *, with_dataset: bool) -> Iterator[tuple[str, bytes]]:
    yield SETTINGS, settings_text(answers, max(versions())).encode()
    yield "organisation.card.yaml", organisation_text(answers).encode()
    if with_dataset:
        yield f"datasets/{answers.dataset}.card.yaml", dataset_text(answers).encode()
    for name, template in _AS_IT_IS.items():
        yield name, template_path("init", template).read_bytes()
    if answers.hooks:
        yield ".pre-commit-config.yaml", config_text().encode()
    if answers.ci in _CI:
        name, template = _CI[answers.ci]
        yield name, template_path("ci", template).read_text("utf-8").replace("@VERSION@", __version__).encode()


def _schemas() -> Iterator[tuple[str, bytes]]:
    files = [*sorted(schema_path("card", "v1").glob("*.schema.json"))]
    files += [schema_path(kind, "v1", f"{kind}.schema.json") for kind in ("settings", "review")]
    for file in files:
        # Without the indentation, which is half of the bytes: they are for programs.
        plain = json.dumps(json.loads(file.read_bytes()), ensure_ascii=False, separators=(",", ":"))
        yield f"{SCHEMAS}/{file.name}", plain.encode() + b"\n"


def offered(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of documents; CannotRun for one that is not offered."""
    for language in languages:
        if not is_offered(language):
            raise CannotRun(
                f'Documents are not offered in "{language[:40]}".', f"Offered: {', '.join(offered_languages())}."
            )
    return tuple(languages) or (SOURCE_LANGUAGE,)
