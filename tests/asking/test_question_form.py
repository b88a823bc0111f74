"""The form in Chromium and Firefox: answered by keyboard, saved, opened again, read back; no request is made."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "oracles"))

from asked_workspaces import AS_OF, about, asked, taken, workspace
from chromium import NODE_TOOLS, audit
from verifier_page import BROWSERS

from muniment.app.asking import build_asked_decisions, write_asked
from muniment.app.opening import open_workspace
from muniment.record.questionnaire import Questionnaire
from sample_cards import profile, write

#: axe is put into a page by a program, which the page's own policy does not mind.
CHECKS = ("axe", "html", "targets", "dark", "fits", "reflow", "zoom", "print-fits", "motion", "skip")
#: What can differ between languages.
OF_TEXT = ("axe", "html", "fits", "reflow")

SIGNED_OFF = "muniment: 1\nsign_offs:\n  - {role: legal, facts: [dataset.licence, dataset.title]}\n"


def signing(at: Path) -> Questionnaire:
    """Return what is to be signed off in a workspace."""
    return build_asked_decisions([at], "", (), AS_OF, AS_OF, "en", sign_offs=True, judgements=False)


def worked(page: Path, folder: Path, browser: str = "chromium", **job: Any) -> dict[str, Any]:
    """Return what happened in the form."""
    node, executable = shutil.which("node"), shutil.which(BROWSERS[browser])
    assert node and executable, "node or a browser is missing; run: make setup-tests"
    folder.mkdir()
    given = folder / "job.txt"
    told = {"browser": browser, "executable": executable, "page": str(page), "folder": str(folder), **job}
    given.write_text(json.dumps(told), "utf-8")
    done = subprocess.run(
        [node, str(NODE_TOOLS / "question_form.mjs"), str(given)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.slow
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_answers_go_from_the_form_into_the_cards(tmp_path, monkeypatch, browser: str) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    sent = asked(at)
    write_asked(sent, "html", at / "form.html")
    description, present = about(sent, "dataset.description"), about(sent, "dataset.special_categories.present")
    gaps, gap = about(sent, "dataset.gaps[]"), "dataset/stones@1.0#/gaps"
    gone, trees = about(sent, "dataset.cleaning.removed_count"), "dataset/trees@1.0#/description"
    place = next(one.id for one in description.places if one.address == trees)
    answers = [
        {
            "question": description.id,
            "kind": "value",
            "text": 'Pictures </script><b>of "one" garden.',
            "remark": "mail",
        },
        {"question": description.id, "place": place, "kind": "value", "text": "Drawings of trees."},
        {"question": present.id, "kind": "value", "text": "no"},
        {"question": gone.id, "kind": "unknown", "text": "nobody counted them"},
    ]
    alone = next(one.id for one in gaps.places if one.address == gap)
    entries = [{"description": "Winter stones are missing.", "status": "open"}, {"description": "Small ones are rare."}]
    lists = [{"question": gaps.id, "place": alone, "entries": entries}]
    said = worked(at / "form.html", tmp_path / "saved", browser, by="Petra Klein", answers=answers, lists=lists)
    assert (said["requests"], said["noise"], said["problems"], said["overflow"]) == ([], [], [], [])
    assert said["done"].startswith("4 of ")
    assert said["file"] in said["said"]
    found = {(question, name): (kind, text, hidden) for question, name, kind, text, hidden in said["again"]}
    assert found.pop((gaps.id, alone))[0] == "value"
    assert found == {(one["question"], one.get("place", "")): (one["kind"], one["text"], False) for one in answers}
    answered = taken(at, tmp_path / "saved" / said["file"])
    assert not answered.refused
    cards = open_workspace([at]).workspace.cards
    stones = cards["dataset/stones@1.0"].facts
    assert stones["/gaps/gaps-1/status"].value == "open"
    assert stones["/gaps/gaps-2/description"].value == "Small ones are rare."
    assert "/gaps/gaps-3" not in stones
    birds = cards["dataset/birds@1.0"].facts
    assert birds["/description"].value == 'Pictures </script><b>of "one" garden.'
    assert birds["/description"].source.startswith(
        f"Petra Klein, {AS_OF}, in answers-example-gmbh-{AS_OF}.json (sha256:"
    )
    assert birds["/cleaning/removed_count"].reason == "nobody counted them"
    assert cards["dataset/trees@1.0"].facts["/description"].value == "Drawings of trees."


@pytest.mark.slow
def test_a_decision_goes_from_the_form_below_reviews(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path, **{"muniment.yaml": SIGNED_OFF})
    sent = signing(at)
    write_asked(sent, "html", at / "form.html")
    first, second, *_ = sent.decisions or ()
    given = [
        {"id": first.id, "choice": "approved", "remark": ""},
        {"id": second.id, "choice": "refused", "remark": 'It is "<b>not</b>" what we agreed.'},
    ]
    said = worked(at / "form.html", tmp_path / "saved", by="Petra Klein", decisions=given)
    assert (said["requests"], said["noise"], said["problems"], said["overflow"]) == ([], [], [], [])
    assert said["done"] == "2 of 3 decisions made"
    assert said["decided"] == [[one["id"], one["choice"], one["remark"]] for one in given]
    assert not taken(at, tmp_path / "saved" / said["file"]).refused
    found = {one.card: (one.decision, one.remark) for one in open_workspace([at]).workspace.sign_offs}
    assert found == {first.card: ("approved", ""), second.card: ("refused", given[1]["remark"])}


@pytest.mark.slow
def test_what_is_unfinished_is_saved_and_said(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    sent = asked(at, "legal", language="de")
    write_asked(sent, "html", at / "form.html")
    question = about(sent, "dataset.licence.id")
    said = worked(
        at / "form.html", tmp_path / "saved", answers=[{"question": question.id, "kind": "unknown", "text": ""}]
    )
    assert said["file"]
    assert said["problems"][0] == "Schreiben Sie Ihren Namen hin."
    assert said["problems"][1].startswith("Lizenz") and len(said["problems"]) == 2
    assert said["focused"] == "problems"
    assert [item.split()[-1] for item in said["invalid"]] == ["by-error", f"{question.id}-reason-error"]


@pytest.mark.slow
def test_nothing_is_wrong_with_the_form(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path, **{"muniment.yaml": SIGNED_OFF})
    pages = []
    for language in ("en", "de", "fr"):
        sent = asked(at, language=language, cards=("birds",))
        write_asked(sent, "html", at / f"{language}.html")
        pages.append(
            {"name": language, "file": str(at / f"{language}.html"), "checks": CHECKS if language == "en" else OF_TEXT}
        )
    write_asked(signing(at), "html", at / "decisions.html")
    pages.append({"name": "decisions", "file": str(at / "decisions.html"), "checks": CHECKS})
    found = audit(pages, tmp_path)
    assert {f"{name} {check}": said for name, checks in found.items() for check, said in checks.items() if said} == {}


def test_the_page_holds_no_link_and_nothing_of_the_cards_as_markup(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    at = workspace(tmp_path)
    evil = '</script><img src=x onerror="alert(1)"><!--'
    write(at, {"profiles/shared.yaml": profile(collection={"method": {"unknown": evil, "owner": "archive"}})})
    write_asked(asked(at, "archive"), "html", at / "form.html")
    page = (at / "form.html").read_text("utf-8")
    assert "<img" not in page
    assert page.count("</script>") == 3
    assert not re.search(r'(?:src|href)="(?!#)', page)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy and "unsafe" not in policy[1] and "default-src &#39;none&#39;" in policy[1].replace("'", "&#39;")
