"""Why something could not be computed: one sentence a code, found again with its names and said in every language."""

import re
from string import Formatter

import pytest
from edition_records import records
from hypothesis import given
from hypothesis import strategies as st
from sample_records import fact

from muniment.derive.reasons import reason, reasons
from muniment.document.answers import build_answer
from muniment.document.reasons import reason_text
from muniment.document.words import load_words
from muniment.record.record import DisclosedFact

LANGUAGES = ("de", "fr")
NAMES = {"date": "2026-03", "unit": "tokens", "modality": "image", "reason": "nobody kept count; we asked"}
IDS = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?", fullmatch=True)


def names_in(code: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(reasons()[code]) if name}


def sample(code: str) -> str:
    return reason(code, **{name: NAMES.get(name, f"some-{name}") for name in names_in(code)})


def computed(text: str, **more: str) -> DisclosedFact:
    return fact(
        "dataset.labelling.headcount", status="unknown", source="computed: sum over campaigns", reason=text, **more
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(reasons()))
def test_every_reason_is_said_in_the_language_of_the_page_with_its_names(code: str, language: str) -> None:
    words = load_words(language)
    said = reason_text(sample(code), words)
    expected = words.law(reasons()[code])
    assert expected != reasons()[code]
    for literal, name, _, _ in Formatter().parse(expected):
        assert literal in said
        if name and name not in NAMES:
            assert f"some-{name}" in said
    assert reason_text(sample(code), load_words("en")) == sample(code)


def test_names_that_a_language_writes_in_its_own_way_are_written_so() -> None:
    german = load_words("de")
    assert "M\u00e4rz\u00a02026" in reason_text(reason("may_be_later", set="a@1", date="2026-03"), german)
    assert "Bild" in reason_text(reason("modality_not_named", set="a@1", modality="image"), german)
    assert "Token" in reason_text(reason("no_amount", set="a@1", unit="tokens"), german)
    assert "2026-13" in reason_text(reason("may_be_later", set="a@1", date="2026-13"), german)


@given(campaign=IDS, group=IDS, language=st.sampled_from(LANGUAGES))
def test_names_come_through_whatever_they_are(campaign: str, group: str, language: str) -> None:
    said = reason_text(reason("group_without_headcount", campaign=campaign, group=group), load_words(language))
    assert "states no" not in said
    assert re.search(rf"(^|\s){re.escape(campaign)}\b", said)
    assert re.search(rf"\s{re.escape(group)}(\W|$)", said)


def test_several_reasons_are_said_one_by_one_and_what_a_card_says_stays() -> None:
    text = "; ".join([reason("no_such_class"), reason("sets_unknown", reason="wir zählen; noch"), reason("and_more")])
    said = reason_text(text, load_words("fr"))
    assert said.startswith("aucune donnée de cette catégorie")
    assert "wir zählen\u00a0; noch" in said
    assert said.endswith("et d’autres")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_that_somebody_gave_is_nobody_elses_to_translate(language: str) -> None:
    words, text = load_words(language), "the roles of the organisation are not stated"
    own = fact("dataset.labelling.headcount", status="unknown", reason=text)
    assert any(text in remark for remark in build_answer(own, words, language).remarks)
    assert not any(text in remark for remark in build_answer(computed(text), words, language).remarks)
    free = "the vendor has not answered"
    assert any(free in remark for remark in build_answer(computed(free), words, language).remarks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_of_the_examples_give_no_reason_of_the_tool_in_english(language: str) -> None:
    words, seen = load_words(language), 0
    for example in ("penguins", "recruitment", "supplier", "open-model"):
        for record in records(example, "datasheet", "internal"):
            for found in record.facts:
                if found.reason and found.source.startswith("computed: ") and found.origin == "":
                    (remark, *_) = build_answer(found, words, language).remarks
                    seen += 1
                    assert found.reason not in remark
                    assert not re.search(r"\b(states?|not stated|whether|does not)\b", remark)
    assert seen > 3
