"""Failures seen in other tools, each driven through the command line: none of them may be ours."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from honest_workspaces import bodies, coverage, program, write_cards

EXAMPLES = Path(__file__).parents[2] / "examples"
FAMOUS = ["wikipedia", "common_crawl", "private-set-of-our-client", "imagenet", "gdpr-compliant", "cc0", "the-pile"]
GPAI_PROVIDER = {
    "kind": "organisation", "name": "velmora", "legal_name": "Velmora Labs B.V.", "roles": ["provider_gpai"],
    "established_in_union": True,
}  # fmt: skip


def told(rows: list[dict[str, Any]], name: str) -> list[Any]:
    """What is said of a data set, its name taken out."""
    plain = json.dumps([row for row in rows if row["bearer"].startswith("dataset/")])
    return json.loads(plain.replace(name, "NAME"))  # type: ignore[no-any-return]


# --- 1: names decide -----------------------------------------------------------------------------------------------


def named(folder: Path, name: str, *, title: bool) -> Path:
    folder.mkdir()
    card = {"kind": "dataset", "name": name.replace("_", "-"), **({"title": f"The {name} set"} if title else {})}
    model = {
        "kind": "model", "name": "heron", "gpai": True, "union_market_date": "2026-03-01",
        "datasets": [{"id": "one", "dataset": f"{card['name']}@1.0", "role": "training"}],
    }  # fmt: skip
    return write_cards(folder, [GPAI_PROVIDER | {"roles": ["provider_gpai", "controller"]}, model, card])


@pytest.mark.parametrize("name", FAMOUS)
@pytest.mark.parametrize("title", [False, True])
def test_a_name_says_nothing_in_law(name: str, title: bool, tmp_path: Path) -> None:
    famous = coverage(named(tmp_path / "a", name, title=title))
    plain = coverage(named(tmp_path / "b", "birds", title=title))
    known = name.replace("_", "-")
    assert told(famous, known) == told(plain, "birds")
    rows = {(row["id"], row["bearer"]): row for row in famous}
    assert rows["GDPR-6-1", f"dataset/{known}@1.0"]["applies"] == "cannot_tell"
    assert rows["DSM-4-1", f"dataset/{known}@1.0"]["applies"] == "cannot_tell"
    about = [row for row in famous if row["outcome"] == "met" and row["bearer"].startswith("dataset/")]
    assert about == []


@pytest.mark.parametrize("name", FAMOUS)
def test_a_name_gives_no_licence_and_no_class(name: str, tmp_path: Path) -> None:
    said = json.dumps(coverage(named(tmp_path / "a", name, title=True)))
    done = program("check", tmp_path / "a", "--format", "full")
    for word in ("CC0-1.0", "low risk", "is verified", "compliant"):
        assert word.casefold() not in done.output.casefold().replace(name, "").replace(name.replace("_", "-"), "")
        assert word.casefold() not in said.casefold().replace(name.replace("_", "-"), "").replace(name, "")


# --- 4: headings are enough ----------------------------------------------------------------------------------------


def hollow(value: Any) -> Any:
    """Keep the headings of a card and nothing below them."""
    if isinstance(value, dict):
        return {key: hollow(item) for key, item in value.items() if isinstance(item, dict | list)}
    return [{"id": "one"}] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_headings_meet_nothing(tmp_path: Path) -> None:
    head = ("kind", "name", "roles")
    cards = [
        {key: (value if key in head else hollow(value)) for key, value in body.items() if key in head or hollow(value)}
        for body in bodies({})
    ]
    rows = coverage(write_cards(tmp_path, cards))
    assert [row["id"] for row in rows if row["outcome"] == "met"] == []
    assert program("check", tmp_path).exit_code == 1


# --- 5: defaults hide gaps -----------------------------------------------------------------------------------------


def bare() -> list[dict[str, Any]]:
    return [
        {"kind": "organisation", "name": "velmora"},
        {"kind": "dataset", "name": "birds"},
        {"kind": "model", "name": "heron", "datasets": [{"id": "one", "dataset": "birds@1.0"}]},
        {"kind": "system", "name": "hide", "models": [{"id": "one", "model": "heron@1.0"}]},
        {"kind": "deployment", "name": "marsh", "system": "hide@1.0"},
    ]


@pytest.mark.parametrize("organisation", [True, False])
@pytest.mark.parametrize("as_of", ["2026-11-23", "2030-09-01"])
def test_silence_is_never_the_mildest_answer(organisation: bool, as_of: str, tmp_path: Path) -> None:
    rows = coverage(write_cards(tmp_path, bare() if organisation else bare()[1:]), as_of)
    assert {row["applies"] for row in rows} <= {"cannot_tell", "yes", "no"}
    assert [row["id"] for row in rows if row["applies"] == "no" and row["reason"] != "not_yet_law"] == []
    assert [row["id"] for row in rows if row["outcome"] in ("met", "not_applicable", "needs_judgement")] == []


@pytest.mark.parametrize("gate", ["organisation.roles", "system.risk_class", "system.annex_iii", "model.gpai"])
@pytest.mark.parametrize("how", ["absent", "unknown"])
def test_one_open_gate_closes_no_duty(gate: str, how: str, tmp_path: Path) -> None:
    """With every gate answered but one, no duty is ruled out that the answer would bring."""
    kind, _, key = gate.partition(".")
    cards = bodies({"system.annex_i_section": "none"} if gate == "system.annex_iii" else {})
    full = coverage(write_cards(tmp_path, cards))
    for card in cards:
        if card["kind"] == kind:
            card[key] = {"unknown": "still to be looked into by counsel"}
            if how == "absent":
                del card[key]
    less = {(row["id"], row["bearer"], row["use"]): row for row in coverage(write_cards(tmp_path, cards))}
    for row in full:
        if row["applies"] == "yes":
            assert less[row["id"], row["bearer"], row["use"]]["applies"] != "no", row["id"]


def test_without_a_manifest_nothing_is_assessed(tmp_path: Path) -> None:
    folder = write_cards(tmp_path, bare())
    (folder / "muniment.yaml").unlink()
    done = program("coverage", folder)
    assert done.exit_code != 0
    assert "met" not in done.stdout


# --- 6: nameless ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["kind", "name", "version", "muniment"])
def test_a_card_without_its_head_is_an_error(key: str, tmp_path: Path) -> None:
    folder = write_cards(tmp_path, bare())
    card = yaml.safe_load((folder / "birds.card.yaml").read_text("utf-8"))
    del card[key]
    (folder / "birds.card.yaml").write_text(yaml.safe_dump(card), "utf-8")
    assert program("check", folder).exit_code == 1


def test_a_data_set_without_a_title_is_missing_one(tmp_path: Path) -> None:
    cards = bodies({"system.classification.relies_on_art_6_3": False})
    del next(card for card in cards if card["kind"] == "dataset")["title"]
    rows = [row for row in coverage(write_cards(tmp_path, cards)) if row["id"] == "AIA-A4-2d-desc"]
    assert {row["outcome"] for row in rows} == {"missing"}


# --- 7: false errors -----------------------------------------------------------------------------------------------

BLOCK = """\
muniment: 1
kind: dataset
name: birds
version: "1.0"
language: en
scope:
  languages:
  - de
  - en
modalities:
- text
licence:
  parts:
  - id: one
    licence: CC-BY-4.0

"""
FLOW = """\
{muniment: 1, kind: dataset, name: birds, version: "1.0", language: en, scope: {languages: [de, en]},
 modalities: [text], licence: {parts: [{id: one, licence: CC-BY-4.0}]}}
"""


def test_block_and_flow_style_say_the_same(tmp_path: Path) -> None:
    said = []
    for text in (BLOCK, FLOW, "---\n\n" + BLOCK, BLOCK.replace("\n", "\r\n")):
        write_cards(tmp_path, [GPAI_PROVIDER])
        (tmp_path / "birds.card.yaml").write_bytes(text.encode())
        findings = json.loads(program("check", tmp_path, "--format", "json").stdout)["findings"]
        said.append(([finding["code"] for finding in findings], coverage(tmp_path)))
    assert said[0] == said[1] == said[2] == said[3]
    assert not {"MUN201", "MUN202", "MUN203"} & set(said[0][0])


# --- 8: not implemented, exit 0 ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--format", "xlsx"], ["build", "--format", "docx"], ["build", "--document", "certificate"],
        ["build", "--audience", "everybody"], ["certify"], ["score"], ["export"], ["coverage", "--format", "pdf"],
        ["check", "--format", "seal"], ["coverage", "--prepared-for", "annex_ix"], ["check", "--as-of", "2024-07-01"],
        ["check", "--as-of", "tomorrow"], ["explain", "AIA-10-99"], ["verify", "no-such-file.pdf"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_done_exits_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cards(tmp_path, bare())
    monkeypatch.chdir(tmp_path)
    from muniment.cli import main

    monkeypatch.setattr("sys.argv", ["muniment", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main.main()
    assert stopped.value.code == 2
    assert not (tmp_path / "dist").exists()


# --- 9: a certificate that is a hash -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    done = program(
        "build", EXAMPLES / "penguins", "--format", "html", "--as-of", "2026-11-23", "--date", "2026-11-23",
        "--audience", "client", "--audience", "public", "-o", folder,
    )  # fmt: skip
    assert done.exit_code in (0, 1), done.output
    return folder


def test_a_digest_is_called_no_signature(built: Path) -> None:
    for file in sorted(built.rglob("manifest.*.json")) + sorted(built.rglob("*.html")):
        done = program("verify", file, "--format", "json")
        assert done.exit_code != 0, file.name
        checks = {check["name"]: check["result"] for check in json.loads(done.stdout)["checks"]}
        assert checks["signature"] != "passed"
        assert checks["identity"] != "passed"
        assert "certif" not in file.read_text("utf-8").casefold()


# --- 10: wrong dates and articles ----------------------------------------------------------------------------------


@pytest.mark.parametrize("as_of", ["2025-09-01", "2026-07-01", "2026-11-23", "2028-09-01"])
def test_a_provider_of_models_owes_nothing_of_high_risk_systems(as_of: str, tmp_path: Path) -> None:
    rows = coverage(
        write_cards(tmp_path, [GPAI_PROVIDER, *(b for b in bodies({}) if b["kind"] in ("model", "dataset"))]), as_of
    )
    cited = {row["provision"] for row in rows if row["applies"] == "yes" and row["instrument"] == "ai_act"}
    high_risk = re.compile(r"AI Act (?:Art (?:9|10|11|12|13|15|17|18|19|2\d|4\d|72)\(|Annex (?:IV|V|VIII) )")
    assert not [provision for provision in cited if high_risk.match(provision)]
    assert any(provision.startswith("AI Act Art 53(1)(d)") for provision in cited)
    assert {row["due"] for row in rows if row["provision"].startswith("AI Act Art 53") and row["applies"] == "yes"} == {
        "now" if as_of >= "2026-03-01" else "2026-03-01"
    }
    assert "2026-08-02" not in {row["due"] for row in rows}


def test_a_provider_of_high_risk_systems_is_told_the_amended_dates(tmp_path: Path) -> None:
    cards = [
        {**body, **({"roles": ["provider_high_risk"]} if body["kind"] == "organisation" else {})}
        for body in bodies({"system.annex_i_section": "none", "system.placed_on": "2027-12-02"})
    ]
    rows = coverage(write_cards(tmp_path, cards), "2026-11-23")
    of_act = [row for row in rows if re.match(r"AI Act (Art (9|1\d)\(|Annex IV)", row["provision"])]
    assert {row["due"] for row in of_act if row["applies"] == "yes"} == {"2027-12-02"}
    assert not [row["id"] for row in rows if "Art 53" in row["provision"] and row["applies"] == "yes"]


# --- 11: raw markup, names that contradict contents ----------------------------------------------------------------


def test_a_document_holds_what_its_name_says_and_no_raw_markup(built: Path) -> None:
    files = sorted(built.rglob("*.html"))
    assert files
    for file in files:
        _, audience, language, _ = file.name.split(".")
        text = file.read_text("utf-8")
        assert f'<html lang="{language}"' in text
        words = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", " ", text)
        assert not re.findall(r"\*\*\w|^#+ |`\w+`|\[\w+\]\(http", words, re.MULTILINE)
        assert not re.findall("[\U0001f300-\U0001faff\u2705\u274c]", words)
        assert "compliant" not in words.casefold()
        assert file.parent.name in text
        assert audience in ("client", "public")


@pytest.mark.parametrize("command", ["check", "coverage"])
def test_nothing_is_ever_called_compliant(command: str) -> None:
    for name in ("penguins", "open-model", "recruitment"):
        done = program(command, EXAMPLES / name, "--as-of", "2026-11-23")
        assert not re.search(
            r"complian(t|ce) *:|\bcompliant\b|\bscore\b|\d+ ?% (met|complete)", done.output, re.IGNORECASE
        )
        assert "✅" not in done.output
