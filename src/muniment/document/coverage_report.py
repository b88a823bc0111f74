"""The coverage report: for every duty how it is answered, by which facts, and what is missing. No score, no share.

Reads a record and nothing else. Every part is one table with the same columns, so that it can also be a sheet.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.document.answers import plain_answer
from muniment.document.citations import citation_text
from muniment.document.edition import build_edition, open_page
from muniment.document.model import Answer, Document, Entry, Fact, Panel, Section, Standing, Table
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text, clean_text
from muniment.document.values import date_text, number_text
from muniment.record.coverage import CoveredDuty, CoveredFact, CoveredRow, WorkspaceCoverage
from muniment.record.record import Record

_OUTCOMES = ("met", "missing", "unknown", "needs_judgement", "contradicted", "not_applicable", "withheld")
#: Cards named where a duty does not apply: the same ones in a hundred rows say no more.
_ASIDE = 3
_OPEN = ("contradicted", "missing", "unknown")
_FORCES = (
    "binding", "mandatory-template", "binding-on-platform", "neighbour-law", "derived",
    "mandatory-template-optional-field", "guidance", "voluntary-code", "standard", "voluntary-guidance",
)  # fmt: skip
_COLUMNS = ("duty", "outcome", "cards", "stated", "open", "owed_by")


def build_coverage_report(record: Record) -> Document:
    """Return the coverage report of a record; raise ValueError for a record that holds no coverage."""
    if record.coverage is None:
        raise ValueError("a coverage report is built from a record with a coverage")
    page, coverage = open_page(record), record.coverage
    sections = [_counts(page, coverage)]
    for instrument in coverage.instruments:
        duties = [duty for duty in coverage.duties if duty.instrument == instrument.id]
        standing = [duty for duty in duties if any(row.applies != "no" for row in duty.rows)]
        if standing:
            title = clean_text(page.words.law(instrument.title))
            sections.append(_instrument(page, coverage, str(len(sections) + 1), instrument.id, title, standing))
    for build in (_elections, _aside):
        section = build(page, coverage, str(len(sections) + 1))
        sections += [section] if section else []
    document = build_edition(page, sections, _first_screen(page, coverage))
    if record.audience == "internal":
        return document
    return replace(document, omissions=(page.words("coverage", "left_out"),))


def _first_screen(page: Page, coverage: WorkspaceCoverage) -> tuple[Panel, ...]:
    words = page.words
    rows = [row for duty in coverage.duties for row in duty.rows if row.applies == "yes"]
    counts = Counter({outcome: sum(row.cards for row in rows if row.outcome == outcome) for outcome in _OUTCOMES})
    outcomes = tuple(
        Fact(words("outcomes", outcome), plain_answer(number_text(str(counts[outcome]), words)))
        for outcome in _OUTCOMES
        if counts[outcome]
    )
    cards = ", ".join(words.counted("scope_memo", "cards", kind, count=count) for kind, count in coverage.cards)
    if coverage.limited_to:
        cards = words("scope_memo", "limited", cards=cards, count=number_text(str(coverage.limited_to), words))
    about = [
        ("as_of", date_text(coverage.as_of, words)),
        ("law_date", date_text(coverage.law_date, words)),
        ("catalogue", clean_text(coverage.catalogue_version)),
        *([("cards", cards)] if cards else []),
    ]
    head = tuple(Fact(words("scope_memo", "heads", name), plain_answer(text)) for name, text in about)
    return (
        Panel("glance-workspace", words("scope_memo", "head"), head),
        *((Panel("glance-outcomes", words("coverage", "outcomes"), outcomes),) if outcomes else ()),
    )


def _counts(page: Page, coverage: WorkspaceCoverage) -> Section:
    words = page.words
    counts: dict[tuple[str, str], Counter[str]] = {}
    for duty in coverage.duties:
        for row in duty.rows:
            if row.applies == "yes":
                due = "now" if row.due == "now" else "later"
                counts.setdefault((duty.force, due), Counter())[row.outcome] += row.cards
    shown = [outcome for outcome in _OUTCOMES if any(found[outcome] for found in counts.values())]
    order = sorted(counts, key=lambda key: (_FORCES.index(key[0]) if key[0] in _FORCES else 99, key[1] != "now"))
    rows = tuple(
        (
            words("coverage", "force_due", key[1], force=words.get("forces", key[0], default=clean_text(key[0]))),
            *(number_text(str(counts[key][outcome]), words) for outcome in shown),
        )
        for key in order
    )
    heading = words("coverage", "sections", "counts")
    heads = (words("coverage", "columns", "force"), *(words("outcomes", outcome) for outcome in shown))
    answer = (
        Answer(Standing.STATED, table=Table(heading, heads, rows))
        if rows
        else plain_answer(words("coverage", "nothing"))
    )
    entry = Entry("1.1", "counts-1", words("coverage", "counts"), answer, listing=bool(rows))
    return Section("1", "counts", heading, words("coverage", "introduction"), (entry,))


def _instrument(
    page: Page, coverage: WorkspaceCoverage, number: str, name: str, title: str, duties: Sequence[CoveredDuty]
) -> Section:
    by_group: dict[str, list[CoveredDuty]] = {}
    for duty in duties:
        by_group.setdefault(duty.group, []).append(duty)
    entries = []
    for place, group in enumerate(by_group, start=1):
        heads = tuple(page.words("coverage", "columns", column) for column in _COLUMNS)
        rows = tuple(
            _cells(page, coverage, duty, row) for duty in by_group[group] for row in duty.rows if row.applies != "no"
        )
        label = citation_text(clean_text(group), page.words) or title
        label = label[:1].upper() + label[1:]
        answer = Answer(Standing.STATED, table=Table(label, heads, rows))
        anchor = page.anchor(anchor_text(f"law.{name}.{group}"))
        entries.append(Entry(f"{number}.{place}", anchor, label, answer, listing=True))
    return Section(number, page.anchor(anchor_text(f"law.{name}")), title, "", tuple(entries))


def _cells(page: Page, coverage: WorkspaceCoverage, duty: CoveredDuty, row: CoveredRow) -> tuple[str, ...]:
    words = page.words
    code = row.outcome if row.applies == "yes" else f"applies_{row.applies}"
    outcome = [words.get("outcomes", code, default=clean_text(code))]
    if row.applies == "yes" and row.due == "now":
        outcome.append(words("outcome_lines", "also_due_now"))
    elif row.applies == "yes" and row.due not in ("", "none"):
        outcome.append(words("outcome_lines", "also_due_date", date=date_text(row.due, words)))
    stated = [_fact(page, fact, origins=True) for fact in row.facts if fact.outcome not in _OPEN]
    open_ = [words("coverage", fact.outcome, label=_fact(page, fact)) for fact in row.facts if fact.outcome in _OPEN]
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
    return _table(page, number, "elections", ("election", "question", "duties", "write"), rows)


def _aside(page: Page, coverage: WorkspaceCoverage, number: str) -> Section | None:
    """Return the duties that do not apply, a row a duty and reason; on some cards a duty may apply all the same."""
    words = page.words
    rows = [
        (f"{_duty(page, duty)} ({clean_text(duty.requirement)})",
         clean_text(words.law(dict(coverage.reasons).get(row.reason, row.reason))), _cards(page, row, _ASIDE))
        for duty in coverage.duties
        for row in duty.rows
        if row.applies == "no"
    ]  # fmt: skip
    return _table(page, number, "aside", ("duty", "reason", "cards"), tuple(rows)) if rows else None


def _table(page: Page, number: str, name: str, columns: Iterable[str], rows: tuple[tuple[str, ...], ...]) -> Section:
    words = page.words
    heading = words("coverage", "sections", name)
    table = Table(heading, tuple(words("coverage", "columns", column) for column in columns), rows)
    entry = Entry(f"{number}.1", f"{name}-1", heading, Answer(Standing.STATED, table=table), listing=True)
    return Section(number, name, heading, words("coverage", "introductions", name), (entry,))
