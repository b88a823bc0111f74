"""Everything that the tests of verifying and packing verify, asked of the page: never a better verdict than ``verify``.

It may be more careful: it leaves open what it does not read (parts of PDFs, stamps, good news on revocation).
"""

import pytest
from verifier_page import judged

#: What the page may hold to be passed although the command line does not, since it stops earlier or later there.
CHECKS = ("integrity", "signature", "identity", "time", "completeness")


@pytest.fixture(scope="session")
def compared(once, recorded, browser) -> list[tuple[dict, dict]]:
    said = once(f"compared-{browser}", lambda folder: judged(browser, recorded, folder))
    pairs = []
    for case in recorded:
        (judgement,) = [item for item in said[case["name"]]["judgements"] if item["name"] == case["main"]]
        # Browsers themselves complain of XML that is none, which spoilt packs hold; Chromium of its own page about it.
        own = ("XML Parsing Error", "Applying inline style violates")
        noise = [line for line in said[case["name"]]["noise"] if not any(words in line for words in own)]
        assert noise == []
        pairs.append((case, judgement))
    return pairs


def _leaves_open(judgement: dict) -> bool:
    """Tell whether the page says of what it left open that it does not read it."""
    return any("PDF" in note for note in judgement["notes"]) or "stamp of a card" in judgement["summary"]


@pytest.mark.slow
def test_the_page_never_says_more_than_the_command_line(compared):
    verdicts = {case["verdict"] for case, _ in compared}
    assert len(compared) > 300 and verdicts == {"verified", "not_verified", "could_not_check"}
    better = [
        (case["name"], case["summary"], judgement["summary"])
        for case, judgement in compared
        if judgement["verdict"] == "verified" and case["verdict"] != "verified"
    ]
    assert not better


@pytest.mark.slow
def test_what_is_not_verified_is_left_open_only_where_the_page_says_so(compared):
    milder = [
        (case["name"], case["summary"], judgement["summary"])
        for case, judgement in compared
        if case["verdict"] == "not_verified" != judgement["verdict"] and not _leaves_open(judgement)
    ]
    assert not milder
    same = [case for case, judgement in compared if judgement["verdict"] == case["verdict"] == "verified"]
    assert len(same) >= 20


@pytest.mark.slow
def test_no_check_passes_that_the_command_line_fails(compared):
    passed = [
        (case["name"], name, judgement["checks"][name])
        for case, judgement in compared
        for name in CHECKS
        if judgement["checks"][name][0] == "passed" and case["checks"][name] == "failed"
        and judgement["verdict"] != "not_verified" and not _leaves_open(judgement)
    ]  # fmt: skip
    assert not passed
