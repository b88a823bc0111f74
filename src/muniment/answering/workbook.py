"""A questionnaire that came back as a workbook: the questions from its hidden sheet, the answers from its rows.

Columns are known by their heads, rows by the number of the question in them, sheets by what they hold: so all of these
may have been moved, sorted, added to or renamed.
"""

import functools
import json
import re
from collections.abc import Iterator

from muniment.answering.cells import Cell, Sheet, filled, read_sheets
from muniment.answering.package import open_package, refused
from muniment.base.languages import offered_languages
from muniment.document.questionnaire import ANSWERED, COLUMNS
from muniment.document.words import load_words
from muniment.record.questionnaire import (
    DATA_MARK,
    NOT_APPLICABLE,
    UNKNOWN,
    VALUE,
    AnswerFile,
    GivenAnswer,
    Questionnaire,
    load_questionnaire,
)

#: How a row names its question, and the place it answers for alone.
ROW_ID = re.compile(r"(Q-[0-9a-f]{12})(?:/(P-[0-9a-f]{12}))?")
KINDS = {"answer": VALUE, "unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}


def read_workbook(name: str, data: bytes) -> AnswerFile:
    """Return what came back in a workbook; raise CannotRun where it carries no questions of ours."""
    package = open_package(name, data)
    sheets = read_sheets(package)
    carriers = [sheet for sheet in sheets if sheet.rows.get(1, {}).get(1, Cell("")).text == DATA_MARK]
    if not carriers:
        raise refused(
            f"{name} does not carry the questions it answers: the hidden sheet of muniment is gone.",
            "Fill in the file as it was sent, or ask again with muniment ask.",
        )
    questionnaire = _questionnaire(name, carriers[0])
    shown = [sheet for sheet in sheets if sheet not in carriers]
    answers = [answer for sheet in shown for answer in _answers(sheet)]
    if not any(_head(sheet) for sheet in shown):
        raise refused(
            f"{name} has no sheet with the heads of the questions.",
            "Keep the row with the heads as it was sent: it says which column holds what.",
        )
    by, on = (_beside(shown, what) for what in ("by", "on"))
    return AnswerFile(questionnaire, by, on, tuple(answers), tuple(package.notes))


def _questionnaire(name: str, sheet: Sheet) -> Questionnaire:
    text = "".join(row[1].text for number, row in filled(sheet) if number > 2 and 1 in row)
    said = sheet.rows.get(2, {}).get(1, Cell("")).text
    return read_carried(name, text, said)


def read_carried(name: str, text: str, said: str) -> Questionnaire:
    """Return the questions that a file carries; raise CannotRun where they are not what their digest says."""
    try:
        read = load_questionnaire(json.loads(text, parse_float=_no_float, parse_constant=_no_float))
        if read.digest == said:
            return read
    except (ValueError, RecursionError) as error:
        raise refused(f"{name} carries questions that were changed: {str(error)[:200]}.", _AS_SENT) from error
    raise refused(f"{name} carries questions that were changed.", _AS_SENT)


_AS_SENT = "Fill in the file as it was sent; its hidden part must stay as it is."


def _no_float(text: str) -> float:
    raise ValueError(f"{text[:20]} has no place in a questionnaire")


def _answers(sheet: Sheet) -> Iterator[GivenAnswer]:
    head = _head(sheet)
    if head is None:
        return
    first, columns = head
    ids = {number: found for number, row in filled(sheet) if (found := _id(row, columns))}
    for number, row in filled(sheet):
        if number <= first:
            continue
        given = {name: row[columns[name]] for name in ANSWERED if name in columns and columns[name] in row}
        if given:
            yield _given(sheet, number, ids.get(number), given, columns, ids)


def _given(
    sheet: Sheet,
    number: int,
    row_id: "re.Match[str] | None",
    given: dict[str, Cell],
    columns: dict[str, int],
    ids: "dict[int, re.Match[str]]",
) -> GivenAnswer:
    said = [name for name in KINDS if name in given]
    remark = given.get("remark", Cell(""))
    problem = next((cell.problem for cell in given.values() if cell.problem), "")
    if row_id is None:
        problem = "the row has no number of a question"
    elif not said:
        problem = "there is a remark, and no answer beside it"
    elif len(said) > 1:
        problem = "more than one of the three columns is filled: answer, not known, does not apply"
    for name in said:
        end = sheet.merged.get((number, columns[name]), 0)
        if any(number < other <= end for other in ids):
            problem = problem or "the cell is merged over several questions; write the answer in the row of each"
    text = "\n".join(given[name].text.strip() for name in said) if said else remark.text
    return GivenAnswer(
        question=row_id[1] if row_id else "",
        place=(row_id[2] or "") if row_id else "",
        kind=KINDS[said[0]] if said else VALUE,
        text=text,
        remark=remark.text.strip() if said else "",
        row=f"sheet {sheet.number}, row {number}",
        problem=problem,
    )


def _id(row: dict[int, Cell], columns: dict[str, int]) -> "re.Match[str] | None":
    cell = row.get(columns["id"])
    return ROW_ID.fullmatch(cell.text.strip()) if cell else None


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row with the heads, and in which column each of ours stands."""
    known = _heads()
    for number, row in filled(sheet):
        found: dict[str, int] = {}
        for column, cell in sorted(row.items()):
            name = known.get(" ".join(cell.text.split()).casefold())
            if name:
                found.setdefault(name, column)
        if {"id", *ANSWERED} - {"remark"} <= found.keys():
            return number, found
    return None


@functools.cache
def _heads() -> dict[str, str]:
    """Return our columns by their heads in every language in which forms are offered."""
    return {
        load_words(language)("questionnaire", "columns", name).casefold(): name
        for language in offered_languages()
        for name in COLUMNS
    }


def _beside(sheets: list[Sheet], what: str) -> str:
    """Return what stands beside a label of the instructions: who answered, or when."""
    labels = {load_words(language)("questionnaire", what).casefold() for language in offered_languages()}
    for sheet in sheets:
        for _, row in filled(sheet):
            for column, cell in sorted(row.items()):
                if cell.text.strip().casefold() in labels:
                    after = [row[other] for other in sorted(row) if other > column]
                    return after[0].text.strip() if after and not after[0].problem else ""
    return ""
