"""Reviews in the assessment: what each answer does, what a review rests on, and when it falls."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.assess.assess import assess
from muniment.assess.assessment import Applies, Assessment, Outcome, Row
from muniment.assess.findings import check_assessment
from muniment.assess.review_findings import check_reviews
from muniment.assess.reviews import asked, awaiting, digest_of, stated
from muniment.base.findings import Severity
from muniment.catalogue.conditions import AllOf, AnyOf, Bound, Condition, Judgement, Not
from muniment.catalogue.load import build_catalogue, load_catalogue
from muniment.catalogue.requirements import Catalogue
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import ANSWERS, Review
from sample_cards import card, codes, linked

BIRDS = "dataset/birds@1.0"
USE = "system/router@1.0#/datasets/main"
AS_OF = "2026-11-23"
HEAD: dict[str, Any] = {
    "version": "1",
    "law_date": AS_OF,
    "instruments": {"act": {"label": "Act", "link": ""}},
    "tracks": {},
    "gates": {"dataset.labelling.labelled": "Is it labelled?"},
}
ENTRY: dict[str, Any] = {
    "id": "A-1",
    "title": "One",
    "duty": "State the title.",
    "instrument": "act",
    "provision": "Art 1",
    "bearer": "dataset",
    "unit": "bearer",
    "force": "binding",
    "confidence": "read_official_text",
    "source": "the act",
    "check": "judgement",
    "question": "Is the title good?",
    "recipients": ["internal"],
    "satisfied_by": ["dataset.title", "dataset.url"],
}
FACTS: dict[str, Any] = {"title": "Birds of the garden", "url": "https://birds.example/"}
ASKS = {"judgement": "Is it one of birds?"}
LABELLED = {"path": "dataset.labelling.labelled", "is": True}
CONDITIONAL = {"check": "presence", "question": "", "condition": {"all": [LABELLED, ASKS]}}


def catalogue(**entry: Any) -> Catalogue:
    return build_catalogue({**HEAD, "requirements": [{**ENTRY, **entry}]})


def judged(workspace: Workspace, law: Catalogue, *reviews: Review) -> tuple[Workspace, Assessment]:
    workspace = replace(workspace, reviews=reviews)
    return workspace, assess(workspace, law, AS_OF)


def parts(assessment: Assessment) -> list[Row]:
    return [part for row in assessment.rows for part in row.parts or (row,)]


def answer(row: Row, workspace: Workspace, said: str, **other: Any) -> Review:
    """Return a review of a row as it is now."""
    question = next(name for name, answers in ANSWERS.items() if said in answers)
    facts = stated(row.facts, workspace)
    review = Review(
        file="reviews/a.yaml", requirement=row.requirement.id, revision=row.requirement.revision, bearer=row.bearer,
        use=row.use, question=question, answer=said, reviewer="Ada Reviewer", role="", date="2026-11-01",
        reason="It is so.", facts=digest_of(row.requirement, question, facts),
        rests_on=tuple((fact.address, fact.digest) for fact in facts),
    )  # fmt: skip
    return replace(review, **other)


def after(said: str, facts: dict[str, Any], law: Catalogue, changed: dict[str, Any] | None = None, **other: Any):
    """Judge on some facts, then change them; return the row that becomes of it and the findings about the review."""
    before, _ = linked(card(**facts))
    (row,) = judged(before, law)[1].rows
    review = answer(row, before, said, **other)
    workspace, _ = linked(card(**(facts if changed is None else changed)))
    workspace, assessment = judged(workspace, law, review)
    findings = check_reviews(assessment, workspace, law.requirements)
    return assessment.rows[0], findings, (workspace, assessment)


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        ("sufficient", Outcome.MET, "reviewed"),
        ("insufficient", Outcome.CONTRADICTED, "judged_insufficient"),
    ],
)
def test_a_judgement_decides_the_outcome(said: str, outcome: Outcome, reason: str) -> None:
    row, findings, _ = after(said, FACTS, catalogue())
    assert (row.outcome, row.reason) == (outcome, reason)
    assert [review.reviewer for review in row.reviews] == ["Ada Reviewer"]
    assert findings == []


def test_a_judgement_is_asked_for_with_its_facts_and_the_command() -> None:
    workspace, _ = linked(card(**{**FACTS, "url": {"not_applicable": "it is not on the web"}}))
    workspace, assessment = judged(workspace, catalogue())
    (item,) = awaiting(assessment, workspace)
    assert (item.question, item.words) == ("judgement", "Is the title good?")
    assert [(fact.address, fact.status, fact.said) for fact in item.facts] == [
        (f"{BIRDS}#/title", "known", "Birds of the garden"),
        (f"{BIRDS}#/url", "not_applicable", "it is not on the web"),
    ]
    assert item.command.startswith(f"muniment review A-1 --card {BIRDS} --answer sufficient --reviewer ")
    (finding,) = check_assessment(assessment, workspace)
    assert finding.severity is Severity.NOTICE
    assert item.command in finding.remedy


def test_what_was_judged_insufficient_is_an_error_once_due() -> None:
    _, _, (workspace, assessment) = after("insufficient", FACTS, catalogue())
    (finding,) = check_assessment(assessment, workspace)
    assert (finding.code, finding.severity) == ("A-1", Severity.ERROR)
    assert "reviews/a.yaml" in finding.remedy
    assert awaiting(assessment, workspace) == []


@pytest.mark.parametrize(
    "changed",
    [
        {**FACTS, "title": "Birds of the gardens"},
        {**FACTS, "url": "https://birds.example/2"},
        {**FACTS, "url": {"not_applicable": "it is not on the web"}},
    ],
)
def test_a_review_falls_when_a_fact_it_rests_on_changes(changed: dict[str, Any]) -> None:
    row, findings, _ = after("sufficient", FACTS, catalogue(), changed)
    assert (row.outcome, row.reviews) == (Outcome.NEEDS_JUDGEMENT, ())
    (finding,) = findings
    assert (finding.code, finding.severity, finding.file) == ("MUN712", Severity.WARNING, "reviews/a.yaml")
    (key,) = [key for key in FACTS if changed[key] != FACTS[key]]
    assert finding.related == (f"{BIRDS}#/{key}",)
    assert f"{BIRDS}#/{key}" in finding.message


def test_the_reason_of_a_status_is_what_was_judged() -> None:
    first = {**FACTS, "url": {"not_applicable": "it is not on the web"}}
    second = {**FACTS, "url": {"not_applicable": "nobody asked for it"}}
    assert after("sufficient", first, catalogue(), first)[0].outcome is Outcome.MET
    assert after("sufficient", first, catalogue(), second)[0].outcome is Outcome.NEEDS_JUDGEMENT


def test_a_review_over_a_fact_that_is_gone_has_fallen() -> None:
    row, findings, _ = after("sufficient", FACTS, catalogue(), {"title": FACTS["title"]})
    assert row.outcome is Outcome.MISSING
    assert codes(findings) == ["MUN712"]


def test_a_review_of_a_revised_duty_has_fallen() -> None:
    before, _ = linked(card(**FACTS))
    review = answer(judged(before, catalogue())[1].rows[0], before, "sufficient")
    law = catalogue(revision=2)
    workspace, assessment = judged(before, law, review)
    assert assessment.rows[0].outcome is Outcome.NEEDS_JUDGEMENT
    (finding,) = check_reviews(assessment, workspace, law.requirements)
    assert (finding.code, finding.pointer) == ("MUN712", "/revision")


def test_without_the_single_digests_the_finding_names_no_fact() -> None:
    changed = {**FACTS, "title": "Other birds"}
    _, findings, _ = after("sufficient", FACTS, catalogue(), changed, rests_on=())
    assert codes(findings) == ["MUN712"]
    assert findings[0].related == ()


WORDS = st.sampled_from(["Birds of the garden", "Birds of the wood", "Cats and birds"])
STATED = st.one_of(WORDS, st.builds(lambda why: {"not_applicable": why}, WORDS))
CARDS = st.fixed_dictionaries({"title": STATED, "description": STATED, "construct_measured": STATED})


@settings(max_examples=60, deadline=None)
@given(CARDS, CARDS)
def test_it_stands_exactly_as_long_as_its_own_facts_say_the_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    law = catalogue(satisfied_by=["dataset.title", "dataset.description"])
    workspace, _ = linked(card(**first))
    (row,) = judged(workspace, law)[1].rows
    if asked(row) != "judgement":
        return
    row, findings, _ = after("sufficient", first, law, second)
    same = all(first[key] == second[key] for key in ("title", "description"))
    assert (row.reason == "reviewed") is same
    assert bool(findings) is not same


def test_a_fact_that_moves_into_a_profile_says_the_same() -> None:
    from sample_cards import profile

    law = catalogue()
    before, _ = linked(card(**FACTS))
    review = answer(judged(before, law)[1].rows[0], before, "sufficient")
    moved, _ = linked(card(profiles=["shared"], url=FACTS["url"]), profile(title=FACTS["title"]))
    assert judged(moved, law, review)[1].rows[0].reason == "reviewed"


# --- contradictions


NO_LABELS = {"check": "value", "question": "", "satisfied_by": [{"path": LABELLED["path"], "must": {"is": True}}]}


def test_an_explained_contradiction_stays_one_and_weighs_less() -> None:
    facts = {"labelling": {"labelled": False}}
    row, findings, (workspace, assessment) = after("explained", facts, catalogue(**NO_LABELS))
    assert (row.outcome, row.reason, findings) == (Outcome.CONTRADICTED, "explained", [])
    (finding,) = check_assessment(assessment, workspace)
    assert finding.severity is Severity.NOTICE
    (finding,) = check_assessment(assess(replace(workspace, reviews=()), catalogue(**NO_LABELS), AS_OF), workspace)
    assert finding.severity is Severity.ERROR


def test_an_explanation_is_idle_once_the_contradiction_is_mended() -> None:
    facts, mended = {"labelling": {"labelled": False}}, {"labelling": {"labelled": True}}
    row, findings, _ = after("explained", facts, catalogue(**NO_LABELS), mended)
    assert row.outcome is Outcome.MET
    assert [(finding.code, finding.severity) for finding in findings] == [("MUN712", Severity.NOTICE)]


def test_nobody_explains_away_a_judgement() -> None:
    law = catalogue()
    workspace, _ = linked(card(**FACTS))
    (row,) = judged(workspace, law)[1].rows
    no = answer(row, workspace, "insufficient")
    excuse = answer(row, workspace, "explained", file="reviews/b.yaml")
    assert judged(workspace, law, no, excuse)[1].rows[0].reason == "judged_insufficient"


# --- conditions


@pytest.mark.parametrize(
    ("said", "negated", "applies"),
    [
        ("yes", False, Applies.YES),
        ("no", False, Applies.NO),
        ("yes", True, Applies.NO),
        ("no", True, Applies.YES),
    ],
)
def test_the_answer_to_a_condition_decides_whether_the_duty_applies(said: str, negated: bool, applies: Applies) -> None:
    asks = {"not": ASKS} if negated else ASKS
    law = catalogue(**{**CONDITIONAL, "condition": {"all": [LABELLED, asks]}})
    facts = {**FACTS, "labelling": {"labelled": True}}
    row, findings, _ = after(said, facts, law)
    assert (row.applies, findings) == (applies, [])
    assert row.reason == ("judged_out" if applies is Applies.NO else "all_stated")
    assert [review.answer for review in row.reviews] == [said]


def test_the_question_of_a_condition_is_listed_with_the_facts_it_reads() -> None:
    workspace, _ = linked(card(**FACTS, labelling={"labelled": True}))
    workspace, assessment = judged(workspace, catalogue(**CONDITIONAL))
    (item,) = awaiting(assessment, workspace)
    assert (item.question, item.words) == ("condition", "Is it one of birds?")
    assert [fact.address for fact in item.facts] == [f"{BIRDS}#/labelling/labelled"]
    assert "--answer yes" in item.command


def test_a_condition_that_reads_something_else_now_is_open_again() -> None:
    law = catalogue(**{**CONDITIONAL, "condition": {"all": [{"path": "dataset.title", "exists": True}, ASKS]}})
    row, findings, _ = after("no", FACTS, law, {**FACTS, "title": "Cats of the garden"})
    assert (row.applies, codes(findings)) == (Applies.CANNOT_TELL, ["MUN712"])
    row, findings, _ = after("no", FACTS, law, {**FACTS, "url": "https://birds.example/2"})
    assert (row.applies, findings) == (Applies.NO, [])


def test_a_review_of_a_duty_that_does_not_apply_is_left_alone() -> None:
    facts = {**FACTS, "labelling": {"labelled": True}}
    row, findings, _ = after("no", facts, catalogue(**CONDITIONAL), {**FACTS, "labelling": {"labelled": False}})
    assert (row.applies, row.reason, row.reviews, findings) == (Applies.NO, "condition", (), [])


def questions_in(condition: Condition) -> int:
    match condition:
        case Judgement():
            return 1
        case AllOf(members) | AnyOf(members):
            return sum(map(questions_in, members))
        case Not(member):
            return questions_in(member)
        case Bound(where=where):
            return questions_in(where)
    return 0


def test_a_condition_of_the_catalogue_holds_at_most_one_question() -> None:
    # One answer, yes or no, is given for the condition as a whole.
    law = load_catalogue()
    assert [entry.id for entry in law.requirements.values() if questions_in(entry.condition) > 1] == []
    inner = [
        c for entry in law.requirements.values() for need in entry.needs for c in (need.must, need.when, need.where)
    ]
    assert not any(questions_in(condition) for condition in inner if condition is not None)
    assert not any(questions_in(track.condition) for track in law.tracks.values())
    assert not any(questions_in(election.condition) for election in law.elections.values())


# --- uses


def used(*roles: str) -> Workspace:
    systems = [
        card("system", f"s{at}", datasets=[{"id": "main", "dataset": "birds@1.0", "role": role}])
        for at, role in enumerate(roles)
    ]
    return linked(card(**FACTS), *systems)[0]


def test_each_use_has_its_own_review() -> None:
    law = catalogue(unit="use", satisfied_by=["use.role"])
    workspace = used("training", "testing")
    first, second = parts(judged(workspace, law)[1])
    reviews = (answer(first, workspace, "sufficient"), answer(second, workspace, "insufficient", file="reviews/b.yaml"))
    workspace, assessment = judged(workspace, law, reviews[0])
    assert [part.outcome for part in parts(assessment)] == [Outcome.MET, Outcome.NEEDS_JUDGEMENT]
    assert assessment.rows[0].outcome is Outcome.NEEDS_JUDGEMENT
    assert [item.row.use for item in awaiting(assessment, workspace)] == [second.use]
    workspace, assessment = judged(workspace, law, *reviews)
    assert (assessment.rows[0].outcome, assessment.rows[0].reason) == (Outcome.CONTRADICTED, "parts")
    assert check_reviews(assessment, workspace, law.requirements) == []


def test_a_second_use_is_not_judged_by_the_review_of_the_first() -> None:
    law = catalogue(unit="use", satisfied_by=["dataset.title"])
    one = used("training")
    review = answer(judged(one, law)[1].rows[0], one, "sufficient")
    assert judged(one, law, review)[1].rows[0].outcome is Outcome.MET
    assert judged(used("training", "testing"), law, review)[1].rows[0].outcome is Outcome.NEEDS_JUDGEMENT


# --- names and doubles


@pytest.mark.parametrize(
    ("other", "pointer"),
    [
        ({"requirement": "A-2"}, "/requirement"),
        ({"bearer": "dataset/brids@1.0"}, "/bearer"),
        ({"bearer": "system/s0@1.0"}, "/bearer"),
        ({"use": ""}, "/use"),
        ({"use": "system/s0@1.0#/datasets/other"}, "/use"),
        ({"question": "condition", "answer": "yes"}, "/question"),
    ],
)
def test_a_review_of_nothing_has_no_effect(other: dict[str, str], pointer: str) -> None:
    law = catalogue(unit="use", satisfied_by=["use.role"])
    workspace = used("training")
    review = answer(judged(workspace, law)[1].rows[0], workspace, "sufficient", **other)
    workspace, assessment = judged(workspace, law, review)
    assert assessment.rows[0].outcome is Outcome.NEEDS_JUDGEMENT
    (finding,) = check_reviews(assessment, workspace, law.requirements)
    assert (finding.code, finding.pointer) == ("MUN713", pointer)


@pytest.mark.parametrize("second", ["sufficient", "insufficient"])
def test_of_two_reviews_neither_counts(second: str) -> None:
    law = catalogue()
    workspace, _ = linked(card(**FACTS))
    (row,) = judged(workspace, law)[1].rows
    reviews = answer(row, workspace, "sufficient"), answer(row, workspace, second, file="reviews/b.yaml")
    workspace, assessment = judged(workspace, law, *reviews)
    assert (assessment.rows[0].outcome, assessment.rows[0].reviews) == (Outcome.NEEDS_JUDGEMENT, ())
    findings = check_reviews(assessment, workspace, law.requirements)
    assert codes(findings) == ["MUN714", "MUN714"]
    assert [finding.related for finding in findings] == [("reviews/b.yaml",), ("reviews/a.yaml",)]


def test_reviews_change_no_other_row() -> None:
    law = load_catalogue()
    workspace, _ = linked(card(**FACTS), card(name="cats", **FACTS))
    before = assess(workspace, law, AS_OF)
    for row in before.rows:
        if row.outcome is Outcome.NEEDS_JUDGEMENT:
            _, changed = judged(workspace, law, answer(row, workspace, "sufficient"))
            assert [a for a, b in zip(before.rows, changed.rows, strict=True) if a != b] == [row]


def test_a_review_of_an_earlier_version_says_so() -> None:
    before, _ = linked(card(**FACTS))
    review = answer(judged(before, catalogue())[1].rows[0], before, "sufficient")
    workspace, assessment = judged(linked(card(version="1.1", **FACTS))[0], catalogue(), review)
    assert assessment.rows[0].outcome is Outcome.NEEDS_JUDGEMENT
    (finding,) = check_reviews(assessment, workspace, catalogue().requirements)
    assert finding.code == "MUN713"
    assert "earlier version; the card is now dataset/birds@1.1" in finding.message
