"""Waivers: what they cover, until when, and that they hide nothing that nobody can answer for."""

from pathlib import Path

import pytest

from muniment.app.check import Checked, check
from muniment.base.findings import Finding, Severity
from muniment.source.load import load_tree
from muniment.workspace.waivers import Waiver, load_waivers

AS_OF = "2026-11-27"
ROW = {
    "id": "basis",
    "code": "GDPR-5-1a",
    "address": "dataset/birds@1.0#/personal_data",
    "reason": "The basis is being settled with the archive.",
    "person": "Ada Bell",
    "until": "2026-12-31",
}


def workspace(at: Path, **changed: str | None) -> Checked:
    """Check a workspace with one set without a legal basis and one waiver, some keys changed or left out."""
    (at / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    (at / "organisation.card.yaml").write_text(
        'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
    )
    (at / "birds.card.yaml").write_text(
        'muniment: 1\nkind: dataset\nname: birds\nversion: "1.0"\ntitle: Birds\npersonal_data: {present: true}\n'
    )
    row = {key: value for key, value in {**ROW, **changed}.items() if value is not None}
    text = "".join(f"    {key}: {value}\n" for key, value in row.items())
    (at / "waivers.yaml").write_text(f"muniment: 1\nwaivers:\n  -\n{text}")
    return check([at], AS_OF)


def waived(checked: Checked) -> set[str]:
    return {item.finding.address.partition("#")[2] for item in checked.items if item.standing.suppressed == "waiver"}


def on_waivers(checked: Checked) -> list[tuple[str, str]]:
    return [
        (item.finding.code, str(item.finding.severity))
        for item in checked.items
        if item.place.file.endswith("waivers.yaml")
    ]


BASIS = "/personal_data/lawful_basis"
BOTH = {BASIS, "/personal_data/notice/ref"}


@pytest.mark.parametrize(
    ("place", "met"),
    [
        ({}, BOTH),
        ({"address": f"dataset/birds@1.0#{BASIS}"}, {BASIS}),
        ({"address": "dataset/birds@1.0"}, BOTH),
        ({"address": None, "path": "dataset.personal_data.lawful_basis"}, {BASIS}),
        ({"address": None, "path": "dataset.*.lawful_basis"}, {BASIS}),
        ({"address": None, "file": "birds.card.yaml"}, BOTH),
        ({"path": "dataset.personal_data.notice"}, {"/personal_data/notice/ref"}),
    ],
)
def test_a_waiver_takes_findings_out_of_what_fails(tmp_path: Path, place: dict[str, str | None], met: set[str]) -> None:
    before = workspace(tmp_path, until="2026-11-26")
    found = workspace(tmp_path, **place)
    assert (waived(before), waived(found)) == (set(), met)
    assert on_waivers(found) == []
    assert before.summary["error"] - found.summary["error"] == len(met)
    assert found.summary["suppressed"] == {"waiver": len(met)}
    told = next(item.standing for item in found.items if item.standing.waiver)
    assert (told.person, told.until) == ("Ada Bell", "2026-12-31")


def test_the_last_day_counts_and_the_next_does_not(tmp_path: Path) -> None:
    assert waived(workspace(tmp_path, until=AS_OF)) == BOTH
    ended = workspace(tmp_path, until="2026-11-26")
    assert (waived(ended), on_waivers(ended)) == (set(), [("MUN741", "warning")])


@pytest.mark.parametrize(
    "place",
    [
        {"address": "dataset/birds@1.0#/personal"},
        {"address": "dataset/birds@2.0"},
        {"address": None, "path": "dataset.personal_data.lawful"},
        {"address": None, "file": "other.card.yaml"},
        {"code": "GDPR-5-1"},
    ],
)
def test_a_waiver_that_meets_nothing_is_told(tmp_path: Path, place: dict[str, str | None]) -> None:
    found = workspace(tmp_path, **place)
    assert (waived(found), on_waivers(found)) == (set(), [("MUN742", "warning")])


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ({"address": None}, "MUN743"),
        ({"code": "MUN201"}, "MUN743"),
        ({"code": "MUN744"}, "MUN743"),
        ({"until": None}, "MUN202"),
        ({"until": "2026-02-30"}, "MUN208"),
        ({"reason": "TODO"}, "MUN210"),
        ({"person": "n/a"}, "MUN210"),
        ({"until_": "2026-12-31"}, "MUN201"),
    ],
)
def test_a_waiver_without_place_day_reason_or_person_waives_nothing(
    tmp_path: Path, place: dict[str, str | None], code: str
) -> None:
    found = workspace(tmp_path, **place)
    assert (waived(found), on_waivers(found)) == (set(), [(code, "error")])


def test_two_of_one_id_and_files_that_are_none(tmp_path: Path) -> None:
    workspace(tmp_path)
    file = tmp_path / "waivers.yaml"
    rows = file.read_text().partition("waivers:\n")[2]
    file.write_text(f"muniment: 1\nwaivers:\n{rows}{rows}")
    assert on_waivers(check([tmp_path], AS_OF)) == [("MUN205", "error")]
    for text in ("- x\n", "muniment: 1\nwaivers: {a: 1}\n", "muniment: 1\n", "muniment: 1\nwaivers: [1]\n"):
        file.write_text(text)
        found = check([tmp_path], AS_OF)
        assert on_waivers(found)
        assert waived(found) == set()


def test_no_waiver_reaches_a_mistake_of_form(tmp_path: Path) -> None:
    tree, _ = load_tree(b"muniment: 1\nwaivers: []\n", "waivers.yaml")
    assert tree is not None
    assert load_waivers(tree) == ((), [])
    workspace(tmp_path, address=None, file="birds.card.yaml", code="MUN710")
    card = tmp_path / "birds.card.yaml"
    card.write_text(card.read_text() + "titel: Birds\n")
    assert "MUN201" in {item.finding.code for item in check([tmp_path], AS_OF).items if not item.standing.suppressed}


def test_what_one_line_tells_of_many_is_waived_only_as_a_whole() -> None:
    parts = tuple(("MUN710", f"dataset/{name}@1#/tdm/basis", "dataset.tdm.basis") for name in ("a", "b"))
    finding = Finding("MUN710", Severity.WARNING, "x", "y", address=parts[0][1], path="dataset.tdm.basis", parts=parts)
    narrow = Waiver("x", "MUN710", "dataset/a@1", "", "", "r", "p", "2030-01-01", "f", "")
    wide = Waiver("x", "MUN710", "", "dataset.tdm", "", "r", "p", "2030-01-01", "f", "")
    assert (narrow.covers(finding, "a"), wide.covers(finding, "a")) == (False, True)
