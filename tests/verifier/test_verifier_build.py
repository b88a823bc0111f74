"""The page as a file: built from its sources alone, bound by its own policy, written with its digest."""

import base64
import hashlib
import re

import pytest
from click.testing import CliRunner

from muniment.app import verifier_page
from muniment.app.page_texts import page_frame, page_sources
from muniment.base.languages import offered_languages
from muniment.base.resources import data_root
from muniment.cli.verifier_command import command

PAGE = (data_root() / verifier_page.PAGE).read_text("utf-8")


def test_the_committed_page_is_what_its_sources_give():
    assert verifier_page.build_page() == PAGE.encode()
    assert verifier_page.build_page() == verifier_page.build_page()


def test_its_policy_allows_its_own_program_and_looks_and_nothing_else():
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', PAGE)
    (script,) = re.findall(r"<script>(.*?)</script>", PAGE, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (script, style)]
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r'\s(src|href)="(?!#)', page_frame())


@pytest.mark.parametrize("name", page_sources())
def test_no_module_makes_markup_or_programs_of_text_or_asks_a_network(name):
    source = page_sources()[name]
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "fetch(",
                "XMLHttpRequest", "WebSocket", "sendBeacon", "EventSource", "localStorage", "indexedDB", "cookie",
                "import("):  # fmt: skip
        assert way not in source, way
    assert len(source.splitlines()) <= 350


def test_two_modules_that_use_one_name_are_refused(monkeypatch):
    sources = page_sources() | {"bytes.js": page_sources()["bytes.js"] + "\nconst LANGUAGES = 1;\n"}
    monkeypatch.setattr(verifier_page, "page_sources", lambda: sources)
    with pytest.raises(ValueError, match="LANGUAGES"):
        verifier_page.build_page()


def test_every_offered_language_is_in_the_page():
    for language in offered_languages():
        assert f'"{language}": {{\n  "name": ' in PAGE


def test_the_command_writes_the_page_and_prints_its_digest(tmp_path):
    target = tmp_path / "v.html"
    done = CliRunner().invoke(command, ["-o", str(target)])
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    assert done.output == f"{digest}  {target}\n"
    assert target.read_text("utf-8") == PAGE
    assert (data_root() / verifier_page.DIGEST).read_text() == f"{digest}  verifier.html\n"


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    from muniment.base.errors import CannotRun

    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotRun, match="cannot be written"):
        verifier_page.write_verifier(tmp_path / "file" / "v.html")
