"""`init --from`: what folders and inventories plainly say becomes cards, the rest is told; hostile files do no harm."""

import io
import json
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from muniment.app.inventory_profiles import MIN_ROWS, shared_facts
from muniment.app.opening import open_workspace
from sample_cards import run, write

INVENTORY = """\
Name;Licence;Supplier;Agreement;Personal data;Languages;Data owner;Remarks;Collected from;Location
Tickets DE;CC-BY-4.0;Vendor A;C-17;yes;de;Anna;hello;2024-01;data/tickets
Tickets FR;CC-BY-4.0;Vendor A;C-17;yes;fr, de;Anna;;2024-02-03;
Tickets IT;CC-BY-4.0;Vendor A;C-17;maybe;it;Anna;;tbd;data/nowhere
Calls;MIT;Vendor B;C-9;no;German;Bert;x;01.02.2024;
Chats;MIT;Vendor B;C-9;no;de;Bert;=1+2;2024;s3://bucket/x
Notes;MIT;Vendor B;C-9;no;de;Carla;;;
"""


def begun(tmp_path: Path, *arguments: object, code: int = 0) -> str:
    """Make a workspace in ``ws`` from something; return what was said."""
    done = run("init", "ws", "--no-input", "--from", *map(str, arguments), at=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "should not have happened" not in done.stderr
    return done.stderr


def facts(tmp_path: Path, name: str) -> dict[str, object]:
    """Return the facts of a card, those of its profiles among them."""
    opened = open_workspace([tmp_path / "ws"])
    assert not [finding for finding in opened.findings if finding.severity == "error"], opened.findings
    (card,) = [card for card in opened.workspace.cards.values() if card.name == name]
    return {inner: fact.value for inner, fact in card.facts.items() if not fact.record}


def test_sixty_folders_become_sixty_cards_and_drafts(tmp_path) -> None:
    files = {f"data/Export {n:02}/rows.csv": f"a,b\n1,2\n3,{n}\n" for n in range(60)}
    write(tmp_path, {**files, "data/loose.txt": "x", "data/export-01/readme.txt": "another"})
    (tmp_path / "data/nothing").mkdir()
    (tmp_path / "data/elsewhere").symlink_to("/etc")
    start = time.monotonic()
    said = begun(tmp_path, "data")
    assert time.monotonic() - start < 30
    assert len(list((tmp_path / "ws/datasets").glob("*.card.yaml"))) == 61
    told = facts(tmp_path, "export-07")
    assert told["/distribution/rows.csv/location"] == "../data/Export 07/rows.csv"
    assert told["/distribution/rows.csv/records"] == 2
    assert "/title" not in told and "/licence" not in told
    assert '"Export 01" would be called export-01 like another one: it is export-01-2.' in said or (
        '"export-01" would be called export-01 like another one: it is export-01-2.' in said
    )
    for word in ("loose.txt", "nothing", "elsewhere"):
        assert word in said
    done = run("check", "--format", "json", at=tmp_path / "ws")
    assert json.loads(done.stdout)["summary"]["error"] == 0


def test_the_digest_of_a_card_is_that_of_its_file(tmp_path) -> None:
    write(tmp_path, {"data/birds/a.csv": "a\n1\n"})
    begun(tmp_path, "data")
    assert run("measure", ".", at=tmp_path / "ws").returncode == 0
    shown = json.loads(run("check", "--format", "json", at=tmp_path / "ws").stdout)
    assert not [item for item in shown["findings"] if item["code"].startswith("MUN5")]


def test_what_columns_plainly_say_becomes_facts_and_the_rest_is_told(tmp_path) -> None:
    write(tmp_path, {"inv.csv": INVENTORY, "data/tickets/a.csv": "x,y\n1,2\n"})
    said = begun(tmp_path, "inv.csv")
    german = facts(tmp_path, "tickets-de")
    assert german["/title"] == "Tickets DE"
    assert german["/licence/id"] == "CC-BY-4.0"
    assert german["/personal_data/present"] is True
    assert german["/distribution/a.csv/location"] == "../data/tickets/a.csv"
    french = facts(tmp_path, "tickets-fr")
    assert (french["/scope/languages"], french["/collection/start"]) == (["fr", "de"], "2024-02")
    italian = facts(tmp_path, "tickets-it")
    assert "/personal_data/present" not in italian
    assert "/collection/start" not in italian
    assert italian["/distribution/data/location"] == "data/nowhere"
    assert not {"/scope/languages", "/collection/start"} & facts(tmp_path, "calls").keys()
    for told in ("Remarks: no place", '"German" is not a language tag', "Looks like a formula, not taken: H6",
                 '"maybe"', '"01.02.2024" is not a month', "it is a placeholder"):  # fmt: skip
        assert told in said
    card = (tmp_path / "ws/datasets/tickets-de.card.yaml").read_text()
    assert 'title: {value: "Tickets DE", source: "row 2 of inv.csv"}' in card


def test_profiles_are_proposed_for_what_is_stated_alike_and_only_for_that(tmp_path) -> None:
    write(tmp_path, {"inv.csv": INVENTORY})
    said = begun(tmp_path, "inv.csv")
    assert "Profile cc-by-4.0: licence.id, supplier.name, supplier.agreement_ref" in said
    shared = facts(tmp_path, "notes")
    begun(tmp_path, "inv.csv", "--no-profiles", code=0)
    (tmp_path / "ws").rename(tmp_path / "shared")
    begun(tmp_path, "inv.csv", "--no-profiles")
    assert not (tmp_path / "ws/profiles").exists()
    assert facts(tmp_path, "notes") == shared


def test_a_plan_writes_nothing_and_a_file_of_columns_decides(tmp_path) -> None:
    write(tmp_path, {"inv.csv": INVENTORY})
    begun(tmp_path, "inv.csv", "--plan")
    assert [file.name for file in tmp_path.iterdir()] == ["inv.csv"]
    begun(tmp_path, "inv.csv")
    columns = (tmp_path / "ws/inventory-columns.yaml").read_text()
    assert 'Remarks: "-"    # no fact is called so' in columns
    columns = columns.replace('Remarks: "-"', "Remarks: description").replace(
        "Supplier: supplier.name", 'Supplier: "-"'
    )
    write(tmp_path, {"mine.yaml": columns})
    (tmp_path / "ws").rename(tmp_path / "before")
    said = begun(tmp_path, "inv.csv", "--columns", "mine.yaml")
    assert "Supplier: no place, left out by the file of columns" in said
    assert "/supplier/name" not in facts(tmp_path, "notes")
    # "hello" and "x" are words, no descriptions.
    assert "/description" not in facts(tmp_path, "tickets-de")
    assert "one word is not a statement" in said
    write(tmp_path, {"mine.yaml": columns.replace("licence.id", "licence.colour")})
    assert "no fact that a column can give" in begun(tmp_path, "inv.csv", "--columns", "mine.yaml", code=2)


def test_in_a_workspace_cards_are_added_and_none_is_written_over(tmp_path) -> None:
    write(tmp_path, {"inv.csv": INVENTORY})
    begun(tmp_path, "inv.csv")
    card = tmp_path / "ws/datasets/calls.card.yaml"
    card.write_text("# mine\n")
    (tmp_path / "ws/datasets/notes.card.yaml").unlink()
    before = (tmp_path / "ws/muniment.yaml").read_bytes()
    said = begun(tmp_path, "inv.csv")
    assert card.read_text() == "# mine\n"
    assert (tmp_path / "ws/datasets/notes.card.yaml").is_file()
    assert "There already, left as they are: 7 cards." in said
    assert (tmp_path / "ws/muniment.yaml").read_bytes() == before
    done = run("init", "ws/deeper", "--no-input", "--from", "inv.csv", at=tmp_path)
    assert done.returncode == 2
    assert "lies in the workspace" in done.stderr


@pytest.mark.parametrize(
    ("data", "arguments", "told"),
    [
        ("Name;Ort\nMüller;x\n".encode("cp1252"), (), "byte 0xfc in line 2"),
        ("Name;Ort\nMüller;x\n".encode("cp1252"), ("--encoding", "klingon"), "is no encoding"),
        (b"Name,b\n\"open,1\n", (), "this is no CSV"),
        (b"Name,b\nx\0,1\n", (), "NUL"),
        (b"Name\n", (), "holds no row"),
        (b"\n\n", (), "holds no row"),
        (b"Colour,Smell\nred,good\n", (), "No column of inv.csv names the data sets: Colour, Smell."),
        (b"Name\n" + b"x\n" * 5_001, (), "more than 5,000 rows"),
        (b"Name\nx\n", ("--sheet", "A"), "is no workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, (), "old kind"),
        (b"PK\x03\x04 and no more", (), "no workbook"),
    ],
)  # fmt: skip
def test_what_is_no_inventory_is_refused_and_nothing_is_written(data, arguments, told, tmp_path) -> None:
    write(tmp_path, {"inv.csv": data})
    assert told in begun(tmp_path, "inv.csv", *arguments, code=2)
    assert not (tmp_path / "ws").exists()


def test_other_encodings_and_marks_are_read_where_they_are_named(tmp_path) -> None:
    for number, (text, encoding, said) in enumerate(
        [
            ("Name\tLand\nMüller\tDE\n", "cp1252", "cp1252"),
            ("Name,Land\r\nMüller,DE\r\n", "utf-16", ""),
            ("\ufeffName;Land\nMüller;DE\n", "utf-8", ""),
        ]
    ):
        write(tmp_path, {f"{number}.csv": text.encode(encoding)})
        begun(tmp_path, f"{number}.csv", *(("--encoding", said) if said else ()))
        told = facts(tmp_path, "muller")
        assert (told["/title"], told["/scope/geography"]) == ("Müller", ["DE"])
        (tmp_path / "ws").rename(tmp_path / f"ws{number}")


def book(*rows: list[object]) -> Workbook:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    return made


def saved(made: Workbook, path: Path, **parts: bytes) -> None:
    """Save a workbook, with further parts in its container."""
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(io.BytesIO(stream.getvalue())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)


def test_cells_of_a_workbook_are_taken_by_their_kind(tmp_path) -> None:
    made = book(
        ["Id", "Title", "Personal data", "Collected from", "Acquired on", "Version", "Licence", "Languages"],
        ["a", "A set of birds", True, datetime(2024, 3, 1), date(2024, 5, 6), 2.5, "=A1&B1", "de"],
        ["b", "#REF!", False, "2024-03", "2024-05-06", "1.0", "MIT", "=HYPERLINK(\"http://evil.example\")"],
    )  # fmt: skip
    made.create_sheet("Hidden numbers").append(["Name", "x"])
    made["Sheet"]["B3"].data_type = "e"
    saved(made, tmp_path / "inv.xlsx", **{"xl/vbaProject.bin": b"macro"})
    said = begun(tmp_path, "inv.xlsx")
    told = facts(tmp_path, "a")
    assert (told["/personal_data/present"], told["/collection/start"]) == (True, "2024-03")
    assert told["/acquisition/date"] == "2024-05-06"
    assert "/licence/id" not in told
    assert 'version: "2.5"' in (tmp_path / "ws/datasets/a.card.yaml").read_text()
    assert "/title" not in facts(tmp_path, "b")
    for word in ("A formula, not taken (paste its value): G2, H3 (2)", "An error, not taken: B3 (1)", "macros",
                 "not read: Hidden numbers"):  # fmt: skip
        assert word in said


def test_a_million_empty_rows_cost_nothing(tmp_path) -> None:
    with xlsxwriter.Workbook(tmp_path / "inv.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Licence"])
        sheet.write_row(1, 0, ["Birds", "MIT"])
        sheet.write(1_048_575, 0, "Last")
    start = time.monotonic()
    said = begun(tmp_path, "inv.xlsx")
    assert time.monotonic() - start < 20
    assert "Reading ended at row 1003, after 1000 empty ones." in said
    assert facts(tmp_path, "birds")["/licence/id"] == "MIT"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"xl/media/bomb.bin": b"\0" * (110 * 1024 * 1024)}, "unpacks to more"),
        ({"xl/sharedStrings.xml": b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa">]><sst>&a;</sst>'}, "entities"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}, "no workbook that can be read"),
        ({"xl/workbook.xml": b"not xml at all"}, "no workbook that can be read"),
    ],
)
def test_hostile_workbooks_are_refused(parts, told, tmp_path) -> None:
    saved(book(["Name"], ["Birds"]), tmp_path / "inv.xlsx", **parts)
    assert told in begun(tmp_path, "inv.xlsx", code=2)
    assert not (tmp_path / "ws").exists()


def test_hostile_names_and_cells_stay_text(tmp_path) -> None:
    rows = ["Name,Description", '"../../etc/passwd","{unknown: x} # [a, b]: |"', '"a\x1b[2J","two\nlines: of words"',
            '"- &x !!python","the words *of* {{an}} & <b>author</b>"', '"鳥","a set of birds"']  # fmt: skip
    write(tmp_path, {"inv.csv": "\n".join(rows) + "\n"})
    begun(tmp_path, "inv.csv")
    made = sorted(file.name for file in (tmp_path / "ws/datasets").iterdir())
    assert made == ["a-x1b-2j.card.yaml", "data.card.yaml", "etc-passwd.card.yaml", "x-python.card.yaml"]
    assert facts(tmp_path, "etc-passwd")["/description"] == "{unknown: x} # [a, b]: |"
    assert facts(tmp_path, "a-x1b-2j")["/description"] == "two\nlines: of words"
    assert facts(tmp_path, "data")["/title"] == "鳥"


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 2) | st.booleans(), max_size=6),
        min_size=1,
        max_size=12,
    )
)
def test_sharing_changes_no_fact_of_any_row(rows) -> None:
    left = [dict(row) for row in rows]
    got: list[dict[str, object]] = [{} for _ in rows]
    for shared in shared_facts(rows, frozenset("f")):
        assert len(shared.rows) >= MIN_ROWS
        assert "f" not in shared.facts
        for number in shared.rows:
            assert not shared.facts.keys() & got[number].keys()
            got[number].update(shared.facts)
            left[number] = {path: value for path, value in left[number].items() if path not in shared.facts}
    for row, own, taken in zip(rows, left, got, strict=True):
        assert {**own, **taken} == row
        assert {path: type(value) for path, value in {**own, **taken}.items()} == {p: type(v) for p, v in row.items()}
