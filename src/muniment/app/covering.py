"""`coverage`: the assessment of a workspace, limited to the cards that were asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import concerns, open_workspace
from muniment.app.owing import all_owed
from muniment.assess.assessment import Assessment, Row
from muniment.base.errors import CannotRun
from muniment.base.findings import Severity
from muniment.record.owed import Owed


@dataclass(frozen=True, slots=True)
class Covered:
    """The assessment, the rows of the wanted cards, how many errors of form stand beside it.

    ``asked`` is what is asked of parts, ``owed`` what is owed to whom.
    """

    assessment: Assessment
    rows: tuple[Row, ...]
    errors: int
    asked: tuple[Row, ...] = ()
    owed: tuple[Owed, ...] = ()


def cover(paths: Sequence[Path], as_of: str, *, prepare: str = "", due_now: bool = False) -> Covered:
    """Assess the workspace of the paths: as duties fall due, or as prepared for the track ``prepare``.

    ``due_now`` leaves out what applies later. Raises CannotRun outside a workspace, where nothing can be assessed.
    """
    opened = open_workspace(paths)
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; duties are assessed in a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    assessed = assess_workspace(opened, as_of, prepare=prepare)
    cards = assessed.opened.workspace.cards
    rows = tuple(
        row
        for row in assessed.assessment.rows
        if concerns(cards[row.bearer].file, paths) and (row.due == "now" or not due_now)
    )
    asked = tuple(row for row in assessed.assessment.asked_of_parts if concerns(cards[row.bearer].file, paths))
    errors = sum(finding.severity is Severity.ERROR for finding in opened.findings)
    return Covered(assessed.assessment, rows, errors, () if due_now else asked, owed_about(assessed, paths))


def owed_about(assessed: Assessed, paths: Sequence[Path]) -> tuple[Owed, ...]:
    """Return what is owed to whom about the cards that are asked about; what is about a card that is gone, always."""
    cards = assessed.opened.workspace.cards
    return tuple(one for one in all_owed(assessed) if one.card not in cards or concerns(cards[one.card].file, paths))
