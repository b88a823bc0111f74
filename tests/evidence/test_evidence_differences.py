"""What is told of a repetition: files, figures, what was not read, other definitions and snapshots."""

import random
from dataclasses import replace

from muniment.evidence.differences import differences
from muniment.evidence.listing import Listed
from muniment.evidence.lock import Data, Lock, Measured, Snapshot, Unread
from muniment.report.evidence import render_differences

LISTED = (Listed("a", "0" * 64), Listed("b", "1" * 64))
ROWS = [{"name": "m", "value": "0.5", "count": 1}, {"name": "f", "value": "0.5", "count": 1}]
LOCK = Lock(
    "dataset/letters@1",
    Data(2, 99, "sha256:" + "0" * 64),
    "sha256:" + "1" * 64,
    "sha256:" + "2" * 64,
    (
        Measured("records", (("distribution", "train"),), 4, "rows", read=4),
        Measured("groups", (("field", "sex"),), ROWS, "share", read=4),
        Measured("domains", (), 7, "domains", read=4),
    ),
    (Unread("b", "truncated"),),
    (Snapshot("public-suffix-list", "1", "3" * 64),),
)


def told(after: Lock, found=LISTED, listed=LISTED, *, stale: bool = False) -> str:
    return render_differences("x.lock.json", differences(LOCK, listed, after, found), stale=stale)


def test_the_same_facts_in_another_order_are_the_same() -> None:
    facts = list(LOCK.facts)
    random.Random(1).shuffle(facts)
    assert told(replace(LOCK, facts=tuple(facts))) == "x.lock.json: repeated; every figure is the same.\n"


def test_each_thing_that_differs_is_told() -> None:
    after = replace(
        LOCK,
        data=Data(2, 98, "sha256:" + "9" * 64),
        definitions="sha256:" + "4" * 64,
        facts=(
            Measured("records", (("distribution", "train"),), 5, "rows", read=5),
            Measured("groups", (("field", "sex"),), ROWS[:1], "share", read=4),
            Measured("files", (), 2, "files", read=2),
        ),
        unread=(Unread("a", "not_json", 2),),
        snapshots=(Snapshot("public-suffix-list", "2", "5" * 64),),
    )
    text = told(after, (Listed("a", "8" * 64), Listed("c", "1" * 64)), stale=True)
    for line in (
        "x.lock.json: not repeated.",
        "  The definitions of this version are not those of the lock: figures may differ for that alone.",
        "  Measured with another version of: public-suffix-list.",
        "  changed: a",
        "  gone: b",
        "  new: c",
        "  domains: 7 domains in the lock, nothing now",
        "  files: nothing in the lock, 2 files now",
        "  records (distribution train): 4 rows in the lock, 5 rows now",
        "  Not read now, but read then:",
        "  Read now, but not then:",
        "  The card asks for something else by now: measure again before you rely on it.",
    ):
        assert line in text.splitlines(), text
    assert "  groups (field sex): 2 rows (digest " in text
    assert "a (2 records)" in text


def test_a_figure_that_rests_on_other_records_is_told() -> None:
    facts = (replace(LOCK.facts[0], read=3, unread=1), *LOCK.facts[1:])
    assert "4 rows of 4 read and 0 unread in the lock, 4 rows of 3 read and 1 unread now" in told(
        replace(LOCK, facts=facts)
    )


def test_without_a_listing_the_files_that_differ_cannot_be_named() -> None:
    after = replace(LOCK, data=Data(2, 98, "sha256:" + "9" * 64))
    assert differences(LOCK, None, after, LISTED).files == ()
    assert not differences(LOCK, None, after, LISTED).same
