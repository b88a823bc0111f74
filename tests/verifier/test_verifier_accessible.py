"""The page, empty and with results, as Chromium, axe-core and html-validate see it: as every edition is seen."""

from pathlib import Path

import pytest
from chromium import audit
from pages import CONDITIONS, EVERYWHERE
from verifier_page import judged

from muniment.base.resources import template_path

#: The page as it stands with results in it, without its program, so that the tests of editions can walk through it.
FROZEN = ("good", "good de", "good fr", "changed", "delivery")


@pytest.fixture(scope="session")
def seen(once, cases) -> dict[str, dict[str, list[str]]]:
    def look(folder: Path) -> dict[str, dict[str, list[str]]]:
        said = judged("chromium", [case for case in cases if case["name"] in FROZEN], folder)
        pages = [{"name": "empty", "file": str(template_path("verifier", "verifier.html")), "checks": EMPTY}]
        for name in FROZEN:
            file = folder / f"{name}.html"
            file.write_text(said[name]["frozen"], "utf-8")
            pages.append({"name": name, "file": str(file), "checks": [*EVERYWHERE, *CONDITIONS]})
        return audit(pages, folder)

    return once("seen", look)


#: axe is put into a page by a program, which the page's own policy does not mind; its validity is that of its frame.
EMPTY = ("axe", "targets", "dark", "fits", "reflow", "zoom", "print-fits", "motion", "skip", "keyboard-wide")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["empty", *FROZEN])
def test_nothing_is_wrong_with_the_page(seen, page):
    assert {check: problems for check, problems in seen[page].items() if problems} == {}
