"""A questionnaire as a workbook: instructions, a row a question, cells to answer in, and hidden what is needed to read
it back.

Every cell is text and none can act as a formula: what begins like one is marked as a quoted text, too. The number of
its question stands in each row, so that rows and columns may be moved; what was asked travels as a whole, with its
digest, on a hidden sheet.
"""

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from muniment.document.decisions import DECISION_COLUMNS
from muniment.document.questionnaire import ANSWERED, COLUMNS, FormQuestion, FormRow, QuestionForm
from muniment.document.words import Words, load_words
from muniment.record.questionnaire import DATA_MARK, LIST_TEXT

#: How many rows the table of a list has to begin with.
ENTRIES = 10
#: The hidden sheet: its name, and how much text one of its cells holds.
DATA_SHEET, DATA_CHUNK = "muniment", 30_000
_WIDTHS = {
    "id": 16, "place": 24, "question": 46, "now": 24, "why": 32, "form": 32, "example": 24, "answer": 44,
    "unknown": 32, "not_applicable": 32, "remark": 30,
}  # fmt: skip
_DECISION_WIDTHS = {"id": 16, "subject": 52, "fact": 44, "says": 60, "answer": 22, "remark": 48}
_CELL, _LINE, _TALLEST = 32_767, 13.5, 180.0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BASE = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
#: Text is the format of every cell to answer in: a program then keeps what was typed, also what looks like a formula.
_TYPED = {**_BASE, "num_format": "@", "locked": False, "border": 1, "border_color": "#8C9098", "bg_color": "#FFFDF2"}


def render_questionnaire_xlsx(form: QuestionForm) -> bytes:
    """Return the workbook of a questionnaire."""
    words = load_words(form.language)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = date.fromisoformat(form.questionnaire.asked_on)
    book.set_properties({"title": form.title, "created": datetime.combine(day, time())})
    _Book(book, form, words).write()
    book.close()
    return stream.getvalue()


class _Book:
    """One workbook being written."""

    def __init__(self, book: Any, form: QuestionForm, words: Words) -> None:
        self.book, self.form, self.words = book, form, words
        looks = {
            "text": _BASE,
            "head": {**_BASE, "bold": True, "bottom": 1, "bg_color": "#EEF0F2"},
            "matter": {**_BASE, "bold": True, "bg_color": "#E3ECEC", "text_wrap": False},
            "title": {"font_name": "Calibri", "bold": True, "font_size": 16},
            "strong": {**_BASE, "bold": True},
            "decision": {**_BASE, "bg_color": "#E3ECEC"},
            "fact": {**_BASE, "bottom": 4, "bottom_color": "#8C9098"},
            "typed": _TYPED,
            "free": {**_BASE, "num_format": "@", "locked": False},
        }
        self.looks = {name: book.add_format(look) for name, look in looks.items()}
        # Behind what looks like a formula: the mark by which a program shows it as text for good.
        self.quoted = {name: book.add_format({**look, "quote_prefix": True}) for name, look in looks.items()}
        self.lists: dict[tuple[str, ...], str] = {}

    def write(self) -> None:
        """Write all sheets; the first is the one that opens."""
        about = self.book.add_worksheet(self.words("questionnaire", "sheets", "about"))
        what = "decisions" if self.form.decisions else "questions"
        sheet = self.book.add_worksheet(self.words("questionnaire", "sheets", what))
        listed = [question for matter in self.form.matters for question in matter.questions if question.fields]
        lists = self.book.add_worksheet(self.words("questionnaire", "sheets", "lists")) if listed else None
        data = self.book.add_worksheet(DATA_SHEET)
        self._about(about)
        if self.form.decisions:
            self._decisions(sheet, data)
        else:
            self._questions(sheet, data)
        if lists is not None:
            self._lists(lists, data, listed)
        self._data(data)

    def _put(self, sheet: Any, row: int, column: int, text: str, look: str = "text") -> None:
        text = text[:_CELL]
        looks = self.quoted if text.startswith(_FORMULA) else self.looks
        sheet.write_string(row, column, text, looks[look])

    def _about(self, sheet: Any) -> None:
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        self._put(sheet, 0, 0, self.form.title, "title")
        row = 1
        if self.form.banner:
            self._put(sheet, row, 0, self.form.banner, "strong")
            row += 1
        for what in self.form.instructions:
            row += 1
            self._put(sheet, row, 1, self.words("questionnaire", "how", what))
            sheet.set_row(row, 2 * _LINE + 3)
        row += 1
        for what in self.form.labels:
            row += 1
            self._put(sheet, row, 0, self.words("questionnaire", what), "strong")
            sheet.write_blank(row, 1, None, self.looks["typed"])
        row += 1
        for label, text in self.form.about:
            row += 1
            self._put(sheet, row, 0, label, "strong")
            self._put(sheet, row, 1, text)
        self._set_up(sheet)

    def _questions(self, sheet: Any, data: Any) -> None:
        words = self.words
        for column, name in enumerate(COLUMNS):
            look = self.looks["free" if name in ANSWERED else "text"]
            sheet.set_column(column, column, _WIDTHS[name], look)
            self._put(sheet, 0, column, words("questionnaire", "columns", name), "head")
        row = 0
        for matter in self.form.matters:
            row += 1
            self._put(sheet, row, 0, words("questionnaire", "matter", matter=matter.heading), "matter")
            for column in range(1, len(COLUMNS)):
                sheet.write_blank(row, column, None, self.looks["matter"])
            for question in matter.questions:
                for number, one in enumerate(question.rows):
                    row += 1
                    self._row(sheet, row, question, one, first=number == 0)
                    self._validate(sheet, data, row, question)
        sheet.freeze_panes(1, 2)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._set_up(sheet)

    def _row(self, sheet: Any, row: int, question: FormQuestion, one: FormRow, *, first: bool) -> None:
        cells = {"id": one.id, "place": one.label, "now": one.now, "question": question.title}
        if first:
            cells |= {
                "question": "\n".join((question.title, *question.asked, *question.foreign)),
                "why": "\n".join(filter(None, (question.duties, question.decides, *question.provisions))),
                "form": "\n".join((self._hint(question), *map(_valued, question.values))),
                "example": question.example,
            }
        for column, name in enumerate(COLUMNS):
            if name in ANSWERED:
                sheet.write_blank(row, column, None, self.looks["typed"])
            else:
                self._put(sheet, row, column, cells.get(name, ""))
        sheet.set_row(row, _height(cells, _WIDTHS), None, {} if first else {"level": 1})

    def _hint(self, question: FormQuestion) -> str:
        if not question.fields:
            return question.hint
        return self.words("questionnaire", "listed", sheet=self.words("questionnaire", "sheets", "lists"))

    def _lists(self, sheet: Any, data: Any, questions: Sequence[FormQuestion]) -> None:
        """Write a table for each list and place: what is asked, how each column is filled in, heads, rows to fill."""
        sheet.set_column(0, 0, 32, self.looks["text"])
        sheet.set_column(1, 1 + max(len(question.fields) for question in questions), 30, self.looks["free"])
        row = -1
        tables = [(question, one) for question in questions for one in question.lists]
        for question, one in tables:
            texts = (f"{question.title}, {one.label}", *question.asked, *question.foreign)
            self._put(sheet, row + 2, 0, LIST_TEXT, "matter")
            self._put(sheet, row + 2, 1, "; ".join(texts), "matter")
            self._put(sheet, row + 3, 0, LIST_TEXT)
            self._put(sheet, row + 4, 0, f"{one.id}#", "head")
            for column, field in enumerate(question.fields, start=1):
                self._put(sheet, row + 3, column, "\n".join((field.hint, *(f"• {value}" for value in field.values))))
                self._put(sheet, row + 4, column, field.title, "head")
            hints = [{"id": "\n".join((field.hint, *field.values))} for field in question.fields]
            sheet.set_row(row + 3, max(_height(hint, {"id": 30}) for hint in hints))
            row += 4
            for number in range(1, ENTRIES + 1):
                row += 1
                self._put(sheet, row, 0, f"{one.id}#{number}")
                for column, field in enumerate(question.fields, start=1):
                    sheet.write_blank(row, column, None, self.looks["typed"])
                    if field.values and not field.many:
                        self._offer(sheet, data, (row, column), field.values, field.hint)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._set_up(sheet)

    def _decisions(self, sheet: Any, data: Any) -> None:
        """Write a row a decision, and below it a row for each fact that it is about."""
        for column, name in enumerate(DECISION_COLUMNS):
            sheet.set_column(column, column, _DECISION_WIDTHS[name], self.looks["text"])
            self._put(sheet, 0, column, self.words("questionnaire", "decision_columns", name), "head")
        answer, row = DECISION_COLUMNS.index("answer"), 0
        for decision in self.form.decisions:
            row += 1
            asked = (decision.heading, decision.asked or decision.foreign, *decision.about, decision.hint)
            cells = {"subject": "\n".join(asked)}
            self._put(sheet, row, 0, decision.id, "decision")
            self._put(sheet, row, 1, cells["subject"], "decision")
            for column in range(2, answer):
                sheet.write_blank(row, column, None, self.looks["decision"])
            for column in range(answer, len(DECISION_COLUMNS)):
                sheet.write_blank(row, column, None, self.looks["typed"])
            self._offer(sheet, data, (row, answer), decision.choices, decision.hint)
            sheet.set_row(row, _height(cells, _DECISION_WIDTHS))
            for fact in decision.facts:
                row += 1
                cells = {"fact": f"{fact.label}\n{fact.where}", "says": fact.says}
                for name, text in cells.items():
                    self._put(sheet, row, DECISION_COLUMNS.index(name), text, "fact")
                sheet.set_row(row, _height(cells, _DECISION_WIDTHS), None, {"level": 1})
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self._set_up(sheet)

    def _validate(self, sheet: Any, data: Any, row: int, question: FormQuestion) -> None:
        """Offer the allowed values of a closed list in its cell; several values are typed."""
        if not question.values or question.many:
            return
        values = tuple(value for value, _ in question.values)
        self._offer(sheet, data, (row, COLUMNS.index("answer")), values, question.hint)

    def _offer(self, sheet: Any, data: Any, cell: tuple[int, int], values: tuple[str, ...], hint: str) -> None:
        """Offer values in a cell, from a list on the hidden sheet."""
        if values not in self.lists:
            column = len(self.lists) + 2
            for number, value in enumerate(values):
                self._put(data, number, column, value)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            self.lists[values] = f"={DATA_SHEET}!${letter}$1:${letter}${len(values)}"
        # A warning, not a wall: what somebody has to say may be in no list, and is then told when it is read.
        sheet.data_validation(
            *cell, *cell,
            {"validate": "list", "source": self.lists[values], "error_type": "warning",
             "error_title": self.words("questionnaire", "columns", "form")[:32], "error_message": hint[:255]},
        )  # fmt: skip

    def _data(self, sheet: Any) -> None:
        text = self.form.questionnaire.to_ascii()
        for number, cell in enumerate((DATA_MARK, self.form.questionnaire.digest, *_chunks(text))):
            self._put(sheet, number, 0, cell)
        sheet.hide()
        sheet.protect()

    def _set_up(self, sheet: Any) -> None:
        sheet.protect("", {
            "format_columns": True, "format_rows": True, "insert_columns": True, "insert_rows": True, "sort": True,
            "autofilter": True,
        })  # fmt: skip
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&R&P / &N")


def _height(cells: Mapping[str, str], widths: Mapping[str, int]) -> float:
    """Return the height of a row that shows its texts, up to a bound."""
    lines = max(
        sum(max(1, math.ceil(len(line) * 1.1 / widths[name])) for line in text.split("\n"))
        for name, text in cells.items()
    )
    return min(lines * _LINE + 3, _TALLEST)


def _valued(pair: tuple[str, str]) -> str:
    value, meaning = pair
    return f"• {value}: {meaning}" if meaning else f"• {value}"


def _chunks(text: str) -> Iterator[str]:
    for at in range(0, len(text), DATA_CHUNK):
        yield text[at : at + DATA_CHUNK]
