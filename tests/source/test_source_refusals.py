"""What the reader refuses: each construct with its code and the place where it stands."""

import pytest

from muniment.base.findings import Severity
from muniment.source.load import MAX_BYTES, MAX_DEPTH, MAX_REFUSALS, load_tree

# name: (bytes, code, line, column)
REFUSED = {
    "alias": (b"a: 1\nb: *x\n", "MUN108", 2, 4),
    "alias as key": (b"a: 1\n*x : 2\n", "MUN108", 2, 1),
    "anchor": (b"a: &x 1\n", "MUN108", 1, 4),
    "anchor of a key": (b"a: 1\n&x b: 2\n", "MUN108", 2, 1),
    "anchor of a list": (b"a: &x [1]\n", "MUN108", 1, 4),
    "merge key": (b"a:\n  <<: {b: 1}\n", "MUN108", 2, 3),
    "tag": (b"a: !!python/object/apply:os.system [ls]\n", "MUN114", 1, 4),
    "tag of a type": (b"a: !!str 1\n", "MUN114", 1, 4),
    "non-specific tag": (b"a: ! 1\n", "MUN114", 1, 4),
    "tag of a mapping": (b"a: !thing {b: 1}\n", "MUN114", 1, 4),
    "tag of a key": (b"!!str a: 1\n", "MUN114", 1, 1),
    "list as key": (b"a: 1\n? [b, c]\n: 1\n", "MUN111", 2, 3),
    "mapping as key": (b"{{a: 1}: 2}\n", "MUN111", 1, 2),
    "number as key": (b"a: 1\n2026: x\n", "MUN111", 2, 1),
    "truth value as key": (b"true: x\n", "MUN111", 1, 1),
    "null as key": (b"~: x\n", "MUN111", 1, 1),
    "no key": (b"? \n: x\n", "MUN111", 1, 2),
    "second document": (b"a: 1\n---\nb: 2\n", "MUN107", 2, 1),
    "second document after its end": (b"a: 1\n...\n---\nb: 2\n", "MUN107", 3, 1),
    "version directive": (b"%YAML 1.2\n---\na: 1\n", "MUN110", 1, 1),
    "tag directive": (b"%TAG ! tag:example.org,2026:\n---\na: 1\n", "MUN110", 1, 1),
    "key twice": (b"a: 1\nb: 2\na: 3\n", "MUN112", 3, 1),
    "key twice in flow style": (b"x: {a: 1, 'a': 2}\n", "MUN112", 1, 11),
    "infinity": (b"a: .inf\n", "MUN113", 1, 4),
    "no number": (b"a: [1, .NaN]\n", "MUN113", 1, 8),
    "beyond 2^53": (b"a: 9007199254740993\n", "MUN113", 1, 4),
    "below -2^53": (b"a: -9007199254740993\n", "MUN113", 1, 4),
    "beyond 2^53 in base 16": (b"a: 0xffffffffffffffff\n", "MUN113", 1, 4),
    "fifty digits": (b"a: " + b"7" * 50 + b"\n", "MUN113", 1, 4),
    "fifty decimals": (b"a: 0." + b"7" * 50 + b"\n", "MUN113", 1, 4),
    "UTF-16": ("a: 1\n".encode("utf-16"), "MUN102", 1, 1),
    "UTF-16 without the machine's order": (b"\xfe\xff\0a\0:\0 \0" + b"1", "MUN102", 1, 1),
    "not UTF-8": (b"a: 1\nb: x\xe9y\n", "MUN102", 2, 5),
    "not UTF-8 after wide characters": ("b: äö€".encode() + b"\xff\n", "MUN102", 1, 7),
    "lone surrogate": (b"a: \xed\xa0\x80\n", "MUN102", 1, 4),
    "NUL": (b"a: 1\nb: x\0\n", "MUN104", 2, 5),
    "control character": (b"a: 1\nb: \x1b[2J\n", "MUN104", 2, 4),
    "delete character": (b"a: x\x7f\n", "MUN104", 1, 5),
    "next line": ("a: x\u0085b: y\n".encode(), "MUN104", 1, 5),
    "line separator": ("a: x\nb: 'y\u2028z'\n".encode(), "MUN104", 2, 6),
    "paragraph separator": ("a: x\u2029\n".encode(), "MUN104", 1, 5),
    "no bytes": (b"", "MUN105", 1, 1),
    "blanks": (b" \n\t \n\n", "MUN105", 1, 1),
    "a mark and nothing": (b"\xef\xbb\xbf", "MUN105", 1, 1),
    "open quote": (b"a: 1\nb: 'x\n", "MUN106", 3, 1),
    "open bracket": (b"a: [1, 2\nb: 3\n", "MUN106", 2, 2),
    "tab as indentation": (b"a:\n\tb: 1\n", "MUN106", 2, 1),
    "wrong indentation": (b"a: 1\n b: 2\n", "MUN106", 2, 3),
    "too many bytes": (b"#" * (MAX_BYTES + 1), "MUN101", 1, 1),
}


@pytest.mark.parametrize("name", REFUSED)
def test_construct_is_refused_where_it_stands(name: str) -> None:
    data, code, line, column = REFUSED[name]
    _, findings = load_tree(data, "x.card.yaml")
    found = [(f.code, f.place.line, f.place.column) for f in findings if f.place and f.severity is Severity.ERROR]
    assert (code, line, column) in found
    assert all(f.file == "x.card.yaml" and f.remedy for f in findings)


def test_a_key_that_stands_twice_names_both_lines_and_keeps_the_first() -> None:
    tree, findings = load_tree(b"licence: MIT\nname: x\n\nlicence: CC0-1.0\n", "x")
    assert [(f.place.line, "line 1" in f.message) for f in findings if f.place] == [(4, True)]
    assert tree is not None
    assert tree.value == {"licence": "MIT", "name": "x"}


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(lambda depth: "[" * depth + "]" * depth, id="brackets"),
        pytest.param(lambda depth: "{a: " * depth + "}" * depth, id="braces"),
        pytest.param(lambda depth: "- " * depth + "x", id="dashes"),
        pytest.param(lambda depth: "".join(f"{' ' * at}a:\n" for at in range(depth)), id="block mappings"),
        pytest.param(lambda depth: "".join(f"{' ' * at}-\n" for at in range(depth)), id="block lists"),
    ],
)
def test_depth_ends_at_sixty_four(opening) -> None:
    tree, findings = load_tree(opening(MAX_DEPTH).encode(), "x")
    assert tree is not None
    assert not findings
    for depth in (MAX_DEPTH + 1, 2_000):
        tree, findings = load_tree(opening(depth).encode(), "x")
        assert tree is None
        assert [f.code for f in findings] == ["MUN109"]


@pytest.mark.parametrize("text", ["[" * 30_000, "- " * 30_000, "{a: " * 30_000, "? " * 30_000, "[{a: " * 15_000])
def test_thirty_thousand_levels_do_not_crash(text: str) -> None:
    tree, findings = load_tree(text.encode(), "x")
    assert tree is None
    assert findings[0].place


def test_a_byte_order_mark_is_only_a_warning_and_shifts_nothing() -> None:
    tree, findings = load_tree(b"\xef\xbb\xbfa: 1\nb: *x\n", "x")
    assert [(f.code, f.severity) for f in findings] == [("MUN103", Severity.WARNING), ("MUN108", Severity.ERROR)]
    assert tree is not None
    assert tree.value["a"] == 1
    assert (tree.place("/a").line, tree.place("/a").column) == (1, 4)


def test_invalid_utf8_names_the_byte() -> None:
    _, findings = load_tree(b"a: 1\nb: x\xe9y\n", "x")
    assert "Byte 9 " in findings[0].message
    assert "0xe9" in findings[0].message


@pytest.mark.parametrize("data", [b"# only\n# comments\n", b"---\n", b"~\n", b"- a\n", b"text\n", b"42\n"])
def test_what_is_no_mapping_is_read_and_left_to_the_card(data: bytes) -> None:
    tree, findings = load_tree(data, "x")
    assert tree is not None
    assert not findings


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_every_ordinary_line_ending_counts_alike(ending: bytes) -> None:
    tree, findings = load_tree(ending.join([b"a: 1", b"b: *x", b"c: 3", b""]), "x")
    assert [f.place.line for f in findings if f.place] == [2]
    assert tree is not None
    assert tree.value["c"] == 3
    assert tree.place("/c").line == 3


def test_all_mistakes_come_in_one_run() -> None:
    text = b"a: &x 1\nb: *x\nc: !t 2\n3: d\ne: .inf\na: 6\n<<: {f: 1}\ng: 99999999999999999999\n"
    tree, findings = load_tree(text, "x")
    assert [(f.code, f.place.line) for f in findings if f.place] == [
        ("MUN108", 1), ("MUN108", 2), ("MUN114", 3), ("MUN111", 4),
        ("MUN113", 5), ("MUN112", 6), ("MUN108", 7), ("MUN113", 8),
    ]  # fmt: skip
    assert tree is not None


def test_a_flood_of_mistakes_ends() -> None:
    tree, findings = load_tree(b"a: 1\n" * 100_000, "x")
    assert tree is None
    assert len(findings) == MAX_REFUSALS + 1
    assert findings[-1].code == "MUN115"
