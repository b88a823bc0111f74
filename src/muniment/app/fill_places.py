"""Where the questions of a client's file stand, and which of them a mapping means.

Columns are known by their heads, questions by number and exact text: what moved is found, what changed is told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muniment.answering.cells import MAX_COLUMNS, column_number
from muniment.answering.client_file import ClientFile, ClientSheet
from muniment.answering.into_workbook import column_letters
from muniment.base.findings import Finding, Severity
from muniment.model.suggest import did_you_mean
from muniment.source.tree import Tree
from muniment.workspace.fill_map import UNUSABLE, WRITTEN, FillMap, FillQuestion, FillSheet

#: The findings about a question: not in the file, changed there, and found under another number.
GONE, CHANGED, RENUMBERED = "MUN771", "MUN772", "MUN777"
_LETTERS = re.compile(r"[A-Z]{1,3}")
#: How far down the heads are looked for.
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one sheet by number: of the questions, their numbers (0 for none), and those to be written."""

    sheet: ClientSheet
    head: int
    question: int
    id: int
    written: dict[str, int]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it stands in the file."""

    columns: Columns
    row: int
    id: str
    text: str

    def cell(self, column: str) -> str:
        """Return the place of the cell that is written for it: ``D4``."""
        return f"{column_letters(self.columns.written[column])}{self.row}"


@dataclass(frozen=True, slots=True)
class Matched:
    """Which questions the mapping means, by its own order, which it does not know, and what was found on the way."""

    pairs: tuple[tuple[int, FillQuestion, Question], ...]
    unmapped: tuple[Question, ...]
    findings: tuple[Finding, ...]


def columns_of(file: ClientFile, mapping: FillMap, tree: Tree) -> tuple[list[Columns], list[Finding]]:
    """Return the columns of each sheet that the mapping names, or the findings about what is not there."""
    found, findings = [], []
    for number, wanted in enumerate(mapping.sheets):
        at = f"/sheets/{number}"
        sheet = _sheet(file, wanted)
        if sheet is None:
            names = [one.name for one in file.sheets]
            near = did_you_mean(wanted.sheet or "", names)
            remedy = f'Did you mean "{near}"?' if near else f"Sheets are: {', '.join(names[:20])}."
            message = f'The file has no sheet "{wanted.sheet}".' if wanted.sheet else "The file has several sheets."
            findings.append(_unusable(tree, f"{at}/sheet" if wanted.sheet else at, message, remedy))
            continue
        columns = _columns(sheet, wanted)
        if isinstance(columns, str):
            remedy = "Write the text of the head exactly, or the letter of the column, and head: the row of the heads."
            findings.append(_unusable(tree, at, columns, remedy))
        else:
            found.append(columns)
    return found, findings


def _sheet(file: ClientFile, wanted: FillSheet) -> ClientSheet | None:
    if wanted.sheet is None or file.csv is not None:
        return file.sheets[0] if len(file.sheets) == 1 else None
    return next((sheet for sheet in file.sheets if sheet.name == wanted.sheet), None)


def _columns(sheet: ClientSheet, wanted: FillSheet) -> Columns | str:
    """Return the columns as they stand, or in words why they do not."""
    names = {"question": wanted.question, "id": wanted.id, **{name: getattr(wanted, name) for name in WRITTEN}}
    named = {name: text for name, text in names.items() if text}
    rows = [wanted.head] if wanted.head else sorted(sheet.rows)[:_MOST_ROWS]
    missing = ""
    for row in rows:
        heads: dict[str, list[int]] = {}
        for column, cell in sorted(sheet.rows.get(row, {}).items()):
            heads.setdefault(plain(cell.text).casefold(), []).append(column)
        placed = {name: _column(text, heads) for name, text in named.items()}
        by_text = [name for name, text in named.items() if plain(text).casefold() in heads]
        if not by_text and not wanted.head:
            continue
        twice = next((name for name, column in placed.items() if column < 0), "")
        absent = next((name for name, column in placed.items() if column == 0), "")
        if twice:
            missing = f'"{named[twice]}" is the head of two columns in row {row} of the sheet "{sheet.name}".'
        elif absent:
            missing = missing or f'No column has the head "{named[absent]}" in row {row} of the sheet "{sheet.name}".'
        elif len(set(placed.values())) < len(placed):
            missing = f'Two of the columns are the same one in the sheet "{sheet.name}".'
        else:
            written = {name: placed[name] for name in WRITTEN if name in placed}
            return Columns(sheet, row, placed["question"], placed.get("id", 0), written)
    return missing or f'No row of the sheet "{sheet.name}" holds the heads of the columns.'


def _column(text: str, heads: dict[str, list[int]]) -> int:
    """Return the column that a name means; 0 for none, -1 for two."""
    found = heads.get(plain(text).casefold(), [])
    if found:
        return found[0] if len(found) == 1 else -1
    if _LETTERS.fullmatch(text) and column_number(text) < MAX_COLUMNS:
        return column_number(text)
    return 0


def questions_of(columns: Columns) -> Iterator[Question]:
    """Yield the questions of a sheet: the rows below the heads with a text where questions stand.

    A heading that is merged over the column of the answers is none.
    """
    sheet = columns.sheet
    for row in sorted(sheet.rows):
        cell = sheet.rows[row].get(columns.question)
        if row <= columns.head or cell is None or cell.problem:
            continue
        merged = sheet.merge_at(row, columns.question)
        if merged is not None and merged.holds(row, columns.written["answer"]):
            continue
        number = sheet.rows[row].get(columns.id)
        yield Question(columns, row, plain(number.text) if number else "", plain(cell.text))


def match(mapping: FillMap, questions: Sequence[Question], tree: Tree) -> Matched:
    """Return which questions of the file the mapping means.

    Number and text together, then the exact text alone where it stands once, are the question. The number alone with
    another text is a question that changed: it is told, and not answered.
    """
    left = {id(question): question for question in questions}
    by_text, by_id = _grouped(questions, "text"), _grouped(questions, "id")
    often = Counter(plain(wanted.text) for wanted in mapping.questions)
    pairs: list[tuple[int, FillQuestion, Question]] = []
    findings: list[Finding] = []
    waiting = dict(enumerate(mapping.questions))
    for number_counts in (True, False):
        for number, wanted in list(waiting.items()):
            found = [
                one
                for one in by_text.get(plain(wanted.text), ())
                if id(one) in left and _fits(wanted, one, number_counts)
            ]
            if len(found) != 1 or (not number_counts and often[plain(wanted.text)] > 1):
                continue
            pairs.append((number, wanted, left.pop(id(found[0]))))
            del waiting[number]
            if not number_counts:
                findings.append(_renumbered(tree, number, wanted, found[0]))
    for number, wanted in waiting.items():
        texts = [one for one in by_text.get(plain(wanted.text), ()) if id(one) in left and _fits(wanted, one, False)]
        same = [one for one in by_id.get(plain(wanted.id or ""), ()) if wanted.id and id(one) in left]
        same = [one for one in same if _fits(wanted, one, False)]
        if len(same) == 1 and not texts:
            del left[id(same[0])]
        findings.append(_lost(tree, number, wanted, texts, same))
    pairs.sort(key=lambda pair: pair[0])
    return Matched(tuple(pairs), tuple(left.values()), tuple(findings))


def _grouped(questions: Sequence[Question], name: str) -> dict[str, list[Question]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        found[getattr(question, name)].append(question)
    return found


def _fits(wanted: FillQuestion, one: Question, number_counts: bool) -> bool:
    if wanted.sheet is not None and wanted.sheet != one.columns.sheet.name:
        return False
    return not number_counts or not wanted.id or plain(wanted.id) == one.id


def _lost(
    tree: Tree, number: int, wanted: FillQuestion, texts: Sequence[Question], same: Sequence[Question]
) -> Finding:
    """Return what is said of a question that is not there as it was."""
    named = f"{wanted.id}: " if wanted.id else ""
    at = f"/questions/{number}/text"
    if texts:
        return Finding(
            GONE, Severity.ERROR, f'{named}"{cut(wanted.text)}" cannot be told apart from another; it is not answered.',
            "Give the mapping the number of each, or its sheet.", file=tree.file, pointer=at,
        )  # fmt: skip
    if len(same) == 1:
        return Finding(
            CHANGED, Severity.ERROR,
            f'{wanted.id} asks something else now: "{cut(same[0].text)}" (row {same[0].row}). It is not answered.',
            "Read it. If the same facts answer it, put its new text into the mapping; else map it anew.",
            file=tree.file, pointer=at,
        )  # fmt: skip
    return Finding(
        GONE, Severity.WARNING, f'{named}"{cut(wanted.text)}" is not in the file.',
        "Nothing to do if it is asked no more; it may stay in the mapping.", file=tree.file, pointer=at,
    )  # fmt: skip


def _renumbered(tree: Tree, number: int, wanted: FillQuestion, one: Question) -> Finding:
    there = one.id or "without a number"
    return Finding(
        RENUMBERED, Severity.NOTICE, f'{wanted.id} is {there} in this file; its text is the same, so it is answered.',
        "Put the new number into the mapping.", file=tree.file, pointer=f"/questions/{number}/id",
    )  # fmt: skip


def _unusable(tree: Tree, pointer: str, message: str, remedy: str) -> Finding:
    return Finding(UNUSABLE, Severity.ERROR, message, remedy, file=tree.file, pointer=pointer)


def plain(text: str) -> str:
    """Return a text with every stretch of blanks and breaks as one blank."""
    return " ".join(text.split())


def cut(text: str, most: int = 90) -> str:
    """Return the beginning of a text, for people."""
    text = plain(text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
