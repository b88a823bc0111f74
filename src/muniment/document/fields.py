"""The forms in which a field of an outline is answered: facts as they are, yes or no, ticks, rows of a table.

Each form takes a `Question` and returns the numbered paragraph of the field. What is not known never looks like an
answer: no box is ticked or unticked for it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from muniment.base.languages import SOURCE_LANGUAGE
from muniment.document.answers import build_answer, not_stated, table_text
from muniment.document.fact_entries import told_by_sections
from muniment.document.facts import card_heading, card_of, fact_label, link_heading, placed_label, record_chain
from muniment.document.linked import Linked, RecordOf
from muniment.document.model import Answer, Choice, Standing, Table
from muniment.document.official import Label, official_label
from muniment.document.outline import Field
from muniment.document.paragraphs import Page
from muniment.document.text import clean_text
from muniment.document.words import Words
from muniment.record.record import DisclosedFact

YES, NO = "option.yes", "option.no"


@dataclass(frozen=True, slots=True)
class Question:
    """One field to be answered: the page, its linked facts, the field, the instrument of its labels, and its own."""

    page: Page
    linked: Linked
    field: Field
    instrument: str
    title: str = ""

    def facts(self) -> tuple[DisclosedFact, ...]:
        """Return the facts that answer the field, in the order of its paths; a fact is there once."""
        return self.of_paths(self.field.facts)

    def of_paths(self, paths: Iterable[str]) -> tuple[DisclosedFact, ...]:
        """Return the facts of some paths, in their order; a fact is there once."""
        found = [fact for path in paths for fact in self.on_cards(path)]
        return tuple({fact.address: fact for fact in found}.values())

    def known(self, path: str) -> object:
        """Return the value of the first known fact of a path, or None."""
        return next((fact.value for fact in self.on_cards(path) if fact.status == "known"), None)

    def on_cards(self, path: str) -> tuple[DisclosedFact, ...]:
        """Return the facts of one path: on the subject where it is of its kind, else on every card of that kind."""
        return tuple(fact for card in self.cards(path) for fact in self.linked.of_card(card, path))

    def cards(self, path: str) -> tuple[str, ...]:
        """Return the cards on which a path is asked for: the subject, or those of its kind.

        The field's ``of`` names the classes of source of the data sets that it is about.
        """
        kind, subject = path.partition(".")[0], self.page.subject
        if subject.startswith(f"{kind}/"):
            return (subject,)
        classes = self.field.option("of") if kind == "dataset" else None
        return tuple(
            card
            for card in self.linked.cards(kind)
            if not classes or any(fact.value in classes for fact in self.linked.of_card(card, "dataset.source.kind"))
        )

    def answer(self, fact: DisclosedFact) -> Answer:
        """Return the answer that one fact gives."""
        return build_answer(fact, self.page.words, self.page.record.language)

    def choice(self, key: str, chosen: bool) -> Choice:
        """Return an option with whether it is chosen."""
        word = self.page.words("answers", "chosen" if chosen else "not_chosen")
        label = self.official(key)
        return Choice(label.text, chosen, word, label.language)

    def label(self, key: str) -> str:
        """Return the official words of an option, or its key in words where the instrument has none."""
        return self.official(key).text

    def official(self, key: str) -> Label:
        """Return the official words of an option with the language they are in, or its key in words."""
        try:
            return official_label(self.instrument, key, self.page.record.language)
        except KeyError:
            return Label(clean_text(key.rpartition(".")[2].replace("_", " ")), SOURCE_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What is printed under the label of a field: its answer, the address it stands at, and the facts it prints."""

    answer: Answer
    address: str = ""
    facts: tuple[DisclosedFact, ...] = ()
    listing: bool = False


def answer_facts(question: Question) -> Paragraph:
    """Print the facts as they are: one alone as the answer, several as its parts, each with its own label."""
    facts = question.facts()
    if not facts:
        return Paragraph(not_stated(question.page.words))
    told = told_by_sections(facts).among
    shown = tuple(fact for fact in facts if fact.address not in told)
    answers = [question.answer(fact) for fact in shown]
    if len(shown) == 1:
        return Paragraph(answers[0], facts[0].address, facts)
    origins = {(answer.origin, answer.source) for answer in answers if not answer.word}
    shared = origins.pop() if len(origins) == 1 else ("", "")
    parts = tuple(
        (_part_label(question, fact, shown), replace(answer, origin="", source="") if any(shared) else answer)
        for fact, answer in zip(shown, answers, strict=True)
    )
    standing = Standing.STATED if any(not answer.word for answer in answers) else answers[0].standing
    whole = Answer(standing, origin=shared[0], source=shared[1], parts=parts)
    return Paragraph(whole, facts[0].address, facts)


def _part_label(question: Question, fact: DisclosedFact, facts: Sequence[DisclosedFact]) -> str:
    """Return the label of one fact among several: its own, with the record or card it stands on where these differ."""
    label = placed_label(fact, question.page.words)
    if sum(placed_label(other, question.page.words) == label for other in facts) == 1:
        return label
    if len({card_of(other) for other in facts}) > 1:
        card = card_heading(card_of(fact), question.linked.facts, question.page.words)
        return question.page.words.forms.labelled(card, label)
    chain = record_chain(fact)
    if not chain:
        return label
    return question.page.words.forms.labelled(link_heading(chain[-1], question.page.words), label)


def answer_yes_no(question: Question) -> Paragraph:
    """Print yes and no with the one that is chosen; what is not known has its word and no boxes."""
    facts = question.facts()
    if not facts:
        return Paragraph(not_stated(question.page.words))
    fact = facts[0]
    answer = question.answer(fact)
    if fact.status == "known" and isinstance(fact.value, bool):
        choices = (question.choice(YES, fact.value), question.choice(NO, not fact.value))
        answer = replace(answer, lines=(), choices=choices)
    return Paragraph(answer, fact.address, facts[:1])


def answer_ticks(question: Question) -> Paragraph:
    """Print every option of the form with those chosen; ``options`` lists them, ``prefix`` is that of their labels."""
    facts = question.facts()
    if not facts:
        return Paragraph(not_stated(question.page.words))
    options: Sequence[str] = question.field.option("options", ())
    prefix = question.field.option("prefix", "option")
    chosen: set[str] = set()
    for fact in facts:
        if fact.status == "known":
            chosen |= set(map(str, fact.value)) if isinstance(fact.value, list) else {str(fact.value)}
    answer = question.answer(facts[0])
    if chosen:
        # A form has a box for all that it does not name.
        other = chosen - set(options)
        ticked = chosen | ({"other"} if other and "other" in options else set())
        choices = tuple(question.choice(f"{prefix}.{option}", option in ticked) for option in options)
        answer = replace(answer, lines=(), listed=False, word="", standing=Standing.STATED, choices=choices)
    return Paragraph(answer, facts[0].address, facts)


def answer_rows(question: Question) -> Paragraph:
    """Print records as a table: ``over`` names a list, ``columns`` its cells.

    ``where`` is what a record must state to be printed, ``unless`` what it must not; where that leaves none of those
    there are, ``none`` is the word that says so, and ``open`` the one for records that do not state it.

    A column has an id (of its head among the interface words) and the paths that fill it, the first stated one first;
    they are of the record or of the card that it leads to.
    """
    rows = rows_of(question)
    if not rows:
        return Paragraph(_without_rows(question))
    columns = question.field.option("columns", ())
    words = question.page.words
    heads = tuple(
        words.get("columns", column["id"], default=_head(rows, column["facts"], column["id"])) for column in columns
    )
    printed: list[DisclosedFact] = []
    cells = tuple(tuple(_cell(question, row, column["facts"], printed) for column in columns) for row in rows)
    table = Table(question.title, heads, cells)
    address = rows[0].address.rpartition("/")[0]
    remarks = tuple(
        words("answers", "of_card", card=heading, text=answer.word or " ".join(answer.lines))
        for heading, answer in silent_cards(question)
    )
    return Paragraph(Answer(Standing.STATED, table=table, remarks=remarks), address, tuple(printed), listing=True)


def silent_cards(question: Question) -> list[tuple[str, Answer]]:
    """Return the cards that a list is asked of and that hold no record of it, with what they say instead."""
    over = question.field.option("over")
    found = []
    for card in question.cards(over) if over.partition(".")[0] not in question.page.subject else ():
        if not any(True for _ in question.linked.records(card, over)):
            facts = question.linked.of_card(card, over)
            answer = question.answer(facts[0]) if facts else not_stated(question.page.words)
            found.append((card_heading(card, question.linked.facts, question.page.words), answer))
    return found


def rows_of(question: Question) -> list[RecordOf]:
    """Return the records that a field in rows is about: of every card whose kind has the list, those that match."""
    wanted, unwanted = question.field.option("where", {}), question.field.option("unless", {})
    return [
        row
        for row in _all_rows(question)
        if all(_states(row, path, value) for path, value in wanted.items())
        and not any(_states(row, path, value) for path, values in unwanted.items() for value in values)
    ]


def _all_rows(question: Question) -> list[RecordOf]:
    over = question.field.option("over")
    return [row for card in question.cards(over) for row in question.linked.records(card, over)]


def _without_rows(question: Question) -> Answer:
    """Return the answer where no record is to be printed: a status of the list, or that there is none of the kind."""
    words, rows = question.page.words, _all_rows(question)
    conditions = question.field.option("where", {})
    if rows and question.field.option("none"):
        if any(fact.status != "known" for row in rows for path in conditions for fact in row.found(path)) or any(
            not row.found(path) for row in rows for path in conditions
        ):
            remark = words("answers", question.field.option("open", "not_stated"))
            return Answer(Standing.UNKNOWN, word=words("answers", "unknown"), remarks=(remark,))
        remark = words("answers", question.field.option("none"))
        return Answer(Standing.NOT_APPLICABLE, word=words("answers", "not_applicable"), remarks=(remark,))
    status = status_of(question)
    return question.answer(status) if status else not_stated(words)


def status_of(question: Question) -> DisclosedFact | None:
    """Return the status that speaks for a list without records, if there is one."""
    paths = (question.field.option("over"), *question.field.facts)
    found = (fact for path in paths for fact in question.on_cards(path))
    return next((fact for fact in found if fact.status != "known"), None)


def _states(row: RecordOf, path: str, value: object) -> bool:
    return any(fact.status == "known" and fact.value == value for fact in row.found(path))


def _head(rows: Iterable[RecordOf], paths: Sequence[str], default: str) -> str:
    for row in rows:
        for path in paths:
            for fact in row.found(path):
                return fact_label(fact)
    return default.replace("_", " ").capitalize()


def _cell(question: Question, row: RecordOf, paths: Sequence[str], printed: list[DisclosedFact]) -> str:
    words = question.page.words
    open_word = ""
    for path in paths:
        facts = row.found(path)
        printed += facts
        stated = [cell_text(question.answer(fact), words) for fact in facts if fact.status == "known"]
        if stated:
            return words.forms.joined(stated)
        open_word = open_word or next((question.answer(fact).word for fact in facts), "")
    return open_word or words("answers", "not_stated")


def cell_text(answer: Answer, words: Words) -> str:
    """Return an answer as the text of one cell."""
    if answer.table:
        return table_text(answer.table, words)
    if answer.word:
        return answer.word
    sentences = not answer.listed or all(line.endswith((".", "!", "?")) for line in answer.lines)
    return " ".join(answer.lines) if sentences else words.forms.joined(answer.lines)


FORMS: dict[str, Callable[[Question], Paragraph]] = {
    "facts": answer_facts,
    "yes_no": answer_yes_no,
    "ticks": answer_ticks,
    "rows": answer_rows,
}
