"""Figures that must fit the amount of the set, and each other: groups, labels, results of tests."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.assess.consistency.reading import address, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Status

#: Units that count items; a group of persons or an item with a label is counted in no other.
_COUNTING = frozenset({"rows", "images", "documents", "other"})
_COVERAGE, _STATISTICS = "/representativeness/coverage_by_group", "/statistics/by_group"
#: A share is rounded to full per cents at the coarsest, and a group's count may be taken on another day.
_ROUNDING = Decimal("0.02")
_SEX = {"women": "sex", "men": "sex", "female": "sex", "male": "sex"}
#: Measures that run from 0 to 1, the higher the better.
_UP_TO_ONE = re.compile(r"\b(?:f1|accuracy|precision|recall|sensitivity|specificity|auc|auroc|iou|kappa|alpha)\b", re.I)


def groups_fit(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """No group is larger than the set; shares fit the counts beside them; shares of one trait add up to at most 1."""
    tables = [(place, dataset.value(place) or []) for place in (_COVERAGE, _STATISTICS)]
    if not any(rows for _, rows in tables):
        return
    amounts, open_ = _amounts(dataset)
    if open_:
        yield cannot_tell()
        return
    said = [one for place, rows in tables for row in rows for one in _row_fits(dataset, place, row, amounts)]
    said += _traits_add_up(dataset, tables[0][1])
    yield from said or [holds()]


def _amounts(dataset: Subject) -> tuple[list[Decimal], bool]:
    """Return the amounts of items that the card states, and whether one of them is open."""
    records = dataset.records("dataset.measures[]")
    counting = [one for one in records if dataset.value(f"{one}/unit") in _COUNTING]
    amounts = [dataset.value(f"{one}/amount") for one in counting]
    return [Decimal(amount) for amount in amounts if amount is not None], None in amounts or not counting


def _row_fits(dataset: Subject, place: str, row: dict[str, Any], amounts: list[Decimal]) -> Iterator[Judgement]:
    count, share = row.get("count"), _number(row.get("value"))
    name, largest = row.get("name"), max(amounts)
    if count is not None and count > largest:
        message = f'The group "{name}" counts {count}, more than the {largest} items of the set.'
        yield broken(
            Place(dataset, place), message, "Correct the count, or the amount in measures.", _measures(dataset)
        )
    elif place == _COVERAGE and share is not None and not row.get("unit"):
        if share > 1:
            yield broken(Place(dataset, place), f'The share of the group "{name}" is {share}.', "Write it from 0 to 1.")
        elif count is not None and all(abs(count - share * amount) > _ROUNDING * amount for amount in amounts):
            message = f'The group "{name}" has the share {share}, but its count {count} is not that of {largest} items.'
            remedy = "Correct one of the two, or name in unit of what it is a share."
            yield broken(Place(dataset, place), message, remedy, _measures(dataset), Severity.WARNING)


def _traits_add_up(dataset: Subject, rows: list[dict[str, Any]]) -> Iterator[Judgement]:
    """Shares of women and men, or of groups named "trait: value", add up to at most 1."""
    traits: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        name, share = str(row.get("name") or "").casefold().strip(), _number(row.get("value"))
        trait = _SEX.get(name) or (name.partition(":")[0].strip() if ":" in name else "")
        if trait and share is not None and not row.get("unit"):
            traits[trait].append(share)
    for trait, shares in traits.items():
        if sum(shares) > 1 + Decimal("0.005") * len(shares):
            message = f'The shares by "{trait}" add up to {sum(shares)}.'
            yield broken(Place(dataset, _COVERAGE), message, "Correct them: together they are at most 1.")


def _measures(dataset: Subject) -> list[str]:
    return [address(dataset, "/measures")]


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None and not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def labels_fit(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A campaign labels no more items than the set has; no label stands on more; agreement is at most 1."""
    amounts, open_ = _amounts(dataset)
    for campaign in dataset.records("dataset.labelling.campaigns[]"):
        inner, items = f"{campaign}/items", dataset.value(f"{campaign}/items")
        if Status.UNKNOWN in (status(dataset, inner), status(dataset, "/measures")):
            yield cannot_tell()
        elif items is not None and not open_:
            words = "The campaign labelled {0} items, the set has {1}."
            yield _at_most(dataset, inner, items, max(amounts), words)
        for label in dataset.value(f"{campaign}/label_schema") or () if items is not None else ():
            if (count := _number(label["value"])) is not None:
                words = f'The label "{label["name"]}" stands on {{0}} items, the campaign labelled {{1}}.'
                yield _at_most(dataset, f"{campaign}/label_schema", count, items, words)
        yield from _agreement_fits(dataset, f"{campaign}/qc")


def _agreement_fits(dataset: Subject, control: str) -> Iterator[Judgement]:
    agreement, metric = (dataset.value(f"{control}/agreement_{key}") for key in ("value", "metric"))
    if agreement is not None and metric and _UP_TO_ONE.search(metric):
        words = f"The agreement by {metric} is {{0}}; it is at most {{1}}."
        yield _at_most(dataset, f"{control}/agreement_value", agreement, 1, words)


def _at_most(card: Subject, inner: str, figure: Any, most: Any, words: str) -> Judgement:
    if figure <= most:
        return holds()
    return broken(Place(card, inner), words.format(figure, most), "Correct the figure, or what it is held against.")


def results_fit(system: Subject, as_of: str) -> Iterator[Judgement]:
    """A result lies in the range of its measure, reaches the threshold fixed, and is the same wherever it stands."""
    thresholds = _by_name(system.value("/testing/thresholds"))
    overall = _by_name(system.value("/performance/overall"))
    for metric in system.records("system.metrics[]"):
        yield from _groups_of(system, metric)
        if status(system, f"{metric}/result") is Status.UNKNOWN:
            yield cannot_tell()
        elif (result := _number(system.value(f"{metric}/result"))) is not None:
            name = str(system.value(f"{metric}/name") or "").casefold()
            yield _result_fits(system, metric, name, result, overall.get(name, result), thresholds.get(name, result))


def _result_fits(
    system: Subject, metric: str, name: str, result: Decimal, declared: Decimal, threshold: Decimal
) -> Judgement:
    place, rising = Place(system, f"{metric}/result"), _UP_TO_ONE.search(name) and "difference" not in name
    fact = system.look(place.inner)
    if _UP_TO_ONE.search(name) and not system.value(f"{metric}/unit") and result > 1:
        message = f'The result of "{name}" is {result}: it is at most 1.'
        return broken(place, message, "Correct the figure, or name its unit.")
    if result != declared:
        message = f'The result of "{name}" is {result} here, and {declared} in performance.overall.'
        return broken(place, message, "Correct one of the two.", [address(system, "/performance/overall")])
    if rising and result < threshold and not (fact and fact.note):
        message = f'The result of "{name}" is {result}; the threshold fixed beforehand is {threshold}.'
        remedy = "Correct one of the two; or say in a note beside the result what follows from it."
        return broken(place, message, remedy, [address(system, "/testing/thresholds")], Severity.WARNING)
    return holds()


def _groups_of(system: Subject, metric: str) -> Iterator[Judgement]:
    """A result of one group lies in the range of the measure, too."""
    if not _UP_TO_ONE.search(str(system.value(f"{metric}/name") or "")) or system.value(f"{metric}/unit"):
        return
    for row in system.value(f"{metric}/by_group") or ():
        if not row.get("unit") and (_number(row.get("value")) or 0) > 1:
            message = f'The result of "{row["name"]}" is {row["value"]}: it is at most 1.'
            yield broken(Place(system, f"{metric}/by_group"), message, "Correct the figure, or name its unit.")


def _by_name(rows: Iterable[dict[str, Any]] | None) -> dict[str, Decimal]:
    figures = {str(row["name"]).casefold(): _number(row.get("value")) for row in rows or ()}
    return {name: figure for name, figure in figures.items() if figure is not None}


RULES: tuple[Rule, ...] = (
    Rule(
        "T-58", "MUN463", Severity.ERROR, "dataset",
        "Figures of groups fit the amount of the set, and each other.", groups_fit,
    ),
    Rule(
        "T-59", "MUN463", Severity.ERROR, "dataset",
        "Figures of labelling fit the amount of the set, and each other.", labels_fit,
    ),
    Rule(
        "T-60", "MUN463", Severity.ERROR, "system",
        "Results of tests fit their measure, their thresholds, and the performance declared.", results_fit,
    ),
)  # fmt: skip
