"""Shares with their base, and which public data sets are large (T-36 and T-37)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from muniment.assess.consistency.reading import address, is_gpai, listed, precision, status, unanswered
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.sizes import large_set_bases, large_set_share, large_sets
from muniment.derive.sources import public_parts
from muniment.derive.subject import Subject
from muniment.derive.training import Part
from muniment.model.facts import Status

#: At most this much a rounded share adds to a sum: a half of one per cent.
_ROUNDING = Decimal("0.005")


def _splits_add_up(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    yield from _shares_of_splits(dataset)
    yield from _amounts_of_splits(dataset)


def _amounts_of_splits(dataset: Subject) -> Iterable[Judgement]:
    """The amounts of splits come to at most the whole, where both are counted in the same way."""
    keys = ("modality", "unit", "unit_name", "point", "stage", "tokenizer")
    wholes: dict[tuple[object, ...], list[Decimal]] = {}
    parts: dict[tuple[object, ...], list[tuple[str, Decimal]]] = {}
    for record in dataset.records("dataset.measures[]"):
        key, amount = tuple(dataset.value(f"{record}/{name}") for name in keys), dataset.value(f"{record}/amount")
        if amount is not None and dataset.value(f"{record}/split") is not None:
            parts.setdefault(key, []).append((record, Decimal(amount)))
        elif amount is not None:
            wholes.setdefault(key, []).append(Decimal(amount))
    for key, amounts in parts.items():
        total = sum(amount for _, amount in amounts)
        whole = max(wholes.get(key, [total]))
        if total > whole:
            place = Place(dataset, f"{amounts[-1][0]}/amount")
            message = f"The amounts of the splits add up to {total}, the set as a whole has {whole}."
            yield broken(place, message, "Correct the amounts, or say in which unit or at which point they differ.")


def _shares_of_splits(dataset: Subject) -> Iterable[Judgement]:
    splits = dataset.records("dataset.splits[]")
    stated = [dataset.value(f"{split}/share") for split in splits]
    if not any(share is not None for share in stated):
        return
    whole = _Sum()
    for share in stated:
        whole.add(Decimal(share or 0))
    if whole.is_too_much:
        message = f"The splits of the set add up to {whole.shares} of it."
        yield broken(Place(dataset, "/splits"), message, "Correct the shares: together they are at most 1.")
    elif None not in stated and whole.is_too_little and not _said_why(dataset, splits):
        message = f"The splits of the set add up to {whole.shares} of it, and nothing is said of the rest."
        remedy = "Name the rest as a split, or say in a note beside a share what became of it."
        yield broken(Place(dataset, "/splits"), message, remedy, severity=Severity.WARNING)
    else:
        yield cannot_tell() if None in stated else holds()


def _said_why(dataset: Subject, splits: Iterable[str]) -> bool:
    return any((fact := dataset.look(f"{split}/share")) is not None and fact.note for split in splits)


@dataclass(slots=True)
class _Sum:
    """A sum of shares, with what rounding may have added to it."""

    shares: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)

    def add(self, share: Decimal) -> None:
        self.shares += share
        self.rounding += min(_ROUNDING, precision(share)) if share not in (0, 1) else 0

    @property
    def is_too_much(self) -> bool:
        return self.shares > 1 + self.rounding

    @property
    def is_too_little(self) -> bool:
        return self.shares < 1 - self.rounding


def _contributions_add_up(model: Subject, as_of: str) -> Iterable[Judgement]:
    """Judge the shares of each modality over all uses for training; shares on different bases are never added."""
    by_base: dict[tuple[str, str], _Sum] = {}
    told = open_ = False
    for use in model.records("model.datasets[]"):
        role = model.value(f"{use}/role")
        open_ = open_ or role is None
        if role != "training":
            continue
        place = f"{use}/share_of_modality"
        rows = model.value(place)
        open_ = open_ or rows is None
        for row in rows or ():
            if (share := _number(row["value"])) is None:
                continue
            told = True
            if not row.get("unit"):
                message = f'The share of "{row["name"]}" does not say of what it is a share.'
                yield broken(
                    Place(model, place), message, "Name the base as unit: of all training data of the modality."
                )
                continue
            whole = by_base.setdefault((row["name"], row["unit"]), _Sum())
            was_too_much = whole.is_too_much
            whole.add(share)
            if whole.is_too_much and not was_too_much:
                message = f'With this use, the shares of "{row["name"]}" ({row["unit"]}) add up to {whole.shares}.'
                related = [address(model, f"{use}/large_public")]
                yield broken(Place(model, place), message, "Correct them: together they are at most 1.", related)
    if told:
        yield cannot_tell() if open_ else holds()


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None


def _large_sets_listed(model: Subject, as_of: str) -> Iterable[Judgement]:
    """Judge that large public sets are named, and show both lists where the base of their share is open."""
    asked = is_gpai(model)
    parts, gaps = public_parts(model)
    if asked is False or not (parts or gaps):
        return
    if not asked or gaps:
        yield cannot_tell()
    if not asked:
        return
    for part in parts:
        if model.value(f"{part.record}/large_public") is True and part.dataset is not None:
            yield _is_named(part, part.dataset)
    yield _same_lists(model, parts, bool(gaps))


def _same_lists(model: Subject, parts: Sequence[Part], gaps: bool) -> Judgement:
    """Judge that the readings that count give one list, or that a person has settled each set they dispute."""
    lists = []
    for base in large_set_bases(model):
        large, silent = large_sets(model, base)
        lists.append(large)
        gaps = gaps or bool(silent)
    if gaps or not all(part.value("/modalities") for part in parts):
        return cannot_tell()
    disputed = frozenset.union(*lists) - frozenset.intersection(*lists)
    open_ = [part for part in parts if part.name in disputed and model.value(f"{part.record}/large_public") is None]
    return _differ(model, open_[0], *lists) if open_ else holds()


def _differ(model: Subject, part: Part, of_all: frozenset[str], of_public: frozenset[str]) -> Judgement:
    share = f"{large_set_share(model) * 100:f}".rstrip("0").rstrip(".")
    by_all, by_public = (listed(sorted(names)) or "none" for names in (of_all, of_public))
    message = (
        f"Which public sets are large depends on the reading of the {share} % rule. "
        f"Of all training data of the modality: {by_all}. Of all public sets of it: {by_public}."
    )
    remedy = "Fix the base as large_set_rule in muniment.yaml, or type large_public of each set with a note on why."
    return cannot_tell(Place(model, f"{part.record}/large_public"), message, remedy)


def _is_named(part: Part, dataset: Subject) -> Judgement:
    """Judge one large set: a name, and a link or a description with the dates of its collection."""
    link = status(dataset, "/url")
    described = () if link is Status.KNOWN else ("/description", "/collection/start", "/collection/end")
    lacking, unknown = unanswered(dataset, ("/title", *described))
    if link is Status.UNKNOWN and lacking and lacking[0] != "title":
        return cannot_tell()
    if lacking:
        place = "/title" if lacking[0] == "title" else "/url"
        message = f"The set is a large public one and is listed by name; {listed(lacking)} is not stated."
        remedy = "State title and url; without a link, description, collection.start and collection.end."
        return broken(Place(dataset, place), message, remedy)
    return cannot_tell() if unknown else holds()


RULES: tuple[Rule, ...] = (
    Rule("T-36-splits", "MUN442", Severity.ERROR, "dataset", "The splits add up to the whole.", _splits_add_up),
    Rule(
        "T-36", "MUN443", Severity.ERROR, "model",
        "Shares of a modality name their base and add up to at most 1.", _contributions_add_up,
    ),
    Rule(
        "T-37", "MUN444", Severity.ERROR, "model",
        "Each large public set is listed; where the two readings of large differ, both lists are shown.",
        _large_sets_listed,
    ),
)  # fmt: skip
