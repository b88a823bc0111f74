"""The three forms of a position, and every way to get them wrong: code, place, and that no fact comes of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.model.facts import Fact, Status
from muniment.model.placeholders import placeholder
from sample_cards import card, codes, load


def facts(text: str) -> dict[str, Fact]:
    loaded, findings = load(card() + text + "\n")
    assert not findings
    assert loaded is not None
    return loaded.facts


def test_plain_value() -> None:
    fact = facts("title: Birds at home")["/title"]
    assert (fact.value, fact.status, fact.path, fact.pointer) == ("Birds at home", "known", "dataset.title", "/title")


@pytest.mark.parametrize("status", ["unknown", "not_applicable"])
@pytest.mark.parametrize("place", ["title", "labelling", "design_choices"])
def test_status_with_its_reason(status: str, place: str) -> None:
    text = f"{place}: {{{status}: the vendor was silent, owner: procurement, asked_on: 2026-10-02, note: by mail}}"
    (fact,) = facts(text).values()
    assert (fact.value, fact.status, fact.reason) == (None, status, "the vendor was silent")
    assert (fact.owner, fact.asked_on, fact.note) == ("procurement", "2026-10-02", "by mail")


def test_long_form() -> None:
    fact = facts("title: {value: Birds at home, note: since 2024, source: the register}")["/title"]
    assert (fact.value, fact.note, fact.source, fact.pointer) == (
        "Birds at home",
        "since 2024",
        "the register",
        "/title/value",
    )


def test_text_in_several_languages() -> None:
    fact = facts("description: {text: {de: Vögel im Garten, en: Birds in the garden}, note: x}")["/description"]
    assert fact.value == {"de": "Vögel im Garten", "en": "Birds in the garden"}
    assert fact.note == "x"


def test_records_are_known_by_their_ids() -> None:
    found = facts("labelling: {campaigns: [{id: first, task: draw the boxes}, {id: b, kind: {unknown: not told}}]}")
    assert [(inner, fact.path, fact.record) for inner, fact in found.items()] == [
        ("/labelling/campaigns/first", "dataset.labelling.campaigns[]", True),
        ("/labelling/campaigns/first/task", "dataset.labelling.campaigns[].task", False),
        ("/labelling/campaigns/b", "dataset.labelling.campaigns[]", True),
        ("/labelling/campaigns/b/kind", "dataset.labelling.campaigns[].kind", False),
    ]
    assert found["/labelling/campaigns/b/kind"].pointer == "/labelling/campaigns/1/kind"


WRONG = [
    # a text, and for each finding: code and pointer
    ("title:", [("MUN203", "/title")]),
    ("title: []", [("MUN203", "/title")]),
    ("title: {}", [("MUN208", "/title")]),
    ("title: {note: only a note}", [("MUN208", "/title")]),
    ("title: {value: }", [("MUN203", "/title/value")]),
    ("title: {value: Birds, unknown: not sure}", [("MUN204", "/title/value")]),
    ("title: {value: Birds, notes: x}", [("MUN204", "/title/notes")]),
    ("title: {value: Birds, note: [x]}", [("MUN204", "/title/note")]),
    ("title: {unknown: }", [("MUN204", "/title/unknown")]),
    ("title: {unknown: true}", [("MUN204", "/title/unknown")]),
    ("title: {unknown: TODO}", [("MUN204", "/title/unknown")]),
    ("title: {not_applicable: n/a}", [("MUN204", "/title/not_applicable")]),
    ("title: {unknown: we asked, not_applicable: no such thing}", [("MUN204", "/title/not_applicable")]),
    ("title: {unknown: we asked, owner: 3}", [("MUN204", "/title/owner")]),
    ("title: {unknown: we asked, asked_on: 2026-02-30}", [("MUN204", "/title/asked_on")]),
    ("title: {unknown: we asked, owner: x, expected_on: soon}", [("MUN204", "/title/expected_on")]),
    ("title: {not_applicable: it has none, expected_on: 2027-01-01}", [("MUN204", "/title/expected_on")]),
    ("title: {unknown: we asked, source: x}", [("MUN204", "/title/source")]),
    ("title: {text: Birds}", [("MUN208", "/title")]),
    ("title: true", [("MUN208", "/title")]),
    ("title: 2026", [("MUN208", "/title")]),
    ("title: TODO", [("MUN210", "/title")]),
    ("description: Birds", [("MUN210", "/description")]),
    ("description: {text: {}}", [("MUN207", "/description/text")]),
    ("description: {text: some words}", [("MUN207", "/description/text")]),
    ("description: {text: {xx: some words}}", [("MUN207", "/description/text/xx")]),
    ("description: {text: {de: some words, en: }}", [("MUN207", "/description/text/en")]),
    ("description: {text: {de: some words, en: TODO}}", [("MUN210", "/description/text/en")]),
    ("labelling: x", [("MUN208", "/labelling")]),
    ("labelling: []", [("MUN208", "/labelling")]),
    ("labelling: {unknown: not told, labelled: true}", [("MUN204", "/labelling/labelled")]),
    ("labelling: {campaigns: {}}", [("MUN208", "/labelling/campaigns")]),
    ("labelling: {campaigns: []}", [("MUN203", "/labelling/campaigns")]),
    ("labelling: {campaigns: [x]}", [("MUN208", "/labelling/campaigns/0")]),
    ("labelling: {campaigns: [{task: draw the boxes}]}", [("MUN202", "/labelling/campaigns/0/id")]),
    ("labelling: {campaigns: [{id: a}, {id: a}]}", [("MUN205", "/labelling/campaigns/1/id")]),
    ("labelling: {campaigns: [{id: A B}]}", [("MUN208", "/labelling/campaigns/0/id")]),
    ("labelling: {campaigns: [{unknown: not told}]}", [("MUN206", "/labelling/campaigns/0")]),
    ("modalities: text", [("MUN208", "/modalities")]),
    ("modalities: [text, txet]", [("MUN208", "/modalities/1")]),
    ("modalities: [{unknown: not told}]", [("MUN206", "/modalities/0")]),
    ("scope: {languages: [de, ]}\nmodalities: [text, ~]", [("MUN203", "/modalities/1")]),
    ("scope: {domain: [birds, TBD]}", [("MUN210", "/scope/domain/1")]),
    ("titel: Birds", [("MUN201", "/titel")]),
    ("labelling: {campaing: []}", [("MUN201", "/labelling/campaing")]),
    ("labelling: {labelled: yes}", [("MUN208", "/labelling/labelled")]),
    ('labelling: {labelled: "true"}', [("MUN208", "/labelling/labelled")]),
]


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[text.replace("\n", " ") for text, _ in WRONG])
def test_misuse_is_found_at_its_place_and_is_no_answer(text: str, expected: list[tuple[str, str]]) -> None:
    loaded, findings = load(card() + text + "\n")
    assert [(f.code, f.pointer) for f in findings] == expected
    assert all(f.remedy and f.message.endswith((".", "?")) for f in findings)
    assert loaded is not None
    bad = {pointer for _, pointer in expected}
    for fact in loaded.facts.values():
        if not fact.record:
            assert not any(place == fact.pointer or place.startswith(f"{fact.pointer}/") for place in bad)
            assert not any(fact.pointer.startswith(f"{place}/") for place in bad)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("titel", "title"), ("licenses", "licence"), ("Description", "description"), ("modality", "modalities")],
)
def test_did_you_mean(written: str, meant: str) -> None:
    _, findings = load(card() + f"{written}: x\n")
    assert codes(findings) == ["MUN201"]
    assert f'"{meant}"' in findings[0].remedy


def test_did_you_mean_a_value() -> None:
    _, findings = load(card() + "modalities: [txt]\n")
    assert 'Did you mean "text"?' in findings[0].remedy


HEADS: list[tuple[dict[str, Any], str]] = [
    ({"muniment": 2}, "MUN200"),
    ({"muniment": "1"}, "MUN200"),
    ({"muniment": True}, "MUN200"),
    ({"kind": "datset"}, "MUN200"),
    ({"kind": ["dataset"]}, "MUN200"),
    ({"name": "Birds of the garden"}, "MUN208"),
    ({"name": 3}, "MUN208"),
    ({"name": "../../etc"}, "MUN208"),
    ({"version": 1}, "MUN208"),
    ({"version": "1 0"}, "MUN208"),
    ({"version": "a/b"}, "MUN208"),
    ({"language": "xx"}, "MUN208"),
    ({"profiles": "shared"}, "MUN208"),
    ({"disclosure": [{"path": "title", "audience": "public", "ground": "other"}]}, "MUN208"),
    ({"disclosure": [{"path": "title", "audience": "internal"}]}, "MUN202"),
]


@pytest.mark.parametrize(("head", "code"), HEADS)
def test_head(head: dict[str, Any], code: str) -> None:
    base = {"kind": "dataset", "name": "birds", "version": "1.0"}
    _, findings = load(card(**{**base, **head}))
    assert code in codes(findings)


@pytest.mark.parametrize("key", ["muniment", "kind", "name", "version"])
def test_what_a_card_must_have(key: str) -> None:
    text = "".join(line for line in card().splitlines(keepends=True) if not line.startswith(f"{key}:"))
    _, findings = load(text)
    assert set(codes(findings)) <= {"MUN200", "MUN202"}
    assert findings


@pytest.mark.parametrize("data", ["- a\n", "text\n", "42\n", "# nothing\n", "{}\n"])
def test_no_card_at_all(data: str) -> None:
    loaded, findings = load(data)
    assert loaded is None
    assert set(codes(findings)) == {"MUN200"}


# --- placeholders

NO_ANSWERS = [
    "TODO", "todo", "to do", "TBD", "tbc.", "FIXME", "xxx", "???", "?", "-", "--", "…", "...", "___", "n/a", "N.A.",
    "na",
    "none", "null", "unknown", "Unclear", "missing", "more information needed", "[More Information Needed]",
    "to be completed", "To be determined.", "not yet available", "not specified", "coming soon",
    "pending", "placeholder",
    "lorem ipsum dolor sit amet", "insert text here", "<your text>", "{{ description }}", "[describe here]",
    "asdf", "foo",
    "test", "as discussed", "your name here", "enter the value", "  TODO  ", '"TODO"', "We use TODO labels",
    "The vendor (TBD) delivers", "title", "Title", "", "   ",
]  # fmt: skip
ANSWERS = [
    "Birds of the garden", "No labels", "Notes on birds", "A test set", "None of the persons", "Unknown Pleasures",
    "Todorov collection", "foobar2000", "Insertions in Alu elements", "Pending cases of 2024",
    "Bar code scans", "naïve set",
    "データセットの説明文", "Q", "TV", "tests of birds",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_placeholder(text: str) -> None:
    assert placeholder(text, "title", "Title", prose=False)


@pytest.mark.parametrize("text", ANSWERS)
def test_answer(text: str) -> None:
    assert placeholder(text, "title", "Title", prose=False) == ""


def test_one_word_is_no_statement_but_a_value_of_a_list_is() -> None:
    for word in ("birds", "v1.0", "2026-11-23", "1,5", "EN."):
        assert placeholder(word, "description", "Description", prose=True), word
    for said in ("two birds", "48 000 rows", "hand-checked", "docs/policy.md", "v1 (EN)"):
        assert placeholder(said, "description", "Description", prose=True) == "", said
    assert placeholder("データセットの説明文", "description", "Description", prose=True) == ""
    assert placeholder("unknown", "kind", "Kind", prose=False, allowed=("unknown",)) == ""


def test_a_version_is_no_placeholder() -> None:
    for version, findings in (("v3", []), ("TBD", ["MUN210"])):
        loaded, said = load(card("model", "heron", summary={"version": version}))
        assert loaded is not None
        assert codes(said) == findings
        assert ("/summary/version" in loaded.facts) == (not findings)


WORDS = st.sampled_from([*NO_ANSWERS, *ANSWERS, "A sentence with words."])
HELD = st.recursive(
    WORDS | st.none() | st.booleans() | st.integers(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["value", "unknown", "not_applicable", "text", "note", "de", "id", "task"]), inner
        )
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(["title", "description", "labelling", "modalities", "scope", "design_choices", "url", "licence"])


def words_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict | list):
        return [word for item in (value.values() if isinstance(value, dict) else value) for word in words_in(item)]
    return []


@given(st.dictionaries(KEYS, HELD, max_size=4))
@settings(deadline=None, max_examples=400)
def test_no_fact_ever_holds_a_placeholder(held: dict[str, Any]) -> None:
    loaded, findings = load(card(**held))
    assert all(finding.remedy for finding in findings)
    for fact in loaded.facts.values() if loaded else ():
        if fact.status is Status.KNOWN:
            assert not [word for word in words_in(fact.value) if placeholder(word, "", "", prose=False)]
        else:
            assert fact.reason
            assert not placeholder(fact.reason, "", "", prose=False)
