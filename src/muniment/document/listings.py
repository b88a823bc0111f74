"""Lists of small records as one table each: a row a record, a column a key, every cell a fact.

A list becomes a table when its rows stay readable as rows; longer ones are printed as paragraphs under headings.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from muniment.document.answers import OPEN, build_answer, table_text
from muniment.document.facts import Link, fact_label, record_chain
from muniment.document.model import Answer, Standing, Table
from muniment.document.text import clean_text
from muniment.document.values import head_text
from muniment.document.words import Words
from muniment.record.record import DisclosedFact

#: What a row can hold and still be read as a row: columns, characters in a cell and in the widest row.
_COLUMNS, _CELL, _ROW = 9, 190, 430
_UNBROKEN = 80


def listing_key(fact: DisclosedFact) -> str:
    """Return the address of the list whose record the fact belongs to; empty for a fact outside lists."""
    chain = record_chain(fact)
    if not chain or chain[-1].address == fact.address:
        return ""
    return chain[-1].address.rpartition("/")[0]


def list_heading(link: Link, words: Words) -> str:
    """Return what a list is called as a whole: ``Processing steps``."""
    return words.get("list_titles", link.list_path, default=words.name(head_text(link.list_path.rpartition(".")[2])))


def build_listing(
    facts: Sequence[DisclosedFact], rank: Callable[[DisclosedFact], int], words: Words, language: str
) -> Answer | None:
    """Return the facts of one list as an answer with a table, or None where they do not make a readable one.

    Records stand in the order of the facts, columns in that of their rank.
    """
    answers = {fact.address: build_answer(fact, words, language) for fact in facts}
    own = next((fact.language for fact in facts if fact.language), "")
    if not all(_fits(_cell(answer, own, words)) for answer in answers.values()):
        return None
    base = _commonest(answers)
    columns = {fact.path: fact_label(fact) for fact in sorted(facts, key=rank)}
    links = {fact.address: record_chain(fact)[-1] for fact in facts}
    rows: dict[str, dict[str, tuple[str, str]]] = {}
    for fact in facts:
        answer = answers[fact.address]
        rows.setdefault(links[fact.address].record_id, {})[fact.path] = (_cell(answer, own, words), _mark(answer, base))
    table = replace(_table(links[facts[0].address], columns, rows, words), language=own)
    if len(table.head) > _COLUMNS or _width(table) > _ROW or sum(map(len, rows.values())) != len(facts):
        return None
    mixed = any(_mark(answer, base) for answer in answers.values())
    remarks = (
        *(
            words(
                "table", "remark", row=clean_text(links[fact.address].record_id), column=columns[fact.path], text=remark
            )
            for fact in facts
            for remark in answers[fact.address].remarks
        ),
        *_questions(facts, answers, links, columns, words),
    )
    origin = words("table", "unless_marked", origin=base[0]) if mixed and base[0] else base[0]
    return Answer(Standing.STATED, table=table, origin=origin, source=base[1], remarks=remarks)


def _questions(
    facts: Sequence[DisclosedFact],
    answers: dict[str, Answer],
    links: dict[str, Link],
    columns: dict[str, str],
    words: Words,
) -> tuple[str, ...]:
    """Return what a draft asks in a column, once, with the rows in which it is open: a cell has no room for it."""
    rows: dict[tuple[str, str], list[str]] = {}
    for fact in facts:
        for line in answers[fact.address].lines if fact.status == OPEN else ():
            rows.setdefault((columns[fact.path], line), []).append(clean_text(links[fact.address].record_id))
    return tuple(
        words("table", "remark", row=", ".join(names), column=column, text=text)
        for (column, text), names in rows.items()
    )


def _table(link: Link, columns: dict[str, str], rows: dict[str, dict[str, tuple[str, str]]], words: Words) -> Table:
    none = words("table", "none")
    cells = []
    for name, row in rows.items():
        # What holds for the whole row is said once, at its head.
        marks = {mark for _, mark in row.values()}
        whole = marks.pop() if len(marks) == 1 else ""
        shown = {path: text if whole else f"{text}{mark}" for path, (text, mark) in row.items()}
        cells.append((f"{clean_text(name)}{whole}", *(shown.get(path, none) for path in columns)))
    table = Table(list_heading(link, words), (words("table", "id"), *columns.values()), tuple(cells))
    return _without_ids(table)


def _without_ids(table: Table) -> Table:
    # An id that only says again what the first column says is not printed.
    if len(table.head) < 3 or any(row[0] != row[1] for row in table.rows):
        return table
    return Table(table.caption, table.head[1:], tuple(row[1:] for row in table.rows))


def _cell(answer: Answer, own: str, words: Words) -> str:
    # Empty where the answer says more than a cell can; the table names the language of its own words once.
    if answer.language not in ("", own) or (answer.table and len(answer.table.head) > 2):
        return ""
    if answer.table:
        return table_text(answer.table, words)
    if answer.word:
        return answer.word
    return words.forms.joined(answer.lines) if answer.listed else " ".join(answer.lines)


def _fits(text: str) -> bool:
    return 0 < len(text) <= _CELL and max(map(len, text.split()), default=0) <= _UNBROKEN


def _commonest(answers: dict[str, Answer]) -> tuple[str, str]:
    origins = Counter((answer.origin, answer.source) for answer in answers.values() if not answer.word)
    return origins.most_common(1)[0][0] if origins else ("", "")


def _mark(answer: Answer, base: tuple[str, str]) -> str:
    if answer.word or (answer.origin, answer.source) == base:
        return ""
    told = ", ".join(part for part in (answer.origin, answer.source) if part)
    return f" ({told})" if told else ""


def _width(table: Table) -> int:
    columns = zip(table.head, *table.rows, strict=True)
    return sum(max(len(text) for text in column) for column in columns)
