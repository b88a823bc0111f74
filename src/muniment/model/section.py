"""What every model of a card is made of: sections, records in lists, and the facts they declare.

A class below is the plain shape of a section, as if every position held a plain value. That a position may also
hold a status (``unknown``, ``not_applicable``) or the long form is the business of `positions`, for all alike.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from muniment.model.types import Id

#: Keys that make a mapping a status or a long form; no section may use them as keys of its own.
RESERVED = frozenset({"unknown", "not_applicable", "value", "text"})


class Section(BaseModel):
    """A group of positions under one key. Its docstring is the schema's description of the section."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Entry(Section):
    """A record in a list of records, known by its id."""

    id: Id = Field(title="Id", description="Names this record; unique in its list; never changed once published.")


def fact(
    title: str,
    description: str,
    *,
    unit: str = "",
    example: Any = None,
    choices: dict[str, str] | None = None,
    computed: bool = False,
    measured: bool = False,
    done: bool = False,
) -> Any:
    """Declare one position of a card; the attribute is None when the card is silent.

    ``title`` is the label on pages, ``description`` says in one or two sentences what belongs there. ``unit`` is a
    word or empty. ``choices`` explains each value of a closed list. ``computed``: the tool derives it, nobody types
    it (a card that does is told so). ``measured``: the data can answer it (see ``schemas/vocab/measures.yaml``).
    ``done``: the day of something that was done, so that a day still ahead is no answer.
    """
    extra: dict[str, Any] = {"fact": True, "unit": unit, "computed": computed, "measured": measured, "done": done}
    if choices:
        extra["choices"] = choices
    return Field(
        default=None,
        title=title,
        description=description,
        examples=None if example is None else [example],
        json_schema_extra=extra,
    )


def section(title: str, description: str = "") -> Any:
    """Declare a nested section or a list of records; the attribute is None when the card is silent."""
    return Field(default=None, title=title, description=description or None)


def facts_of(field: FieldInfo) -> dict[str, Any]:
    """Return what `fact` noted on a field; an empty dictionary for sections and lists of records."""
    extra = field.json_schema_extra
    return dict(extra) if isinstance(extra, dict) and extra.get("fact") else {}
