"""What changed in a card or in an edition, as an audience may see it: both sides pass the same disclosure.

A fact is compared by its address without the version of its card. Of a fact that the audience may no longer see,
nothing is said; where it may see a fact only now, what it was before is withheld.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from muniment.assess.assessment import Assessment, Outcome
from muniment.base.addresses import split_address
from muniment.base.canonical import digest
from muniment.catalogue.requirements import Catalogue
from muniment.changes.compare import Kind, compare
from muniment.changes.editions import disclosed_statements, key_of
from muniment.changes.weighing import Weight, load_materiality
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.evidenced import with_small_held
from muniment.disclosure.policy import Policy
from muniment.disclosure.reach import CARD
from muniment.disclosure.table import ASPECTS
from muniment.model.shapes import Position
from muniment.record.record import (
    Change,
    Changes,
    DisclosedFact,
    DisclosedOutcome,
    OutcomeChange,
    Record,
    record_bytes,
)
from muniment.workspace.link import Workspace

#: How a change record tells kinds of change that a reader of documents need not tell apart.
_AS_TOLD = {Kind.ORIGIN: "beside", Kind.STYLE: "changed"}
#: Facts that are the unit of a figure beside them.
_UNITS = frozenset({"unit", "unit_name", "currency"})


@dataclass(frozen=True, slots=True)
class Sides:
    """What both sides are disclosed from."""

    workspace: Workspace
    assessment: Assessment
    catalogue: Catalogue
    policy: Policy
    vocabulary: Mapping[str, Position]
    making: Making

    def addressed(self, edition: Edition) -> "Sides":
        """Return the sides as an edition's recipient may see them."""
        return replace(self, policy=self.policy.for_recipient(edition.audience, edition.recipient))

    def record(self, edition: Edition) -> Record:
        """Return the record of an edition."""
        return disclose(
            edition, self.workspace, self.assessment, self.catalogue, self.policy, self.vocabulary, self.making
        )


def changes_of_versions(edition: Edition, sides: Sides) -> Record:
    """Build the change record between two versions of a card of the workspace: ``edition.earlier`` and its bearer."""
    sides = sides.addressed(edition)
    now = sides.record(replace(edition, reach=CARD, paths=None, outcomes=True))
    before = sides.record(replace(edition, bearer=edition.earlier, reach=CARD, paths=None, outcomes=True))
    own = _of_card(now, edition.bearer)
    known = _withheld(edition, _of_card(before, edition.earlier), own, sides)
    changes = Changes(
        identity=edition.earlier,
        kind="",
        document_date="",
        record_sha256="",
        changes=tuple(_changes(known, own, edition, sides)),
        outcomes_compared=edition.audience != "public",
        outcomes=tuple(_outcomes(before.outcomes, now.outcomes)),
    )
    return _record(edition, now, changes)


def changes_since(edition: Edition, earlier: Record, sides: Sides, compared: Edition) -> Record:
    """Build the change record since an earlier edition; ``compared`` is the edition of its kind as it were today."""
    sides = sides.addressed(edition)
    now = sides.record(compared)
    subject = earlier.subject
    changes = Changes(
        identity=f"{subject.kind}/{subject.name}@{subject.version}",
        kind=earlier.kind,
        document_date=earlier.document_date,
        record_sha256=digest(record_bytes(earlier)),
        changes=tuple(_changes(_as_seen_now(earlier.facts, edition, sides), now.facts, edition, sides)),
        outcomes_compared=compared.outcomes and edition.audience != "public",
        outcomes=tuple(_outcomes(earlier.outcomes, now.outcomes)) if compared.outcomes else (),
    )
    return _record(edition, now, changes)


def _as_seen_now(facts: Iterable[DisclosedFact], edition: Edition, sides: Sides) -> Iterator[DisclosedFact]:
    """Return the facts of an earlier edition without the words beside them that the audience may not see any more."""
    for fact in facts:
        card = split_address(fact.address)[0]
        hidden: dict[str, Any] = {
            aspect: ""
            for aspect in ASPECTS
            if aspect != "source" and not sides.policy.may_see(edition.audience, card, fact.path, aspect)
        }
        # An earlier edition may have been for others.
        yield with_small_held(replace(fact, **hidden), None, edition.audience, None)


def _record(edition: Edition, now: Record, changes: Changes) -> Record:
    used = {outcome.requirement for outcome in changes.outcomes}
    used |= {name for change in changes.changes for fact in (*change.before, *change.now) for name in fact.requirements}
    return replace(
        now,
        kind=edition.kind,
        facts=tuple(_beside_changed(now.facts, changes)),
        outcomes=(),
        citations=tuple(cited for cited in now.citations if cited[0] in used),
        changes=changes,
        tallies=None,
    )


def _beside_changed(facts: Iterable[DisclosedFact], changes: Changes) -> Iterator[DisclosedFact]:
    """Yield the units that stand beside changed figures and have not changed themselves."""
    changed = {change.address for change in changes.changes}
    parents = {key.rpartition("/")[0] for key in changed}
    for fact in facts:
        key = key_of(fact.address)
        parent, _, name = key.rpartition("/")
        if name in _UNITS and parent in parents and key not in changed:
            yield fact


def _of_card(record: Record, card: str) -> tuple[DisclosedFact, ...]:
    return tuple(fact for fact in record.facts if fact.address.startswith(f"{card}#"))


def _withheld(
    edition: Edition, before: Iterable[DisclosedFact], now: Iterable[DisclosedFact], sides: Sides
) -> tuple[DisclosedFact, ...]:
    """Return the facts of the earlier version, with a withheld one where only the later version may be seen."""
    found = {key_of(fact.address): fact for fact in before}
    earlier = sides.workspace.cards[edition.earlier]
    for fact in now:
        key, inner = key_of(fact.address), split_address(fact.address)[1]
        if key not in found and inner in earlier.facts:
            level = sides.policy.level(edition.earlier, fact.path)
            found[key] = DisclosedFact(
                f"{edition.earlier}#{inner}", fact.path, fact.label, "withheld", "", ground=level.ground
            )
    return tuple(found.values())


def _changes(
    before: Iterable[DisclosedFact], now: Iterable[DisclosedFact], edition: Edition, sides: Sides
) -> Iterator[Change]:
    old = {key_of(fact.address): fact for fact in before}
    new = {key_of(fact.address): fact for fact in now}
    current = {key_of(f"{name}#"): name for name in sides.workspace.cards if not _is_earlier(name, sides.workspace)}

    def card_now(key: str) -> str:
        return current.get(f"{key.partition('#')[0]}#", edition.bearer)

    for key, was in list(old.items()):
        if key not in new and not sides.policy.may_see(edition.audience, card_now(key), was.path):
            # Of what may not be seen any more it is not said either that it is gone.
            del old[key]
        elif not sides.policy.may_see(edition.audience, card_now(key), was.path, "source"):
            # Part of a source is the tool's own word (a profile, a rule); the rest the audience may not see any more.
            old[key] = replace(was, source=new[key].source if key in new else "")
    rules = load_materiality(sides.catalogue)
    compared = compare(disclosed_statements(old), disclosed_statements(new))
    for difference in compared:
        yield Change(
            address=difference.key,
            change=_AS_TOLD.get(difference.kind, str(difference.kind)),
            material=rules.weigh(difference) is Weight.MATERIAL,
            before=tuple(old[key] for key in (difference.key,) if key in old),
            now=tuple(new[key] for key in (difference.key,) if key in new),
        )


def _is_earlier(name: str, workspace: Workspace) -> bool:
    return "@" in workspace.cards[name].file.rpartition("/")[2]


def _outcomes(before: Iterable[DisclosedOutcome], now: Iterable[DisclosedOutcome]) -> Iterator[OutcomeChange]:
    def key(outcome: DisclosedOutcome) -> tuple[str, str, str]:
        return (outcome.requirement, key_of(f"{outcome.bearer}#"), key_of(outcome.use) if outcome.use else "")

    old, new = {key(item): item for item in before}, {key(item): item for item in now}
    for name in dict.fromkeys((*old, *new)):
        was, is_ = old.get(name), new.get(name)
        one = is_ or was
        # What rests on facts that may not be seen any more shows neither how it came out nor how it did before.
        if is_ is not None and is_.outcome == Outcome.WITHHELD:
            continue
        if one is not None and (was.outcome if was else "") != (is_.outcome if is_ else ""):
            yield OutcomeChange(
                requirement=one.requirement, title=one.title, citation=one.citation, bearer=name[1].rstrip("#"),
                use=name[2], before=was.outcome if was else "", now=is_.outcome if is_ else "",
            )  # fmt: skip
