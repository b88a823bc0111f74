"""The sources of the catalogue: complete, within the vocabulary, dated as the law is, each with its cases."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from catalogue_sources import ROOT, cases_files, entries, read

from muniment.catalogue.conditions import USES, Condition, Leaf, collections, leaves
from muniment.catalogue.load import build_catalogue, compile_sources, load_catalogue
from muniment.catalogue.requirements import Catalogue, Need, Requirement
from muniment.derive.grounds import GROUNDS
from muniment.model.kinds import KINDS, card_class
from muniment.model.placeholders import placeholder
from muniment.model.roles import ROLES
from muniment.model.shapes import Position, paths, shape_of

RECIPIENTS = {
    "public", "public_eu_database", "aio", "aio_on_request", "nca", "nca_on_request", "notified_body",
    "dpa_on_request", "downstream_provider", "deployer", "data_subject", "rightsholder", "internal",
}  # fmt: skip
ENTRIES = entries()
HEAD = read((ROOT / "catalogue.yaml").read_bytes(), "catalogue.yaml")
CATALOGUE: Catalogue = build_catalogue({**HEAD, "requirements": list(ENTRIES.values())})
REQUIREMENTS = list(CATALOGUE.requirements.values())
CASES = cases_files()


def vocabulary() -> dict[str, Position]:
    """Return every path of every kind of card, and those of a use below its own root."""
    found: dict[str, Position] = {}
    for kind in KINDS:
        found.update(paths(shape_of(card_class(kind)), kind))
    uses = {path: item for path, item in found.items() if path.startswith(("system.datasets[].", "model.datasets[]."))}
    return found | {f"use.{path.partition('[].')[2]}": item for path, item in uses.items()}


VOCABULARY = vocabulary()


def every(test: Any) -> Any:
    """Run a test once for each requirement."""
    return pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda requirement: requirement.id)(test)


def conditions_of(requirement: Requirement) -> Iterator[Condition]:
    """Yield every condition of an entry: its own, and those of what satisfies it."""
    yield requirement.condition
    for need in requirement.needs:
        yield from (need.when, need.where, *([need.must] if need.must else ()))


def paths_of(need: Need) -> Iterator[str]:
    """Yield every path a need reads, save those of its conditions."""
    yield from need.paths
    if need.each and need.each != USES:
        yield need.each


def test_compiled_form_is_what_the_sources_give() -> None:
    assert (ROOT / "catalogue.json").read_bytes() == compile_sources(ROOT, read), "run: make gen"
    assert load_catalogue() == build_catalogue({**HEAD, "requirements": sorted(ENTRIES.values(), key=_by_id)})


def test_ids_are_registered_once_and_for_all() -> None:
    registered = (ROOT.parent / "ids.txt").read_text().split()
    assert len(registered) == len(set(registered))
    assert set(ENTRIES) == set(registered)


def test_every_file_of_cases_belongs_to_an_entry() -> None:
    assert set(CASES) == set(ENTRIES)
    assert {name: file["requirement"] for name, file in CASES.items()} == {name: name for name in CASES}


def test_gates_are_asked_in_words() -> None:
    conditions = [track.condition for track in CATALOGUE.tracks.values()]
    conditions += [track.unless for track in CATALOGUE.tracks.values() if track.unless]
    conditions += [track.at_the_latest[1] for track in CATALOGUE.tracks.values() if track.at_the_latest]
    conditions += [election.condition for election in CATALOGUE.elections.values()]
    conditions += [requirement.condition for requirement in REQUIREMENTS]
    asked = {leaf.path for condition in conditions for leaf in leaves(condition)}
    asked |= {path for computed, grounds in GROUNDS.items() if computed in asked for path in grounds}
    assert asked | {"organisation.roles"} <= set(CATALOGUE.gates)
    assert set(CATALOGUE.gates) <= set(VOCABULARY) | {"system", "model"}


def test_nobody_is_asked_for_what_is_computed() -> None:
    computed = {path for path, position in VOCABULARY.items() if position.computed}
    read = {leaf.path for requirement in REQUIREMENTS for leaf in leaves(requirement.condition)}
    assert read & computed <= set(GROUNDS)
    assert not computed & {path for grounds in GROUNDS.values() for path in grounds}
    assert all(question.endswith("?") for question in CATALOGUE.gates.values())


@every
def test_texts(requirement: Requirement) -> None:
    assert re.fullmatch(r"[A-Z][A-Za-z0-9]*(?:[-.][A-Za-z0-9]+)+", requirement.id)
    texts = {"duty": requirement.duty, "remedy": requirement.remedy, "source": requirement.source}
    for name, text in texts.items():
        assert text and not placeholder(text, name, name, prose=True), name
    for text in (requirement.duty, requirement.remedy, *([requirement.note] if requirement.note else ())):
        assert text[0].isupper() or text.startswith("[I]")
        assert text.endswith("."), text
    assert len(re.findall(r"\.(?:\s|$)", requirement.duty)) <= 2, "a duty is one sentence or two"
    assert not requirement.question or requirement.question.endswith("?")
    assert requirement.title and not requirement.title.endswith(".")
    said = " ".join([*texts.values(), requirement.title, requirement.question, requirement.note])
    assert "compliant" not in said.casefold()


@every
def test_roles_recipients_and_bearer(requirement: Requirement) -> None:
    assert requirement.roles and set(requirement.roles) <= set(ROLES)
    assert requirement.recipients and set(requirement.recipients) <= RECIPIENTS
    assert requirement.bearer in KINDS
    assert requirement.unit == "bearer" or requirement.bearer == "dataset"
    assert requirement.needs


@every
def test_paths_are_in_the_vocabulary(requirement: Requirement) -> None:
    read_paths = {path for need in requirement.needs for path in paths_of(need)}
    for condition in conditions_of(requirement):
        read_paths |= {leaf.path for leaf in leaves(condition)}
        read_paths |= {collection for collection in collections(condition) if collection != USES}
    assert read_paths <= set(VOCABULARY)


@every
def test_values_are_in_the_closed_lists(requirement: Requirement) -> None:
    for leaf in (leaf for condition in conditions_of(requirement) for leaf in leaves(condition)):
        choices = VOCABULARY[leaf.path].choices
        assert not choices or set(map(str, _operands(leaf))) <= set(choices), leaf.path


@every
def test_remedy_names_the_fields(requirement: Requirement) -> None:
    for need in requirement.needs:
        typed = [path for path in need.paths if not VOCABULARY[path].computed]
        keys = {path.rpartition(".")[2].removesuffix("[]") for path in typed}
        named = any(key in requirement.remedy for key in keys)
        assert named or len(typed) < len(need.paths), f"the remedy does not say to write {' or '.join(typed)}"


@every
def test_dates_are_those_of_the_law(requirement: Requirement) -> None:
    table = read((Path(__file__).parent / "application_dates.yaml").read_bytes(), "application_dates.yaml")
    official = {
        (row["track"], row["date"])
        for row in table
        if any(requirement.citation.startswith(provision) for provision in row["provisions"])
    }
    assert requirement.dates and set(requirement.dates) <= official
    assert {former.until for former in requirement.history} <= {row["date"] for row in table}


@every
def test_four_kinds_of_case(requirement: Requirement) -> None:
    expected = [case["expect"] for case in CASES[requirement.id]["cases"]]
    outcomes = {expect.get("outcome") for expect in expected if expect["applies"] == "yes"}
    assert ("needs_judgement" if requirement.check == "judgement" else "met") in outcomes
    # What the tool computes is never missing; without its grounds it is unknown.
    computed = all(VOCABULARY[path].computed for need in requirement.needs for path in need.paths[:1])
    assert outcomes & ({"missing", "contradicted", "unknown"} if computed else {"missing", "contradicted"})
    assert any(expect["applies"] == "no" for expect in expected)
    if any(leaves(requirement.condition)):
        assert any(expect["applies"] == "cannot_tell" for expect in expected)
    names = [case["name"] for case in CASES[requirement.id]["cases"]]
    assert len(names) == len(set(names))


def _operands(leaf: Leaf) -> tuple[Any, ...]:
    if leaf.test not in ("is", "is_not", "in"):
        return ()
    return leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)


def _by_id(item: dict[str, Any]) -> str:
    return str(item["id"])
