"""Reports for machines and code hosts: valid by their schemas, the same each time, and deaf to what cards say."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from lxml import etree

from git_repositories import begun, committed, git
from muniment.base.findings import Finding, Place, Severity
from muniment.cli.main import group
from muniment.report.github import MOST_OF_A_KIND, render_github, render_step_summary
from muniment.report.located import Located
from muniment.report.markdown import escaped
from muniment.report.paths import Paths

SCHEMAS = Path(__file__).parent / "schemas"
AS_OF = "2026-11-27"
HOSTILE = 'Birds ::error::x%0A ##[error]y [link](http://x) {0} ]]> <b>&amp; | @team "q" \\'


def muniment(*arguments: str) -> Result:
    return CliRunner().invoke(group, [*arguments, "--as-of", AS_OF])


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace below the top of a repository: a baseline, a waiver, an owner, and one new set full of markup."""
    for name in ("CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    at = begun(tmp_path / "repository") / "docs" / "cards"
    (at / "sets").mkdir(parents=True)
    monkeypatch.chdir(at)
    (at / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\nowners: [{files: sets/**, owner: data}]\n")
    (at / "organisation.card.yaml").write_text(
        'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
    )
    a_set(at, "old", "Old birds")
    (at / "waivers.yaml").write_text(
        "muniment: 1\nwaivers:\n  - {id: w, code: GDPR-5-1a, path: dataset.personal_data.lawful_basis,"
        " reason: 'so [it](http://x) is', person: Ada, until: 2030-01-01}\n"
    )
    assert muniment("baseline").exit_code == 0
    committed(at)
    git(at, "switch", "-qc", "branch")
    a_set(at, "new", HOSTILE)
    return at


def a_set(at: Path, name: str, title: str) -> Path:
    file = at / "sets" / f"{name}.card.yaml"
    file.write_text(
        f'muniment: 1\nkind: dataset\nname: {name}\nversion: "1"\ntitle: {json.dumps(title)}\n'
        "personal_data: {present: true}\n"
    )
    return file


def sarif(*arguments: str) -> dict:
    done = muniment("check", "--format", "sarif", *arguments)
    assert done.exit_code == 0, done.output
    log = json.loads(done.stdout)
    Draft202012Validator(json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text("utf-8"))).validate(log)
    return log["runs"][0]


def test_sarif_names_rules_provisions_and_places(workspace: Path) -> None:
    run = sarif()
    rules = run["tool"]["driver"]["rules"]
    texts = run["taxonomies"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]
        uri = location["artifactLocation"]["uri"]
        assert (workspace.parents[1] / uri).is_file(), uri
        assert location["artifactLocation"]["uriBaseId"] in run["originalUriBaseIds"]
        for taxon in result.get("taxa", ()):
            text = texts[taxon["toolComponent"]["index"]]
            assert (text["name"], text["taxa"][taxon["index"]]["id"]) == (taxon["toolComponent"]["name"], taxon["id"])
    basis = next(rule for rule in rules if rule["id"] == "GDPR-5-1a")
    assert "legal basis" in basis["fullDescription"]["text"]
    assert "http" not in basis["help"]["markdown"]
    assert [link["target"]["id"] for link in basis["relationships"]] == ["GDPR Art 5(1)(a)"]
    prints = [result["partialFingerprints"]["munimentIdentity/v1"] for result in run["results"]]
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in prints)


def test_sarif_says_what_is_suppressed_and_what_a_branch_brings(workspace: Path) -> None:
    whole = sarif()
    said = {
        row["suppressions"][0]["justification"].partition(" ")[0] if "suppressions" in row else ""
        for row in whole["results"]
    }
    assert said == {"", "In", "Waived"}
    assert all(row.get("suppressions", [{"status": "accepted"}])[0]["status"] == "accepted" for row in whole["results"])
    since = sarif("--since", "main")
    assert since["baselineGuid"]
    states = {
        (row["baselineState"], row["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        for row in since["results"]
        if row["ruleId"].startswith("GDPR-5-1f")
    }
    assert states == {("new", "docs/cards/sets/new.card.yaml"), ("unchanged", "docs/cards/sets/old.card.yaml")}


def test_fingerprints_stay_when_lines_move_and_differ_between_cards(workspace: Path) -> None:
    def prints() -> dict[str, str]:
        rows = sarif()["results"]
        logical = [row["locations"][0].get("logicalLocations", [{}])[0].get("fullyQualifiedName", "") for row in rows]
        return {
            f"{row['ruleId']} {place}": row["partialFingerprints"]["munimentIdentity/v1"]
            for row, place in zip(rows, logical, strict=True)
            if place
        }

    before = prints()
    file = workspace / "sets" / "new.card.yaml"
    file.write_text("# moved\n\n" + file.read_text())
    file.rename(workspace / "sets" / "elsewhere.card.yaml")
    after = prints()
    assert {key: after[key] for key in before} == before
    assert len(set(before.values())) == len(before)


def test_sarif_holds_no_more_than_hosts_take_and_says_so(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = sarif()["results"]
    counting = sum(row["level"] == "error" and "suppressions" not in row for row in whole)
    monkeypatch.setattr("muniment.report.sarif.MOST_RESULTS", counting)
    run = sarif()
    assert [row["level"] for row in run["results"]] == ["error"] * counting
    assert not [row for row in run["results"] if "suppressions" in row]
    told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert told.startswith(f"{len(whole) - counting} findings")


def test_sarif_fails_only_when_told_to(workspace: Path) -> None:
    assert muniment("check", "--format", "sarif").exit_code == 0
    assert muniment("check", "--format", "sarif", "--fail-on", "error").exit_code == 1


def test_junit_is_valid_and_counts(workspace: Path) -> None:
    done = muniment("check", "--format", "junit")
    assert done.exit_code == 1
    root = etree.fromstring(done.stdout.encode())
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "junit-10.xsd"))
    schema.assertValid(root)
    suite = root[0]
    assert int(suite.get("tests")) == len(suite)
    assert int(suite.get("failures")) == len(root.findall(".//failure")) > 5
    assert int(suite.get("skipped")) == len(root.findall(".//skipped"))
    clean = {case.get("classname") for case in suite if len(case) == 0}
    assert "docs/cards/sets/old.card.yaml" in clean
    assert "docs/cards/sets/new.card.yaml" not in clean
    assert muniment("check", "--format", "junit", "--fail-on", "never").exit_code == 0


def test_gitlab_holds_what_counts_with_prints_of_their_own(workspace: Path) -> None:
    rows = json.loads(muniment("check", "--format", "gitlab").stdout)
    prints = [row["fingerprint"] for row in rows]
    assert len(set(prints)) == len(prints) > 10
    assert {row["severity"] for row in rows} <= {"info", "minor", "major"}
    assert {row["location"]["path"] for row in rows if row["severity"] == "major"} == {"docs/cards/sets/new.card.yaml"}
    assert all(set(row) == {"description", "check_name", "fingerprint", "severity", "location"} for row in rows)


def test_github_is_chosen_where_its_actions_run(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    done = muniment("check")
    assert done.exit_code == 1
    commands = [line for line in done.stdout.split("\n") if line.startswith("::")]
    assert {line.partition(" ")[0] for line in commands} == {"::error", "::warning"}
    assert sum(line.startswith("::error ") for line in commands) == MOST_OF_A_KIND
    assert all("file=docs/cards/" in line and "title=" in line for line in commands)
    assert "Ask data." in done.stdout
    text = summary.read_text()
    assert text.startswith("before\n## Muniment\n")
    assert "Waived, and open all the same" in text
    assert "[it](" not in text
    assert "sets/new\\.card\\.yaml" in text
    assert muniment("check", "--format", "concise").stdout.startswith("sets/new.card.yaml")


def hostile(text: str, file: str = "a.card.yaml", severity: Severity = Severity.ERROR) -> Located:
    finding = Finding("MUN201", severity, text, text, file=file, owner=text)
    return Located(finding, Place(file, 1, 1, 1, 2), text, inside=file)


@pytest.mark.parametrize(
    "text",
    [
        "x\n::error::owned", "x\r\n::set-env name=A::b", "%0A::error::x", "##[set-output name=x;]y",
        "  ::stop-commands::x", "\u2028::error::x", "\x1b]0;x\x07", "a,title=x::y",
    ],
)  # fmt: skip
def test_no_card_can_give_github_a_command(text: str) -> None:
    name = f"{text}.card.yaml"
    many = [hostile(text, name)] * (MOST_OF_A_KIND + 5)
    lines = render_github(many, Paths()).split("\n")
    assert len(lines) == len(many) + 2
    for line in lines[:MOST_OF_A_KIND]:
        head, _, rest = line.removeprefix("::").partition("::")
        assert re.fullmatch(r"error file=[^,:\r\n]*,line=1,endLine=1,col=1,endColumn=2,title=MUN201", head), head
        assert not re.search("[\r\n\u2028]", rest)
    assert not [line for line in lines[MOST_OF_A_KIND:] if line.lstrip().startswith("::")]
    assert "##[" not in "".join(lines)


def test_a_summary_is_no_larger_than_github_takes_and_holds_no_markup_of_cards() -> None:
    counts = {"cards": 1, "error": 9, "warning": 0, "notice": 0, "assessed": True, "as_of": AS_OF}
    many = [hostile(f"{HOSTILE} {'x' * 400} {number}") for number in range(5000)]
    text = render_step_summary(many, counts, Paths())
    assert 900_000 < len(text.encode()) <= 1024 * 1024
    assert "more" in text.split("\n")[-2]
    assert render_step_summary(many, counts, Paths(), 10) == ""
    assert len(render_step_summary(many, counts, Paths(), 20_000).encode()) <= 20_000
    row = next(line for line in text.split("\n") if "MUN201" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert not re.search(r"<b>|(?<!\\)\[link|@team", row)
    assert escaped("a\n# b") == "a \\# b"


def test_reports_are_the_same_each_time_and_go_into_files(workspace: Path, tmp_path: Path) -> None:
    for form in ("full", "concise", "json", "sarif", "junit", "gitlab", "github"):
        printed = muniment("check", "--format", form).stdout
        file = tmp_path / f"report.{form}"
        done = muniment("check", "--format", form, "--output", str(file), "--color", "always")
        assert done.stdout == ""
        assert file.read_text("utf-8") == printed
        assert "\x1b" not in printed


def test_colours_follow_the_option_then_no_color(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[31;1merror" in muniment("check", "--color", "always").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in muniment("check").stdout
    assert "\x1b" in muniment("check", "--color", "always").stdout


def test_quiet_says_only_what_fails(workspace: Path) -> None:
    loud, quiet = muniment("check", "--format", "concise"), muniment("check", "--format", "concise", "--quiet")
    assert quiet.stderr == ""
    assert quiet.exit_code == 1
    assert [line for line in loud.stdout.splitlines() if " error " in line and "(waived" not in line] == (
        quiet.stdout.splitlines()
    )
    (workspace / "sets" / "new.card.yaml").unlink()
    assert (muniment("check", "-q").output, muniment("check", "-q").exit_code) == ("", 0)


def test_outside_a_repository_and_of_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ä b%.card.yaml").write_text("muniment: [\n")
    run = sarif()
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "%C3%A4%20b%25.card.yaml"
    assert muniment("check", "--format", "junit").exit_code == 1
