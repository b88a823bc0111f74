"""What is wrong with reviews: facts that changed under them, names that lead nowhere, two that answer one question."""

from collections.abc import Iterable, Mapping
from itertools import islice

from muniment.assess.assessment import Applies, Assessment, Outcome, Row
from muniment.assess.reviews import Stated, asked, command, digest_of, stated
from muniment.base.findings import Finding, Severity
from muniment.catalogue.conditions import asks_person
from muniment.catalogue.requirements import Requirement
from muniment.model.suggest import did_you_mean
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import CONDITION, CONTRADICTION, JUDGEMENT, Review

_LISTED = 5
#: A suggestion costs a comparison with every card: not for a flood of reviews that lead nowhere.
_SUGGESTED = 20


def check_reviews(
    assessment: Assessment, workspace: Workspace, requirements: Mapping[str, Requirement]
) -> list[Finding]:
    """Return the findings about the reviews of a workspace; none of these reviews has any effect.

    A review of a duty that does not apply on the day of the assessment is left alone: it may apply on another. Reviews
    of findings are looked at in `explained`.
    """
    if not workspace.reviews:
        return []
    rows: dict[tuple[str, str], list[Row]] = {}
    for row in assessment.rows:
        rows.setdefault((row.requirement.id, row.bearer), []).extend(row.parts or (row,))
    findings: list[Finding] = []
    for review in workspace.reviews:
        if review.finding:
            continue
        found = rows.get((review.requirement, review.bearer), [])
        near = len(findings) < _SUGGESTED
        finding = _leads_nowhere(review, workspace, requirements, found, near) or second(review, workspace)
        if finding is None:
            rested = next((row for row in found if row.use == review.use), None)
            finding = _fallen(review, rested, workspace) if rested else None
        findings += [finding] if finding else []
    return findings


def _leads_nowhere(
    review: Review, workspace: Workspace, requirements: Mapping[str, Requirement], rows: list[Row], suggest: bool
) -> Finding | None:
    requirement = requirements.get(review.requirement)
    if requirement is None:
        near = did_you_mean(review.requirement, requirements) if suggest else ""
        return nowhere(review, "requirement", f'There is no requirement "{review.requirement[:80]}".', near)
    card = workspace.cards.get(review.bearer)
    if card is None:
        name = review.bearer.partition("@")[0]
        versions = [other for other in workspace.cards if other.partition("@")[0] == name]
        if versions:
            return nowhere(review, "bearer", f"What was judged is an earlier version; the card is now {versions[-1]}.")
        near = did_you_mean(review.bearer, workspace.cards) if suggest else ""
        return nowhere(review, "bearer", f'There is no card "{review.bearer[:160]}".', near)
    if card.kind != requirement.bearer:
        return nowhere(review, "bearer", f"{review.requirement} rests on {requirement.bearer} cards.")
    uses = [row.use for row in rows if row.use]
    if review.use and requirement.unit == "bearer":
        return nowhere(review, "use", f"{review.requirement} is judged for the card as a whole, not for a use.")
    if review.use not in uses and requirement.unit == "use" and not any(row.reason == "other_provider" for row in rows):
        near = did_you_mean(review.use, uses) or (uses[0] if len(uses) == 1 else "")
        said = (
            f'There is no use "{review.use[:160]}".' if review.use else "The review does not say for which use it is."
        )
        return nowhere(review, "use", said, near)
    doubted = any(row.reason == "doubt" or review in row.reviews for row in rows)
    if review.question == JUDGEMENT and requirement.check != "judgement" and not doubted:
        return nowhere(review, "question", f"{review.requirement} asks nobody whether the facts suffice.")
    if review.question == CONDITION and not asks_person(requirement.condition):
        return nowhere(review, "question", f"The condition of {review.requirement} holds no question for a person.")
    return None


def nowhere(review: Review, key: str, message: str, near: str = "") -> Finding:
    """Return the finding that a key of a review names nothing that a review can be of."""
    remedy = f'Did you mean "{near}"? ' if near else ""
    return Finding(
        "MUN713", Severity.WARNING, f"{message} The review has no effect.",
        f"{remedy}Judge what there is now (muniment review lists it), and delete this file.",
        file=review.file, pointer=f"/{key}",
    )  # fmt: skip


def second(review: Review, workspace: Workspace) -> Finding | None:
    """Return the finding that another review answers the same question."""
    others = [other.file for other in workspace.reviews_of(review.subject) if other is not review]
    if not others:
        return None
    return Finding(
        "MUN714", Severity.ERROR, f"Two reviews answer the same question, so that neither counts; also: {others[0]}.",
        "Keep the one that holds, and delete the other.",
        file=review.file, pointer="/requirement", related=tuple(others),
    )  # fmt: skip


def _fallen(review: Review, row: Row, workspace: Workspace) -> Finding | None:
    if review in row.reviews or not _is_asked(review, row):
        return None
    if review.revision != row.requirement.revision:
        message = f"The duty has been revised: the review judged revision {review.revision}, now it is "
        return _no_longer(review, row, f"{message}{row.requirement.revision}.", "/revision")
    facts = stated(row.facts, workspace)
    if review.facts == digest_of(row.requirement, review.question, facts):
        return None
    if review.question == CONTRADICTION and row.outcome is not Outcome.CONTRADICTED:
        return Finding(
            "MUN712", Severity.NOTICE, "What this review explains is no contradiction any more.", "Delete the file.",
            file=review.file, pointer="/facts",
        )  # fmt: skip
    changed, named = changed_since(review, facts)
    message = "The facts that this review rests on have changed" + (f": {named}." if named else ".")
    return _no_longer(review, row, message, "/facts", changed)


def changed_since(review: Review, facts: Iterable[Stated]) -> tuple[tuple[str, ...], str]:
    """Return the addresses of facts that changed since a review was made, and the first of them in words."""
    now, then = {fact.address: fact.digest for fact in facts}, dict(review.rests_on)
    changed = [address for address in sorted(now | then) if now.get(address) != then.get(address)] if then else []
    named = ", ".join(islice(changed, _LISTED)) + (f" and {len(changed) - _LISTED} more" * (len(changed) > _LISTED))
    return tuple(changed), named


def _is_asked(review: Review, row: Row) -> bool:
    """Tell whether the row holds the facts that the review was made over, or what became of them."""
    if review.question == CONDITION:
        return asked(row) == CONDITION
    return row.applies is Applies.YES


def _no_longer(review: Review, row: Row, message: str, pointer: str, changed: tuple[str, ...] = ()) -> Finding:
    return Finding(
        "MUN712", Severity.WARNING, f"{message} It no longer counts.",
        f"Judge again, and write: {command(row, review.question)}",
        file=review.file, pointer=pointer, address=changed[0] if changed else "", related=changed,
        citations=(row.requirement.citation,),
    )  # fmt: skip
