"""Everything that the tests of verifying and packing verify, asked of the page: never a better verdict than ``verify``.

Equal where the page checks all that the command line does, which is everywhere but for PDFs and stamps: there it leaves
open what it does not read.
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
        # Firefox itself complains of XML that is none, which spoilt packs hold.
        noise = [line for line in said[case["name"]]["noise"] if "XML Parsing Error" not in line]
        assert noise == []
        pairs.append((case, judgement))
    return pairs


def _leaves_a_pdf_open(judgement: dict) -> bool:
    return any("PDF" in note for note in judgement["notes"])


def _leaves_open(case: dict, judgement: dict) -> bool:
    return _leaves_a_pdf_open(judgement) or case["main"] == "stamp.json"


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
def test_the_verdicts_are_the_same_unless_a_pdf_is_left_open(compared):
    other = [
        (case["name"], case["verdict"], judgement["verdict"], case["summary"], judgement["summary"])
        for case, judgement in compared
        if judgement["verdict"] != case["verdict"]
        and not (judgement["verdict"] == "could_not_check" and _leaves_open(case, judgement))
    ]
    assert not other
    same = [case for case, judgement in compared if judgement["verdict"] == case["verdict"] == "verified"]
    assert len(same) >= 20


@pytest.mark.slow
def test_no_check_passes_that_the_command_line_fails(compared):
    passed = [
        (case["name"], name, judgement["checks"][name])
        for case, judgement in compared
        for name in CHECKS
        if judgement["checks"][name][0] == "passed" and case["checks"][name] == "failed"
        and not _leaves_a_pdf_open(judgement)
    ]  # fmt: skip
    assert not passed
