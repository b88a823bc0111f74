"""Cards drawn from the shapes, as they should be and with one thing changed: schema and models judge them alike.

What only the models can know stays out of the draw and is named, case by case, in `test_schema`: calendars,
registries, placeholders, ids of other records, and whether a whole number was written with a decimal point.
"""

import copy
import functools
import re
from decimal import Decimal
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from muniment.base.findings import Finding, Severity
from muniment.model.header import HEADER_KEYS
from muniment.model.kinds import KINDS, card_class
from muniment.model.load import load_card
from muniment.model.schema import card_schema
from muniment.model.shapes import Position, Shape, shape_of
from muniment.source.tree import Tree

SENTENCE = st.sampled_from(["They were drawn at random.", "Two persons looked at each item.", "Die Daten sind alt."])
PHRASE = st.sampled_from(["Example GmbH", "macro F1", "quality/report-3.pdf", "two of three"])
NAMED: dict[str, st.SearchStrategy[Any]] = {
    "String": PHRASE,
    "Text": SENTENCE,
    "Ref": PHRASE,
    "Id": st.sampled_from(["a", "campaign-2026-q3"]),
    "Version": st.sampled_from(["1", "2.3.0"]),
    "CardRef": st.sampled_from(["tickets@2.3.0", "dataset/tickets"]),
    "Date": st.dates().map(lambda day: day.isoformat()),
    "Month": st.sampled_from(["2026-11", "1999-01"]),
    "PartialDate": st.sampled_from(["2026-11-23", "2026-11", "2026"]),
    "Duration": st.sampled_from(["P6M", "PT36H", "P1Y2M"]),
    "Url": st.sampled_from(["https://example.org", "http://example.org/a?b=c"]),
    "Digest": st.just("sha256:" + "0" * 64),
    "Domain": st.just("data.example.org"),
    "Country": st.sampled_from(["DE", "FR"]),
    "Currency": st.just("EUR"),
    "Language": st.sampled_from(["de", "en-GB", "zh-Hant"]),
    "Licence": st.sampled_from(["Apache-2.0", "MIT OR CC-BY-4.0"]),
    "Number": st.integers(-5, 5) | st.decimals(-9, 9, places=3),
    "Amount": st.integers(0, 10**12) | st.decimals(0, 9, places=3),
    "Count": st.integers(0, 10**12),
    "Share": st.integers(0, 1) | st.decimals(0, 1, places=3),
    "Scalar": PHRASE | st.integers() | st.booleans(),
    "Truth": st.booleans(),
}
STATUS = st.fixed_dictionaries(
    {}, optional={"owner": PHRASE, "asked_on": st.just("2026-10-02"), "note": PHRASE}
).flatmap(
    lambda beside: st.sampled_from(["unknown", "not_applicable"]).map(lambda s: {s: "nobody asked yet", **beside})
) | st.fixed_dictionaries(
    {"unknown": st.just("nobody asked yet"), "expected_on": st.just("2027-01-31")}, optional={"owner": PHRASE}
)
BESIDE = st.fixed_dictionaries({}, optional={"note": PHRASE, "source": PHRASE})

#: What a position may become: things of every kind, some of them right in some places.
CHANGES: list[Any] = [
    None, True, 0, 5, -1, Decimal("0.5"), Decimal("1.5"), "", "not at all like this", "2026-13-45", "2026-11", "DE",
    "d", "https://", "sha256:0", "training", [], {}, [[]], [None], ["not at all like this"], [5], [{}], {"id": "a"},
    [{"id": "a"}], [{"id": "A b"}], {"value": True}, {"value": 5, "why": "x"}, {"value": None}, {"value": []},
    {"unknown": "nobody asked yet"}, {"unknown": "nobody asked yet", "value": 5}, {"unknown": ""}, {"unknown": 5},
    {"not_applicable": "it does not arise"}, {"not_applicable": "it does not arise", "unknown": "nobody asked yet"},
    {"unknown": "nobody asked yet", "owner": 5}, {"owner": "somebody"}, {"text": {"de": "Zwei Worte."}}, {"text": {}},
    {"text": "Zwei Worte."}, {"text": {"de": 5}}, {"text": {"d e": "Zwei Worte."}}, {"strange": 5},
]  # fmt: skip


@functools.cache
def schema(kind: str) -> dict[str, Any]:
    return card_schema(kind)


@functools.cache
def engines(kind: str) -> tuple[jsonschema.Draft202012Validator, jsonschema_rs.Validator]:
    return jsonschema.Draft202012Validator(schema(kind)), jsonschema_rs.validator_for(schema(kind))


def value_of(kind: str, part: dict[str, Any]) -> st.SearchStrategy[Any]:
    """A value that a part of the schema (without the forms of a position) accepts."""
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        return NAMED[name] if name in NAMED else value_of(kind, schema(kind)["$defs"][name])
    if "enum" in part:
        return st.sampled_from(part["enum"])
    if "const" in part:
        return st.just(part["const"])
    if part.get("type") == "array":
        return st.lists(value_of(kind, part["items"]), min_size=1, max_size=2)
    if part.get("type") == "object":
        held = {name: value_of(kind, item) for name, item in part["properties"].items()}
        required = {name: held.pop(name) for name in part["required"]}
        return st.fixed_dictionaries(required, optional=held)
    if "pattern" in part:
        return st.from_regex(re.compile(part["pattern"], re.ASCII), fullmatch=True)
    plain = {"string": PHRASE, "boolean": st.booleans(), "integer": st.integers(0, 9), "number": st.integers(0, 1)}
    return plain[part["type"]] if isinstance(part["type"], str) else NAMED["Scalar"]


@st.composite
def section(draw: st.DrawFn, kind: str, shape: Shape, properties: dict[str, Any], record: str = "") -> dict[str, Any]:
    """A section with a few of its positions, each in one of its forms."""
    keys = [key for key in shape.positions if not (record and key == "id")]
    chosen = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)) if keys else []
    drawn = {key: draw(position(kind, shape.positions[key], properties[key])) for key in chosen}
    return {"id": record, **drawn} if record else drawn


@st.composite
def position(draw: st.DrawFn, kind: str, at: Position, held: dict[str, Any]) -> Any:
    if draw(st.integers(0, 5)) == 0:
        return draw(STATUS)
    inner = held["anyOf"][0]
    if at.form == "leaf":
        return draw(fact(kind, at, inner))
    assert at.shape
    name = (inner["items"] if at.form == "records" else inner)["$ref"].removeprefix("#/$defs/")
    properties = schema(kind)["$defs"][name]["properties"]
    if at.form == "section":
        return draw(section(kind, at.shape, properties))
    ids = draw(st.lists(st.sampled_from(["a", "b", "q3-2026"]), min_size=1, max_size=2, unique=True))
    return [draw(section(kind, at.shape, properties, one)) for one in ids]


@st.composite
def fact(draw: st.DrawFn, kind: str, at: Position, inner: dict[str, Any]) -> Any:
    form = draw(st.sampled_from(["plain", "plain", "long", "texts"]))
    if form == "texts" and at.prose and not at.listed:
        texts = st.dictionaries(NAMED["Language"], SENTENCE, min_size=1, max_size=2)
        return {"text": draw(texts), **draw(BESIDE)}
    value = draw(value_of(kind, inner))
    return {"value": value, **draw(BESIDE)} if form == "long" else value


@st.composite
def cards(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    shape = shape_of(card_class(kind))
    body = Shape(shape.name, {key: at for key, at in shape.positions.items() if key not in HEADER_KEYS})
    head = {"muniment": 1, "kind": kind, "name": "example", "version": "1.0"}
    return {**head, **draw(section(kind, body, schema(kind)["properties"]))}


def places(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a card below its head."""
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [
        place
        for key, held in inner
        if path or key not in HEADER_KEYS
        for place in ((*path, key), *places(held, (*path, key)))
    ]


@st.composite
def changed_cards(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    card = copy.deepcopy(draw(cards(kind)))
    *way, last = draw(st.sampled_from([*places(card), ("strange",)]))
    held: Any = card
    for key in way:
        held = held[key]
    change = draw(st.sampled_from(["replace", "replace", "replace", "delete", "add", "wrap"]))
    if change == "delete" and len(held) > 1:
        held.pop(last, None) if isinstance(held, dict) else held.pop(int(last))
    elif change == "add" and isinstance(held, dict):
        held["strange"] = 5
    elif change == "wrap" and last != "strange":
        held[last] = draw(st.sampled_from([{"value": held[last]}, [held[last]]]))
    else:
        held[last] = draw(st.sampled_from(CHANGES))
    assume(not in_gap(held, way, last))
    return card


def in_gap(held: Any, way: list[str | int], key: str | int) -> bool:
    """Where the models are known to accept too much; `test_schema` holds each case as an expected failure."""
    changed = held.get(key) if isinstance(held, dict) else None
    cell = bool(way) and isinstance(way[-1], int) and "id" not in held
    long = isinstance(changed, dict) and isinstance(changed.get("value"), dict)
    return (
        key in ("asked_on", "expected_on")
        or (key in ("id", "value") and isinstance(changed, dict))
        or (cell and key in held and changed is None)
        or long
    )


def as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: as_json(held) for key, held in value.items()}
    if isinstance(value, list):
        return [as_json(held) for held in value]
    return float(value) if isinstance(value, Decimal) else value


def judged(kind: str, card: dict[str, Any]) -> dict[str, bool]:
    python, rust = engines(kind)
    written = as_json(card)
    findings = load_card(Tree("example.card.yaml", "", card))[1]
    assume(not any(only_the_model_knows(finding) for finding in findings))
    return {
        "jsonschema": python.is_valid(written),
        "jsonschema-rs": rust.is_valid(written),
        "models": not any(finding.severity is Severity.ERROR for finding in findings),
    }


def only_the_model_knows(finding: Finding) -> bool:
    """A placeholder (such as one word for a statement), or a tag that no registry of languages has."""
    return finding.code == "MUN210" or (finding.code == "MUN207" and "is not a language" in finding.message)


FEW = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("kind", KINDS)
def test_cards_are_accepted_by_all(kind: str) -> None:
    @FEW
    @given(cards(kind))
    def check(card: dict[str, Any]) -> None:
        assert judged(kind, card) == {"jsonschema": True, "jsonschema-rs": True, "models": True}

    check()


@pytest.mark.parametrize("kind", KINDS)
def test_changed_cards_are_judged_alike(kind: str) -> None:
    @settings(FEW, max_examples=100)
    @given(changed_cards(kind))
    def check(card: dict[str, Any]) -> None:
        verdicts = judged(kind, card)
        event("accepted" if verdicts["models"] else "refused")
        assert len(set(verdicts.values())) == 1, verdicts

    check()
