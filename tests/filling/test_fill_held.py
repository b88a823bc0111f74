"""What holds an edition up holds a questionnaire up, too: contradictions of the data; and whose decision is missing."""

import pytest
from client_files import answers, asks, codes, filled, mapping, workbook
from client_files import workspace as bank_workspace

from evidence_workspaces import lock_of, text_of, workspace
from muniment.app.signing_off import Decision, sign_off


@pytest.mark.parametrize(("path", "held"), [("dataset.quality.duplicate_rate", True), ("dataset.title", False)])
def test_what_the_data_contradict_goes_to_no_client(path: str, held: bool, tmp_path) -> None:
    text = text_of(title="Birds of the garden", language="en", quality={"duplicate_rate": 0.3})
    at = workspace(tmp_path, text, lock_of(text))
    data, made = workbook([("1", "Which?")]), mapping([asks("1", "Which?", path)])
    outcome = filled(at, data, made)
    assert codes(outcome) == (["MUN503"] if held else []) and outcome.blocked == held
    assert (at / "out.xlsx").exists() != held
    if held:
        filled(at, data, made, audience="internal")
        assert answers(at)["C2"] == "30 %"


def test_whose_sign_off_is_missing_is_told_for_the_facts_that_are_shown(tmp_path) -> None:
    settings = "muniment: 1\ndisclosure: {table: 1}\nsign_offs: [{role: legal, facts: [dataset.personal_data]}]\n"
    at = bank_workspace(tmp_path, **{"muniment.yaml": settings})
    data = workbook([("1", "Which?"), ("2", "Personal data?")])
    title = [asks("1", "Which?", "dataset.title")]
    both = [*title, asks("2", "Personal data?", "dataset.personal_data.present", say="yes_no")]
    assert filled(at, data, mapping(title)).awaits == ()
    assert filled(at, data, mapping(both)).awaits == ("legal",)
    given = Decision("dataset/birds@1.0", "legal", ("personal_data",), "approved", "Ada", "2026-11-23")
    sign_off(given, at, "2026-11-23")
    assert filled(at, data, mapping(both)).awaits == ()
