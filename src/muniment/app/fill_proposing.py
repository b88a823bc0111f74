"""`fill --propose`: a mapping to begin with, from the structure of a client's file alone; no fact and no answer in it.

Which column holds the questions, which is empty beside it, which numbers them: that is guessed, and the mapping says
so. Which facts answer a question is for a person to say.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from muniment.answering.client_file import ClientFile, ClientSheet, read_client_file
from muniment.answering.into_workbook import column_letters
from muniment.answering.package import MAX_FILE
from muniment.app.files import read_bounded, write_atomically
from muniment.app.fill_files import read_file, read_map
from muniment.app.fill_places import Columns, Question, columns_of, cut, match, plain, questions_of
from muniment.app.opening import shown
from muniment.base.errors import CannotRun

#: From how many characters a text may be a question, how long a head may be, a number; how many rows may be the heads.
_LEAST, _HEAD, _NUMBER, _HEADS = 12, 80, 24, 12
#: Of how many in a hundred questions the cells of a column must be empty, or filled.
_MOSTLY = 80
_HEADING = """\
# Proposed from the structure of {name} alone. Check sheets and columns; then say under facts which facts answer each
# question: paths of the vocabulary, see "muniment explain dataset". While facts is empty nothing is answered.
muniment: 1
questionnaire: {title}
# language: en            # in which the answers are given (default: the workspace's first)
# words: {{yes: "Yes", no: "No"}}
# statuses: {{unknown: …, not_applicable: …, withheld: …, not_stated: …}}   # their words, each of its own
{encoding}sheets:
"""


def propose_map(file: Path, mapping: Path | None, output: Path) -> list[str]:
    """Write a mapping without facts, or, beside an earlier one, what is new in the file; return what is told of it.

    Raises CannotRun for a file in which no questions are found, and where the output is there already.
    """
    if output.exists():
        raise CannotRun(f"{output} is there.", "Name another file with -o: a mapping is never written over.")
    if mapping is not None:
        return _further(file, mapping, output)
    read, encoding = _read(file)
    found = [columns for sheet in read.sheets if (columns := guessed(sheet)) is not None]
    if not found:
        raise CannotRun(
            f"No column of questions with an empty one beside it was found in {file}.",
            "Write the mapping by hand: sheets, columns and questions; docs/questions.md shows one.",
        )
    text = (
        _HEADING.format(name=plain(file.name), title=_quoted(file.stem), encoding=encoding)
        + "".join(map(_sheet, found))
        + "questions:\n"
    )
    questions = [question for columns in found for question in questions_of(columns)]
    text += _questions(questions, len(found) > 1)
    write_atomically(output, text.encode())
    skipped = [sheet.name for sheet in read.sheets if sheet.name not in {one.sheet.name for one in found}]
    told = [f"{shown(output)}: {len(questions)} questions in {len(found)} sheet{'s' * (len(found) != 1)}."]
    return [*told, *([f"Sheets without questions: {', '.join(map(plain, skipped))}."] if skipped else [])]


def _read(file: Path) -> tuple[ClientFile, str]:
    """Return a file as read, and what the mapping must say of its encoding: of CSV that is no UTF-8 it is guessed."""
    try:
        return read_file(file), ""
    except CannotRun:
        data = read_bounded(file, MAX_FILE)
        if data.startswith((b"PK", b"\xd0\xcf")) or _is_utf_8(data):
            raise
        read = read_client_file(file.name, data, "cp1252")
        return read, "encoding: cp1252            # guessed: look whether the questions read as they should\n"


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _further(file: Path, path: Path, output: Path) -> list[str]:
    """Write the questions of a file that an earlier mapping does not know, to be put into it."""
    tree, mapping, findings = read_map(path)
    if tree is None or mapping is None:
        raise CannotRun(findings[0].message, findings[0].remedy)
    read: ClientFile = read_file(file, mapping)
    columns, findings = columns_of(read, mapping, tree)
    if findings:
        raise CannotRun(findings[0].message, findings[0].remedy)
    questions = [question for sheet in columns for question in questions_of(sheet)]
    matched = match(mapping, questions, tree)
    known = {id(question) for _, _, question in matched.pairs}
    new = [question for question in questions if id(question) not in known]
    told = [f"{len(known)} questions are mapped, {len(new)} are new or changed."]
    if new:
        head = f"# What {plain(path.name)} does not know of {plain(file.name)}: put it there, under questions.\n"
        write_atomically(output, (head + _questions(new, len(columns) > 1)).encode())
        told.append(shown(output))
    return [*told, *(finding.message for finding in matched.findings)]


def guessed(sheet: ClientSheet) -> Columns | None:
    """Return the columns of a sheet as its structure shows them; None where it shows no questions."""
    by_column: dict[int, list[int]] = {}
    for row, cells in sorted(sheet.rows.items()):
        for column, cell in cells.items():
            if not cell.problem and len(plain(cell.text)) >= _LEAST and " " in plain(cell.text):
                by_column.setdefault(column, []).append(row)
    asking = {
        column: sum(plain(sheet.rows[row][column].text).endswith("?") for row in rows)
        for column, rows in by_column.items()
    }
    for question, rows in sorted(by_column.items(), key=lambda pair: -len(pair[1]) - 2 * asking[pair[0]]):
        if len(rows) > 1:
            heads = [row for row in sorted(sheet.rows) if row < rows[1] and _is_head(sheet, row, question)]
            for head in reversed(heads[-_HEADS:]):
                asked = [row for row in sorted(sheet.rows) if row > head and question in sheet.rows[row]]
                answer = _empty_beside(sheet, head, question, asked)
                if answer:
                    return Columns(sheet, head, question, _numbers(sheet, question, asked), {"answer": answer})
    return None


def _is_head(sheet: ClientSheet, row: int, question: int) -> bool:
    cells = sheet.rows[row]
    texts = [plain(cell.text) for cell in cells.values()]
    return question in cells and max(cells) > question and all(0 < len(text) <= _HEAD for text in texts)


def _empty_beside(sheet: ClientSheet, head: int, question: int, asked: Sequence[int]) -> int:
    """Return the first column with a head behind the questions of which most cells are empty; 0 for none."""
    for column in sorted(sheet.rows[head]):
        filled = sum(column in sheet.rows[row] for row in asked)
        if column > question and asked and filled * 100 <= len(asked) * (100 - _MOSTLY):
            return column
    return 0


def _numbers(sheet: ClientSheet, question: int, asked: Sequence[int]) -> int:
    """Return the column before the questions that names them: filled, short and never the same; 0 for none."""
    for column in range(1, question):
        texts = [plain(cell.text) for row in asked if (cell := sheet.rows[row].get(column))]
        short = texts and all(len(text) <= _NUMBER for text in texts)
        if short and len(set(texts)) == len(texts) and len(texts) * 100 >= len(asked) * _MOSTLY:
            return column
    return 0


def _sheet(columns: Columns) -> str:
    heads = columns.sheet.rows[columns.head]
    texts = [plain(cell.text).casefold() for cell in heads.values()]

    def named(column: int) -> str:
        text = plain(heads[column].text) if column in heads else ""
        return _quoted(text) if text and texts.count(text.casefold()) == 1 else column_letters(column)

    named_columns = {"id": columns.id, "question": columns.question, "answer": columns.written["answer"]}
    lines = [f"sheet: {_quoted(columns.sheet.name)}"] if columns.sheet.name else []
    lines += [
        f"head: {columns.head}",
        *(f"{name}: {named(column)}" for name, column in named_columns.items() if column),
    ]
    others = [column for column in sorted(heads) if column not in named_columns.values()]
    if others:
        lines.append(f"# origin, date, reference: further columns are {', '.join(map(named, others[:12]))}")
    return "  - " + "\n    ".join(lines) + "\n"


def _questions(questions: Sequence[Question], name_sheets: bool) -> str:
    return "".join("  - " + "\n    ".join(_question(one, name_sheets)) + "\n" for one in questions)


def _question(one: Question, name_sheets: bool) -> Iterator[str]:
    if one.id:
        yield f"id: {_quoted(one.id)}"
    if name_sheets and one.columns.sheet.name:
        yield f"sheet: {_quoted(one.columns.sheet.name)}"
    yield f"text: {_quoted(one.text)}"
    rule = one.columns.sheet.rule_at(one.row, one.columns.written["answer"])
    if rule is not None and rule.allowed:
        yield f"# the cell allows: {cut(', '.join(sorted(rule.allowed)), 100)}"
    yield "facts: []"


def _quoted(text: str) -> str:
    """Return a text in quotes, on one line: JSON, which YAML reads alike."""
    return json.dumps(text, ensure_ascii=False)
