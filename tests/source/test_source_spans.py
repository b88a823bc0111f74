"""Where things stand: start and end of every key and value, in every style, counted in characters."""

import pytest

from muniment.source.load import load_tree
from sample_cards import cut

TEXT = """\
# ein Kommentar
title: Vögel 🐦 im Garten   # Rest
"quoted key": 'it''s'
list:
  - one
  - {id: zwei, n: [1, 22]}
text: |
  first line
  second line

folded: >-
  some words
  and more
nested:
  deeper:
    a/b~c: "x"
empty:
long: {日本: 語, b: "two
  lines"}
"""


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/title", "Vögel 🐦 im Garten"),
        ("/quoted key", "'it''s'"),
        ("/list/0", "one"),
        ("/list/1", "{id: zwei, n: [1, 22]}"),
        ("/list/1/id", "zwei"),
        ("/list/1/n", "[1, 22]"),
        ("/list/1/n/1", "22"),
        ("/text", "|\n  first line\n  second line\n\n"),
        ("/folded", ">-\n  some words\n  and more\n"),
        ("/nested/deeper/a~1b~0c", '"x"'),
        ("/empty", ""),
        ("/long/日本", "語"),
        ("/long/b", '"two\n  lines"'),
    ],
)
def test_value(pointer: str, value: str) -> None:
    tree, _ = load_tree(TEXT.encode(), "x")
    assert tree is not None
    assert cut(TEXT, tree.place(pointer)) == value


@pytest.mark.parametrize(
    ("pointer", "key"),
    [
        ("/title", "title"),
        ("/quoted key", '"quoted key"'),
        ("/list", "list"),
        ("/list/1/n", "n"),
        ("/nested/deeper", "deeper"),
        ("/nested/deeper/a~1b~0c", "a/b~c"),
        ("/empty", "empty"),
        ("/long/日本", "日本"),
    ],
)
def test_key(pointer: str, key: str) -> None:
    tree, _ = load_tree(TEXT.encode(), "x")
    assert tree is not None
    assert cut(TEXT, tree.place(pointer, on_key=True)) == key


def test_a_section_begins_and_ends_with_its_members() -> None:
    text = "a: 1\nb:\n  c: 2\n  d: 3\ne: 4\n"
    tree, _ = load_tree(text.encode(), "x")
    assert tree is not None
    assert cut(text, tree.place("/b")).strip() == "c: 2\n  d: 3"


def test_what_is_not_in_the_text_falls_back_to_what_is() -> None:
    tree, _ = load_tree(TEXT.encode(), "x")
    assert tree is not None
    assert tree.place("/list/1/n/7/deep") == tree.place("/list/1/n")
    assert tree.place("/nowhere/at/all") == tree.place("")


def test_excerpts_are_the_lines_of_the_text() -> None:
    tree, _ = load_tree(b"a: 1\r\nb: 2\rc: 3\nd: 4", "x")
    assert tree is not None
    assert [tree.excerpt(line) for line in range(6)] == ["", "a: 1", "b: 2", "c: 3", "d: 4", ""]


def test_values_from_refused_members_have_no_place_of_their_own() -> None:
    tree, findings = load_tree(b"a: {1: {b: x}, c: y}\n", "x")
    assert len(findings) == 1
    assert tree is not None
    assert tree.value == {"a": {"c": "y"}}
    assert tree.place("/a/c").column == 19
