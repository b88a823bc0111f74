"""Properties of the reader: what another writer wrote comes back, and no bytes make it raise or wander."""

import time
from decimal import Decimal
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.base.addresses import join
from muniment.source.load import load_tree
from muniment.source.tree import Tree
from sample_cards import cut

BREAKS = "\x85\u2028\u2029"
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=BREAKS), max_size=30)
STYLES = ['"', "'", "|", ">"]


class Writer(yaml.SafeDumper):
    """PyYAML's writer, made to quote: its idea of plain text is YAML 1.1's."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class Styled(str):
    """A text with the style it is to be written in."""

    style = '"'


def _styled(writer: yaml.SafeDumper, value: Styled) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", str(value), style=value.style)


def _decimal(writer: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:float", format(value, "f"))


Writer.add_representer(Styled, _styled)
Writer.add_representer(Decimal, _decimal)


@st.composite
def styled(draw: st.DrawFn) -> Styled:
    text = Styled(draw(TEXTS))
    text.style = draw(st.sampled_from(STYLES))
    return text


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6)
    | styled(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(styled(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans(), st.sampled_from([20, 80, 10_000]))
@settings(deadline=None, max_examples=300)
def test_what_another_writer_wrote_comes_back(value: Any, flow: bool, width: int) -> None:
    text = yaml.dump(value, Dumper=Writer, default_flow_style=flow, allow_unicode=True, width=width, sort_keys=False)
    tree, findings = load_tree(text.encode(), "x")
    assert findings == [] or findings[0].code == "MUN105"
    if tree is not None:
        assert tree.value == value


def members(tree: Tree, value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(pointer, value)]
    for key, item in inner:
        found += members(tree, item, join(pointer, key))
    return found


@given(VALUES)
@settings(deadline=None, max_examples=200)
def test_the_marked_stretch_read_alone_is_the_value(value: Any) -> None:
    text = yaml.dump([value], Dumper=Writer, default_flow_style=True, allow_unicode=True, width=10**6)
    tree, _ = load_tree(text.encode(), "x")
    assert tree is not None
    for pointer, item in members(tree, tree.value)[1:]:
        stretch = cut(text, tree.place(pointer))
        alone, _ = load_tree(f"[{stretch}]".encode(), "x")
        assert alone is not None
        assert alone.value == ([] if stretch == "" else [item])


def read_safely(data: bytes) -> None:
    started = time.process_time()
    tree, findings = load_tree(data, "x")
    assert time.process_time() - started < 1
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert tree is not None or findings
    for finding in findings:
        assert finding.place
        assert 1 <= finding.place.line <= lines + 1
        assert finding.place.column >= 1
        assert finding.remedy
    if tree is not None:
        for pointer, _ in members(tree, tree.value)[:50]:
            assert tree.place(pointer).line <= lines + 1


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=300)
def test_random_bytes(data: bytes) -> None:
    read_safely(data)


SPECIAL = st.text(st.sampled_from(list("[]{}:,-?&*!|>'\"%@`#~<=. \n\t\r01ae\\\ufeff\x85é🐦")), max_size=120)


@given(SPECIAL)
@settings(deadline=None, max_examples=500)
def test_random_indicators(text: str) -> None:
    read_safely(text.encode())


BASE = b"""muniment: 1
kind: dataset
name: birds
version: "1.0"
title: {text: {de: "V\xc3\xb6gel im Garten", en: Birds in the garden}}
collection: {method: [survey], start: 2024-01-01}
labelling:
  campaigns:
    - id: first
      task: >-
        Draw a box
        around each bird
    - {id: second, pay: {unknown: not answered yet, owner: procurement}}
"""


@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 3), SPECIAL), min_size=1, max_size=6))
@settings(deadline=None, max_examples=400)
def test_a_damaged_card(damage: list[tuple[int, int, str]]) -> None:
    data = bytearray(BASE)
    for at, length, text in damage:
        data[at : at + length] = text.encode()[: 1 + length * 4]
    read_safely(bytes(data))
