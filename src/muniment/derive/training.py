"""The data sets a model was trained on, as far as its uses tell, with what is not certain about each.

A use without a role may be a use for training; a use whose data set has no card may be of any class. Both leave every
answer open that they could change: nothing becomes "No", and no list becomes complete, because a card is silent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.derive.answers import Answer, cannot_tell, does_not_arise
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.model.facts import Status


@dataclass(frozen=True, slots=True)
class Part:
    """One data set that was, or may have been, used for training. ``dataset`` is None when it has no card."""

    record: str
    name: str
    dataset: Subject | None
    certain: bool

    def value(self, inner: str) -> Any:
        """Return a value of the data set's card, or None."""
        return self.dataset.value(inner) if self.dataset else None

    def silent(self, code: str) -> str:
        """Say that the data set does not tell something, by the code of the reason, or that it has no card."""
        return reason(code if self.dataset else "set_without_card", set=self.name)

    def doubtful(self) -> str:
        """Say in words that the use states no role."""
        return reason("set_without_role", set=self.name)


def training_parts(model: Subject) -> tuple[Part, ...]:
    """Return the uses of a model that are, or may be, for training."""
    return tuple(_by_record(model).values())


def training_part(use: Subject) -> Part | None:
    """Return the use a rule is asked about, if it is, or may be, for training."""
    return _by_record(use).get(use.record)


def _by_record(model: Subject) -> dict[str, Part]:
    if "training" not in model.gathered:
        model.gathered["training"] = {part.record: part for part in _parts(model)}
    parts: dict[str, Part] = model.gathered["training"]
    return parts


def _parts(model: Subject) -> Iterable[Part]:
    for record in model.records("model.datasets[]"):
        role = model.value(f"{record}/role")
        if role not in (None, "training") or model.is_status(f"{record}/role", Status.NOT_APPLICABLE):
            continue
        dataset = model.world.linked(model, f"{record}/dataset")
        written = model.value(f"{record}/dataset")
        name = dataset.card.identity if dataset else str(written or record.rpartition("/")[2])
        yield Part(record, name, dataset, role == "training")


def unlisted(model: Subject) -> Answer | None:
    """Answer for a model whose card lists no data set as used for training; None too where it is just silent."""
    stated = model.facts.get("/datasets")
    if stated is not None and stated.status is Status.UNKNOWN:
        return cannot_tell(reason("sets_unknown", reason=stated.reason))
    if stated is not None and stated.status is Status.NOT_APPLICABLE:
        return does_not_arise(reason("no_sets", reason=stated.reason))
    return None


def union(
    parts: Sequence[Part], read: Callable[[Part], Iterable[str] | None], silent: str
) -> tuple[set[str], list[str]]:
    """Gather the items of all parts; return them with the reasons why the gathering may be incomplete.

    ``read`` returns None where the data set does not say, for which ``silent`` is the code of the reason.
    Parts that are not certain add reasons, never items.
    """
    read_items = [(part, read(part)) for part in parts]
    found = {item for part, items in read_items if part.certain for item in items or ()}
    gaps = []
    for part, items in read_items:
        if items is None:
            gaps.append(part.silent(silent))
        elif not part.certain and not found.issuperset(items):
            gaps.append(part.doubtful())
    return found, gaps
