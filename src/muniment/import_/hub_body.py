"""The prose of a README about a data set: under which heading stands what can be a fact, and which facts they are.

Only headings that say plainly what stands below them are read (the templates of Hugging Face, Data Cards). What persons
are called is not copied.
"""

import re
from typing import Any

from muniment.import_.draft import Draft, Reason, Taken
from muniment.import_.hub_headings import EMPTY, FACTS, LEFT, WHOLE
from muniment.import_.hub_lists import take_fields, take_split_table
from muniment.import_.markdown import Part, is_placeholder, key_of, plain, prose_of
from muniment.import_.text import line, short, statement, unmarked
from muniment.model.registries import spdx_id

_NONE = re.compile(
    r"(?:no|none|not|nil|n/a|there (?:is|are|were|was) no\w*|it (?:does not|is not|has no)"
    r"|(?:the|this) (?:data ?set|data|corpus)(?: itself)? (?:does not|doesn't|do not|contains? no|has no|have no"
    r"|(?:is|are|was|were) not)|we (?:did not|do not|are not aware))\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"[-*+][ \t]+\*\*([^*:]{1,60}):?\*\*:?[ \t]*(.{0,4000})")
_CC = re.compile(r"\bCC[- ]((?:BY)(?:[- ](?:NC|ND|SA)){0,2})[- ]([1-4]\.[0-9])\b", re.IGNORECASE)
#: A reason in fewer words is none: "curated by X".
_RATIONALE = 12
_URL = re.compile(r"https?://[^\s()<>\[\]\"']+[^\s()<>\[\]\"'.,;]")
_PERSONS = frozenset({"point of contact", "curated by", "shared by", "contact", "authors", "maintainer", "funded by"})


def read_body(draft: Draft, parts: list[Part], front: dict[str, Any]) -> None:
    """Take what the sections of a README say of a data set."""
    for part in parts:
        heading = plain(part.title)
        _labelled(draft, part)
        if heading in FACTS:
            _take(draft, part, parts, FACTS[heading], front)
        elif heading == "data fields":
            take_fields(draft, part, parts)
        elif heading == "data splits":
            take_split_table(draft, part)
        elif heading in LEFT:
            _leave(draft, part, *LEFT[heading])
        elif heading not in EMPTY and not any(plain(title) in WHOLE for title in part.above):
            _leave(draft, part, Reason.NOT_KNOWN, "", "")
    if not draft.has("title") and (title := first_title(parts)):
        draft.take("title", title, "first heading")


def first_title(parts: list[Part]) -> str:
    """Return what the first heading says the card is of; empty where it says nothing."""
    for part in parts:
        if part.level == 1 and part.title:
            named = (
                re.sub(r"^(?:dataset|data|model) card (?:for|of) ", "", part.title, flags=re.IGNORECASE)
                .strip()
                .strip("\"'“”")
            )
            return "" if is_placeholder(named) or not named else short(named, 500)
    return ""


def text_of(draft: Draft, part: Part, parts: list[Part]) -> str:
    """Return what a section says with all below it; empty for nothing, a placeholder, or that there is none."""
    key = key_of(part)
    lines = [text for text in part.lines if not _LABELLED.match(text.strip())]
    for other in parts[parts.index(part) + 1 :]:
        if other.level <= part.level:
            break
        if plain(other.title) in WHOLE or plain(other.title) in EMPTY:
            continue
        lines += ["", *other.lines]
    said = prose_of(lines)
    if said.placeholder:
        draft.leave(key, "a placeholder", Reason.PLACEHOLDER)
    if said.left_out:
        draft.leave(key, f"not copied: {', '.join(sorted(said.left_out))}", Reason.MARKUP)
    text, cut = statement(said.paragraphs)
    if cut:
        draft.leave(key, f"all after the first {len(text):,} characters", Reason.TOO_LONG)
    if text and len(text) < 250 and _NONE.match(text.removeprefix("- ")):
        draft.leave(key, text, Reason.SAYS_NONE)
        return ""
    if text and _words(text) < 3:
        draft.leave(key, text, Reason.UNCLEAR)
        return ""
    return text


def _words(text: str) -> int:
    """Return how many words a text has besides addresses; a script without blanks has one a letter."""
    bare = _URL.sub(" ", text)
    return (
        len(re.findall(r"[^\W_]+", bare))
        if bare.isascii()
        else len(re.findall(r"[^\W_]+|[\u0e00-\u0e7f\u3040-\u9fff]", bare))
    )


def _take(draft: Draft, part: Part, parts: list[Part], path: str, front: dict[str, Any]) -> None:
    if path == "licence.remarks":
        _licence(draft, part)
    text = text_of(draft, part, parts)
    if not text:
        return
    key = key_of(part)
    if path.endswith("rationale") and _words(text) < _RATIONALE:
        draft.leave(key, text, Reason.UNCLEAR)
        return
    creators = front.get("annotations_creators")
    if path.startswith("labelling") and "no-annotation" in (creators if isinstance(creators, list) else [creators]):
        draft.remark(key, "It describes annotation, and the front matter says that there is none.")
        draft.leave(key, text, Reason.UNCLEAR)
        return
    put(draft, path, text, key)


def _licence(draft: Draft, part: Part) -> None:
    """Read an address of terms that stands alone, and see whether another licence is named than the tag's."""
    said = " ".join(prose_of(part.lines).paragraphs)
    urls = list(dict.fromkeys(_URL.findall(said)))
    if len(urls) == 1 and _words(said) < 3:
        draft.take("licence.terms_url", urls[0], key_of(part))
    taken = draft.facts.get("licence", {}).get("id")
    tagged = taken.value if isinstance(taken, Taken) else ""
    named = {
        spdx_id(f"CC-{'-'.join(re.split('[- ]', found[0].upper()))}-{found[1]}") for found in _CC.findall(said)
    } - {""}
    if tagged.startswith("CC-") and named and tagged not in named:
        draft.remark(key_of(part), f"The text names {', '.join(sorted(named))}, the tag {tagged}.")


def put(draft: Draft, path: str, text: str, key: str) -> None:
    """Take a statement at a path, whose ``[id]`` names a record; a second statement at a place is left."""
    whole, found, rest = path.partition("[")
    if not found:
        if draft.has(path):
            draft.leave(key, text, Reason.TWICE)
        draft.take(path, text, key)
        return
    name, _, last = rest.partition("].")
    above, _, listed = whole.rpartition(".")
    records = draft.section(above).get(listed, [])
    record = next((one for one in records if one["id"] == name), None) or draft.record(whole, name, key)
    if record is None:
        return
    if last in record:
        draft.leave(key, text, Reason.TWICE)
    record.setdefault(last, Taken(text, key))


def _leave(draft: Draft, part: Part, reason: Reason, path: str, advice: str) -> None:
    said = prose_of(part.lines)
    if not said.paragraphs:
        if said.placeholder:
            draft.leave(key_of(part), "a placeholder", Reason.PLACEHOLDER)
        elif said.left_out:
            draft.leave(key_of(part), f"not copied: {', '.join(sorted(said.left_out))}", Reason.MARKUP)
        return
    hidden = reason in (Reason.PERSONAL, Reason.EXAMPLE)
    draft.leave(key_of(part), f"{len(said.paragraphs)} paragraphs" if hidden else " ".join(said.paragraphs), reason)
    if path:
        draft.advise(path, advice)


def _labelled(draft: Draft, part: Part) -> None:
    """Read lines such as ``- **Homepage:** https://…``."""
    for text in part.lines:
        found = _LABELLED.fullmatch(text.strip())
        if not found:
            continue
        name, value = line(found[1]).casefold(), found[2].strip()
        key = f"line {short(line(found[1]), 60)}"
        if not value or is_placeholder(unmarked(value)):
            continue
        urls = list(dict.fromkeys(_URL.findall(value)))
        if name in ("homepage", "home page", "website") and len(urls) == 1 and not draft.has("url"):
            draft.take("url", urls[0], key)
        elif name in _PERSONS:
            draft.leave(key, "not copied", Reason.PERSONAL)
        else:
            bracket = name.startswith(("size of", "total amount"))
            draft.leave(key, unmarked(value), Reason.BRACKET if bracket else Reason.NO_PLACE)
