"""Data sets judged together (Art 10(3), last sentence): the combination names others, and these have cards (T-63)."""

from collections.abc import Iterator

from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.subject import Subject

_MEMBERS, _LEVEL = "/combination/members", "/combination/criteria_met_at"
_GATHERED = "names of data sets"


def names_others(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A combination of data sets is one of this set with others, each of which has a card."""
    if dataset.value(_LEVEL) != "combination":
        return
    members = dataset.value(_MEMBERS)
    if not isinstance(members, list):
        yield cannot_tell()
        return
    place = Place(dataset, _MEMBERS)
    own = (dataset.card.name, dataset.card.identity.partition("/")[2])
    others = [name for name in (str(member).removeprefix("dataset/") for member in members) if name not in own]
    unknown = [name for name in others if not _has_card(name, dataset)]
    if not others:
        message = "The criteria are said to be met by a combination of data sets, and no other set is named."
        remedy = "Name the sets that are judged together with this one, or write criteria_met_at: dataset."
        yield broken(place, message, remedy, [Place(dataset, _LEVEL).address])
    elif unknown:
        message = f"The combination names a data set without a card: {', '.join(unknown[:5])}."
        remedy = "Correct the name, or write its card: what this set lacks can be looked up in a card only."
        yield broken(place, message, remedy, severity=Severity.WARNING)
    else:
        yield holds()


def _has_card(name: str, dataset: Subject) -> bool:
    if "@" in name:
        return f"dataset/{name}" in dataset.world.subjects
    gathered = dataset.world.gathered
    if _GATHERED not in gathered:
        gathered[_GATHERED] = {card.name for card in dataset.world.workspace.of_kind("dataset")}
    return name in gathered[_GATHERED]


RULES: tuple[Rule, ...] = (
    Rule(
        "T-63", "MUN464", Severity.ERROR, "dataset",
        "A combination of data sets names other sets than this one, and each has a card.", names_others,
    ),
)  # fmt: skip
