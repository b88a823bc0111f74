"""The size of the training data by modality, its bracket, and what each data set contributes (1.3, 2.1)."""

from collections.abc import Callable
from decimal import Decimal

from muniment.base.canonical import MAX_INTEGER
from muniment.derive.amounts import Total, total
from muniment.derive.answers import Answer, cannot_tell, does_not_arise, known
from muniment.derive.parameters import brackets, parameter
from muniment.derive.sources import public_parts, used
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_part

_STEP = Decimal("0.000001")


def amount(modality: str) -> Callable[[Subject], Answer | None]:
    """Return the rule for the amount of one modality; None where no training set holds it or another unit is used."""

    def rule(model: Subject) -> Answer | None:
        found = total(model, modality)
        if not found.holds or model.value(f"/size/of_{modality}/unit") is not None:
            return None
        if found.gaps:
            return cannot_tell(found.gaps)
        if not found.amounts:
            return cannot_tell("all data sets of this modality are dynamic and left out of the size")
        return known(_plain(found.at_least))

    return rule


def bracket(modality: str) -> Callable[[Subject], Answer | None]:
    """Return the rule for the bracket; what is certain may already lie in the highest one. None in another unit."""
    rows = brackets()[modality]

    def rule(model: Subject) -> Answer | None:
        if model.value(f"/size/of_{modality}/unit") is not None:
            return None
        stated = model.value(f"/size/of_{modality}/amount")
        if stated is not None:
            return _in_bracket(rows.of(Decimal(stated)))
        found = total(model, modality)
        if found.holds and found.at_least > rows.high:
            return _in_bracket(rows.of(found.at_least))
        fact = model.look(f"/size/of_{modality}/amount")
        return Answer(fact.status, reason=fact.reason) if fact is not None else None

    return rule


def _in_bracket(label: str | None) -> Answer:
    if label is None:
        return cannot_tell("the amount lies exactly at the edge of two brackets; a person must decide")
    return known(label)


def share_of_modality(use: Subject) -> Answer | None:
    """Return what the data set of one use contributes to all training data, one row for each of its modalities."""
    part = training_part(use)
    if part is None or not part.certain:
        return None
    rows: list[dict[str, object]] = []
    gaps: list[str] = []
    for modality, row in brackets().items():
        found = total(use, modality)
        if not found.holds:
            gaps.extend([] if part.value("/modalities") else [part.silent("its modalities")])
            continue
        if part.name in found.amounts and not found.gaps and found.at_least:
            share = (found.amounts[part.name] / found.at_least).quantize(_STEP)
            unit = f"of all training data of the modality, in {row.unit}"
            rows.append({"name": modality, "value": share.normalize(), "unit": unit})
        elif part.name in found.amounts or _may_hold(part, modality):
            gaps.extend(found.gaps)
    if gaps:
        return cannot_tell(gaps)
    return known(rows) if rows else None


def _may_hold(part: Part, modality: str) -> bool:
    stated = part.value("/modalities")
    return stated is None or modality in stated


def has_smaller_sets(model: Subject) -> Answer | None:
    """Tell whether a public set lies below the mark for large ones, where both readings of its base agree."""
    stated = used("public")(model)
    if stated is None or stated.value is None:
        return stated
    if stated.value is False:
        return does_not_arise("no public data sets were used for training")
    parts, gaps = public_parts(model)
    gaps.extend(part.silent("its modalities") for part in parts if not part.value("/modalities"))
    public = frozenset(part.name for part in parts)
    readings: list[bool] = []
    for base in ("all_training_data", "public_sets"):
        large, silent = _large(model, public, base)
        gaps.extend(silent)
        readings.append(bool(public - large))
    if gaps:
        return cannot_tell(gaps)
    if readings[0] != readings[1]:
        return cannot_tell("the two readings of the rule for large sets give different lists; a person must decide")
    return known(readings[0])


def _large(model: Subject, public: frozenset[str], base: str) -> tuple[frozenset[str], list[str]]:
    """Return the public sets above the mark in some modality, on one base, and why the answer may be incomplete."""
    mark = parameter("large_set_share")
    large: set[str] = set()
    gaps: list[str] = []
    for modality in brackets():
        found: Total = total(model, modality)
        if not found.holds:
            continue
        gaps.extend(found.gaps)
        counted = {name: size for name, size in found.amounts.items() if base == "all_training_data" or name in public}
        whole = sum(counted.values(), Decimal(0))
        large.update(name for name, size in counted.items() if name in public and size > mark * whole)
    uncounted = public - {name for modality in brackets() for name in total(model, modality).amounts}
    gaps.extend(f"{name} states no amount by which its share can be told" for name in sorted(uncounted))
    return frozenset(large), gaps


def _plain(number: Decimal) -> int | Decimal:
    """Return a whole number as int, as long as a record can hold it as one."""
    if number == number.to_integral_value() and number <= MAX_INTEGER:
        return int(number)
    return number.normalize()
