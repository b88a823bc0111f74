"""A questionnaire that came back as a workbook: the questions from its hidden sheet, the answers from its rows.

Columns are known by their heads, rows by the number of the question in them, sheets by what they hold: so all of these
may have been moved, sorted, added to or renamed.
"""

import re
from collections.abc import Iterator

from muniment.answering.cells import Cell, Sheet, filled, read_sheets
from muniment.answering.lists import read_lists
from muniment.answering.package import Package, refused
from muniment.answering.rows import KINDS, ROW_ID, given_answer, heads, labels_of, read_carried, said_beside
from muniment.document.questionnaire import ANSWERED
from muniment.record.questionnaire import DATA_MARK, AnswerFile, GivenAnswer, Questionnaire

#: By which of our heads a sheet of questions is known, and one of decisions.
_HEADS = ({"id", *ANSWERED} - {"remark"}, {"id", "subject", "answer", "remark"})


def read_workbook(package: Package) -> AnswerFile:
    """Return what came back in a workbook; raise CannotRun where it carries no questions of ours."""
    name = package.name
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
    answers += [answer for sheet in shown for answer in read_lists(sheet, questionnaire)]
    if not any(_head(sheet) for sheet in shown):
        raise refused(
            f"{name} has no sheet with the heads of the questions.",
            "Keep the row with the heads as it was sent: it says which column holds what.",
        )
    beside = said_beside(lambda what: _beside(shown, what))
    return AnswerFile(questionnaire, answers=tuple(answers), notes=tuple(package.notes), **beside)


def _questionnaire(name: str, sheet: Sheet) -> Questionnaire:
    text = "".join(row[1].text for number, row in filled(sheet) if number > 2 and 1 in row)
    said = sheet.rows.get(2, {}).get(1, Cell("")).text
    return read_carried(name, text, said)


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
    ends = [sheet.merged.get((number, columns[name]), 0) for name in KINDS if name in given]
    merged = any(number < other <= end for end in ends for other in ids)
    problem = "the cell is merged over several questions; write the answer in the row of each" if merged else ""
    return given_answer(row_id, given, f"sheet {sheet.number}, row {number}", problem)


def _id(row: dict[int, Cell], columns: dict[str, int]) -> "re.Match[str] | None":
    cell = row.get(columns["id"])
    return ROW_ID.fullmatch(cell.text.strip()) if cell else None


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row with the heads, and in which column each of ours stands."""
    known = heads()
    for number, row in filled(sheet):
        found: dict[str, int] = {}
        for column, cell in sorted(row.items()):
            name = known.get(" ".join(cell.text.split()).casefold())
            if name:
                found.setdefault(name, column)
        if any(needed <= found.keys() for needed in _HEADS):
            return number, found
    return None


def _beside(sheets: list[Sheet], what: str) -> str:
    """Return what stands beside a label of the instructions: who answered, or when."""
    labels = labels_of(what)
    for sheet in sheets:
        for _, row in filled(sheet):
            for column, cell in sorted(row.items()):
                if cell.text.strip().casefold() in labels:
                    after = [row[other] for other in sorted(row) if other > column]
                    return after[0].text.strip() if after and not after[0].problem else ""
    return ""
