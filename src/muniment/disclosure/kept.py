"""What is kept from one client, and whether an edition for all clients shows it."""

from collections.abc import Mapping

from muniment.base.recipients import folded
from muniment.disclosure.policy import told_by
from muniment.disclosure.table import ASPECTS, Rule, longest
from muniment.model.facts import Status
from muniment.record.record import Record
from muniment.workspace.settings import Settings


def kept_from(settings: Settings, recipient: str) -> Mapping[str, Rule]:
    """Return the rows that keep something from one client that others may see."""
    rows = (row for row in settings.disclosure_rows if "for" in row and folded(row["for"]) == folded(recipient))
    return {row["path"]: Rule(row["path"], row["audience"]) for row in rows if row["audience"] != "client"}


def shows(record: Record, rules: Mapping[str, Rule]) -> bool:
    """Tell whether a record shows a fact that rows speak of, one that is computed from it, or such an aspect of one."""
    told = ((fact, path) for fact in record.facts for path in told_by(fact.path) if fact.status != Status.WITHHELD)
    return any(
        longest(rules, path) or any(getattr(fact, aspect) and longest(rules, path, aspect) for aspect in ASPECTS)
        for fact, path in told
    )
