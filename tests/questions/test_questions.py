"""The questions: asked once, in order of what they settle, few answers leave little open."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from case_workspaces import load_body
from muniment.assess.assess import assess
from muniment.assess.assessment import Applies, Assessment, Question
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.workspace.link import link
from muniment.workspace.settings import Settings

HERE = Path(__file__).parent
AS_OF = "2026-11-23"


def scenario(name: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the bodies of a scenario's cards, and its answers by path."""
    cards, answers = (yaml.safe_load((HERE / name / file).read_bytes()) for file in ("cards.yaml", "answers.yaml"))
    return cards, answers


def assessed(bodies: list[dict[str, Any]]) -> Assessment:
    cards = []
    for body in bodies:
        card, findings = load_body(body["kind"], body["name"], body)
        assert not findings, (card.identity, findings)
        cards.append(card)
    workspace, findings = link(cards, [], Settings())
    assert not [finding for finding in findings if finding.code != "MUN702"], findings
    return assess(derive(workspace)[0], load_catalogue(), AS_OF)


def undecided(assessment: Assessment) -> set[str]:
    """Return the duties of which it cannot be told whether they apply; elective texts are one line each."""
    return {
        row.requirement.id
        for row in assessment.rows
        for part in row.parts or (row,)
        if part.applies is Applies.CANNOT_TELL and part.reason != "election"
    }


#: Facts that one question asks for together, in its words.
TOGETHER = {"model.modification.compute_flop": ["model.modification.original_compute_flop"]}


def answer(question: Question, bodies: list[dict[str, Any]], answers: dict[str, Any]) -> bool:
    """Write the answer to a question into every card that it is asked of; tell whether there was one."""
    paths = [question.path, *TOGETHER.get(question.path, ())]
    assert all(path.rpartition(".")[2] in question.question for path in paths[1:])
    done = [put(path, question, bodies, answers) for path in paths]
    return any(done)


def put(path: str, question: Question, bodies: list[dict[str, Any]], answers: dict[str, Any]) -> bool:
    given = answers.get(path)
    if given is None:
        return False
    done = False
    for body in bodies:
        said = given["each"].get(body["name"]) if isinstance(given, dict) and "each" in given else given
        if said is not None and f"{body['kind']}/{body['name']}@{body['version']}" in asked_of(question):
            done = write(body, path, said) or done
    return done


def asked_of(question: Question) -> set[str]:
    return {address.partition("#")[0] for address in question.addresses}


def write(body: dict[str, Any], path: str, said: Any) -> bool:
    """Write a value at a path; in a list of records, that of the uses included, into every record."""
    _, *parts = path.replace("use.", "use.datasets[].").split(".")
    places = [body]
    for part in parts[:-1]:
        key = part.removesuffix("[]")
        found = [place.setdefault(key, [] if part.endswith("[]") else {}) for place in places]
        places = [item for each in found for item in each] if part.endswith("[]") else found
    changed = False
    for place in places:
        if place.get(parts[-1]) != said:
            place[parts[-1]] = said
            changed = True
    return changed


def ask(bodies: list[dict[str, Any]], answers: dict[str, Any], most: int) -> list[int]:
    """Ask and answer up to ``most`` questions, always the first; return how many duties were undecided after each."""
    counts = []
    skipped: set[tuple[str, str]] = set()
    assessment = assessed(bodies)
    counts.append(len(undecided(assessment)))
    while len(counts) <= most:
        left = [question for question in assessment.questions if (question.path, question.question) not in skipped]
        if not left:
            break
        if not answer(left[0], bodies, answers):
            skipped.add((left[0].path, left[0].question))
        assessment = assessed(bodies)
        counts.append(len(undecided(assessment)))
    return counts


@pytest.mark.slow
def test_a_fine_tuner_is_done_after_twenty_questions() -> None:
    bodies, answers = scenario("fine_tuner")
    counts = ask(bodies, answers, 20)
    assert counts[5] <= 100, counts
    assert counts[min(20, len(counts) - 1)] <= 50, counts


def test_every_gate_is_asked_once() -> None:
    bodies, _ = scenario("fine_tuner")
    asked = [(question.path, question.question) for question in assessed(bodies).questions]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("count", [1, 60])
def test_data_sets_alone_lead_to_a_handful_of_questions(count: int) -> None:
    bodies = [{"kind": "dataset", "name": f"set-{n}", "version": "1.0"} for n in range(count)]
    assert len(assessed(bodies).questions) <= 5
