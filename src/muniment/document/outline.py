"""Documents that follow an official form: sections and fields in its order, each answered by named facts.

An outline is data, ``templates/outlines/<kind>.yaml``: which section holds which fields, which paths answer a field,
and in which form. What a form does is `muniment.document.fields`. The outline also says which facts the record of
such a document holds: those it prints and no others.
"""

import functools
from dataclasses import dataclass
from typing import Any, NamedTuple

from muniment.base.resources import template_path


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its id (of the label, and of the requirement), the paths that answer it, and how.

    ``form`` names a function of `muniment.document.fields`; ``options`` are what it reads beside the paths. ``label``
    is the id of the official label where that is not the field's own. ``needs`` are paths that are read but not
    printed as such. A field that is ``optional`` is left out where nothing answers it. ``serves`` are ids of further
    requirements that it answers, ``given`` paths of yes-or-no facts of which one must hold for the field to arise,
    ``absent`` the word that stands where a comment could. ``audiences`` are those that receive the field; none: all.
    """

    id: str
    facts: tuple[str, ...] = ()
    form: str = "facts"
    label: str = ""
    needs: tuple[str, ...] = ()
    optional: bool = False
    serves: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    absent: str = ""
    audiences: tuple[str, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()

    def is_for(self, audience: str) -> bool:
        """Tell whether an audience receives the field."""
        return not self.audiences or audience in self.audiences

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that the field prints or reads."""
        return (*self.facts, *self.needs, *self.given, *_inner_paths(self))

    def option(self, name: str, default: Any = None) -> Any:
        """Return an option, or the default."""
        return dict(self.options).get(name, default)


@dataclass(frozen=True, slots=True)
class Part:
    """One section of an outline: its number, which is also the id of its official heading, and its fields.

    ``pictures`` are drawn at its end from what the fields print (`muniment.document.pictures_of_sets`).
    """

    number: str
    level: int
    fields: tuple[Field, ...]
    introduction: str = ""
    pictures: tuple[str, ...] = ()


class Condition(NamedTuple):
    """Of what the document asks for some facts: where ``path`` holds (``unless``: does not) one of ``values``."""

    facts: tuple[str, ...]
    path: str
    values: tuple[str, ...]
    unless: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a kind of document. ``instrument`` holds its official labels; empty: they are interface words.

    ``only`` says of which cards and records some of its facts are asked for; what nobody reads stays out of the record.
    ``also`` are paths that the document prints outside its fields, such as those of a part on every data set.
    """

    kind: str
    instrument: str
    parts: tuple[Part, ...]
    only: tuple[Condition, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def paths(self) -> frozenset[str]:
        """Every path that the document prints or reads for some audience."""
        return self.paths_for("")

    def paths_for(self, audience: str) -> frozenset[str]:
        """Return every path that the document prints or reads for one audience; for none: for any."""
        own = frozenset(
            path
            for part in self.parts
            for field in part.fields
            if not audience or field.is_for(audience)
            for path in field.paths
        )
        return own | frozenset(self.also)


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
            tuple(part.get("pictures", ())),
        )
        for part in raw["sections"]
    )
    only = tuple(
        Condition(tuple(item["facts"]), item["path"], tuple(item["values"]), bool(item.get("unless")))
        for item in raw.get("only", ())
    )
    return Outline(kind, raw.get("instrument", ""), parts, only, tuple(raw.get("also", ())))


def _field(raw: dict[str, Any]) -> Field:
    own = {"id", "facts", "form", "label", "needs", "optional", "serves", "given", "absent", "audiences"}
    return Field(
        id=raw["id"],
        facts=tuple(raw.get("facts", ())),
        form=raw.get("form", "facts"),
        label=raw.get("label", ""),
        needs=tuple(raw.get("needs", ())),
        optional=bool(raw.get("optional")),
        serves=tuple(raw.get("serves", ())),
        given=tuple(raw.get("given", ())),
        absent=raw.get("absent", ""),
        audiences=tuple(raw.get("audiences", ())),
        options=tuple((key, value) for key, value in raw.items() if key not in own),
    )


def _inner_paths(field: Field) -> tuple[str, ...]:
    groups = (*field.option("columns", ()), *field.option("parts", ()))
    return tuple(path for group in groups for path in group["facts"])
