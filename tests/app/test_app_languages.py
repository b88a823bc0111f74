"""Which languages a build takes: those that are offered, several at once, each said to be what it is."""

import subprocess
from pathlib import Path

import pytest

from sample_cards import PROGRAM, card, write

SETTINGS = "muniment: 1\nlanguages: {}\n"


def run(*arguments: str, at: Path, code: int) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([PROGRAM, *arguments], cwd=at, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def workspace(home: Path, languages: str) -> None:
    write(home, {"muniment.yaml": SETTINGS.format(languages), "birds.card.yaml": card(title="Birds of the garden")})


def build(home: Path, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    return run("build", "--date", "2026-11-23", "--format", "html", *arguments, at=home, code=code)


def pages(home: Path) -> set[str]:
    return {file.name for file in (home / "dist").rglob("*.html")}


@pytest.mark.parametrize("language", ["pl", "xx", "../de", "deutsch", "de-../../x", ""])
def test_a_language_that_is_not_offered_is_refused(language: str, tmp_path: Path) -> None:
    workspace(tmp_path, "[en]")
    done = build(tmp_path, "--lang", language, code=2)
    assert f'not offered in "{language}"' in done.stderr
    assert "en, de, fr" in done.stderr
    assert "make i18n" in done.stderr
    assert not (tmp_path / "dist").exists()


def test_a_language_of_the_settings_that_is_not_offered_is_a_finding(tmp_path: Path) -> None:
    workspace(tmp_path, "[de, pl]")
    done = run("check", "--format", "concise", at=tmp_path, code=1)
    assert "muniment.yaml:2:17" in done.stdout
    assert "MUN704" in done.stdout
    build(tmp_path, code=1)


def test_every_language_of_the_settings_is_built(tmp_path: Path) -> None:
    workspace(tmp_path, "[de, fr]")
    build(tmp_path)
    assert pages(tmp_path) == {"datasheet.client.de.html", "datasheet.client.fr.html"}


def test_the_command_line_decides(tmp_path: Path) -> None:
    workspace(tmp_path, "[de]")
    build(tmp_path, "--lang", "fr", "--lang", "en", "--lang", "fr")
    assert pages(tmp_path) == {"datasheet.client.en.html", "datasheet.client.fr.html"}


def test_what_the_screen_says_stays_english(tmp_path: Path) -> None:
    workspace(tmp_path, "[de]")
    said = run("scope", "--as-of", "2026-11-23", at=tmp_path, code=0).stdout
    assert "Roles held" in said
    assert "Wahrgenommene Rollen" not in said
