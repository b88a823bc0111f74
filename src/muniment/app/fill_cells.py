"""What is written into the cells of one question: only what the file allows there, and never over what others wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from muniment.answering.cells import Cell
from muniment.answering.client_csv import encodes, harmless, write_csv
from muniment.answering.client_file import ClientFile, ClientSheet, Rule, read_client_file
from muniment.answering.into_workbook import AS_IT_IS, Layout, as_stored, column_letters, into_workbook
from muniment.app.fill_places import Question, cut
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.document.filling import OfCard, Wording, answer_said, origins_said
from muniment.document.words import Words

#: The findings: something else stands in the cell, the cell does not take it, the facts cannot be put so.
TAKEN, NOT_TAKEN, NOT_SAID = "MUN773", "MUN774", "MUN776"
#: What a cell of a workbook holds at most, in units of UTF-16.
_LONGEST = 32_767
#: How many addresses stand in a cell for references; of more only the cards are named.
_FEW = 3
#: Over how many rows a cell may be merged that is for one question.
_TALL = 100
Problem = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Writing:
    """What goes into the cells of one question, by column."""

    place: Question
    contents: dict[str, str | Decimal]

    @property
    def answer(self) -> str:
        """The answer as text."""
        return str(self.contents["answer"])


def content_of(
    place: Question, cards: Sequence[OfCard], wording: Wording, date: str, file: ClientFile, words: Words
) -> Writing | Problem:
    """Return what is written for a question, or code, message and remedy of why nothing is."""
    columns, sheet = place.columns.written, place.columns.sheet
    rule = sheet.rule_at(place.row, columns["answer"])
    listed = rule is not None and rule.kind == "list"
    bare = Wording(wording.say, wording.sentence, wording.values, wording.statuses, bare=listed)
    said = answer_said(cards, bare, words)
    if said.problem:
        return NOT_SAID, f"{said.problem}.", "Say it otherwise in the mapping (say, words), or answer it by hand."
    if said.number is not None and Decimal(repr(float(said.number))) != said.number:
        return NOT_SAID, "the number has more digits than a cell holds.", "Say it as a value, which is a text."
    contents: dict[str, str | Decimal] = {"answer": said.text if said.number is None else said.number}
    beside = {"origin": origins_said(cards, words), "date": date, "reference": _reference(cards)}
    contents |= {name: text for name, text in beside.items() if name in columns and text}
    if file.csv is not None:
        contents = {name: harmless(str(text)) for name, text in contents.items()}
    for name, text in contents.items():
        rule = sheet.rule_at(place.row, columns[name])
        problem = _too_much(str(text), file) or (_against(rule, text) if rule else "")
        problem = problem or _merged(sheet, place, columns[name])
        if problem:
            return NOT_TAKEN, f"{place.cell(name)} {problem}", _remedy(rule)
    return Writing(place, contents)


def _remedy(rule: Rule | None) -> str:
    if rule is not None and rule.kind == "list" and rule.allowed:
        allowed = ", ".join(sorted(rule.allowed)[:12])
        return f"Give their word for it in the mapping (words, statuses); allowed: {cut(allowed, 200)}. Or by hand."
    return "Map it otherwise, or answer it by hand."


def _reference(cards: Sequence[OfCard]) -> str:
    """Return the addresses that an answer rests on; those where nothing is told are none."""
    shown = [one.fact.address for card in cards for one in card.places if one.fact and one.status != "withheld"]
    every = list(dict.fromkeys(shown))
    if len(every) > _FEW:
        every = list(dict.fromkeys(address.partition("#")[0] for address in every))
    return "; ".join(every)


def _too_much(text: str, file: ClientFile) -> str:
    if len(text.encode("utf-16-le")) // 2 > _LONGEST:
        return f"would hold more than {_LONGEST} characters"
    if file.csv is not None and not encodes(text, file.csv):
        return f"would hold characters that {file.csv.encoding} has none for"
    return ""


def _against(rule: Rule, content: str | Decimal) -> str:
    """Return in words why the file does not allow this in a cell; empty where it does."""
    if rule.kind == "list":
        if rule.allowed is None:
            return "allows values of a list that cannot be read from the file"
        return "" if str(content) in rule.allowed else f'does not allow "{cut(str(content), 60)}"'
    fits: bool | None = None
    if rule.kind == "textLength":
        fits = rule.within(Decimal(len(str(content))))
    elif rule.kind in ("whole", "decimal"):
        whole = isinstance(content, Decimal) and (rule.kind == "decimal" or content == content.to_integral_value())
        fits = rule.within(content) if isinstance(content, Decimal) and whole else False
    if fits is None:
        return f'has a rule ("{rule.kind}") that cannot be judged here'
    return "" if fits else f'has a rule ("{rule.kind}") that does not allow "{cut(str(content), 60)}"'


def _merged(sheet: ClientSheet, place: Question, column: int) -> str:
    """Return in words why a merged cell cannot be filled: what is written must show, and belong to one question."""
    merged = sheet.merge_at(place.row, column)
    if merged is None:
        return ""
    if (merged.top, merged.left) != (place.row, column):
        return "is covered by a merged cell"
    below = range(place.row + 1, merged.bottom + 1)
    if len(below) > _TALL or any(place.columns.question in sheet.rows.get(row, {}) for row in below):
        return "is merged over several questions"
    return ""


def in_the_way(writing: Writing, file: ClientFile, ours: Mapping[tuple[str, str], str], over: bool) -> Problem | None:
    """Return what keeps a question from being written: what somebody else wrote there, or a formula."""
    place = writing.place
    sheet = place.columns.sheet
    for name, content in writing.contents.items():
        there = sheet.rows.get(place.row, {}).get(place.columns.written[name])
        cell = place.cell(name)
        if there is None or _holds(there, content, file):
            continue
        if there.problem:
            return TAKEN, f"{cell} cannot be filled: {there.problem.partition(';')[0]}.", "Answer it by hand."
        if not over and ours.get((sheet.name, cell)) != digest(there.text.encode()):
            remedy = "Empty the cell, or give --replace to write over everything that stands in such cells."
            return TAKEN, f'{cell} holds "{cut(there.text)}", which muniment did not write.', remedy
    return None


def emptied(writing: Writing, ours: Mapping[tuple[str, str], str]) -> Writing:
    """Return what is written with an empty text for what an earlier run said beside the answer, and this one does not.

    An origin or a reference must not stay beside an answer that rests on nothing any more.
    """
    place = writing.place
    sheet = place.columns.sheet
    old = {
        name: ""
        for name, column in place.columns.written.items()
        if name not in writing.contents
        and (cell := sheet.rows[place.row].get(column)) is not None
        and ours.get((sheet.name, place.cell(name))) == digest(cell.text.encode())
    }
    return Writing(place, {**writing.contents, **old}) if old else writing


def _holds(cell: Cell | None, content: str | Decimal, file: ClientFile) -> bool:
    """Tell whether a cell as read holds what was or would be written; one that is not there holds an empty text."""
    if cell is None or cell.problem:
        return cell is None and content == ""
    if isinstance(content, Decimal):
        return cell.text == str(content) or _number(cell.text) == float(content)
    return cell.text == (content if file.csv is not None else as_stored(content))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def left_standing(ours: Mapping[tuple[str, str], str], file: ClientFile, writings: Sequence[Writing]) -> list[str]:
    """Return the cells that hold what an earlier run wrote and this one does not write again."""
    again = {(one.place.columns.sheet.name, one.place.cell(name)) for one in writings for name in one.contents}
    stands = {
        (sheet.name, f"{column_letters(column)}{row}"): digest(cell.text.encode())
        for sheet in file.sheets
        for row, cells in (sheet.rows.items() if ours else ())
        for column, cell in cells.items()
    }
    return [
        cell
        for (sheet, cell), sha256 in ours.items()
        if (sheet, cell) not in again and stands.get((sheet, cell)) == sha256
    ]


def digests_in(file: ClientFile, writing: Writing) -> dict[str, str]:
    """Return the digests of what the cells of a question hold in a file, by column: by these they are known as ours."""
    place = writing.place
    row = next(one for one in file.sheets if one.part == place.columns.sheet.part).rows[place.row]
    columns = {name: place.columns.written[name] for name in writing.contents}
    return {name: digest(row[column].text.encode()) for name, column in columns.items() if column in row}


def written(file: ClientFile, writings: Sequence[Writing], layout: Layout = AS_IT_IS) -> ClientFile:
    """Return the file with the answers put in, as it reads again.

    Raises CannotRun where it does not read as meant.
    """
    if file.csv is not None:
        cells = {
            (one.place.row, one.place.columns.written[name]): str(text)
            for one in writings
            for name, text in one.contents.items()
        }
        data = write_csv(file.csv, cells)
        again = read_client_file(file.name, data, file.csv.encoding.partition("+")[0], file.csv.delimiter)
    else:
        parts: dict[str, dict[tuple[int, int], str | Decimal]] = {}
        for one in writings:
            sheet = parts.setdefault(one.place.columns.sheet.part, {})
            sheet |= {(one.place.row, one.place.columns.written[name]): text for name, text in one.contents.items()}
        again = read_client_file(file.name, into_workbook(file.name, file.data, parts, layout))
    if not _as_meant(file, writings, again):
        raise CannotRun(f"{file.name} cannot be filled so that it reads as meant.", "Fill it by hand, and report this.")
    return again


def _as_meant(file: ClientFile, writings: Sequence[Writing], again: ClientFile) -> bool:
    """Tell whether a file holds what it held, with the answers in their cells and nothing else changed."""
    left = {
        (sheet.part, row, column): cell
        for sheet in again.sheets
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
    }
    for one in writings:
        for name, content in one.contents.items():
            cell = left.pop((one.place.columns.sheet.part, one.place.row, one.place.columns.written[name]), None)
            if not _holds(cell, content, file):
                return False
    filled = {
        (one.place.columns.sheet.part, one.place.row, one.place.columns.written[name])
        for one in writings
        for name in one.contents
    }
    before = {
        (sheet.part, row, column): cell
        for sheet in file.sheets
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if (sheet.part, row, column) not in filled
    }
    return left == before
