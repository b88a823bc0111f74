"""Reading facts for one bearer: which elements stand at a path, and what is known about each.

A scope binds the roots of paths (``dataset``, ``use``, ``system`` …) to cards, and inside ``some``/``every`` one
record of a list. Every reading names its address, so that an outcome can say what it rests on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from muniment.base.addresses import join
from muniment.derive.dates import first_day
from muniment.model.facts import Fact, Status
from muniment.model.kinds import KINDS
from muniment.model.load import Card
from muniment.model.vocabulary import position_at
from muniment.workspace.link import Use, Workspace


@dataclass(frozen=True, slots=True)
class Reading:
    """One element at a path: where it is (or would be), and the fact, or None when nobody stated anything.

    ``identity`` is empty when there is no card to read. ``default`` marks the data set's own default for a use.
    """

    identity: str
    inner: str
    path: str
    fact: Fact | None
    default: bool = False

    @property
    def address(self) -> str:
        """The address of the element; without a card the path stands for it."""
        return f"{self.identity}#{self.inner}" if self.identity else self.path


@dataclass(frozen=True, slots=True)
class Scope:
    """The cards in reach of one bearer, and the records bound so far (path of the records → inner address).

    ``bearer`` is the card on which the duty rests. ``roots`` holds the one card of a kind that paths read; where none
    is bound they read all of ``linked``. ``as_of`` is the date of the assessment. ``judged`` is what a person answered
    to the question in the duty's condition, if anybody did.
    """

    workspace: Workspace
    bearer: Card
    roots: dict[str, Card]
    as_of: str
    use: Use | None = None
    bound: dict[str, str] = field(default_factory=dict)
    linked: Mapping[str, tuple[Card, ...]] = field(default_factory=dict)
    judged: bool | None = None
    #: what has been read and judged in this scope, and nowhere else: by path, by collection, by leaf of a condition
    readings: dict[str, tuple[Reading, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    elements: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    leaves: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def with_use(self, use: Use) -> "Scope":
        """Bind one use: its user and its data set become readable."""
        roots = dict(self.roots)
        user = self.workspace.cards[use.user]
        roots[user.kind] = user
        if use.dataset:
            roots["dataset"] = self.workspace.cards[use.dataset]
        else:
            roots.pop("dataset", None)
        # Of this use only its own data set counts: without a card nothing is known of it.
        linked = {kind: cards for kind, cards in self.linked.items() if kind != "dataset"}
        return replace(self, roots=roots, use=use, linked=linked)

    def cards(self, kind: str) -> tuple[Card, ...]:
        """Return the cards that paths of a kind read: the one that is bound, else all that are linked."""
        return (self.roots[kind],) if kind in self.roots else self.linked.get(kind, ())

    def narrow(self, card: Card) -> "Scope":
        """Forget the linked cards: of one use only its own user and what stands behind it count."""
        roots = {kind: root for kind, root in self.roots.items() if kind == "organisation" or root is card}
        return replace(self, roots=roots, linked={})

    def uses_of_data_set(self) -> Iterator[tuple[str, "Scope"]]:
        """Yield each use of the bearer by our own cards: its name and scope; by a model once for each system on it."""
        for use in self.workspace.uses_of(self.bearer.identity):
            user = self.workspace.cards[use.user]
            if self.workspace.rests_elsewhere(user):
                continue
            name, bound = f"{use.user}#{use.record}", self.narrow(self.bearer).with_use(use)
            behind = [self.workspace.cards[other] for other in self.workspace.referrers(use.user)]
            systems = [other for other in behind if other.kind == "system" and user.kind == "model"]
            if not systems:
                yield name, bound
            for system in systems:
                yield name if len(systems) == 1 else f"{name} in {system.identity}", bound.with_root(system)

    def users(self) -> tuple[Card, ...]:
        """Return the cards whose uses are the bearer's: a model's own; a system's own and those of our models in it."""
        if self.bearer.kind == "model":
            return (self.bearer,)
        cards = (*self.cards("system"), *self.cards("model"))
        return tuple(card for card in cards if not self.workspace.rests_elsewhere(card))

    def with_root(self, card: Card) -> "Scope":
        """Bind one card as the one of its kind."""
        return replace(self, roots={**self.roots, card.kind: card})

    def with_record(self, path: str, inner: str) -> "Scope":
        """Bind one record of a list, and with it the records it lies in."""
        return replace(self, bound={**self.bound, **_enclosing(path, inner)})

    def read(self, path: str) -> tuple[Reading, ...]:
        """Return every element at a path; exactly one without a fact when nothing is stated."""
        found = self.readings.get(path)
        if found is None:
            found = self.readings[path] = tuple(self._read(path))
        return found

    def _read(self, path: str) -> list[Reading]:
        root, _, rest = path.partition(".")
        if root == "use":
            return self._read_use(path, rest)
        parts = rest.split(".")
        found = [reading for card in self.cards(root) for reading in self._walk(card, path, parts, "", root)]
        return found or [Reading("", "", path, None)]

    def _read_use(self, path: str, rest: str) -> list[Reading]:
        if self.use is None:
            return [Reading("", "", path, None)]
        user = self.workspace.cards[self.use.user]
        real = f"{user.kind}.datasets[].{rest}"
        found = list(self._walk(user, real, rest.split("."), self.use.record, f"{user.kind}.datasets[]"))
        stated = [reading for reading in found if reading.fact is not None]
        if stated or not rest.startswith("fit.") or any(user.refuses(reading.inner) for reading in found):
            return found
        default = [
            replace(reading, default=True) for reading in self.read(f"dataset.{rest}") if reading.fact is not None
        ]
        return default or found

    def _walk(self, card: Card, path: str, parts: list[str], inner: str, so_far: str) -> Iterator[Reading]:
        for at, key in enumerate(parts, 1):
            listed, rest = key.endswith("[]"), parts[at:]
            inner, so_far = join(inner, key.removesuffix("[]")), f"{so_far}.{key}"
            status = card.facts.get(inner) if rest or listed else None
            if status is not None and status.status is not Status.KNOWN:
                # A status of a section or of a whole list speaks for everything below it.
                yield Reading(card.identity, inner, path, status)
                return
            if listed:
                records = self._records_at(card, inner, so_far)
                if not records:
                    below = "/".join([inner, *(part.removesuffix("[]") for part in rest)])
                    yield Reading(card.identity, below, path, None)
                for record in records:
                    yield from self._walk(card, path, rest, record, so_far)
                return
        yield Reading(card.identity, inner, path, card.facts.get(inner))

    def _records_at(self, card: Card, here: str, pattern: str) -> list[str]:
        if pattern in self.bound and self.bound[pattern].startswith(here + "/"):
            return [self.bound[pattern]]
        return card.records.get(here, [])


def _enclosing(path: str, inner: str) -> dict[str, str]:
    """Return, for the path of a record and of each record around it, the inner address."""
    bound: dict[str, str] = {}
    parts, ids = inner.split("/")[1:], 0
    keys = path.split(".")
    for n, key in enumerate(keys[1:], 1):
        if key.endswith("[]"):
            ids += 1
            bound[".".join(keys[: n + 1])] = "/" + "/".join(parts[: n + ids])
    return bound


def scope_of(card: Card, workspace: Workspace, as_of: str) -> Scope:
    """Return what a bearer reads: itself, its organisation, and the cards it is linked to.

    An organisation reads all cards it answers for; a data set the models and systems that use it, with the systems
    behind those models; any other card those it refers to and those that refer to it, and its data sets.
    """
    roots = {card.kind: card}
    if card.kind == "organisation":
        return Scope(workspace, card, roots, as_of, linked={kind: _read_by(card, kind, workspace) for kind in KINDS})
    if workspace.organisation:
        roots["organisation"] = workspace.cards[workspace.organisation]
    linked: dict[str, dict[str, Card]] = {}
    names = [*workspace.targets(card.identity), *workspace.referrers(card.identity)]
    if card.kind == "dataset":
        names += [behind for name in names for behind in workspace.referrers(name)]
    for name in names:
        other = workspace.cards[name]
        if other.kind not in roots:
            linked.setdefault(other.kind, {})[name] = other
    for kind, cards in linked.items():
        if len(cards) == 1 and kind != "dataset":
            roots[kind] = next(iter(cards.values()))
    return Scope(workspace, card, roots, as_of, linked={kind: tuple(cards.values()) for kind, cards in linked.items()})


def _read_by(organisation: Card, kind: str, workspace: Workspace) -> tuple[Card, ...]:
    """Return the cards of a kind an organisation answers for: its own; a representative's are those of others, too."""
    roles = organisation.facts.get("/roles")
    if roles is not None and isinstance(roles.value, list) and "authorised_representative" in roles.value:
        return workspace.of_kind(kind)
    return tuple(card for card in workspace.of_kind(kind) if not workspace.rests_elsewhere(card))


def is_closed(workspace: Workspace, kind: str) -> bool:
    """Tell whether the own cards of a kind (``system``, ``model``) all state what they use, so that silence says no."""
    return kind in workspace.closed


def value_items(fact: Fact) -> tuple[Any, ...]:
    """Return the values of a known fact: the members of a plain list, else the one value."""
    if isinstance(fact.value, list):
        return tuple(fact.value)
    return (fact.value,)


def is_ahead(fact: Fact, as_of: str) -> bool:
    """Tell whether a fact is the day of something done, and that day lies after the day of the report."""
    if not isinstance(fact.value, str) or fact.value <= as_of:
        return False
    position = position_at(fact.path)
    return position is not None and position.done and first_day(fact.value) > as_of
