"""From the cells of an inventory to facts: what the model takes as it stands, or written in its own way; nothing else.

A cell is tried as text, truth value, number and list, in this order, and stands as what a card may hold at its place.
"""

import functools
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.base.addresses import tokens
from muniment.model.load import load_card
from muniment.model.placeholders import placeholder
from muniment.model.shapes import Position
from muniment.model.vocabulary import position_at
from muniment.source.tree import Tree

#: Words for yes and no, in the languages of the interface.
_TRUTH = {"yes": True, "true": True, "ja": True, "oui": True, "no": False, "false": False, "nein": False, "non": False}
_HEAD = {"muniment": 1, "kind": "dataset", "name": "row", "version": "0"}


@functools.lru_cache(maxsize=20_000)
def fact_of(path: str, cell: str) -> tuple[Any, str]:
    """Return what a cell states at a path below the card, and why nothing if it states nothing."""
    position = position_at(path)
    if position is None:
        return None, "there is no such fact"
    if placeholder(cell, position.key, position.title, prose=False, allowed=position.choices):
        return None, "it is a placeholder"
    first = ""
    for value in _readings(cell, position):
        problem = _problem(path, value)
        if not problem:
            return value, ""
        first = first or problem
    return None, first


def version_problem(cell: str) -> str:
    """Return why a cell is no version of a card; empty where it is one."""
    _, findings = load_card(Tree("row", "", {**_HEAD, "version": cell}))
    return f"{findings[0].message} {findings[0].remedy}" if findings else ""


def _readings(cell: str, position: Position) -> Iterator[Any]:
    choices = {_form(choice): choice for choice in position.choices}
    parts = [part.strip() for part in re.split(r"[;|\n]", cell) if part.strip()]
    if len(parts) == 1 and position.listed and (position.choices or position.named in ("language", "country")):
        parts = [part.strip() for part in cell.split(",") if part.strip()]
    if position.listed:
        yield [choices.get(_form(part), part) for part in parts]
        return
    yield choices.get(_form(cell), cell)
    if cell.casefold() in _TRUTH:
        yield _TRUTH[cell.casefold()]
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        # Where a month is asked for, a day tells it, too.
        yield cell[:7]
    if re.fullmatch(r"-?[0-9]{1,15}", cell):
        yield int(cell)
    elif re.fullmatch(r"-?[0-9]{1,15}\.[0-9]{1,15}", cell):
        try:
            yield Decimal(cell)
        except InvalidOperation:
            return


def _form(word: str) -> str:
    return re.sub(r"[\W_]+", "_", word.casefold()).strip("_")


def nested(path: str, value: Any) -> dict[str, Any]:
    """Return a value below the keys of its path."""
    for key in reversed(path.partition(".")[2].split(".")):
        value = {key: value}
    return dict(value)


def _problem(path: str, value: Any) -> str:
    """Return what a card says against a value at a path; empty where it takes it."""
    card, findings = load_card(Tree("row", "", {**_HEAD, **nested(path, value)}))
    if findings:
        return f"{findings[0].message} {findings[0].remedy}"
    inner = f"/{'/'.join(tokens('/' + path.partition('.')[2].replace('.', '/')))}"
    return "" if card is not None and inner in card.facts else "the card does not take it"
