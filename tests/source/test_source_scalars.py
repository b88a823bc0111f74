"""What a plain scalar means: the core schema of YAML 1.2, exact numbers, and nothing guessed."""

from decimal import Decimal

import pytest

from muniment.source.load import load_tree
from muniment.source.scalars import MAX_DIGITS

MEANT = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
    "0": 0, "-0": 0, "+12": 12, "012": 12, "0o17": 15, "0x1f": 31, "0xFF": 255,
    "9007199254740992": 2**53, "-9007199254740992": -(2**53),
    "1.10": Decimal("1.10"), "-.5": Decimal("-0.5"), "12.": Decimal(12), "1e3": Decimal(1000),
    "1.5E-3": Decimal("0.0015"), "+1.0": Decimal("1.0"),
    # what YAML 1.1 made truth values, octal, sexagesimal and dates of
    "yes": "yes", "no": "no", "on": "on", "off": "off", "y": "y", "n": "n", "Yes": "Yes", "NO": "NO",
    "1:30": "1:30", "190:20:30": "190:20:30", "2026-11-23": "2026-11-23",
    "2026-11-23T10:00:00Z": "2026-11-23T10:00:00Z",
    "1_000": "1_000", "0b101": "0b101", "0o89": "0o89", "0xZZ": "0xZZ", "=": "=", ".": ".", "-": "-", "+": "+",
    "1.2.3": "1.2.3", "1e": "1e", "e3": "e3", "1e9999": "1e9999", "12 apples": "12 apples", "nullify": "nullify",
    "tRUE": "tRUE", "None": "None", "Infinity": "Infinity", "inf": "inf", "nan": "nan", "١٢": "١٢",
}  # fmt: skip


@pytest.mark.parametrize("text", [text for text in MEANT if text != "-"])
def test_plain_scalar(text: str) -> None:
    tree, findings = load_tree(f"a: {text}\n".encode(), "x")
    assert not findings
    assert tree is not None
    value = tree.value["a"]
    assert value == MEANT[text]
    assert type(value) is type(MEANT[text])


@pytest.mark.parametrize("text", [text for text in MEANT if "'" not in text])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_scalar_is_text(text: str, quote: str) -> None:
    tree, _ = load_tree(f"a: {quote}{text}{quote}\n".encode(), "x")
    assert tree is not None
    assert tree.value == {"a": text}


@pytest.mark.parametrize("style", ["|", ">", "|-", ">-"])
def test_block_scalar_is_text(style: str) -> None:
    tree, _ = load_tree(f"a: {style}\n  12\n".encode(), "x")
    assert tree is not None
    assert tree.value["a"].strip() == "12"


def test_decimals_keep_their_digits() -> None:
    tree, _ = load_tree(b"a: 1.10\nb: 0.1\nc: 1.10000\n", "x")
    assert tree is not None
    assert [str(value) for value in tree.value.values()] == ["1.10", "0.1", "1.10000"]


def test_the_longest_number() -> None:
    text = "0." + "3" * (MAX_DIGITS - 2)
    tree, findings = load_tree(f"a: {text}\n".encode(), "x")
    assert not findings
    assert tree is not None
    assert str(tree.value["a"]) == text


def test_a_long_row_of_digits_in_quotes_is_text() -> None:
    tree, findings = load_tree(b"a: '" + b"1" * 60 + b"'\n", "x")
    assert not findings
    assert tree is not None
    assert tree.value == {"a": "1" * 60}


def test_a_quoted_key_is_text_whatever_it_looks_like() -> None:
    tree, findings = load_tree(b"'1': a\n'true': b\n'<<': c\n", "x")
    assert not findings
    assert tree is not None
    assert tree.value == {"1": "a", "true": "b", "<<": "c"}
