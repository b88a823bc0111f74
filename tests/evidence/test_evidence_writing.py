"""`measure --write`: measured figures go into the card as edits, and what is for people to say does not."""

from pathlib import Path

import pytest

from evidence_workspaces import AS_OF, DATA
from sample_cards import run

CARD = """\
# yaml-language-server: nothing
muniment: 1
kind: dataset
name: birds
version: "1.0"   # the first

title: Birds
modalities: [tabular]
distribution:
  - id: csv
    location: data/birds.csv   # one file
    records: 41
fields:
  - {id: species, holds: group}
  - {id: sex, holds: group}
  - {id: set, holds: split}
splits:
  - {id: train, kind: training}
  - {id: test, kind: testing, share: 0.25}
measures:
  - {id: rows, modality: tabular, unit: rows, amount: {unknown: nobody counted}}
personal_data: {present: false}
quality:
  method: Counted.  # how
  missingness_by_field: [{name: sex, value: 0.5}]
# the end
"""


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "birds.csv").write_bytes(DATA)
    (tmp_path / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n", "utf-8")
    (tmp_path / "birds.card.yaml").write_text(CARD, "utf-8")
    return tmp_path


def test_figures_are_written_each_in_its_place_and_the_rest_stays(birds) -> None:
    before = (birds / "birds.card.yaml").read_bytes()
    shown = run("measure", "birds.card.yaml", "--write", "--dry-run", at=birds)
    assert shown.returncode == 0, shown.stderr
    assert (birds / "birds.card.yaml").read_bytes() == before
    done = run("measure", "birds.card.yaml", "--write", at=birds)
    assert done.stdout.splitlines()[1:] == shown.stdout.splitlines()[1:]
    after = (birds / "birds.card.yaml").read_text("utf-8")
    removed = [line for line in CARD.splitlines() if line not in after.splitlines()]
    assert removed == [
        "    records: 41",
        "  - {id: train, kind: training}",
        "  - {id: rows, modality: tabular, unit: rows, amount: {unknown: nobody counted}}",
    ]
    assert "    location: data/birds.csv   # one file\n    records: 40\n    bytes: " in after
    assert "  - {id: train, kind: training, share: 0.75}" in after
    assert "unit: rows, amount: 40}" in after
    assert "personal_data: {present: false}" in after
    # A table that the card states itself is for a person to weigh.
    assert "missingness_by_field: [{name: sex, value: 0.5}]" in after
    assert "By hand: /quality/missingness_by_field" in done.stderr
    checked = run("check", "--format", "concise", "--as-of", AS_OF, at=birds).stdout
    assert [line.split(": ")[1].split(" ")[0] for line in checked.splitlines() if "MUN5" in line] == ["MUN503"]


def test_a_second_time_there_is_nothing_to_write(birds) -> None:
    run("measure", "birds.card.yaml", "--write", at=birds)
    before = (birds / "birds.card.yaml").read_bytes()
    again = run("measure", "birds.card.yaml", "--write", at=birds)
    assert "0 figures written into" in again.stderr
    assert (birds / "birds.card.yaml").read_bytes() == before


def test_a_field_that_keeps_records_together_is_not_replaced_by_how_many_lie_apart(birds) -> None:
    sex = "{id: sex, holds: group}"
    text = CARD.replace(sex, f"{sex}\n  - {{id: sort, name: species, holds: unit}}")
    text = text.replace("kind: training}", "kind: training, grouped_by: sort}")
    (birds / "birds.card.yaml").write_text(text, "utf-8")
    (birds / "data" / "birds.csv").write_bytes(DATA + b"wren,f,test\n")
    assert run("measure", "--write", at=birds).returncode == 0
    assert "grouped_by: sort, share: " in (birds / "birds.card.yaml").read_text("utf-8")
    told = run("check", "--as-of", AS_OF, at=birds).stdout
    assert '"grouped_by" says sort; measured, 1 of its 1 values here lie in another split as well.' in told
