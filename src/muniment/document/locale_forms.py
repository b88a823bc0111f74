"""Numbers, shares, dates and lists as a language writes them (CLDR, by Babel), with every digit as it was stated.

English is written as texts of the Union write it: day before month, digits in groups of three set apart by a narrow
no-break space, a no-break space before the percent sign (Interinstitutional style guide; ISO 80000-1).
"""

import functools
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from muniment.base.languages import SOURCE_LANGUAGE, primary_language

if TYPE_CHECKING:
    from babel import Locale

_NARROW, _NO_BREAK, _MINUS = "\u202f", "\u00a0", "\u2212"
_ENGLISH = "en_GB"
#: Where the first day of a month is an ordinal in running text.
_FIRST_DAY = {"fr": "1er"}


class LocaleForms:
    """How one language writes numbers, shares, dates and lists; Babel is loaded with the first of them."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._primary = primary_language(language)

    def number(self, value: str, least: int = 1000) -> str:
        """Return a number in plain notation with its digits in groups, from ``least`` upward."""
        sign, digits = (value[0], value[1:]) if value[:1] in "+-" else ("", value)
        whole, point, fraction = digits.partition(".")
        if int(whole) >= least:
            whole = self._grouped(str(int(whole)))
        return f"{_MINUS if sign == '-' else ''}{whole}{self._symbol('decimal') if point else ''}{fraction}"

    def percent(self, value: str) -> str:
        """Return a number of hundredths with the percent sign where the language puts it."""
        number = self.number(value)
        if self._primary == SOURCE_LANGUAGE:
            return f"{number}{_NO_BREAK}%"
        pattern = self._locale.percent_formats[None]
        return f"{pattern.prefix[0]}{number}{pattern.suffix[0]}"

    def date(self, year: int, month: int, day: int = 0) -> str:
        """Return a day, or a month, in words; raise ValueError for a day that is in no calendar."""
        from babel.dates import format_date, format_skeleton

        moment = date(year, month, day or 1)
        if not day:
            text = format_skeleton("yMMMM", moment, locale=self._locale)
        else:
            text = format_date(moment, "long", locale=self._locale)
        if day == 1 and self._primary in _FIRST_DAY:
            text = text.replace("1", _FIRST_DAY[self._primary], 1)
        return text.replace(" ", _NO_BREAK)

    def listed(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence: ``a, b and c``."""
        from babel.lists import format_list

        return format_list(items, locale=self._locale)

    def _grouped(self, digits: str) -> str:
        first, others = self._locale.decimal_formats[None].grouping
        mark = _NARROW if self._primary == SOURCE_LANGUAGE else self._symbol("group")
        groups, size = [], first
        while len(digits) > size:
            digits, group = digits[:-size], digits[-size:]
            groups.append(group)
            size = others
        return mark.join([digits, *reversed(groups)])

    def _symbol(self, name: str) -> str:
        symbols: dict[str, str] = self._locale.number_symbols["latn"]
        return symbols[name]

    @functools.cached_property
    def _locale(self) -> "Locale":
        from babel import Locale, UnknownLocaleError

        wished = _ENGLISH if self._primary == SOURCE_LANGUAGE else self._language.replace("-", "_")
        for name in (wished, self._primary, _ENGLISH):
            try:
                return Locale.parse(name)
            except (UnknownLocaleError, ValueError):
                continue
        raise AssertionError("Babel does not know English")
