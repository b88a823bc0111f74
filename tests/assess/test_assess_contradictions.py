"""What does not fit together, in the assessment: what it does to a row, what settles it, and when that falls."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import Opened
from muniment.assess.assessment import Applies, Outcome, Row
from muniment.assess.reviews import asked, awaiting, digest_of, stated
from muniment.base.findings import Finding, Severity
from muniment.workspace.reviews import ANSWERS, Review
from sample_cards import card, linked

AS_OF = "2026-11-23"
WREN, BIRDS = "model/wren@1.0", "dataset/birds@1.0"
US = card("organisation", "us", roles=["provider_gpai"], established_in_union=True, size_class="large")
USE = {"id": "birds", "dataset": "birds@1.0", "role": "training"}
MODEL: dict[str, Any] = {"gpai": True, "union_market_date": "2026-04-01", "datasets": [USE]}
#: What was acquired after the latest acquisition date that the model states.
LATE, LATEST = {"acquisition": {"date": "2026-03"}}, {"latest_acquisition_date": "2025-12"}
DATE = "TPL-1.3-date"


def assessed(model: dict[str, Any], dataset: dict[str, Any], *reviews: Review) -> Assessed:
    workspace, _ = linked(US, card("model", "wren", **MODEL, **model), card(**dataset))
    workspace = replace(workspace, reviews=reviews)
    return assess_workspace(Opened(Path(), True, workspace, {}), AS_OF)


def row_of(done: Assessed, requirement: str, bearer: str = WREN) -> Row:
    (row,) = [row for row in done.assessment.rows if (row.requirement.id, row.bearer) == (requirement, bearer)]
    return row


def finding_at(done: Assessed, address: str) -> Finding:
    (finding,) = [one for one in done.findings if one.address == address and one.code.startswith("MUN4")]
    return finding


def answer(done: Assessed, row: Row, said: str) -> Review:
    facts = stated(row.facts, done.opened.workspace)
    question = next(name for name, answers in ANSWERS.items() if said in answers)
    return Review(
        file="reviews/a.yaml", requirement=row.requirement.id, revision=row.requirement.revision, bearer=row.bearer,
        use=row.use, question=question, answer=said, reviewer="Ada", role="", date="2026-11-01", reason="It is so.",
        facts=digest_of(row.requirement, question, facts),
    )  # fmt: skip


def test_a_contradiction_rests_on_both_sides_and_an_explanation_falls_with_either() -> None:
    done = assessed(LATEST, LATE)
    row = row_of(done, DATE)
    assert (row.outcome, row.reason, asked(row)) == (Outcome.CONTRADICTED, "at_odds", "contradiction")
    place = f"{WREN}#/latest_acquisition_date"
    assert {place, f"{BIRDS}#/acquisition/date"} <= {basis.address for basis in row.facts}
    finding = finding_at(done, place)
    assert finding.severity is Severity.ERROR
    assert f"{row.requirement.citation} (due now)" in finding.citations
    review = answer(done, row, "explained")
    explained = assessed(LATEST, LATE, review)
    row = row_of(explained, DATE)
    assert (row.outcome, row.reason) == (Outcome.CONTRADICTED, "explained")
    finding = finding_at(explained, place)
    assert finding.severity is Severity.NOTICE
    assert "the review of 2026-11-01 stands" in finding.remedy
    # Either side may be mended; then the explanation is of other facts.
    earlier, later = {"latest_acquisition_date": "2026-01"}, {"acquisition": {"date": "2026-02"}}
    for model, dataset in ((earlier, LATE), (LATEST, later)):
        fallen = assessed(model, dataset, review)
        assert (row_of(fallen, DATE).reason, finding_at(fallen, place).severity) == ("at_odds", Severity.ERROR)
        assert "MUN712" in {one.code for one in fallen.findings}


def test_what_fits_is_met_again() -> None:
    row = row_of(assessed({"latest_acquisition_date": "2026-03"}, LATE), DATE)
    assert row.outcome is not Outcome.CONTRADICTED
    assert row.contradictions == ()


def test_a_doubt_is_left_to_a_person_who_settles_it() -> None:
    model = {"content_types": [{"id": "text", "description": "Viele Texte sind aus den Zeitungen der Stadt."}]}
    done = assessed({**model, "language": "en"}, {})
    row = row_of(done, "TPL-1.3-types")
    assert (row.outcome, row.reason, asked(row)) == (Outcome.NEEDS_JUDGEMENT, "doubt", "judgement")
    assert [one.code for one in row.contradictions] == ["MUN453"]
    assert row.requirement.id in {item.row.requirement.id for item in awaiting(done.assessment, done.opened.workspace)}
    settled = assessed({**model, "language": "en"}, {}, answer(done, row, "sufficient"))
    row = row_of(settled, "TPL-1.3-types")
    assert (row.outcome, row.reason) == (Outcome.MET, "reviewed")


def test_a_contradicted_gate_cannot_be_told_and_is_asked() -> None:
    said = {"sources": {"public": {"used": False}}}
    done = assessed(said, {"source": {"kind": "public"}})
    gate = f"{WREN}#/sources/public/used"
    assert finding_at(done, gate).severity is Severity.ERROR
    row = row_of(done, "TPL-2.1-mod")
    assert row.applies is Applies.CANNOT_TELL
    assert [one.address for one in row.gates] == [gate]
    (question,) = [one for one in done.findings if one.code == "MUN710" and one.address == gate]
    assert "contradicts itself" in question.remedy
    fitting = assessed(said, {"source": {"kind": "licensed"}})
    assert row_of(fitting, "TPL-2.1-mod").applies is Applies.NO


def test_a_registration_made_after_the_placing_on_the_market_is_judged() -> None:
    registered = {"entry": "EU-123", "data_summary": "Applications and their ratings.", "made_on": "2027-12-10"}
    system: dict[str, Any] = {"risk_class": "high_risk", "annex_iii": True, "annex_iii_points": ["4(a)"]}
    us = card("organisation", "us", roles=["provider_high_risk"])

    def outcome(placed: str) -> tuple[Outcome | None, str]:
        workspace, _ = linked(us, card("system", "owl", **system, placed_on=placed, registration=registered))
        done = assess_workspace(Opened(Path(), True, workspace, {}), "2027-12-20")
        row = row_of(done, "AIA-49-1", "system/owl@1.0")
        return row.outcome, row.reason

    assert outcome("2027-12-12") == (Outcome.MET, "all_stated")
    assert outcome("2027-12-05") == (Outcome.NEEDS_JUDGEMENT, "doubt")
