"""Who answers for a fact: rows by path, card and file, the most telling one first."""

import time
from pathlib import Path

import pytest

from muniment.app.check import check
from muniment.workspace.owners import Owner, matches, owner_among

ROWS = (
    Owner("all"  , "dataset"),
    Owner("labels", "dataset.labelling"),
    Owner("hr", "", "dataset/hr-*"),
    Owner("folder", "", "", "datasets/sales/**"),
    Owner("hr pay", "dataset.labelling.campaigns[].pay", "dataset/hr-*"),
    Owner("anyone's persons", "*.personal_data"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("path", "card", "file", "owner"),
    [
        ("dataset.title", "dataset/birds@1", "datasets/birds.card.yaml", "all"),
        ("dataset.labelling.campaigns[].pay", "dataset/birds@1", "datasets/birds.card.yaml", "labels"),
        ("dataset.labelling.campaigns[].pay.amount", "dataset/hr-1@1", "x", "hr pay"),
        ("model.title", "model/x@1", "x", ""),
        ("model.personal_data.present", "model/x@1", "x", "anyone's persons"),
        ("dataset.labellings", "dataset/birds@1", "x", "all"),
        ("", "dataset/hr-1@1", "x", "hr"),
        ("", "dataset/hr-1@1", "datasets/sales/deep/x.card.yaml", "folder"),
        ("", "dataset/birds@1", "datasets/sale/x.card.yaml", ""),
    ],
)
def test_the_longest_path_wins_then_what_names_cards_or_files_then_the_last(
    path: str, card: str, file: str, owner: str
) -> None:
    assert owner_among(ROWS, path, card, file) == owner


@pytest.mark.parametrize(
    ("pattern", "name", "met"),
    [
        ("**/x.yaml", "x.yaml", True),
        ("**/x.yaml", "a/b/x.yaml", True),
        ("a/**/x*", "a/xy", True),
        ("a/*/x", "a/b/c/x", False),
        ("a/", "a/b/c", True),
        ("a", "ab", False),
        ("*ab*ab", "ab", False),
        ("*ab*ab", "abab", True),
        ("a*b*c", "a-bb-c", True),
        ("*a" * 200 + "b", "a" * 5000, False),
        ("**/" * 200 + "b", "a/" * 2000, False),
    ],
)
def test_patterns_of_cards_and_files(pattern: str, name: str, met: bool) -> None:
    begun = time.perf_counter()
    assert matches(pattern, name) is met
    assert time.perf_counter() - begun < 5


def test_findings_name_the_owner_beside_the_fact_before_that_of_a_row(tmp_path: Path) -> None:
    settings = (
        "muniment: 1\ndisclosure: {table: 1}\nowners:\n"
        "  - {path: dataset.personal_data, owner: privacy}\n"
        "  - {files: sets/**, owner: data team}\n  - {owner: nobody}\n"
    )
    (tmp_path / "muniment.yaml").write_text(settings)
    (tmp_path / "organisation.card.yaml").write_text(
        'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
    )
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "birds.card.yaml").write_text(
        'muniment: 1\nkind: dataset\nname: birds\nversion: "1"\ntitle: Birds\npersonal_data:\n  present: true\n'
        "  lawful_basis: {unknown: the archive was asked, owner: legal}\n"
    )
    found = check([tmp_path], "2026-11-27").items
    owners = {item.finding.address.partition("#")[2]: item.finding.owner for item in found}
    assert owners["/personal_data/lawful_basis"] == "legal"
    assert owners["/personal_data/notice/ref"] == "privacy"
    assert owners["/staleness/policy"] == "data team"
    assert [item.finding.pointer for item in found if item.finding.code == "MUN208"] == ["/owners/2"]
