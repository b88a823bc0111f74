"""An unknown that somebody will answer by a day: a notice until then, and what it always was after it."""

from pathlib import Path

import pytest

from muniment.app.check import check
from sample_cards import write

ADDRESS = "dataset/birds@1#/personal_data/lawful_basis"


def found(at: Path, beside: str, as_of: str = "2026-11-27") -> dict[str, tuple[str, str]]:
    """Check a set whose legal basis is unknown; return severity and message by code, of what is found there."""
    files = {
        "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
        "organisation.card.yaml": (
            'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
        ),
        "birds.card.yaml": (
            'muniment: 1\nkind: dataset\nname: birds\nversion: "1"\ntitle: Birds\npersonal_data:\n  present: true\n'
            f"  lawful_basis: {{unknown: the archive was asked{beside}}}\n"
        ),
    }
    items = check([write(at, files)], as_of).items
    return {
        item.finding.code: (str(item.finding.severity), f"{item.finding.message} {item.finding.remedy}")
        for item in items
        if item.finding.address == ADDRESS
    }


@pytest.mark.parametrize(
    ("beside", "as_of", "severity", "said"),
    [
        ("", "2026-11-27", "warning", "stated to be unknown."),
        (", owner: legal", "2026-11-27", "warning", "stated to be unknown."),
        (", owner: legal, expected_on: 2027-01-31", "2026-11-27", "notice", "unknown, expected on 2027-01-31."),
        (", owner: legal, expected_on: 2027-01-31", "2027-01-31", "notice", "unknown, expected on 2027-01-31."),
        (", owner: legal, expected_on: 2027-01-31", "2027-02-01", "warning", "the answer was expected on 2027-01-31."),
        (", expected_on: 2027-01-31", "2026-11-27", "warning", "Name the owner"),
    ],
)
def test_it_is_a_notice_until_the_day_and_only_with_an_owner(
    tmp_path: Path, beside: str, as_of: str, severity: str, said: str
) -> None:
    told = found(tmp_path, beside, as_of)
    assert told["GDPR-5-1a"][0] == severity
    assert said in told["GDPR-5-1a"][1]
    # The question that waits for the same answer waits no louder.
    assert told["MUN710"][0] == ("notice" if severity == "notice" else "warning")
