"""Whatever a description holds: a card without errors of form, or a reason; never a traceback, never for long."""

import json
import time
from typing import Any

import pytest
from described import README, draft_of, taken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muniment.import_ import read_description
from muniment.import_.draft import Draft
from muniment.import_.settling import errors_of, settle
from muniment.import_.text import is_clean

KEYS = [
    "@context", "@type", "@id", "@value", "@graph", "name", "description", "license", "url", "creator", "version",
    "distribution", "recordSet", "field", "subField", "source", "extract", "column", "contentUrl", "includes",
    "encodingFormat", "sha256", "contentSize", "containedIn", "inLanguage", "keywords", "about", "isBasedOn", "data",
    "temporalCoverage", "spatialCoverage", "identifier", "value", "propertyID", "datePublished", "dataType",
    "rai:dataBiases", "rai:dataCollection", "rai:dataCollectionTimeframe", "rai:annotationsPerItem", "isLiveDataset",
    "rai:machineAnnotationTools", "rai:dataAnnotationPlatform", "language", "annotations_creators", "dataset_info",
    "features", "splits", "num_examples", "configs", "data_files", "path", "split", "source_datasets", "pretty_name",
    "license_name", "license_link", "license_details", "language_bcp47", "model-index", "results", "metrics",
    "datasets", "pipeline_tag", "base_model", "model_name", "extra_gated_prompt", "size_categories",
]  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=12), st.sampled_from(KEYS),
    st.sampled_from(
        ["TODO", "../../x", "https://a.example/b", "cc-by-4.0", "en", "Dataset", "sc:Dataset", "cr:FileSet",
         "\u202etxt", "a\x00b", "\ud800", "x" * 600, "2025-01-01/..", "javascript:1", "\u2028", "word " * 90,
         "no: yes # x", "- a\n- b", "12 B"]
    ),
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=25,
)
BODY = README.partition("---\n\n")[2]
OBJECTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12)


def imported(data: bytes, form: str = "", kind: str = "") -> str:
    draft = Draft(kind, "x/README.md", "0" * 64, "", name="x")
    problem = read_description(draft, data, form)
    if problem:
        return problem
    text = settle(draft)
    assert errors_of(text, "x") == []
    text.encode("utf-8")
    assert not set(text) & set("\x00\x1b\u202e\u2028\u2066")
    for item in draft.losses:
        assert is_clean(item.held + item.key)
        assert "\n" not in item.held + item.key
    return ""


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(OBJECTS)
def test_any_json_is_a_card_or_a_reason(value: dict[str, Any]) -> None:
    imported(json.dumps({"@type": "sc:Dataset", **value}, ensure_ascii=True).encode(), "croissant")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(OBJECTS, st.sampled_from(["dataset", "model", ""]))
def test_any_front_matter_is_a_card_or_a_reason(value: dict[str, Any], kind: str) -> None:
    text = json.dumps(value, ensure_ascii=True)
    imported(f"---\n{text}\n---\n{BODY}".encode(), kind=kind)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(README) - 1), st.integers(0, 400), st.binary(max_size=6))
def test_a_damaged_readme_is_a_card_or_a_reason(at: int, gone: int, put: bytes) -> None:
    data = README.encode()
    imported(data[:at] + put + data[at + gone :])


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)


@pytest.mark.parametrize(
    "data",
    [
        f"---\n{BOMB}---\n".encode(),
        b"---\n" + b"[" * 50_000 + b"\n---\n# x\n",
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"@type": "sc:Dataset", "version": ' + b"9" * 50_000 + b"}",
        b'{"@type": "sc:Dataset", "description": "' + b"word " * 1_000_000 + b'"}',
        b'{"@type": "sc:Dataset", "distribution": [' + b",".join([b'{"@id": "a", "contentUrl": "a"}'] * 50_000) + b"]}",
        b"# x\n" + b"<!-- " * 500_000,
        b"# x\n" + b"[a](" * 400_000,
        b"# Dataset Summary\n" + b"**" * 1_000_000,
        b"# Dataset Summary\n" + b"`" * 1_000_000,
        b"# Dataset Summary\n" + b"<a " * 600_000,
        b"# Dataset Summary\n" + b"![" * 600_000,
        b"#" * 1_000_000,
        b"# h\n" * 300_000,
        b"# Data Fields\n" + b"- `a`: b c\n" * 200_000,
        b"---\nlanguage: [" + b"en-x, " * 20_000 + b"en]\n---\n",
        "---\nlanguage: en\n---\n# Dataset Card\n".encode("utf-16"),
        b"\xef\xbb\xbf---\r\nlanguage: en\r\n---\r\n# Dataset Card\r\n",
        b"\xff\xfe\x00", b"", b"   ", b"{", b"null", b'"x"', b"[1, 2]", b'{"@type": ["sc:Dataset"], "@graph": {}}',
        b'{"@type": "sc:Dataset", "@context": {"name": "name", "a": "a:a", "b": "c", "c": "b"}, "b": 1, "a:x": 2}',
        b'{"@type": "sc:Dataset", "a": NaN}',
    ],
    ids=lambda data: str(data[:24]),
)  # fmt: skip
def test_what_is_made_to_hurt_does_not(data: bytes) -> None:
    started = time.process_time()
    imported(data)
    assert time.process_time() - started < 8


def test_characters_that_hide_are_left_out_and_marks_of_scripts_stay() -> None:
    text = (
        '---\npretty_name: "evil\\u202Egnp.exe"\ntask_ids: x\n---\n'
        "### Dataset Summary\n\nنمی\u200cخواهم و سلام به همه \u202eabc\n"
    )
    draft = draft_of(text)
    values = [item.value for item in taken(draft.facts)]
    assert "evilgnp.exe" in values
    assert any("نمی\u200cخواهم" in value for value in values)
    assert not any("\u202e" in value for value in values)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    draft = draft_of('{"@context": "https://evil.example/context.json", "@type": "Dataset", "name": "Some letters"}')
    assert any("not fetched" in item.text for item in draft.remarks)
