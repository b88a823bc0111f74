"""`muniment lsp`, driven by a scripted client: what people see while they type."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from language_server import LanguageServer

SERVER = (sys.executable, "-m", "muniment.cli.main", "lsp", "--as-of", "2026-11-23")
ORGANISATION = 'muniment: 1\nkind: organisation\nname: acme\nversion: "2026"\nroles: [provider_high_risk]\n'
TICKETS = 'muniment: 1\nkind: dataset\nname: tickets\nversion: "2.3.0"\ntitle: Tickets 🎫 of customers\n'
SYSTEM = (
    "muniment: 1\nkind: system\nname: desk\nversion: '1'\nprovider: acme\ndatasets:\n"
    "  - id: training\n    dataset: tickets@2.3.0\n    role: training\n"
)
CARDS = {
    "muniment.yaml": "muniment: 1\norganisation: acme\n",
    "organisation.card.yaml": ORGANISATION,
    "tickets.card.yaml": TICKETS,
    "desk.card.yaml": SYSTEM,
    "profiles/shared.yaml": "muniment: 1\nprofile_of: dataset\nname: shared\nlicence: {id: MIT}\n",
}
ERROR, HINT = 1, 4
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "profiles").mkdir()
    for name, text in CARDS.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def editor(folder: Path) -> Iterator[LanguageServer]:
    with LanguageServer(folder, SERVER) as server:
        yield server


def errors(diagnostics: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(one["range"]["start"]["line"], one["code"]) for one in diagnostics if one["severity"] == ERROR]


def actions(editor: LanguageServer, name: str, first: int = 0, last: int = 999) -> dict[str, list[dict[str, Any]]]:
    """Return the edits offered for some lines of a file, by title."""
    wanted = {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}
    asked = {"textDocument": editor.at(name, 0, 0)["textDocument"], "range": wanted, "context": {"diagnostics": []}}
    return {
        one["title"]: [edit for change in one["edit"]["documentChanges"] for edit in change["edits"]]
        for one in editor.ask("textDocument/codeAction", asked)
    }


def led(editor: LanguageServer, name: str, line: int, column: int) -> dict[str, Any]:
    """Return where a name leads, once the whole workspace was judged: the form of a file may be told before that."""
    for _ in range(300):
        found = editor.ask("textDocument/definition", editor.at(name, line, column))
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("it leads nowhere")


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    """Make edits as an editor does (columns in UTF-16 here)."""
    lines = text.splitlines(keepends=True)
    for edit in edits:
        at = [
            sum(map(len, lines[: point["line"]])) + point["character"] for point in edit["range"].values()
        ]  # the lines that are edited hold no character beyond the first plane
        text = text[: at[0]] + edit["newText"] + text[at[1] :]
    return text


def test_findings_come_with_the_law_and_what_to_write(editor: LanguageServer) -> None:
    shown = editor.open("tickets.card.yaml", TICKETS + "titel: x\nlicence: {id: CC-BY-5.0}\n")
    assert errors(shown) == [(5, "MUN201"), (6, "MUN208")]
    shown = [one for one in shown if one["severity"] == ERROR]
    assert shown[0]["message"].startswith('"titel" is not a key of dataset.\nDid you mean "title"?\nLaw: AI Act')
    assert shown[0]["source"] == "muniment"


def test_what_is_typed_counts_before_it_is_saved_and_in_other_files_too(editor: LanguageServer, folder: Path) -> None:
    editor.show("desk.card.yaml", SYSTEM)
    assert errors(editor.told("desk.card.yaml")) == []
    editor.open("tickets.card.yaml", TICKETS)
    editor.told("desk.card.yaml")
    editor.type("tickets.card.yaml", TICKETS.replace("2.3.0", "2.4.0"))
    while (7, "MUN301") not in errors(editor.told("desk.card.yaml")):
        pass
    assert (folder / "tickets.card.yaml").read_text("utf-8") == TICKETS, "the server writes nothing"
    editor.type("tickets.card.yaml", TICKETS)
    while errors(editor.told("desk.card.yaml")):
        pass


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 1), ("utf-16-le", 2), ("utf-32-le", 4)])
def test_columns_are_counted_as_the_client_counts(folder: Path, encoding: str, width: int) -> None:
    line = 'title: {value: "🎫 é", why: 1}'
    with LanguageServer(folder, SERVER, encoding.removesuffix("-le")) as editor:
        assert editor.offers["positionEncoding"] == encoding.removesuffix("-le")
        shown = editor.open("tickets.card.yaml", TICKETS.partition("title")[0] + line + "\n")
    (found,) = [one for one in shown if one["code"] == "MUN204"]
    assert found["range"]["start"]["character"] == len(line[: line.index("why")].encode(encoding)) // width
    assert found["range"]["end"]["character"] == found["range"]["start"]["character"] + 3


def test_a_place_is_made_for_what_nobody_stated_and_no_answer_given(editor: LanguageServer) -> None:
    shown = editor.open("desk.card.yaml", SYSTEM)
    offered = actions(editor, "desk.card.yaml")
    assert offered, [one["message"] for one in shown]
    title, edits = next(iter(offered.items()))
    assert title.startswith("Make a place for ")
    text = edited(SYSTEM, edits)
    assert set(SYSTEM.splitlines()) < set(text.splitlines()), "every line stays"
    editor.type("desk.card.yaml", text)
    found = [one for one in editor.told("desk.card.yaml") if one["code"] == "MUN204"]
    assert "is unknown without a reason" in found[0]["message"]


def test_from_a_name_to_its_card_and_back(editor: LanguageServer, folder: Path) -> None:
    editor.open("desk.card.yaml", SYSTEM)
    at = led(editor, "desk.card.yaml", 7, 15)
    assert at["uri"] == (folder / "tickets.card.yaml").as_uri()
    assert at["range"]["start"] == {"line": 2, "character": 6}
    at = led(editor, "desk.card.yaml", 4, 12)
    assert at["uri"] == (folder / "organisation.card.yaml").as_uri()
    assert editor.ask("textDocument/definition", editor.at("desk.card.yaml", 8, 12)) is None

    editor.open("tickets.card.yaml", TICKETS + "profiles: [shared]\n")
    at = led(editor, "tickets.card.yaml", 5, 13)
    assert at["uri"] == (folder / "profiles" / "shared.yaml").as_uri()
    asked = {**editor.at("tickets.card.yaml", 2, 7), "context": {"includeDeclaration": False}}
    (user,) = editor.ask("textDocument/references", asked)
    assert (user["uri"], user["range"]["start"]["line"]) == ((folder / "desk.card.yaml").as_uri(), 7)
    editor.open("profiles/shared.yaml", CARDS["profiles/shared.yaml"])
    asked = {**editor.at("profiles/shared.yaml", 2, 7), "context": {"includeDeclaration": False}}
    (user,) = editor.ask("textDocument/references", asked)
    assert user["uri"] == (folder / "tickets.card.yaml").as_uri()


def test_names_of_cards_and_profiles_are_offered(editor: LanguageServer) -> None:
    editor.open("desk.card.yaml", SYSTEM)
    typed = SYSTEM + "  - id: more\n    dataset: \n"
    editor.type("desk.card.yaml", typed)
    items = editor.ask("textDocument/completion", editor.at("desk.card.yaml", 10, 13))
    assert [(item["label"], item["detail"]) for item in items] == [("tickets@2.3.0", "Tickets 🎫 of customers")]
    assert items[0]["textEdit"]["newText"] == "tickets@2.3.0"
    assert editor.ask("textDocument/completion", editor.at("desk.card.yaml", 3, 11)) == []
    editor.open("tickets.card.yaml", TICKETS + "profiles: [\n")
    items = editor.ask("textDocument/completion", editor.at("tickets.card.yaml", 5, 11))
    assert [item["label"] for item in items] == ["shared"]


def test_hover_says_where_a_fact_comes_from_and_what_rests_on_it(editor: LanguageServer) -> None:
    editor.open("desk.card.yaml", SYSTEM)
    told = editor.hover("desk.card.yaml", 7, 15)
    assert "Declared: the card says so." in told
    assert "Leads to `dataset/tickets@2.3.0`: Tickets 🎫 of customers" in told
    assert editor.hover("desk.card.yaml", 0, 2) == ""


def test_hover_names_duties_with_outcome_and_date(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "recruitment", tmp_path / "recruitment")
    name = "systems/kandelis-shortlist.card.yaml"
    text = (tmp_path / "recruitment" / name).read_text("utf-8")
    line = next(at for at, one in enumerate(text.splitlines()) if one.strip().startswith("dataset: "))
    with LanguageServer(tmp_path / "recruitment", SERVER) as editor:
        editor.open(name, text)
        told = editor.hover(name, line, 16)
    assert "Duties that rest on it, as of 2026-11-23" in told
    assert "- AIA-10-1, AI Act Art 10(1): met (due " in told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00\x01",
        "a: b: c: [",
        "[" * 30_000,
        "- " * 5_000 + "x",
        "kind: dataset\n" * 300,
        "﻿name: x\r\nkind: y\r",
        "\ud800: x",
    ],
    ids=["empty", "control", "broken", "deep", "deep-block", "twice", "marks", "surrogate"],
)
def test_whatever_is_typed_the_server_goes_on(editor: LanguageServer, text: str) -> None:
    editor.open("tickets.card.yaml", TICKETS)
    editor.type("tickets.card.yaml", text)
    assert errors(editor.told("tickets.card.yaml"))
    for line in (0, 7, 10**6):
        editor.hover("tickets.card.yaml", line, 10**6)
        editor.ask("textDocument/definition", editor.at("tickets.card.yaml", line, 3))
        editor.ask("textDocument/completion", editor.at("tickets.card.yaml", line, 3))
        actions(editor, "tickets.card.yaml", 0, line)
    editor.type("tickets.card.yaml", TICKETS)
    while errors(editor.told("tickets.card.yaml")):
        pass


def test_other_files_and_other_addresses_are_left_alone(editor: LanguageServer, folder: Path) -> None:
    for uri in ("untitled:Untitled-1", "https://example.org/x.card.yaml", (folder / "notes.txt").as_uri()):
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": "kind: dataset\n"}
        editor.tell("textDocument/didOpen", {"textDocument": document})
        at = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
        assert editor.ask("textDocument/hover", at) is None
    assert errors(editor.open("tickets.card.yaml", TICKETS + "x: 1\n")) == [(5, "MUN201")]


def test_what_is_waived_or_known_is_shown_as_a_hint(editor: LanguageServer, folder: Path) -> None:
    (folder / "waivers.yaml").write_text(
        "muniment: 1\nwaivers:\n  - {id: one, code: MUN302, address: 'system/desk@1#/datasets/training/dataset',"
        " reason: The version is being fixed., person: Ada Bell, until: 2030-01-01}\n"
    )
    shown = editor.open("desk.card.yaml", SYSTEM.replace("tickets@2.3.0", "tickets"))
    (found,) = [one for one in shown if one["code"] == "MUN302"]
    assert found["severity"] == HINT
    assert found["message"].startswith("Waived until 2030-01-01 (Ada Bell): ")


def test_a_mechanical_repair_is_offered_first(editor: LanguageServer) -> None:
    text = TICKETS.replace("title", "Title").replace("🎫 ", "")
    editor.open("tickets.card.yaml", text)
    offered = actions(editor, "tickets.card.yaml", 4, 4)
    assert edited(text, offered['Write "title" for "Title"']) == TICKETS.replace("🎫 ", "")


def test_a_file_that_changes_on_the_disk_is_seen(editor: LanguageServer, folder: Path) -> None:
    editor.open("desk.card.yaml", SYSTEM)
    (folder / "tickets.card.yaml").unlink()
    change = {"uri": (folder / "tickets.card.yaml").as_uri(), "type": 3}
    editor.tell("workspace/didChangeWatchedFiles", {"changes": [change]})
    while (7, "MUN301") not in errors(editor.told("desk.card.yaml")):
        pass


def test_a_card_outside_a_workspace_is_validated_alone(tmp_path: Path) -> None:
    with LanguageServer(tmp_path, SERVER) as editor:
        assert errors(editor.open("lonely.card.yaml", TICKETS.replace("tickets", "lonely") + "x: 1\n")) == [
            (5, "MUN201")
        ]
