"""Every reason for which something is in no figure has words and a remedy, and no words stand for nothing."""

import re
from pathlib import Path

import muniment
from muniment.evidence.lock import Unread
from muniment.report.evidence import reasons, render_unread

SOURCES = [*Path(muniment.__file__).parent.glob("evidence/**/*.py"), Path(muniment.__file__).parent / "app/stores.py"]
RAISED = re.compile(
    r'(?:Trouble|BrokenMedia|BrokenStream|Unreadable)\(\s*"([a-z0-9_]+)"|'
    r'Unread\([^"\n]*?,\s*"([a-z0-9_]+)"|replace\(content, [^\n]*?reason="([a-z0-9_]+)"|Form\(found, "([a-z0-9_]+)"'
)


def test_every_reason_in_the_code_has_words_and_a_remedy() -> None:
    told = set(reasons())
    text = "".join(file.read_text() for file in SOURCES)
    raised = {code for groups in RAISED.findall(text) for code in groups if code}
    assert len(raised) > 15
    assert raised <= told
    # The rest stands in tables of codes, and nothing there is told of that no code knows.
    assert [code for code in told if f'"{code}"' not in text] == []


def test_reasons_are_told_once_with_the_files_they_hold_for() -> None:
    unread = [Unread(f"data/{number}.gz", "truncated") for number in range(7)] + [Unread("a\u202eb", "not_json", 3)]
    told = "\n".join(render_unread(unread))
    assert told.count(reasons()["truncated"][1]) == 1
    assert "data/4.gz" in told and "data/5.gz" not in told and "and 2 more" in told
    assert "a[U+202E]b (3 records)" in told
