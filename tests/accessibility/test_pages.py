"""WCAG 2.2 AA in a real browser: no problem on any kind of document, audience, language or example."""

import pytest
from pages import BESIDE, CONDITIONS, EVERYWHERE

from muniment.document.kinds import DOCUMENTS

Seen = dict[str, dict[str, list[str]]]


@pytest.mark.parametrize("check", [*EVERYWHERE, *CONDITIONS])
@pytest.mark.parametrize("kind", sorted({*DOCUMENTS, *BESIDE}))
def test_nothing_is_wrong(kind: str, check: str, seen: Seen) -> None:
    looked_at = {name: found[check] for name, found in seen.items() if name.startswith(f"{kind}/") and check in found}
    assert looked_at, "no page of this kind was looked at"
    assert {name: problems for name, problems in looked_at.items() if problems} == {}
