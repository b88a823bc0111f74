"""`make i18n`: what there is to translate, what is missing, wrong or left over, and when that is an error."""

import json
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from muniment.app import translating
from muniment.app.translatable import texts_of
from muniment.base import resources
from muniment.base.languages import offered_languages
from muniment.catalogue.load import load_catalogue
from muniment.document.translations import CATALOGUE, DOMAINS, INTERFACE, VOCABULARY
from muniment.document.words import source_tree

ROOT = Path(__file__).resolve().parents[2]
OTHERS = [language for language in offered_languages() if language != "en"]


PARTED = re.compile(r" [:;?!»](?!\S)|« |[^\s:;?!«][;?!»](?!\S)")


def told(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else text


@pytest.fixture
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the templates in which translations may be spoilt; the rest of the data is the checkout's."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    load_catalogue()
    monkeypatch.setattr(resources, "data_root", lambda: tmp_path)
    source_tree.cache_clear()
    yield tmp_path / "templates" / "locale"
    source_tree.cache_clear()


def spoil(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(before) == 1
    file.write_text(text.replace(before, after), "utf-8")


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", OTHERS)
def test_an_offered_language_is_complete(language: str, domain: str) -> None:
    found = translating.standing(domain, language)
    assert (found.missing, found.other_values) == ((), ()), "translate these in the .po file, then: make i18n"


@pytest.mark.parametrize("domain", DOMAINS)
def test_french_marks_keep_to_the_word_before_them(domain: str) -> None:
    file = ROOT / "templates" / "locale" / "fr" / "LC_MESSAGES" / f"{domain}.po"
    shown = [text for message in read_po(file.open("rb"), locale="fr") if message.id for text in told(message.string)]
    assert shown
    assert [text for text in shown if PARTED.search(text)] == [], "a no-break space stands before ; : ? ! and in « »"


def test_every_domain_holds_what_it_is_for() -> None:
    catalogue = load_catalogue()
    texts = {domain: {text.english for text in texts_of(domain, catalogue)} for domain in DOMAINS}
    assert "At a glance" in texts[INTERFACE]
    assert {"Legal name", "high risk"} <= texts[VOCABULARY]
    entry = catalogue.requirements["AIA-10-2-f"]
    assert {entry.title, entry.duty, "GDPR", "Everything the duty asks for is stated."} <= texts[CATALOGUE]


def test_a_run_changes_nothing_that_is_up_to_date(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file: file.read_bytes() for file in sorted(locale.rglob("*")) if file.is_file()}
    assert translating.main([]) == 0
    assert {file: file.read_bytes() for file in sorted(locale.rglob("*")) if file.is_file()} == before
    assert "de (offered)" in capsys.readouterr().out


def test_what_is_missing_is_named_and_an_error(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(locale / "de/LC_MESSAGES/interface.po", 'msgstr "Auf einen Blick"', 'msgstr ""')
    assert translating.main([]) == 1
    said = capsys.readouterr()
    assert "missing: [page/first_screen] At a glance" in said.out
    assert "de is offered and incomplete" in said.err


def test_other_values_than_in_english_are_an_error(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(locale / "fr/LC_MESSAGES/interface.po", "Établi pour {recipient}", "Établi pour {destinataire}")
    assert translating.main([]) == 1
    assert "other values than the English: [recipient] Prepared for {recipient}" in capsys.readouterr().out


def test_a_new_text_is_merged_and_a_dropped_one_is_told(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = json.loads((locale / "en.json").read_text("utf-8"))
    tree["page"]["skip"] = "Skip all this"
    (locale / "en.json").write_text(json.dumps(tree), "utf-8")
    source_tree.cache_clear()
    assert translating.main([]) == 1
    said = capsys.readouterr().out
    assert "missing: [page/skip] Skip all this" in said
    assert "obsolete: [page/skip] Skip to the content" in said
    assert 'msgid "Skip all this"' in (locale / "de/LC_MESSAGES/interface.po").read_text("utf-8")


def test_a_language_can_be_begun_and_is_no_error_until_it_is_offered(
    locale: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert translating.main(["--new", "pl"]) == 0
    assert "pl (not offered)\n  interface: 0 of" in capsys.readouterr().out
    assert "nplurals=3" in (locale / "pl/LC_MESSAGES/interface.po").read_text("utf-8")
    (locale / "offered.json").write_text('["en", "de", "fr", "pl"]', "utf-8")
    offered_languages.cache_clear()
    try:
        assert translating.main([]) == 1
    finally:
        offered_languages.cache_clear()


def test_what_is_no_language_is_not_begun(locale: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert translating.main(["--new", "../x"]) == 2
    assert "no language" in capsys.readouterr().err
    assert not (locale.parent / "x").exists()
