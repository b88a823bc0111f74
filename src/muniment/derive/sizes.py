"""The size of the training data by modality, its bracket, and what each data set contributes (1.3, 2.1)."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import chain

from muniment.base.canonical import MAX_INTEGER
from muniment.derive.amounts import Total, total
from muniment.derive.answers import Answer, cannot_tell, does_not_arise, known
from muniment.derive.parameters import brackets, parameter
from muniment.derive.reasons import reason
from muniment.derive.sources import public_parts, used
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_part

_STEP = Decimal("0.000001")
#: The readings of what the share of a large public set is taken of.
_BASES = ("all_training_data", "public_sets")


def amount(modality: str) -> Callable[[Subject], Answer | None]:
    """Return the rule for the amount of one modality; None where no training set holds it or another unit is used."""

    def rule(model: Subject) -> Answer | None:
        found = total(model, modality)
        if not found.holds or model.value(f"/size/of_{modality}/unit") is not None:
            return None
        if found.gaps:
            return cannot_tell(found.gaps)
        if not found.amounts:
            return cannot_tell(reason("all_dynamic"))
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
        return cannot_tell(reason("between_brackets"))
    return known(label)


def share_of_modality(use: Subject) -> Answer | None:
    """Return what the data set of one use contributes to all training data, one row for each of its modalities."""
    part = training_part(use)
    if part is None or not part.certain:
        return None
    rows: list[dict[str, object]] = []
    gaps: list[Iterable[str]] = []
    for modality, row in brackets().items():
        found = total(use, modality)
        if not found.holds:
            gaps.extend([] if part.value("/modalities") else [(part.silent("set_without_modalities"),)])
            continue
        if part.name in found.amounts and not found.gaps and found.at_least:
            share = (found.amounts[part.name] / found.at_least).quantize(_STEP)
            unit = reason("part_of_modality", unit=row.unit)
            rows.append({"name": modality, "value": share.normalize(), "unit": unit})
        elif found.gaps and (part.name in found.amounts or _may_hold(part, modality)):
            gaps.append(found.gaps)
    if gaps:
        return cannot_tell(chain.from_iterable(gaps))
    return known(rows) if rows else None


def _may_hold(part: Part, modality: str) -> bool:
    stated = part.value("/modalities")
    return stated is None or modality in stated


def large_public(use: Subject) -> Answer | None:
    """Tell whether the data set of one use is a large public one, where the readings of the base agree."""
    part = training_part(use)
    if part is None or not part.certain:
        return None
    kind = part.value("/source/kind")
    if kind is None:
        return cannot_tell(part.silent("set_without_class"))
    if kind != "public":
        return None
    readings, gaps = _readings(use, part)
    if gaps:
        return cannot_tell(chain.from_iterable(gaps))
    if len(set(readings.values())) > 1:
        code = "large_of_all_only" if readings["all_training_data"] else "large_of_public_only"
        return cannot_tell(reason(code, set=part.name))
    return known(next(iter(readings.values())))


def large_by_reading(use: Subject) -> Answer | None:
    """Return the readings on which a public set is large, where they disagree and nothing fixes one."""
    part = training_part(use)
    if part is None or not part.certain or part.value("/source/kind") != "public":
        return None
    readings, gaps = _readings(use, part)
    if gaps or len(set(readings.values())) < len(_BASES):
        return None
    return known([base for base, held in readings.items() if held])


def _readings(use: Subject, part: Part) -> tuple[dict[str, bool], list[Iterable[str]]]:
    """Tell for each reading that counts whether a public set is large on it, and why that may be open."""
    readings: dict[str, bool] = {}
    gaps: list[Iterable[str]] = []
    for base in large_set_bases(use):
        is_large, silent = _is_large(use, part, base)
        gaps.extend(silent)
        if is_large is not None:
            readings[base] = is_large
    return readings, gaps


def _is_large(use: Subject, part: Part, base: str) -> tuple[bool | None, list[Iterable[str]]]:
    """Tell on one base whether a public set is above the mark in a modality; None where that is open, with reasons."""
    unclassed = public_parts(use)[1] if base == "public_sets" else ()
    gaps: list[Iterable[str]] = []
    counted = False
    for modality in brackets():
        found = total(use, modality)
        if not found.holds or (part.name not in found.amounts and not _may_hold(part, modality)):
            continue
        counted = counted or part.name in found.amounts
        if found.gaps or unclassed:
            gaps.extend((found.gaps, unclassed))
        elif part.name in _above_mark(use, modality, base):
            return True, []
    if not counted and not gaps:
        gaps.append((reason("set_without_share", set=part.name),))
    return (None, gaps) if gaps else (False, [])


def has_smaller_sets(model: Subject) -> Answer | None:
    """Tell whether a public set lies below the mark for large ones, from what is known of each."""
    stated = used("public")(model)
    if stated is None or stated.value is None:
        return stated
    if stated.value is False:
        return does_not_arise(reason("no_public_set"))
    parts, unclassed = public_parts(model)
    gaps = list(unclassed)
    for part in parts:
        fact = model.look(f"{part.record}/large_public")
        if fact is not None and fact.value is False:
            return known(True)
        if fact is None or fact.value is None:
            gaps.append(fact.reason if fact is not None else part.silent("set_without_largeness"))
    return cannot_tell(gaps) if gaps else known(False)


def large_set_bases(model: Subject) -> tuple[str, ...]:
    """Return the readings of the base that count: the one that the settings have fixed, else both."""
    rule = model.world.workspace.settings.large_set_rule
    return (rule.base,) if rule else _BASES


def large_set_share(model: Subject) -> Decimal:
    """Return the mark above which a set is large: that of the settings, else the catalogue's."""
    rule = model.world.workspace.settings.large_set_rule
    return parameter("large_set_share") if rule is None or rule.share is None else Decimal(rule.share)


def large_sets(model: Subject, base: str) -> tuple[frozenset[str], list[str]]:
    """Return the public sets above the mark in some modality, on one base, and why the answer may be incomplete."""
    large: set[str] = set()
    gaps: list[str] = []
    for modality in brackets():
        found = total(model, modality)
        if found.holds:
            gaps.extend(found.gaps)
            large.update(_above_mark(model, modality, base))
    uncounted = _public_names(model) - {name for modality in brackets() for name in total(model, modality).amounts}
    gaps.extend(reason("set_without_share", set=name) for name in sorted(uncounted))
    return frozenset(large), gaps


def _public_names(model: Subject) -> frozenset[str]:
    return frozenset(part.name for part in public_parts(model)[0])


def _above_mark(model: Subject, modality: str, base: str) -> frozenset[str]:
    """Return the public sets whose share of one modality is above the mark, on one base."""
    found: dict[tuple[str, str], frozenset[str]] = model.gathered.setdefault("above mark", {})
    if (modality, base) not in found:
        found[modality, base] = _large_by_share(model, total(model, modality), base)
    return found[modality, base]


def _large_by_share(model: Subject, found: Total, base: str) -> frozenset[str]:
    public = _public_names(model)
    counted = {name: size for name, size in found.amounts.items() if base == "all_training_data" or name in public}
    least = large_set_share(model) * sum(counted.values(), Decimal(0))
    return frozenset(name for name, size in counted.items() if name in public and size > least)


def _plain(number: Decimal) -> int | Decimal:
    """Return a whole number as int, as long as a record can hold it as one."""
    if number == number.to_integral_value() and number <= MAX_INTEGER:
        return int(number)
    return number.normalize()
