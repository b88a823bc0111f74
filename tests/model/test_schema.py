"""The published schema of cards: valid, complete, and of one mind with the models on cases chosen by hand."""

import functools
import json
import re
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from muniment.app.generate import generated
from muniment.base.findings import Severity
from muniment.base.resources import data_root
from muniment.model.kinds import KINDS
from muniment.model.load import load_card
from muniment.model.schema import card_schema, generate, profile_schema
from muniment.source.load import load_tree

HEAD = {"muniment": 1, "kind": "model", "name": "example", "version": "1.0"}
UNKNOWN = {"unknown": "the vendor has not answered"}

ACCEPTED: dict[str, dict[str, Any]] = {
    "bare": {},
    "plain": {"gpai": True, "title": "Example 1.0", "parameter_count": 7, "generates": ["text"]},
    "unknown": {"gpai": UNKNOWN},
    "unknown with all": {"gpai": {**UNKNOWN, "owner": "procurement", "asked_on": "2026-10-02", "note": "second time"}},
    "unknown, expected": {"gpai": {**UNKNOWN, "owner": "procurement", "expected_on": "2027-01-31"}},
    "not applicable": {"energy": {"not_applicable": "the weights were taken as they are"}},
    "status of records": {"datasets": UNKNOWN},
    "long": {"parameter_count": {"value": 7, "note": "rounded down", "source": "release notes"}},
    "long list": {"generates": {"value": ["text", "image"], "source": "release notes"}},
    "texts": {"architecture": {"text": {"de": "Ein Transformer.", "en": "A transformer."}, "note": "checked"}},
    "records": {"datasets": [{"id": "a", "role": "training", "fit": {"relevance": "They are alike."}}]},
    "table": {"evaluation": {"results": [{"name": "macro F1", "value": 0.91, "count": 12}]}},
    "large number": {"compute": {"training_flop": 3.2e24}},
    "licence with an id": {"licence": {"id": {"value": "Apache-2.0", "source": "file LICENSE"}}},
    "header": {"language": "de", "profiles": ["crm"], "disclosure": [
        {"path": "energy.kwh", "audience": "internal", "ground": "contract", "reason": "agreed so"}]},
}  # fmt: skip

REFUSED: dict[str, dict[str, Any]] = {
    "unknown key": {"gpia": True},
    "wrong value of a list": {"generates": ["smell"]},
    "empty list": {"tasks": []},
    "no records": {"datasets": []},
    "no value": {"gpai": None},
    "text for truth": {"gpai": "yes"},
    "number for text": {"title": 5},
    "truth for number": {"parameter_count": True},
    "fraction for count": {"parameter_count": 7.5},
    "negative": {"energy": {"kwh": -1}},
    "share above one": {"datasets": [{"id": "a", "share": 1.2}]},
    "record without id": {"datasets": [{"role": "training"}]},
    "status in a list": {"tasks": [UNKNOWN]},
    "record as status": {"datasets": [UNKNOWN]},
    "both statuses": {"gpai": {"unknown": "asked twice", "not_applicable": "by nature"}},
    "status beside value": {"gpai": {"value": True, "unknown": "asked twice"}},
    "status without reason": {"gpai": {"unknown": ""}},
    "reason that is none": {"gpai": {"unknown": True}},
    "owner alone": {"gpai": {"owner": "procurement"}},
    "strange key beside a status": {"gpai": {**UNKNOWN, "why": "x"}},
    "strange key beside a value": {"gpai": {"value": True, "why": "x"}},
    "value in a long value": {"gpai": {"value": {"value": True}}},
    "texts where there is no prose": {"title": {"text": {"de": "Beispiel"}}},
    "no texts": {"architecture": {"text": {}}},
    "language that is none": {"architecture": {"text": {"d e": "Ein Transformer."}}},
    "section in long form": {"energy": {"value": {"kwh": 1}}},
    "date": {"release_date": "2026-1-1"},
    "date in another form": {"release_date": "23.11.2026"},
    "digest": {"file_hashes": ["sha256:abc"]},
    "address": {"endpoint": "example.org"},
    "duration": {"training": {"duration": "P"}},
    "table with a strange column": {"evaluation": {"results": [{"name": "macro F1", "value": 1, "mean": 2}]}},
    "format": {"muniment": 2},
    "kind": {"kind": "modle"},
    "name": {"name": "Example One"},
    "version": {"version": 1.0},
    "audience": {"disclosure": [{"path": "gpai", "audience": "public", "ground": "contract"}]},
    "day that is none": {"gpai": {**UNKNOWN, "asked_on": "last week"}},
    "expected day that is none": {"gpai": {**UNKNOWN, "expected_on": "last week"}},
    "not applicable, expected": {"energy": {"not_applicable": "no figures exist", "expected_on": "2027-01-31"}},
    "id in long form": {"datasets": [{"id": {"value": "a"}}]},
    "cell without value": {"evaluation": {"results": [{"name": "macro F1", "value": 1, "count": None}]}},
    "languages of a value": {"provider": {"value": {"de": "example"}}},
    "head without value": {"language": None},
}

ONLY_THE_MODEL_KNOWS: dict[str, dict[str, Any]] = {
    "calendar": {"release_date": "2026-02-30"},
    "registry of languages": {"languages": ["xx"]},
    "registry of licences": {"licence": {"id": "Own-Licence"}},
    "ids of other records": {"datasets": [{"id": "a", "role": "training"}, {"id": "a", "role": "testing"}]},
    "placeholder": {"title": "TODO"},
    "placeholder as a reason": {"gpai": {"unknown": "tbd"}},
    "one word as prose": {"architecture": "transformer"},
    "notation of a whole number": {"parameter_count": 7.0},
}


#: The schema refuses these, the models do not yet.
@functools.cache
def engines(kind: str) -> tuple[jsonschema.Draft202012Validator, jsonschema_rs.Validator]:
    schema = card_schema(kind)
    return jsonschema.Draft202012Validator(schema), jsonschema_rs.validator_for(schema)


def judged(card: dict[str, Any]) -> tuple[bool, bool, bool]:
    """What jsonschema, jsonschema-rs and the models say."""
    python, rust = engines("model")
    tree, problems = load_tree(json.dumps(card).encode(), "example.card.yaml")
    assert tree and not problems
    errors = [finding for finding in load_card(tree)[1] if finding.severity is Severity.ERROR]
    return python.is_valid(card), rust.is_valid(card), not errors


@pytest.mark.parametrize("body", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(body: dict[str, Any]) -> None:
    assert judged({**HEAD, **body}) == (True, True, True)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_refused(body: dict[str, Any]) -> None:
    assert judged({**HEAD, **body}) == (False, False, False)


@pytest.mark.parametrize("key", HEAD)
def test_head_is_required(key: str) -> None:
    assert judged({name: value for name, value in HEAD.items() if name != key}) == (False, False, False)


@pytest.mark.parametrize("body", ONLY_THE_MODEL_KNOWS.values(), ids=ONLY_THE_MODEL_KNOWS)
def test_only_the_model_knows(body: dict[str, Any]) -> None:
    assert judged({**HEAD, **body}) == (True, True, False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("build", [card_schema, profile_schema])
def test_schema_is_valid_and_well_made(build: Any, kind: str) -> None:
    schema = build(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].startswith("urn:muniment:schema:") and schema["$id"].endswith(f":v1:{kind}")
    refs = set(re.findall(r'"\$ref": "#/\$defs/([^"]+)"', json.dumps(schema)))
    assert refs == set(schema["$defs"]), "definitions that nothing uses, or the other way round"
    for part in parts(schema):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False or "propertyNames" in part
        for name, held in part.get("properties", {}).items():
            assert held["title"] and held.get("description"), name
        if "enum" in part and "enumDescriptions" in part:
            assert len(part["enum"]) == len(part["enumDescriptions"])


def parts(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [part for item in schema for part in parts(item)]
    if not isinstance(schema, dict):
        return []
    named = [part for key in ("properties", "$defs") for item in schema.get(key, {}).values() for part in parts(item)]
    rest = [part for key, item in schema.items() if key not in ("properties", "$defs") for part in parts(item)]
    return [schema, *named, *rest]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_filled_in_for_people(kind: str) -> None:
    for part in parts(card_schema(kind)):
        assert not {"default", "examples"} & set(part)
        assert part.get("type") != "null"


def test_profile_has_a_head_of_its_own() -> None:
    check = jsonschema.Draft202012Validator(profile_schema("dataset")).is_valid
    assert check({"muniment": 1, "profile_of": "dataset", "name": "crm-export", "title": "Export"})
    assert not check({"muniment": 1, "profile_of": "dataset", "name": "crm-export", "version": "1.0"})
    assert not check({"muniment": 1, "profile_of": "model", "name": "crm-export"})
    assert not check({"muniment": 1, "profile_of": "dataset"})


def test_citations_units_and_choices_reach_the_editor() -> None:
    cited = {
        "model.energy.kwh": ["AI Act Annex XI, 2(e)", "Form, energy"],
        "model.datasets[].role": ["AI Act Art 10"],
        "model.datasets[]": ["AI Act Art 53"],
    }
    schema = card_schema("model", cited)
    energy = schema["$defs"]["energy"]["properties"]["kwh"]["markdownDescription"]
    assert "Unit: kWh." in energy and energy.endswith("Serves: AI Act Annex XI, 2(e); Form, energy")
    assert "Art 10" in schema["$defs"]["datasets"]["properties"]["role"]["markdownDescription"]
    assert "Art 53" in schema["properties"]["datasets"]["markdownDescription"]
    role = schema["$defs"]["datasets.role"]
    assert role["enum"] == ["training", "validation", "testing"]
    assert role["markdownEnumDescriptions"][0] == "To fit the parameters that are learned."


def test_files_are_stable_and_pretty() -> None:
    once, again = generate(), generate()
    assert once == again
    assert set(once) == {f"card/v1/{name}.schema.json" for kind in KINDS for name in (kind, f"profile-{kind}")}
    for data in once.values():
        assert data.endswith(b"}\n") and b"\r" not in data
        json.loads(data)


def test_committed_files_are_the_generated_ones() -> None:
    committed = {name: content for name, content in generated().items() if name.startswith("schemas/card/")}
    assert len(committed) == 2 * len(KINDS)
    for name, content in committed.items():
        assert (data_root() / name).read_bytes() == content, f"{name} is not up to date; run: make gen"
