"""How the fact under the cursor stands: where it comes from, what was measured, which duties rest on it."""

from collections.abc import Iterator
from pathlib import Path

from muniment.assess.assessment import Applies, Assessment, Row
from muniment.base.addresses import tokens
from muniment.editor.leading import card_in, title_of
from muniment.editor.seeing import Seen
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.workspace.claims import Claim

#: So many duties are named.
_NAMED = 8


def standing(seen: Seen, path: Path, pointer: str) -> str:
    """Return in Markdown how the fact at a pointer stands; empty where there is none."""
    opened = seen.opened
    card = card_in(opened, path) if opened else None
    if opened is None or card is None:
        return ""
    fact = _fact_at(card, pointer)
    if fact is None:
        return ""
    position = position_at(fact.path)
    lines = [f"**{position.title if position else fact.path}** `{fact.path}`"]
    lines += [_origin(fact), *_target(seen, card, fact)]
    evidence = opened.workspace.evidence.get(card.identity)
    claim = evidence.claims.get(fact.inner) if evidence else None
    lines += [_claim(claim)] if claim else []
    if seen.assessment is not None:
        lines += _duties(seen.assessment, f"{card.identity}#{fact.inner}")
    return "\n\n".join(lines)


def _fact_at(card: Card, pointer: str) -> Fact | None:
    """Return the fact whose text holds a pointer: the innermost one of the card's own file."""
    own = {fact.pointer: fact for fact in card.facts.values() if fact.file == card.file}
    parts = tokens(pointer)
    while parts:
        if pointer in own:
            return own[pointer]
        # The text of a fact with a note begins one key above the value.
        long = f"{pointer}/value" if f"{pointer}/value" in own else f"{pointer}/text"
        if long in own:
            return own[long]
        pointer = pointer.rpartition("/")[0]
        parts.pop()
    return None


def _origin(fact: Fact) -> str:
    if fact.status is not Status.KNOWN:
        said = "Stated to be unknown" if fact.status is Status.UNKNOWN else "Stated not to apply"
        return f"{said}: nobody can take it for an answer." if fact.status is Status.UNKNOWN else f"{said}."
    return {
        Origin.DECLARED: "Declared: the card says so.",
        Origin.MEASURED: "Measured: the data bear it out.",
        Origin.COMPUTED: "Computed from other facts.",
        Origin.INHERITED: "Taken over from a supplier's datasheet.",
    }[fact.origin]


def _target(seen: Seen, card: Card, fact: Fact) -> Iterator[str]:
    """Name the card that a reference leads to."""
    workspace = seen.opened.workspace if seen.opened else None
    target = workspace.links.get((card.identity, fact.inner)) if workspace else None
    if workspace and target in workspace.cards:
        yield f"Leads to `{target}`: {_plain(title_of(workspace.cards[target]))}"


def _claim(claim: Claim) -> str:
    figure = "" if claim.value is None or isinstance(claim.value, list | tuple) else f", {claim.value} {claim.unit}"
    parts = (
        f" ({claim.numerator:,} of {claim.denominator:,})" if claim.numerator is not None and claim.denominator else ""
    )
    interval = f", between {claim.interval[0]} and {claim.interval[1]} (95 %)" if claim.interval else ""
    state = str(claim.state).replace("_", " ")
    return f"Evidence: {state} by `{claim.measure}`{figure.rstrip()}{parts}{interval}."


def _duties(assessment: Assessment, address: str) -> list[str]:
    rows = [row for row in assessment.open_rows if row.applies is not Applies.NO and _rests_on(row, address)]
    if not rows:
        return ["No duty that applies rests on it."]
    lines = [f"- {row.requirement.id}, {row.requirement.citation}: {_word(row)}{_due(row)}" for row in rows[:_NAMED]]
    more = [f"- and {len(rows) - _NAMED} more"] if len(rows) > _NAMED else []
    return ["\n".join([f"Duties that rest on it, as of {assessment.as_of}:", "", *lines, *more])]


def _word(row: Row) -> str:
    """Return how a row came out; what is asked of a part of a set for others is stated, and never met."""
    if row.due == "none" and row.reason in ("part_stated", "part_judgement"):
        return "stated, for those who use the data"
    return str(row.outcome).replace("_", " ") if row.outcome else "not known whether it applies"


def _rests_on(row: Row, address: str) -> bool:
    return any(basis.address == address for part in (row, *row.parts) for basis in part.facts)


def _due(row: Row) -> str:
    return "" if row.due == "none" else f" (due {row.due})"


def _plain(text: str) -> str:
    """Return text of a card that cannot act as Markdown."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]()#+-.!|<>~" else one for one in " ".join(text.split()))[:200]
