"""The tallies that an audience is told: of cards whose figures it may see, without the figures of small rows.

They are counts of records, and stand for those alone who may see these and the facts that state the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from muniment.disclosure.evidenced import RECORDS
from muniment.disclosure.policy import Policy
from muniment.disclosure.rounding import names_only, precision
from muniment.disclosure.small_rows import held_names
from muniment.record.tallies import Tally, TallyRow
from muniment.workspace.claims import Evidence

#: The documents that show them.
_KINDS = frozenset({"datasheet"})
#: Whose rows are no values of the data: names of fields, splits and measures.
_NO_VALUES = frozenset({"missing", "split_share", "duplicate_rate"})


def tallies_for(
    kind: str, audience: str, cards: Iterable[str], evidence: Mapping[str, Evidence], policy: Policy
) -> tuple[Tally, ...] | None:
    """Return what a document of a kind tells an audience of the data of cards; None where that is nothing."""
    if kind not in _KINDS:
        return None
    found = [
        tally if audience == "internal" else _without_small(tally)
        for card in cards
        if card in evidence and policy.may_see(audience, card, RECORDS)
        for tally in evidence[card].tallies
        if _is_open(tally, kind, audience, policy)
    ]
    return tuple(found) or None


def _is_open(tally: Tally, kind: str, audience: str, policy: Policy) -> bool:
    """Tell whether an audience may see exact figures at the path of a tally."""
    exact = not names_only(kind, audience, tally.path) and precision(kind, audience, "", tally.path) is None
    return exact and policy.may_see(audience, tally.card, tally.path)


def _without_small(tally: Tally) -> Tally:
    if tally.measure in _NO_VALUES:
        return tally
    held = held_names({row.name: row.count for row in tally.rows if row.count})
    rows = tuple(TallyRow(row.name) if row.name in held else row for row in tally.rows)
    return replace(tally, rows=rows, held=len(held))
