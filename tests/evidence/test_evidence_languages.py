"""The language of a text: right for the languages of the Union, "und" where it cannot be told."""

from pathlib import Path

import langcodes
import pytest

from muniment.evidence.languages import LanguageDetector, detector_snapshot, is_same_language, language_of_tag

FIXTURES = Path(__file__).parent / "fixtures" / "languages.tsv"
#: Told apart only with more text than a sentence: the detector is not sure, and says so.
UNSURE = {("hr", "und"), ("bs", "und")}


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector()


def test_sentences_are_told_right_or_not_at_all(detector: LanguageDetector) -> None:
    lines = [line.split("\t") for line in FIXTURES.read_text("utf-8").splitlines()]
    wrong = [(known, told) for known, text in lines if (told := detector.detect(text)) != known]
    assert set(wrong) <= UNSURE
    assert len(wrong) <= 2


def test_short_texts_are_undetermined_and_only_the_beginning_counts(detector: LanguageDetector) -> None:
    sentence = "The customer reported that the parcel had not arrived in time and asked."
    assert detector.detect(sentence[:59]) == "und"
    assert detector.detect(sentence[:50] + " " * 500) == "und"
    assert detector.detect(sentence * 20) == detector.detect(sentence * 20 + "Der Kunde meldete sich. " * 1000) == "en"


@pytest.mark.parametrize("text", ["", "\0" * 200, "\ud800" * 200, "😀" * 200, "\u202e" * 200, "x" * 3_000_000])
def test_any_text_gets_a_tag(detector: LanguageDetector, text: str) -> None:
    assert langcodes.tag_is_valid(detector.detect(text))


def test_all_tags_are_primary_subtags(detector: LanguageDetector) -> None:
    tags = detector._made.labels
    assert len(tags) > 100
    assert all(langcodes.tag_is_valid(tag) and "-" not in tag for tag in tags)


def test_the_model_is_named_by_its_digest() -> None:
    snapshot = detector_snapshot()
    assert (snapshot.name, len(snapshot.sha256)) == ("py3langid", 71)


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("de", "de"), ("deu", "de"), ("GER", "de"), ("de_AT", "de"), ("de-Latn-AT-1996", "de"), (" fr\t", "fr"),
        ("iw", "he"), ("nob", "nb"), ("cmn", "cmn"), ("und", "und"), ("UND-Latn", "und"), ("zxx", "zxx"),
        ("mul", "mul"), ("German", "-"), ("de de", "-"), ("", "-"), ("x-mine", "-"), ("xx", "-"), ("en\0", "-"),
        ("\u0130t", "-"), ("en;drop", "-"), ("e" * 300, "-"),
    ],
)  # fmt: skip
def test_a_declared_tag_names_a_language_or_is_none(declared, language) -> None:
    assert language_of_tag(declared) == language


@pytest.mark.parametrize(
    ("declared", "detected", "same"),
    [
        ("de", "de", True), ("nb", "no", True), ("no", "nn", True), ("nb", "nn", False), ("cmn", "zh", True),
        ("zh", "yue", True), ("ar", "arz", True), ("hr", "sr", False), ("id", "ms", False), ("en", "de", False),
    ],
)  # fmt: skip
def test_a_language_is_the_one_it_is_counted_to(declared, detected, same) -> None:
    assert is_same_language(declared, detected) is same
    assert is_same_language(detected, declared) is same
