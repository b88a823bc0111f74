"""Linking: profiles merged into cards, identities unique, references resolved, uses gathered."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from muniment.base.addresses import join
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Status
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.workspace.contradictions import NONE, Contradictions
from muniment.workspace.inheriting import inherit_from
from muniment.workspace.parts import limited, named_as_whole
from muniment.workspace.reviews import Review
from muniment.workspace.settings import Settings
from muniment.workspace.sign_offs import SignOff

if TYPE_CHECKING:
    from muniment.workspace.claims import Evidence
    from muniment.workspace.proof import DatesProven
    from muniment.workspace.suppliers import Supplied

#: Paths whose value names another card, with the kind they lead to.
REFERENCES = {
    "model.datasets[].dataset": "dataset",
    "system.datasets[].dataset": "dataset",
    "system.models[].model": "model",
    "model.models[].model": "model",
    "model.adaptations[].dataset": "dataset",
    "model.risks[].dataset": "dataset",
    "system.risks[].dataset": "dataset",
    "system.testing.datasets": "dataset",
    "model.provider": "organisation",
    "system.provider": "organisation",
    "deployment.deployer": "organisation",
    "deployment.system": "system",
}


@dataclass(frozen=True, slots=True)
class Use:
    """The record by which a model or system uses a data set. ``dataset`` is an identity, or empty if not found."""

    user: str
    record: str
    dataset: str
    facts: dict[str, Fact] = field(default_factory=dict)


#: Kind of card → where it names the organisation that answers for it, if that is not the workspace's own.
_PROVIDER = {"model": "/provider", "system": "/provider", "deployment": "/deployer"}

_Key = TypeVar("_Key")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Workspace:
    """All linked cards by identity, their uses, the settings in force, what people have judged and rules contradict.

    ``pins`` are the suppliers' sealed datasheets by name, ``inherits`` says which card takes over facts of which pins,
    ``made_from`` what each data set was made from: (place, identity of a card or name of a pin).
    """

    settings: Settings
    cards: dict[str, Card]
    uses: tuple[Use, ...]
    organisation: str
    links: dict[tuple[str, str], str]
    reviews: tuple[Review, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    contradictions: Contradictions = NONE
    pins: Mapping[str, "Supplied"] = field(default_factory=dict)
    inherits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made_from: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    #: what stamps and version control prove of data sets that were stamped
    proven: "Mapping[str, DatesProven]" = field(default_factory=dict)
    #: what was measured of data sets, and how their cards stand to it
    evidence: "Mapping[str, Evidence]" = field(default_factory=dict)

    def pins_of(self, card: str) -> "tuple[Supplied, ...]":
        """Return the pins that a card (by identity) takes over facts from, in the order in which it names them."""
        return tuple(self.pins[name] for name in self.inherits.get(card, ()))

    def reviews_of(self, subject: tuple[str, str, str, str]) -> tuple[Review, ...]:
        """Return the reviews of one subject: requirement, bearer, use, question."""
        return self._by_subject.get(subject, ())

    def uses_of(self, dataset: str) -> tuple[Use, ...]:
        """Return the uses of one data set."""
        return self._by_dataset.get(dataset, ())

    def uses_by(self, user: str) -> tuple[Use, ...]:
        """Return the uses a model or system makes."""
        return self._by_user.get(user, ())

    def targets(self, identity: str) -> tuple[str, ...]:
        """Return the cards that one card refers to."""
        return self._targets.get(identity, ())

    def referrers(self, identity: str) -> tuple[str, ...]:
        """Return the cards that refer to one card."""
        return self._referrers.get(identity, ())

    def of_kind(self, kind: str) -> tuple[Card, ...]:
        """Return all cards of one kind."""
        return self._by_kind.get(kind, ())

    def rests_elsewhere(self, card: Card) -> bool:
        """Tell whether another organisation than the workspace's own answers for a card."""
        if card.kind == "organisation":
            return bool(self.organisation) and card.identity != self.organisation
        named = self.links.get((card.identity, _PROVIDER.get(card.kind, "")))
        return named is not None and named != self.organisation

    @functools.cached_property
    def closed(self) -> frozenset[str]:
        """The kinds (``system``, ``model``) whose own cards all state what they use, so that silence says no."""
        return frozenset(kind for kind, cards in self.own.items() if all(map(_states_uses, cards)))

    @functools.cached_property
    def own(self) -> dict[str, tuple[Card, ...]]:
        """The cards by kind that no other organisation answers for; only kinds of which there are any."""
        return _grouped((card.kind, card) for card in self.cards.values() if not self.rests_elsewhere(card))

    # Looked up for every duty and card: by key, so that ten thousand cards cost ten thousand look-ups.
    @functools.cached_property
    def _by_kind(self) -> dict[str, tuple[Card, ...]]:
        return _grouped((card.kind, card) for card in self.cards.values())

    @functools.cached_property
    def _by_subject(self) -> dict[tuple[str, str, str, str], tuple[Review, ...]]:
        return _grouped((review.subject, review) for review in self.reviews)

    @functools.cached_property
    def _by_dataset(self) -> dict[str, tuple[Use, ...]]:
        return _grouped((use.dataset, use) for use in self.uses)

    @functools.cached_property
    def _by_user(self) -> dict[str, tuple[Use, ...]]:
        return _grouped((use.user, use) for use in self.uses)

    @functools.cached_property
    def _targets(self) -> dict[str, tuple[str, ...]]:
        return _grouped((identity, target) for (identity, _), target in self.links.items())

    @functools.cached_property
    def _referrers(self) -> dict[str, tuple[str, ...]]:
        return _grouped((target, identity) for (identity, _), target in self.links.items())


def _states_uses(card: Card) -> bool:
    stated = (card.facts.get(inner) for inner in ("/datasets", "/models") if not card.records.get(inner))
    return all(fact is not None and fact.status is Status.NOT_APPLICABLE for fact in stated)


def _grouped(pairs: Iterable[tuple[_Key, _Item]]) -> dict[_Key, tuple[_Item, ...]]:
    found: dict[_Key, list[_Item]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}


def link(
    cards: Iterable[Card], profiles: Iterable[Card], settings: Settings, supplied: Iterable["Supplied"] = ()
) -> tuple[Workspace, list[Finding]]:
    """Link the cards of a workspace; return it and the findings about names, profiles, pins and references."""
    findings: list[Finding] = []
    by_name = _by_identity(profiles, findings)
    linked: dict[str, Card] = {}
    for card in sorted(_by_identity(cards, findings).values(), key=lambda card: card.identity):
        linked[card.identity] = limited(_with_profiles(card, by_name, findings), findings)
    used = {name for card in linked.values() for name in card.profiles}
    for profile in sorted(by_name.values(), key=lambda card: card.identity):
        if profile.name not in used:
            findings.append(
                Finding(
                    "MUN304", Severity.NOTICE, f'No card uses the profile "{profile.name}".',
                    "Name it in a card's profiles, or delete the file.", file=profile.file, pointer="/name",
                )
            )  # fmt: skip
    pins = {one.name: one for one in supplied}
    inherits, made_from = inherit_from(pins, linked, findings)
    links = _resolve(linked, findings)
    findings.extend(named_as_whole(linked, links, made_from, pins))
    uses = tuple(use for card in linked.values() for use in _uses(card, links))
    organisation = _organisation(linked, settings, findings)
    whole = Workspace(settings, linked, uses, organisation, links, pins=pins, inherits=inherits, made_from=made_from)
    return whole, findings


def _by_identity(cards: Iterable[Card], findings: list[Finding]) -> dict[str, Card]:
    found: dict[str, Card] = {}
    for card in sorted(cards, key=lambda card: (card.identity, card.file)):
        first = found.setdefault(card.identity, card)
        if first is not card:
            findings.append(
                Finding(
                    "MUN701", Severity.ERROR, f"{card.identity} is described twice; the other file is {first.file}.",
                    "Give one of them another version or name.", file=card.file, pointer="/name",
                    related=(first.file,),
                )
            )  # fmt: skip
        findings.extend(_file_name(card))
    return found


def _file_name(card: Card) -> list[Finding]:
    stem = re.sub(r"(?:\.card)?\.ya?ml$", "", card.file.replace("\\", "/").rpartition("/")[2])
    names = {card.name, f"{card.name}@{card.version}", card.kind}
    if card.is_profile or stem in names:
        return []
    remedy = (
        f"Rename the file to {card.name}.card.yaml, or to {card.name}@{card.version}.card.yaml for an earlier version."
    )
    message = f'The file is called "{stem}", the card "{card.name}".'
    return [Finding("MUN702", Severity.WARNING, message, remedy, file=card.file, pointer="/name")]


def _with_profiles(card: Card, profiles: dict[str, Card], findings: list[Finding]) -> Card:
    """Give a card the facts of its profiles. Its own facts win; two profiles that disagree are a finding."""
    shared: dict[str, Fact] = {}
    disputed: set[str] = set()
    whole = card
    for index, name in enumerate(card.profiles):
        profile = profiles.get(f"profile/{name}")
        pointer = f"/profiles/{index}"
        if profile is None or profile.kind != card.kind:
            findings.append(_bad_profile(card, name, profile, profiles, pointer))
            continue
        whole = replace(whole, refused=whole.refused | (profile.refused - card.facts.keys()))
        for inner, fact in profile.facts.items():
            inherited = replace(fact, origin_detail=f"profile {name}")
            other = shared.setdefault(inner, inherited)
            if other is not inherited and (other.value, other.status) != (fact.value, fact.status):
                if inner in card.facts:
                    continue
                disputed.add(inner)
                findings.append(_disagreement(card, pointer, other, inherited))
    for above, below in _overruled(shared):
        disputed |= {above.inner, below.inner}
        pointer = f"/profiles/{card.profiles.index(below.origin_detail.removeprefix('profile '))}"
        findings.append(_disagreement(card, pointer, above, below))
    # What two profiles say differently is no answer: the duty that needs it stays open until the card decides.
    # So is what a card or one of its profiles writes that is no answer: another profile does not answer in its place.
    kept = {
        inner: fact
        for inner, fact in shared.items()
        if inner not in disputed and not _speaks(card.facts, inner, fact) and not _refused(whole, inner, fact)
    }
    return replace(whole, facts={**kept, **card.facts})


def _refused(card: Card, inner: str, shared: Fact) -> bool:
    """Tell whether something that is no answer stands at, above or (for a status) below a position of a profile."""
    below = shared.status is not Status.KNOWN and any(other.startswith(inner + "/") for other in card.refused)
    return below or card.refuses(inner)


def _overruled(shared: dict[str, Fact]) -> Iterable[tuple[Fact, Fact]]:
    """Yield a status of a section or list with a fact below it that another profile states."""
    for above in shared.values():
        if above.status is not Status.KNOWN:
            for inner, below in shared.items():
                if inner.startswith(above.inner + "/") and below.origin_detail != above.origin_detail:
                    yield above, below


def _disagreement(card: Card, pointer: str, first: Fact, second: Fact) -> Finding:
    names = " and ".join(f'"{fact.origin_detail.removeprefix("profile ")}"' for fact in (first, second))
    return Finding(
        "MUN303", Severity.ERROR, f"The profiles {names} disagree on {second.path}.",
        "State it in the card, which wins, or take one of the profiles away.",
        file=card.file, pointer=pointer, address=f"{card.identity}#{second.inner}", path=second.path,
    )  # fmt: skip


def _speaks(own: dict[str, Fact], inner: str, shared: Fact) -> bool:
    """Tell whether a card's own facts speak at, above or (for a status) below a position of a profile."""
    if inner in own and not (shared.record and own[inner].record):
        return True
    parts = inner.split("/")
    for length in range(2, len(parts)):
        above = own.get("/".join(parts[:length]))
        if above is not None and not above.record:
            return True
    return shared.status is not Status.KNOWN and any(other.startswith(inner + "/") for other in own)


def _bad_profile(card: Card, name: str, profile: Card | None, profiles: dict[str, Card], pointer: str) -> Finding:
    if profile is not None:
        message = f'The profile "{name}" is one of {profile.kind} cards; this is a {card.kind} card.'
        return Finding(
            "MUN305", Severity.ERROR, message, "Use a profile of this kind.", file=card.file, pointer=pointer
        )
    near = did_you_mean(name, [p.name for p in profiles.values()])
    remedy = f'Did you mean "{near}"?' if near else f"Make the file profiles/{name}.yaml, or take the name away."
    message = f'There is no profile "{name}".'
    return Finding("MUN305", Severity.ERROR, message, remedy, file=card.file, pointer=pointer)


def _resolve(cards: dict[str, Card], findings: list[Finding]) -> dict[tuple[str, str], str]:
    """Resolve every reference to a card: (identity, inner address of the reference) → identity."""
    links: dict[tuple[str, str], str] = {}
    by_name: dict[tuple[str, str], list[str]] = {}
    for name, card in cards.items():
        by_name.setdefault((card.kind, card.name), []).append(name)
    for name, card in cards.items():
        for fact in card.facts.values():
            kind = REFERENCES.get(fact.path)
            if kind is None or fact.status is not Status.KNOWN:
                continue
            written = fact.value if isinstance(fact.value, list) else [fact.value]
            for index, reference in enumerate(written):
                target, problem = _target(str(reference), fact, card, kind, by_name, cards)
                if target:
                    links[(name, join(fact.inner, index) if isinstance(fact.value, list) else fact.inner)] = target
                if problem:
                    findings.append(problem)
    return links


def _target(
    reference: str, fact: Fact, card: Card, kind: str, by_name: dict[tuple[str, str], list[str]], cards: dict[str, Card]
) -> tuple[str, Finding | None]:
    name, _, version = reference.removeprefix(f"{kind}/").partition("@")
    version = version or _version_beside(fact, card)
    known = by_name.get((kind, name), [])
    common: dict[str, Any] = {
        "file": fact.file, "pointer": fact.pointer, "address": f"{card.identity}#{fact.inner}", "path": fact.path,
    }  # fmt: skip
    if not known:
        near = did_you_mean(name, [other for other_kind, other in by_name if other_kind == kind])
        remedy = f'Did you mean "{near}"?' if near else f"Write a {kind} card of that name, or correct the name."
        return "", Finding("MUN301", Severity.ERROR, f'There is no {kind} card "{name}".', remedy, **common)
    if not version and kind == "organisation":
        # A legal person stays the same over the versions of its card.
        return known[-1], None
    if not version:
        versions = ", ".join(cards[other].version for other in known)
        message = f'The reference to "{name}" names no version.'
        remedy = f"Write version: beside it, or {name}@VERSION (known: {versions})."
        target = known[0] if len(known) == 1 else ""
        return target, Finding("MUN302", Severity.WARNING, message, remedy, **common)
    target = f"{kind}/{name}@{version}"
    if target in cards:
        return target, None
    versions = ", ".join(cards[other].version for other in known)
    message = f'There is no version {version} of the {kind} "{name}".'
    return "", Finding("MUN301", Severity.ERROR, message, f"Known versions: {versions}.", **common)


def _version_beside(fact: Fact, card: Card) -> str:
    beside = card.facts.get(join(fact.inner.rpartition("/")[0], "version"))
    return str(beside.value) if beside is not None and beside.status is Status.KNOWN else ""


def _uses(card: Card, links: dict[tuple[str, str], str]) -> list[Use]:
    path = f"{card.kind}.datasets[]"
    below: dict[str, dict[str, Fact]] = {
        inner: {} for inner, fact in card.facts.items() if fact.record and fact.path == path
    }
    for inner, fact in card.facts.items() if below else ():
        record = "/".join(inner.split("/", 3)[:3])
        if record in below and inner != record:
            below[record][inner] = fact
    return [
        Use(card.identity, record, links.get((card.identity, f"{record}/dataset"), ""), facts)
        for record, facts in below.items()
    ]


def _organisation(cards: dict[str, Card], settings: Settings, findings: list[Finding]) -> str:
    known = [name for name, card in cards.items() if card.kind == "organisation"]
    if settings.organisation:
        found = [name for name in known if cards[name].name == settings.organisation]
        if found:
            return found[-1]
        findings.append(
            Finding(
                "MUN703", Severity.ERROR, f'There is no organisation card "{settings.organisation}".',
                "Correct the name, or write the card.", file=settings.file, pointer="/organisation",
            )
        )  # fmt: skip
        return ""
    if len(known) > 1:
        findings.append(
            Finding(
                "MUN703", Severity.WARNING, "There are several organisation cards, and none is named as the provider.",
                "Name it in muniment.yaml: organisation: NAME.", file=settings.file or cards[known[0]].file,
            )
        )  # fmt: skip
        return ""
    return known[0] if known else ""
