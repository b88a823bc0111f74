"""The types of facts. All are strings, whole numbers, decimals, booleans or lists as YAML gives them, checked strictly.

A type never changes what the author wrote; it only accepts or refuses it, with a remedy. The pattern in the JSON
Schema and the check in Python accept the same text, save where a calendar or a registry must be asked.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

MAX_TEXT = 20_000


def refuse(what: str, remedy: str, meant: str = "") -> PydanticCustomError:
    """Return the error a type raises: what is wrong in one sentence, what to write instead, what was meant for sure."""
    return PydanticCustomError("muniment", "{what}", {"what": what, "remedy": remedy, "meant": meant})


def _pattern(expression: str, what: str, remedy: str, further: Callable[[str], bool] | None = None) -> Any:
    def check(value: str) -> str:
        # Compiled at first use and kept by re: a card needs few of them, and a hook starts the program each time.
        if not re.fullmatch(expression, value) or (further is not None and not further(value)):
            raise refuse(f"{_short(value)} is not {what}.", remedy)
        return value

    return AfterValidator(check), WithJsonSchema({"type": "string", "pattern": f"^(?:{expression})$"})


def _short(value: object) -> str:
    text = str(value)
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}…"'


def is_calendar_day(text: str) -> bool:
    """Tell whether a text is a day of the calendar in ISO 8601."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_calendar_part(text: str) -> bool:
    return len(text) < 10 or is_calendar_day(text)


class Prose:
    """Marks a type as running text: it may be written in several languages, and one word is no answer."""


class Free:
    """Marks a type as words of the author's own, where a placeholder may hide."""


class Held:
    """Marks a table by what it holds: figures or counts, which each language writes its own way, or settings."""

    def __init__(self, what: str) -> None:
        self.what = what


PROSE = Prose()
FREE = Free()
FIGURES = Held("figures")
COUNTS = Held("counts")
SETTINGS = Held("settings")

#: A short text: a name, a title, a label.
String = Annotated[str, StringConstraints(min_length=1, max_length=500), FREE]
#: Characters as a file writes them, where what would be a placeholder elsewhere is the answer: NA, unknown, -999.
Spelling = Annotated[str, StringConstraints(min_length=1, max_length=200)]
#: A statement in sentences; may be given in several languages with ``{text: {de: …, en: …}}``.
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT), FREE, PROSE]
#: A reference to a document: a path in the repository, a URL, or an identifier in a named system.
Ref = Annotated[str, StringConstraints(min_length=1, max_length=2000), FREE]

_ID = r"[a-z0-9](?:[a-z0-9._-]{0,126}[a-z0-9])?"
Id = Annotated[str, *_pattern(_ID, "an id", "Use lower-case letters, digits, hyphens, for instance: campaign-2026-q3.")]
Version = Annotated[
    str,
    *_pattern(
        r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9+])?", "a version", 'Write it in quotes, for instance: "2.3.0".'
    ),
    FREE,
]
#: ``kind/name@version`` or ``name@version`` of another card.
CardRef = Annotated[
    str,
    *_pattern(
        rf"(?:(?:organisation|dataset|model|system|deployment)/)?{_ID}(?:@[A-Za-z0-9._+-]{{1,64}})?",
        "a reference to a card",
        "Write name@version, for instance: support-tickets-de@2.3.0.",
    ),
]

#: The folder of a supplier's pin below ``suppliers/``: name and version of the set, and the beginning of the digest.
PinRef = Annotated[
    str,
    *_pattern(
        rf"{_ID}@[A-Za-z0-9](?:[A-Za-z0-9._+-]{{0,62}}[A-Za-z0-9+])?\.[0-9a-f]{{8}}",
        "the name of a pin",
        "Write the name of its folder below suppliers/, for instance: street-signs@2.1.0.1a2b3c4d.",
    ),
]

_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_MONTH = r"[0-9]{4}-(?:0[1-9]|1[0-2])"
Date = Annotated[str, *_pattern(_DAY, "a calendar date", "Write year-month-day, as in 2026-11-23.", is_calendar_day)]
Month = Annotated[str, *_pattern(_MONTH, "a month", "Write year-month, as in 2026-11.")]
#: A day, a month or a year: as much as is known.
PartialDate = Annotated[
    str,
    *_pattern(
        rf"{_DAY}|{_MONTH}|[0-9]{{4}}", "a date", 'Write 2026-11-23, 2026-11 or, in quotes, "2026".', _is_calendar_part
    ),
]
Duration = Annotated[
    str,
    *_pattern(
        r"P(?=.)(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+W)?(?:[0-9]+D)?(?:T(?=.)(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+S)?)?",
        "a duration",
        "Write ISO 8601: P6M is six months, P10Y ten years, PT36H thirty-six hours.",
    ),
]
Url = Annotated[
    str, *_pattern(r'https?://[^\s/<>"]+(?:/[^\s<>"]*)?', "a web address", "Begin with https:// and leave no blanks.")
]
StatusUrl = Annotated[
    str,
    *_pattern(
        r'https://[^\s/<>"]+(?:/[^\s<>"]*)?',
        "a short https address in ASCII",
        "Begin with https://, leave no blanks, and use at most 200 characters of ASCII.",
        lambda text: len(text) <= 200 and text.isascii() and text.isprintable(),
    ),
]
Digest = Annotated[
    str, *_pattern(r"sha256:[0-9a-f]{64}", "a SHA-256 digest", "Write sha256: and 64 hexadecimal digits in lower case.")
]
Domain = Annotated[
    str,
    *_pattern(
        r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
        "a domain name",
        "Write it in lower case, for instance: example.org.",
    ),
]


def _is_country(code: str) -> bool:
    from muniment.model.registries import countries

    return code in countries()


def _is_currency(code: str) -> bool:
    from muniment.model.registries import currencies

    return code in currencies()


def _check_language(tag: str) -> str:
    from muniment.model.registries import language_meant, language_problem

    if problem := language_problem(tag):
        remedy = "Write BCP 47: de, en-GB, zh-Hant."
        raise refuse(f"{_short(tag)} is not a language tag: {problem}.", remedy, language_meant(tag))
    return tag


def _check_licence(text: str) -> str:
    from muniment.model.registries import licence_meant, licence_problem

    if problem := licence_problem(text):
        raise refuse(
            f"{_short(text)} is not a licence expression: {problem}.",
            "Write an SPDX id (CC-BY-4.0), an expression (MIT OR Apache-2.0), or LicenseRef- and a name of your own; "
            "where it is not known, {unknown: why, owner: who}.",
            licence_meant(text),
        )
    return text


Country = Annotated[str, *_pattern(r"[A-Z]{2}", "a country code", "Write ISO 3166-1: DE, FR, NL.", _is_country)]
Currency = Annotated[str, *_pattern(r"[A-Z]{3}", "a currency code", "Write ISO 4217: EUR, USD, KES.", _is_currency)]
Language = Annotated[
    str,
    AfterValidator(_check_language),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$"}),
]
Licence = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000),
    AfterValidator(_check_licence),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": 1000}),
]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise refuse(f"{_short(value)} is not a number.", "Write digits only, without blanks, unit or quotes.")
    return value


def _not_negative(value: Any) -> Any:
    if value < 0:
        raise refuse(f"{_short(value)} is negative.", "Write zero or more.")
    return value


def _share(value: Any) -> Any:
    if not 0 <= _number(value) <= 1:
        raise refuse(f"{_short(value)} is not a share.", "Write a number from 0 to 1: 12 % is 0.12.")
    return value


#: Any number, exact: an integer or a decimal.
Number = Annotated[Any, BeforeValidator(_number), WithJsonSchema({"type": "number"})]
#: A number that is zero or more: an amount, a count that may be a fraction.
Amount = Annotated[
    Any, BeforeValidator(_number), AfterValidator(_not_negative), WithJsonSchema({"type": "number", "minimum": 0})
]
#: A whole number, zero or more.
Count = Annotated[int, Field(ge=0)]
#: A share from 0 to 1.
Share = Annotated[Any, BeforeValidator(_share), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1})]


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | Decimal | bool):
        raise refuse("A single value is expected here.", "Write a word, a number, or a text in quotes.")
    return value


Scalar = Annotated[Any, BeforeValidator(_scalar), WithJsonSchema({"type": ["string", "number", "boolean"]})]


class Value(BaseModel):
    """A small value with parts of its own that is one fact as a whole (an item of a list, a row of a table)."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class NamedValue(Value):
    """One pair of a free-form map."""

    name: String = Field(title="Name", description="What the value is called.")
    value: Scalar = Field(title="Value", description="A word, a number, or yes or no as true or false.")


class Row(Value):
    """One row of a table of figures: what it is about, the figure, and what it is compared with."""

    name: String = Field(title="Name", description="The group, field, metric or condition this row is about.")
    value: Scalar = Field(title="Value", description="The figure; shares from 0 to 1.")
    count: Count | None = Field(default=None, title="Count", description="The number of items behind the figure.")
    reference: Scalar | None = Field(
        default=None, title="Reference", description="The figure it is compared with, for instance in the population."
    )
    unit: String | None = Field(default=None, title="Unit", description="The unit of the figure, if not a share.")


Table = Annotated[list[Row], Field(min_length=1), FIGURES]
#: Counts by name; and settings by name, printed as they are written.
Counts = Annotated[list[NamedValue], Field(min_length=1), COUNTS]
Settings = Annotated[list[NamedValue], Field(min_length=1), SETTINGS]
