"""Documents that follow an official form: sections and fields in its order, each answered by named facts.

An outline is data, ``templates/outlines/<kind>.yaml``: which section holds which fields, which paths answer a field,
and in which form. What a form does is `muniment.document.fields`. The outline also says which facts the record of
such a document holds: those it prints and no others.
"""

import functools
from dataclasses import dataclass
from typing import Any

from muniment.base.resources import template_path


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its id (of the label, and of the requirement), the paths that answer it, and how.

    ``form`` names a function of `muniment.document.fields`; ``options`` are what it reads beside the paths. ``label``
    is the id of the official label where that is not the field's own. ``needs`` are paths that are read but not
    printed as such. A field that is ``optional`` is left out where nothing answers it.
    """

    id: str
    facts: tuple[str, ...] = ()
    form: str = "facts"
    label: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False
    options: tuple[tuple[str, Any], ...] = ()

    def option(self, name: str, default: Any = None) -> Any:
        """Return an option, or the default."""
        return dict(self.options).get(name, default)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of an outline: its number, which is also the id of its official heading, and its fields."""

    number: str
    level: int
    fields: tuple[Field, ...]
    introduction: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a kind of document. ``instrument`` holds its official labels; empty: they are interface words."""

    kind: str
    instrument: str
    parts: tuple[Part, ...]

    @property
    def paths(self) -> frozenset[str]:
        """Every path that the document prints or reads."""
        return frozenset(
            path
            for part in self.parts
            for field in part.fields
            for path in (*field.facts, *field.needs, *_column_paths(field))
        )


@functools.cache
def load_outline(kind: str) -> Outline:
    """Return the outline of a kind of document, read from its file once."""
    import yaml

    raw = yaml.load(template_path("outlines", f"{kind}.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    parts = tuple(
        Part(
            str(part["number"]),
            int(part.get("level", 1)),
            tuple(_field(field) for field in part.get("fields", ())),
            part.get("introduction", ""),
        )
        for part in raw["sections"]
    )
    return Outline(kind, raw.get("instrument", ""), parts)


def _field(raw: dict[str, Any]) -> Field:
    own = {"id", "facts", "form", "label", "needs", "optional"}
    return Field(
        id=raw["id"],
        facts=tuple(raw.get("facts", ())),
        form=raw.get("form", "facts"),
        label=raw.get("label", ""),
        needs=tuple(raw.get("needs", ())),
        optional=bool(raw.get("optional")),
        options=tuple((key, value) for key, value in raw.items() if key not in own),
    )


def _column_paths(field: Field) -> tuple[str, ...]:
    return tuple(path for column in field.option("columns", ()) for path in column["facts"])
