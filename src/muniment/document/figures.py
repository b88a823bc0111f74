"""Figures as a language writes them: amounts with units, money, shares in percent, and columns of one grouping.

The record holds every digit; a share is printed with as many as a reader can use, and never as none or all of a whole
that it is not.
"""

import re
from collections.abc import Iterable
from decimal import Decimal, localcontext
from typing import Any

from muniment.document.text import clean_text
from muniment.document.words import Words

_DIGITS = r"[+-]?[0-9]{1,60}(?:\.[0-9]{1,60})?"
_NUMBER = re.compile(_DIGITS)
#: A statistic with its lowest and highest value, as the rule on agreement gives them.
_RANGE = re.compile(rf"(.+) ({_DIGITS})(?:–({_DIGITS}))?")
#: From where on digits stand in groups: of amounts, and of numbers that may be a year or a name.
AMOUNT, ANY = 1000, 10_000
#: To how many decimals a share is printed in percent, and to how many figures where it is near to none or to all.
_DECIMALS, _FIGURES = 2, 2
#: More digits than a number of a record has.
_PRECISION = 150
_CURRENCY = re.compile(r"([A-Z]{3})(?: (.+))?")


def is_number(value: Any) -> bool:
    """Tell whether a value of a record is a number: a whole one, or a decimal in its text."""
    if isinstance(value, str):
        return bool(_NUMBER.fullmatch(value))
    return isinstance(value, int) and not isinstance(value, bool)


def quantity(value: str, unit: str, words: Words, least: int = AMOUNT) -> str:
    """Return a number with its unit: a share in percent, money with its cents, the rest with every digit as stated."""
    if unit == "FLOP":
        return f"{words.forms.power(value)}\u00a0FLOP"
    if unit == "share":
        return words.forms.percent(percentage(value))
    if (money := _CURRENCY.fullmatch(unit)) and words.forms.is_currency(money[1]):
        amount = words.forms.money(value, money[1])
        return f"{amount} {clean_text(money[2])}" if money[2] else amount
    number = words.forms.number(value, AMOUNT if unit else least)
    return f"{number}\u00a0{clean_text(unit)}" if unit else number


def percentage(value: str) -> str:
    """Return a share in hundredths, ``37.48`` for ``0.374842``; digits that were not stated are not added."""
    with localcontext(prec=_PRECISION):
        hundredths = Decimal(value).scaleb(2)
        near = min(abs(hundredths), abs(100 - hundredths)) or Decimal(1)
        last = min(-_DECIMALS, near.adjusted() - _FIGURES + 1)
        if int(hundredths.as_tuple().exponent) < last:
            hundredths = hundredths.quantize(Decimal(1).scaleb(last))
    return format(hundredths, "f")


def ranges(text: str, words: Words) -> str:
    """Return statistics with their ranges, ``alpha 0.71–0.83; kappa 0.6``, with numbers as the language writes them."""
    found = [_RANGE.fullmatch(part) for part in text.split("; ")]
    told = [
        f"{match[1]} {'–'.join(words.forms.number(number) for number in match.groups()[1:] if number)}"
        for match in found
        if match
    ]
    return words.forms.joined(told) if len(told) == len(found) else text


def grouping(values: Iterable[Any]) -> int:
    """Return from where on the digits of the numbers of one column stand in groups: all, where one of them must."""
    return AMOUNT if any(is_number(value) and abs(Decimal(value)) >= ANY for value in values) else ANY
