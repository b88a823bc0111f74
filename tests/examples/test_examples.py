"""The example workspaces: the good ones have no error of form, the broken one has every mistake it promises."""

import csv
import functools
import hashlib
import itertools
import json
import re
import runpy
import shutil
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.check import check
from muniment.app.opening import open_workspace
from muniment.assess.assessment import Applies, Outcome, Row
from muniment.base.findings import Finding, Severity
from sample_cards import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
AS_OF = "2026-11-23"
GOOD = ("open-model", "recruitment", "forty-cards", "supplier", "labelling")
#: The five that are complete, and the one whose gaps are what a newcomer is to see.
ALL_GOOD = (*GOOD, "penguins")
BROKEN = EXAMPLES / "broken"
#: Codes that no file of the broken workspace can show, with the reason.
NOT_SHOWN = {
    "MUN100": "a file that cannot be read cannot be committed",
    "MUN101": "a file of more than two megabytes does not belong in a repository",
    # Said by muniment fill of a client's file, never by check; tests/filling shows each.
    **dict.fromkeys((f"MUN77{number}" for number in (0, 1, 2, 3, 4, 6, 7)), "about a questionnaire and its mapping"),
}
FORM = re.compile(r"MUN[12367]\d\d")


@functools.cache
def assessed(name: str) -> Assessed:
    return assess_workspace(open_workspace([EXAMPLES / name]), AS_OF)


def said(finding: Finding) -> str:
    return f"{finding.file}: {finding.code} {finding.message}"


@functools.cache
def found(folder: Path) -> tuple[tuple[str, str, int, str], ...]:
    """Return what `check` reports below a folder: file below broken/, code, line, severity."""
    rows = []
    for item in check([folder], AS_OF).items:
        file = (Path.cwd() / item.place.file).resolve().relative_to(BROKEN).as_posix()
        rows.append((file, item.finding.code, item.place.line, str(item.finding.severity)))
    return tuple(rows)


def promised() -> list[tuple[str, str]]:
    text = (BROKEN / "README.md").read_text("utf-8")
    return re.findall(r"^\| (MUN\d{3}) \| (\S+) \|", text, re.MULTILINE)


def plain(card: str) -> dict:
    return yaml.load((EXAMPLES / card).read_text("utf-8"), Loader=yaml.BaseLoader)


# --- the three good workspaces -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GOOD)
def test_no_error_of_form_or_reference(name: str) -> None:
    errors = [
        said(finding)
        for finding in assessed(name).findings
        if FORM.fullmatch(finding.code) and finding.severity is Severity.ERROR
    ]
    assert errors == []


@pytest.mark.parametrize("name", GOOD)
def test_only_open_questions_are_left_as_warnings_of_form(name: str) -> None:
    left = [said(f) for f in assessed(name).findings if FORM.fullmatch(f.code) and f.code != "MUN710"]
    assert left == []


@pytest.mark.parametrize("name", GOOD)
def test_says_everywhere_that_it_is_fictional(name: str) -> None:
    assert "Fictional provider; not a real disclosure" in (EXAMPLES / name / "muniment.yaml").read_text("utf-8")
    assert "not a real disclosure" in (EXAMPLES / name / "README.md").read_text("utf-8")
    workspace = assessed(name).opened.workspace
    assert "(fictional)" in workspace.cards[workspace.organisation].facts["/legal_name"].value


@pytest.mark.parametrize("name", GOOD)
def test_uses_all_three_answers(name: str) -> None:
    facts = [fact for card in assessed(name).opened.workspace.cards.values() for fact in card.facts.values()]
    declared = [fact for fact in facts if fact.origin == "declared"]
    assert {str(fact.status) for fact in declared} == {"known", "unknown", "not_applicable"}
    assert all(fact.owner for fact in declared if fact.status == "unknown")


#: Settings have no schema; the two files show what a first line can break.
WITHOUT_SCHEMA = ("muniment.yaml", "empty.card.yaml", "directive.card.yaml")
CARDS = sorted(file for name in (*GOOD, "broken") for file in (EXAMPLES / name).rglob("*.yaml"))


@pytest.mark.parametrize(
    "file",
    [file for file in CARDS if file.name not in WITHOUT_SCHEMA],
    ids=lambda file: file.relative_to(EXAMPLES).as_posix(),
)
def test_first_line_leads_to_the_schema(file: Path) -> None:
    first = file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].decode()
    match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert match, first
    assert (file.parent / match[1]).resolve().is_file(), match[1]


@pytest.mark.parametrize("name", GOOD)
def test_digests_and_paths_of_shipped_files_are_right(name: str) -> None:
    root = EXAMPLES / name
    cards = assessed(name).opened.workspace.cards.values()
    seen = 0
    for card in cards:
        for fact in card.facts.values():
            if fact.path.endswith(("guideline.ref", "distribution[].location", "domain_list.file", "policy_ref")):
                file = root / str(fact.value)
                if fact.value is None or str(fact.value).startswith("http") or not str(fact.value).startswith(
                    ("docs/", "data/")
                ):  # fmt: skip
                    continue
                seen += 1
                digest = card.facts.get(fact.inner.rpartition("/")[0] + "/sha256")
                assert file.is_file(), file
                if digest is not None:
                    assert digest.value == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest(), fact.inner
    assert seen or name == "forty-cards"


def outcomes(name: str) -> dict[str, set[str]]:
    """Return the outcomes of each duty that applies, by requirement."""
    found: dict[str, set[str]] = {}
    for row in assessed(name).assessment.rows:
        if row.applies is Applies.YES:
            found.setdefault(row.requirement.id, set()).add(str(row.outcome))
    return found


def severities(name: str) -> Counter[str]:
    return Counter(str(item.finding.severity) for item in check([EXAMPLES / name], AS_OF).items)


@pytest.mark.parametrize("name", ALL_GOOD)
def test_facts_agree_with_each_other(name: str) -> None:
    assert [said(finding) for finding in assessed(name).findings if finding.code.startswith("MUN4")] == []


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_left_out_or_contradicted(name: str) -> None:
    left = {id: found for id, found in outcomes(name).items() if found & {"missing", "contradicted"}}
    assert left == {}
    assert severities(name)["error"] == 0


def test_a_supplier_has_one_duty_and_says_that_its_answer_is_open() -> None:
    rows = [row for row in assessed("supplier").assessment.rows if row.applies is not Applies.NO]
    assert [(row.requirement.id, row.bearer, str(row.outcome)) for row in rows] == [
        ("AIA-25-4-sup", "dataset/mains-vibration@2.0", "met"),
        ("AIA-25-4-sup", "dataset/mains-vibration@3.1", "unknown"),
    ]
    assert [finding.code for finding in assessed("supplier").findings] == ["AIA-25-4-sup"]


@pytest.mark.parametrize("name", [name for name in GOOD if name not in ("supplier", "labelling")])
def test_shows_a_sensible_mix_of_answers(name: str) -> None:
    counted = Counter(str(row.outcome) for row in assessed(name).assessment.rows if row.applies is Applies.YES)
    assert counted["met"] > counted["needs_judgement"] > counted["unknown"] > 0


@pytest.mark.parametrize("name", ALL_GOOD)
def test_every_election_is_stated(name: str) -> None:
    opened = assessed(name).opened
    organisation = opened.workspace.cards[opened.workspace.organisation]
    stated = {fact.path for fact in organisation.facts.values() if fact.status is not None}
    assert "organisation.voluntary_standards" in stated
    assert not [f for f in assessed(name).findings if f.code == "MUN711"]


# --- penguins ------------------------------------------------------------------------------------------------------


def test_first_run_shows_the_gaps_it_promises_and_little_else() -> None:
    found = outcomes("penguins")
    assert {id for id, seen in found.items() if "missing" in seen} == {"AIA-10-2-d", "AIA-10-2-g", "AIA-A4-2d-prov"}
    assert {id for id, seen in found.items() if "contradicted" in seen} == {"AIA-A4-2g-proc"}
    for field_test in ("AIA-9-6", "AIA-A4-2g-log", "AIA-A4-2g-met", "AIA-47-1", "AIA-72"):
        assert found[field_test] == {"unknown"}, field_test
    counted = severities("penguins")
    assert counted["error"] == 0
    assert 1 <= counted["warning"] <= 8
    assert counted.total() <= 45
    assert not [f for f in assessed("penguins").findings if f.code == "MUN710"]


def test_first_card_stays_short() -> None:
    text = (EXAMPLES / "penguins" / "systems" / "colony-gate.card.yaml").read_text("utf-8")
    assert len(text.splitlines()) <= 100


# --- open-model ----------------------------------------------------------------------------------------------------


def test_model_facts_are_computed() -> None:
    facts = assessed("open-model").opened.workspace.cards["model/terne@1.0"].facts
    computed = {fact.path.removeprefix("model."): fact.value for fact in facts.values() if fact.origin == "computed"}
    assert computed["size.of_text.amount"] == 2_167_310_563_420
    assert computed["size.of_text.bracket"] == "1e9_1e13"
    assert computed["open_source_exempt"] is True
    assert computed["latest_acquisition_date"] == "2026-04"
    used = {path.split(".")[1] for path, value in computed.items() if path.endswith(".used") and value}
    assert used == {"public", "crawl", "synthetic"}
    assert set(computed["eu_languages"]) < set(computed["languages"])


def test_nothing_the_public_summary_needs_is_missing() -> None:
    rows = [row for row in assessed("open-model").assessment.rows if row.bearer == "model/terne@1.0"]
    assert [row.requirement.id for row in rows if row.outcome is Outcome.MISSING] == []
    assert [row.requirement.id for row in rows if row.applies is Applies.CANNOT_TELL] == []


def test_relief_for_open_source_shows() -> None:
    applies = {row.requirement.id: str(row.applies) for row in assessed("open-model").assessment.rows}
    for relieved in ("AIA-53-1a", "AIA-53-1b"):
        assert applies[relieved] == "no"
    for stays in ("AIA-53-1c", "AIA-53-1d", "AIA-53-2", "DSM-4-2", "DSM-4-3"):
        assert stays in outcomes("open-model"), stays
    assert not [id for id in outcomes("open-model") if id.startswith(("AIA-A11-", "AIA-A12-"))]


def test_without_one_public_part_the_relief_falls_away(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "open-model", tmp_path / "open-model"))
    card = folder / "models" / "terne.card.yaml"
    text = card.read_text("utf-8")
    card.write_text(text.replace("public_parts: [weights, architecture, ", "public_parts: [weights, "), "utf-8")
    rows = assess_workspace(open_workspace([folder]), AS_OF).assessment.rows
    applies = {row.requirement.id: str(row.applies) for row in rows}
    assert applies["AIA-53-1a"] == applies["AIA-53-1b"] == "yes"


def test_both_chapters_of_the_code_are_signed_and_answered() -> None:
    found = outcomes("open-model")
    for start in ("COP-T-", "COP-C-", "MDF-", "TPL-", "DSM-", "GDPR-", "CA-AB2013-"):
        assert [id for id in found if id.startswith(start)], start
    # The relief takes Annex XI away, and the chapter that was signed asks for its file all the same.
    assert "unknown" in found["COP-T-1.1"]


def test_domain_list_agrees_with_the_card_and_the_script(tmp_path: Path) -> None:
    folder = EXAMPLES / "open-model" / "data"
    with (folder / "crawl-domains.csv").open(encoding="utf-8", newline="") as stream:
        listed = [(row["domain"], row["bytes_retained"], row["rank"]) for row in csv.DictReader(stream)]
    card = plain("open-model/datasets/terne-crawl.card.yaml")
    assert listed == [(row["name"], row["bytes_retained"], row["rank"]) for row in card["crawl"]["domains"]]
    assert all(domain.endswith(".example") for domain, _, _ in listed)
    measures = {row["id"]: int(row["amount"]) for row in card["measures"] if isinstance(row["amount"], str)}
    assert measures["kept-bytes"] == sum(int(size) for _, size, _ in listed)
    made = runpy.run_path(str(folder / "make_domains.py"))
    assert sorted(made["rows"]()) == sorted((domain, int(size)) for domain, size, _ in listed)


def test_figures_of_the_tuning_set_agree() -> None:
    card = plain("open-model/datasets/terne-dialogues.card.yaml")
    campaign = card["labelling"]["campaigns"][0]
    assert sum(int(row["value"]) for row in campaign["label_schema"]) == int(campaign["items"]) == 48_000
    assert sum(Decimal(row["share"]) for row in card["splits"]) == 1
    assert int(card["processing_steps"][-1]["rows_out"]) == 48_000


# --- recruitment ---------------------------------------------------------------------------------------------------


def test_the_filled_workbook_is_read_as_the_page_says(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "recruitment", tmp_path / "copy")
    file = "questions/answers-november.xlsx"
    done = run("answers", file, "--on", AS_OF, at=tmp_path / "copy")
    assert done.returncode == 1
    assert "2 answers written; 2 not accepted." in done.stderr
    assert '"to follow" is a placeholder' in done.stdout
    kept = json.loads((tmp_path / "copy" / "questions" / "answers-november.not-accepted.json").read_text("utf-8"))
    assert [item["text"] for item in kept["answers"]] == ["to follow", '="x"']
    cards = open_workspace([tmp_path / "copy"]).workspace.cards
    due = cards["deployment/shortlist-nordveen@1"].facts["/fria_required"]
    assert due.value is True
    digest = hashlib.sha256((EXAMPLES / "recruitment" / file).read_bytes()).hexdigest()
    assert due.source == f"Ilse Brandt (fictional), {AS_OF}, in answers-november.xlsx (sha256:{digest})"
    pay = "/labelling/campaigns/requirements-2026/workforce/freelance/pay/hourly_amount"
    fact = cards["dataset/applications-train@4.2.0"].facts[pay]
    assert (fact.status, fact.owner) == ("unknown", "procurement")
    # Nothing else of the files has changed.
    before = (EXAMPLES / "recruitment" / "deployments" / "shortlist-nordveen.card.yaml").read_text("utf-8").splitlines()
    after = (tmp_path / "copy" / "deployments" / "shortlist-nordveen.card.yaml").read_text("utf-8").splitlines()
    assert [line for line in after if line not in before] == [
        line for line in after if line.startswith("fria_required:")
    ]


def article_10(bearer: str) -> list[Row]:
    rows = [row for row in assessed("recruitment").assessment.rows if row.bearer == bearer]
    return [row for row in rows if re.match(r"AIA-10-[234]", row.requirement.id)]


@pytest.mark.parametrize("name", ["applications-train", "applications-validation", "applications-test"])
def test_every_duty_of_article_10_is_answered(name: str) -> None:
    rows = article_10(f"dataset/{name}@4.2.0")
    assert len(rows) >= 19
    assert {str(row.applies) for row in rows} == {"yes"}
    answered = {Outcome.MET, Outcome.NEEDS_JUDGEMENT, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE}
    assert [(row.requirement.id, row.outcome) for row in rows if row.outcome not in answered] == []


#: One duty of each kind that a provider of such a system has to answer, and of its own use of the system.
KINDS = (
    "AIA-9-2a", "AIA-9-6", "AIA-9-9", "AIA-10-1", "AIA-11-1", "AIA-12-1", "AIA-13-3bvi", "AIA-15-5", "AIA-17-1f",
    "AIA-17-1k", "AIA-18-1", "AIA-25-4-lab", "AIA-26-4", "AIA-26-6", "AIA-26-9", "AIA-72", "AIA-A4-1a",
    "AIA-A4-2a", "AIA-A4-2b", "AIA-A4-2c", "AIA-A4-2e", "AIA-A4-2h", "AIA-A4-6", "AIA-A4-7", "GDPR-5-1d", "GDPR-14",
    "GDPR-26-28", "GDPR-35", "LAB-who", "LAB-demo",
)  # fmt: skip


@pytest.mark.parametrize("requirement", KINDS)
def test_each_kind_of_duty_is_answered_with_facts(requirement: str) -> None:
    assert outcomes("recruitment")[requirement] <= {"met", "needs_judgement"}


def test_declaration_and_registration_are_not_claimed_before_they_are_made() -> None:
    found = outcomes("recruitment")
    assert [found[id] for id in ("AIA-47-1", "AIA-49-1", "AIA-A4-8", "AIA-A5-5")] == [{"unknown"}] * 4


def test_one_question_on_the_rights_assessment_is_left_open() -> None:
    assert [f.code for f in assessed("recruitment").findings if f.code == "MUN710"] == ["MUN710"]


def test_all_conditions_on_special_categories_are_met() -> None:
    rows = {
        row.requirement.id: row.outcome
        for row in assessed("recruitment").assessment.rows
        if row.bearer == "dataset/applications-test@4.2.0" and row.requirement.id.startswith("AIA-4a-1-")
    }
    assert rows == {f"AIA-4a-1-{letter}": Outcome.MET for letter in "abcdef"}


@pytest.mark.parametrize(
    ("name", "items"),
    [("applications-train", 62_400), ("applications-validation", 7_800), ("applications-test", 7_800)],
)
def test_figures_of_applications_agree(name: str, items: int) -> None:
    facts = assessed("recruitment").opened.workspace.cards[f"dataset/{name}@4.2.0"].facts
    assert facts["/measures/applications/amount"].value == items
    campaign = "/labelling/campaigns/requirements-2026"
    labels = facts[f"{campaign}/label_schema"].value
    assert sum(row["value"] for row in labels) == facts[f"{campaign}/items"].value == items
    groups = {row["name"]: row for row in facts["/representativeness/coverage_by_group"].value}
    for names in (
        ("Women", "Men", "Sex not stated"),
        ("Under 25", "25 to 34", "35 to 49", "50 and over", "Age not stated"),
    ):
        assert sum(groups[group]["count"] for group in names) == items
        assert sum(groups[group]["value"] for group in names) == 1
    for row in groups.values():
        if not row["name"].endswith("surveyed"):
            assert row["count"] == items * row["value"], row
    steps = [fact.inner for fact in facts.values() if fact.record and fact.path == "dataset.processing_steps[]"]
    for before, after in itertools.pairwise(steps):
        assert facts[f"{before}/rows_out"].value == facts[f"{after}/rows_in"].value, after
    assert facts[f"{steps[-1]}/rows_out"].value == items


def test_pay_differs_between_groups_and_one_figure_is_unknown() -> None:
    facts = assessed("recruitment").opened.workspace.cards["dataset/applications-train@4.2.0"].facts
    pay = "/labelling/campaigns/requirements-2026/workforce/{}/pay/{}"
    assert {facts[pay.format(group, "basis")].value for group in ("porto", "freelance", "recruiters")} == {
        "hour", "task", "salary",
    }  # fmt: skip
    assert facts[pay.format("freelance", "hourly_amount")].owner == "procurement"
    assert facts[pay.format("porto", "meets_living_wage")].value is True


# --- forty-cards ---------------------------------------------------------------------------------------------------


def test_there_are_forty_short_cards() -> None:
    files = sorted((EXAMPLES / "forty-cards" / "datasets").glob("*.card.yaml"))
    assert len(files) == 40
    for file in files:
        assert len(file.read_text("utf-8").splitlines()) - 1 <= 15, file.name
    bodies = {re.sub(r"\d+", "", file.read_text("utf-8").split("\n", 5)[5]) for file in files}
    assert len(bodies) == 40, "two cards differ in figures only"


def test_forty_cards_give_no_wall_of_warnings() -> None:
    counted = severities("forty-cards")
    assert counted["error"] == 0
    assert counted["warning"] <= 5


def test_marking_of_generated_notes_is_a_duty_and_answered() -> None:
    rows = {row.bearer: row for row in assessed("forty-cards").assessment.rows if row.requirement.id == "AIA-50-2"}
    assert rows["system/call-notes@1.4"].applies is Applies.YES
    assert rows["system/call-notes@1.4"].outcome is Outcome.NEEDS_JUDGEMENT
    assert rows["system/ticket-router@3.1"].applies is Applies.NO


def test_every_one_of_the_forty_is_used() -> None:
    workspace = assessed("forty-cards").opened.workspace
    assert all(workspace.uses_of(name) for name, card in workspace.cards.items() if card.kind == "dataset")


# --- broken --------------------------------------------------------------------------------------------------------


def home(file: str) -> Path:
    """Return the workspace a file of the broken example lies in."""
    folder = (BROKEN / file).parent
    while not (folder / "muniment.yaml").is_file():
        folder = folder.parent
    return folder


@pytest.mark.parametrize(("code", "file"), promised(), ids=lambda value: str(value))
def test_each_promised_mistake_is_found(code: str, file: str) -> None:
    assert (file, code) in {(where, what) for where, what, _, _ in found(home(file))}


#: Files that cannot say what is wrong with them: an empty one, and pins of suppliers, which are JSON.
SILENT = {"file/empty.card.yaml", *(file for _, file in promised() if file.endswith(".json"))}


@pytest.mark.parametrize(("code", "file"), [row for row in promised() if row[1] not in SILENT])
def test_each_file_says_what_is_wrong(code: str, file: str) -> None:
    text = (BROKEN / file).read_bytes().decode("utf-8", "replace")
    assert f"{code}:" in text


def test_every_code_is_shown_or_excepted() -> None:
    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "src" / "muniment").rglob("*.py"))
    known = set(re.findall(r"\"(MUN\d{3})\"", source))
    listed = ROOT / "schemas" / "vocab" / "findings.json"
    if listed.is_file():
        known |= set(json.loads(listed.read_text("utf-8"))["codes"])
    shown = {code for code, _ in promised()}
    assert known - shown - set(NOT_SHOWN) == set(), "add a file to examples/broken, or an exception with its reason"
    assert set(NOT_SHOWN) & shown == set()


def test_no_other_error_hides_in_the_broken_workspace() -> None:
    extra = [
        (file, code)
        for file, code, _, severity in found(BROKEN)
        if severity == "error" and (code, file) not in promised() and file != "twelve.card.yaml"
    ]
    assert extra == []


def test_twelve_mistakes_on_twelve_lines() -> None:
    rows = [row for row in found(BROKEN) if row[0] == "twelve.card.yaml" and row[3] == "error"]
    assert len(rows) == 12
    assert len({line for _, _, line, _ in rows}) == 12


def test_the_evidence_of_the_broken_cards_is_what_the_script_writes() -> None:
    folder = BROKEN / "measured"
    made = dict(runpy.run_path(str(folder / "make_locks.py"))["locks"]())
    written = {file.name.removesuffix(".lock.json"): file.read_bytes() for file in folder.glob("evidence/*.lock.json")}
    assert written == made, "the list of measures has changed: run examples/broken/measured/make_locks.py"


def test_the_evidence_on_the_penguins_is_repeated_and_bears_the_card_out() -> None:
    folder = EXAMPLES / "penguins"
    evidence = assessed("penguins").opened.workspace.evidence["dataset/penguins@2020.1"]
    assert not evidence.stale, "measures are defined anew: measure the card again, without its run record"
    assert Counter(str(claim.state) for claim in evidence.claims.values()) == {"confirmed": 10, "not_measurable": 5}
    card = folder / "datasets" / "penguins.card.yaml"
    done = run("measure", card, "--verify", at=folder)
    assert (done.returncode, "every figure is the same" in done.stdout) == (0, True), done.stdout + done.stderr
