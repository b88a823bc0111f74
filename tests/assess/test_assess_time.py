"""Time: the law of the day that is asked about, what is due on it, and what must be ready for a track."""

import pytest

from case_workspaces import load_body
from muniment.assess.assess import assess
from muniment.assess.assessment import Applies, Row
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.workspace.link import link
from muniment.workspace.settings import Settings

BIAS = {"special_categories": {"present": True, "purpose": "bias_detection_correction"}}


def row(duty: str, as_of: str, prepare: str = "", **system: object) -> Row:
    """Return one duty on the data set of a high-risk system."""
    bodies = [
        {"kind": "organisation", "name": "us", "roles": ["provider_high_risk"]},
        {"kind": "dataset", "name": "tickets", **BIAS},
        {
            "kind": "system",
            "name": "router",
            "risk_class": "high_risk",
            "uses_model_training": True,
            "annex_iii": True,
            "datasets": [{"id": "t", "dataset": "tickets@1.0", "role": "training"}],
            **system,
        },
    ]
    cards = [load_body(str(body["kind"]), str(body["name"]), body)[0] for body in bodies]
    workspace, _ = derive(link(cards, [], Settings())[0])
    rows = assess(workspace, load_catalogue(), as_of, prepare=prepare).rows
    return next(item for item in rows if item.requirement.id == duty and item.bearer.startswith("dataset"))


@pytest.mark.parametrize(
    ("as_of", "due", "citation"),
    [
        ("2024-08-01", "2026-08-02", "AI Act Art 10(2)(f)"),
        ("2026-07-26", "2026-08-02", "AI Act Art 10(2)(f)"),
        ("2026-07-27", "2027-12-02", "AI Act Art 10(2)(f)"),
        ("2027-12-01", "2027-12-02", "AI Act Art 10(2)(f)"),
        ("2027-12-02", "now", "AI Act Art 10(2)(f)"),
    ],
)
def test_the_amending_act_moved_the_dates(as_of: str, due: str, citation: str) -> None:
    found = row("AIA-10-2-f", as_of)
    assert (found.due, found.requirement.citation) == (due, citation)


def test_special_categories_stood_in_article_10_before() -> None:
    before, after = row("AIA-4a-1-a", "2026-07-26"), row("AIA-4a-1-a", "2026-07-27")
    assert (before.requirement.citation, before.due) == ("AI Act Art 10(5)(a)", "2026-08-02")
    assert (after.requirement.citation, after.due) == ("AI Act Art 4a(1)(a)", "now")


@pytest.mark.parametrize(
    ("system", "due", "reason"),
    [
        ({"placed_on": "2027-12-01", "design_changes": {"not_applicable": "none was made"}}, "none", "no_track"),
        ({"placed_on": "2027-12-02", "design_changes": {"not_applicable": "none was made"}}, "2027-12-02", None),
        ({"placed_on": "2027-12-01"}, "2027-12-02", None),
        ({"placed_on": "2027-12-01", "design_changes": [{"id": "a", "date": "2028-01-10"}]}, "2028-01-10", None),
        ({"placed_on": "2027-12-01", "design_changes": [{"id": "a", "date": "2027-12-01"}]}, "2030-08-02", None),
    ],
)
def test_systems_already_out(system: dict[str, object], due: str, reason: str | None) -> None:
    public = {"intended_for_public_authority": reason is None}
    found = row("AIA-10-2-f", "2026-11-23", **public, **system)
    assert found.due == due
    assert reason is None or (found.applies, found.reason) == (Applies.NO, reason)


def test_prepared_for_a_track_whatever_the_card_says() -> None:
    out = {"placed_on": "2020-01-01", "design_changes": {"not_applicable": "none was made"}}
    assert row("AIA-10-2-f", "2026-11-23", prepare="annex_i", **out).due == "2028-08-02"
    assert row("AIA-4a-1-a", "2026-11-23", prepare="annex_i", **out).due == "now"
    with pytest.raises(KeyError):
        row("AIA-10-2-f", "2026-11-23", prepare="annex_ix")
