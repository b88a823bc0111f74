"""Numbers, shares, dates and lists as a language writes them (CLDR, by Babel), with every digit as it was stated.

English is written as texts of the Union write it: day before month, digits in groups of three set apart by a narrow
no-break space, a no-break space before the percent sign (Interinstitutional style guide; ISO 80000-1).
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from muniment.base.languages import SOURCE_LANGUAGE, primary_language

if TYPE_CHECKING:
    from babel import Locale

_NARROW, _NO_BREAK, _MINUS = "\u202f", "\u00a0", "\u2212"
_ENGLISH = "en_GB"
#: Where the first day of a month is an ordinal in running text.
_FIRST_DAY = {"fr": "1er"}
#: Where a blank stands before a colon and a semicolon.
_SPACED = frozenset({"fr"})
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
#: From which power of ten on a number is written with it.
_LEAST_POWER = 15
_NUMBER = r"(?:(\d+(?:\.\d+)?){})?"
_DURATION = re.compile("P" + "".join(map(_NUMBER.format, "YMWD")) + "(?:T" + "".join(map(_NUMBER.format, "HMS")) + ")?")
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def are_sentences(items: Iterable[str]) -> bool:
    """Tell whether every item ends as a sentence does, so that nothing need stand between them."""
    return all(item.endswith((".", "!", "?")) for item in items)


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

    def is_currency(self, code: str) -> bool:
        """Tell whether a code is that of a currency (ISO 4217)."""
        return code in self._locale.currencies

    def money(self, value: str, currency: str) -> str:
        """Return an amount of money with the code where the language puts it; a fraction has all its minor units."""
        from babel.numbers import get_currency_precision

        whole, point, fraction = value.partition(".")
        number = self.number(f"{whole}.{fraction.ljust(get_currency_precision(currency), '0')}" if point else whole)
        before = self._primary == SOURCE_LANGUAGE
        return f"{currency}{_NO_BREAK}{number}" if before else f"{number}{_NO_BREAK}{currency}"

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

    def joined(self, items: Iterable[str]) -> str:
        """Return items that may hold commas themselves, side by side: ``a; b; c``, and sentences as they are."""
        items = list(items)
        return (" " if are_sentences(items) else f"{self.before_sign}; ").join(items)

    def labelled(self, label: str, text: str) -> str:
        """Return a text behind its label: ``label: text``."""
        return f"{label}{self.before_sign}: {text}"

    @property
    def before_sign(self) -> str:
        """The blank before a colon or a semicolon, or nothing."""
        return _NO_BREAK if self._primary in _SPACED else ""

    def sorting(self, name: str) -> str:
        """Return a name as it is sorted: without capitals, a letter with a mark as the letter that it marks."""
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
        return plain.casefold()

    def language(self, tag: str) -> str:
        """Return the name of a language by its tag, ``pt-BR``; the tag itself where nobody has named it."""
        import langcodes

        try:
            named = langcodes.Language.get(tag)
            plain = self._locale.languages.get(named.language or "")
            parts = [self._locale.scripts.get(named.script or ""), self._locale.territories.get(named.territory or "")]
        except ValueError:
            return tag
        if not plain:
            return tag
        beside = ", ".join(part for part in parts if part)
        return f"{plain} ({beside})" if beside else plain

    def territory(self, code: str) -> str:
        """Return the name of a country by its code; anything else as it is."""
        return str(self._locale.territories.get(code, code))

    def power(self, value: str) -> str:
        """Return a large number as a few figures times a power of ten: ``1.3 × 10²³``; a small one in full."""
        digits = Decimal(value).normalize().as_tuple()
        exponent = len(digits.digits) - 1 + int(digits.exponent)
        if exponent < _LEAST_POWER:
            return self.number(value)
        figures = "".join(map(str, digits.digits))
        mantissa = f"{figures[0]}.{figures[1:]}" if figures[1:] else figures
        return f"{self.number(mantissa)}{_NO_BREAK}×{_NO_BREAK}10{str(exponent).translate(_RAISED)}"

    def duration(self, value: str) -> str:
        """Return a duration as words, ``P1DT12H`` as 1 day and 12 hours; ValueError for what is none."""
        from babel.units import format_unit

        match = _DURATION.fullmatch(value)
        parts = [(unit, text) for unit, text in zip(_UNITS, match.groups(), strict=True) if text] if match else []
        if not parts:
            raise ValueError("not a duration")
        return self.listed(
            [format_unit(Decimal(text), f"duration-{unit}", locale=self._locale) for unit, text in parts]
        )

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
