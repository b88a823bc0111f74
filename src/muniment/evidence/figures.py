"""Figures as evidence writes them: exact fractions as decimal texts of six places, half to even."""

from fractions import Fraction

PLACES = 6


def decimal_figure(value: Fraction, places: int = PLACES) -> str:
    """Write a fraction with so many decimals, rounded half to even; nothing is lost on the way."""
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def share_figure(numerator: int, denominator: int) -> str:
    """Write a share; of nothing it is zero."""
    return decimal_figure(Fraction(numerator, denominator) if denominator else Fraction(0))
