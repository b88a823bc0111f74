"""Roles: what the own cards describe, the organisation does in a role; without the role no duty of it is asked."""

from collections.abc import Iterator
from dataclasses import dataclass

from muniment.assess.consistency.reading import address, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_ROLES = "/roles"
_FORMS = frozenset({"text", "image", "audio", "video"})


@dataclass(frozen=True, slots=True)
class _Implied:
    """A role that a fact of an own card implies: of which kind, which fact, with one of which values.

    Any of ``roles`` will do; the first is the one to name. ``does`` says in words what the card describes; ``of_used``
    is for data sets that an own model or system uses.
    """

    kind: str
    inner: str
    values: frozenset[object]
    roles: tuple[str, ...]
    does: str
    of_used: bool = False


_IMPLIED = (
    _Implied(
        "system", "/risk_class", frozenset({"high_risk"}),
        ("provider_high_risk", "third_party", "original_provider", "importer", "distributor",
         "authorised_representative"),
        "is a high-risk system",
    ),
    _Implied("system", "/generates", _FORMS, ("provider_generative",), "generates text, images, audio or video"),
    _Implied(
        "model", "/gpai", frozenset({True}),
        ("provider_gpai", "provider_gpai_systemic", "downstream_modifier", "authorised_representative"),
        "is a general-purpose model",
    ),
    _Implied(
        "model", "/systemic_risk", frozenset({True}),
        ("provider_gpai_systemic", "downstream_modifier", "authorised_representative"), "carries systemic risk",
    ),
    _Implied(
        "model", "/offered_to_californians", frozenset({True}), ("ab2013_developer",), "is offered in California",
    ),
    _Implied("dataset", "/personal_data/present", frozenset({True}), ("controller",), "holds personal data"),
    _Implied(
        "deployment", "/public_authority", frozenset({True}), ("deployer_public",),
        "is a use by a public authority or on its behalf",
    ),
    _Implied(
        "dataset", "/personal_data/present", frozenset({True}), ("controller",),
        "holds personal data, and is used by an own model or system", of_used=True,
    ),
)  # fmt: skip


def held(organisation: Subject, as_of: str) -> Iterator[Judgement]:
    """The organisation of the workspace holds the roles that its own cards imply."""
    if organisation.world.organisation() is not organisation:
        return
    roles = organisation.look(_ROLES)
    if roles is None or roles.status is not Status.KNOWN:
        return
    for implied in _IMPLIED:
        cards = _own(organisation, implied)
        if set(implied.roles) & set(roles.value) or roles.note:
            yield from [holds()] * bool(cards)
            continue
        doing = [card for card in cards if _says(card, implied)]
        if doing:
            yield _without(organisation, implied, doing)
        elif open_ := [card for card in cards if status(card, implied.inner) in (None, Status.UNKNOWN)]:
            yield _perhaps(organisation, implied, open_) if implied.of_used else cannot_tell()


def _own(organisation: Subject, implied: _Implied) -> list[Subject]:
    """Return the cards that can imply a role: the own ones, and of data sets those that own cards use."""
    workspace, subjects = organisation.world.workspace, organisation.world.subjects
    if not implied.of_used:
        return [subjects[card.identity] for card in workspace.own.get(implied.kind, ())]
    own = {card.identity for kind in ("system", "model") for card in workspace.own.get(kind, ())}
    used = (card.identity for card in workspace.of_kind(implied.kind))
    return [subjects[one] for one in used if any(use.user in own for use in workspace.uses_of(one))]


def _says(card: Subject, implied: _Implied) -> bool:
    value = card.value(implied.inner)
    return bool(implied.values & set(value if isinstance(value, list) else [value]))


def _perhaps(organisation: Subject, implied: _Implied, open_: list[Subject]) -> Judgement:
    """Say that a role may be held: the data that own cards use are not yet said to be without persons."""
    more = f" (and {len(open_) - 1} more)" if len(open_) > 1 else ""
    message = (
        f"Whether {open_[0].card.identity}{more} holds personal data is not known, and the role {implied.roles[0]} is "
        "not held: its duties are not asked."
    )
    remedy = f"State personal_data.present in the card; where it is true, add {implied.roles[0]} to the roles."
    return cannot_tell(Place(organisation, _ROLES), message, remedy)


def _without(organisation: Subject, implied: _Implied, doing: list[Subject]) -> Judgement:
    more = f" (and {len(doing) - 1} more)" if len(doing) > 1 else ""
    role = implied.roles[0]
    first = f"{doing[0].card.identity} {implied.does}{more}"
    message = f"{first}, but the role {role} is not held: its duties are not asked."
    elsewhere = "" if implied.kind == "dataset" else "or name in the card who answers for it (provider); "
    remedy = f"Add {role}; {elsewhere}or say in a note beside roles why it is not held."
    return broken(Place(organisation, _ROLES), message, remedy, [address(card, implied.inner) for card in doing[:3]])


RULES: tuple[Rule, ...] = (
    Rule(
        "T-53", "MUN461", Severity.WARNING, "organisation",
        "The organisation holds the roles that its own models, systems and deployments imply.", held,
    ),
)  # fmt: skip
