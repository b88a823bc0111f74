"""Intervals of shares: equal to their definitions, and holding the truth as often as they promise."""

import math
import random
from fractions import Fraction

import pytest

from muniment.evidence.bounds import clopper_pearson, clopper_pearson_high, share_text, wilson

#: How far a bound may lie outside what it is by definition: it is rounded outward at six decimals.
STEP = Fraction(1, 1_000_000)


def at_most(hits: int, drawn: int, share: Fraction) -> Fraction:
    return sum(
        (math.comb(drawn, count) * share**count * (1 - share) ** (drawn - count) for count in range(hits + 1)),
        Fraction(0),
    )


@pytest.mark.parametrize(("hits", "drawn"), [(0, 1), (1, 1), (0, 30), (1, 30), (7, 30), (29, 30), (30, 30), (3, 120)])
def test_clopper_pearson_is_where_the_tails_are_a_fortieth(hits: int, drawn: int) -> None:
    low, high = map(Fraction, clopper_pearson(hits, drawn))
    tail = Fraction(1, 40)
    if hits == drawn:
        assert high == 1
    else:
        assert at_most(hits, drawn, high) <= tail <= at_most(hits, drawn, high - STEP)
    if hits == 0:
        assert low == 0
    else:
        assert 1 - at_most(hits - 1, drawn, low) <= tail <= 1 - at_most(hits - 1, drawn, low + STEP)


@pytest.mark.parametrize(("hits", "drawn"), [(0, 10), (1, 10), (9, 10), (10, 10), (0, 10_000), (200, 10_000)])
def test_wilson_is_where_the_distance_is_1_96_standard_errors(hits: int, drawn: int) -> None:
    share = Fraction(hits, drawn)
    for bound in map(Fraction, wilson(hits, drawn)):
        if 0 < bound < 1:
            away = abs(float(bound - share)) / math.sqrt(bound * (1 - bound) / drawn)
            assert away == pytest.approx(1.959964, abs=0.01)
        else:
            assert bound == share


def test_no_hit_is_at_most_and_all_is_at_least() -> None:
    assert wilson(0, 10_000) == ("0.000000", "0.000384")
    assert clopper_pearson(0, 10_000) == ("0.000000", "0.000369")
    assert wilson(10_000, 10_000)[1] == clopper_pearson(3, 3)[1] == "1.000000"


@pytest.mark.parametrize("share", [0.001, 0.01, 0.1, 0.5, 0.97])
def test_clopper_pearson_holds_the_truth_in_95_of_100_samples_whatever_it_is(share: float) -> None:
    drawn = 120
    bounds = [tuple(map(float, clopper_pearson(hits, drawn))) for hits in range(drawn + 1)]
    held = sum(
        math.comb(drawn, hits) * share**hits * (1 - share) ** (drawn - hits)
        for hits, (low, high) in enumerate(bounds)
        if low <= share <= high
    )
    assert held >= 0.95


def test_wilson_holds_the_truth_in_95_of_100_samples_on_average() -> None:
    chance = random.Random(20260101)
    drawn, held, rounds = 300, 0, 2000
    for _ in range(rounds):
        share = chance.uniform(0.01, 0.99)
        hits = sum(chance.random() < share for _ in range(drawn))
        low, high = map(float, wilson(hits, drawn))
        held += low <= share <= high
    assert 0.94 <= held / rounds <= 0.965


def test_the_bound_of_very_many_pairs_is_found_quickly() -> None:
    high = clopper_pearson_high(3000, 49_995_000)
    assert float(high) == pytest.approx(6.219242186585544e-05, rel=1e-9)


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (1, 3, "0.333333"),
        (2, 3, "0.666667"),
        (1, 2_000_000, "0.000000"),
        (3, 2_000_000, "0.000002"),
        (5, 5, "1.000000"),
    ],
)
def test_a_share_has_six_decimals_half_to_even(numerator: int, denominator: int, text: str) -> None:
    assert share_text(numerator, denominator) == text
