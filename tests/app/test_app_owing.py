"""What is owed to whom: by contract, by request, after a release; settled by deliveries that are noted alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from test_app_clients import muniment

from muniment.app.sides import read_records
from muniment.base.resources import schema_path
from sample_cards import card, write

DAY = "2026-11-20"
SETTINGS = """\
muniment: 1
disclosure: {table: 1}
clients:
  - name: Meridian Bank
    contract: MSA 2026-04, schedule 4
    since: 2026-04-01
    owed:
      - {documents: [datasheet], cards: dataset/birds, by: 2026-12-01}
      - {documents: [datasheet], cards: dataset/bees, within_days: 10}
    requests:
      - {requested_on: 2026-11-10, documents: [datasheet], cards: dataset/moths, ground: duty_14_days}
  - {name: Nordveen Group, language: de, owed: [{documents: [datasheet], cards: dataset/birds}]}
"""


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    names = ("birds", "bees", "moths")
    cards = {f"{name}.card.yaml": card(name=name, title=f"Our {name}") for name in names}
    top = write(tmp_path, {"muniment.yaml": SETTINGS, **cards})
    monkeypatch.chdir(top)
    return top


def owed(as_of: str = DAY) -> list[dict[str, Any]]:
    done = muniment("coverage", "--as-of", as_of, "--format", "json")
    result = json.loads(done.stdout)
    schema = json.loads(schema_path("coverage", "v1", "result.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(result)) == []
    found: list[dict[str, Any]] = result["owed"]
    return found


def states(as_of: str = DAY) -> dict[str, tuple[str, str]]:
    """Return state and day of what is owed, by recipient's first word and card."""
    return {f"{one['recipient'].split()[0]} {one['card']}": (one["state"], one["due"]) for one in owed(as_of)}


def late(as_of: str) -> list[str]:
    done = json.loads(muniment("check", "--as-of", as_of, "--format", "json").stdout)
    items = [item for item in done["findings"] if item["code"] == "MUN756"]
    assert all((item["file"], item["severity"]) == ("muniment.yaml", "warning") and item["line"] > 6 for item in items)
    return [item["message"] for item in items]


def hand_over(name: str, day: str, to: str = "Meridian Bank", *more: object, language: str = "en") -> None:
    for command in (
        ["build", f"{name}.card.yaml", "--for", to, "--date", day, "--format", "html", "--lang", language,
         "--document", "datasheet"],
        ["deliver", f"dist/dataset/{name}/datasheet.client-{to.replace(' ', '-')}.{language}.html", "--to", to,
         "--date", day, *more],
    ):  # fmt: skip
        done = muniment(*command)
        assert done.exit_code == 0, done.output


def change(file: str, before: str, after: str) -> None:
    text = Path(file).read_text("utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after), "utf-8")


def test_a_claim_is_open_until_its_day_overdue_after_it_and_settled_by_a_delivery(workspace: Path) -> None:
    birds, moths, other = "Meridian dataset/birds@1.0", "Meridian dataset/moths@1.0", "Nordveen dataset/birds@1.0"
    assert states() == {
        birds: ("ahead", "2026-12-01"), moths: ("ahead", "2026-11-24"), other: ("undated", "")
    }  # fmt: skip
    assert moths not in states("2026-11-09"), "nobody had asked yet"
    assert states("2026-12-01")[birds] == ("ahead", "2026-12-01")
    assert states("2026-12-02")[birds] == ("overdue", "2026-12-01")
    assert late("2026-11-24") == []
    (message,) = late("2026-11-25")
    assert message == (
        "Meridian Bank was owed the datasheet of dataset/moths@1.0 by 2026-11-24 (asked for on 2026-11-10, Code of "
        "Practice, Transparency chapter, Measure 1.2), and no delivery of it is noted."
    )
    assert len(late("2026-12-02")) == 2
    hand_over("birds", "2026-11-28")
    hand_over("moths", "2026-11-30")
    found = {one["card"]: one for one in owed("2026-12-02") if one["recipient"] == "Meridian Bank"}
    assert [found[f"dataset/{name}@1.0"]["state"] for name in ("birds", "moths")] == ["delivered"] * 2
    assert [found[f"dataset/{name}@1.0"]["late"] for name in ("birds", "moths")] == [False, True]
    assert found["dataset/moths@1.0"]["requirement"] == "COP-T-1.2b"
    assert found["dataset/moths@1.0"]["confidence"] == "read_secondary"
    assert late("2026-12-02") == []
    assert states("2026-11-27")[birds] == ("ahead", "2026-12-01"), "on that day it had not been handed over"


def test_what_does_not_fit_settles_nothing(workspace: Path) -> None:
    # In another language than agreed, to somebody nearly of that name, before it was asked for.
    hand_over("birds", "2026-11-01", "Nordveen Group")
    hand_over("moths", "2026-11-09")
    page = "dist/dataset/birds/datasheet.client.en.html"
    muniment("build", "--audience", "client", "--date", DAY, "--format", "html", "--document", "datasheet")
    assert muniment("deliver", page, "--to", "Meridan Bank", "--ground", "contract", "--date", DAY).exit_code == 0
    found = {f"{one['recipient']} {one['card']}": one for one in owed("2026-12-02")}
    assert [found[f"{name}@1.0"]["state"] for name in (
        "Nordveen Group dataset/birds", "Meridian Bank dataset/moths", "Meridian Bank dataset/birds"
    )] == ["undated", "overdue", "overdue"]  # fmt: skip
    assert found["Nordveen Group dataset/birds@1.0"]["held_since"] == "2026-11-01"
    done = json.loads(muniment("check", "--as-of", DAY, "--format", "json").stdout)
    (nearly,) = [item for item in done["findings"] if item["code"] == "MUN759"]
    assert 'Did you mean "Meridian Bank"?' in nearly["message"]
    hand_over("birds", "2026-11-02", "Nordveen Group", language="de")
    assert states()["Nordveen dataset/birds@1.0"][0] == "delivered"


def test_what_says_otherwise_now_is_superseded_until_the_new_edition_is_delivered(workspace: Path) -> None:
    hand_over("birds", "2026-11-05")
    hand_over("moths", "2026-11-06", "Meridian Bank")
    change("birds.card.yaml", "Our birds", "Birds of gardens")
    change("moths.card.yaml", "Our moths", "Moths of gardens")
    found = {one["card"]: one for one in owed() if one["recipient"] == "Meridian Bank"}
    assert found["dataset/birds@1.0"]["state"] == "superseded"
    assert found["dataset/moths@1.0"]["state"] == "ahead", "asked for later than it was handed over"
    hand_over("birds", "2026-11-19")
    one = next(one for one in owed() if (one["recipient"], one["card"]) == ("Meridian Bank", "dataset/birds@1.0"))
    assert (one["state"], one["delivered_on"], one["held_since"]) == ("delivered", "2026-11-05", "2026-11-19")
    # Somebody of whom the settings know nothing is told, too, as long as what it holds says otherwise.
    page = "dist/dataset/bees/datasheet.client.en.html"
    muniment("build", "--audience", "client", "--date", DAY, "--format", "html", "--document", "datasheet")
    assert muniment("deliver", page, "--to", "Zoo", "--ground", "request", "--date", DAY).exit_code == 0
    assert "Zoo dataset/bees@1.0" not in states()
    change("bees.card.yaml", "Our bees", "Bees of gardens")
    assert states()["Zoo dataset/bees@1.0"] == ("superseded", "")


def test_an_edition_about_an_earlier_version_settles_a_claim_only_while_it_says_the_same(workspace: Path) -> None:
    hand_over("birds", "2026-11-05")
    change("birds.card.yaml", 'version: "1.0"', 'version: "2.0"')
    assert states("2026-12-02")["Meridian dataset/birds@2.0"][0] == "delivered"
    change("birds.card.yaml", "Our birds", "Birds of gardens")
    (one,) = [one for one in owed("2026-12-02") if (one["recipient"], one["due"]) == ("Meridian Bank", "2026-12-01")]
    assert (one["state"], one["held"], one["held_since"]) == ("overdue", "dataset/birds@1.0", "2026-11-05")
    assert any("dataset/birds@2.0" in message for message in late("2026-12-02"))


def test_an_edition_about_each_released_version_is_owed_within_days(workspace: Path) -> None:
    def release(day: str) -> None:
        assert muniment("release", "bees.card.yaml", "--by", "K. Ruiz", "--date", day).exit_code == 0

    release("2026-03-01")
    assert "Meridian dataset/bees@1.0" not in states(), "released before the contract"
    for old, new, day in (("1.0", "2.0", "2026-09-01"), ("2.0", "3.0", "2026-11-15")):
        Path(f"bees@{old}.card.yaml").write_text(Path("bees.card.yaml").read_text("utf-8"))
        change("bees.card.yaml", f'version: "{old}"', f'version: "{new}"')
        release(day)
    second, third = "Meridian dataset/bees@2.0", "Meridian dataset/bees@3.0"
    assert states() == {**states(), second: ("overdue", "2026-09-11"), third: ("ahead", "2026-11-25")}
    assert third not in states("2026-11-14")
    assert "dataset/bees@2.0" in late(DAY)[0]
    hand_over("bees", DAY)
    assert (states()[second][0], states()[third][0]) == ("passed_over", "delivered")
    assert late(DAY) == []


def test_the_answer_to_a_request_that_the_settings_do_not_hold_is_told_with_its_day(workspace: Path) -> None:
    hand_over("bees", DAY, "Meridian Bank", "--ground", "duty_14_days", "--requested-on", "2026-11-01")
    (one,) = [one for one in owed() if one["card"] == "dataset/bees@1.0"]
    assert (one["state"], one["asked_on"], one["due"], one["late"]) == ("delivered", "2026-11-01", "2026-11-15", True)


def test_the_screen_and_the_report_for_the_inside_name_what_is_owed_and_no_other_audience_learns_of_it(
    workspace: Path,
) -> None:
    hand_over("birds", "2026-11-05")
    text = " ".join(muniment("coverage", "--as-of", "2026-12-02").stdout.split())
    assert "What is owed to whom, as of 2026-12-02" in text
    assert re.search(r"OVERDUE datasheet of dataset/moths@1.0 \(duty 14 days; Code of Practice.* due 2026-11-24", text)
    assert "delivered 1 document (--all lists them)" in text
    done = muniment("build", "--document", "coverage_report", "--audience", "internal", "--audience", "authority",
                    "--date", "2026-12-02", "--format", "html", "--format", "xlsx")  # fmt: skip
    assert done.exit_code == 0, done.output
    inside, outside = (
        next(Path("dist").rglob(f"coverage_report.{audience}.en.html")) for audience in ("internal", "authority")
    )
    assert "Overdue: no delivery is noted" in inside.read_text("utf-8")
    assert "Meridian" not in outside.read_text("utf-8")
    (record,) = read_records(outside)
    assert record.coverage is not None
    assert record.coverage.owed is None
    book = load_workbook(next(Path("dist").rglob("coverage_report.internal.en.xlsx")))
    assert any("What is owed" in name for name in book.sheetnames)


@pytest.mark.parametrize(
    ("before", "after"),
    [("cards: dataset/bees, within", "cards: dataset/bee, within"), ("documents: [datasheet], cards: dataset/moths",
                                                                     "documents: [model_documentation]")],
)  # fmt: skip
def test_a_row_that_names_no_card_is_told(workspace: Path, before: str, after: str) -> None:
    change("muniment.yaml", before, after)
    done = json.loads(muniment("check", "--as-of", DAY, "--format", "json").stdout)
    ((severity, message),) = [(one["severity"], one["message"]) for one in done["findings"] if one["code"] == "MUN757"]
    assert severity == "warning"
    assert "nothing is counted as owed" in message


def test_a_workspace_without_clients_and_deliveries_owes_nothing_and_reads_no_more(workspace: Path) -> None:
    settings = yaml.safe_load(SETTINGS)
    del settings["clients"]
    Path("muniment.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    assert owed() == []
    assert "owed" not in muniment("coverage", "--as-of", DAY).stdout


def test_a_summary_that_is_to_be_published_again_is_told_with_its_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, {
        "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
        "we.card.yaml": card("organisation", "we", legal_name="We", roles=["provider_gpai"]),
        "m.card.yaml": card("model", "m", gpai=True, continuous_training=True, provider="we",
                            summary={"last_update": "2026-01-15"}),
    }))  # fmt: skip
    ((before, due),) = [(one["state"], one["due"]) for one in owed("2026-07-15")]
    assert (before, due) == ("day_ahead", "2026-07-15")
    (one,) = owed("2026-07-16")
    assert (one["state"], one["recipient"], one["requirement"]) == ("day_passed", "public", "TPL-R-update")
