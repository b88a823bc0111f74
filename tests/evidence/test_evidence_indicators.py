"""Signs of personal data: how many of the fixtures are found, and that no text makes the search slow."""

import time
from collections import Counter
from pathlib import Path

import pytest

from muniment.evidence.indicators import INDICATORS, indicators_in

FIXTURES = Path(__file__).parent / "fixtures" / "indicators.tsv"
#: Found and missed of the texts that hold the thing, taken for it and left alone of those that do not. What is missed
#: and wrongly taken is in the fixtures on purpose; docs/evidence.md states these figures.
EXPECTED = {
    "mail": (19, 2, 1, 20),
    "phone": (21, 2, 2, 27),
    "iban": (12, 2, 0, 13),
    "payment_card": (13, 1, 2, 14),
    "ip_address": (12, 0, 1, 22),
}
#: So many characters, of which each search is one walk.
MANY = 250_000
HOSTILE = [
    "a" * MANY, "@" * MANY, "a@" * (MANY // 2), "+" * MANY, "1" * MANY, "1 " * (MANY // 2),
    "+1 " * (MANY // 3), "." * MANY, "1." * (MANY // 2), "4111 " * (MANY // 5), "DE89" * (MANY // 4),
    "DE89 " * (MANY // 5), "tel " * (MANY // 4), "tel:0" * (MANY // 5), "2001:" * (MANY // 5),
    "2001::" * (MANY // 6), "//a@bb.com " * (MANY // 11), "//" + "a@bb.c," * (MANY // 7),
    "(212) " * (MANY // 6), "\0" * MANY, "😀" * MANY, "ש" * MANY, "A0" * (MANY // 2),
    "a@b.c-" * (MANY // 6), "4111111111111112 " * (MANY // 17), "+49((" * (MANY // 5),
    "1.1.1.1\n" * (MANY // 8), "\n1.2.3.4 a" * (MANY // 10), "v1.2.3.4 " * (MANY // 9),
    "x@" + "a." * (MANY // 2), "a" * 64 + "@" + "-" * MANY, "tel. no. 0 " * (MANY // 11),
    "tel 1234567x" * (MANY // 12), "\ud800" * MANY,
]  # fmt: skip


def fixtures() -> list[tuple[str, bool, str]]:
    lines = [line.split("\t") for line in FIXTURES.read_text("utf-8").splitlines()]
    return [(code, known == "yes", text.replace("\\n", "\n")) for code, known, text in lines]


def test_as_many_are_found_and_wrongly_taken_as_the_documentation_says() -> None:
    counted = Counter((code, known, code in indicators_in(text)) for code, known, text in fixtures())
    outcomes = ((True, True), (True, False), (False, True), (False, False))
    assert {code: tuple(counted[code, *outcome] for outcome in outcomes) for code in INDICATORS} == EXPECTED


@pytest.mark.parametrize(("code", "known", "text"), [item for item in fixtures() if item[1]])
def test_what_stands_around_it_does_not_hide_it(code: str, known: bool, text: str) -> None:
    if code in indicators_in(text):
        for around in (f"Hello, {text}, bye", f"😀 {text} \u202e", f"\0 {text}\r\n", f"«{text}»", "x " * 5000 + text):
            assert code in indicators_in(around), around[-80:]


def test_one_digit_off_is_no_iban_and_no_card() -> None:
    for digit in range(10):
        assert ("iban" in indicators_in(f"DE8937040044053201300{digit}")) == (digit == 0)
        assert ("payment_card" in indicators_in(f"424242424242424{digit}")) == (digit == 2)


def test_a_text_without_any_has_none() -> None:
    for text in ("", " ", "\0", "The customer said hello.", "שלום עולם", "😀", "\ud800", "1,234.56", "a" * 1000):
        assert list(indicators_in(text)) == []


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_very_many_hostile_characters_take_a_moment(text: str) -> None:
    begun = time.process_time()
    list(indicators_in(text))
    # A quarter of a second on an idle machine; what backtracks takes minutes.
    assert time.process_time() - begun < 2
