"""What a coverage report counts: outcomes by force and date on its first page and in its first section, and later days.

Law is counted apart from codes, standards and guidance, and what is due apart from what is not: no sum over them.
"""

from collections import Counter

from muniment.document.answers import plain_answer
from muniment.document.model import Answer, Entry, Fact, Panel, Section, Standing, Table
from muniment.document.paragraphs import Page
from muniment.document.text import clean_text
from muniment.document.values import date_text, number_text
from muniment.record.coverage import CoveredDate, CoveredDuty, CoveredRow, WorkspaceCoverage

#: Forces of which a fact is missing that nobody states; what is only recommended is not stated.
STRICT = frozenset({"binding", "mandatory-template", "neighbour-law"})
_OUTCOMES = (
    "met", "missing", "not_stated", "unknown", "needs_judgement", "contradicted", "not_applicable", "withheld",
    "applies_cannot_tell",
)  # fmt: skip
_FORCES = (
    "binding", "mandatory-template", "binding-on-platform", "neighbour-law", "derived",
    "mandatory-template-optional-field", "guidance", "voluntary-code", "standard", "voluntary-guidance",
)  # fmt: skip
#: Texts that nobody is bound by: nothing in them is ever due.
FREE = frozenset({"mandatory-template-optional-field", "guidance", "voluntary-code", "standard", "voluntary-guidance"})
#: So many lines of counts, and later days, find room on the first page and in the table.
_GLANCE, _DAYS = 4, 24

_Key = tuple[str, str]


def is_asked(row: CoveredRow) -> bool:
    """Tell whether a row is one of a duty that applies or may; texts not chosen yet are no duties one by one."""
    return row.applies != "no" and row.reason != "election"


def outcome_code(duty: CoveredDuty, row: CoveredRow) -> str:
    """Return how a row came out, or that it does not apply or cannot be told."""
    if row.applies != "yes":
        return f"applies_{row.applies}"
    return "not_stated" if row.outcome == "missing" and duty.force not in STRICT else row.outcome


def build_glance(page: Page, coverage: WorkspaceCoverage) -> tuple[Panel, ...]:
    """Return the panels of the first page: the workspace, and the outcomes, a line a force and date."""
    words = page.words
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
    lines = [Fact(_force(page, key), plain_answer(_told(page, found))) for key, found in _counted(coverage)]
    if len(lines) > _GLANCE:
        more = len(lines) - _GLANCE + 1
        said = plain_answer(words.counted("coverage", "more_lines", count=more))
        lines = [*lines[: _GLANCE - 1], Fact(words("coverage", "other_forces"), said, "counts-1")]
    return (
        Panel("glance-workspace", words("scope_memo", "head"), head),
        *((Panel("glance-outcomes", words("coverage", "outcomes"), tuple(lines)),) if lines else ()),
    )


def build_counts(page: Page, coverage: WorkspaceCoverage) -> Section:
    """Return the section of counts: the outcomes, and the later days with what makes them."""
    words = page.words
    counted = _counted(coverage)
    shown = [outcome for outcome in _OUTCOMES if any(found[outcome] for _, found in counted)]
    rows = tuple(
        (_force(page, key), *(number_text(str(found[outcome]), words) for outcome in shown)) for key, found in counted
    )
    heads = (words("coverage", "columns", "force"), *(words("coverage", "counted", outcome) for outcome in shown))
    label = words("coverage", "counts")
    answer = (
        Answer(Standing.STATED, table=Table(label, heads, rows)) if rows else plain_answer(words("coverage", "nothing"))
    )
    entries = [Entry("1.1", "counts-1", label, answer, listing=bool(rows))]
    if coverage.dates:
        entries.append(Entry("1.2", "counts-2", words("coverage", "dates"), _days(page, coverage), listing=True))
    heading = words("coverage", "sections", "counts")
    return Section("1", "counts", heading, words("coverage", "introduction"), tuple(entries))


def _counted(coverage: WorkspaceCoverage) -> list[tuple[_Key, Counter[str]]]:
    """Count the cards of what is asked, by force and date, in the order of what binds, what is due now first."""
    counts: dict[_Key, Counter[str]] = {}
    for duty in coverage.duties:
        for row in filter(is_asked, duty.rows):
            due = "now" if row.due == "now" else "later"
            counts.setdefault((duty.force, due), Counter())[outcome_code(duty, row)] += row.cards
    order = sorted(counts, key=lambda key: (_FORCES.index(key[0]) if key[0] in _FORCES else 99, key[1] != "now"))
    return [(key, counts[key]) for key in order]


def _force(page: Page, key: _Key) -> str:
    force = page.words.get("forces", key[0], default=clean_text(key[0]))
    said = force if key[0] in FREE and key[1] == "now" else page.words("coverage", "force_due", key[1], force=force)
    return said[:1].upper() + said[1:]


def _told(page: Page, found: Counter[str]) -> str:
    """Return the counts of one line in words: ``29 documented; 2 unknown; 21 to be judged``."""
    return page.words.forms.joined(
        page.words.counted("coverage", "told", outcome, count=found[outcome]) for outcome in _OUTCOMES if found[outcome]
    )


def _days(page: Page, coverage: WorkspaceCoverage) -> Answer:
    words = page.words
    rows = [
        (date_text(date.day, words), _why(page, date), number_text(str(date.duties), words))
        for date in coverage.dates[:_DAYS]
    ]
    if more := len(coverage.dates) - len(rows):
        rows.append(
            (words.counted("coverage", "more_days", count=more), words("table", "none"), words("table", "none"))
        )
    heads = tuple(words("coverage", "columns", column) for column in ("day", "why", "duties"))
    return Answer(Standing.STATED, table=Table(words("coverage", "dates"), heads, tuple(rows)))


def _why(page: Page, date: CoveredDate) -> str:
    """Say what makes a day: the track of dates, and the fact that says the day."""
    words = page.words
    if not date.track:
        return words("answers", "withheld")
    track = clean_text(words.law(date.track))
    track = track[:1].upper() + track[1:]
    if date.late:
        return words("coverage", "day_of", "late", track=track)
    if not date.path:
        return track
    label = words.get("scope_memo", "labels", date.path, default=clean_text(words.name(date.label)))
    return words("coverage", "day_of", "stated", track=track, label=label, path=clean_text(date.path))
