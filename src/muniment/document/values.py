"""Values of facts as printed text: numbers with units, dates, terms, lists, tables, texts in several languages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from muniment.document.choices import is_choice, named
from muniment.document.figures import AMOUNT, grouping, is_number, quantity, ranges
from muniment.document.model import Answer, Standing, Table
from muniment.document.reasons import reason_text
from muniment.document.sections import reading_order
from muniment.document.text import clean_lines, clean_text
from muniment.document.words import Words
from muniment.record.record import DisclosedFact

_DATE = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?")
_DURATION = re.compile(r"P(?=[0-9T])(?:[0-9]+(?:\.[0-9]+)?[YMWD])*(?:T(?:[0-9]+(?:\.[0-9]+)?[HMS])+)?")
_CODE = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VERBATIM = frozenset({"version", "name", "id", "ref", "title", "sha256", "content_hash"})
#: Closed lists of proper names, which keep their small letters.
_PROPER = frozenset({"dataset.distribution.compression"})
#: Keys that name a row, the likeliest first.
_ROW_HEADS = ("id", "name", "title", "label", "group", "field", "kind", "split", "language", "country", "date")
#: Columns of numbers that are not in the unit of the fact, and those of figures that a row's own unit belongs to.
_OWN_UNIT, _FIGURES = frozenset({"count"}), ("value", "reference")
#: Where statistics stand with their ranges in one text.
_AGREEMENT = "dataset.labelling.agreement_range"
#: What a table of pairs or rows holds, where the vocabulary says so; settings stay as a program takes them.
_TABLES = ("figures", "counts", "settings")
#: Where a row's own unit says of what its figure is a share.
_PARTS = frozenset({"model.datasets.share_of_modality", "system.datasets.share_of_modality"})


@dataclass(frozen=True, slots=True)
class Context:
    """What decides how one value is printed: the words, the language wished for, and the fact's path and unit.

    ``least`` is from where on the digits of a number without a unit stand in groups.
    """

    words: Words
    language: str
    path: str = ""
    unit: str = ""
    label: str = ""
    least: int = AMOUNT


def stated_answer(fact: DisclosedFact, words: Words, language: str) -> Answer:
    """Return the answer that a known value gives; origin and remarks are the caller's."""
    context = Context(words, language, fact.path.replace("[]", ""), fact.unit, clean_text(fact.label))
    value = fact.value
    if _is_translations(value):
        return _translated(value, context)
    answer = _own_answer(value, context)
    if fact.language and _holds_words(value, context):
        table = replace(answer.table, language=fact.language) if answer.table else None
        return replace(answer, table=table, language="" if table else fact.language)
    return answer


def _own_answer(value: Any, context: Context) -> Answer:
    words = context.words
    if isinstance(value, dict):
        value = [{"name": key, "value": item} for key, item in sorted(value.items())]
    if isinstance(value, list) and value:
        if all(isinstance(item, dict) and not _is_translations(item) for item in value):
            return Answer(Standing.STATED, table=_table(value, context))
        context = replace(context, least=grouping(value))
        if len(value) == 1:
            return Answer(Standing.STATED, lines=scalar_lines(value[0], context))
        lines = tuple(line for item in value if (line := _inline(item, context)))
        return Answer(Standing.STATED, lines=lines or (words("answers", "empty"),), listed=len(lines) > 1)
    return Answer(Standing.STATED, lines=scalar_lines(value, context))


def scalar_lines(value: Any, context: Context) -> tuple[str, ...]:
    """Return one value that is no list and no map as paragraphs; a value without content says that it is empty."""
    if isinstance(value, str) and context.path == _AGREEMENT:
        value = ranges(value, context.words)
    if isinstance(value, str) and not _is_special(value, context):
        return clean_lines(value) or (context.words("answers", "empty"),)
    text = _inline(value, context) or context.words("answers", "empty")
    # A word of a closed list begins as an answer does where it stands alone; in a list or a sentence it does not.
    alone = isinstance(value, str) and _is_word(value, context) and (context.path not in _PROPER or text != value)
    return (text[:1].upper() + text[1:] if alone else text,)


def inline_text(fact: DisclosedFact, words: Words, language: str) -> str:
    """Return a known value as words that may stand inside a sentence."""
    return _inline(fact.value, Context(words, language, fact.path.replace("[]", ""), fact.unit))


def date_text(value: str, words: Words) -> str:
    """Return an ISO date or month in words, ``14 March 2026``; anything else as it is."""
    match = _DATE.fullmatch(value)
    if not match:
        return clean_text(value)
    year, month, day = match.groups()
    try:
        return words.forms.date(int(year), int(month), int(day or 0))
    except ValueError:
        return value


def number_text(value: str, words: Words, least: int = 1000) -> str:
    """Return a number in plain notation with its digits in groups, from ``least`` upward."""
    return words.forms.number(value, least)


def head_text(key: str) -> str:
    """Return a key of a card as a head in words: ``rows_in`` gives ``Rows in``."""
    words = clean_text(key).replace("_", " ")
    return words[:1].upper() + words[1:]


def _holds_words(value: Any, context: Context) -> bool:
    """Tell whether a value holds words of the card's own, which have a language; names of codes and figures do not."""
    if isinstance(value, str):
        return not _is_special(value, context)
    if isinstance(value, list):
        return any(_holds_words(item, context) for item in value)
    if isinstance(value, dict):
        return any(_holds_words(item, context) for item in value.values())
    return False


def _is_special(value: str, context: Context) -> bool:
    if _is_word(value, context):
        return True
    if named(context.path) not in ("", *_TABLES) or (context.unit and is_number(value)):
        return True
    return _dated(value, context) or _is_duration(value, context)


def _is_word(value: str, context: Context) -> bool:
    return bool(context.words.get("terms", context.path, value, default="")) or _coded(value, context)


def _is_duration(value: str, context: Context) -> bool:
    return named(context.path) == "duration" and bool(_DURATION.fullmatch(value))


def _dated(value: str, context: Context) -> bool:
    return context.path.rpartition(".")[2] not in _VERBATIM and bool(_DATE.fullmatch(value))


def _coded(value: str, context: Context) -> bool:
    listed = context.path in reading_order().codes and bool(_CODE.fullmatch(value))
    return listed or is_choice(context.path, value)


def _plain(value: str, context: Context) -> str:
    if not _coded(value, context):
        return value
    plain = value.replace("_", " ")
    return context.words.choice(plain) if is_choice(context.path, value) else plain


def _inline(value: Any, context: Context) -> str:
    if isinstance(value, bool):
        return context.words("answers", "true" if value else "false")
    if isinstance(value, int):
        return quantity(str(value), context.unit, context.words, context.least)
    if isinstance(value, str):
        if (context.unit or named(context.path) == "number") and is_number(value):
            return quantity(value, context.unit, context.words, context.least)
        if name := _name_of_code(value, context):
            return name
        if _dated(value, context):
            return date_text(value, context.words)
        if _is_duration(value, context):
            return context.words.forms.duration(value)
        return clean_text(context.words.get("terms", context.path, value, default=_plain(value, context)))
    if _is_translations(value):
        return clean_text(_choose(value, context.language)[1])
    if isinstance(value, dict):
        words, context = context.words, replace(context, least=grouping(value.values()))
        return words.forms.joined(
            words("table", "pair", name=words.name(head_text(key)), value=_inline(item, context))
            for key, item in sorted(value.items())
        )
    if isinstance(value, list):
        return context.words.forms.joined(_inline(item, context) for item in value)
    return "" if value is None else clean_text(str(value))


def _name_of_code(value: str, context: Context) -> str:
    forms = context.words.forms
    naming = {"language": forms.language, "country": forms.territory}.get(named(context.path))
    return clean_text(naming(value)) if naming else ""


def _is_translations(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(text, str) and _LANGUAGE.fullmatch(key) for key, text in value.items())
    )


def _choose(texts: dict[str, str], language: str) -> tuple[str, str]:
    primary = language.split("-")[0]
    wishes = [language, primary, *(key for key in sorted(texts) if key.split("-")[0] == primary), "en", *sorted(texts)]
    chosen = next(key for key in wishes if key in texts)
    return chosen, texts[chosen]


def _translated(texts: dict[str, str], context: Context) -> Answer:
    chosen, text = _choose(texts, context.language)
    answer = Answer(Standing.STATED, lines=scalar_lines(text, replace(context, unit="")))
    if chosen.split("-")[0] == context.language.split("-")[0]:
        return answer
    remark = context.words("answers", "only_language", languages=context.words.forms.listed(sorted(texts)))
    return replace(answer, language=chosen, remarks=(remark,))


def _column(key: str) -> tuple[int, str]:
    # A record keeps no order of keys (RFC 8785 sorts them): what names a row comes first, the rest by name.
    return (_ROW_HEADS.index(key) if key in _ROW_HEADS else len(_ROW_HEADS), key)


def _table(rows: list[dict[str, Any]], context: Context) -> Table:
    # A figure and its unit are one cell; other rows have what they have.
    figures = named(context.path) in ("figures", "counts")
    keys = sorted({key for row in rows for key in row if not (figures and key == "unit")}, key=_column)
    heads = tuple(
        context.words.get("table", key, default=head_text(key))
        if key in ("name", *_FIGURES)
        else context.words.name(head_text(key))
        for key in keys
    )
    columns = [_cells(rows, key, index == 0, figures, context) for index, key in enumerate(keys)]
    alike = len({str(row.get("unit")) for row in rows}) == 1 and context.path not in _PARTS
    aligned = frozenset(
        index
        for index, key in enumerate(keys)
        if index and figures and (alike or key in _OWN_UNIT) and _all_numbers(row.get(key) for row in rows)
    )
    return Table(context.label, heads, tuple(zip(*columns, strict=True)), figures=aligned)


def _all_numbers(values: Iterable[Any]) -> bool:
    return all(value is None or is_number(value) for value in values)


def _cells(rows: list[dict[str, Any]], key: str, first: bool, figures: bool, context: Context) -> list[str]:
    # The first column names the row; the fact's unit belongs to the figures after it that have none of their own.
    values = [row.get(key) for row in rows]
    context = replace(
        context, least=AMOUNT if key in _OWN_UNIT or named(context.path) == "counts" else grouping(values)
    )
    bare = replace(context, unit="", path="dataset.modalities" if first and context.path in _PARTS else context.path)
    cells = []
    for row, value in zip(rows, values, strict=True):
        if figures and key in _FIGURES:
            cell = _figure(value, clean_text(str(row.get("unit") or "")), context)
        elif named(context.path) == "settings" and is_number(value):
            cell = str(value)
        else:
            cell = _inline(value, bare if first or key in _OWN_UNIT or "unit" in row else context)
        cells.append(cell or context.words("table", "none"))
    return cells


def _figure(value: Any, unit: str, context: Context) -> str:
    """Return a figure of a row in the row's own unit, else in that of the fact."""
    words = context.words
    if value is None or not is_number(value):
        text = _inline(value, replace(context, unit=""))
        return f"{text} {unit}" if text and unit else text
    if unit and context.path in _PARTS:
        return f"{quantity(str(value), 'share', words)} {reason_text(unit, words)}"
    return quantity(str(value), unit or context.unit, words, context.least)
