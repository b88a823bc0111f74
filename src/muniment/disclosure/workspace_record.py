"""The records of editions on a whole workspace that say how its duties are answered, and whom to ask."""

from dataclasses import replace

from muniment.assess.assessment import Assessment
from muniment.catalogue.requirements import Catalogue
from muniment.disclosure.asking import build_questions
from muniment.disclosure.covering import build_coverage, organisation_name
from muniment.disclosure.disclose import Edition, Making, bare_record
from muniment.disclosure.policy import Policy
from muniment.record.owed import Owed, folded
from muniment.record.record import Record, Subject
from muniment.workspace.link import Workspace


def workspace_record(
    edition: Edition,
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    policy: Policy,
    bearers: frozenset[str],
    making: Making,
    owed: tuple[Owed, ...] = (),
) -> Record:
    """Build the record of a coverage report or of the open questions, about the cards named in ``bearers``.

    The subject is the workspace by the name of its organisation, its version the day. Raises ValueError for open
    questions to anybody but the inside: they name persons, and what nobody has stated. What is ``owed`` names clients,
    and is told to the inside alone.
    """
    if edition.kind == "open_questions" and edition.audience != "internal":
        raise ValueError("open questions are for the inside only")
    coverage = edition.kind == "coverage_report"
    about = Subject("workspace", edition.bearer, edition.as_of, organisation_name(workspace) or edition.bearer)
    return replace(
        bare_record(edition, about, workspace, policy, making),
        coverage=replace(
            build_coverage(workspace, assessment, catalogue, bearers, edition.audience, policy),
            owed=(folded(owed) or None) if edition.audience == "internal" else None,
        )
        if coverage
        else None,
        questions=None if coverage else build_questions(workspace, assessment, catalogue, bearers),
    )
