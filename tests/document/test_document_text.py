"""Card text becomes page text: nothing hides, nothing reorders, nothing is too long to set."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.document.text import MAX_LINE, MAX_WORD, anchor_text, brief, clean_lines, clean_text

BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
CONTROLS = [c for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85)]


@pytest.mark.parametrize("code", [*BIDI, *CONTROLS, 0x200B, 0x2060, 0xFEFF, 0xAD, 0xE0041, 0xFFFE])
def test_a_hiding_character_becomes_a_visible_marker(code: int) -> None:
    assert clean_text(f"a{chr(code)}b") == f"a[U+{code:04X}]b"


@given(st.text())
def test_no_control_or_format_character_is_left(text: str) -> None:
    for shown in (clean_text(text), *clean_lines(text)):
        left = {c for c in shown if unicodedata.category(c) in ("Cc", "Co", "Cs", "Zl", "Zp")}
        assert not left
        assert "\u202e" not in shown


def test_joiners_stay_where_a_script_needs_them() -> None:
    assert clean_text("\u0915\u094d\u200d\u0937") == "\u0915\u094d\u200d\u0937"
    assert clean_text("pay\u200dpal") == "pay[U+200D]pal"


def test_long_text_comes_in_pieces_and_nothing_is_lost() -> None:
    for text in ("lorem ipsum " * 5000, "a" * 20_000):
        pieces = clean_lines(text)
        assert all(len(piece) <= MAX_LINE for piece in pieces)
        assert all(len(word) <= MAX_WORD for piece in pieces for word in piece.split())
        assert "".join("".join(pieces).split()) == "".join(text.split())


def test_paragraphs_and_blank_lines() -> None:
    assert clean_lines("one\r\n\r\n  two\u2028three\n") == ("one", "two", "three")


def test_brief_cuts_between_words() -> None:
    assert brief("one two three", 20) == "one two three"
    assert brief("one two three", 9) == "one two\u00a0…"


def test_stacked_marks_are_cut() -> None:
    assert "[U+0300…]" in clean_text("Z" + "\u0351\u0352\u0353\u0354\u0355\u0356")


def test_anchor_text_is_ascii() -> None:
    assert anchor_text("labelling.campaigns.ü x/<y>") == "labelling.campaigns.-x-y"
