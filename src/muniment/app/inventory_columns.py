"""Which column of an inventory holds which fact: by the path, the title, or a listed word; never by what looks alike.

What fits nowhere has no place until somebody gives it one, in a file that `init` writes and reads again.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.model.header import HEADER_KEYS
from muniment.model.vocabulary import position_at, positions_of
from muniment.source.load import MAX_BYTES, load_tree
from muniment.source.writing import text

#: What a column can give beside facts: the card's own name and version.
HEAD = ("name", "version")
LOCATION = "dataset.distribution[].location"
#: In a file of columns: this one has no place.
NO_PLACE = "-"


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each column that has one, and the headers of those that have none, with the reason."""

    headers: list[str]
    places: dict[int, str]
    without: dict[str, str]


def map_columns(headers: list[str], given: Mapping[str, str] | None = None) -> Columns:
    """Give each column its place; two of one place leave the second without."""
    listed = _listed()
    places: dict[int, str] = {}
    without: dict[str, str] = {}
    for column, header in enumerate(headers):
        if not header:
            continue
        stated = (given or {}).get(header)
        place = "" if stated == NO_PLACE else stated or listed.get(_form(header), "")
        if not place:
            without[header] = "left out by the file of columns" if stated else "no fact is called so"
        elif place in places.values():
            first = headers[next(number for number, taken in places.items() if taken == place)]
            without[header] = f'"{first}" gives {place.removeprefix("dataset.")} already'
        else:
            places[column] = place
    return Columns(headers, places, without)


def columns_text(columns: Columns) -> str:
    """Return the file of columns: each header with its place, to be corrected by a person."""
    lines = [
        "# Which fact of a data-set card each column gives: a path as in the card (licence.id), name, version,",
        f'# distribution[].location, or "{NO_PLACE}" for none.',
        "# Correct it, delete the cards that it made, and run again: muniment init --from FILE --columns THIS",
        "columns:",
    ]
    for column, header in enumerate(columns.headers):
        if header:
            place = columns.places.get(column, NO_PLACE).removeprefix("dataset.")
            why = f"    # {columns.without[header]}" if header in columns.without else ""
            lines.append(f"  {text(header)}: {text(place)}{why}")
    return "\n".join(lines) + "\n"


def read_columns(file: Path) -> dict[str, str]:
    """Read a file of columns; CannotRun with what is wrong in it."""
    tree, findings = load_tree(read_bounded(file, MAX_BYTES + 1), str(file))
    if tree is None or findings:
        raise CannotRun(f"{file} cannot be read: {findings[0].message}", findings[0].remedy)
    given = tree.value.get("columns") if isinstance(tree.value, dict) else None
    if not isinstance(given, dict) or not all(isinstance(place, str) for place in given.values()):
        raise CannotRun(f"{file} gives no places.", 'Write columns: and below it, a line each, "Header": path.')
    return {header: _checked(header, place, file) for header, place in given.items()}


def _checked(header: str, place: str, file: Path) -> str:
    if place in (NO_PLACE, *HEAD):
        return place
    path = f"dataset.{place}"
    position = position_at(path)
    if path != LOCATION and (position is None or position.form != "leaf" or position.computed or "[]" in path):
        raise CannotRun(
            f'{file}: "{place[:80]}" of "{header[:80]}" is no fact that a column can give.',
            "Write a path as in the card, as licence.id; `muniment schema dataset` lists them.",
        )
    return path


def _listed() -> dict[str, str]:
    """Return what is known by form: paths, titles that only one fact has, listed words."""
    known: dict[str, str] = {}
    titles: dict[str, list[str]] = {}
    for path, position in positions_of("dataset").items():
        inner = path.partition(".")[2]
        if position.form == "leaf" and not position.computed and "[]" not in path and inner not in HEADER_KEYS:
            known[_form(inner)] = path
            titles.setdefault(_form(position.title), []).append(path)
    known.update({title: paths[0] for title, paths in titles.items() if len(paths) == 1})
    words = json.loads(schema_path("vocab", "inventory-columns.json").read_bytes())["columns"]
    known.update({_form(word): place for place, listed in words.items() for word in listed})
    return known


def _form(header: str) -> str:
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", header).casefold()).strip()
