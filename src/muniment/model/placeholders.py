"""Placeholder text: what people leave in a form to fill it in later. Recognised everywhere, never an answer."""

import functools
import re

#: Whole texts that are no answer, as patterns; a full stop or colon may follow.
_PHRASES = (
    r"to ?do", r"tb[cdas]", r"fix ?me", r"x{2,}", r"\?+", r"-+", "–", "—", r"\.{2,}", "…", "_+", r"n\.? ?/?a\.?",
    "na", "nil", "none", "null", "nothing", "unknown", "unclear", "undefined", "missing", "empty", "blank",
    "more information needed", "needs? more information", "information needed", "to follow", "as discussed",
    r"not (?:yet )?(?:provided|available|specified|stated|known|filled(?: in)?|applicable|determined|decided)",
    r"to be (?:completed|confirmed|determined|defined|added|filled(?: in)?|provided|announced|decided)",
    r"(?:coming|available) soon", "soon", "pending", "later", "placeholder", "lorem ipsum.*", "text here",
    r"your \w+(?: \w+)? here", r"insert .{0,40}", r"add .{0,30} here", "fill (?:me |this )?in", r"enter .{0,30}",
    # Where the answer is said to stand elsewhere, or to come.
    r"(?:please )?(?:see|refer to|cf\.?|siehe|voir) (?:(?:the|our|also|auf der|le|la|notre) )*(?:web ?(?:site|page)"
    r"|home ?page|site(?: web)?|annex|appendix|(?:data ?set|model)s?(?: cards?)?|repository|github"
    r"|above|below|link|documentation|docs|paper|model card|readme"
    r"|unten|oben|anhang)",
    r"(?:see|as) (?:above|below|before|described elsewhere)", r"(?:available |provided )?(?:up)?on request",
    r"(?:will|to|shall) (?:be )?(?:\w+ )?(?:completed?|added?|provided?|follow|supplied|updated?|announced|documented"
    r"|published|described)(?: (?:later|soon|in due course|at a later stage|in a later version))?",
    r"(?:details|information|more|description)(?: \w+)? (?:to follow|will follow|upon request|on request|coming soon)",
    r"(?:our |the )?(?:web ?site|home ?page)|e-?mail|by (?:e-?mail|phone)|contact us",
    r"not disclosed|undisclosed|no comment|self[- ]explanatory|as usual",
    "sample text", "example text", r"describe .{0,30} here", r"asdf\w*", r"qwert\w*", "foo", "bar", "foobar", "test",
    "tests?ing", "dummy", "change ?me", "abc", r"<[^<>]{1,60}>", r"\[[^\[\]]{1,60}\]", r"\{\{.*\}\}",
)  # fmt: skip
_WHOLE = re.compile(f"(?:{'|'.join(_PHRASES)})[.!:]*", re.IGNORECASE)
_LONG = 80
_MANY = re.compile(rf"(?:[\W_]*[^\W_]){{{_LONG}}}")
_INSIDE = re.compile(
    r"\b(?:TODO|FIXME|XXX|TBD|TBC|tk tk)\b|\[(?:more information needed|insert[^\[\]]*|todo[^\[\]]*)\]|lorem ipsum"
)


def placeholder(text: str, key: str, title: str, *, prose: bool, allowed: tuple[str, ...] = ()) -> str:
    """Return why a text is no answer, or an empty string.

    ``key`` and ``title`` are the field's own names, which are no answers either; in ``prose`` a single word is not a
    statement. ``allowed`` are the values of a closed list, which are answers whatever they look like.
    """
    if text in allowed:
        return ""
    bare = text.strip().strip("\"'*`").strip()
    if not bare:
        return "it is blank"
    if _WHOLE.fullmatch(bare):
        return f'"{bare}" is a placeholder'
    if found := _INSIDE.search(text):
        return f'it holds the placeholder "{found[0]}"'
    if _repeats(bare, key, title):
        return "it only repeats the name of the field"
    if prose and _is_one_word(bare):
        return "one word is not a statement"
    return ""


def _repeats(bare: str, key: str, title: str) -> bool:
    names, initials = _letters_of(key, title)
    if bare[0].isalnum() and bare[0].casefold()[0] not in initials:
        return False
    # A text with more letters than either name is none of them; most texts are.
    if not names or (len(bare) > _LONG and max(map(len, names)) < _LONG and _MANY.match(bare)):
        return False
    return _letters(bare) in names


@functools.lru_cache(maxsize=4096)
def _letters_of(key: str, title: str) -> tuple[tuple[str, ...], str]:
    """Return the letters of both names, and with which one each of them begins."""
    names = tuple(letters for letters in (_letters(key), _letters(title)) if letters)
    return names, "".join(name[0] for name in names)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_one_word(text: str) -> bool:
    """Tell whether a text is a single word.

    A number, date or version without blanks is one word, too; words joined by hyphens or slashes are several.
    """
    if re.search(r"[^\W_]\s[\W_]*[^\W_]|[^\W_][\W_]*\s[^\W_]", text):
        return False
    return sum(not part.isdigit() for part in re.findall(r"[^\W_]+", text)) < 2 and not _is_dense_script(text)


def _is_dense_script(text: str) -> bool:
    """Chinese, Japanese and Thai write sentences without blanks."""
    return len(text) > 3 and any(
        0x0E00 <= ord(c) < 0x0E80 or 0x3040 <= ord(c) < 0xA000 or ord(c) >= 0x20000 for c in text
    )
