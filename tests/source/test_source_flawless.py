"""The quick pass over a text and the one that looks closely: what the one says of any text the other says, too."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from test_source_properties import BASE, SPECIAL, VALUES, Writer
from test_source_refusals import REFUSED as REFUSALS

from muniment.source import load
from muniment.source.load import MAX_DEPTH, MAX_NODES, load_tree
from muniment.source.tree import REFUSED

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
CARDS = [file for file in sorted(EXAMPLES.rglob("*.card.yaml")) if "broken" not in file.parts]
LIMITS = {
    "as many keys and values as may be": "[" + "1," * (MAX_NODES - 1) + "]",
    "one more": "[" + "1," * MAX_NODES + "]",
    "as many lists as may be": "[" + "[]," * (MAX_NODES - 1) + "]",
    "one more list": "[" + "[]," * MAX_NODES + "]",
    "as deep as may be": "[" * MAX_DEPTH + "]" * MAX_DEPTH,
    "one level deeper": "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
    "as deep as may be, by keys": "{a: " * MAX_DEPTH + "1" + "}" * MAX_DEPTH,
    "one level deeper, by keys": "{a: " * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1),
}
ODD = [
    "", "# nothing\n", "---\n", "---\n...\n", "--- a\n", "a\n---\n", "...\n", "- \n-\n", "? a\n", "? a\n: b\n",
    "{a, b}", "[a: b, : c]", "{'<<': 1}", "<<", "- <<", "'1': a\n", "! 1", "- ! '1'\n", "&a", "- &a\n- *a", "*a",
    "{a: *a}", "no: 1\nNULL: 2", "nothing: 1\ntrue story: 2\n-1a: 3\n.5.: 4", f"{'9' * 41}: 1", f"- {'9' * 41}",
    f"- n{'9' * 41}",
    "- 0x1f\n- 0o17\n- 1e3\n- .5\n- 5.\n- +7\n- -0\n- 1_000\n- 0b1\n- .inf\n", "- .inf: 1", "- NaN\n- .NAN\n",
    "a: 'x'\n\"a\": y", "a: |\n  x\n\n  y\nb: >-\n  1\n", "%YAML 1.2\n---\na", "a: b: c", "\ta: 1", "a: [", "'",
    "{a: {b: 1}, a: 2}",
]  # fmt: skip


def exactly(value: Any) -> Any:
    """Return a value in a form in which 1, 1.0 and true are three things, and 0.10 is not 0.1."""
    if isinstance(value, dict):
        return ["mapping", *((key, exactly(item)) for key, item in value.items())]
    if isinstance(value, list):
        return ["list", *map(exactly, value)]
    return type(value), str(value)


def read(data: bytes, *, closely: bool) -> tuple[Any, Any]:
    with pytest.MonkeyPatch.context() as patch:
        if closely:
            patch.setattr(load, "flawless_value", lambda *_: REFUSED)
        tree, findings = load_tree(data, "x")
    return findings, None if tree is None else (tree.text, exactly(tree.value))


def the_same(data: bytes) -> bool:
    return read(data, closely=False) == read(data, closely=True)


@given(st.binary(max_size=200) | SPECIAL.map(str.encode))
@settings(deadline=None, max_examples=600)
def test_any_text(data: bytes) -> None:
    assert the_same(data)


@given(st.lists(st.tuples(st.integers(0, len(BASE) - 1), st.integers(0, 3), SPECIAL), min_size=1, max_size=6))
@settings(deadline=None, max_examples=400)
def test_a_damaged_card(damage: list[tuple[int, int, str]]) -> None:
    data = bytearray(BASE)
    for at, length, text in damage:
        data[at : at + length] = text.encode()[: 1 + length * 4]
    assert the_same(bytes(data))


@given(VALUES, st.booleans())
@settings(deadline=None, max_examples=200)
def test_what_another_writer_wrote(value: Any, flow: bool) -> None:
    text = yaml.dump(value, Dumper=Writer, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    assert the_same(text.encode())


@pytest.mark.parametrize("text", [*LIMITS.values(), *ODD], ids=[*LIMITS, *map(repr, ODD)])
def test_limits_and_oddities(text: str) -> None:
    assert the_same(text.encode())


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_refused(name: str) -> None:
    assert the_same(REFUSALS[name][0])


def test_files_with_nothing_wrong_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(load, "_Reader")
    assert len(CARDS) > 40
    for file in CARDS:
        tree, _ = load_tree(file.read_bytes(), file.name)
        assert tree is not None
    tree, _ = load_tree(b"a: 0.10\nb: [1, true, ~, '2']\n", "x")
    assert tree is not None
    assert tree.value == {"a": Decimal("0.10"), "b": [1, True, None, "2"]}
