"""The prose of a README: its sections by heading, and their text without markup, examples and pictures."""

import re
from dataclasses import dataclass, field

from muniment.import_.text import clean, line, short, statement, unmarked
from muniment.model.placeholders import placeholder

MAX_SECTIONS = 2000
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+")
_RULE = re.compile(r" {0,3}([-*_=])(?:[ \t]*\1){2,}[ \t]*")
#: Sentences of the templates of Hugging Face, which are there before anybody has written anything.
_TEMPLATE = re.compile(
    r"(?:\[?more information needed\]?|this (?:dataset|model) ?card (?:aims to be|has been generated)"
    r"|users \(both direct and downstream\) should be made aware"
    r"|users should be made aware of the risks, biases|use the code below to get started"
    r"|(?:carbon emissions|experiments) can be estimated using"
    r"|(?:dataset|model|data) card (?:for|of) [^.]{1,120}$"
    r"|this is the model card of a .{0,5}transformers model that has been pushed|\[optional\]$"
    r"|\[?needs more information\]?|provide a (?:longer|quick|brief) summary"
    r"|if there is a paper or blog post)", re.IGNORECASE,
)  # fmt: skip


@dataclass(slots=True)
class Part:
    """One section: its heading and those above it, where it begins, and its lines up to the next heading."""

    title: str
    level: int
    line: int
    above: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Prose:
    """What a section says: its paragraphs, whether it holds placeholders, what was left out (code, table, picture)."""

    paragraphs: list[str]
    placeholder: bool = False
    left_out: set[str] = field(default_factory=set)


def parts_of(body: str, first_line: int = 1) -> list[Part]:
    """Return the sections of a text in Markdown; what stands before the first heading has no title."""
    parts = [Part("", 0, first_line)]
    fence = ""
    for number, text in enumerate(without_comments(clean(body)).split("\n"), first_line):
        if found := _FENCE.match(text):
            fence = _toggled(fence, found[1], text)
        heading = None if fence else _HEADING.fullmatch(text[:1000])
        if heading is None or len(parts) >= MAX_SECTIONS:
            parts[-1].lines.append(text)
            continue
        level, title = len(heading[1]), unmarked(heading[2] or "")
        parts.append(Part(title, level, number, _above(parts, level)))
    return parts


def _toggled(fence: str, mark: str, text: str) -> str:
    """Return the fence that is open after a line with a mark."""
    if not fence:
        return "" if mark[0] == "`" and "`" in text.strip()[len(mark) :] else mark
    return "" if mark[0] == fence[0] and len(mark) >= len(fence) and not text.strip().strip(mark[0]) else fence


def _above(parts: list[Part], level: int) -> tuple[str, ...]:
    for part in reversed(parts):
        if part.level < level:
            return (*part.above, part.title) if part.level else ()
    return ()


def without_comments(text: str) -> str:
    """Return a text without HTML comments, its lines kept."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*kept, text[at:]])


def prose_of(lines: list[str]) -> Prose:
    """Return what lines of Markdown say: a paragraph or an item of a list each."""
    said = Prose([])
    open_lines: list[str] = []
    fence = ""

    def close() -> None:
        if open_lines:
            _keep(said, unmarked(" ".join(open_lines)))
            open_lines.clear()

    for text in lines:
        if found := _FENCE.match(text):
            fence = _toggled(fence, found[1], text)
            said.left_out.add("code")
            close()
        elif fence:
            continue
        elif not text.strip() or _RULE.fullmatch(text[:200]):
            close()
        elif text.lstrip().startswith("|"):
            said.left_out.add("table")
            close()
        elif bullet := _BULLET.match(text):
            close()
            open_lines.append("- " + text[bullet.end() :])
        else:
            if "![" in text or "<img" in text:
                said.left_out.add("picture")
            open_lines.append(text.strip().removeprefix(">").strip())
    close()
    return said


def _keep(said: Prose, paragraph: str) -> None:
    bare = paragraph.removeprefix("- ").strip()
    if not re.search(r"\w", bare):
        return
    if is_placeholder(bare):
        said.placeholder = True
    else:
        said.paragraphs.append(paragraph)


def is_placeholder(text: str) -> bool:
    """Tell whether a text stands where somebody was to write one."""
    return bool(_TEMPLATE.match(text) or placeholder(text, "", "", prose=False))


def plain(title: str) -> str:
    """Return a heading as it is looked up: words in small letters."""
    text = re.sub(r"\[optional\]|\(optional\)", " ", title.casefold())
    text = re.sub(r"^[\s0-9.]+(?=[a-z])", "", text)
    return " ".join(re.findall(r"[^\W_]+", text.replace("(s)", "s")))


def key_of(part: Part) -> str:
    """Return how a section is named as a source."""
    return f"section {short(part.title, 80)} (line {part.line})"


def statement_of(text: str) -> tuple[str, bool]:
    """Return a text without markup as a statement, its lines kept, placeholders left out; tell whether it was cut."""
    kept: list[str] = []
    for part in map(line, clean(text).split("\n")):
        if (part and not is_placeholder(part)) or (not part and kept and kept[-1]):
            kept.append(part)
    while kept and not kept[-1]:
        kept.pop()
    return statement(kept)
