"""Outcomes of the assessment as numbered paragraphs, for the audiences whose record holds any.

They stand in groups of one force and one outcome: law apart from what is voluntary, and what is open first.
"""

from muniment.base.addresses import split_address, tokens
from muniment.document.facts import subject_identity
from muniment.document.model import Answer, Entry, Group, Section, Standing
from muniment.document.paragraphs import Page
from muniment.document.text import anchor_text, clean_text
from muniment.document.values import date_text, number_text
from muniment.record.record import DisclosedOutcome

_FORCES = (
    "binding", "mandatory-template", "derived", "mandatory-template-optional-field", "binding-on-platform",
    "neighbour-law", "standard", "voluntary-code", "guidance", "voluntary-guidance",
)  # fmt: skip
_OPEN = ("contradicted", "missing", "unknown", "needs_judgement", "applies_cannot_tell", "withheld")
_CODES = (*_OPEN, "met", "not_applicable", "applies_no")


def build_law(page: Page, number: str) -> list[Section]:
    """Return the section of outcomes as a list of none or one: none where the audience may see no outcome."""
    if not page.record.outcomes:
        return []
    kinds: dict[tuple[str, str], list[DisclosedOutcome]] = {}
    for outcome in sorted(
        page.record.outcomes, key=lambda row: (_place(row.force, _FORCES), _place(_code(row), _CODES))
    ):
        kinds.setdefault((outcome.force, _code(outcome)), []).append(outcome)
    groups, first = [], 1
    for (force, code), rows in kinds.items():
        groups.append(_group(page, number, first, force, code, rows))
        first += len(rows)
    return [
        Section(number, "law", page.words("sections", "law"), page.words("introductions", "law"), (), tuple(groups))
    ]


def _group(page: Page, number: str, first: int, force: str, code: str, rows: list[DisclosedOutcome]) -> Group:
    words = page.words
    heading = words(
        "outcome_lines",
        "group",
        force=_capital(words.get("forces", force, default=clean_text(force).replace("_", " "))),
        outcome=_word(page, code)[:1].lower() + _word(page, code)[1:],
        count=number_text(str(len(rows)), words),
    )
    remarks = [_remarks(outcome, page) for outcome in rows]
    shared = [line for line in remarks[0] if len(rows) > 1 and all(line in lines for lines in remarks)]
    entries = tuple(
        _entry(page, f"{number}.{first + index}", outcome, tuple(line for line in lines if line not in shared))
        for index, (outcome, lines) in enumerate(zip(rows, remarks, strict=True))
    )
    anchor = page.anchor(anchor_text(f"law.{force}.{code}"))
    introduction = (words("outcome_lines", "shared", text=words.forms.joined(shared)),) if shared else ()
    return Group(anchor, heading, entries, introduction)


def _entry(page: Page, number: str, outcome: DisclosedOutcome, remarks: tuple[str, ...]) -> Entry:
    code, words = _code(outcome), page.words
    return Entry(
        number=number,
        anchor=page.anchor(anchor_text(outcome.requirement)),
        label=clean_text(words.law(outcome.title)),
        answer=Answer(
            _standing(code),
            word=_word(page, code) if code in _OPEN else "",
            lines=tuple(line for line in (clean_text(words.law(outcome.duty)),) if line) or (_word(page, code),),
            origin=_due(outcome, page),
            source=clean_text(outcome.requirement),
            remarks=remarks,
        ),
        footnotes=(page.footnotes.cite(outcome.citation),) if outcome.citation.label.strip() else (),
        address=outcome.bearer,
    )


def _remarks(outcome: DisclosedOutcome, page: Page) -> list[str]:
    words = page.words
    remarks = [clean_text(words.law(outcome.reason))]
    if outcome.bearer and outcome.bearer != subject_identity(page.record):
        remarks.append(words("outcome_lines", "bearer", bearer=clean_text(outcome.bearer)))
    if outcome.use:
        remarks.append(_use(outcome, page))
    return [remark for remark in remarks if remark]


def _use(outcome: DisclosedOutcome, page: Page) -> str:
    """Return for which use of a data set an outcome holds: the use by its name, and whose it is."""
    card, inner = split_address(outcome.use)
    named = clean_text((tokens(inner) or [outcome.use])[-1])
    if card == subject_identity(page.record):
        return page.words("outcome_lines", "own_use", use=named)
    return page.words("outcome_lines", "use", use=named, user=clean_text(card.partition("/")[2] or card))


def _due(outcome: DisclosedOutcome, page: Page) -> str:
    if outcome.due == "now":
        return page.words("outcome_lines", "due_now")
    if outcome.due in ("", "none"):
        return ""
    return page.words("outcome_lines", "due_date", date=date_text(outcome.due, page.words))


def _code(outcome: DisclosedOutcome) -> str:
    return outcome.outcome if outcome.applies == "yes" else f"applies_{outcome.applies}"


def _word(page: Page, code: str) -> str:
    return page.words.get("outcomes", code, default=clean_text(code).replace("_", " "))


def _standing(code: str) -> Standing:
    if code == "withheld":
        return Standing.WITHHELD
    return Standing.UNKNOWN if code in _OPEN else Standing.STATED


def _place(name: str, order: tuple[str, ...]) -> int:
    return order.index(name) if name in order else len(order)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
