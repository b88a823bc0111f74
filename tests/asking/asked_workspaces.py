"""A small workspace with open questions of several owners, forms and shapes; and workbooks filled in by openpyxl."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from muniment.app.answering import take_answers
from muniment.app.asking import build_asked, write_asked
from muniment.record.questionnaire import AskedQuestion, Questionnaire
from muniment.report.returned import Answered
from sample_cards import card, profile, write

AS_OF = "2026-11-23"
BIRDS = """muniment: 1
kind: dataset
name: birds
version: "1.0"
# who labelled it is to be asked
title: Birds of the garden   # as published
profiles: [shared]
supplier: {name: Example Data GmbH}
licence: {id: {unknown: the owner has not answered, owner: legal}}
labelling:
  labelled: true
  campaigns:
    - id: spring
      procedure: Two labellers a picture; a third decides where they differ.
      workforce: [{id: vendor, kind: vendor, headcount: {unknown: they have not answered, owner: procurement}}]
    - id: autumn
      procedure: One labeller a picture; every tenth is checked by another.
personal_data: {present: {unknown: nobody has looked, owner: "data protection"}}
"""


def workspace(at: Path, **more: str) -> Path:
    """Write the workspace."""
    sets = ["birds@1.0", "trees@1.0", "stones@1.0"]
    uses = [{"id": f"use-{n}", "dataset": name, "role": "training"} for n, name in enumerate(sets, 1)]
    return write(
        at,
        {
            "muniment.yaml": "muniment: 1\nowners:\n  - {path: dataset.labelling, owner: labelling lead}\n",
            "organisation.card.yaml": card(
                "organisation", "example", legal_name="Example GmbH", roles=["provider_high_risk"]
            ),
            "systems/gate.card.yaml": card(
                "system",
                "gate",
                risk_class="high_risk",
                annex_iii=True,
                uses_model_training=True,
                annex_iii_points=["4(a)"],
                placed_on="2026-01-05",
                datasets=uses,
            ),
            "datasets/birds.card.yaml": BIRDS,
            "datasets/trees.card.yaml": card(name="trees", title="Trees of the garden", profiles=["shared"]),
            "datasets/stones.card.yaml": card(name="stones", title="Stones of the garden"),
            "profiles/shared.yaml": profile(
                collection={"method": {"unknown": "the archive is being searched", "owner": "archive"}}
            ),
            **more,
        },
    )


def asked(at: Path, to: str = "", language: str = "en", cards: tuple[str, ...] = ()) -> Questionnaire:
    """Return what is asked in a workspace."""
    return build_asked([at], to, cards, AS_OF, AS_OF, language)


def about(questionnaire: Questionnaire, path: str, address: str = "") -> AskedQuestion:
    """Return the question about a path (and a place)."""
    found = [
        question
        for question in questionnaire.questions
        if question.path == path and (not address or address in [place.address for place in question.places])
    ]
    assert len(found) == 1, [question.path for question in questionnaire.questions]
    return found[0]


def workbook(questionnaire: Questionnaire, file: Path) -> Path:
    """Write a questionnaire as a workbook."""
    write_asked(questionnaire, "xlsx", file)
    return file


COLUMN = {"answer": 8, "unknown": 9, "not_applicable": 10, "remark": 11}


def fill(
    file: Path,
    answers: Mapping[str, Mapping[str, Any]],
    change: Callable[[openpyxl.Workbook], None] = lambda book: None,
    by: str = "Petra Klein",
) -> Path:
    """Fill a workbook in: row id → column → what is typed; ``change`` may do what people do with workbooks."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    rows = {str(sheet.cell(row, 1).value): row for row in range(1, sheet.max_row + 1)}
    for name, cells in answers.items():
        for column, typed in cells.items():
            sheet.cell(rows[name], COLUMN[column]).value = typed
    for row in book.worksheets[0].iter_rows():
        if str(row[0].value).startswith(("Answered by", "Beantwortet von", "Réponses de")):
            row[1].value = by
    change(book)
    book.save(file)
    return file


def taken(at: Path, *files: Path, by: str = "", on: str = AS_OF, write: bool = True) -> Answered:
    """Take answers back into a workspace."""
    return take_answers(files, at, by, on, write=write)


def saved(book: openpyxl.Workbook) -> bytes:
    """Return the bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
