"""A questionnaire that came back as a Word file: a table a question; number and answers are known by their labels."""

from dataclasses import dataclass, field

from muniment.answering.cells import MAX_CELL, Cell
from muniment.answering.package import Package, refused
from muniment.answering.rows import ROW_ID, given_answer, heads, labels_of, read_carried, said_beside
from muniment.document.questionnaire import ANSWERED
from muniment.record.questionnaire import DATA_MARK, AnswerFile, GivenAnswer

_DOCUMENT = "word/document.xml"
#: How many tables and rows are read, and how much text of all of it.
MAX_TABLES, MAX_ROWS, MAX_TEXT = 50_000, 500_000, 40_000_000
#: What may hold a value that a program computes or fetches; what is said in it counts for nothing.
_FIELDS = frozenset({"fldSimple", "fldChar", "instrText", "altChunk", "object"})


@dataclass(slots=True)
class _Read:
    """What a document holds: rows of tables, each with its cells, by table; and the paragraphs outside of tables."""

    tables: list[list[list[Cell]]] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


def read_word_file(package: Package) -> AnswerFile:
    """Return what came back in a Word file; raise CannotRun where it carries no questions of ours."""
    name = package.name
    read = _Reading(package).read()
    if DATA_MARK not in read.paragraphs:
        raise refused(
            f"{name} does not carry the questions it answers: the hidden text at its end is gone.",
            "Fill in the file as it was sent, or ask again with muniment ask.",
        )
    at = read.paragraphs.index(DATA_MARK)
    said, *chunks = [text for text in read.paragraphs[at + 1 :] if text] or [""]
    questionnaire = read_carried(name, "".join(chunks), said)
    answers = [answer for number, table in enumerate(read.tables, 1) if (answer := _answer(table, number)) is not None]
    beside = said_beside(lambda what: _beside(read, what))
    return AnswerFile(questionnaire, answers=tuple(answers), notes=tuple(package.notes), **beside)


def _answer(table: list[list[Cell]], number: int) -> GivenAnswer | None:
    known = heads()
    cells: dict[str, Cell] = {}
    for row in table:
        column = known.get(" ".join(row[0].text.split()).casefold()) if row else None
        if column and len(row) > 1:
            cells.setdefault(column, row[-1])
    given = {name: cells[name] for name in ANSWERED if name in cells and (cells[name].text or cells[name].problem)}
    if not given:
        return None
    row_id = ROW_ID.fullmatch(cells["id"].text.strip()) if "id" in cells else None
    return given_answer(row_id, given, f"table {number}", "")


def _beside(read: _Read, what: str) -> str:
    labels = labels_of(what)
    for table in read.tables:
        for row in table:
            if len(row) > 1 and row[0].text.strip().casefold() in labels and not row[1].problem:
                return row[1].text.strip()
    return ""


class _Reading:
    """One document being read: the tables it is in, their rows and cells, and the text so far."""

    def __init__(self, package: Package) -> None:
        self.package, self.found = package, _Read()
        self.tables: list[list[list[Cell]]] = []
        self.cells: list[tuple[list[str], list[str]]] = []
        self.paragraph: list[str] = []
        self.rows = self.length = 0
        self.inside = ""

    def read(self) -> _Read:
        """Read the document."""
        if _DOCUMENT not in self.package.parts:
            raise refused(f"{self.package.name} is no Word file.", "Send the form as it was filled in, as .docx.")
        self.package.parse(_DOCUMENT, self._start, self._end, self._text)
        return self.found

    def _start(self, name: str, _: dict[str, str]) -> None:
        self.inside = name
        if name == "tbl":
            self.tables.append([])
        elif name == "tr" and self.tables:
            self.rows += 1
            self.tables[-1].append([])
        elif name == "tc" and self.tables and self.tables[-1]:
            self.cells.append(([], []))
        elif name in _FIELDS and self.cells:
            self.cells[-1][1].append("the cell holds a field or an object; write the value itself")
        elif name == "br":
            self.paragraph.append("\n")
        elif name == "tab":
            self.paragraph.append(" ")
        if self.rows > MAX_ROWS or len(self.found.tables) > MAX_TABLES:
            raise refused(f"{self.package.name} holds more tables than any form has.", "Send the form alone.")

    def _text(self, data: str) -> None:
        if self.inside == "t":
            self.length += len(data)
            if self.length > MAX_TEXT:
                raise refused(f"{self.package.name} holds more text than any form has.", "Send the form alone.")
            self.paragraph.append(data)

    def _end(self, name: str) -> None:
        self.inside = ""
        if name == "p":
            text = "".join(self.paragraph)
            self.paragraph = []
            (self.cells[-1][0] if self.cells else self.found.paragraphs).append(text)
        elif name == "tc" and self.cells:
            texts, problems = self.cells.pop()
            text = "\n".join(texts).strip()
            problem = problems[0] if problems else ""
            if len(text) > MAX_CELL:
                text, problem = text[:MAX_CELL], f"the cell holds more than {MAX_CELL} characters"
            self.tables[-1][-1].append(Cell(text, problem))
        elif name == "tbl" and self.tables:
            self.found.tables.append(self.tables.pop())
