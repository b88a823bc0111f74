"""What takes duties away: the reliefs that hold, with what they remove.

What a relief removes is found by asking what would be without it: the fact is turned, the conditions are judged again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from muniment.assess.assessment import Applies, Row
from muniment.assess.logic import judge
from muniment.assess.scope import Scope, scope_of
from muniment.catalogue.conditions import leaves
from muniment.catalogue.requirements import Track
from muniment.disclosure.deciding import EXAMPLES
from muniment.model.facts import Fact, Status
from muniment.record.scope import Relief
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import CONDITION


@dataclass(frozen=True, slots=True)
class _Known:
    """A relief by the fact that says it holds, and the fact that conditions read with its value without the relief."""

    name: str
    inner: str
    path: str
    values: tuple[Any, ...]
    read: str
    without: Any


_RELIEFS = (
    _Known("open_source", "/open_source_exempt", "model.open_source_exempt", (True,), "/open_source_exempt", False),
    _Known("small_modification", "/modification/verdict", "model.modification.verdict", ("not_provider",),
           "/provider_duties", True),
    _Known("art_6_3", "/classification/relies_on_art_6_3", "system.classification.relies_on_art_6_3", (True,),
           "/risk_class", "high_risk"),
    _Known("seat", "/established_in_union", "organisation.established_in_union", (True,),
           "/established_in_union", False),
    _Known("size", "/size_class", "organisation.size_class", ("micro", "small", "medium"), "/size_class", "large"),
    _Known("open_component", "/supplier/open_source_exempt", "dataset.supplier.open_source_exempt", (True,),
           "/supplier/open_source_exempt", False),
)  # fmt: skip

#: The fact by which a system leaves a track that it was out before (Art 111(2)).
_DESIGN = "system.last_design_date"
#: Reliefs to be told of also where they remove nothing.
_TOLD = frozenset({"open_source", "small_modification", "art_6_3"})


def scope_of_row(row: Row, workspace: Workspace, as_of: str) -> Scope:
    """Return the scope in which a row was judged; of a row with parts, that of its first."""
    card = workspace.cards[row.bearer]
    part = row.parts[0] if row.parts else row
    decided = next((review for review in part.reviews if review.question == CONDITION), None)
    scope = replace(scope_of(card, workspace, as_of), judged=decided.answer == "yes" if decided else None)
    named = part.use
    for use in workspace.uses_of(row.bearer) if named else ():
        name = f"{use.user}#{use.record}"
        if named == name or named.startswith(f"{name} in "):
            bound = scope.narrow(card).with_use(use)
            behind = workspace.cards.get(named.removeprefix(f"{name} in "))
            return bound.with_root(behind) if behind else bound
    return scope


def reliefs_that_hold(
    workspace: Workspace, rows: Sequence[Row], tracks: Mapping[str, Track], as_of: str
) -> Iterator[Relief]:
    """Yield the reliefs that hold on some card with the duties they remove, and those claimed but not met."""
    for known in _RELIEFS:
        holding = _stating(workspace, known.path, known.inner, known.values)
        removed = _removed(known, holding, workspace, rows, as_of) if holding else ()
        if removed or (holding and known.name in _TOLD):
            yield _relief(known.name, known.path, holding, removed)
    late = [row for row in rows if _left_its_track(row, workspace, tracks, as_of)]
    if late:
        systems = {card.identity: None for row in late for card in scope_of_row(row, workspace, as_of).cards("system")}
        addresses = [f"{identity}#/last_design_date" for identity in systems]
        yield _relief("legacy", _DESIGN, addresses, tuple(dict.fromkeys(row.requirement.id for row in late)))
    claimed = _stating(workspace, "model.open_source_claimed", "/open_source_claimed", (True,))
    unmet = [address for address in claimed if _value(workspace, address, "/open_source_exempt") is not True]
    if unmet:
        yield Relief("open_source", "not_met", "model.open_source_claimed", len(unmet), tuple(unmet[:EXAMPLES]), ())


def _left_its_track(row: Row, workspace: Workspace, tracks: Mapping[str, Track], as_of: str) -> bool:
    """Tell whether a duty has no date because the system was out before the track's date (Art 111(2))."""
    if row.reason != "no_track":
        return False
    scope = scope_of_row(row, workspace, as_of)
    own = [tracks[name] for name, _ in row.requirement.dates if judge(tracks[name].condition, scope).value is True]
    return any(
        track.unless is not None
        and _DESIGN in {leaf.path for leaf in leaves(track.unless)}
        and judge(track.unless, scope).value is True
        for track in own
    )


def _relief(name: str, path: str, addresses: Sequence[str], removed: tuple[str, ...]) -> Relief:
    return Relief(name, "holds", path, len(addresses), tuple(addresses[:EXAMPLES]), removed)


def _stating(workspace: Workspace, path: str, inner: str, values: tuple[Any, ...]) -> list[str]:
    kind = path.partition(".")[0]
    found = ((card.identity, card.facts.get(inner)) for card in workspace.of_kind(kind))
    return [
        f"{identity}#{inner}"
        for identity, fact in found
        if fact is not None and fact.status is Status.KNOWN and fact.value in values
    ]


def _value(workspace: Workspace, address: str, inner: str) -> Any:
    fact = workspace.cards[address.partition("#")[0]].facts.get(inner)
    return fact.value if fact is not None and fact.status is Status.KNOWN else None


def _removed(
    known: _Known, holding: Sequence[str], workspace: Workspace, rows: Sequence[Row], as_of: str
) -> tuple[str, ...]:
    """Return the duties that fail by their condition now and would not without the relief."""
    kind = known.path.partition(".")[0]
    read = f"{kind}{known.read.replace('/', '.')}"
    turned = _turned(workspace, known, [address.partition("#")[0] for address in holding])
    removed: dict[str, None] = {}
    for row in rows:
        requirement = row.requirement
        if row.applies is not Applies.NO or row.reason != "condition" or requirement.id in removed:
            continue
        if read not in {leaf.path for leaf in leaves(requirement.condition)}:
            continue
        if judge(requirement.condition, scope_of_row(row, turned, as_of)).value is not False:
            removed[requirement.id] = None
    return tuple(removed)


def _turned(workspace: Workspace, known: _Known, identities: Sequence[str]) -> Workspace:
    """Return the workspace as it would be without a relief on these cards."""
    cards = dict(workspace.cards)
    for identity in identities:
        facts: Mapping[str, Fact] = cards[identity].facts
        before = facts.get(known.read) or facts[known.inner]
        turned = replace(before, value=known.without, status=Status.KNOWN)
        cards[identity] = replace(cards[identity], facts={**facts, known.read: turned})
    return replace(workspace, cards=cards)
