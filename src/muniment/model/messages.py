"""From the checker's errors to findings: one plain sentence in the card's own words, and what to write instead."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from muniment.base.addresses import pointer_of
from muniment.base.findings import Finding, Fix, Severity
from muniment.model.suggest import did_you_mean, same_form, surely_meant

_CODES = {"missing": "MUN202", "extra_forbidden": "MUN201"}


def findings_of(error: ValidationError, file: str, keys: tuple[str, ...] = ()) -> list[Finding]:
    """Turn all errors of a plain file (one without statuses) into findings; ``keys`` are its known top-level keys."""
    return [
        finding_of(detail, file, pointer_of(detail["loc"]), keys=keys if len(detail["loc"]) == 1 else ())
        for detail in error.errors(include_url=False)
    ]


def finding_of(
    detail: ErrorDetails, file: str, pointer: str, address: str = "", path: str = "", keys: tuple[str, ...] = ()
) -> Finding:
    """Turn one error into a finding at a pointer of the file."""
    location = detail["loc"]
    key = next((part for part in reversed(location) if isinstance(part, str)), "")
    message, remedy = _say(detail, key, keys)
    return Finding(
        _CODES.get(detail["type"], "MUN208"), Severity.ERROR, message, remedy,
        file=file, pointer=pointer, on_key=detail["type"] == "extra_forbidden", address=address, path=path,
        fix=_fix(detail, key, keys),
    )  # fmt: skip


def rename(key: str, meant: str) -> Fix | None:
    """Return the fix that gives a key its name; None where nothing is meant for sure."""
    return Fix(f'Write "{meant}" for "{_cut(key)}"', meant) if meant else None


def _fix(detail: ErrorDetails, key: str, keys: tuple[str, ...]) -> Fix | None:
    """Return what is to be written where only the form is wrong: a spelling, capitals, quotes around a version."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx") or {}
    if kind == "extra_forbidden":
        return rename(key, surely_meant(key, keys))
    if kind == "literal_error" and isinstance(given, str):
        return rename(given, same_form(given, _allowed(context)))
    if kind == "muniment" and context.get("meant"):
        return rename(str(given), str(context["meant"]))
    if kind == "string_type" and key.rpartition("_")[2] == "version" and isinstance(given, int | Decimal):
        return None if isinstance(given, bool) else Fix("Put the version in quotes", f'"{given}"')
    return None


def _allowed(context: Mapping[str, Any]) -> list[str]:
    return [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]


def _say(detail: ErrorDetails, key: str, keys: tuple[str, ...]) -> tuple[str, str]:
    """Turn pydantic's error into one sentence in the card's words, and what to write instead."""
    kind, given, context = detail["type"], detail["input"], detail.get("ctx") or {}
    if kind == "muniment":
        return str(context["what"]), str(context["remedy"])
    if kind == "missing":
        return f'"{key}" is missing.', f"Write {key}: and its value."
    if kind == "extra_forbidden":
        near = did_you_mean(key, keys)
        return (
            f'"{key}" is not a key here.',
            f'Did you mean "{near}"?' if near else "Delete it: the schema does not know it.",
        )
    if kind == "literal_error":
        allowed = _allowed(context)
        near = did_you_mean(str(given), allowed)
        hint = f'Did you mean "{near}"? ' if near else ""
        return f'"{_cut(given)}" is not one of the values of "{key}".', f"{hint}Write one of: {', '.join(allowed)}."
    wanted = _WANTED.get(kind)
    if wanted:
        return f'"{key}" should be {wanted[0]}, not {_kind_of(given)}.', wanted[1]
    if kind in ("string_too_long", "too_long"):
        return f'"{key}" is too long.', f"Keep it within {context.get('max_length')}."
    if kind == "greater_than_equal":
        return f'"{_cut(given)}" is too small for "{key}".', f"Write {context.get('ge')} or more."
    return f'"{key}": {detail["msg"]}.', "See the schema for what belongs here."


_WANTED = {
    "string_type": ("text", "Put it in quotes if it is meant as text."),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "int_type": ("a whole number", "Write digits only, without quotes or unit."),
    "int_from_float": ("a whole number", "Write digits only, without quotes or unit."),
    "list_type": ("a list", "Begin each item with a hyphen, or write [a, b]."),
    "dict_type": ("a section with keys of its own", "Indent its keys below it."),
    "model_type": ("a section with keys of its own", "Indent its keys below it."),
    "model_attributes_type": ("a section with keys of its own", "Indent its keys below it."),
    "string_too_short": ("a text", "Write the text, or unknown with a reason."),
}


def _kind_of(given: object) -> str:
    if isinstance(given, bool):
        return f"the truth value {str(given).lower()}"
    names = {str: "the text", int: "the number", list: "a list", dict: "a section"}
    name = names.get(type(given), "the number")
    if name == "the text":
        return f'the text "{_cut(given)}"'
    return f"{name} {_cut(given)}" if name.startswith("the") else name


def _cut(given: object) -> str:
    text = str(given)
    return text if len(text) <= 60 else f"{text[:57]}…"
