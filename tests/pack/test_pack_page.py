"""The first page of a pack, in a real browser: accessible, without script or request, in every offered language."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))

from chromium import audit

from muniment.base.languages import offered_languages
from muniment.pack.first_page import first_page
from muniment.record.pack import LeftOut, Pack, PackedFile, Sender
from muniment.verify.result import Document

CHECKS = (
    "axe", "html", "targets", "dark", "contrast", "fits", "reflow", "zoom", "spacing", "spacing-narrow",
    "forced-colours", "print", "print-fits", "motion", "skip", "keyboard", "keyboard-wide",
)  # fmt: skip
DIGEST = "sha256:" + "0" * 64


def document(kind: str, title: str, language: str, draft: bool = False) -> Document:
    subject = {"kind": "dataset", "name": "tickets", "version": "2.3.0", "title": title}
    told = {"stated": 2, "asked": 6} if draft else None
    return Document(kind, subject, "client", "", language, "2026-11-20", DIGEST + title + language, {}, told)


def page(pack: Pack, documents: dict[str, Document], development: bool = False) -> bytes:
    return first_page(pack, documents, ("de", "en", "fr"), "pack.client", development)


def full() -> bytes:
    """A pack with everything that can be wrong with one, long names and text from right to left."""
    documents = {
        "dataset/tickets/datasheet.client.en.html": document("datasheet", "Tickets <b>of</b> the desk", "en"),
        "dataset/tickets/datasheet.client.en.pdf": document("datasheet", "Tickets <b>of</b> the desk", "en"),
        "dataset/ar/datasheet.client.fr.pdf": document("datasheet", "تذاكر الدعم باللغة العربية", "fr", True),
        "x/" + "y" * 150 + ".html": document("unheard-of", "W" * 90, "xx"),
    }
    files = tuple(
        PackedFile(path, "application/pdf" if path.endswith("pdf") else "text/html", 9, DIGEST, ("seal", "legal"),
                   ("legal",) if path.endswith("pdf") else ())
        for path in documents
    )  # fmt: skip
    others = (PackedFile("dataset/tickets/manifest.client.json", "application/json", 9, DIGEST, (), ()),)
    left = (LeftOut("review", "not_disclosed", 1), LeftOut("evidence", "not_disclosed", 7))
    sender = Sender("شركة <script>alert(1)</script>", "Kandelis & Söhne AG", "SHA256:" + "ab" * 32)
    created = "2026-11-26T12:00:00Z"
    return page(Pack(sender, "client", "Öffentlichkeit & Co", created, "muniment 0.1.0", files + others, left, 1),
                documents, True)  # fmt: skip


def plain() -> bytes:
    documents = {"datasheet.client.en.html": document("datasheet", "Tickets", "en")}
    files = (PackedFile("datasheet.client.en.html", "text/html", 9, DIGEST, ("seal",), ()),)
    return page(
        Pack(Sender("Seal", "", "SHA256:00"), "public", "", "2026-11-26T12:00:00Z", "m", files, (), 0), documents
    )


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    jobs = []
    for name, content in (("full", full()), ("plain", plain())):
        (folder / f"{name}.html").write_bytes(content)
        jobs.append({"name": name, "file": str(folder / f"{name}.html"), "checks": CHECKS})
    return audit(jobs, folder)


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_is_wrong_with_the_page(seen, check) -> None:
    assert {name: found[check] for name, found in seen.items() if found[check]} == {}


def test_no_text_of_the_sender_becomes_markup_and_nothing_runs() -> None:
    text = full().decode()
    assert "<script" not in text and "<b>of</b>" not in text
    assert "src=" not in text and "url(" not in text
    assert 'href="http' not in text


def test_it_is_written_in_every_offered_language_that_of_the_documents_first() -> None:
    text = full().decode()
    assert '<html lang="de">' in text
    for language in offered_languages():
        assert f'<article id="{language}" lang="{language}"' in text
    for sentence in (
        "Verified is not complete.",
        "Geprüft heißt nicht vollständig.",
        "Vérifié ne veut pas dire complet.",
    ):
        assert sentence in text
    assert "Missing: legal" in text and "Fehlt: Rechtsabteilung" in text
    assert "compliant" not in text
