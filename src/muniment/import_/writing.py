"""A draft → the text of a card: YAML in the order of the vocabulary, each fact with its source, comments between."""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from muniment.import_.draft import Draft, Open, Taken
from muniment.model.kinds import card_class
from muniment.model.shapes import Shape, shape_of

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*[A-Za-z0-9]")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "none", "nan", "inf"})


def card_text(draft: Draft, schema: str = "") -> str:
    """Return the text of a card; ``schema`` is where the JSON Schema of cards lies, for the modeline of editors."""
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += _comments(
        [f"Draft made from {draft.file} ({draft.form}).", f"sha256 {draft.sha256}", *draft.advice.get("", [])]
    )
    lines += [
        "muniment: 1",
        f"kind: {draft.kind}",
        f"name: {_scalar(draft.name)}",
        f"version: {_quoted(draft.version)}",
    ]
    lines += _comments(draft.advice.get("version", []))
    lines += [f"language: {draft.language}"] if draft.language else []
    lines += _section(draft, draft.facts, shape_of(card_class(draft.kind)), "", "")
    left = [path for path in draft.advice if path not in ("", "version") and not draft.has(path)]
    if left:
        lines += ["", "# Still to be said (write the answer, or {unknown: why, owner: who}, or {not_applicable: why}):"]
        lines += [line for path in left for line in _asked(path, draft.advice[path])]
    return "\n".join(lines) + "\n"


def _asked(path: str, texts: list[str]) -> Iterator[str]:
    yield from textwrap.wrap(
        f"{path}: {' '.join(texts)}", _WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False
    )


def _comments(texts: list[str], indent: str = "") -> list[str]:
    return [
        line
        for text in texts
        for line in textwrap.wrap(
            text, _WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ", break_on_hyphens=False
        )
    ]


def _section(draft: Draft, facts: dict[str, Any], shape: Shape | None, path: str, indent: str) -> list[str]:
    order = list(shape.positions) if shape else []
    lines: list[str] = []
    for key in sorted(facts, key=lambda key: order.index(key) if key in order else len(order)):
        inside = f"{path}.{key}" if path else key
        position = shape.positions.get(key) if shape else None
        lines += _comments(draft.advice.get(inside, []), indent)
        lines += _member(draft, key, facts[key], position.shape if position else None, inside, indent)
    return lines


def _member(draft: Draft, key: str, value: Any, shape: Shape | None, path: str, indent: str) -> list[str]:
    if isinstance(value, Taken):
        return _taken(key, value, draft.source(value.key), indent)
    if isinstance(value, Open):
        return [f"{indent}{key}: {{unknown: {_quoted(value.reason)}}}"]
    if isinstance(value, dict):
        return [f"{indent}{key}:", *_section(draft, value, shape, path, indent + "  ")]
    if not isinstance(value, list):
        return [f"{indent}{key}: {_scalar(value)}"]
    lines = [f"{indent}{key}:"]
    for record in value:
        inner = _section(draft, record, shape, path, indent + "    ")
        lines += [f"{indent}  - {inner[0].strip()}", *inner[1:]]
    return lines


def _taken(key: str, fact: Taken, source: str, indent: str) -> list[str]:
    beside = {**({"note": fact.note} if fact.note else {}), "source": source}
    if isinstance(fact.value, dict):
        inner = [line for name, text in fact.value.items() for line in _text(name, text, indent + "    ")]
        lines = [f"{indent}  text:", *inner]
    else:
        rest = ", ".join(f"{name}: {_quoted(text)}" for name, text in beside.items())
        flow = f"{indent}{key}: {{value: {_flow(fact.value)}, {rest}}}"
        if len(flow) <= _WIDTH + 10 and "\n" not in flow:
            return [flow]
        lines = _value(fact.value, indent + "  ")
    return [f"{indent}{key}:", *lines, *(f"{indent}  {name}: {_quoted(text)}" for name, text in beside.items())]


def _value(value: Any, indent: str) -> list[str]:
    if isinstance(value, str):
        return _text("value", value, indent)
    if isinstance(value, list) and (any(isinstance(item, dict) for item in value) or len(_flow(value)) > _WIDTH):
        return [f"{indent}value:", *(f"{indent}  - {_flow(item)}" for item in value)]
    return [f"{indent}value: {_flow(value)}"]


def _text(key: str, text: str, indent: str) -> list[str]:
    """Write a text folded where it is long and YAML gives it back so, else in quotes."""
    paragraphs = text.split("\n")
    whole = bool(paragraphs[0] and paragraphs[-1]) and all(part == " ".join(part.split()) for part in paragraphs)
    if len(text) <= 80 or " " not in text or not whole or not text.replace("\n", "").isprintable():
        return [f"{indent}{key}: {_quoted(text)}"]
    lines = [f"{indent}{key}: >-"]
    for at, part in enumerate(paragraphs):
        wrapped = textwrap.wrap(part, _WIDTH, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
        if " ".join(wrapped) != part:
            return [f"{indent}{key}: {_quoted(text)}"]
        lines += [""] if at else []
        lines += [f"{indent}  {line}" for line in wrapped]
    return lines


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str):
        return str(value)
    return value if _PLAIN.fullmatch(value) and value.casefold() not in _WORDS else _quoted(value)


def _quoted(text: str) -> str:
    """Return a text as YAML's double-quoted scalar, which a JSON string of printable characters is."""
    return json.dumps(text, ensure_ascii=False)
