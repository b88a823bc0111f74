"""Lists and tables of a README: the fields of records, and the counts of splits."""

import re

from muniment.import_.draft import Draft, Reason
from muniment.import_.hub_data import ROLES, take_field, take_rows, take_split
from muniment.import_.markdown import Part, is_placeholder, key_of, plain
from muniment.import_.text import unmarked

#: What generators write of a field: its type, and nothing about what it holds.
_ONLY_TYPE = re.compile(
    r"an? [\w.]+ feature\.?|a (?:dictionary|list|multilingual \w+) (?:of \w+ )?(?:feature|variable)s?"
    r"(?:,.{0,200}| containing:?)?\.?|[\w.]+ (?:type|feature|string)\.?"
)
_FIELD = re.compile(
    r"([ \t]{0,12})[-*+][ \t]+(?:\*\*)?`([^`\s]{1,200})`(?:\*\*)?[ \t]*"
    r"(?:\([^()]{0,80}\))?[ \t]*(?:[:–—-]|is )[ \t]*(.{0,2000})"
)


def take_fields(draft: Draft, part: Part, parts: list[Part]) -> None:
    """Take fields that are listed as ``- `name`: what it holds``, where one list stands for all configurations."""
    below = []
    for other in parts[parts.index(part) + 1 :]:
        if other.level <= part.level:
            break
        below.append(other)
    lists = [one for one in (part, *below) if any(_FIELD.match(text) for text in one.lines)]
    if draft.has("fields") or len(lists) != 1:
        if len(lists) > 1:
            draft.leave(key_of(part), f"{len(lists)} lists of fields", Reason.UNCLEAR)
        return
    _listed(draft, lists[0])


def _listed(draft: Draft, part: Part) -> None:
    """Take the fields of a list, those inside others with points; what only holds others is none itself."""
    found: list[tuple[str, str]] = []
    nested: list[tuple[int, str]] = []
    for match in filter(None, map(_FIELD.match, part.lines)):
        indent = len(match[1].expandtabs(4))
        nested = [item for item in nested if item[0] < indent]
        nested.append((indent, match[2].strip()))
        said = unmarked(match[3])
        empty = is_placeholder(said) or " " not in said or _ONLY_TYPE.fullmatch(said)
        found.append((".".join(item[1] for item in nested), "" if empty else said))
    for name, said in found:
        if said or not any(other.startswith(f"{name}.") for other, _ in found):
            holds = "label" if said.startswith("a classification label") else ""
            take_field(draft, name, said, key_of(part), holds)


def take_split_table(draft: Draft, part: Part) -> None:
    """Take the counts of a table of one row, whose columns are called as splits are."""
    rows = [
        [unmarked(cell) for cell in text.strip().strip("|").split("|")]
        for text in part.lines
        if text.strip().startswith("|")
    ]
    rows = [row for row in rows if not all(re.fullmatch(r":?-*:?", cell) for cell in row)]
    if draft.has("splits") or len(rows) != 2 or len(rows[0]) != len(rows[1]) or len(rows[0]) < 2:
        if rows:
            draft.leave(key_of(part), f"a table of {len(rows)} rows", Reason.UNCLEAR)
        return
    names, counts = rows[0][1:], [cell.replace(",", "") for cell in rows[1][1:]]
    if (
        plain(rows[0][0]) != "name"
        or not all(name.casefold() in ROLES for name in names)
        or not all(c.isdecimal() and len(c) < 15 for c in counts)
    ):
        draft.leave(key_of(part), f"a table: {' | '.join(rows[0])}", Reason.UNCLEAR)
        return
    for name, count in zip(names, counts, strict=True):
        if (split := take_split(draft, name, key_of(part))) is not None:
            take_rows(draft, split["id"], int(count), key_of(part))
