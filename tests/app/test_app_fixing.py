"""`check --fix`: only what is certain is mended, nothing is stated, and every other byte stays."""

import json
import shutil
from pathlib import Path

import pytest

from muniment.app.fixing import fixed_files
from muniment.app.opening import open_workspace
from muniment.model.registries import licence_meant, licence_problem
from sample_cards import load, run, write

ROOT = Path(__file__).resolve().parents[2]
BROKEN = ROOT / "examples" / "broken"
CARD = """\
muniment: "1"   # one
kind: dataset
name: birds
version: 2.30  # keep me
license: {id: Apache License 2.0}   # x
modalities: [Text, IMAGE]
scope:
  languages: [EN-gb, German]
personal_data:
  lawful_basis: [Legitimate interests]
  present: "no"
labeling:
  labelled: yes
acquisition: {date: 1/2/2026}
"""
MENDED = [
    ('muniment: "1"', "muniment: 1"), ("version: 2.30", 'version: "2.30"'), ("license:", "licence:"),
    ("Apache License 2.0", "Apache-2.0"), ("Text, IMAGE", "text, image"), ("EN-gb", "en-GB"),
    ("Legitimate interests", "legitimate_interests"), ("labeling:", "labelling:"),
]  # fmt: skip


def mended(text: str) -> str:
    for old, new in MENDED:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("windows", [False, True])
def test_what_is_certain_is_mended_and_what_remains_is_reported(windows: bool, tmp_path) -> None:
    text = CARD.replace("\n", "\r\n") if windows else CARD
    write(tmp_path, {"birds.card.yaml": text.encode()})
    shown = run("check", "--diff", ".", at=tmp_path)
    assert shown.returncode == 1
    assert (tmp_path / "birds.card.yaml").read_bytes() == text.encode()
    done = run("check", "--fix", "--format", "json", ".", at=tmp_path)
    assert (tmp_path / "birds.card.yaml").read_bytes() == mended(text).encode()
    left = {item["pointer"] for item in json.loads(done.stdout)["findings"]}
    # What could be meant in two ways, and truth in words, is for a person.
    assert left == {"/scope/languages/1", "/personal_data/present", "/labelling/labelled", "/acquisition/date"}
    assert shown.stdout.strip() in done.stderr
    assert "9 mended in 1 file." in done.stderr
    again = run("check", "--diff", ".", at=tmp_path)
    assert (again.returncode, again.stdout) == (0, "")


UNCERTAIN = [
    "licence: {id: GPL-3}", "licence: {id: CC BY}", "licence: {id: BSD}", "titel: Birds of gardens",
    "license: {id: MIT}\nlicence: {id: MIT}", "title: Birds\nTitle: Gulls", "personal_data: {presence: false}",
    "colour: red", "title: TODO", "personal_data: {present: maybe}", "scope: {languages: [iw]}",
]  # fmt: skip


@pytest.mark.parametrize("line", UNCERTAIN)
def test_what_could_mean_something_else_is_left_to_a_person(line: str, tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": f'muniment: 1\nkind: dataset\nname: birds\nversion: "1"\n{line}\n'})
    _, findings = load((tmp_path / "birds.card.yaml").read_text())
    assert findings
    assert fixed_files([tmp_path]) == []


def test_each_spelling_of_the_table_is_a_licence_that_exists() -> None:
    listed = json.loads((ROOT / "schemas/vocab/licence-spellings.json").read_bytes())["spellings"]
    assert len(listed) > 50
    assert {meant: licence_problem(meant) for meant in listed.values() if licence_problem(meant)} == {}
    assert licence_meant("Creative Commons Attribution 4.0 International") == "CC-BY-4.0"
    assert licence_meant("CC-BY_SA 4.0") == "CC-BY-SA-4.0"
    assert licence_meant("proprietary") == ""


def test_of_broken_examples_no_fact_is_changed_and_none_is_invented(tmp_path) -> None:
    shutil.copytree(BROKEN, tmp_path / "broken")
    files = sorted((tmp_path / "broken").rglob("*.card.yaml"))
    assert len(files) > 20
    made = 0
    for file in files:
        before, said = load(file.read_bytes(), file.name)
        for each in fixed_files([file]):
            made += len(each.done)
            after, left = load(each.after, file.name)
            assert after is not None
            assert len(left) < len(said)
            assert not any(finding.fix and finding.pointer for finding in left if finding in said)
            known = {fact.inner: (fact.status, fact.value) for fact in (before.facts.values() if before else ())}
            now = {fact.inner: (fact.status, fact.value) for fact in after.facts.values()}
            assert known.items() <= now.items()
            words = each.before.decode().casefold().replace("-", "").replace("_", "").replace(" ", "")
            for inner in now.keys() - known.keys():
                key = inner.rpartition("/")[2].casefold().replace("_", "")
                assert key[:3] in words, inner
    assert made >= 1


def test_links_and_files_that_others_change_are_not_written(tmp_path) -> None:
    write(tmp_path, {"real/birds.card.yaml": CARD})
    (tmp_path / "ws").mkdir()
    (tmp_path / "ws/birds.card.yaml").symlink_to("../real/birds.card.yaml")
    done = run("check", "--fix", "ws", at=tmp_path)
    assert done.returncode == 2
    assert "is a link" in done.stderr
    assert (tmp_path / "real/birds.card.yaml").read_text() == CARD
    (each,) = fixed_files([tmp_path / "real"])
    (tmp_path / "real/birds.card.yaml").write_text(CARD + "# more\n")
    with pytest.raises(Exception, match="changed meanwhile"):
        each.write()
    assert [file.name for file in (tmp_path / "real").iterdir()] == ["birds.card.yaml"]


def test_profiles_and_settings_are_mended_reviews_are_not(tmp_path) -> None:
    review = "muniment: 1\nReview: x\n"
    write(tmp_path, {
        "muniment.yaml": "muniment: 1\nLanguages: [en]\n",
        "profiles/shared.yaml": "muniment: 1\nprofile_of: dataset\nname: shared\nLicence: {id: mit license}\n",
        "datasets/birds.card.yaml": 'muniment: 1\nkind: dataset\nname: birds\nversion: "1"\nprofiles: [shared]\n',
        "reviews/one.yaml": review,
    })  # fmt: skip
    run("check", "--fix", at=tmp_path)
    assert "\nlanguages: [en]\n" in (tmp_path / "muniment.yaml").read_text()
    assert "\nlicence: {id: MIT}\n" in (tmp_path / "profiles/shared.yaml").read_text()
    assert (tmp_path / "reviews/one.yaml").read_text() == review
    assert open_workspace([tmp_path]).workspace.settings.languages == ("en",)
