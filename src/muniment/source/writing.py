"""Values written as YAML that is read back as just these values."""

import json
import re
from decimal import Decimal
from typing import Any

from muniment.base.canonical import decimal_text
from muniment.source.load import load_tree

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+:-]*[A-Za-z0-9]|[A-Za-z]")
#: What YAML does not take raw, or takes for a line break, though JSON leaves it as it is.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def flow(value: Any) -> str:
    """Return a value in flow style, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, int):
        return str(value)
    return text(str(value))


def block(key: str, value: Any, indent: str) -> list[str]:
    """Return the lines of a member in block style: rows of a table a line each, other lists in one line."""
    if isinstance(value, dict) and value:
        inner = [line for name, one in value.items() for line in block(name, one, f"{indent}  ")]
        return [f"{indent}{text(key)}:", *inner]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return [f"{indent}{text(key)}:", *(f"{indent}  - {flow(item)}" for item in value)]
    return [f"{indent}{text(key)}: {flow(value)}"]


def text(value: str) -> str:
    """Return a text plainly where it then still is one, else in quotes."""
    tree, _ = load_tree(f"x: {value}".encode(), "") if _PLAIN.fullmatch(value) else (None, [])
    return value if tree is not None and tree.value == {"x": value} else quoted(value)


def quoted(value: str) -> str:
    """Return a text in double quotes."""
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
