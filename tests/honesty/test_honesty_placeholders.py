"""Scaffolds and one-word answers: what is written to be filled in later is no answer anywhere (peers that took it
scored eight of eleven points), and where one word does suffice is a decision, kept beside this file.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from full_cards import full_card
from honest_workspaces import (
    ANSWERS,
    OTHERWISE,
    answer,
    bodies,
    coverage,
    derived,
    is_gate,
    judged,
    met,
    program,
    write_cards,
)  # fmt: skip

from muniment.assess.assessment import Row
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import position_at

PLACEHOLDERS = [
    "TODO:", "TODO: describe the sources", "TBD", "tbc.", "[More Information Needed]", "N/A", "n.a.", "none", "???",
    "-", "to be completed", "Lorem ipsum dolor sit amet", "<your text>", "xxx", "Unknown", "coming soon", "FIXME later",
]  # fmt: skip
ONE_WORD = yaml.safe_load(Path(__file__).with_name("one_word.yaml").read_text("utf-8"))


def is_free(path: str) -> bool:
    position = position_at(path)
    return position is not None and position.free


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_nothing_met_rests_on_a_placeholder_in_a_text(text: str, tmp_path: Path) -> None:
    rows = coverage(write_cards(tmp_path, bodies({}, text)))
    assert sum(row["applies"] == "yes" for row in rows) > 150
    for row in rows:
        if row["outcome"] == "met":
            assert not [fact["address"] for fact in row["facts"] if is_free(fact["path"])], row["id"]


@pytest.mark.parametrize("text", PLACEHOLDERS[:6])
def test_a_card_of_placeholders_has_no_fact_at_all(text: str) -> None:
    for kind in KINDS:
        workspace, findings = derived([full_card(kind, lambda *_: text)])
        (card,) = workspace.cards.values()
        # Of the whole card only the records are there, which hold nothing.
        assert not [fact.path for fact in card.facts.values() if not fact.record and fact.origin == "declared"]
        assert any(finding.code == "MUN210" for finding in findings)


@pytest.mark.parametrize("text", PLACEHOLDERS[:6])
def test_a_placeholder_is_an_error_of_the_check(text: str, tmp_path: Path) -> None:
    done = program("check", write_cards(tmp_path, bodies({}, text)), "--format", "concise")
    assert done.exit_code == 1
    assert "MUN210" in done.output


def test_a_placeholder_as_reason_gives_no_status(tmp_path: Path) -> None:
    for text in PLACEHOLDERS:
        card = {"kind": "dataset", "name": "birds", "labelling": {"not_applicable": text}}
        workspace, findings = derived([card])
        assert "/labelling" not in workspace.cards["dataset/birds@1.0"].facts, text
        assert "MUN204" in {finding.code for finding in findings}


@cache
def met_by(word: str) -> dict[str, tuple[Row, ...]]:
    """What is met where every text of a card is one word; everything else is answered in each way once."""
    found: dict[str, tuple[Row, ...]] = {}
    for over in OTHERWISE:
        for choice, truth in ((0, True), (1, False), (2, True)):
            for row in met(judged(bodies(over, word, truth=truth, choice=choice))):
                if any(is_free(basis.path) for basis in row.facts):
                    found[row.requirement.id] = (*found.get(row.requirement.id, ()), row)
    return found


@pytest.mark.parametrize("word", ["v1", "EN", "yes", "v1.0"])
def test_what_one_word_meets_is_decided(word: str) -> None:
    undecided = {name: {b.path for row in rows for b in row.facts} for name, rows in met_by(word).items()}
    assert {name: paths for name, paths in undecided.items() if name not in ONE_WORD} == {}


def test_every_decision_is_needed() -> None:
    found = {name for word in ("v1", "EN", "yes") for name in met_by(word)}
    assert set(ONE_WORD) - found == set()


@pytest.mark.parametrize("word", ["v1", "EN", "yes", "v1.0", "2026-11-23", "1.0"])
def test_one_word_is_no_statement(word: str) -> None:
    workspace, _ = derived(bodies({}, word))
    for card in workspace.cards.values():
        for fact in card.facts.values():
            position = position_at(fact.path)
            if position and position.prose and not position.listed:
                assert fact.value != word, fact.path


def test_gates_alone_meet_nothing_but_the_questions_they_are() -> None:
    """Every question of applicability answered and nothing else: only duties to state just that are met."""
    for over in OTHERWISE:
        for choice, truth in ((0, True), (1, False), (2, True)):
            for row in met(judged(bodies(over, truth=truth, choice=choice, gates_only=True))):
                computed = [basis for basis in row.facts if basis.origin == "computed"]
                stated = [basis for basis in row.facts if is_gate(basis.path) or basis in computed]
                assert len(stated) == len(row.facts), (row.requirement.id, row.facts)


def without_gates(kind: str) -> dict[str, Any]:
    return full_card(kind, lambda path, _: answer(path, ANSWERS), only=lambda path, _: False)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_card_meets_nothing_whatever_the_others_say(kind: str) -> None:
    """One card is empty, all others answer everything; nothing that rests on the empty one alone is met."""
    cards = [without_gates(body["kind"]) if body["kind"] == kind else body for body in bodies({})]
    for row in met(judged(cards)):
        assert not [basis for basis in row.facts if basis.address.startswith(f"{kind}/") and basis.status == "absent"]
        if row.bearer.startswith(f"{kind}/") and kind in ("dataset", "model", "system"):
            assert not [b for b in row.facts if b.address.startswith(f"{kind}/")], row.requirement.id
