"""``muniment import card``: where cards go, what is told, and that nothing that is there is lost."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from described import README
from test_import_croissant import described

from muniment.cli.import_command import command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, ["card", *map(str, arguments)])


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("letters", "lamps"):
        (tmp_path / "hub" / name).mkdir(parents=True)
        (tmp_path / "hub" / name / "README.md").write_text(README.replace("Street Letters", f"Street {name}"), "utf-8")
    (tmp_path / "hub" / "croissant").mkdir()
    (tmp_path / "hub" / "croissant" / "metadata.json").write_text(described(), "utf-8")
    (tmp_path / "hub" / "other.json").write_text("{}", "utf-8")
    return tmp_path / "hub"


def test_a_folder_becomes_a_card_a_description(hub: Path) -> None:
    done = run(hub, "-o", "cards", "--loss", "loss.json")
    assert done.exit_code == 0, done.output
    cards = sorted(file.name for file in Path("cards").iterdir())
    assert cards == ["lamps.card.yaml", "letters.card.yaml", "street-letters.card.yaml"]
    report = json.loads(Path("loss.json").read_text("utf-8"))["cards"]
    assert [row["state"] for row in report] == ["written"] * 3
    assert all(row["taken"] > 10 and row["losses"] for row in report)
    before = {file.name: file.read_bytes() for file in Path("cards").iterdir()}
    assert run(hub, "-o", "cards").exit_code == 0
    assert {file.name: file.read_bytes() for file in Path("cards").iterdir()} == before


def test_the_form_is_told_from_the_content_or_named(hub: Path) -> None:
    (hub / "x").write_text(described(), "utf-8")
    assert run(hub / "x", "-o", "a").exit_code == 0
    assert Path("a/street-letters.card.yaml").is_file()
    assert run(hub / "letters" / "README.md", "--as", "croissant", "-o", "b").exit_code == 2
    assert not Path("b").exists()


def test_a_card_that_is_there_is_never_overwritten(hub: Path) -> None:
    card = Path("letters.card.yaml")
    text = "muniment: 1\nkind: dataset\nname: letters\nversion: '3'\ntitle: Ours  # checked\n"
    text += "scope:\n  languages: [en, de]\n"
    card.write_text(text, "utf-8")
    refused = run(hub / "letters")
    assert refused.exit_code == 2
    assert "--update" in refused.output
    assert card.read_text("utf-8") == text
    tried = run(hub / "letters", "--update", "--dry-run")
    assert "would add /url" in tried.output
    assert card.read_text("utf-8") == text
    updated = run(hub / "letters", "--update")
    assert updated.exit_code == 0, updated.output
    assert "/title: the card says Ours; the description Street letters" in updated.output
    after = card.read_text("utf-8")
    assert after.startswith(text.removesuffix("\n"))
    assert "letters.example/home" in after
    assert "Street letters" not in after
    again = run(hub / "letters", "--update")
    assert "unchanged" in again.output
    assert card.read_text("utf-8") == after


def test_what_is_written_is_a_card_without_errors_of_form(hub: Path) -> None:
    from muniment.app.opening import open_workspace
    from muniment.base.findings import Severity

    assert run(hub, "-o", "cards").exit_code == 0
    opened = open_workspace([Path("cards")])
    assert len(opened.workspace.cards) == 3
    assert [finding for finding in opened.findings if finding.severity is Severity.ERROR] == []


def test_a_dry_run_writes_nothing_and_shows_the_card(hub: Path) -> None:
    done = run(hub / "letters", "--dry-run")
    assert "kind: dataset" in done.stdout
    assert not Path("letters.card.yaml").exists()


def test_names_lead_nowhere(hub: Path) -> None:
    assert run(hub / "letters", "--name", "../../Evil Näme").exit_code == 0
    assert [file.name for file in Path().glob("*.card.yaml")] == ["evil-name.card.yaml"]
    (hub / "e").mkdir()
    (hub / "e" / "croissant.json").write_text(described(name="../../../etc/cron"), "utf-8")
    assert run(hub / "e", "-o", "out").exit_code == 0
    assert [file.name for file in Path("out").iterdir()] == ["etc-cron.card.yaml"]
    assert run(hub, "--name", "x").exit_code != 0


def test_two_of_one_name_are_called_by_their_folders(hub: Path) -> None:
    for folder in ("a", "b"):
        (hub / folder / "same").mkdir(parents=True)
        (hub / folder / "same" / "README.md").write_text(README, "utf-8")
    assert run(hub / "a", hub / "b", "-o", "out").exit_code == 0
    assert sorted(file.name for file in Path("out").iterdir()) == ["a-same.card.yaml", "b-same.card.yaml"]


def test_files_below_the_workspace_are_named_from_its_root(hub: Path) -> None:
    Path("muniment.yaml").write_text("muniment: 1\norganisation: us\n", "utf-8")
    assert run(hub / "croissant", "-o", "cards").exit_code == 0
    text = Path("cards/street-letters.card.yaml").read_text("utf-8")
    assert "hub/croissant/data/extra.csv" in text
    Path(".muniment/schema").mkdir(parents=True)
    Path(".muniment/schema/dataset.schema.json").write_text("{}", "utf-8")
    assert run(hub / "letters", "-o", "cards").exit_code == 0
    text = Path("cards/letters.card.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../.muniment/schema/dataset.schema.json\n")


def test_what_cannot_be_read_stops_no_other(hub: Path) -> None:
    (hub / "broken").mkdir()
    (hub / "broken" / "croissant.json").write_text('{"@context": 1, "recordSet": [', "utf-8")
    (hub / "empty").mkdir()
    (hub / "empty" / "README.md").write_text("", "utf-8")
    done = run(hub, "-o", "cards")
    assert done.exit_code == 2
    assert "It is no JSON" in done.output
    assert "It is empty" in done.output
    assert len(list(Path("cards").iterdir())) == 3
    assert run(hub / "nothing").exit_code != 0
