"""The list of crawled domains: its first rows in the document, the whole of it as an annex in CSV.

The annex holds what the document's audience may see and nothing else; its digest and count stand in the document.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.base.canonical import digest
from muniment.document.answers import not_stated
from muniment.document.facts import card_heading
from muniment.document.fields import Paragraph, Question, silent_cards
from muniment.document.fields_shared import parted
from muniment.document.model import Annex, Answer, Standing, Table
from muniment.document.text import clean_text
from muniment.record.record import DisclosedFact

_DOMAINS = "dataset.crawl.domains[]"
#: So many rows stand in the document itself.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Row:
    card: str
    rank: str
    domain: str
    modalities: str


def answer_domains(question: Question) -> Paragraph:
    """Print the rule, the count and coverage, the first rows, and where the complete list is."""
    words, page = question.page.words, question.page
    rows, facts = _rows(question)
    parts: list[tuple[str, Answer]] = []
    rule = question.on_cards("model.sources.crawl.domain_rule")
    if rule:
        parts.append((words("columns", "rule"), question.answer(rule[0])))
    if rows:
        annex = _annex(question, rows)
        page.annexes.append(annex)
        text = words("domains", "annex", file=annex.name, count=words.forms.number(str(len(rows))), digest=annex.sha256)
        parts.append((words("columns", "complete_list"), Answer(Standing.STATED, lines=(text,))))
        parts.append((words("columns", "coverage"), _coverage(question, rows)))
        parts.append(_table(question, rows))
    parts += [(heading, answer) for heading, answer in _elsewhere(question)]
    answer = parted(question, parts, facts).answer if rows or len(parts) > bool(rule) else not_stated(words)
    return Paragraph(answer, facts[0].address if facts else "", (*rule, *facts))


def _rows(question: Question) -> tuple[list[_Row], list[DisclosedFact]]:
    rows: list[_Row] = []
    facts: list[DisclosedFact] = []
    for card in question.cards(_DOMAINS):
        modalities = question.linked.of_card(card, "dataset.modalities")
        kinds = modalities[0].value if modalities and isinstance(modalities[0].value, list) else []
        own = []
        for record in question.linked.records(card, _DOMAINS):
            name = next((fact for fact in record.found(f"{_DOMAINS}.name") if fact.status == "known"), None)
            if name is None:
                continue
            rank = next((fact for fact in record.found(f"{_DOMAINS}.rank") if fact.status == "known"), None)
            own.append((rank.value if rank and isinstance(rank.value, int) else None, clean_text(str(name.value))))
            facts.append(name)
        own.sort(key=lambda item: (item[0] is None, item[0] or 0))
        label = card.partition("/")[2]
        rows += [
            _Row(label, "" if rank is None else str(rank), domain, " ".join(map(str, kinds))) for rank, domain in own
        ]
    return rows, facts


def _annex(question: Question, rows: Sequence[_Row]) -> Annex:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("data_set", "modalities", "rank", "domain"))
    writer.writerows((row.card, row.modalities, row.rank, row.domain) for row in rows)
    content = text.getvalue().encode("utf-8")
    audience = question.page.record.audience
    name = "domains.csv" if audience == "public" else f"domains.{audience}.csv"
    description = question.page.words("domains", "description")
    return Annex(name, "text/csv", description, content, digest(content))


def _coverage(question: Question, rows: Sequence[_Row]) -> Answer:
    """Say how many of all domains the list holds, of each data set; where nobody stated how many, say that."""
    words = question.page.words
    lines = []
    cards = question.cards(_DOMAINS)
    for card in cards:
        listed = sum(row.card == card.partition("/")[2] for row in rows)
        if not listed:
            continue
        count = words.forms.number(str(listed))
        total = next((fact.value for fact in question.linked.of_card(card, "dataset.crawl.domain_count")
                      if fact.status == "known"), None)  # fmt: skip
        if isinstance(total, int) and total > 0:
            share = words.forms.percent(str(round(100 * listed / total, 1)).removesuffix(".0"))
            line = words("domains", "coverage", count=count, total=words.forms.number(str(total)), share=share)
        else:
            line = words("domains", "coverage_open", count=count)
        heading = card_heading(card, question.linked.facts, words) if len(cards) > 1 else ""
        lines.append(words("answers", "of_card", card=heading, text=line) if heading else line)
    return Answer(Standing.STATED, lines=tuple(lines), listed=len(lines) > 1)


def _table(question: Question, rows: Sequence[_Row]) -> tuple[str, Answer]:
    words = question.page.words
    several = len({row.card for row in rows}) > 1
    whole = len(rows) <= SHOWN
    caption = words("domains", "all") if whole else words("domains", "first", count=words.forms.number(str(SHOWN)))
    none = words("table", "none")
    heads = [words("columns", key) for key in ("domain", "rank", *(("data_set",) if several else ()))]
    cells = tuple((row.domain, row.rank or none, *((row.card,) if several else ())) for row in rows[:SHOWN])
    return caption, Answer(Standing.STATED, table=Table(caption, tuple(heads), cells))


def _elsewhere(question: Question) -> list[tuple[str, Answer]]:
    """Return what is said of crawled sets without listed domains: a file with its digest, or that nothing is."""
    words = question.page.words
    cards = question.cards(_DOMAINS)
    silent = dict(silent_cards(question)) if question.field.option("over") else {}
    found = []
    for card in cards:
        heading = card_heading(card, question.linked.facts, words)
        if any(True for _ in question.linked.records(card, _DOMAINS)):
            continue
        file, sha = (question.linked.of_card(card, f"dataset.crawl.domain_list.{key}") for key in ("file", "sha256"))
        if file and file[0].status == "known":
            mark = str(sha[0].value) if sha and sha[0].status == "known" else words("answers", "not_stated")
            line = words("domains", "file", file=clean_text(str(file[0].value)), digest=clean_text(mark))
            answer = Answer(Standing.STATED, lines=(line,))
        else:
            answer = silent.get(heading, not_stated(words))
        found.append((heading if len(cards) > 1 else words("columns", "complete_list"), answer))
    return found


DOMAIN_FORMS = {"domains": answer_domains}
