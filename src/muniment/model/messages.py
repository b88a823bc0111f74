"""From the checker's errors to findings: one plain sentence in the card's own words, and what to write instead."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from muniment.base.addresses import pointer_of
from muniment.base.findings import Finding, Severity
from muniment.model.suggest import did_you_mean

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
    message, remedy = _say(detail, next((part for part in reversed(location) if isinstance(part, str)), ""), keys)
    return Finding(
        _CODES.get(detail["type"], "MUN208"), Severity.ERROR, message, remedy,
        file=file, pointer=pointer, on_key=detail["type"] == "extra_forbidden", address=address, path=path,
    )  # fmt: skip


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
        allowed = [word.strip("'") for word in str(context["expected"]).replace(" or ", ", ").split(", ")]
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
