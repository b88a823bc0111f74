"""The file of a review: what is refused, where, and that a refused file answers nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from muniment.app.opening import open_workspace
from muniment.base.findings import Finding, Severity
from muniment.base.resources import schema_path
from muniment.source.load import load_tree
from muniment.workspace.reviews import ANSWERS, Review, load_review
from sample_cards import card, codes, write

GOOD: dict[str, Any] = {
    "muniment": 1,
    "requirement": "AIA-10-2-f",
    "revision": 1,
    "bearer": "dataset/birds@1.0",
    "answer": "sufficient",
    "reviewer": "Ada Reviewer",
    "date": "2026-11-01",
    "reason": "The groups are those that matter.",
    "facts": f"sha256:{'0' * 64}",
}
SCHEMA = json.loads(schema_path("review", "v1", "review.schema.json").read_text("utf-8"))


def text(**keys: Any) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in {**GOOD, **keys}.items() if value is not ...)


def read(data: str | bytes) -> tuple[Review | None, list[Finding]]:
    tree, findings = load_tree(data if isinstance(data, bytes) else data.encode(), "reviews/a.yaml")
    if tree is None:
        return None, findings
    review, said = load_review(tree)
    return review, findings + said


def test_a_review_as_it_is_meant() -> None:
    review, findings = read(text(use="system/s@1#/datasets/a", role="data steward"))
    assert findings == []
    assert review is not None
    assert review.subject == ("AIA-10-2-f", "dataset/birds@1.0", "system/s@1#/datasets/a", "judgement")
    assert (review.reviewer, review.role, review.rests_on) == ("Ada Reviewer", "data steward", ())


@pytest.mark.parametrize(
    ("keys", "code", "pointer"),
    [
        ({"muniment": 2}, "MUN208", "/muniment"),
        ({"muniment": True}, "MUN208", "/muniment"),
        ({"muniment": ...}, "MUN202", "/muniment"),
        ({"reviewed": "yes"}, "MUN201", "/reviewed"),
        ({"revision": 0}, "MUN208", "/revision"),
        ({"revision": "1"}, "MUN208", "/revision"),
        ({"revision": True}, "MUN208", "/revision"),
        ({"answer": "fine"}, "MUN208", "/answer"),
        ({"answer": "yes"}, "MUN208", "/answer"),
        ({"answer": True}, "MUN208", "/answer"),
        ({"answer": ["sufficient"]}, "MUN208", "/answer"),
        ({"question": "condition"}, "MUN208", "/answer"),
        ({"question": "contradiction"}, "MUN208", "/answer"),
        ({"question": "doubt"}, "MUN208", "/question"),
        ({"question": {"a": 1}}, "MUN208", "/question"),
        ({"reviewer": ...}, "MUN202", "/reviewer"),
        ({"reviewer": None}, "MUN203", "/reviewer"),
        ({"reviewer": "TODO"}, "MUN210", "/reviewer"),
        ({"reviewer": "<name>"}, "MUN210", "/reviewer"),
        ({"reviewer": "  "}, "MUN210", "/reviewer"),
        ({"role": "tbd"}, "MUN210", "/role"),
        ({"date": "2026-02-30"}, "MUN208", "/date"),
        ({"date": "yesterday"}, "MUN208", "/date"),
        ({"reason": ...}, "MUN202", "/reason"),
        ({"reason": "fine"}, "MUN210", "/reason"),
        ({"reason": "n/a"}, "MUN210", "/reason"),
        ({"reason": {"text": {"en": "It is so."}}}, "MUN208", "/reason"),
        ({"facts": "sha256:0"}, "MUN208", "/facts"),
        ({"facts": None}, "MUN203", "/facts"),
        ({"rests_on": [{"address": "dataset/birds@1.0#/title"}]}, "MUN202", "/rests_on/0/sha256"),
        ({"rests_on": "everything"}, "MUN208", "/rests_on"),
    ],
)
def test_one_mistake_is_one_finding_at_its_place(keys: dict[str, Any], code: str, pointer: str) -> None:
    review, findings = read(text(**keys))
    assert review is None
    assert [(finding.code, finding.pointer) for finding in findings] == [(code, pointer)]
    assert findings[0].remedy


@pytest.mark.parametrize(
    "keys", [{}, {"question": "condition", "answer": "no"}, {"question": "contradiction", "answer": "explained"}]
)
def test_the_schema_takes_what_the_reader_takes(keys: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert read(text(**keys))[0] is not None
    assert list(Draft202012Validator(SCHEMA).iter_errors({**GOOD, **keys})) == []


@pytest.mark.parametrize("question", ["", *ANSWERS])
@pytest.mark.parametrize("answer", [word for words in ANSWERS.values() for word in words])
def test_schema_and_reader_agree_on_answers(question: str, answer: str) -> None:
    keys: dict[str, Any] = {"answer": answer, **({"question": question} if question else {})}
    taken = read(text(**keys))[0] is not None
    assert Draft202012Validator(SCHEMA).is_valid({**GOOD, **keys}) is taken
    assert taken is (answer in ANSWERS[question or "judgement"])


OF_A_FINDING: dict[str, Any] = {
    "requirement": ..., "revision": ..., "finding": "MUN503", "fact": "dataset/birds@1.0#/quality/duplicate_rate",
    "question": "contradiction", "answer": "explained",
}  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, []),
        ({"finding": ...}, [("MUN202", "/finding")]),
        ({"fact": ...}, [("MUN202", "/fact")]),
        ({"requirement": "AIA-10-2-f"}, [("MUN201", "/requirement")]),
        ({"revision": 1}, [("MUN201", "/revision")]),
        ({"use": "system/s@1#/datasets/a"}, [("MUN201", "/use")]),
        ({"finding": "503"}, [("MUN208", "/finding")]),
        ({"finding": None}, [("MUN203", "/finding")]),
        ({"question": "condition", "answer": "yes"}, [("MUN208", "/question")]),
        ({"question": ..., "answer": "sufficient"}, [("MUN208", "/question")]),
        ({"finding": ..., "fact": ...}, [("MUN202", "/requirement"), ("MUN202", "/revision")]),
    ],
)
def test_a_review_is_of_a_duty_or_of_a_finding(keys: dict[str, Any], said: list[tuple[str, str]]) -> None:
    keys = {**OF_A_FINDING, **keys}
    review, findings = read(text(**keys))
    assert [(finding.code, finding.pointer) for finding in findings] == said
    assert (review is None) is bool(said)
    whole = {key: value for key, value in {**GOOD, **keys}.items() if value is not ...}
    assert Draft202012Validator(SCHEMA).is_valid(whole) is not bool(said)
    if review:
        assert review.subject == ("MUN503 " + review.fact, "dataset/birds@1.0", "", "contradiction")


HOSTILE = {
    "nothing": b"",
    "a list": b"- sufficient\n",
    "a word": b"sufficient\n",
    "a key twice": text().encode() + b"answer: insufficient\n",
    "an alias": text(reason=...).encode() + b"role: &a data steward\nreason: *a\n",
    "a tag": text(reason=...).encode() + b"reason: !!python/object/apply:os.system [ls]\n",
    "two documents": text().encode() + b"---\nanswer: sufficient\n",
    "deep": text(rests_on=...).encode() + b"rests_on: " + b"[" * 30_000,
    "not UTF-8": text().encode() + b"role: \xff\xfe\n",
    "a huge number": text(revision=...).encode() + b"revision: 99999999999999999999999999\n",
    "a merge key": text().encode() + b"<<: {answer: sufficient}\n",
    "a key that is no text": text().encode() + b"1: 2\n",
    "a long reason": text(reason="very long " * 5000).encode(),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_answers_nothing_and_is_reported(data: bytes, tmp_path: Path) -> None:
    write(tmp_path, {"muniment.yaml": "muniment: 1\n", "birds.card.yaml": card(), "reviews/x/a.yaml": data})
    opened = open_workspace([tmp_path])
    assert opened.workspace.reviews == ()
    said = [finding for finding in opened.findings if finding.file.endswith("reviews/x/a.yaml")]
    assert Severity.ERROR in {finding.severity for finding in said}


OTHER = ("use", "role", "rests_on", "question", "finding", "fact", "x")


@given(st.dictionaries(st.sampled_from([*GOOD, *OTHER]), st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=8), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)))  # fmt: skip
def test_no_mapping_makes_the_reader_stumble(keys: dict[str, Any]) -> None:
    data = json.dumps({**GOOD, **keys}, ensure_ascii=True).encode()
    review, findings = read(data)
    assert (review is None) == any(finding.severity is Severity.ERROR for finding in findings)


def test_where_reviews_lie(tmp_path: Path) -> None:
    files = {
        "muniment.yaml": "muniment: 1\n",
        "birds.card.yaml": card(),
        "reviews/a.yaml": text(),
        "reviews/deep/er/b.yml": text(),
        "reviews/cats.card.yaml": card(name="cats"),
        "reviews/notes.txt": "not a review",
        "reviews/.hidden/c.yaml": text(),
        "elsewhere/reviews/d.yaml": text(),
        "dist/reviews/e.yaml": text(),
    }
    opened = open_workspace([write(tmp_path, files)])
    assert sorted(Path(review.file).name for review in opened.workspace.reviews) == ["a.yaml", "b.yml"]
    assert sorted(opened.workspace.cards) == ["dataset/birds@1.0", "dataset/cats@1.0"]
    assert codes(opened.findings) == []
