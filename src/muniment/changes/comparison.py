"""The result of comparing two workspaces, as a value: what every report of `diff` prints, and nothing that prints."""

from dataclasses import dataclass

from muniment.changes.compare import Kind
from muniment.changes.statements import Statement
from muniment.changes.weighing import Weight


@dataclass(frozen=True, slots=True)
class CardChange:
    """A card that came or went, or has another version or name; ``facts`` counts what one that came or went states.

    ``kind`` is added, removed, version, renamed, or language (``before`` and ``now`` are then languages of ``card``).
    ``kept`` tells that the earlier version is still there.
    """

    card: str
    kind: str
    weight: Weight
    before: str
    now: str
    facts: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record of a list that has another id; both are addresses."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact that is not as it was, at its address on the later side, or where it was if it is gone.

    ``gate`` tells that conditions of the catalogue read it; ``requirements`` are the duties that ask for it.
    """

    address: str
    path: str
    label: str
    kind: Kind
    weight: Weight
    before: Statement | None
    now: Statement | None
    gate: bool = False
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting of the workspace that is not as it was; the values in words, empty where they are not shown."""

    name: str
    weight: Weight
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Who may see facts now: the widest audience before and now, of a path on so many cards (a few are named).

    ``cause`` is table (another version is pinned), settings (rows of muniment.yaml), card, or supplier.
    """

    path: str
    before: str
    now: str
    ground: str
    cause: str
    cards: tuple[str, ...]
    count: int

    @property
    def widens(self) -> bool:
        """Tell whether somebody may see more than before."""
        order = ("public", "client", "authority", "internal")
        return order.index(self.now) < order.index(self.before)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one duty stands on one card (and use) of one side."""

    requirement: str
    title: str
    citation: str
    force: str
    bearer: str
    use: str
    applies: str
    outcome: str
    due: str


@dataclass(frozen=True, slots=True)
class DutyChange:
    """A duty that stands otherwise: ``kind`` is arises, falls, open, settled, or outcome.

    Open is one of which it cannot be told any more whether it applies, settled one that turned out not to apply.
    ``because`` are the addresses of the changed gates that its condition reads, for one that arises, falls or opened.
    """

    kind: str
    before: Standing | None
    now: Standing | None
    because: tuple[str, ...] = ()

    @property
    def duty(self) -> Standing:
        """The duty as it stands on the later side, or stood."""
        one = self.now or self.before
        if one is None:
            raise ValueError("a change of a duty has a side")
        return one


@dataclass(frozen=True, slots=True)
class Reopened:
    """What must be looked at again: ``what`` is review, edition, publication, delivery or release.

    ``name`` says which (a file, a card), ``why`` in one sentence, ``do`` what to do; ``due`` is a date, now, or empty;
    ``addresses`` are the changed facts behind it; ``citation`` stands where the law asks for it.
    """

    what: str
    name: str
    why: str
    do: str
    due: str = ""
    addresses: tuple[str, ...] = ()
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs between two sides, named in words for people.

    ``errors`` counts the errors of form on each side: what they concern counts as not stated there.
    """

    before: str
    now: str
    as_of: str
    cards: tuple[CardChange, ...] = ()
    records: tuple[RecordChange, ...] = ()
    facts: tuple[FactChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    disclosure: tuple[LevelChange, ...] = ()
    duties: tuple[DutyChange, ...] = ()
    reopened: tuple[Reopened, ...] = ()
    errors: tuple[int, int] = (0, 0)

    @property
    def differs(self) -> bool:
        """Tell whether anything differs."""
        return any((self.cards, self.records, self.facts, self.settings, self.disclosure, self.duties, self.reopened))

    def count(self, weight: Weight) -> int:
        """Return how many changes of facts, cards, records and settings weigh so much."""
        weighed = sum(one.weight is weight for part in (self.cards, self.facts, self.settings) for one in part)
        return weighed + (len(self.records) if weight is Weight.STRUCTURAL else 0)
