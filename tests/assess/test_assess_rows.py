"""Rows: how needs are answered, parts of several uses, dates over tracks, and questions asked once."""

from typing import Any

import pytest

from muniment.assess.assess import assess
from muniment.assess.assessment import Applies, Assessment, Outcome, Row
from muniment.catalogue.load import build_catalogue
from muniment.catalogue.requirements import Catalogue
from sample_cards import card, linked

HEAD: dict[str, Any] = {
    "version": "1",
    "law_date": "2026-11-23",
    "instruments": {"act": {"label": "Act", "link": ""}},
    "tracks": {
        "annex_iii": {"label": "Annex III", "condition": {"path": "system.annex_iii", "is": True}},
        "annex_i": {"label": "Annex I", "condition": {"path": "system.annex_i_section", "is": "A"}},
    },
    "gates": {"use.role": "In which role?", "system.risk_class": "Is it high-risk?"},
}
ENTRY: dict[str, Any] = {
    "id": "A-1",
    "title": "One",
    "duty": "State the title.",
    "instrument": "act",
    "provision": "Art 1",
    "bearer": "dataset",
    "unit": "use",
    "force": "binding",
    "confidence": "read_official_text",
    "source": "the act",
    "check": "presence",
    "recipients": ["internal"],
}
CAMPAIGNS = "dataset.labelling.campaigns[]"


def catalogue(*entries: dict[str, Any]) -> Catalogue:
    numbered = [{**ENTRY, "id": f"A-{number + 1}", **entry} for number, entry in enumerate(entries)]
    return build_catalogue({**HEAD, "requirements": numbered})


def judged(texts: list[str], *entries: dict[str, Any], as_of: str = "2026-11-23") -> Assessment:
    workspace, _ = linked(*texts)
    return assess(workspace, catalogue(*entries), as_of)


def only(assessment: Assessment) -> Row:
    (row,) = assessment.rows
    return row


def system(name: str = "router", **facts: Any) -> str:
    use = {"id": "main", "dataset": "birds", "version": "1.0", "role": "training", **facts.pop("use", {})}
    return card("system", name, datasets=[{key: value for key, value in use.items() if value is not None}], **facts)


NEED = {"bearer": "dataset", "unit": "bearer"}


@pytest.mark.parametrize(
    ("facts", "need", "outcome"),
    [
        ({"title": "Birds"}, "dataset.title", Outcome.MET),
        ({}, "dataset.title", Outcome.MISSING),
        ({"title": {"unknown": "not named yet"}}, "dataset.title", Outcome.UNKNOWN),
        ({"title": {"not_applicable": "it has none"}}, "dataset.title", Outcome.NOT_APPLICABLE),
        ({"title": "Birds"}, {"any": ["dataset.url", "dataset.title"]}, Outcome.MET),
        ({}, {"any": ["dataset.url", "dataset.title"]}, Outcome.MISSING),
        ({"url": {"unknown": "lost"}}, {"any": ["dataset.url", "dataset.title"]}, Outcome.UNKNOWN),
        (
            {"labelling": {"labelled": False}},
            {"path": "dataset.labelling.labelled", "must": {"is": True}},
            Outcome.CONTRADICTED,
        ),
        ({"labelling": {"labelled": True}}, {"path": "dataset.labelling.labelled", "must": {"is": True}}, Outcome.MET),
        ({}, {"path": "dataset.labelling.labelled", "must": {"is": True}}, Outcome.MISSING),
        (
            {"title": "Birds"},
            {"path": "dataset.title", "when": {"path": "dataset.labelling.labelled", "is": True}},
            Outcome.MET,
        ),
        ({}, {"path": "dataset.title", "when": {"path": "dataset.labelling.labelled", "is": True}}, Outcome.UNKNOWN),
        (
            {"labelling": {"labelled": False}},
            {"path": "dataset.title", "when": {"path": "dataset.labelling.labelled", "is": True}},
            Outcome.NOT_APPLICABLE,
        ),
        (
            {"labelling": {"labelled": True}},
            {"path": "dataset.title", "when": {"path": "dataset.labelling.labelled", "is": True}},
            Outcome.MISSING,
        ),
        (
            {"labelling": {"campaigns": [{"id": "a", "task": "draw boxes"}, {"id": "b"}]}},
            f"{CAMPAIGNS}.task",
            Outcome.MISSING,
        ),
        ({"labelling": {"not_applicable": "no labels"}}, f"{CAMPAIGNS}.task", Outcome.NOT_APPLICABLE),
        ({"labelling": {"unknown": "not told"}}, f"{CAMPAIGNS}.task", Outcome.UNKNOWN),
    ],
)
def test_need(facts: dict[str, Any], need: Any, outcome: Outcome) -> None:
    assert only(judged([card(**facts)], {**NEED, "satisfied_by": [need]})).outcome is outcome


def test_every_and_some() -> None:
    needs = ["dataset.title", "dataset.url"]
    for quantifier, outcome in (("every", Outcome.MISSING), ("some", Outcome.MET)):
        row = only(judged([card(title="Birds")], {**NEED, "satisfied_by": needs, "quantifier": quantifier}))
        assert row.outcome is outcome


def test_a_judgement_is_never_met_by_the_tool() -> None:
    entry = {**NEED, "satisfied_by": ["dataset.title"], "check": "judgement", "question": "Is it good?"}
    assert only(judged([card(title="Birds")], entry)).outcome is Outcome.NEEDS_JUDGEMENT
    assert only(judged([card()], entry)).outcome is Outcome.MISSING


def test_a_row_names_what_it_rests_on() -> None:
    row = only(judged([card(title="Birds")], {**NEED, "satisfied_by": ["dataset.title", "dataset.url"]}))
    assert [(basis.address, basis.status, basis.origin) for basis in row.facts] == [
        ("dataset/birds@1.0#/title", "known", "declared"),
        ("dataset/birds@1.0#/url", "absent", ""),
    ]


def test_each_use_where_it_matters() -> None:
    need = {"path": "use.used_from", "each": "uses", "where": {"path": "use.role", "is": "training"}}
    entry = {"bearer": "system", "unit": "bearer", "satisfied_by": [need]}
    cases = [
        ({"used_from": "2026"}, Outcome.MET),
        ({}, Outcome.MISSING),
        ({"role": "testing"}, Outcome.NOT_APPLICABLE),
        ({"role": None}, Outcome.UNKNOWN),
        ({"role": None, "used_from": "2026"}, Outcome.MET),
    ]
    for use, outcome in cases:
        assert only(judged([card(), system(use=use)], entry)).outcome is outcome


def test_a_data_set_nobody_uses_is_open() -> None:
    assessment = judged([card(title="Birds")], {"satisfied_by": ["dataset.title"]})
    row = only(assessment)
    assert (row.applies, row.outcome, row.reason) == (Applies.CANNOT_TELL, None, "no_use")
    assert [question.path for question in assessment.questions] == ["dataset"]


ROLE = {"path": "use.role", "is": "training"}


def parts(*roles: str | None, title: str = "Birds") -> Row:
    texts = [card(title=title), *(system(f"s{at}", use={"role": role}) for at, role in enumerate(roles))]
    return only(judged(texts, {"satisfied_by": ["dataset.title"], "condition": ROLE}))


def test_a_row_takes_the_worst_of_its_parts() -> None:
    row = parts("training", "testing")
    assert (row.applies, row.outcome, len(row.parts)) == (Applies.YES, Outcome.MET, 2)
    assert [part.applies for part in row.parts] == [Applies.YES, Applies.NO]
    assert parts("testing", "testing").applies is Applies.NO
    assert parts(None, "testing").applies is Applies.CANNOT_TELL


def test_a_row_is_not_met_while_one_use_cannot_be_told() -> None:
    row = parts("training", None)
    assert (row.applies, row.outcome) == (Applies.YES, Outcome.UNKNOWN)
    assert [gate.path for gate in row.gates] == ["use.role"]


DATES = {"annex_iii": "2027-12-02", "annex_i": "2028-08-02"}


@pytest.mark.parametrize(
    ("facts", "as_of", "applies", "due"),
    [
        ({"annex_iii": True, "annex_i_section": {"not_applicable": "no"}}, "2026-11-23", Applies.YES, "2027-12-02"),
        ({"annex_iii": True, "annex_i_section": {"not_applicable": "no"}}, "2027-12-02", Applies.YES, "now"),
        ({"annex_iii": False, "annex_i_section": "A"}, "2026-11-23", Applies.YES, "2028-08-02"),
        ({"annex_iii": True, "annex_i_section": "A"}, "2026-11-23", Applies.YES, "2027-12-02"),
        ({"annex_iii": False, "annex_i_section": "B"}, "2026-11-23", Applies.NO, "none"),
        ({"annex_iii": True}, "2026-11-23", Applies.YES, "2027-12-02"),
    ],
)
def test_due_dates_over_tracks(facts: dict[str, Any], as_of: str, applies: Applies, due: str) -> None:
    texts = [card(title="Birds"), system(**facts)]
    row = only(judged(texts, {"satisfied_by": ["dataset.title"], "dates": DATES}, as_of=as_of))
    assert (row.applies, row.due) == (applies, due)


def test_a_question_is_asked_once_and_the_heaviest_first() -> None:
    high = {"path": "system.risk_class", "is": "high_risk"}
    entries = [{"satisfied_by": ["dataset.title"], "condition": {"all": [high, ROLE]}}] * 2 + [
        {"satisfied_by": ["dataset.title"], "condition": high}
    ]

    def asked(**facts: str) -> list[tuple[str, int, int, str]]:
        texts = [card(), card(name="cats"), system(use={"role": None}, **facts)]
        texts.append(system("other", use={"dataset": "cats", "role": None}, **facts))
        questions = judged(texts, *entries).questions
        return [(item.path, item.settles, len(item.cards), item.question) for item in questions]

    assert asked()[0] == ("system.risk_class", 3, 2, "Is it high-risk?")
    assert asked(risk_class="high_risk") == [("use.role", 2, 2, "In which role?")]


def test_a_data_set_is_asked_for_its_own_facts_not_for_those_of_sets_used_beside_it() -> None:
    entry = {**NEED, "satisfied_by": ["dataset.title"]}
    entry["condition"] = {"path": "dataset.personal_data.reused_for_new_purpose", "is": True}
    uses = [{"id": name, "dataset": f"{name}@1.0", "role": "training"} for name in ("birds", "cats")]
    rows = judged([card(), card(name="cats"), card("system", "router", datasets=uses)], entry).rows
    asked = {row.bearer: [gate.address for gate in row.gates] for row in rows}
    assert asked == {name: [f"{name}#/personal_data/original_purpose"] for name in asked}


def test_roles_are_a_gate_like_any_other() -> None:
    entry = {**NEED, "satisfied_by": ["dataset.title"], "roles": ["provider_high_risk"]}
    texts = [card(title="Birds")]
    assert only(judged(texts, entry)).applies is Applies.CANNOT_TELL
    for roles, applies in ((["provider_high_risk"], Applies.YES), (["supplier"], Applies.NO)):
        assert only(judged([*texts, card("organisation", "us", roles=roles)], entry)).applies is applies


def test_one_data_set_makes_up_for_another_only_when_the_card_says_so() -> None:
    workspace = lambda **facts: [  # noqa: E731
        card(**facts),
        card(name="cats", title="Cats"),
        card(
            "system",
            "router",
            datasets=[
                {"id": "a", "dataset": "birds@1.0", "role": "training"},
                {"id": "b", "dataset": "cats@1.0", "role": "training"},
            ],
        ),
    ]
    entry = {"satisfied_by": ["dataset.title"], "quantifier": "combination"}
    rows = {row.bearer: row for row in judged(workspace(), entry).rows}
    assert rows["dataset/birds@1.0"].outcome is Outcome.MISSING
    rows = {row.bearer: row for row in judged(workspace(combination={"criteria_met_at": "combination"}), entry).rows}
    assert (rows["dataset/birds@1.0"].outcome, rows["dataset/birds@1.0"].reason) == (Outcome.MET, "combination")
