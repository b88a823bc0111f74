"""That the browser's judgement can be relied on: a page with planted faults is caught by every check."""

from pathlib import Path

import pytest
from chromium import audit
from pages import CONDITIONS, EVERYWHERE

BAD = Path(__file__).parent / "bad.html"
#: What each check must say of the bad page: a part of one of its sentences each.
PLANTED = {
    "axe": ("color-contrast", "image-alt", "label:", "link-name", "target-size", "heading-order", "link-in-text-block"),
    "html": ("no-dup-id", "wcag/h30"),
    "targets": ("target-size",),
    "dark": ("color-contrast",),
    "contrast": ("color-contrast",),
    "fits": ("text on text", "cut off"),
    "reflow": ("the page scrolls sideways", "lies outside"),
    "zoom": ("the page scrolls sideways",),
    "spacing": ("cut off",),
    "spacing-narrow": ("cut off",),
    "forced-colours": ("lost: forced",),
    "print": ("lost: printed",),
    "print-fits": ("the page scrolls sideways",),
    "motion": ("moves: <p",),
    "directions": ("not from right to left", "turned round"),
    "skip": ("no visible link",),
    "arrows": ("does not scroll",),
    "keyboard": ("a place of their own", "a trap", "out of order"),
    "keyboard-wide": ("no visible focus",),
}


@pytest.fixture(scope="module")
def caught(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    pages = [{"name": "bad", "file": str(BAD), "checks": [*EVERYWHERE, *CONDITIONS]}]
    return audit(pages, tmp_path_factory.mktemp("bad"))["bad"]


@pytest.mark.parametrize("check", [*EVERYWHERE, *CONDITIONS])
def test_the_planted_fault_is_caught(check: str, caught: dict[str, list[str]]) -> None:
    for planted in PLANTED[check]:
        assert [problem for problem in caught[check] if planted in problem], (planted, caught[check])
