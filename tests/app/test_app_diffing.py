"""`diff` on real repositories, folders, editions and packs: what it tells, what opens again, and what it refuses."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from git_repositories import begun, committed, git
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.cli.main import group
from muniment.report.diff_markdown import MOST, code
from sample_cards import card, run, write

ROOT = Path(__file__).parents[2]
DAY = "2026-11-20"
CARD = "datasets/applications-train.card.yaml"
SYSTEM = "systems/kandelis-shortlist.card.yaml"


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the example of a high-risk system below a repository, committed, and stand in it."""
    top = begun(tmp_path / "repository")
    shutil.copytree(ROOT / "examples" / "recruitment", top / "docs")
    committed(top)
    monkeypatch.chdir(top / "docs")
    return top / "docs"


def edit(file: Path, *edits: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    file.write_text(text, "utf-8")


def diff(*arguments: object) -> Result:
    done = CliRunner().invoke(group, ["diff", "--as-of", DAY, *map(str, arguments)])
    assert isinstance(done.exception, NoneType | SystemExit | CannotRun), done.exception
    return done


def told(*arguments: object) -> dict[str, Any]:
    done = diff("--format", "json", *arguments)
    result: dict[str, Any] = json.loads(done.stdout)
    schema = json.loads(schema_path("diff", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(result)) == []
    assert done.exit_code == (1 if result["summary"]["differs"] else 0)
    return result


def places(result: dict[str, Any]) -> dict[str, str]:
    return {fact["address"].partition("#")[2]: fact["kind"] for fact in result["facts"]}


def test_without_a_change_there_is_none(workspace: Path) -> None:
    done = diff()
    assert (done.exit_code, "No differences." in done.output) == (0, True)
    text = (workspace / CARD).read_text("utf-8")
    (workspace / CARD).write_text(text.replace("\nmeasures:", "\n# a comment\n\nmeasures:").replace(":  ", ": "))
    assert not told()["summary"]["differs"]
    assert diff(workspace, workspace).exit_code == 0


def test_the_working_tree_is_compared_with_head(workspace: Path) -> None:
    edit(workspace / CARD, ("amount: 62400", "amount: 62401"), ("grouped_by: vacancy", "grouped_by: person"))
    result = told()
    assert places(result) == {"/measures/applications/amount": "changed", "/splits/all/grouped_by": "changed"}
    assert {fact["weight"] for fact in result["facts"]} == {"material", "editorial"}
    assert [fact["before"]["value"] for fact in result["facts"]] == [62400, "vacancy"]
    done = diff("--exit-zero")
    assert done.exit_code == 0
    assert re.search(
        r"material: Amount, changed\n +/measures/applications/amount\n +- 62400\n +\+ 62401\n", done.output
    )
    assert told(CARD)["summary"]["differs"]
    assert not told("organisation.card.yaml")["summary"]["differs"]
    assert told("HEAD", ".")["facts"] == result["facts"]
    done = run("diff", "--as-of", DAY, "docs", at=workspace.parent)
    assert (done.returncode, "62401" in done.stdout) == (1, True), "the workspace may be named from outside"


def test_two_revisions_and_what_grew_apart(workspace: Path) -> None:
    git(workspace, "branch", "old")
    edit(workspace / CARD, ("amount: 62400", "amount: 62401"))
    committed(workspace, "more")
    git(workspace, "switch", "-qc", "branch", "old")
    edit(workspace / CARD, ("grouped_by: vacancy", "grouped_by: person"))
    committed(workspace, "other")
    both = {"/measures/applications/amount", "/splits/all/grouped_by"}
    assert set(places(told("main..branch"))) == set(places(told("main", "branch"))) == both
    assert set(places(told("main...branch"))) == {"/splits/all/grouped_by"}
    assert set(places(told("old..", CARD))) == {"/splits/all/grouped_by"}
    assert "main (" in told("main..branch")["before"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("nowhere",), "is no file or folder here"),
        (("--", "--output=x"), "no name of a commit"),
        (("HEAD..nowhere",), "nowhere"),
        (("HEAD", "HEAD", "HEAD"), "does not exist"),
        (("muniment.json",), "no edition"),
    ],
)
def test_what_is_no_side_is_refused(workspace: Path, names: tuple[str, ...], said: str) -> None:
    (workspace / "muniment.json").write_text("{}")
    done = diff(*names)
    assert done.exit_code != 0
    assert said in str(done.exception) + done.output
    assert run("diff", *names, at=workspace).returncode == 2
    assert not (workspace / "x").exists()


def test_a_repository_that_did_not_have_the_workspace_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = begun(tmp_path / "repository")
    committed(top)
    write(top / "docs", {"muniment.yaml": "muniment: 1\n", "a.card.yaml": card(name="a", title="Birds of the garden")})
    monkeypatch.chdir(top / "docs")
    result = told()
    assert [(change["kind"], change["facts"]) for change in result["cards"]] == [("added", 1)]
    committed(top)
    assert [change["kind"] for change in told("HEAD", "HEAD~1")["cards"]] == ["removed"]


def test_a_card_that_is_gone_can_be_named(workspace: Path) -> None:
    write(workspace, {"datasets/more.card.yaml": card(name="more", title="Birds of the garden")})
    committed(workspace)
    (workspace / "datasets" / "more.card.yaml").unlink()
    for names in (["datasets/more.card.yaml"], ["HEAD", "datasets/more.card.yaml"], ["HEAD", "datasets"]):
        assert [change["kind"] for change in told(*names)["cards"]] == ["removed"]
    assert not told("HEAD", "systems")["summary"]["differs"]


def test_what_the_law_says_to_it(workspace: Path) -> None:
    edit(workspace / SYSTEM, ("risk_class: high_risk", "risk_class: {unknown: the lawyers are at it}"))
    result = told()
    (fact,) = result["facts"]
    assert (fact["gate"], fact["kind"], fact["weight"]) == (True, "status", "material")
    opened = [duty for duty in result["duties"] if duty["bearer"].startswith("system/")]
    assert opened
    assert {duty["kind"] for duty in opened} == {"open"}
    assert all(duty["because"] == [fact["address"]] for duty in opened)
    back = told(workspace, _copied(workspace, "HEAD"))
    arisen = [duty for duty in back["duties"] if duty["bearer"].startswith("system/")]
    assert {duty["kind"] for duty in arisen} == {"arises"}
    assert {duty["requirement"] for duty in arisen} == {duty["requirement"] for duty in opened}
    edit(workspace / SYSTEM, ("risk_class: {unknown: the lawyers are at it}", "risk_class: high_risk"))
    edit(workspace / CARD, ("title: Applications 2023 to mid-2025, training", "title: {unknown: nobody named it}"))
    outcomes = told()["duties"]
    assert {(duty["kind"], duty["now"]["outcome"]) for duty in outcomes} >= {("outcome", "unknown")}


def _copied(workspace: Path, revision: str) -> Path:
    there = workspace.parent.parent / "copied"
    git(workspace, "worktree", "add", "-q", "--detach", str(there), revision)
    return there / "docs"


def test_who_may_see_what(workspace: Path) -> None:
    row = "  - {path: statistics, audience: internal, ground: contract}\n"
    edit(workspace / CARD, ("disclosure:\n", f"disclosure:\n{row}"))
    (level,) = told()["disclosure"]
    assert (level["path"], level["now"], level["cause"], level["widens"]) == (
        "dataset.statistics", "internal", "card", False,
    )  # fmt: skip
    git(workspace, "checkout", "-q", ".")
    row = "      audience: {}\n      ground: trade_secret"
    edit(workspace / "muniment.yaml", (row.format("authority"), row.format("internal")))
    levels = told()["disclosure"]
    assert [(one["path"], one["before"], one["now"], one["cause"]) for one in levels] == [
        ("dataset.labelling.campaigns[].supplier", "authority", "internal", "settings")
    ]
    assert levels[0]["count"] == 3
    assert "narrowed from authority to internal" in diff().output


def test_reviews_fall_and_built_editions_say_otherwise(workspace: Path) -> None:
    built = CliRunner().invoke(group, ["build", str(workspace), "--date", DAY, "--format", "html"])
    assert built.exit_code == 0, built.output
    edit(workspace / CARD, ('note: "over the digests', 'note: "taken over the digests'))
    assert not told()["reopened"], "no edition prints it, and no review rests on it"
    edit(workspace / "profiles" / "applications.yaml", ("recall: 0.982", "recall: 0.981"))
    opened = told()["reopened"]
    reviews = [one for one in opened if one["what"] == "review"]
    assert [one["name"] for one in reviews] == ["reviews/GDPR-25/dataset-applications-train@4.2.0.yaml"]
    assert "dataset/applications-train@4.2.0#/personal_data/pii_removal/recall" in reviews[0]["addresses"]
    assert {one["what"] for one in opened} >= {"edition"}
    assert all(one["name"].startswith("dist/") for one in opened if one["what"] == "edition")
    assert told("--manifests", "dist/system", CARD)
    committed(workspace)
    assert {one["what"] for one in told("HEAD~1..HEAD")["reopened"]} == {"review", "edition"}


def test_a_publication_that_is_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = begun(tmp_path / "repository")
    shutil.copytree(ROOT / "examples" / "open-model", top / "docs")
    model = top / "docs" / "models" / "terne.card.yaml"
    monkeypatch.chdir(top / "docs")
    edit(model, ("continuous_training: false", "continuous_training: true"))
    committed(top)
    text = model.read_text("utf-8")
    title = re.search(r"^title: .*$", text, re.MULTILINE)
    assert title
    model.write_text(text.replace(title[0], "title: Terne of another year"), "utf-8")
    found = [one for one in told()["reopened"] if one["what"] == "publication"]
    assert [(one["name"].partition("@")[0], one["due"]) for one in found] == [("model/terne", "2026-12-15")]
    assert "point 29" in found[0]["citation"]
    assert "secondary source" in found[0]["citation"]
    edit(model, ("continuous_training: true", "continuous_training: false"))
    committed(top)
    model.write_text(model.read_text("utf-8").replace("Terne of another year", "Terne"), "utf-8")
    assert not [one for one in told()["reopened"] if one["what"] == "publication"], "the catalogue asks for none"


def test_editions_are_compared_with_each_other_and_with_the_cards(workspace: Path) -> None:
    def build(out: str) -> Path:
        done = CliRunner().invoke(
            group, ["build", CARD, "--date", DAY, "--document", "datasheet", "--audience", "client", "--format", "html",
                    "-o", out]
        )  # fmt: skip
        assert done.exit_code == 0, done.output
        return workspace / out / "dataset" / "applications-train" / "datasheet.client.en.html"

    first = build("first")
    assert diff(first).exit_code == 0
    edit(workspace / CARD, ("amount: 62400", "amount: 62401"), ("grouped_by: vacancy", "grouped_by: person"))
    second = build("second")
    for names in ((first,), (first, second)):
        found = told(*names)
        assert places(found)["/measures/applications/amount"] == "changed"
    assert places(told(second, first))["/measures/applications/amount"] == "changed"
    for name in ("first", "second"):
        CliRunner().invoke(group, ["keys", "new", "--dev", "--organisation", "Test", "-o", "keys"])
        packing = ["pack", name, "--audience", "client", "--key", "keys", "-o", f"{name}.asice"]
        for command in (["sign", name, "--key", "keys"], packing):
            done = CliRunner().invoke(group, command)
            assert done.exit_code == 0, done.output
    assert places(told("first.asice", "second.asice"))["/measures/applications/amount"] == "changed"
    other = build("third").with_name("datasheet.client.de.html")
    assert not other.exists()
    public = CliRunner().invoke(
        group, ["build", CARD, "--date", DAY, "--document", "datasheet", "--audience", "public", "--format", "html",
                "-o", "public"]
    )  # fmt: skip
    assert public.exit_code == 0
    page = workspace / "public" / "dataset" / "applications-train" / "datasheet.public.en.html"
    done = diff(first, page)
    assert "can be compared" in str(done.exception) + done.output


HOSTILE = (
    "](http://evil.example) ![x](http://evil.example/x.png) <img src=x onerror=alert(1)> @everyone #1 `` ``` "
    "</details> <!-- | --- |\n\n# A heading\n- [x] done"
)


def test_text_of_cards_is_not_read_as_markdown_or_html(workspace: Path) -> None:
    edit(workspace / CARD, ("grouped_by: vacancy", f"grouped_by: {json.dumps(HOSTILE)}"))
    (workspace / "b<i>.card.yaml").write_text(card(name="b", title=HOSTILE, description=HOSTILE))
    markdown = diff("--format", "markdown").stdout
    outside = _outside_of_code(markdown)
    assert "evil.example" in markdown
    for part in ("evil", "<img", "@everyone", "# A heading", "[x]", "</details>\n\n#"):
        assert part not in outside
    page = diff("--format", "html").stdout
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert "<script" not in page
    assert "\x1b" not in diff("--color", "never").stdout


def _outside_of_code(markdown: str) -> str:
    """Take code spans away as CommonMark reads them: a run of backticks up to the next run of the same length."""
    found, at = [], 0
    while (opened := re.compile("`+").search(markdown, at)) is not None:
        closed = re.compile(rf"(?<!`){opened[0]}(?!`)").search(markdown, opened.end())
        found.append(markdown[at : opened.start()])
        at = closed.end() if closed else opened.end()
    return "".join([*found, markdown[at:]])


@pytest.mark.parametrize("text", ["", "`", "``a`", "a`b``c```d", " a ", "\n# x", "a\u202eb"])
def test_a_code_span_holds_its_text(text: str) -> None:
    assert _outside_of_code(f"x {code(text)} y") == "x  y"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_is_alike_on_many_cards_is_told_once(workspace: Path, form: str) -> None:
    retitle(workspace, 5, lambda number: "Sets")
    committed(workspace)
    retitle(workspace, 5, lambda number: "Sets of one" if number < 4 else "Another set")
    told = diff("HEAD", "--format", form).stdout
    assert "4 cards alike" in told
    assert told.count("Sets of one") == 1
    assert all(f"dataset/set-{number}@1.0" in told for number in range(5))


def retitle(workspace: Path, cards: int, title: Callable[[int], str]) -> None:
    for number in range(cards):
        (workspace / "datasets" / f"set-{number}.card.yaml").write_text(card(name=f"set-{number}", title=title(number)))


def test_markdown_is_bounded(workspace: Path) -> None:
    retitle(workspace, 300, lambda number: "Sets")
    committed(workspace)
    retitle(workspace, 300, lambda number: f"x{number} y " * 30)
    markdown = diff("HEAD", "--format", "markdown").stdout
    assert len(markdown) <= MOST
    assert re.search(r"\*\*\d+ more\*\* did not fit", markdown)
    assert markdown.count("<details>") == markdown.count("</details>")


def test_the_page_goes_to_a_file(workspace: Path) -> None:
    edit(workspace / CARD, ("62 400 pseudonymised", "62 401 pseudonymised"))
    done = diff("--format", "html", "-o", "changes.html")
    assert (done.exit_code, done.stdout) == (1, "")
    page = (workspace / "changes.html").read_text("utf-8")
    assert re.search(r"<del[^>]*>400</del>", page)
    assert re.search(r"<ins[^>]*>401</ins>", page)


def test_a_hostile_repository_runs_nothing(workspace: Path) -> None:
    proof = workspace.parent.parent / "ran"
    hook = f"#!/bin/sh\ntouch {proof}\n"
    for name in ("post-checkout", "fsmonitor", "filter"):
        file = workspace.parent / ".git" / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(hook)
        file.chmod(0o755)
    monitor = workspace.parent / ".git" / "hooks" / "fsmonitor"
    git(workspace, "config", "core.fsmonitor", str(monitor))
    git(workspace, "config", "filter.x.smudge", str(monitor))
    git(workspace, "config", "diff.external", str(monitor))
    (workspace.parent / ".gitattributes").write_text("*.yaml filter=x diff=x\n")
    (workspace / "datasets" / "secret.card.yaml").symlink_to("/etc/passwd")
    proof.unlink(missing_ok=True)
    diff()
    diff("HEAD..HEAD")
    assert not proof.exists()


def test_settings_are_told_and_how_documents_are_signed_is_not_repeated(workspace: Path) -> None:
    settings = workspace / "muniment.yaml"
    more = (
        "status_url: https://status.example\n"
        "sign_offs: [{role: legal, facts: [dataset.licence]}]\n"
        "signing: {profiles: {house: {kind: pem, file: SECRET.key.pem, role: seal}}}\n"
    )
    settings.write_text(settings.read_text("utf-8").replace("languages: [en]", "languages: [en, de]") + more)
    edit(settings, ("owner: procurement", "owner: The data team"))
    assert told()["summary"]["errors_now"] == 0
    found = {one["name"]: (one["weight"], one["before"], one["now"]) for one in told()["settings"]}
    assert found["languages"] == ("editorial", "en", "en, de")
    assert found["status_url"] == ("editorial", "", "https://status.example")
    assert "name procurement, path dataset.labelling" in found["owners"][1]
    assert "name The data team, path dataset.labelling" in found["owners"][2]
    assert found["sign_offs"] == ("material", "", "role legal, facts dataset.licence")
    for form in ("text", "markdown", "html", "json"):
        done = diff("--format", form).stdout
        assert "SECRET" not in done
        assert "The data team" in done
    settings.write_text(settings.read_text("utf-8") + "langages: [en]\n")
    assert told()["summary"]["errors_now"] == 1
    for form in ("text", "markdown", "html"):
        assert "Errors of form: 0 before, 1 now" in diff("--format", form).stdout
