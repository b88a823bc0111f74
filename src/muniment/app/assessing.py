"""From an opened workspace to its assessment: derive, assess, with all findings on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from muniment.app.evidence import with_evidence
from muniment.app.opening import DELIVERIES, RELEASES, Opened
from muniment.app.stamps import with_stamps
from muniment.assess.assess import assess
from muniment.assess.assessment import Assessment
from muniment.assess.consistency import check_consistency, requirements_beside, said_once
from muniment.assess.findings import check_assessment
from muniment.assess.review_findings import check_reviews
from muniment.assess.weighing import with_provisions
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.versions import FIRST_DAY
from muniment.derive.derive import derive
from muniment.disclosure.persons import check_persons
from muniment.disclosure.policy import Policy, load_policy
from muniment.workspace.contradictions import contradictions_in, is_contradiction

if TYPE_CHECKING:
    from muniment.record.owed import Owed
    from muniment.workspace.link import Workspace


@dataclass(frozen=True, slots=True)
class Assessed:
    """An opened workspace with computed facts, its assessment at one date, its disclosure policy, all findings.

    ``contradictions`` are those of facts as they were found, before anything of them was explained. ``owed`` is what
    clients are owed, and what was handed over, each with its pointer in the settings or none.
    """

    opened: Opened
    assessment: Assessment
    policy: Policy
    findings: tuple[Finding, ...]
    contradictions: tuple[Finding, ...] = ()
    owed: tuple[tuple["Owed", str], ...] = ()


def assess_workspace(opened: Opened, as_of: str, *, prepare: str = "") -> Assessed:
    """Derive, assess and load the policy of an opened workspace; ``prepare`` names a track of dates to prepare for.

    Raises CannotRun for a date before the AI Act, and for an unknown track.
    """
    catalogue = load_catalogue()
    if as_of < FIRST_DAY:
        raise CannotRun(f"The catalogue knows the law since {FIRST_DAY}; {as_of} lies before.", "Give a later --as-of.")
    if prepare and prepare not in catalogue.tracks:
        raise CannotRun(f'There is no track "{prepare[:80]}".', f"Known tracks: {', '.join(catalogue.tracks)}.")
    of_releases = _of_releases(opened)
    opened, of_stamps = with_stamps(opened)
    opened, of_evidence = with_evidence(opened)
    derived, findings = derive(opened.workspace)
    said_of_facts = said_once([*of_evidence, *findings, *check_consistency(derived, as_of)])
    derived = replace(derived, contradictions=contradictions_in(said_of_facts, requirements_beside()))
    assessment = assess(derived, catalogue, as_of, prepare=prepare)
    contradictions = tuple(one for one in said_of_facts if is_contradiction(one))
    said_of_facts, of_reviews = _explained(said_of_facts, assessment, derived, contradictions)
    said_of_facts = with_provisions(said_of_facts, assessment, requirements_beside())
    policy, said = load_policy(derived)
    opened = replace(opened, workspace=derived)
    of_reviews += check_reviews(assessment, derived, catalogue.requirements)
    said += check_persons(derived, policy)
    every = [
        *opened.findings,
        *said_of_facts,
        *said,
        *check_assessment(assessment, derived),
        *of_reviews,
        *_of_others(derived, as_of),
        *of_stamps,
        *of_releases,
    ]
    return _with_deliveries(Assessed(opened, assessment, policy, tuple(every), contradictions))


def _of_releases(opened: Opened) -> list[Finding]:
    if not opened.has(RELEASES):
        return []
    from muniment.app.releasing import with_releases

    return with_releases(opened)


def _explained(
    findings: list[Finding], assessment: Assessment, workspace: "Workspace", contradictions: tuple[Finding, ...]
) -> tuple[list[Finding], list[Finding]]:
    """Return findings with those as notices that a person has explained, and what is wrong with such explanations."""
    if not contradictions and not workspace.reviews:
        return findings, []
    from muniment.assess.explained import check_explanations, with_explanations

    of_reviews = check_explanations(findings, assessment, workspace)
    return with_explanations(findings, assessment, workspace), of_reviews


def _of_others(workspace: "Workspace", as_of: str) -> Iterator[Finding]:
    """Yield what is found about sign-offs and about what was taken over from suppliers, where there is any."""
    if workspace.sign_offs or workspace.settings.sign_offs:
        from muniment.assess.sign_offs import check_sign_offs

        yield from check_sign_offs(workspace)
    if workspace.inherits:
        from muniment.assess.supplier_findings import check_suppliers

        yield from check_suppliers(workspace, as_of)


def _with_deliveries(assessed: Assessed) -> Assessed:
    """Add what is found about clients and deliveries; only where there are any: editions are made again for it."""
    clients = assessed.opened.workspace.settings.clients
    if not clients and not assessed.opened.has(DELIVERIES):
        return assessed
    from muniment.app.delivering import check_deliveries, read_deliveries, superseded_in
    from muniment.app.owing import check_cards, check_owed, check_recipients, owed_in
    from muniment.app.releasing import read_releases

    deliveries, trees, said = read_deliveries(assessed.opened.root)
    # Those who have opened the workspace look places up in the same trees.
    assessed.opened.trees.update(trees)
    superseded = superseded_in(assessed, deliveries)
    by_release = any(row.within_days is not None for client in clients for row in client.owed or ())
    releases = read_releases(assessed.opened.root)[0].values() if by_release else ()
    owed = owed_in(assessed, deliveries, superseded, releases)
    said += check_deliveries(assessed, deliveries, superseded)
    said += check_recipients(deliveries, clients)
    said += check_owed(owed, assessed)
    said += check_cards(assessed)
    return replace(assessed, findings=(*assessed.findings, *said), owed=tuple(owed))
