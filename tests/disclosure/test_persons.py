"""What goes to the public and tells how to reach one person is put before somebody (T-48)."""

from typing import Any

import pytest

from muniment.disclosure.persons import check_persons
from muniment.disclosure.policy import load_policy
from muniment.workspace.settings import Settings
from sample_cards import card, linked

ROW = {"path": "dataset.description", "audience": "internal", "ground": "personal_data"}


def found(*rows: dict[str, str], **facts: Any) -> list[str]:
    settings = Settings(disclosure_table=1, disclosure_rows=rows)
    workspace, _ = linked(card(**facts), settings=settings)
    findings = check_persons(workspace, load_policy(workspace)[0])
    assert {(finding.code, str(finding.severity)) for finding in findings} <= {("MUN606", "notice")}
    return [finding.address.partition("#")[2] for finding in findings]


@pytest.mark.parametrize(
    "text",
    ["Ask jane.doe@birds.example for the rest.", "Call +49 30 1234567 in the morning.", "Zoë-Ann.Åberg@a.b.example"],
)
def test_the_address_of_a_person_in_a_public_text(text: str) -> None:
    assert found(description=text) == ["/description"]
    assert found(description={"text": {"en": "Birds of the garden", "de": text}}) == ["/description"]


@pytest.mark.parametrize(
    "text",
    [
        "Ask data@birds.example for the rest.",
        "C++ 17 and 3 + 4 1234567 rows",
        "a + b",
        "@jane.doe",
        "a.b " * 400,
        "fine-web@1.0.0",
    ],
)
def test_the_address_of_an_office_and_no_address(text: str) -> None:
    assert found(description=text) == []


def test_what_is_not_public_may_name_persons() -> None:
    text = "Ask jane.doe@birds.example for the rest."
    assert found(ROW, description=text) == []
    assert found(design_choices=[{"id": "a", "decision": text}]) == []


def test_a_note_says_that_somebody_has_looked() -> None:
    written = {"value": "Ask jane.doe@birds.example for the rest.", "note": "she has agreed in writing"}
    assert found(description=written) == []
