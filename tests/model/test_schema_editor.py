"""What people see in an editor: the real yaml-language-server reads the schema that a card's first line names."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from language_server import NODE_TOOLS, LanguageServer, require_tools
from muniment.model.schema import generate

pytestmark = pytest.mark.slow

HEAD = '# yaml-language-server: $schema=../schemas/model.schema.json\nmuniment: 1\nkind: model\nname: a\nversion: "1"\n'


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    root = tmp_path_factory.mktemp("editor")
    (root / "schemas").mkdir()
    (root / "models").mkdir()
    cited = {"model.energy.kwh": ["AI Act Annex XI, 2(e)"]}
    for path, data in generate(cited).items():
        (root / "schemas" / Path(path).name).write_bytes(data)
    with LanguageServer(root / "models") as server:
        yield server


def said(diagnostics: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(found["range"]["start"]["line"], found["message"]) for found in diagnostics]


def test_a_good_card_is_left_alone(editor: LanguageServer) -> None:
    body = (
        "gpai: true\narchitecture: {text: {de: Ein Modell., en: A model.}}\n"
        "energy: {unknown: nobody has counted, owner: platform, asked_on: 2026-10-02, expected_on: 2027-01-31}\n"
        "datasets:\n  - id: tickets\n    dataset: tickets@2.3.0\n    role: {value: training, source: run log}\n"
        "compute:\n  training_flop: 3.2e24\n"
    )
    assert editor.open("good.card.yaml", HEAD + body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("title: Example\ngpia: true\n", [(6, "Property gpia is not allowed.")]),
        (
            "datasets:\n  - id: a\n    role: train\n",
            [(7, 'Value is not accepted. Valid values: "training", "validation", "testing".')],
        ),
        ("datasets:\n  - id: a\n    fit:\n      purpos: x\n", [(8, "Property purpos is not allowed.")]),
        ("release_date: 2026-1-1\n", [(5, "Write year-month-day, as in 2026-11-23.")]),
        ("gpai:\n  unknown: asked\n  why: x\n", [(7, "Property why is not allowed.")]),
        ("architecture:\n  text:\n    d e: x\n", [(7, "Write the language as BCP 47: de, en.")]),
        ("gpai:\n  owner: x\n", [(5, 'Missing property "unknown".')]),
    ],
)
def test_mistakes_are_shown_where_they_are(editor: LanguageServer, body: str, expected: list[tuple[int, str]]) -> None:
    name = body.translate({ord(c): "-" for c in " :\n"}) + ".card.yaml"
    assert said(editor.open(name, HEAD + body)) == expected


def test_a_missing_head_is_shown(editor: LanguageServer) -> None:
    shown = said(editor.open("head.card.yaml", HEAD.replace('version: "1"\n', "")))
    assert shown == [(1, 'Missing property "version".')]


def test_hover_says_what_belongs_there(editor: LanguageServer) -> None:
    editor.open("hover.card.yaml", HEAD + "energy:\n  kwh: 5\nab2013_exception: none\nmodalities: [text]\n")
    energy = editor.hover("hover.card.yaml", 6, 4)
    for words in ("#### Energy", "Unit: kWh.", "Example: `1250000`", "Serves: AI Act Annex XI, 2(e)"):
        assert words in energy
    assert "`security`: Its only purpose is security and integrity." in editor.hover("hover.card.yaml", 7, 3)
    assert "leave it out" in editor.hover("hover.card.yaml", 8, 3)


def test_completion_offers_values_keys_and_forms(editor: LanguageServer) -> None:
    editor.open("keys.card.yaml", HEAD + "datasets:\n  - id: a\n    \n")
    keys = editor.completion("keys.card.yaml", 7, 4)
    assert {"role", "stage", "fit"} <= set(keys)
    assert "share_of_modality" not in keys, "computed facts are not suggested"
    assert keys["dataset"]["insertText"] == "dataset: ", "an example must never be filled in as an answer"

    editor.open("values.card.yaml", HEAD + "datasets:\n  - id: a\n    role: \n")
    values = editor.completion("values.card.yaml", 7, 10)
    assert set(values) == {"training", "validation", "testing"}
    assert "null" not in values

    editor.open("forms.card.yaml", HEAD + "architecture:\n  \n")
    assert {"unknown", "not_applicable", "value", "text"} <= set(editor.completion("forms.card.yaml", 6, 2))


def test_profiles_have_a_schema_too(editor: LanguageServer) -> None:
    head = "# yaml-language-server: $schema=../schemas/profile-model.schema.json\nmuniment: 1\n"
    text = head + "profile_of: model\nname: shared\nversion: '1'\ngpai: true\n"
    assert said(editor.open("shared.yaml", text)) == [(4, "Property version is not allowed.")]


def test_patterns_are_regular_expressions_of_ecmascript() -> None:
    found: set[str] = set()

    def gather(part: Any) -> None:
        if isinstance(part, dict):
            found.update([part["pattern"]] if isinstance(part.get("pattern"), str) else [])
            for item in part.values():
                gather(item)
        for item in part if isinstance(part, list) else ():
            gather(item)

    gather([json.loads(data) for data in generate().values()])
    code = 'for (const p of JSON.parse(require("fs").readFileSync(0))) new RegExp(p, "u")'
    subprocess.run([require_tools(), "-e", code], input=json.dumps(sorted(found)).encode(), check=True)


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((NODE_TOOLS / "package-lock.json").read_text("utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
