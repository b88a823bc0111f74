"""The change record: what was stated before and what is now, fact by fact; what duties rest on first.

Reads a record and nothing else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.document.answers import build_answer, plain_answer
from muniment.document.citations import citation_text
from muniment.document.edition import build_edition, open_page
from muniment.document.fact_entries import rank_of
from muniment.document.facts import anchor_of, card_heading, card_of, fact_label, link_heading, page_facts, record_chain
from muniment.document.model import Answer, Document, Entry, Fact, Group, Panel, Section, Standing, Table
from muniment.document.paragraphs import Page
from muniment.document.text import clean_text
from muniment.document.values import date_text, number_text
from muniment.record.record import Change, Changes, DisclosedFact, OutcomeChange, Record

#: In this order; "beside" are the words beside a fact, and where it comes from.
_KINDS = ("changed", "status", "added", "removed", "beside")


def build_change_record(record: Record) -> Document:
    """Return the change record of a record; raise ValueError for a record that holds no changes."""
    if record.changes is None:
        raise ValueError("a change record is built from a record with changes")
    page, changes = open_page(record), record.changes
    facts = _prepared(record, changes)
    sections = [_compared(page, changes)]
    for name, material in (("material", True), ("editorial", False)):
        chosen = [change for change in changes.changes if change.material is material]
        sections.append(_changed(page, str(len(sections) + 1), name, chosen, facts))
    if changes.outcomes_compared:
        sections.append(_outcomes(page, str(len(sections) + 1), changes.outcomes))
    return build_edition(page, sections, _first_screen(page, changes))


def _prepared(record: Record, changes: Changes) -> dict[tuple[str, bool], DisclosedFact]:
    """Return the facts of both sides by their key, ready for the page; a side's units are those beside its facts."""
    found: dict[tuple[str, bool], DisclosedFact] = {}
    for now in (False, True):
        sides = [(change.address, change.now if now else change.before) for change in changes.changes]
        pairs = [(key, fact) for key, facts in sides for fact in facts]
        units = record.facts if now else [_moved(fact, changes.identity) for fact in record.facts]
        shown = (*(fact for _, fact in pairs), *units)
        ready = {fact.address: fact for fact in page_facts(replace(record, facts=shown))}
        found |= {(key, now): ready[fact.address] for key, fact in pairs}
    return found


def _moved(fact: DisclosedFact, card: str) -> DisclosedFact:
    """Return a fact that has not changed as one of the earlier card."""
    return replace(fact, address=f"{card}#{fact.address.partition('#')[2]}")


def _first_screen(page: Page, changes: Changes) -> tuple[Panel, ...]:
    words = page.words
    counts = [
        (name, sum(change.material is material for change in changes.changes))
        for name, material in (("material", True), ("editorial", False))
    ]
    counts += [("outcomes", len(changes.outcomes))] if changes.outcomes_compared else []
    facts = tuple(
        Fact(words("changes", "sections", name), plain_answer(number_text(str(count), words)), name)
        for name, count in counts
    )
    return (
        Panel("glance-compared", words("changes", "sections", "compared"), tuple(_sides(page, changes))),
        Panel("glance-changes", words("changes", "counts"), facts),
    )


def _sides(page: Page, changes: Changes) -> Iterable[Fact]:
    words, record = page.words, page.record
    yield Fact(words("changes", "before"), plain_answer(clean_text(changes.identity)))
    if changes.kind:
        kind = words.get("kinds", changes.kind, default=clean_text(changes.kind))
        dated = date_text(changes.document_date, words)
        yield Fact(words("changes", "edition"), plain_answer(words("changes", "edition_of", kind=kind, date=dated)))
    yield Fact(words("changes", "now"), plain_answer(clean_text(page.subject)))
    yield Fact(words("questions", "as_of"), plain_answer(date_text(record.as_of, words)))


def _compared(page: Page, changes: Changes) -> Section:
    words = page.words
    rows = [(fact.label, fact.answer) for fact in _sides(page, changes)]
    if changes.record_sha256:
        rows.insert(2, (words("changes", "record"), plain_answer(clean_text(changes.record_sha256))))
    rows.append((words("changes", "rule"), plain_answer(words("changes", "rule_words"))))
    entries = tuple(
        Entry(f"1.{number}", f"compared-{number}", label, answer)
        for number, (label, answer) in enumerate(rows, start=1)
    )
    return Section("1", "compared", words("changes", "sections", "compared"), "", entries)


def _changed(
    page: Page, number: str, name: str, changes: Sequence[Change], facts: dict[tuple[str, bool], DisclosedFact]
) -> Section:
    words = page.words
    heading = words("changes", "sections", name)
    groups: list[Group] = []
    count = 0
    for kind in _KINDS:
        alike = [change for change in changes if change.change == kind]
        alike.sort(key=lambda change: rank_of((*change.now, *change.before)[0]))
        entries = []
        for change in alike:
            count += 1
            entries.append(_entry(page, f"{number}.{count}", change, facts))
        if entries:
            groups.append(Group(f"{name}-{kind}", words("changes", "kinds", kind), tuple(entries)))
    introduction = words("changes", "introductions", name) if groups else words("changes", "none")
    return Section(number, name, heading, introduction, (), tuple(groups))


def _entry(page: Page, number: str, change: Change, facts: dict[tuple[str, bool], DisclosedFact]) -> Entry:
    sides = [(key, facts.get((change.address, now))) for key, now in (("before", False), ("now", True))]
    answers = [(key, build_answer(fact, page.words, page.record.language) if fact else None) for key, fact in sides]
    parts = tuple(
        (page.words("changes", key), answer or plain_answer(page.words("changes", "in_parts")))
        for key, answer in _marked(page, answers)
        if answer or change.change == "status"
    )
    stated = [(key, fact) for key, fact in sides if fact is not None]
    last = stated[-1][1]
    return Entry(
        number=number,
        anchor=page.anchor(anchor_of(last.address, page.subject)),
        label=_label(page, last, [fact for _, fact in facts.items()]),
        answer=Answer(Standing.STATED, parts=parts),
        footnotes=page.footnotes.of_requirements(last.requirements),
        address=change.address,
        facts=tuple(fact.address for _, fact in stated),
    )


def _marked(page: Page, answers: Sequence[tuple[str, Answer | None]]) -> list[tuple[str, Answer | None]]:
    """Return the answers of both sides with their origins, but for facts that are simply declared on every side."""
    declared = page.words("origins", "declared")
    if any(answer and answer.origin not in ("", declared) for _, answer in answers):
        return list(answers)
    return [(key, replace(answer, origin="") if answer else None) for key, answer in answers]


def _label(page: Page, fact: DisclosedFact, facts: Sequence[DisclosedFact]) -> str:
    chain = record_chain(fact)
    label = fact_label(fact)
    if chain:
        record = " · ".join(link_heading(link, page.words) for link in chain)
        label = page.words("changes", "in_record", record=record, label=label)
    if card_of(fact) != page.subject and card_of(fact).rpartition("@")[0] != page.subject.rpartition("@")[0]:
        label = page.words("changes", "on_card", card=card_heading(card_of(fact), facts, page.words), label=label)
    return label


def _outcomes(page: Page, number: str, outcomes: Sequence[OutcomeChange]) -> Section:
    words = page.words
    heading = words("changes", "sections", "outcomes")
    if not outcomes:
        return Section(number, "outcomes", heading, words("changes", "none"), ())
    rows = tuple(
        (
            words.forms.labelled(
                citation_text(clean_text(item.citation.label), words),
                f"{clean_text(words.law(item.title))} ({clean_text(item.requirement)})",
            ),
            _outcome(page, item.before), _outcome(page, item.now), clean_text(item.bearer),
        )
        for item in outcomes
    )  # fmt: skip
    heads = (words("coverage", "columns", "duty"), words("changes", "before"), words("changes", "now"),
             words("coverage", "columns", "cards"))  # fmt: skip
    label = words("coverage", "labels", "duties")
    answer = Answer(Standing.STATED, table=Table(label, heads, rows))
    entry = Entry(f"{number}.1", "outcomes-1", label, answer, listing=True)
    return Section(number, "outcomes", heading, words("changes", "introductions", "outcomes"), (entry,))


def _outcome(page: Page, code: str) -> str:
    if not code:
        return page.words("changes", "no_outcome")
    return page.words.get("outcomes", code, default=clean_text(code).replace("_", " "))
