"""`explain`: whatever people call a thing is found, told as the law stood on the day, and never guessed at."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from muniment.app.explaining import explain
from muniment.app.generate import PAGES, foreign_pages, read_source
from muniment.base.errors import CannotRun
from muniment.base.resources import data_root, schema_path
from muniment.catalogue.citations import places_of
from muniment.catalogue.conditions import load_condition
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.wording import clauses_of, condition_in_words, need_in_words
from muniment.model.roles import ROLES
from muniment.report import explanation
from muniment.report.explain_text import render_text
from muniment.report.reference_pages import render_pages
from sample_cards import run

DAY = "2026-11-23"
CATALOGUE = load_catalogue()
WALK = read_source(schema_path("requirements", "provisions.yaml").read_bytes(), "provisions.yaml")
SCHEMA = json.loads(schema_path("explain", "v1", "result.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def found_under(name: str, day: str = DAY) -> list[str]:
    """Return the ids of the requirements that a name leads to."""
    found = explain(name, day)
    return [row["id"] for row in (*found["requirements"], *found["listed"])]


@pytest.mark.parametrize(
    "name",
    [
        "Art 10(2)(f)", "article 10 2 f", "Article 10, paragraph 2, point f", "art. 10 (2) (f)", "art10(2)f",
        "AI Act Art 10(2)(f)", "Regulation (EU) 2024/1689 Article 10(2)(f)",
    ],
)  # fmt: skip
def test_a_provision_is_found_however_it_is_written(name: str) -> None:
    assert found_under(name) == ["AIA-10-2-f", "LAB-demo"]


@pytest.mark.parametrize(
    ("name", "first", "count"),
    [
        ("Annex IV(2)(d)", "AIA-A4-2d-clean", 7),
        ("Annex IV point 2(d)", "AIA-A4-2d-clean", 7),
        ("annex xi 2(c)", "AIA-A11-1-2c-bias", 8),
        ("Art 53", "AIA-53-1a", 6),
        ("Annex VIII Section C", "AIA-A8-C1", 4),
        ("Annex VIII Section A point 10", "AIA-A8-A7", 1),
        ("Annex V point 3", "AIA-A5-1", 1),
        ("GDPR Art 6", "GDPR-5-1b", 2),
        ("GDPR Art 17", "GDPR-15-22", 1),
        ("Directive (EU) 2019/790 Art 4(3)", "DSM-4-3", 1),
        ("section 2.3", "TPL-2.3-beh", 10),
        ("2.3", "TPL-2.3-beh", 10),
        ("ISO/IEC 5259-1", "STD-5259-1", 1),
        ("Art 9(7)", "AIA-9-6", 1),
        ("Art 13(3)(b)(v)", "AIA-13-3bv", 1),
        ("aia-10-2-F", "AIA-10-2-f", 1),
    ],
)
def test_what_people_name_is_found(name: str, first: str, count: int) -> None:
    found = found_under(name)
    assert (found[0], len(found)) == (first, count)


@pytest.mark.parametrize(
    ("citation", "parts"),
    [
        ("GDPR Art 5(1)(b) and 6(4)", [("5", "1", "b"), ("6", "4")]),
        ("Art 9(2)(a) and (c)", [("9", "2", "a"), ("9", "2", "c")]),
        ("Art 9(6) to (8)", [("9", "6"), ("9", "8"), ("9", "7")]),
        ("GDPR Art 13, 26 to 28", [("13",), ("26",), ("27",), ("28",)]),
        ("Art 49(1), Annex VIII Section A point 6", [("49", "1"), ("8", "a", "6")]),
        ("Art 11(1), second subparagraph", [("11", "1", "sub2")]),
        ("EDPB Opinion 28/2024", []),
        (
            "Art 47(2) and (4), Annex V points 1 to 4, 7 and 8",
            [("47", "2"), ("47", "4"), ("5", "1"), ("5", "2"), ("5", "3"), ("5", "4"), ("5", "7"), ("5", "8")],
        ),
        ("Annex VIII Section A points 7 and 10", [("8", "a", "7"), ("8", "a", "10")]),
        ("Annex IV points 2(d) and 3", [("4", "2", "d"), ("4", "3")]),
    ],
)
def test_citations_are_read(citation: str, parts: list[tuple[str, ...]]) -> None:
    assert sorted(place.parts for place in places_of(citation)) == sorted(parts)


def test_every_entry_is_found_under_its_own_citation() -> None:
    lost = [entry.id for entry in CATALOGUE.requirements.values() if entry.id not in _under_citation(entry.citation)]
    assert lost == []


def _under_citation(citation: str) -> list[str]:
    found = explain(citation, DAY)
    rows = [*found["requirements"], *found["listed"]]
    return [row["id"] for row in rows] or [row["id"] for one in found["instruments"] for row in one["requirements"]]


def test_a_former_citation_leads_to_what_holds_the_duty_now() -> None:
    found = explain("Art 10(5)", DAY)
    assert found["listed"][0]["id"] == "AIA-4a-1"
    assert {row["until"] for row in found["listed"]} == {"2026-07-27"}
    text = render_text(explain("Art 10(5)(b)", DAY))
    assert "until 2026-07-27: AI Act Art 10(5)(b) is now AI Act Art 4a(1)(b) (AIA-4a-1-b)" in text


def test_a_day_before_an_amendment_shows_the_law_of_that_day() -> None:
    (entry,) = explain("AIA-4a-1-b", "2025-06-01")["requirements"]
    assert entry["citation"] == "AI Act Art 10(5)(b)"
    assert [role["name"] for role in entry["roles"]] == ["provider_high_risk"]
    assert {row["from"] for row in entry["dates"]} == {"2026-08-02", "2027-08-02"}
    (now,) = explain("AIA-4a-1-b", DAY)["requirements"]
    assert [version["until"] for version in now["versions"]] == ["2026-07-27", ""]
    (moved,) = explain("AIA-10-2-f", "2026-07-26")["requirements"]
    assert {row["from"] for row in moved["dates"]} == {"2026-08-02", "2027-08-02"}


def test_a_text_that_did_not_exist_says_since_when_it_does() -> None:
    found = explain("TPL-2.3-per", "2025-01-01")
    assert found["requirements"][0]["exists"] is False
    assert "did not exist on 2025-01-01; it does since 2025-07-24" in render_text(found)
    assert "Not yet in the law of 2025-01-01, but since 2026-07-27" in render_text(explain("Art 4a(2)", "2025-01-01"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MUN431", "codes"), ("mun431", "codes"), ("T-26", "rules"), ("annex_iii", "tracks"),
        ("code_copyright", "elections"), ("provider_gpai", "roles"), ("GDPR", "instruments"),
        ("dataset.labelling", "paths"), ("dataset.labelling.campaigns.workforce", "paths"), ("use.role", "paths"),
        ("licence.id", "paths"), ("union_market_date", "paths"), ("model.gpai", "paths"),
    ],
)  # fmt: skip
def test_each_kind_of_name(name: str, kind: str) -> None:
    found = explain(name, DAY)
    assert [key for key in SCHEMA["properties"] if isinstance(found[key], list) and found[key]] == [kind]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("AIA-10-2-ff", 'Did you mean "AIA-10-2-f"?'),
        ("provider_gpa", 'Did you mean "provider_gpai"?'),
        ("dataset.labeling", 'Did you mean "dataset.labelling"?'),
        ("Art 6", 'Did you mean "GDPR Art 6"?'),
        ("Art 5", "Did you mean"),
        ("title", "Name one of them in full."),
        ("no such thing", "Name for instance"),
        ("", "Name for instance"),
        ("Art", "Name for instance"),
        ("(" * 500, "Name for instance"),
    ],
)
def test_what_is_not_known_is_said_and_never_guessed(name: str, remedy: str) -> None:
    with pytest.raises(CannotRun) as raised:
        explain(name, DAY)
    assert remedy in raised.value.remedy


def test_json_follows_its_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    names = [*CATALOGUE.requirements, *explanation.codes(), *CATALOGUE.tracks, *CATALOGUE.elections, *ROLES]
    names += [*CATALOGUE.instruments, *CATALOGUE.gates, "Art 10", "Art 10(5)", "T-26", "dataset.labelling", "use.fit"]
    for name in names:
        if name in ("model", "system"):
            continue
        for day in (DAY, "2025-01-01"):
            assert [error.message for error in VALIDATOR.iter_errors(explain(name, day))] == [], name
    assert not VALIDATOR.is_valid({**explain("MUN210", DAY), "foreign": 1})


def test_the_command_prints_both_forms(tmp_path) -> None:
    done = run("explain", "Art", "10(2)(a)", "--as-of", DAY, "--format", "json", at=tmp_path)
    assert json.loads(done.stdout) == explain("Art 10(2)(a)", DAY)
    assert run("explain", "Art 10(2)(a)", "--as-of", DAY, at=tmp_path).stdout == render_text(
        explain("Art 10(2)(a)", DAY)
    )
    assert run("explain", "AIA-10-2-a", "--as-of", "never", at=tmp_path).returncode == 2


def test_the_text_says_everything_of_a_duty() -> None:
    text = re.sub(r"\s+", " ", render_text(explain("AIA-25-4-lab", DAY)))
    for said in (
        "AI Act Art 25(4) (read in the official text)", "http://data.europa.eu/eli/reg/2024/1689/oj",
        "provider_high_risk: Provider of a high-risk AI system.", 'the system\'s "Risk class" is "high risk"',
        'there is at least one entry of "Labelling › Campaigns" where either its "Labelling company" is stated or its',
        "2027-12-02, high-risk systems of Annex III", "until 2026-07-27:", "; not applicable is no answer",
        "a named person must judge", "national competent authorities on request", "Up to EUR 15 million",
        "no figure of risk", "AIA-25-4-sup",
    ):  # fmt: skip
        assert said in text, said
    assert "EUR" not in render_text(explain("LAB-demo", DAY)), "what no provision names is fined by nobody"
    assert "T-26 (MUN431" in render_text(explain("TPL-2.3-dom", DAY))
    assert "Binds only who chose it" in render_text(explain("STD-5259-1", DAY))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"path": "system.risk_class", "is": "high_risk"}, 'the system\'s "Risk class" is "high risk"'),
        ({"not": {"path": "system.annex_iii", "is": True}}, 'the system\'s "Listed in Annex III" is no'),
        (
            {"path": "model.open_source_exempt", "is_not": True},
            'the model\'s "Relief met" is not yes (or does not apply)',
        ),
        (
            {"not": {"path": "use.role", "in": ["training", "testing"]}},
            'the use\'s "Role" is stated and is not "training" or "testing"',
        ),
        (
            {"not": {"path": "model.union_market_date", "at_least": "2025-08-02"}},
            'the model\'s "Placed on the Union market" is before 2 August 2025',
        ),
        (
            {"path": "model.summary.next_due", "at_least": "as_of"},
            'the model\'s "Public summary › Next update due" is the date of the report or later',
        ),
        (
            {"path": "system.logging.retention", "at_least": "P6M"},
            'the system\'s "Logs › Kept for" is at least 6 months',
        ),
        ({"not": {"path": "use.share", "exists": True}}, 'the use\'s "Share used" is not stated'),
        (
            {"not": {"all": [{"path": "use.share", "exists": True}, {"judgement": "Is it so?"}]}},
            'either the use\'s "Share used" is not stated or a person denies: Is it so?',
        ),
        (
            {"not": {"some": "uses", "where": {"path": "use.role", "is": "training"}}},
            'for each use of a data set, the use\'s "Role" is stated and is not "training"',
        ),
        (
            {"every": "dataset.supplied_to[]", "where": {"path": "dataset.supplied_to[].for_high_risk", "is": True}},
            'for each entry of "Recipients", its "For a high-risk system" is yes',
        ),
        ({"any": []}, "never"),
        ({"all": []}, "always"),
    ],
)  # fmt: skip
def test_conditions_in_words(condition: dict[str, object], words: str) -> None:
    assert condition_in_words(load_condition(condition)) == words


def test_no_condition_or_need_is_without_words() -> None:
    for entry in CATALOGUE.requirements.values():
        needs = [need_in_words(need) for need in entry.needs]
        said = [*clauses_of(entry.condition), *(part for need in needs for part in (need.facts, need.test, need.asked))]
        assert all(need.facts for need in needs)
        assert not [text for text in said if re.search(r"\b(None|True|False|as_of|Leaf|AllOf)\b|  ", text)], entry.id


def test_rules_of_consistency_stand_beside_requirements_that_exist() -> None:
    beside = json.loads(schema_path("vocab", "rules.json").read_text("utf-8"))["rules"]
    assert set(beside) == {rule["id"] for rule in explanation.rules()}, (
        "a rule needs its row in schemas/vocab/rules.json"
    )
    assert {name for names in beside.values() for name in names} <= set(CATALOGUE.requirements)


def test_reference_pages_are_complete_and_their_links_lead_somewhere() -> None:
    pages = render_pages(CATALOGUE, WALK)
    assert pages == render_pages(CATALOGUE, WALK)
    assert set(pages) == {
        "README.md",
        "roles.md",
        "codes.md",
        "left_out.md",
        *(f"{name}.md" for name in CATALOGUE.instruments),
    }
    anchors = {name: set(re.findall(r'<a id="([^"]+)"></a>', text)) for name, text in pages.items()}
    for entry in CATALOGUE.requirements.values():
        assert entry.id in anchors[f"{entry.instrument}.md"]
        assert f"({entry.instrument}.md#{entry.id})" in pages["README.md"]
    for name, text in pages.items():
        for target, anchor in re.findall(r"\]\(([\w.]*)#([^)]+)\)", text):
            assert anchor in anchors[target or name], f"{name}: {target}#{anchor}"


def test_a_provision_without_a_requirement_stands_on_the_page_with_its_reason() -> None:
    (row,) = re.findall(
        r"^\| AI Act Art 18\(2\) \| (.*) \|$", render_pages(CATALOGUE, WALK)["left_out.md"], re.MULTILINE
    )
    asks, reason, beside, read = row.split(" | ")
    assert "Member States" in asks and "binds the Member States" in reason
    assert beside == "[AIA-18-1](ai_act.md#AIA-18-1)"
    assert read == "read in a secondary source"


def test_the_pages_answer_what_strangers_ask() -> None:
    pages = render_pages(CATALOGUE, WALK)
    provider = pages["roles.md"].split('<a id="provider_gpai"></a>')[1].split("<a id=")[0]
    owed = {entry.id for entry in CATALOGUE.requirements.values() if "provider_gpai" in entry.roles}
    assert set(re.findall(r"md#([^)]+)\)", provider)) == owed
    asked = pages["ai_act.md"].split('<a id="AIA-10-2-f"></a>')[1].split("<a id=")[0]
    assert "`dataset.bias_examination.groups`" in asked
    order = re.findall(r"^## (\S+):", pages["ai_act.md"], re.MULTILINE)
    assert order.index("AIA-4a-1") < order.index("AIA-9-9") < order.index("AIA-10-2-f") < order.index("AIA-A4-2a")
    assert not foreign_pages([f"{PAGES}/{name}" for name in pages])
    assert (data_root() / PAGES / "README.md").is_file()
