"""The first cards of a workspace: what was answered, and beside it, as comments, what will be asked and by which text.

A comment states nothing. A key whose # is taken away has no value, which `check` says: nothing here can be taken for an
answer that nobody gave.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.base.languages import SOURCE_LANGUAGE
from muniment.base.resources import template_path
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import STRICT, Catalogue
from muniment.catalogue.serving import citations_by_path
from muniment.model.roles import ROLES, SPECIAL_FORMS
from muniment.model.vocabulary import position_at
from muniment.source.writing import flow, text

#: Where the schemas of a workspace lie, from its root.
SCHEMAS = ".muniment/schema"
_WIDTH = 34
_HEADING = "== "


@dataclass(frozen=True, slots=True)
class Answers:
    """What `init` was told; empty or None where nobody said."""

    name: str
    legal_name: str = ""
    roles: tuple[str, ...] = ()
    in_union: bool | None = None
    dataset: str = "first-data-set"
    languages: tuple[str, ...] = (SOURCE_LANGUAGE,)
    ci: str = "none"
    hooks: bool = True


def settings_text(answers: Answers, table: int) -> str:
    """Return ``muniment.yaml``."""
    return "\n".join(
        [
            modeline("settings", 0),
            "# What holds for every card below this folder.",
            "muniment: 1",
            f"organisation: {text(answers.name)}",
            f"languages: {flow(list(answers.languages))}    # of documents; the first also of cards that name none",
            "disclosure:",
            f"  table: {table}    # who may see what by default; a later version widens nothing before you raise this",
            "# Who answers for facts that nobody has stated yet; the longest path wins.",
            "#owners:",
            "#  - {path: dataset.licence, owner: legal}",
            "",
        ]
    )


def organisation_text(answers: Answers) -> str:
    """Return the organisation card."""
    roles = [f"# - {role}: {ROLES[role]}" for role in answers.roles]
    stated = [f"legal_name: {text(answers.legal_name)}"] if answers.legal_name else []
    if answers.roles:
        stated += ["# Duties rest on roles; `muniment scope` says which, and why:", *roles]
        stated.append(f"roles: {flow(list(answers.roles))}")
    else:
        stated += ["# Duties rest on roles, and nobody has said which you hold; `muniment explain roles` lists them:"]
        stated += [_line("", "roles", "organisation.roles", {})]
    if answers.in_union is not None:
        stated.append(f"established_in_union: {flow(answers.in_union)}")
    left_out = {"organisation.established_in_union"} if answers.in_union is not None else set()
    return _card("organisation", answers.name, "1", stated, _lesson("organisation", answers.roles, left_out), 0)


def dataset_text(answers: Answers) -> str:
    """Return the first card of a data set."""
    return _card("dataset", answers.dataset, "0", [], _lesson("first", answers.roles, set()), 1)


def modeline(schema: str, depth: int) -> str:
    """Return the line by which editors find the schema of a file so many folders below the root."""
    return f"# yaml-language-server: $schema={'../' * depth}{SCHEMAS}/{schema}.schema.json"


_HOW = """\
# To answer, take the # away and write behind the colon; who cannot, writes {unknown: why, owner: who finds out} or
# {not_applicable: why}. Nothing behind a # counts. `muniment check` says what is open, `muniment explain KEY` what is
# asked; the name in brackets is a text that asks for it."""


def _card(kind: str, name: str, version: str, stated: list[str], lesson: Iterable[str], depth: int) -> str:
    head = [
        modeline(kind, depth),
        "muniment: 1",
        f"kind: {kind}",
        f"name: {text(name)}",
        f"version: {flow(version)}    # as text in quotes; what was used under a version stays as it was",
    ]
    return "\n".join([*head, *stated, "", _HOW, *lesson]) + "\n"


def _lesson(name: str, roles: Sequence[str], left_out: set[str]) -> Iterator[str]:
    """Yield the lines of a lesson: the facts that the duties of these roles ask for, below their headings."""
    catalogue = load_catalogue()
    asked = _asked_by(catalogue, roles)
    heading, above = "", ""
    for line in template_path("init", f"{name}_facts.txt").read_text("utf-8").splitlines():
        if line.startswith(_HEADING):
            heading = line.removeprefix(_HEADING)
            continue
        if not line or line.startswith("#") or line in left_out or (line not in asked and line not in catalogue.gates):
            continue
        if heading:
            yield from ("", f"# {heading}")
            heading, above = "", ""
        section, _, key = line.partition(".")[2].rpartition(".")
        if section and section != above:
            yield f"#{section}:"
        above = section
        yield _line("  " if section else "", key, line, asked)


def _line(indent: str, key: str, path: str, asked: Mapping[str, tuple[str, ...]]) -> str:
    """Return one fact as a comment: its key without a value, what it is, and the first text that asks for it."""
    position = position_at(path)
    what = " ".join(position.description.split()) if position else ""
    cited = asked.get(path, ())
    by = f" [{cited[0]}]" if cited and "(" not in what else ""
    choices = f" One of: {', '.join(position.choices)}." if position and 0 < len(position.choices) <= 8 else ""
    return f"{f'#{indent}{key}:'.ljust(_WIDTH)}# {what}{choices}{by}"


def _asked_by(catalogue: Catalogue, roles: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the provisions that ask for each path, those alone that bind one of the roles where any is held."""
    held = {*roles, *(SPECIAL_FORMS[role] for role in roles if role in SPECIAL_FORMS)}
    binding = {
        name: entry
        for name, entry in catalogue.requirements.items()
        if entry.force in STRICT and (not held or held & set(entry.roles) or "any_operator" in entry.roles)
    }
    return citations_by_path(replace(catalogue, requirements=binding))
