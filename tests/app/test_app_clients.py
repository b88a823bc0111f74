"""Clients: editions addressed to one of them hold what it may see, and nobody is noted to hold another's."""

import json
from pathlib import Path
from types import NoneType
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from muniment.app.sides import read_records
from muniment.base.errors import CannotRun
from muniment.cli.main import group
from muniment.document.kinds import DOCUMENTS
from muniment.workspace.clients import AUTHORITIES, OwedRow
from sample_cards import card, write

DAY = "2026-11-20"
SETTINGS = """\
muniment: 1
disclosure:
  table: 1
  rows:
    - {path: dataset.description, audience: internal, ground: trade_secret}
    - {path: dataset.description, audience: client, for: Meridian Bank, reason: By schedule 4 of its agreement.}
    - {path: dataset.gaps, audience: authority, ground: contract, for: Nordveen Group}
clients:
  - name: Meridian Bank
    contract: MSA 2026-04, schedule 4
    language: de
    owed:
      - {documents: [datasheet], cards: dataset/birds}
  - name: Nordveen Group
    owed:
      - {documents: [datasheet]}
"""
SECRET = "Photographs by seven named hobbyists."


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    top = write(tmp_path, {
        "muniment.yaml": SETTINGS,
        "birds.card.yaml": card(title="Birds", description=SECRET, gaps=[{"id": "few", "description": "Few owls."}]),
        "bees.card.yaml": card(name="bees", title="Bees"),
    })  # fmt: skip
    monkeypatch.chdir(top)
    return top


def muniment(*arguments: object) -> Result:
    done = CliRunner().invoke(group, list(map(str, arguments)))
    assert isinstance(done.exception, NoneType | SystemExit | CannotRun), done.exception
    return done


def refused(*arguments: object) -> str:
    done = muniment(*arguments)
    assert isinstance(done.exception, CannotRun), done.output
    return f"{done.exception.message} {done.exception.remedy}"


def build(*arguments: object) -> Result:
    done = muniment("build", "--date", DAY, "--format", "html", *arguments)
    assert done.exit_code == 0, done.output
    return done


def page(card_name: str, whom: str, language: str = "en") -> Path:
    return Path("dist", "dataset", card_name, f"datasheet.client{whom}.{language}.html")


def told(file: Path) -> dict[str, Any]:
    (record,) = read_records(file)
    return {fact.path: fact.value for fact in record.facts}


def found(code: str) -> list[str]:
    done = muniment("check", "--as-of", DAY, "--format", "json")
    return [item["message"] for item in json.loads(done.stdout)["findings"] if item["code"] == code]


def change(before: str, after: str, file: str = "muniment.yaml") -> None:
    text = Path(file).read_text("utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after), "utf-8")


def test_a_build_for_a_client_makes_what_it_is_owed_in_its_language_and_says_for_whom(workspace: Path) -> None:
    done = build("--for", "meridian  bank")
    written = sorted(path.name for path in workspace.glob("dist/*/*/*"))
    assert written == ["datasheet.client-Meridian-Bank.de.html", "manifest.client-Meridian-Bank.json"]
    assert "Did you mean" not in done.stderr
    own = page("birds", "-Meridian-Bank", "de")
    (record,) = read_records(own)
    assert (record.recipient, record.audience, record.language) == ("Meridian Bank", "client", "de")
    manifest = json.loads(own.with_name("manifest.client-Meridian-Bank.json").read_text("utf-8"))
    assert manifest["recipient"] == "Meridian Bank"
    text = own.read_text("utf-8")
    assert text.count("Erstellt für Meridian Bank") >= 1
    assert "Diese Ausgabe richtet sich an Meridian Bank" in text
    assert "Nordveen" not in text


def test_each_client_sees_what_is_for_it_and_nothing_that_is_for_another(workspace: Path) -> None:
    build("--for", "Meridian Bank")
    build("--for", "Nordveen Group")
    build("--audience", "client", "--document", "datasheet")
    first, second, general = (
        page("birds", "-Meridian-Bank", "de"), page("birds", "-Nordveen-Group"), page("birds", "")
    )  # fmt: skip
    assert told(first)["dataset.description"] == SECRET
    assert "dataset.gaps[].description" in told(first)
    assert "dataset.description" not in told(second).keys() | told(general).keys()
    assert "dataset.gaps[].description" not in told(second)
    assert "dataset.gaps[].description" in told(general)
    assert SECRET not in second.read_text("utf-8") + general.read_text("utf-8")
    assert "Meridian" not in second.read_text("utf-8") + general.read_text("utf-8")


def test_a_name_that_is_nearly_a_clients_is_told_and_stays_possible(workspace: Path) -> None:
    assert 'Did you mean "Meridian Bank"?' in refused("build", "--date", DAY, "--for", "Meridan Bank")
    done = build("--for", "Meridan Bank", "--audience", "client", "--document", "datasheet")
    assert 'Did you mean "Meridian Bank"?' in done.stderr
    assert "dataset.description" not in told(page("birds", "-Meridan-Bank"))
    assert "Did you mean" not in build("--for", "Zoo", "--audience", "client", "--document", "datasheet").stderr
    assert "is not for it" in refused("build", "--date", DAY, "--for", "Meridian Bank", "--audience", "internal")
    assert "Nothing about these cards is owed" in refused(
        "build", "bees.card.yaml", "--date", DAY, "--for", "Meridian Bank"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("for: Nordveen Group", "for: Nordveen Grup", 'Did you mean "Nordveen Group"?'),
        ("name: Nordveen Group", "name: MERIDIAN bank", "Two clients"),
        ("name: Nordveen Group", "name: Meridian-Bank", "Two clients"),
        ("name: Nordveen Group", "name: ai_office", "an authority"),
        ("audience: client, for: Meridian", "audience: public, for: Meridian", "everybody may see"),
        ("path: dataset.gaps, audience", "path: dataset.title, audience", "everybody may see it"),
        ("cards: dataset/birds}", 'cards: dataset/birds, by: "2027-01-01", within_days: 3}', "Write two rows"),
    ],
)
def test_clients_that_cannot_be_meant_are_found_and_stop_builds(
    workspace: Path, before: str, after: str, said: str
) -> None:
    change(before, after)
    done = json.loads(muniment("check", "--as-of", DAY, "--format", "json").stdout)
    items = [item for item in done["findings"] if item["code"] == "MUN757"]
    assert items
    assert any(said in item["message"] + item["remedy"] for item in items)
    assert all((item["file"], item["severity"]) == ("muniment.yaml", "error") and item["line"] > 4 for item in items)
    assert muniment("build", "--date", DAY, "--audience", "client", "--document", "datasheet").exit_code == 1
    assert not Path("dist").exists()


def test_a_language_that_is_not_offered_and_other_mistakes_of_form(workspace: Path) -> None:
    change("language: de", "language: sw")
    assert found("MUN704")
    change("documents: [datasheet], cards", "documents: [coverage_report], cards")
    assert found("MUN208")
    change("    contract: MSA", "    contact: MSA")
    assert found("MUN201")


def test_what_is_addressed_to_another_is_not_noted_unless_it_has_happened(workspace: Path) -> None:
    build("--for", "Meridian Bank")
    own = page("birds", "-Meridian-Bank", "de")
    assert "addressed to Meridian Bank" in refused("deliver", own, "--to", "Nordveen Group", "--date", DAY)
    assert not Path("deliveries").exists()
    done = muniment("deliver", own, "--to", "MERIDIAN bank", "--date", DAY)
    noted = yaml.safe_load(Path(done.stdout.strip()).read_text("utf-8"))
    assert (noted["recipient"], noted["ground"], noted["reference"]) == (
        "Meridian Bank", "contract", "MSA 2026-04, schedule 4"
    )  # fmt: skip
    assert found("MUN758") == []
    done = muniment("deliver", own, "--to", "Nordveen Group", "--date", DAY, "--even-so", "--keep-until", "2026-12-31")
    assert done.exit_code == 0, done.output
    (message,) = found("MUN758")
    assert message.startswith("Nordveen Group holds the datasheet of dataset/birds@1.0 addressed to Meridian Bank")
    change("Birds", "Birds of gardens", "birds.card.yaml")
    (superseded,) = found("MUN755")
    assert superseded.startswith("Meridian Bank holds"), "the other is to be given no new one"


def test_what_a_client_may_not_see_is_not_noted_for_it(workspace: Path) -> None:
    build("--audience", "client", "--audience", "internal", "--document", "datasheet")
    assert "keeps from this client" in refused("deliver", page("birds", ""), "--to", "Nordveen Group")
    assert "edition for the inside" in refused(
        "deliver", "dist/dataset/birds/datasheet.internal.en.html", "--to", "Meridian Bank"
    )
    for name, to, ground in (("bees", "Nordveen Group", ()), ("birds", "Zoo", ("--ground", "request"))):
        done = muniment("deliver", page(name, ""), "--to", to, *ground, "--date", DAY)
        assert done.exit_code == 0, done.output
    assert 'Did you mean "Nordveen Group"?' in refused("deliver", page("birds", ""), "--to", "Nordven Group")


def test_a_pack_for_a_client_from_whom_something_is_kept_holds_only_what_is_addressed_to_it(workspace: Path) -> None:
    build("--audience", "client", "--document", "datasheet")
    build("--for", "Nordveen Group")
    for command in (
        ["keys", "new", "--dev", "--organisation", "Test", "-o", "keys"],
        ["sign", "dist", "--key", "keys"],
        ["pack", "dist", "--audience", "client", "--for", "nordveen group", "--key", "keys", "-o", "n.asice"],
        ["pack", "dist", "--audience", "client", "--for", "Zoo", "--key", "keys", "-o", "z.asice"],
    ):
        done = muniment(*command)
        assert done.exit_code == 0, done.output
    assert {(record.subject.name, record.recipient) for record in read_records(Path("n.asice"))} == {
        ("birds", "Nordveen Group"), ("bees", "Nordveen Group")
    }  # fmt: skip
    assert {record.recipient for record in read_records(Path("z.asice"))} == {""}
    assert "addressed to Zoo" in refused("deliver", "z.asice", "--to", "Meridian Bank", "--date", DAY)
    assert muniment("deliver", "z.asice", "--to", "Meridian Bank", "--date", DAY, "--even-so").exit_code == 0
    assert len(found("MUN758")) == 2


def test_a_change_record_compares_only_editions_of_one_client(workspace: Path) -> None:
    build("--for", "Meridian Bank")
    out = muniment("show", page("birds", "-Meridian-Bank", "de"))
    assert out.exit_code == 0
    (record,) = read_records(page("birds", "-Meridian-Bank", "de"))
    from muniment.record.record import record_bytes

    Path("record.json").write_bytes(record_bytes(record))
    change("Birds", "Birds of gardens", "birds.card.yaml")
    options = ["birds.card.yaml", "--document", "change_record", "--since", "record.json"]
    for whom in ([], ["--for", "Nordveen Group"]):
        assert "may not see the same" in refused("build", "--date", DAY, *options, "--audience", "client", *whom)
    build(*options, "--for", "Meridian Bank")


def test_the_documents_that_can_be_owed_are_those_that_clients_may_have() -> None:
    kinds = {name for name, kind in DOCUMENTS.items() if "client" in kind.audiences and kind.bearer}
    assert set(OwedRow.model_json_schema()["properties"]["documents"]["items"]["enum"]) == kinds
    assert set(AUTHORITIES) == {name for kind in DOCUMENTS.values() for name in kind.recipients}
