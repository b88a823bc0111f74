"""Intervals at 95 % for a share that was counted in a sample: decimal texts, the same on every machine.

Both round outward at six decimals, so that what is printed promises no more than what was computed. Samples are drawn
without replacement from a set that has an end; for such the intervals are a little wider than they need be.
"""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, localcontext

#: Half of what lies outside, and the standard normal quantile that belongs to it.
_TAIL = Decimal("0.025")
_Z = Decimal("1.959963984540054235524594430520551528")
_STEP = Decimal("0.000001")
_EXACT = Context(prec=40, Emin=-999_999_999_999, Emax=999_999_999_999)

Interval = tuple[str, str]


def share_text(numerator: int, denominator: int) -> str:
    """Return a share with six decimals, half to even."""
    with localcontext(_EXACT):
        return format((Decimal(numerator) / Decimal(denominator)).quantize(_STEP, ROUND_HALF_EVEN), "f")


def wilson(hits: int, drawn: int) -> Interval:
    """Return the Wilson interval: right on average, also for few hits and for none."""
    return outward(*wilson_exact(hits, drawn))


def wilson_exact(hits: int, drawn: int) -> tuple[Decimal, Decimal]:
    """Return the Wilson interval unrounded."""
    with localcontext(_EXACT):
        n, square = Decimal(drawn), _Z * _Z
        share = Decimal(hits) / n
        middle = share + square / (2 * n)
        reach = _Z * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
        whole = 1 + square / n
        low = Decimal(0) if hits == 0 else (middle - reach) / whole
        high = Decimal(1) if hits == drawn else (middle + reach) / whole
        return low, high


def clopper_pearson(hits: int, drawn: int) -> Interval:
    """Return the Clopper-Pearson interval: holds the true share in at least 95 of 100 samples, whatever it is."""
    return outward(1 - clopper_pearson_high(drawn - hits, drawn), clopper_pearson_high(hits, drawn))


def clopper_pearson_high(hits: int, drawn: int) -> Decimal:
    """Return the upper end of the Clopper-Pearson interval unrounded, to twelve significant digits."""
    if hits == drawn:
        return Decimal(1)
    with localcontext(_EXACT):
        ways = +Decimal(math.comb(drawn, hits))
        low, high = Decimal(0), Decimal(1)
        while high - low > high * Decimal("1e-12"):
            middle = (low + high) / 2
            low, high = (middle, high) if _at_most(hits, drawn, middle, ways) > _TAIL else (low, middle)
        return high


def outward(low: Decimal, high: Decimal) -> Interval:
    """Return an interval with six decimals, no narrower than it was and within 0 and 1."""
    least = max(low, Decimal(0)).quantize(_STEP, ROUND_FLOOR)
    most = min(high, Decimal(1)).quantize(_STEP, ROUND_CEILING)
    return format(least, "f"), format(most, "f")


def _at_most(hits: int, drawn: int, share: Decimal, ways: Decimal) -> Decimal:
    """Return the probability of at most so many hits; summed from the last term down, which is exact enough."""
    odds = (1 - share) / share
    term = ways * share**hits * (1 - share) ** (drawn - hits)
    total = term
    for count in range(hits, 0, -1):
        term *= odds * count / (drawn - count + 1)
        total += term
        if term < total * Decimal("1e-20") and odds * count < drawn - count + 1:
            break
    return total
