"""Contradictions on which no duty rests: explained by a person in a review of the finding itself.

Such a review holds as long as the facts that do not fit, and what was measured against them, say the same. Where a
duty rests on the fact, the explanation is one for that duty, and belongs into a review of it.
"""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import replace

from muniment.assess.assessment import Assessment, Row
from muniment.assess.review_findings import changed_since, nowhere, second
from muniment.assess.reviews import Stated, exact
from muniment.base.addresses import split_address
from muniment.base.canonical import canonical_bytes, digest
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Status
from muniment.workspace.claims import Claim, ClaimState
from muniment.workspace.contradictions import MEASURED_OTHERWISE, is_contradiction
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import ANSWERS, CONTRADICTION, Review, subject_of

_LISTED = 5


def without_duty(findings: Iterable[Finding], assessment: Assessment) -> list[Finding]:
    """Return the contradictions among findings on which no duty rests that applies."""
    return [one for one in findings if is_contradiction(one) and not rows_touched(one, assessment)]


def with_explanations(findings: Sequence[Finding], assessment: Assessment, workspace: Workspace) -> list[Finding]:
    """Return findings with those as notices that no duty rests on and a standing review explains."""
    free = {id(one) for one in without_duty(findings, assessment)}
    return [_told(one, workspace) if id(one) in free else one for one in findings]


def before(finding: Finding, workspace: Workspace) -> tuple[Stated, ...]:
    """Return the facts that a finding is about, with all that lies below them, by address."""
    found: dict[str, Stated] = {}
    for address in (finding.address, *finding.related):
        identity, inner = split_address(address)
        card = workspace.cards.get(identity)
        facts = card.facts.values() if card else ()
        for fact in facts:
            if fact.inner == inner or fact.inner.startswith(f"{inner}/"):
                said = fact.value if fact.status is Status.KNOWN else fact.reason
                own = f"{identity}#{fact.inner}"
                found[own] = Stated(own, fact.path, str(fact.status), str(fact.origin), exact(said))
        if address not in found:
            found[address] = Stated(address, "", "absent", "", None)
    return tuple(found[address] for address in sorted(found))


def digest_of_finding(finding: Finding, workspace: Workspace) -> str:
    """Return the digest that ties a review to a finding, its facts, and what was measured."""
    claim = _claim(finding.address, workspace) if finding.code == MEASURED_OTHERWISE else None
    figures = (claim.measure, claim.value, claim.numerator, claim.denominator, claim.interval) if claim else ()
    # A rule may look at more facts than it names; its sentence tells what they say.
    words = "" if claim else finding.message
    facts = [fact.canonical for fact in before(finding, workspace)]
    said = {
        "finding": finding.code,
        "fact": finding.address,
        "facts": facts,
        "measured": exact(figures),
        "words": words,
    }
    return digest(canonical_bytes(said))


def standing_explanation(finding: Finding, workspace: Workspace) -> Review | None:
    """Return the one review that explains a finding and still stands; of two none counts."""
    found = reviews_of_finding(finding, workspace)
    return found[0] if len(found) == 1 and found[0].facts == digest_of_finding(finding, workspace) else None


def reviews_of_finding(finding: Finding, workspace: Workspace) -> tuple[Review, ...]:
    """Return the reviews that say they explain a finding."""
    card = split_address(finding.address)[0]
    return workspace.reviews_of((subject_of(finding.code, finding.address), card, "", CONTRADICTION))


def explaining_command(code: str, address: str) -> str:
    """Return the command that explains a finding; the words in angle brackets are refused until they are replaced."""
    about = f"muniment review {code} --fact {shlex.quote(address)}"
    return f"{about} --answer {ANSWERS[CONTRADICTION][0]} --reviewer '<name>' --reason '<why>'"


def check_explanations(findings: Sequence[Finding], assessment: Assessment, workspace: Workspace) -> list[Finding]:
    """Return what is wrong with reviews of findings; none of these reviews has any effect.

    ``findings`` are those of facts, as they were before any was explained.
    """
    reviews = [review for review in workspace.reviews if review.finding]
    by_subject = {(one.code, one.address): one for one in findings if is_contradiction(one)} if reviews else {}
    found = (_check(review, by_subject.get((review.finding, review.fact)), assessment, workspace) for review in reviews)
    return [one for one in found if one is not None]


def _check(review: Review, finding: Finding | None, assessment: Assessment, workspace: Workspace) -> Finding | None:
    card = split_address(review.fact)[0]
    if card not in workspace.cards or card != review.bearer:
        return nowhere(review, "fact", f'There is no card "{card[:160]}", or it is not the bearer.')
    if other := second(review, workspace):
        return other
    if finding is None:
        claim = _claim(review.fact, workspace)
        if claim is not None and claim.state is ClaimState.STALE:
            return None
        return Finding(
            "MUN712", Severity.NOTICE, "What this review explains is no contradiction any more.", "Delete the file.",
            file=review.file, pointer="/facts",
        )  # fmt: skip
    rows = rows_touched(finding, assessment)
    if rows:
        named = ", ".join(sorted({row.requirement.id for row in rows})[:_LISTED])
        return nowhere(review, "finding", f"Duties rest on the fact, and each is answered for itself: {named}.")
    if review.facts == digest_of_finding(finding, workspace):
        return None
    return _fallen(review, before(finding, workspace))


def _fallen(review: Review, facts: Sequence[Stated]) -> Finding:
    changed, named = changed_since(review, facts)
    said = "The facts that this review rests on have changed"
    what = f"{said}: {named}" if named else "What the finding says, or what was measured, has changed"
    return Finding(
        "MUN712", Severity.WARNING, f"{what}. It no longer counts.",
        f"Judge again, and write: {explaining_command(review.finding, review.fact)}",
        file=review.file, pointer="/facts", address=review.fact, related=changed,
    )  # fmt: skip


def _told(finding: Finding, workspace: Workspace) -> Finding:
    review = standing_explanation(finding, workspace)
    if review is not None:
        remedy = f"Nothing, as long as the review of {review.date} stands: {review.file}."
        return replace(finding, severity=Severity.NOTICE, remedy=remedy)
    if finding.code != MEASURED_OTHERWISE:
        return finding
    command = explaining_command(finding.code, finding.address)
    return replace(finding, remedy=f"{finding.remedy} No duty rests on it; to explain it: {command}")


def rows_touched(finding: Finding, assessment: Assessment) -> list[Row]:
    """Return the answers that rest on a fact which a finding is about."""
    return [
        part
        for row in assessment.rows
        for part in row.parts or (row,)
        if any(one is finding for one in part.contradictions)
    ]


def _claim(address: str, workspace: Workspace) -> Claim | None:
    identity, inner = split_address(address)
    evidence = workspace.evidence.get(identity)
    return evidence.claims.get(inner) if evidence else None
