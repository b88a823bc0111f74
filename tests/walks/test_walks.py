"""Each walk of docs/walks does what it says: its commands run, print what stands there, and end as they should."""

from pathlib import Path

import pytest
from hands import HANDS
from walking import first_missing, steps_of, walk

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "walks").glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_walk_does_what_it_says(page: Path, tmp_path: Path) -> None:
    folder = tmp_path / "muniment"
    folder.mkdir()
    (folder / "examples").symlink_to(ROOT / "examples")
    walk(page, folder, HANDS)


def test_there_is_a_walk_for_each_reader() -> None:
    assert [page.stem for page in PAGES] == ["bank", "counsel", "engineer", "supplier"]


def test_a_page_is_held_to_what_it_prints() -> None:
    said = "first line\nsecond 2 line\nthird\n"
    assert first_missing("first line\n…\nthird\n", said) == ""
    assert first_missing("…\nsecond … line\n…\n", said) == ""
    assert first_missing("…\nsecond … line\n", said) == "nothing more than this, but: third"
    assert first_missing("third\n…\n", said) == "third"
    assert first_missing("…\nthird\nfirst line\n", said) == "first line"


def test_steps_are_found_in_their_order() -> None:
    page = "# A\n\n```sh\none\n```\n\n```text\n1\n```\n\n<!-- by hand: fill -->\n\n```sh fails\ntwo\n```\n"
    found = [(step.commands, step.fails, step.prints, step.hand) for step in steps_of(page)]
    assert found == [("one\n", False, "1\n", ""), ("", False, None, "fill"), ("two\n", True, None, "")]
