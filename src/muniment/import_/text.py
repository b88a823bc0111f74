"""Texts of others made fit for a card: decoded, without characters that hide something, cut where they are endless."""

import html
import json
import re
from collections.abc import Iterable

#: The longest statement that is taken whole.
MAX_STATEMENT = 19_000
_HELD = 160
_NEWLINES = re.compile(r"\r\n?|[\x85\u2028\u2029\x0b\x0c]")
#: Control characters, marks that turn the direction of text, halves of pairs, and what is no character at all.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_PICTURE = re.compile(r"!\[[^\[\]]{0,300}\](?:\([^()]{0,2000}\)|\[[^\[\]]{0,100}\])?")
_LINK = re.compile(r"\[([^\[\]]{1,500})\]\(\s*<?([^()\s<>]{0,2000})>?(?:\s+\"[^\"]{0,200}\")?\s*\)")
_REFERENCE = re.compile(r"\[([^\[\]]{1,500})\]\[[^\[\]]{0,100}\]")
_AUTO = re.compile(r"<(https?://[^<>\s]{1,2000})>")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STRONG = re.compile(r"\*\*\*?|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)|~~")
#: Backticks inside the text of a link are rare; a link whose text is code loses its address.
_CODE = re.compile(r"`{1,2}([^`\n]{1,500})`{1,2}")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*][^*\n]{0,300})\*(?![\w*])")


#: Addresses of persons, which are not copied.
_MAIL = re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\b")
MAIL_LEFT_OUT = "(e-mail address left out)"


def without_mail(text: str) -> str:
    """Return a text without e-mail addresses."""
    return _MAIL.sub(MAIL_LEFT_OUT, text) if "@" in text else text


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, and what is odd about how it is written (empty where nothing is)."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            body = data[len(mark) :]
            odd = "It begins with a byte order mark." if encoding == "utf-8" else "It is UTF-16, not UTF-8."
            return body.decode(encoding, "replace"), odd
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), f"Byte {error.start:,} is not UTF-8; such bytes were replaced."


def clean(text: str) -> str:
    """Return a text without hidden characters, its line breaks written in one way."""
    return _HIDDEN.sub("", _NEWLINES.sub("\n", text)).replace("\ufffd", "?")


def is_clean(text: str) -> bool:
    """Tell whether a text has no hidden characters."""
    return not _HIDDEN.search(text)


def line(text: str) -> str:
    """Return a text as one line."""
    return " ".join(clean(text).split())


def short(held: object, most: int = _HELD) -> str:
    """Return what something holds, in short and on one line."""
    if isinstance(held, str):
        text = held[: most * 8]
    elif isinstance(held, list) and 0 < len(held) <= 6 and all(isinstance(item, str) for item in held):
        text = ", ".join(item[:most] for item in held)
    elif isinstance(held, dict | list):
        text = _sketch(held)
    else:
        text = str(held)[:most]
    text = without_mail(line(text))
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _sketch(held: dict[str, object] | list[object]) -> str:
    """Return the beginning of a collection, without walking all of it."""
    if isinstance(held, dict):
        inside = [f"{short(key, 30)}: {_leaf(value)}" for key, value in list(held.items())[:6]]
        return "{" + ", ".join(inside) + (", …}" if len(held) > 6 else "}")
    return "[" + ", ".join(_leaf(value) for value in held[:6]) + (", …]" if len(held) > 6 else "]")


def _leaf(value: object) -> str:
    if isinstance(value, dict):
        return "{…}" if value else "{}"
    if isinstance(value, list):
        return "[…]" if value else "[]"
    return short(value, 60) if isinstance(value, str) else json.dumps(value, default=str)[:60]


def unmarked(text: str) -> str:
    """Return one line of Markdown as plain text; what stands between backticks stays as it is."""
    parts = _CODE.split(text)
    return line("".join(part if at % 2 else _unmarked(part) for at, part in enumerate(parts)))


def _unmarked(text: str) -> str:
    text = _PICTURE.sub("", text)
    text = _AUTO.sub(r"\1", text)
    text = _LINK.sub(_linked, text)
    text = _REFERENCE.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _EMPHASIS.sub(r"\1", _STRONG.sub("", text))
    return _ESCAPE.sub(r"\1", html.unescape(text.replace("`", "")))


def _linked(found: "re.Match[str]") -> str:
    said, target = found[1].strip(), found[2]
    if (
        not target.startswith(("http://", "https://"))
        or target.rstrip("/") in said
        or "more information needed" in said.lower()
    ):
        return said
    return f"{said} ({target})"


def statement(paragraphs: Iterable[str]) -> tuple[str, bool]:
    """Join paragraphs to a statement; tell whether it had to be cut."""
    kept: list[str] = []
    length = 0
    for paragraph in paragraphs:
        length += len(paragraph) + 1
        if length > MAX_STATEMENT:
            if not kept:
                kept.append(paragraph[:MAX_STATEMENT].rpartition(" ")[0] or paragraph[:MAX_STATEMENT])
            return "\n".join(kept), True
        kept.append(paragraph)
    return "\n".join(kept), False
