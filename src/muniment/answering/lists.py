"""Lists that are answered row by row: tables on a sheet of a workbook, known by the numbers in their rows."""

import re
from collections.abc import Iterator, Mapping

from muniment.answering.cells import Cell, Sheet, filled
from muniment.document.questionnaire import titles_in_any_language
from muniment.record.questionnaire import LIST_TEXT, VALUE, AskedQuestion, GivenAnswer, Questionnaire

#: How a row names the list (and place) whose heads or entry it holds.
_ROW = re.compile(r"(Q-[0-9a-f]{12})(?:/(P-[0-9a-f]{12}))?#([0-9]{0,6})")


def read_lists(sheet: Sheet, questionnaire: Questionnaire) -> Iterator[GivenAnswer]:
    """Yield what the tables of a sheet say: an answer a list and place, with its entries in their order."""
    rows = {number: (found, row) for number, row in filled(sheet) if (found := _named(row))}
    heads = {_list(found): row for found, row in rows.values() if not found[3]}
    if not heads:
        return
    asked = {question.id: question for question in questionnaire.questions if question.fields}
    entries: dict[tuple[str, str], list[tuple[int, dict[int, Cell]]]] = {}
    for number, row in filled(sheet):
        if number in rows:
            found, _ = rows[number]
            if found[3] and len(row) > 1:
                entries.setdefault(_list(found), []).append((number, row))
        elif not any(cell.text.strip() == LIST_TEXT for cell in row.values()):
            text = "; ".join(cell.text for _, cell in sorted(row.items()))
            where = f"sheet {sheet.number}, row {number}"
            yield GivenAnswer("", "", VALUE, text, "", where, "the row has no number of an entry")
    for (question, place), filled_in in entries.items():
        yield _answer(sheet, question, place, filled_in, heads.get((question, place)), asked.get(question))


def _answer(
    sheet: Sheet,
    question: str,
    place: str,
    entries: list[tuple[int, dict[int, Cell]]],
    head: Mapping[int, Cell] | None,
    asked: AskedQuestion | None,
) -> GivenAnswer:
    columns = _columns(head, asked) if head and asked else {}
    records, texts, problem = [], [], "" if columns else "the row with the heads of its table is gone"
    for number, row in entries:
        record = [(key, row[column]) for column, key in columns.items() if column in row]
        other = [column for column in row if column not in columns and not _ROW.fullmatch(row[column].text.strip())]
        wrong = next((cell.problem for _, cell in record if cell.problem), "")
        if other and columns:
            wrong = wrong or "a column has no head that is known"
        problem = problem or (f"row {number}: {wrong}" if wrong else "")
        texts.append("; ".join(f"{key}: {cell.text.strip()}" for key, cell in record) or "; ".join(
            cell.text for column, cell in sorted(row.items()) if column in other
        ))  # fmt: skip
        records.append(tuple((key, cell.text.strip()) for key, cell in record if cell.text.strip()))
    where = f"sheet {sheet.number}, rows {entries[0][0]} to {entries[-1][0]}"
    kept = tuple(record for record in records if record)
    return GivenAnswer(question, place, VALUE, "\n".join(texts), "", where, problem, kept)


def _columns(head: Mapping[int, Cell], asked: AskedQuestion) -> dict[int, str]:
    """Return which column of a table holds which field."""
    names = {title: field.key for field in asked.fields or () for title in titles_in_any_language(field)}
    found: dict[int, str] = {}
    for column, cell in sorted(head.items()):
        key = names.get(" ".join(cell.text.split()).casefold())
        if key and key not in found.values():
            found[column] = key
    return found


def _named(row: Mapping[int, Cell]) -> "re.Match[str] | None":
    return next((found for cell in row.values() if (found := _ROW.fullmatch(cell.text.strip()))), None)


def _list(found: "re.Match[str]") -> tuple[str, str]:
    return found[1], found[2] or ""
