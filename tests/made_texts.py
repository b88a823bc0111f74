"""YAML texts like those that people write, made at random: block and flow, quotes, comments, folded texts, line ends.

A text is made of nodes that know how each is written, so that what an edit should leave can be written out as well.
"""

import random
from dataclasses import dataclass, field, replace
from typing import Any

from muniment.source.writing import flow

WORDS = [
    "licence", "origin", "title", "size", "labels", "workforce", "pay", "notes", "rights", "crawl", "scope", "method",
    "tool", "date", "owner", "ref",
]  # fmt: skip
PLAIN = ["birds", "Tickets of customers", "a-b", "x#y", "it's", "2024-03", "v1.0-rc", "http://example.org/a#b", "a:b"]
QUOTED = [
    "# no comment",
    "a: b",
    "- x",
    "{a}",
    'say "so"',
    "tab\tin",
    "ü",
    "",
    "true",
    "1.0",
    "{unknown: x}",
    "'",
    "&a",
]


@dataclass(frozen=True)
class Leaf:
    """A scalar: its value, and how it is written (on one line, or below its key as lines)."""

    value: Any
    written: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """A member or item: its key (none in lists), what stands above and behind it, its node."""

    key: str
    node: "Leaf | Group"
    above: tuple[str, ...] = ()
    behind: str = ""
    key_written: str = ""


@dataclass(frozen=True)
class Group:
    """A mapping or list, in block or in flow style."""

    mapping: bool
    style: str
    members: tuple[Member, ...] = field(default=())
    below: tuple[str, ...] = ()


class Maker:
    """Makes texts from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.count = 0

    def text(self) -> Group:
        return self._group(mapping=True, style="block", depth=0)

    def _group(self, *, mapping: bool, style: str, depth: int) -> Group:
        number = self.chance.randint(2 if depth == 0 else 1, 6 if depth == 0 else 4)
        keys = self.chance.sample(WORDS, number)
        return Group(mapping, style, tuple(self._member(key if mapping else "", style, depth) for key in keys))

    def _member(self, key: str, style: str, depth: int) -> Member:
        node = self._node(style, depth)
        written = self.chance.choice([key, key, key, f'"{key}"', f"'{key}'"]) if key else ""
        if style == "flow":
            return Member(key, node, key_written=written)
        above = tuple(self._comment() for _ in range(self.chance.choice([0, 0, 0, 1, 2])))
        above += ("",) * self.chance.choice([0, 0, 0, 1])
        # A comment behind what is written below its key would stand elsewhere.
        single = (isinstance(node, Leaf) and not node.lines) or (isinstance(node, Group) and node.style == "flow")
        return Member(key, node, above, self._comment() if single and self.chance.random() < 0.3 else "", written)

    def _comment(self) -> str:
        self.count += 1
        return f"# note {self.count}{self.chance.choice(['', ': - x', ' # again', ' {a: b}', chr(9) + 'tab'])}"

    def _node(self, style: str, depth: int) -> "Leaf | Group":
        roll = self.chance.random()
        if depth < 4 and roll < 0.3:
            inner = "flow" if style == "flow" or self.chance.random() < 0.4 else "block"
            return self._group(mapping=self.chance.random() < 0.6, style=inner, depth=depth + 1)
        if roll < 0.38 and style == "block":
            return self._lines()
        return self.leaf(style)

    def leaf(self, style: str) -> Leaf:
        roll = self.chance.random()
        self.count += 1
        if roll < 0.35:
            value = f"{self.chance.choice(PLAIN)} {self.count}"
            return Leaf(value, value)
        if roll < 0.6:
            value = f"{self.chance.choice(QUOTED)}{self.count}"
            single = "'" + value.replace("'", "''") + "'"
            return Leaf(
                value, single if self.chance.random() < 0.5 and "\t" not in value else flow(value + " ")[:-2] + '"'
            )
        value = self.chance.choice([self.count, True, False, None])
        if value is None:
            return Leaf(None, self.chance.choice(["null", "~"]))
        return Leaf(value, flow(value))

    def _lines(self) -> Leaf:
        self.count += 1
        lines = tuple(f"{self.chance.choice(PLAIN)} # {self.count} {n}" for n in range(self.chance.randint(1, 3)))
        head = self.chance.choice(["|", ">", "|-", ">-"])
        joined = ("\n" if head[0] == "|" else " ").join(lines) + ("" if head.endswith("-") else "\n")
        return Leaf(joined, head, lines)


def value_of(node: "Leaf | Group") -> Any:
    """Return what a node holds."""
    if isinstance(node, Leaf):
        return node.value
    if node.mapping:
        return {member.key: value_of(member.node) for member in node.members}
    return [value_of(member.node) for member in node.members]


def written(node: Group, newline: str) -> str:
    """Return a whole text."""
    return "".join(f"{line}{newline}" for line in _block(node, ""))


def _block(group: Group, indent: str) -> list[str]:
    lines = []
    for member in group.members:
        lines += [f"{indent}{line}" if line else "" for line in member.above]
        head = f"{indent}{member.key_written}:" if group.mapping else f"{indent}-"
        behind = f"  {member.behind}" if member.behind else ""
        node = member.node
        if isinstance(node, Leaf) and not node.lines:
            lines.append(f"{head} {node.written}{behind}")
        elif isinstance(node, Leaf):
            lines += [f"{head} {node.written}", *(f"{indent}    {line}" for line in node.lines)]
        elif node.style == "flow":
            lines.append(f"{head} {_flow(node)}{behind}")
        elif group.mapping:
            lines += [head, *_block(node, f"{indent}  ")]
        else:
            # The first line of an item stands behind the hyphen, if no comment stands above it.
            inner = _block(
                replace(node, members=(replace(node.members[0], above=()), *node.members[1:])), f"{indent}  "
            )
            lines += [f"{indent}- {inner[0].lstrip()}", *inner[1:]]
    return [*lines, *(f"{indent}{line}" if line else "" for line in group.below)]


def _flow(node: "Leaf | Group") -> str:
    if isinstance(node, Leaf):
        return node.written
    inner = [f"{m.key_written}: {_flow(m.node)}" if node.mapping else _flow(m.node) for m in node.members]
    return ("{" if node.mapping else "[") + ", ".join(inner) + ("}" if node.mapping else "]")


def groups(node: "Leaf | Group", pointer: str = "") -> list[tuple[str, Group]]:
    """Return every mapping and list with its pointer."""
    if isinstance(node, Leaf):
        return []
    inner = [
        one
        for number, member in enumerate(node.members)
        for one in groups(member.node, f"{pointer}/{member.key if node.mapping else number}")
    ]
    return [(pointer, node), *inner]


def with_group(node: Group, pointer: str, new: Group) -> Group:
    """Return a text with one group in place of that at a pointer."""
    if not pointer:
        return new
    first, _, rest = pointer[1:].partition("/")
    members = list(node.members)
    place = [member.key for member in members].index(first) if node.mapping else int(first)
    inner = members[place].node
    assert isinstance(inner, Group)
    members[place] = replace(members[place], node=with_group(inner, f"/{rest}" if rest else "", new))
    return replace(node, members=tuple(members))


def has_comment(node: "Leaf | Group") -> bool:
    """Tell whether a comment or an empty line stands inside a node."""
    if isinstance(node, Leaf) or node.style == "flow":
        return False
    return any(member.above or member.behind or has_comment(member.node) for member in node.members) or bool(node.below)
