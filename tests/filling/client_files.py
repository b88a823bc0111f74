"""A small workspace, questionnaires of a client as workbook and CSV, and what fills them in the same process."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from muniment.answering.client_file import ClientFile, read_client_file
from muniment.app.filling import Outcome, Wanted, fill
from sample_cards import card, write

DAY = "2026-11-23"
HEADS = ("No", "Question", "Answer", "Basis", "Day", "Evidence")
SETTINGS = """muniment: 1
disclosure:
  table: 1
  rows:
    - {path: dataset.cleaning, audience: authority, ground: trade_secret, reason: It is our own know-how.}
    - {path: "dataset.labelling.campaigns[].task#reason", audience: client, reason: Clients may know why.}
"""
BIRDS = """muniment: 1
kind: dataset
name: birds
version: "1.0"
language: en
title: Birds of the garden
description: "=Photographs of <birds> & trees"
modalities: [image, text]
scope: {languages: [de, en]}
personal_data: {present: false}
cleaning: {outlier_method: canary-of-the-method}
synthetic: {not_applicable: every picture was taken by a person}
labelling:
  labelled: true
  campaigns:
    - {id: spring, task: Name the bird., items: 1200}
    - {id: autumn, task: {unknown: the vendor has not answered, owner: canary-of-an-owner}}
"""


def workspace(at: Path, birds: str = BIRDS, **more: str) -> Path:
    """Write the workspace."""
    return write(
        at,
        {
            "muniment.yaml": SETTINGS,
            "organisation.card.yaml": card("organisation", "example", legal_name="Example GmbH"),
            "datasets/birds.card.yaml": birds,
            **more,
        },
    )


def mapping(questions: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """Return a mapping for the sheet of `workbook`."""
    sheets = [{"sheet": "Data", "id": "No", "question": "Question", "answer": "Answer"}]
    return {"muniment": 1, "questionnaire": "A bank", "sheets": sheets, "questions": list(questions), **more}


def asks(number: str, text: str, *facts: str, **more: Any) -> dict[str, Any]:
    """Return one question of a mapping."""
    return {"id": number, "text": text, "facts": list(facts), **more}


def workbook(
    rows: Sequence[Sequence[str]],
    change: Callable[[Any, Any, Any], None] | None = None,
    heads: Sequence[str] = HEADS,
) -> bytes:
    """Return a workbook with one sheet: heads in row 1, a question a row; the answers have a style of their own."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    page = book.add_worksheet("Data")
    yellow = book.add_format({"bg_color": "#FFFFCC", "locked": False})
    page.write_row(0, 0, heads, book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        page.write_row(number, 0, row)
        if len(row) == 2:
            page.write_blank(number, 2, None, yellow)
    if change is not None:
        change(book, page, yellow)
    book.close()
    return stream.getvalue()


def filled(at: Path, data: bytes, made: Mapping[str, Any], name: str = "bank.xlsx", **more: Any) -> Outcome:
    """Fill a client's file in a workspace; the result is beside it, called ``out`` and like it."""
    (at / name).write_bytes(data)
    (at / "bank.map.yaml").write_text(yaml.safe_dump(dict(made), sort_keys=False, allow_unicode=True), "utf-8")
    out = at / f"out{Path(name).suffix}"
    given = {"cards": ("birds",), "audience": "client", "recipient": "Bank", "output": out, "dated": DAY, **more}
    return fill(Wanted(at / name, at / "bank.map.yaml", workspace=at, **given))


def cells(data: bytes, name: str = "out.xlsx") -> dict[str, str]:
    """Return the texts of the first sheet by the letter of the column and the row."""
    read: ClientFile = read_client_file(name, data)
    rows = read.sheets[0].rows.items()
    return {f"{chr(64 + column)}{row}": cell.text for row, found in rows for column, cell in found.items()}


def answers(at: Path, name: str = "out.xlsx") -> dict[str, str]:
    """Return the cells of the filled file."""
    return cells((at / name).read_bytes(), name)


def codes(outcome: Outcome) -> list[str]:
    """Return the codes of the findings."""
    return [finding.code for finding in outcome.findings]


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package, unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {item.filename: archive.read(item) for item in archive.infolist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()
