"""In which form a fact is answered by people who write no YAML, and what they typed as the value of a card.

Nothing is guessed: a number that could be read in two ways is refused, and says how to write it.
"""

import functools
import re
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic.fields import FieldInfo

from muniment.base.canonical import MAX_INTEGER
from muniment.model.kinds import KINDS, card_class
from muniment.model.section import Entry, Section
from muniment.model.shapes import Position
from muniment.model.types import Amount, Count, Date, Month, NamedValue, Number, PartialDate, Row, Share
from muniment.model.vocabulary import position_at

#: The forms: text in a line or in sentences, yes or no, one of a list, numbers, days, names with values; or none.
TEXT, PROSE, YES_NO, CHOICE, INTEGER, NUMBER, SHARE, DATE, MONTH, PARTIAL_DATE, PAIRS, BY_HAND = (
    "text", "prose", "yes_no", "choice", "integer", "number", "share", "date", "month", "partial_date", "pairs",
    "by_hand",
)  # fmt: skip
_BY_TYPE = (
    (bool, YES_NO), (int, INTEGER), (Count, INTEGER), (Share, SHARE), (Amount, NUMBER), (Number, NUMBER), (Date, DATE),
    (Month, MONTH), (PartialDate, PARTIAL_DATE), (NamedValue, PAIRS), (Row, PAIRS),
)  # fmt: skip
#: A list whose records have more fields than this is entered by hand.
MOST_FIELDS = 12
#: How one says yes and no in the languages that forms are offered in.
YES = frozenset({"yes", "ja", "oui", "true", "wahr", "vrai", "y", "j", "o"})
NO = frozenset({"no", "nein", "non", "false", "falsch", "faux", "n"})
_BLANKS = "\u00a0\u202f\u2009 "
_DOTTED = re.compile(r"([0-3]?[0-9])\.\s?([01]?[0-9])\.\s?([0-9]{4})")
_TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00)?(?:\.0+)?")


class NoAnswer(ValueError):
    """What was typed cannot be the value; the text says why, and how it is written."""


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """In which form a fact is answered, with its position, and whether several values may be given."""

    form: str
    many: bool
    position: Position
    example: str


@functools.cache
def answer_form(path: str) -> AnswerForm | None:
    """Return the form of an answer at a path; None for what is no leaf, or is computed."""
    position, info = position_at(path), _field(path)
    if position is None or info is None or position.form != "leaf" or position.computed or position.identifier:
        return None
    kind = _unwrapped(info.annotation)
    many = typing.get_origin(kind) is list
    item = typing.get_args(kind)[0] if many else kind
    if position.choices:
        form = CHOICE
    elif isinstance(item, type) and not issubclass(item, bool | int | str) and item not in (NamedValue, Row):
        form = BY_HAND
    else:
        named = next((name for known, name in _BY_TYPE if known == item), TEXT)
        form = PROSE if named == TEXT and position.prose else named
    example = "" if form == BY_HAND or not info.examples else _written(info.examples[0])
    return AnswerForm(form, many, position, example)


@functools.cache
def record_fields(path: str) -> dict[str, AnswerForm]:
    """Return the fields in which a list of records is stated row by row; none for other paths, and for too many."""
    position = position_at(path)
    if position is None or position.form != "records" or position.shape is None or position.computed:
        return {}
    stem = path if path.endswith("[]") else f"{path}[]"
    forms = {key: answer_form(f"{stem}.{key}") for key in position.shape.positions if key != "id"}
    found = {key: form for key, form in forms.items() if form is not None and form.form != BY_HAND}
    return found if len(found) <= MOST_FIELDS else {}


def read_answer(form: AnswerForm, text: str, choices: Mapping[str, str]) -> Any:
    """Return what was typed as a value; ``choices`` maps what a value of a closed list is called to the value.

    Raises NoAnswer where it cannot be one.
    """
    if form.form == PAIRS:
        return [_pair(line) for line in _lines(text)]
    if not form.many:
        return _one(form.form, text.strip(), choices)
    parts = [part.strip() for part in re.split(r"[;\r\n]+", text) if part.strip()]
    return [_one(form.form, part, choices) for part in parts]


def _one(form: str, text: str, choices: Mapping[str, str]) -> Any:
    match form:
        case "yes_no":
            word = text.casefold().rstrip(".")
            if word not in YES | NO:
                raise NoAnswer(f'"{_short(text)}" is neither yes nor no.')
            return word in YES
        case "choice":
            found = choices.get(text.casefold())
            if found is None:
                raise NoAnswer(f'"{_short(text)}" is not one of the allowed values.')
            return found
        case "integer" | "number" | "share":
            return _number(text, form)
        case "date" | "month" | "partial_date":
            return day_of(text)
    return text


def _number(text: str, form: str) -> int | Decimal:
    percent = text.endswith("%")
    bare = text.removesuffix("%")
    for blank in _BLANKS:
        bare = bare.replace(blank, "")
    bare = bare.replace("'", "").replace("’", "")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{3})+", bare) and not re.match(r"[+-]?0[.,]", bare):
        raise NoAnswer(f'"{_short(text)}" can be read in two ways; write the digits without separators of thousands.')
    bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?", bare):
        raise NoAnswer(f'"{_short(text)}" is not a number; write digits, without unit or words.')
    if percent and form != "share":
        raise NoAnswer(f'"{_short(text)}" is a percentage; a number is asked for.')
    try:
        number = Decimal(bare) / 100 if percent else Decimal(bare)
    except InvalidOperation as error:
        raise NoAnswer(f'"{_short(text)}" is not a number.') from error
    whole = number == number.to_integral_value()
    if form == "integer" and not whole:
        raise NoAnswer(f'"{_short(text)}" is not a whole number.')
    if whole and abs(number) <= MAX_INTEGER and (form == "integer" or "." not in bare):
        return int(number)
    return Decimal(format(number, "f"))


def day_of(text: str) -> str:
    """Return a day as the cards write it, where it is written as a program or with points; else the text as it is."""
    if timed := _TIMED.fullmatch(text):
        return timed[1]
    if dotted := _DOTTED.fullmatch(text):
        return f"{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}"
    return text


def _pair(line: str) -> dict[str, Any]:
    name, colon, value = line.rpartition(":")
    if not colon or not name.strip() or not value.strip():
        raise NoAnswer(f'"{_short(line)}" is not a name with a value; write each on a line of its own as name: value.')
    try:
        given: Any = _number(value.strip(), NUMBER)
    except NoAnswer:
        if re.match(r"[\s+-]*[0-9]", value):
            raise
        given = value.strip()
    return {"name": name.strip(), "value": given}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[;\r\n]+", text) if line.strip()]


def _field(path: str) -> FieldInfo | None:
    """Return the declaration of a path."""
    kind, _, rest = path.partition(".")
    if kind not in KINDS:
        return None
    section: type[Section] = card_class(kind)
    info: FieldInfo | None = None
    for key in rest.split("."):
        info = section.model_fields.get(key.removesuffix("[]"))
        if info is None:
            return None
        inner = _unwrapped(info.annotation)
        inner = typing.get_args(inner)[0] if typing.get_origin(inner) is list else inner
        if isinstance(inner, type) and issubclass(inner, Section | Entry):
            section = inner
    return info


def _unwrapped(annotation: Any) -> Any:
    """Return a type without None; a list that carries conditions without these."""
    members = [item for item in typing.get_args(annotation) if item is not type(None)]
    if type(None) in typing.get_args(annotation) and len(members) == 1:
        annotation = members[0]
    if typing.get_origin(annotation) is typing.Annotated and typing.get_origin(typing.get_args(annotation)[0]) is list:
        return typing.get_args(annotation)[0]
    return annotation


def _written(example: Any) -> str:
    """Return an example as somebody would type it."""
    if isinstance(example, bool):
        return "yes" if example else "no"
    if isinstance(example, list):
        return "; ".join(map(_written, example))
    if isinstance(example, dict):
        return f"{example.get('name', '')}: {_written(example.get('value', ''))}"
    return str(example)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"
