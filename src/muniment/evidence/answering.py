"""Finding, in a lock, the figures that answer one position of a card."""

import fnmatch
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.evidence.lock import Lock, Measured, Unread
from muniment.evidence.measures import MeasureDefinition
from muniment.evidence.plan import Plan
from muniment.model.facts import Fact, Status
from muniment.model.load import Card

#: No count comes near it.
MOST = 2**63
#: Words in the name of a statistic of agreement by which the statistic is told.
_STATISTICS = ("krippendorff", "fleiss", "cohen")
#: Measures whose figures are about files, and so are whole also where records cannot be read.
_OF_FILES = frozenset({"files", "bytes", "decoded_bytes", "digest", "content_digest"})
#: Reasons for which something was not measured that take no record from the figures that were.
_NO_RECORD_LOST = frozenset(
    {
        "floating_point",
        "too_many_names",
        "empty",
        "one_label_only",
        "sample_not_read",
        "reference_not_whole",
        "no_names",
    }
)
#: Reasons for which something of a record was not read, while the record itself is counted.
_RECORD_COUNTED = frozenset({"field_absent", "nested_value", "no_duration"})
#: Measures that leave out by their definition what they count as unread: items with one label agree with nobody.
_LEAVING_OUT = frozenset({"agreement", "annotators"})
#: A file that two entries name counts for the first: only the other entry lacks it.
_COUNTED_ELSEWHERE = "named_twice"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What answers a position: the figures, or the reason why the data cannot (``lacking``)."""

    figures: tuple[Measured, ...] = ()
    lacking: str = ""


def number(value: Any) -> Decimal | None:
    """Return a figure as an exact number; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        return None
    try:
        found = Decimal(value)
    except (InvalidOperation, ValueError):
        return None
    if not found.is_finite() or not -30 < found.adjusted() < 20:
        return None
    return found if found.copy_abs() < MOST else None


def bare_digest(value: Any) -> str:
    """Return a digest as digits alone, in small letters."""
    return str(value).casefold().removeprefix("sha256:")


def rows_of(figure: Measured) -> list[dict[str, Any]]:
    """Return the rows of a tally; a lock from outside may hold anything."""
    rows = figure.value if isinstance(figure.value, list | tuple) else ()
    return [row for row in rows if isinstance(row, dict) and isinstance(row.get("name"), str)]


#: The dimensions of a figure that have a value, sorted.
_Part = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured, and by which plan: how much of it a figure rests on."""

    lock: Lock
    plan: Plan
    figures: Mapping[str, Sequence[Measured]]
    by_part: Mapping[tuple[str, _Part], Sequence[Measured]]
    locations: Mapping[str, str]

    def exactly(self, measure: str, part: Mapping[str, str]) -> tuple[Measured, ...]:
        """Return the figure of a measure for exactly this part."""
        return tuple(self.by_part.get((measure, _part_of(part.items())), ()))

    def of(self, measure: str) -> tuple[Measured, ...]:
        """Return the figures of a measure."""
        return tuple(self.figures.get(measure, ()))

    def is_whole(self, figure: Measured) -> bool:
        """Tell whether a figure rests on everything that it should."""
        if figure.measure in _OF_FILES:
            return not figure.unread
        return not (figure.unread and figure.measure not in _LEAVING_OUT) and not self._lost(figure)

    def lost(self, figure: Measured) -> int | None:
        """Return how many records a figure lacks; None where nobody knows how many a file held that was not read."""
        lost = self._lost(figure)
        if any(item.records == 0 for item in lost):
            return None
        return max(figure.unread, sum(item.records for item in lost))

    def _lost(self, figure: Measured) -> list[Unread]:
        """Return what was not read and perhaps belongs to a figure; one on an entry of files lacks only theirs."""
        harmless = _NO_RECORD_LOST | (_RECORD_COUNTED if figure.measure == "records" else frozenset())
        lost = [item for item in self.lock.unread if item.reason not in harmless]
        own = self.locations.get(figure.part("distribution"))
        if own is None:
            return [item for item in lost if item.reason != _COUNTED_ELSEWHERE]
        return [item for item in lost if _may_name(own, item.path)]


def reading_of(lock: Lock, plan: Plan) -> Reading:
    """Return a lock to be read, its figures looked up by measure.

    What is counted apart, and tallies of which only the length was kept, answer nothing.
    """
    figures: dict[str, list[Measured]] = {}
    by_part: dict[tuple[str, _Part], list[Measured]] = {}
    for figure in lock.facts:
        if _is_figure(figure) and not figure.part("apart") and "left_out" not in dict(figure.method):
            figures.setdefault(figure.measure, []).append(figure)
            by_part.setdefault((figure.measure, _part_of(figure.of)), []).append(figure)
    return Reading(lock, plan, figures, by_part, {group.id: group.location for group in plan.groups})


def _is_figure(figure: Measured) -> bool:
    """Tell whether the counts of a figure are such as can be counted; a lock from outside may hold anything."""
    counts = (figure.numerator or 0, figure.denominator or 0, figure.read, figure.unread)
    return all(0 <= count < MOST for count in counts)


def _part_of(pairs: Iterable[tuple[str, str]]) -> _Part:
    return tuple(sorted((key, value) for key, value in pairs if value))


def _may_name(location: str, path: str) -> bool:
    """Tell whether a location may name a file by its path in the listing: rather one file too many."""
    if "://" in location or "[" in location or location.startswith(("/", "..")) or "/../" in location:
        return True
    bare = location.removeprefix("./").rstrip("/")
    shapes = {bare, bare.replace("/**/", "/"), bare.removeprefix("**/")}
    return any(fnmatch.fnmatchcase(path, shape) or fnmatch.fnmatchcase(path, f"{shape}/*") for shape in shapes)


def wanted(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    """Return the figures of a lock that answer a position, by the dimensions that the measure has."""
    if not reading.plan.groups:
        return Wanted(lacking="no_files")
    if definition.needs and not any(field.holds == definition.needs for field in reading.plan.fields):
        return Wanted(lacking=f"no_field_{definition.needs}")
    find = _SPECIAL.get(definition.id)
    if find is not None:
        return find(definition, inner, card, reading)
    return Wanted(reading.exactly(definition.id, _part(definition, inner)))


def _part(definition: MeasureDefinition, inner: str) -> dict[str, str]:
    dimension = definition.per[0] if definition.per else ""
    if dimension == "edge":
        return {"edge": inner.rpartition("/")[2]}
    return {dimension: _record_id(inner)} if dimension in ("distribution", "split") else {}


def _record_id(inner: str) -> str:
    return inner.split("/")[2]


def _all(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    return Wanted(reading.of(definition.id))


def _amount(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    record = inner.rpartition("/")[0]
    own = _amount_part(card, record)
    if not own["modality"] and own["unit"]:
        # Where the unit was counted of one modality alone, it is that one.
        modalities = {
            figure.part("modality") for figure in reading.of(definition.id) if figure.part("unit") == own["unit"]
        }
        own["modality"] = modalities.pop() if len(modalities) == 1 else ""
    if not own["modality"] or not own["unit"]:
        return Wanted(lacking="no_unit")
    alike = [
        other
        for other in card.records.get("/measures", ())
        if (part := _amount_part(card, other)) == own or part == {**own, "modality": ""}
    ]
    if len(alike) > 1:
        # The files are the set at one point of its making; which of these entries speaks of it is not said.
        return Wanted(lacking="several_entries")
    return Wanted(reading.exactly(definition.id, own))


def _amount_part(card: Card, record: str) -> dict[str, str]:
    part = {key: text(card, f"{record}/{key}") for key in ("modality", "unit", "split", "tokenizer")}
    if part["unit"] == "other":
        part["unit"] = text(card, f"{record}/unit_name").casefold()
    return part


def text(card: Card, inner: str) -> str:
    """Return the text at a position of a card; empty where there is none."""
    fact: Fact | None = card.facts.get(inner)
    known = fact is not None and fact.status is Status.KNOWN
    return fact.value if fact is not None and known and isinstance(fact.value, str) else ""


def _of_campaign(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    name = inner.split("/")[3]
    own = tuple(figure for figure in reading.of(definition.id) if figure.part("campaign") == name)
    if not own and len(reading.plan.campaigns) == 1:
        own = tuple(figure for figure in reading.of(definition.id) if not figure.part("campaign"))
    return Wanted(own)


def _agreement(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    named = text(card, f"{inner.rpartition('/')[0]}/agreement_metric").casefold()
    statistic = next((word for word in _STATISTICS if word in named), "")
    if not statistic:
        return Wanted(lacking="statistic_not_known" if named else "statistic_not_named")
    found = _of_campaign(definition, inner, card, reading).figures
    return Wanted(tuple(figure for figure in found if statistic in figure.part("statistic").casefold()))


def _overlap(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    """Return the overlap by record of the parts made for testing; of the only part, where none is called that."""
    figures = tuple(figure for figure in reading.of(definition.id) if figure.part("by") == "record")
    testing = tuple(figure for figure in figures if text(card, f"/splits/{figure.part('split')}/kind") == "testing")
    return Wanted(testing or (figures if len(figures) == 1 else ()))


def _comparison(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    """Return the groups beside their reference; statistics of the whole are no rows."""
    if not any(field.reference for field in reading.plan.fields):
        return Wanted(lacking="no_reference")
    return Wanted(tuple(figure for figure in reading.of(definition.id) if not figure.part("statistic")))


def _shared_units(definition: MeasureDefinition, inner: str, card: Card, reading: Reading) -> Wanted:
    """Return the units in several splits, by the field that the card names as its own name or that of its column."""
    named = text(card, inner)
    units = [field for field in reading.plan.fields if field.holds == "unit"]
    own = [field for field in units if field.id == named] or [field for field in units if field.column == named]
    if len(own) != 1:
        return Wanted(lacking="several_fields" if own else "no_such_unit")
    return Wanted(reading.exactly(definition.id, {"by": own[0].id, "split": _record_id(inner)}))


_SPECIAL = {
    "comparison": _comparison,
    "shared_units": _shared_units,
    "amount": _amount,
    "missing": _all,
    "groups": _all,
    "personal_data": _all,
    "overlap": _overlap,
    "labels": _of_campaign,
    "labelled_items": _of_campaign,
    "labels_per_item": _of_campaign,
    "agreement": _agreement,
}
