"""Documents by outline: every field in its place, and nothing that is open looks like an answer."""

import pytest
from sample_records import small_record

from muniment.document.kinds import DOCUMENTS
from muniment.document.model import Document, Entry, Standing
from muniment.document.official import official_label, official_labels
from muniment.document.outline import load_outline
from muniment.document.outlined import build_outlined
from muniment.document.words import load_words
from muniment.model.kinds import KINDS
from muniment.model.vocabulary import positions_of
from muniment.record.record import DisclosedFact, Subject

OUTLINED = [name for name, kind in DOCUMENTS.items() if kind.outlined]
MODEL = "model/terne@1.0"


def stated(path: str, value: object, address: str, status: str = "known") -> DisclosedFact:
    origin = "declared" if status == "known" else ""
    return DisclosedFact(address, path, path.rpartition(".")[2], status, origin, value if origin else None)


def summary(*facts: DisclosedFact) -> Document:
    return build_outlined(
        small_record(kind="public_summary", subject=Subject("model", "terne", "1.0", "Terne"), audience="public",
                     facts=facts, outcomes=(), omissions=(), citations=())
    )  # fmt: skip


def entry(document: Document, anchor: str) -> Entry:
    return next(entry for section in document.sections for entry in section.entries if entry.anchor == anchor)


@pytest.mark.parametrize("kind", OUTLINED)
def test_every_path_of_an_outline_is_a_position_of_a_card(kind: str) -> None:
    known = {path for name in KINDS for path in positions_of(name)}
    assert {path for path in load_outline(kind).paths if path not in known and f"{path}[]" not in known} <= set(KINDS)


@pytest.mark.parametrize("kind", OUTLINED)
def test_every_heading_and_field_has_a_label(kind: str) -> None:
    outline = load_outline(kind)
    if outline.instrument:
        labels = official_labels(outline.instrument, "en")
        wanted = [part.number for part in outline.parts]
        wanted += [field.label or field.id for part in outline.parts for field in part.fields]
        own = {key for key in wanted if load_words("en").get("outlines", kind, key, default="")}
        assert [key for key in wanted if key not in labels and key not in own] == []


def test_nothing_stated_ticks_no_box() -> None:
    document = summary()
    for section in document.sections:
        for item in section.entries:
            assert item.answer.choices == ()
            assert item.answer.standing is Standing.NOT_STATED


def test_chosen_options_are_ticked_and_unknown_ones_are_no_options() -> None:
    known = summary(stated("model.modalities", ["text", "tabular"], f"{MODEL}#/modalities"))
    choices = {choice.label: choice.chosen for choice in entry(known, "TPL-1.3-mod").answer.choices}
    assert choices == {"Text": True, "Image": False, "Audio": False, "Video": False, "Other": True}
    unknown = summary(stated("model.modalities", None, f"{MODEL}#/modalities", "unknown"))
    answer = entry(unknown, "TPL-1.3-mod").answer
    assert (answer.choices, answer.word) == ((), "Unknown")


def test_several_facts_are_parts_of_one_field() -> None:
    document = summary(
        stated("organisation.legal_name", "Velmarsk", "organisation/velmarsk@1#/legal_name"),
        stated("organisation.contact", None, "organisation/velmarsk@1#/contact", "unknown"),
    )
    answer = entry(document, "TPL-1.1-a").answer
    assert [(label, part.word or part.lines) for label, part in answer.parts] == [
        ("Name", ("Velmarsk",)), ("Contact details", "Unknown"),
    ]  # fmt: skip


def test_records_become_rows() -> None:
    document = summary(
        stated("model.covered_models[].name", "Terne", f"{MODEL}#/covered_models/a/name"),
        stated("model.covered_models[].name", "Terne small", f"{MODEL}#/covered_models/b/name"),
        stated("model.covered_models[].doc_url", "https://terne.example", f"{MODEL}#/covered_models/b/doc_url"),
    )
    table = entry(document, "TPL-1.2-a").answer.table
    assert table is not None
    assert table.rows == (("Terne", "Not stated"), ("Terne small", "https://terne.example"))


def test_an_official_label_that_a_language_lacks_is_shown_in_english_and_says_so() -> None:
    assert official_label("summary_template", "1.1", "en").language == ""
    label = official_label("summary_template", "1.1", "xx")
    assert (label.text, label.language) == ("Provider identification", "en")


@pytest.mark.parametrize("kind", OUTLINED)
def test_what_is_missing_is_called_as_it_would_be(kind: str) -> None:
    titles = {path: position.title for name in KINDS for path, position in positions_of(name).items()}
    fields = [field for part in load_outline(kind).parts for field in part.fields]
    for field in fields:
        for path, label in field.option("labels", {}).items():
            assert titles[path] == label
        for group in field.option("wanted", ()):
            assert group[0] in field.option("labels", {})
