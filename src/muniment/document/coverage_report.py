"""The coverage report: for every duty how it is answered, by which facts, and what is missing. No score, no share.

Reads a record and nothing else. Every part is one table with the same columns, so that it can also be a sheet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.document.answers import build_answer
from muniment.document.citations import citation_text
from muniment.document.coverage_counts import FREE, build_counts, build_glance, is_asked, outcome_code
from muniment.document.edition import build_edition, open_page
from muniment.document.model import Answer, Document, Entry, Section, Standing, Table
from muniment.document.owed_table import build_owed
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text, brief, clean_text
from muniment.document.values import date_text, number_text
from muniment.record.coverage import CoveredAnswer, CoveredDuty, CoveredFact, CoveredRow, WorkspaceCoverage
from muniment.record.record import DisclosedFact, Record

#: Cards named where a duty does not apply: the same ones in a hundred rows say no more.
_ASIDE = 3
_OPEN = ("contradicted", "missing", "unknown")
_COLUMNS = ("duty", "outcome", "cards", "stated", "open", "addressed_to")
#: How much of one answer stands in a row that says why a duty does not arise.
_ANSWER = 60


def build_coverage_report(record: Record) -> Document:
    """Return the coverage report of a record; raise ValueError for a record that holds no coverage."""
    if record.coverage is None:
        raise ValueError("a coverage report is built from a record with a coverage")
    page, coverage = open_page(record), record.coverage
    sections = [build_counts(page, coverage)]
    if coverage.owed:
        sections.append(build_owed(page, coverage.owed, str(len(sections) + 1)))
    for instrument in coverage.instruments:
        duties = [duty for duty in coverage.duties if duty.instrument == instrument.id]
        standing = [duty for duty in duties if any(map(is_asked, duty.rows))]
        if standing:
            title = clean_text(page.words.law(instrument.title))
            sections.append(_instrument(page, coverage, str(len(sections) + 1), instrument.id, title, standing))
    for build in (_elections, _aside):
        section = build(page, coverage, str(len(sections) + 1))
        sections += [section] if section else []
    document = build_edition(page, sections, build_glance(page, coverage))
    if record.audience == "internal":
        return document
    return replace(document, omissions=(page.words("coverage", "left_out"),))


def _instrument(
    page: Page, coverage: WorkspaceCoverage, number: str, name: str, title: str, duties: Sequence[CoveredDuty]
) -> Section:
    """Return the duties of one text, a table an article, in the order of the record."""
    by_group: dict[str, list[CoveredDuty]] = {}
    for duty in duties:
        by_group.setdefault(duty.group, []).append(duty)
    entries = []
    for place, (group, own) in enumerate(by_group.items(), start=1):
        heads = tuple(page.words("coverage", "columns", column) for column in _COLUMNS)
        rows = tuple(_cells(page, coverage, duty, row) for duty in own for row in duty.rows if is_asked(row))
        # The title of the text stands over all of it already.
        unnamed = page.words("coverage", "labels", "duties" if len(by_group) == 1 else "unnumbered")
        label = citation_text(clean_text(group), page.words) or unnamed
        label = label[:1].upper() + label[1:]
        answer = Answer(Standing.STATED, table=Table(label, heads, rows))
        anchor = page.anchor(anchor_text(f"law.{name}.{group}"))
        entries.append(Entry(f"{number}.{place}", anchor, label, answer, listing=True))
    return Section(number, page.anchor(anchor_text(f"law.{name}")), title, "", tuple(entries))


def _cells(page: Page, coverage: WorkspaceCoverage, duty: CoveredDuty, row: CoveredRow) -> tuple[str, ...]:
    words = page.words
    code = outcome_code(duty, row)
    # Nobody lacks what is only recommended: it is not stated.
    outcome = [words.get("outcomes", code, default=words.get("answers", code, default=clean_text(code)))]
    if row.applies == "yes" and row.due == "now" and duty.force not in FREE:
        outcome.append(words("outcome_lines", "also_due_now"))
    elif row.applies == "yes" and row.due not in ("", "none", "now"):
        outcome.append(words("outcome_lines", "also_due_date", date=date_text(row.due, words)))
    stated = [_fact(page, fact, origins=True) for fact in row.facts if fact.outcome not in _OPEN]
    lacking = {"missing": "not_stated"} if code == "not_stated" else {}
    open_ = [
        words("coverage", lacking.get(fact.outcome, fact.outcome), label=_fact(page, fact))
        for fact in row.facts
        if fact.outcome in _OPEN
    ]
    reason = dict(coverage.reasons).get(row.reason, "")
    open_ += [asked for gate in row.gates if (asked := clean_text(words.question(gate)))]
    if not open_ and row.outcome not in ("met", "not_applicable", "withheld") and reason:
        open_.append(clean_text(words.law(reason)))
    none = words("table", "none")
    force = words.get("forces", duty.force, default=clean_text(duty.force))
    read = words.get("confidence", duty.confidence, default=clean_text(duty.confidence))
    provision = f"{_duty(page, duty)} ({words.forms.joined((clean_text(duty.requirement), f'{force}, {read}'))})"
    return (
        provision,
        words.forms.joined(outcome),
        _cards(page, row),
        words.forms.joined(stated) or none,
        words.forms.joined(open_) or none,
        ", ".join(words.choice(clean_text(role).replace("_", " ")) for role in duty.roles) or none,
    )


def _duty(page: Page, duty: CoveredDuty) -> str:
    cited, title = citation_text(clean_text(duty.provision), page.words), clean_text(page.words.law(duty.title))
    # A field that is cited by its name says the title of its duty already.
    return cited if title in cited else page.words.forms.labelled(cited, title)


def _fact(page: Page, fact: CoveredFact, *, origins: bool = False) -> str:
    words = page.words
    label = clean_text(words.name(fact.label))
    if not origins:
        return words("coverage", "at", label=label, path=clean_text(fact.path))
    told = [
        words.get("origins", origin, default=words.get("answers", origin, default=origin)) for origin in fact.origins
    ]
    told += [words("coverage", "by_owner")] if fact.by_owner else []
    return f"{label} ({', '.join(told)})"


def _cards(page: Page, row: CoveredRow, most: int | None = None) -> str:
    shown = row.bearers[:most]
    names = ", ".join(clean_text(name) for name in shown)
    more = row.cards - len(shown)
    return page.words("first_screen", "more", text=names, count=more) if more > 0 else names


def _elections(page: Page, coverage: WorkspaceCoverage, number: str) -> Section | None:
    if not coverage.elections:
        return None
    words = page.words
    rows = tuple(
        (clean_text(words.law(item.label)), clean_text(words.law(item.question)), number_text(str(item.duties), words),
         clean_text(item.path))
        for item in coverage.elections
    )  # fmt: skip
    tables = [("1", words("coverage", "labels", "elections"), rows)]
    return _section(page, number, "elections", ("election", "question", "duties", "write"), tables)


def _aside(page: Page, coverage: WorkspaceCoverage, number: str) -> Section | None:
    """Return the duties that do not apply, a table a text, a row a duty and reason; on other cards each may apply."""
    words = page.words
    tables = []
    for instrument in coverage.instruments:
        rows = tuple(
            (f"{_duty(page, duty)} ({clean_text(duty.requirement)})", _reason(page, coverage, duty, row),
             _cards(page, row, _ASIDE))
            for duty in coverage.duties
            if duty.instrument == instrument.id
            for row in duty.rows
            if row.applies == "no"
        )  # fmt: skip
        if rows:
            tables.append((instrument.id, clean_text(words.law(instrument.title)), rows))
    return _section(page, number, "aside", ("duty", "reason", "cards"), tables) if tables else None


def _reason(page: Page, coverage: WorkspaceCoverage, duty: CoveredDuty, row: CoveredRow) -> str:
    """Say why a duty does not apply: the role not held, the answers that rule it out, else the reason in words."""
    words = page.words
    if row.reason == "role" and duty.roles:
        roles = ", ".join(words.choice(clean_text(role).replace("_", " ")) for role in duty.roles)
        return words("scope_memo", "refusals", "role", roles=roles)
    if not row.decided_by:
        return clean_text(words.law(dict(coverage.reasons).get(row.reason, row.reason)))
    by_path: dict[str, list[CoveredAnswer]] = {}
    for answer in row.decided_by:
        by_path.setdefault(answer.path, []).append(answer)
    return words.forms.joined(_decided(page, answers) for answers in by_path.values())


def _decided(page: Page, answers: Sequence[CoveredAnswer]) -> str:
    words, first = page.words, answers[0]
    label = words.get("scope_memo", "labels", first.path, default=clean_text(words.name(first.label)))
    place = words("coverage", "at", label=label, path=clean_text(first.path))
    return words.forms.labelled(place, ", ".join(_answer(page, answer) for answer in answers))


def _answer(page: Page, answer: CoveredAnswer) -> str:
    if answer.status == "absent" or (answer.status == "known" and answer.value is None):
        return page.words("coverage", "entries", "none" if answer.status == "absent" else "some")
    fact = DisclosedFact("", answer.path, "", answer.status, "", answer.value)
    told = build_answer(fact, page.words, page.record.language)
    return brief(told.word or ", ".join(told.lines), _ANSWER)


def _section(
    page: Page,
    number: str,
    name: str,
    columns: Iterable[str],
    tables: Sequence[tuple[str, str, tuple[tuple[str, ...], ...]]],
) -> Section:
    """Return a section of tables, each with its name and its label."""
    words = page.words
    heads = tuple(words("coverage", "columns", column) for column in columns)
    entries = tuple(
        Entry(f"{number}.{place}", page.anchor(anchor_text(f"{name}.{of}")), label,
              Answer(Standing.STATED, table=Table(label, heads, rows)), listing=True)
        for place, (of, label, rows) in enumerate(tables, start=1)
    )  # fmt: skip
    return Section(number, name, words("coverage", "sections", name), words("coverage", "introductions", name), entries)
