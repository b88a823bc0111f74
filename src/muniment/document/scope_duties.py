"""The duties of a scope memo: which apply from when, which do not and why, which questions decide, how sure it is."""

from muniment.document.answers import plain_answer
from muniment.document.citations import citation_text
from muniment.document.coverage_counts import STRICT
from muniment.document.model import Section
from muniment.document.scope_page import Memo, place_of, role_name, section, table
from muniment.document.scope_rows import (
    Counts,
    DutyRow,
    RefusalRow,
    articles_text,
    by_instrument,
    count,
    duty_rows,
    groups_of,
    label_of,
    refusal_rows,
    stands,
)
from muniment.document.text import brief, clean_text
from muniment.document.values import date_text
from muniment.record.scope import ScopedDuty, ScopedQuestion, WorkspaceScope


def build_duties(memo: Memo, number: str) -> Section:
    """Return how many duties apply from when, may apply, or do not, by text and article."""
    scope = memo.scope
    total = count(scope.duties)
    words = {
        "total": memo.number(len(scope.duties)),
        "now": memo.number(total.now),
        "later": memo.number(total.later),
        "open": memo.number(total.open),
        "none": memo.number(total.none),
    }
    first = memo.say("first_later", date=date_text(total.first, memo.words)) if total.first else ""
    rows = [_duty_row(memo, row) for row in duty_rows(scope, memo.limits.duties)]
    heads: tuple[str, ...] = ("provision", "now", "later", "open", "none")
    introduction = memo.say("duties", first=first, **words)
    if scope.prepared_for:
        heads += ("prepared_now", "prepared_later")
        introduction += " " + memo.say(
            "two_readings", label=brief(clean_text(memo.words.law(scope.prepared_label)), 70)
        )
    answer = table(memo, "duties", rows, heads) if rows else plain_answer(memo.say("no_duties"))
    return section(memo, number, "duties", answer, introduction=introduction)


def _duty_row(memo: Memo, row: DutyRow) -> tuple[str, ...]:
    label = label_of(row.instrument, memo.scope)
    if len(row.groups) == 1:
        label = f"{brief(label, memo.limits.sentence)} {row.groups[0]}"
    elif row.groups:
        label = f"{brief(label, memo.limits.sentence)} {brief(articles_text(row.groups), memo.limits.value)}"
    cells = [
        citation_text(clean_text(label), memo.words),
        *_cells(memo, row.counts),
        memo.number(row.counts.open),
        memo.number(row.counts.none),
    ]
    if row.prepared is not None:
        cells += _cells(memo, row.prepared)
    return tuple(cells)


def _cells(memo: Memo, counts: Counts) -> list[str]:
    later = memo.number(counts.later)
    if counts.first:
        later = memo.say("from", count=later, date=date_text(counts.first, memo.words))
    return [memo.number(counts.now), later]


def build_refusals(memo: Memo, number: str) -> Section:
    """Return why duties do not apply: a row a reason, the reasons of most duties first."""
    rows, rest = refusal_rows(memo.scope, memo.limits.refusals)
    cells = [(_refusal(memo, row), memo.number(len(row.duties)), texts_of(memo, row.duties)) for row in rows]
    if rest:
        cells.append((memo.say("other_reasons"), memo.number(len(rest)), texts_of(memo, tuple(rest))))
    answer = table(memo, "refusals", cells, ("reason", "duties", "texts")) if cells else plain_answer(memo.say("none"))
    return section(memo, number, "refusals", answer)


def _refusal(memo: Memo, row: RefusalRow) -> str:
    if row.code == "role":
        shown = ", ".join(role_name(memo, role) for role in row.subjects[:3])
        more = len(row.subjects) - 3
        roles = memo.say("and_more", text=brief(shown, memo.limits.sentence), count=memo.number(more))
        return memo.say("refusals", "role", roles=roles if more > 0 else brief(shown, memo.limits.sentence))
    if row.code == "condition" and row.subjects:
        path = row.subjects[0]
        default = dict(memo.scope.labels).get(path, path)
        label = memo.words.get("scope_memo", "labels", path, default=memo.words.name(default))
        return brief(
            memo.say("refusals", "condition", label=clean_text(label), path=clean_text(path)), memo.limits.sentence
        )
    reason = memo.words.law(dict(memo.scope.reasons).get(row.code, row.code))
    return brief(clean_text(reason), memo.limits.sentence)


def texts_of(memo: Memo, duties: tuple[ScopedDuty, ...]) -> str:
    """Name the texts of duties with their numbers; of a single text the articles."""
    counts = by_instrument(duties, memo.scope)
    if len(counts) == 1:
        cited = brief(clean_text(f"{counts[0][0]} {articles_text(groups_of(duties))}"), memo.limits.sentence)
        return citation_text(cited, memo.words)
    shown = memo.words.forms.joined(f"{memo.words.law(label)} ({memo.number(number)})" for label, number in counts[:3])
    more = sum(number for _, number in counts[3:])
    return clean_text(
        memo.say("and_more", text=brief(shown, memo.limits.sentence), count=memo.number(more)) if more else shown
    )


def build_questions(memo: Memo, number: str) -> Section:
    """Return the open questions, the one that most duties wait for first, and the kinds of cards that are missing."""
    questions = memo.scope.questions
    rows = [_question(memo, question) for question in questions[: memo.limits.questions]]
    missing = [_missing_card(memo, kind, duties) for kind, duties in _without_card(memo.scope)]
    said = [memo.say("no_card", kinds=memo.words.forms.listed(missing))] if missing else []
    if len(questions) > len(rows):
        more = questions[len(rows) :]
        said.append(memo.counted("more_questions", count=len(more)))
    answers = [table(memo, "questions", rows, ("question", "settles", "write"))] if rows else []
    if not rows and not said:
        said.append(memo.say("no_questions"))
    return section(memo, number, "questions", *answers, introduction=" ".join(said))


def _question(memo: Memo, question: ScopedQuestion) -> tuple[str, ...]:
    where = (
        place_of(memo, question.addresses[0], question.cards - 1) if question.addresses else clean_text(question.path)
    )
    return (
        brief(clean_text(memo.words.law(question.question)), memo.limits.sentence),
        memo.number(question.settles),
        where,
    )


def _without_card(scope: WorkspaceScope) -> list[tuple[str, int]]:
    """Return the kinds of cards that are missing, with the number of duties that could rest on them."""
    kinds: dict[str, int] = {}
    for duty in scope.duties:
        if any(reason.code == "no_card" for reason in duty.reasons):
            kinds[duty.bearer] = kinds.get(duty.bearer, 0) + 1
    return list(kinds.items())


def _missing_card(memo: Memo, kind: str, duties: int) -> str:
    name = memo.words.get("scope_memo", "bearers", kind, default=clean_text(kind))
    return memo.counted("missing", count=duties, kind=name)


def build_confidence(memo: Memo, number: str) -> Section:
    """Return how far the readings of the duties that stand were checked, and which strict ones were not."""
    standing = [duty for duty in memo.scope.duties if stands(duty)]
    lines = []
    for confidence in ("read_official_text", "read_secondary", "remembered"):
        alike = [duty for duty in standing if duty.confidence == confidence]
        if alike:
            reading = memo.words("confidence", confidence)
            lines.append(memo.say("reading", count=memo.number(len(alike)), reading=reading))
    weak = [duty for duty in standing if duty.force in STRICT and duty.confidence != "read_official_text"]
    text = memo.say("readings", readings=memo.words.forms.joined(lines)) if lines else ""
    named = _articles_by_text(memo, weak)
    if named:
        shown = memo.words.forms.joined(named[: memo.limits.provisions])
        more = len(named) - memo.limits.provisions
        listed = memo.say("and_more", text=shown, count=memo.number(more)) if more > 0 else shown
        text += " " + memo.say("weak", provisions=listed)
    return section(memo, number, "confidence", plain_answer(text or memo.say("no_duties")))


def _articles_by_text(memo: Memo, duties: list[ScopedDuty]) -> list[str]:
    """Name duties by their articles, a piece a text, in the catalogue's order."""
    found: dict[str, list[ScopedDuty]] = {}
    for duty in duties:
        found.setdefault(duty.instrument, []).append(duty)
    pieces = [f"{label_of(name, memo.scope)} {articles_text(groups_of(own))}" for name, own in found.items()]
    return [brief(citation_text(clean_text(piece), memo.words), memo.limits.sentence) for piece in pieces]
