"""How much of a modality each data set contributes: after pre-processing, in the template's unit, the training part."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from muniment.derive.content import modalities_of
from muniment.derive.parameters import brackets
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts
from muniment.model.facts import Status


@dataclass(frozen=True, slots=True)
class Total:
    """The amounts of one modality by data set, and the reasons why the sum may be incomplete.

    ``holds`` tells that at least one training set holds the modality for certain; ``at_least`` is the sum of what is
    certain, to which every gap can only add.
    """

    amounts: dict[str, Decimal]
    gaps: tuple[str, ...]
    holds: bool
    at_least: Decimal


class Gap(Exception):
    """Internal to this module: why an amount cannot be told."""


def total(model: Subject, modality: str) -> Total:
    """Sum up one modality over the data sets used for training; a set used twice as a whole counts once."""
    found: dict[str, Total] = model.gathered.setdefault("totals", {})
    if modality not in found:
        found[modality] = _total(model, modality)
    return found[modality]


def _total(model: Subject, modality: str) -> Total:
    parts = training_parts(model)
    amounts: dict[str, Decimal] = {}
    gaps = list(_overlaps(parts))
    holds = False
    for part in parts:
        here = modalities_of(part)
        holds = holds or (part.certain and modality in (here or ()))
        if here is not None and modality not in here:
            if _measures(part, modality):
                gaps.append(reason("modality_not_named", set=part.name, modality=modality))
            continue
        if not part.certain:
            gaps.append(part.doubtful())
            continue
        try:
            amount = _amount(model, part, modality)
        except Gap as gap:
            gaps.append(str(gap))
            continue
        if amount is not None:
            amounts[part.name] = amount
    return Total(amounts, tuple(dict.fromkeys(gaps)), holds, sum(amounts.values(), Decimal(0)))


def _measures(part: Part, modality: str) -> bool:
    records = part.dataset.records("dataset.measures[]") if part.dataset else []
    return any(part.value(f"{record}/modality") == modality for record in records)


def _overlaps(parts: Iterable[Part]) -> Iterable[str]:
    """Two versions of a set, or two parts of one, may hold the same items: a person must say what they come to."""
    cards = {part.name: part.dataset.card for part in parts if part.dataset}
    for name, count in Counter(card.name for card in cards.values()).items():
        if count > 1:
            yield reason("several_versions", set=name)


def _amount(model: Subject, part: Part, modality: str) -> Decimal | None:
    if part.dataset is None:
        raise Gap(reason("set_without_card", set=part.name))
    unit = brackets()[modality].unit
    counted = [record for record in part.dataset.records("dataset.measures[]") if _counts(part, record, modality)]
    chosen = _chosen(part, counted, unit)
    amounts = [amount for record in chosen if (amount := _one(model, part, record, modality)) is not None]
    share = _share(model, part)
    if share != 1 and any(part.value(f"{record}/split") is not None for record in chosen):
        raise Gap(reason("share_of_split", set=part.name))
    return sum(amounts, Decimal(0)) * share if amounts else None


def _counts(part: Part, record: str, modality: str) -> bool:
    """Tell whether a measure is one of this modality after pre-processing in the template's unit; Gap if it may be."""
    modalities = modalities_of(part)
    only = modalities[0] if modalities and len(modalities) == 1 else None
    said = part.value(f"{record}/modality") or only
    point, unit = part.value(f"{record}/point"), part.value(f"{record}/unit")
    tests = (
        said and said == modality,
        point and point == "after_preprocessing",
        unit and unit == brackets()[modality].unit,
    )
    if any(test is False for test in tests):
        return False
    if not all(tests):
        raise Gap(reason("measure_incomplete", set=part.name, measure=record.rpartition("/")[2]))
    return True


def _chosen(part: Part, counted: list[str], unit: str) -> list[str]:
    """Choose the measures of the training splits, or the one of the whole set where it is all for training."""
    if part.dataset is None or not counted:
        raise Gap(reason("no_amount", set=part.name, unit=unit))
    kinds = {
        record.rpartition("/")[2]: part.value(f"{record}/kind") for record in part.dataset.records("dataset.splits[]")
    }
    by_split: dict[str | None, list[str]] = {}
    for record in counted:
        by_split.setdefault(part.value(f"{record}/split"), []).append(record)
    if any(len(records) > 1 for records in by_split.values()):
        raise Gap(reason("several_amounts", set=part.name, unit=unit))
    training = [split for split, kind in kinds.items() if kind == "training"]
    if training and all(split in by_split for split in training) and None not in kinds.values():
        return [by_split[split][0] for split in training]
    if set(by_split) != {None} or any(kind != "training" for kind in kinds.values()):
        raise Gap(reason("no_amount_for_training", set=part.name, unit=unit))
    return by_split[None]


def _one(model: Subject, part: Part, record: str, modality: str) -> Decimal | None:
    """Return one measure's amount; None when it is dynamic and the size leaves dynamic sets out."""
    if part.dataset is not None and part.dataset.is_status(f"{record}/dynamic", Status.UNKNOWN):
        raise Gap(reason("dynamic_unknown", set=part.name))
    if part.value(f"{record}/dynamic") is True:
        left_out = model.value(f"/size/of_{modality}/excludes_dynamic")
        if left_out is True:
            return None
        if left_out is None:
            raise Gap(reason("dynamic_open", set=part.name, modality=modality))
    amount = part.value(f"{record}/amount")
    if amount is None:
        raise Gap(reason("measure_without_figure", set=part.name, measure=record.rpartition("/")[2]))
    return Decimal(amount)


def _share(model: Subject, part: Part) -> Decimal:
    """Return the share of the set that was used; without a statement the measured part counts as used whole."""
    place = f"{part.record}/share"
    share = model.value(place)
    if model.is_status(place, Status.UNKNOWN):
        raise Gap(reason("share_unknown", set=part.name))
    if len(_shares(model)[part.name]) > 1:
        raise Gap(reason("several_shares", set=part.name))
    return Decimal(1 if share is None else share)


def _shares(model: Subject) -> dict[str, set[Any]]:
    """Return by data set the different shares of it that were used for training."""
    found: dict[str, set[Any]] = model.gathered.setdefault("shares", {})
    if not found:
        for part in training_parts(model):
            found.setdefault(part.name, set()).add(model.value(f"{part.record}/share"))
    return found
