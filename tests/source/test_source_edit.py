"""Edits of a card's text: the value asked for, and not one other byte."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.source.edit import edit_bytes
from muniment.source.load import load_tree
from muniment.source.patches import Edit, Removal, Renaming

TEXT = """\
# head
muniment: 1   # one
title: "Birds"
distribution:
  - id: csv      # the only one
    location: data/a.csv

  - {id: two, location: data/b.csv, }
quality: {duplicate_rate: {unknown: nobody, owner: me}}  # soon
description: >-
  Some words
  on birds.

# tail
"""

CASES = [
    ("/title", "Gulls", 'title: "Birds"', "title: Gulls"),
    ("/muniment", 2, "muniment: 1   # one", "muniment: 2   # one"),
    ("/distribution/0/records", 40, "    location: data/a.csv\n", "    location: data/a.csv\n    records: 40\n"),
    ("/distribution/1/records", 40, "location: data/b.csv, }", "location: data/b.csv, records: 40, }"),
    ("/quality/duplicate_rate", Decimal("0.25"), "{unknown: nobody, owner: me}", "0.25"),
    ("/quality/method", "by hand", "me}}", 'me}, method: "by hand"}'),
    ("/leakage/overlap_rate", 0, "  on birds.\n", "  on birds.\nleakage:\n  overlap_rate: 0\n"),
    ("/temporal/start", "2019-03-04", "  on birds.\n", "  on birds.\ntemporal:\n  start: 2019-03-04\n"),
    ("/temporal/end", "2019", "  on birds.\n", '  on birds.\ntemporal:\n  end: "2019"\n'),
    ("/scope/languages", ["de", "no"], "  on birds.\n", "  on birds.\nscope:\n  languages: [de, no]\n"),
    (
        "/rows", [{"name": "a: b", "value": Decimal("0.5"), "count": 1}], "  on birds.\n",
        '  on birds.\nrows:\n  - {name: "a: b", value: 0.5, count: 1}\n',
    ),
]  # fmt: skip


@pytest.mark.parametrize(("pointer", "value", "before", "after"), CASES)
@pytest.mark.parametrize("form", ["plain", "windows", "marked"])
def test_an_edit_changes_its_place_and_nothing_else(pointer, value, before, after, form) -> None:
    def shaped(text: str) -> bytes:
        data = text.replace("\n", "\r\n").encode() if form == "windows" else text.encode()
        return b"\xef\xbb\xbf" + data if form == "marked" else data

    assert TEXT.count(before) == 1
    expected = TEXT.replace(before, after)
    made, left = edit_bytes(shaped(TEXT), [Edit(pointer, value)])
    assert not left
    assert made == shaped(expected)


@pytest.mark.parametrize("pointer", ["/distribution", "/distribution/7/records", "/title/more"])
def test_what_would_rewrite_more_is_left(pointer) -> None:
    made, left = edit_bytes(TEXT.encode(), [Edit(pointer, 1), Edit("/title", "Gulls")])
    assert [edit.pointer for edit in left] == [pointer]
    assert made == TEXT.replace('"Birds"', "Gulls").encode()


MORE = [
    (Edit("/description", "Birds."), "description: >-\n  Some words\n  on birds.\n", 'description: "Birds."\n'),
    (Edit("/distribution/-", {"id": "three"}), "  - {id: two, location: data/b.csv, }\n",
     "  - {id: two, location: data/b.csv, }\n  - {id: three}\n"),
    (Removal("/title"), 'title: "Birds"\n', ""),
    (Removal("/distribution/0/id"), "id: csv      # the only one\n    location", "location"),
    (Removal("/distribution/0/location"), "    location: data/a.csv\n", ""),
    (Removal("/distribution/1/id"), "{id: two, location", "{location"),
    (Removal("/distribution/1"), "  - {id: two, location: data/b.csv, }\n", ""),
    (Removal("/quality/duplicate_rate"), "{duplicate_rate: {unknown: nobody, owner: me}}", "{}"),
    (Renaming("/quality", "state"), "quality: {", "state: {"),
    (Renaming("/distribution/1/location", "a: b"), "two, location:", 'two, "a: b":'),
]  # fmt: skip


@pytest.mark.parametrize(("change", "before", "after"), MORE)
def test_what_is_removed_renamed_or_appended_leaves_the_rest(change, before, after) -> None:
    assert TEXT.count(before) == 1
    made, left = edit_bytes(TEXT.encode(), [change])
    assert not left
    assert made == TEXT.replace(before, after).encode()


def test_a_file_without_a_last_line_break_gets_a_line_of_its_own() -> None:
    assert edit_bytes(b"a: 1", [Edit("/b/c", 2), Edit("/b/d", 3)]) == (b"a: 1\nb:\n  c: 2\n  d: 3\n", [])


def test_what_is_no_yaml_is_left_as_it_is() -> None:
    for data in (b"\xff", b"{", b"", b"- 1", b"b: 1\nb: 2\n", b"b: &x 1\n", b"<<: {b: 1}\n", b"b: 1\n? {c: 2}\n: 3\n"):
        made, left = edit_bytes(data, [Edit("/a", 1)])
        assert made == data
        assert left


_VALUES: Any = st.one_of(
    st.integers(-(10**12), 10**12), st.booleans(), st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.text(max_size=12), st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=3),
)  # fmt: skip


@given(value=_VALUES, place=st.sampled_from([case[0] for case in CASES]))
def test_whatever_is_written_is_read_back_beside_the_same_lines(value, place) -> None:
    made, left = edit_bytes(TEXT.encode(), [Edit(place, value)])
    if left:
        assert made == TEXT.encode()
        return
    tree, findings = load_tree(made, "")
    assert tree is not None
    assert not findings
    inside = tree.value
    for key in place.split("/")[1:]:
        inside = inside[int(key)] if isinstance(inside, list) else inside[key]
    assert inside == value
    before, after = TEXT.splitlines(), made.decode().split("\n")
    assert len([line for line in before if line not in after]) <= 1
