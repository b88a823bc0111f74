"""Opening: what belongs to a workspace and what is passed over."""

import os
from pathlib import Path

import pytest

from muniment.app.opening import find_root, open_workspace
from muniment.base.errors import CannotRun
from muniment.source.load import load_tree
from muniment.workspace.settings import load_settings
from sample_cards import card, codes, profile, write

SETTINGS = "muniment: 1\n"


def names(folder: Path, *paths: str) -> set[str]:
    opened = open_workspace([folder / path for path in paths] or [folder])
    return {item.name for item in opened.workspace.cards.values()}


def test_cards_at_any_depth_and_profiles(tmp_path) -> None:
    write(
        tmp_path,
        {
            "muniment.yaml": SETTINGS,
            "a.card.yaml": card(name="a", profiles=["shared"]),
            "x/y/z/b.card.yml": card(name="b"),
            "profiles/shared.yaml": profile(title="Shared title"),
            "notes.yaml": "not: a card\n",
            "x/other.yaml": "not: a card\n",
        },
    )
    opened = open_workspace([tmp_path])
    assert {item.name for item in opened.workspace.cards.values()} == {"a", "b"}
    assert opened.workspace.cards["dataset/a@1.0"].facts["/title"].value == "Shared title"
    assert "MUN304" not in codes(opened.findings)


@pytest.mark.parametrize("folder", ["dist", "build", "node_modules", ".git", ".venv", "x/dist", "__pycache__"])
def test_passed_over(folder: str, tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": SETTINGS, "a.card.yaml": card(name="a"), f"{folder}/b.card.yaml": card(name="b")})
    assert names(tmp_path) == {"a"}


def test_a_workspace_inside_a_workspace_is_another(tmp_path) -> None:
    write(
        tmp_path,
        {
            "muniment.yaml": SETTINGS,
            "a.card.yaml": card(name="a"),
            "inner/muniment.yaml": SETTINGS,
            "inner/deep/b.card.yaml": card(name="b"),
            "inner/profiles/p.yaml": profile(name="p"),
        },
    )
    assert names(tmp_path) == {"a"}
    assert names(tmp_path, "inner/deep/b.card.yaml") == {"b"}
    assert find_root(tmp_path / "inner" / "deep") == tmp_path / "inner"
    with pytest.raises(CannotRun):
        open_workspace([tmp_path / "a.card.yaml", tmp_path / "inner"])


def test_a_path_never_limits_what_is_read(tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": SETTINGS, "a.card.yaml": card(name="a"), "b/b.card.yaml": card(name="b")})
    assert names(tmp_path, "b") == names(tmp_path, "a.card.yaml") == {"a", "b"}


def test_cards_outside_a_workspace_are_opened_alone(tmp_path) -> None:
    write(tmp_path, {"a.card.yaml": card(name="a"), "b.card.yaml": card(name="b"), "sub/c.card.yaml": card(name="c")})
    opened = open_workspace([tmp_path / "a.card.yaml"])
    assert not opened.in_workspace
    assert {item.name for item in opened.workspace.cards.values()} == {"a"}
    assert names(tmp_path) == {"a", "b", "c"}


def test_the_same_from_wherever_one_stands(tmp_path, monkeypatch) -> None:
    write(tmp_path, {"muniment.yaml": SETTINGS, "d/a.card.yaml": card(name="a", title="TODO")})
    found = []
    for at in (tmp_path, tmp_path / "d"):
        monkeypatch.chdir(at)
        opened = open_workspace([])
        found.append([(f.code, f.pointer, os.path.abspath(f.file)) for f in opened.findings])  # noqa: PTH100
    assert found[0] == found[1]


def test_nothing_to_open(tmp_path) -> None:
    with pytest.raises(CannotRun, match="No card"):
        open_workspace([tmp_path])
    with pytest.raises(CannotRun, match="does not exist"):
        open_workspace([tmp_path / "nowhere"])


def test_one_broken_card_does_not_hide_the_others(tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": SETTINGS, "a.card.yaml": b"\xff\xfe", "b.card.yaml": card(name="b")})
    opened = open_workspace([tmp_path])
    assert codes(opened.findings) == ["MUN102"]
    assert list(opened.workspace.cards) == ["dataset/b@1.0"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a\n", "MUN700"),
        ("muniment: 2\n", "MUN208"),
        ("organisation: us\n", "MUN202"),
        ("muniment: 1\norganization: us\n", "MUN201"),
        ("muniment: 1\nlanguages: [xx]\n", "MUN208"),
        ("muniment: 1\ndisclosure: {}\n", "MUN202"),
        ("muniment: 1\nowners: [{path: dataset}]\n", "MUN202"),
    ],
)
def test_mistakes_in_the_settings_are_located_findings(text: str, code: str, tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": text, "a.card.yaml": card(name="a")})
    opened = open_workspace([tmp_path])
    assert codes(opened.findings) == [code]
    assert opened.findings[0].file.endswith("muniment.yaml")


@pytest.mark.parametrize(
    ("address", "findings"),
    [
        ("https://status.acme.example/datasheets", 0),
        ("http://status.acme.example", 1),
        ("javascript:alert(1)", 1),
        ("https://status.acme.example/a b", 1),
        ("https://stätus.example", 1),
        ("https://status.acme.example/" + "x" * 200, 1),
    ],
)
def test_the_status_address_is_a_short_https_address(address: str, findings: int) -> None:
    tree, _ = load_tree(f"muniment: 1\nstatus_url: '{address}'\n".encode(), "muniment.yaml")
    assert tree is not None
    settings, found = load_settings(tree)
    assert len(found) == findings
    assert all(finding.pointer == "/status_url" and "https://" in finding.remedy for finding in found)
    assert settings.status_url == ("" if findings else address)
