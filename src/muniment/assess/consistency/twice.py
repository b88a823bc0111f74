"""The same fact stated twice with different values (T-46): overview against detail, one section against another."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from muniment.assess.consistency.reading import address, counted, listed, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Status

NONE = Status.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places of one card, and the values that cannot stand beside each other; ``NONE`` is not_applicable."""

    first: str
    values: tuple[Any, ...]
    second: str
    others: tuple[Any, ...]
    words: str


_DATASET = (
    Pair("/supplier/is_third_party", (False,), "/source/kind", ("licensed", "private_other"),
         "The set is said to come from no third party, but its class of source is data of third parties"),
    Pair("/acquisition/basis", ("own",), "/source/kind", ("public", "licensed", "private_other"),
         "The set is said to be the holder's own, but its class of source is data of others"),
    Pair("/tdm/basis", ("public_domain",), "/rights/ip_status", ("copyright", "trademark", "patent"),
         "The copies rest on the public domain, but the content is said to be protected"),
    Pair("/population/includes_minors", (False,), "/personal_data/includes_children", (True,),
         "There are no minors among the persons, but data of children are said to be in the set"),
)  # fmt: skip
_MODEL = (
    Pair("/systemic_risk", (True,), "/gpai", (False, NONE),
         "A model with systemic risk is a general-purpose one; the card says that it is none"),
    Pair("/sources/private_other/has_publicly_known", (False,), "/sources/private_other/known", (...,),
         "No private set is said to be publicly known, but some are listed"),
)  # fmt: skip
_ORGANISATION = (
    Pair("/compliance_route", ("code",), "/code/chapters_signed", (NONE,),
         "The route taken is the Code of Practice, but no chapter is said to be signed"),
    Pair("/uses_model_documentation_form", (True,), "/code/chapters_signed", ("transparency",),
         "The Form is said to be used without signing the Transparency chapter, which is among those signed"),
)  # fmt: skip


def _pairs(pairs: Iterable[Pair]) -> Callable[[Subject], Iterator[Judgement]]:
    def judge(card: Subject) -> Iterator[Judgement]:
        for pair in pairs:
            stated = [status(card, inner) for inner in (pair.first, pair.second)]
            if None in stated:
                continue
            if Status.UNKNOWN in stated:
                yield cannot_tell()
            elif _is_one_of(card, pair.first, pair.values) and _is_one_of(card, pair.second, pair.others):
                related = [address(card, pair.second)]
                yield broken(Place(card, pair.first), f"{pair.words}.", "Correct one of the two.", related)
            else:
                yield holds()

    return judge


def _is_one_of(card: Subject, inner: str, values: tuple[Any, ...]) -> bool:
    """Tell whether a place holds one of the values; ``...`` stands for any."""
    if status(card, inner) is Status.NOT_APPLICABLE:
        return NONE in values
    value = card.value(inner)
    items = value if isinstance(value, list) else [value]
    return values == (...,) or any(item is one or item == one for item in items for one in values)


# --- pairs that need more than a look ------------------------------------------------------------------------------


def _measures(dataset: Subject) -> Iterator[Judgement]:
    """One amount for one modality, part, point and unit; and only modalities that the set is said to have."""
    modalities = dataset.value("/modalities")
    first: dict[tuple[Any, ...], tuple[str, Any]] = {}
    for record in dataset.records("dataset.measures[]"):
        keys = ("modality", "split", "point", "stage", "unit", "unit_name", "tokenizer", "as_of", "amount")
        *key, amount = (dataset.value(f"{record}/{name}") for name in keys)
        if any(dataset.is_status(f"{record}/{name}", Status.UNKNOWN) for name in keys):
            yield cannot_tell()
        if key[0] is not None and isinstance(modalities, list):
            if key[0] in modalities:
                yield holds()
            else:
                message = f"The set measures {key[0]}, which is not among its modalities."
                related = [address(dataset, "/modalities")]
                yield broken(Place(dataset, f"{record}/modality"), message, "Correct one of the two.", related)
        if amount is None or key[4] is None:
            continue
        before, other = first.setdefault(tuple(key), (record, amount))
        if other != amount:
            message = f"The same amount is stated twice: as {other} and as {amount}."
            remedy = "Correct one, or say how they differ: by modality, split, point, unit, tokenizer or day."
            yield broken(Place(dataset, f"{record}/amount"), message, remedy, [address(dataset, before)])


def _labelled(dataset: Subject) -> Iterator[Judgement]:
    if (campaigns := dataset.records("dataset.labelling.campaigns[]")) and dataset.look("/labelling/labelled"):
        if dataset.value("/labelling/labelled") is False:
            message = f"Items are said to bear no labels, but {counted(len(campaigns), 'campaign')} gave some."
            related = [address(dataset, "/labelling/campaigns")]
            yield broken(Place(dataset, "/labelling/labelled"), message, "Correct one of the two.", related)
        else:
            yield holds() if dataset.value("/labelling/labelled") else cannot_tell()


def _parties(dataset: Subject) -> Iterator[Judgement]:
    """Others who process the data, transfers and labelling are listed only where the card says that there are any."""
    others = [
        role for role in dataset.records("dataset.personal_data.roles[]")
        if dataset.value(f"{role}/role") in ("processor", "sub_processor", "joint_controller")
    ]  # fmt: skip
    labelling = [
        step for step in dataset.records("dataset.processing_steps[]") if dataset.value(f"{step}/kind") == "labelling"
    ]
    for place, records, words in (
        ("/personal_data/third_parties_involved", others, "No others are said to be involved, but some are listed"),
        ("/personal_data/transferred_outside_eea", dataset.records("dataset.personal_data.transfers[]"),
         "No data are said to leave the EEA, but transfers are listed"),
        ("/labelling/labelled", labelling, "Items are said to bear no labels, but a step of processing gave some"),
    ):  # fmt: skip
        found = status(dataset, place)
        if records and found is Status.UNKNOWN:
            yield cannot_tell()
        elif records and dataset.value(place) is False:
            related = [address(dataset, record) for record in records[:3]]
            yield broken(Place(dataset, place), f"{words}.", "Correct one of the two.", related)
        elif records and found is Status.KNOWN:
            yield holds()


def _sufficiency(card: Subject) -> Iterator[Judgement]:
    """Data that could not be had, or are fewer than required, are not found suitable (Art 10(2)(e))."""
    for record in card.records(f"{card.card.kind}.datasets[]"):
        here = f"{record}/fit/sufficiency"
        if card.value(f"{here}/verdict") != "suitable":
            continue
        wanted, there = card.value(f"{here}/required_quantity"), card.value(f"{here}/quantity")
        fewer = wanted is not None and there is not None and there < wanted
        if card.value(f"{here}/available") is False or fewer:
            why = f"only {there} of {wanted} are at hand" if fewer else "they are said not to be available"
            message = f"The data are found suitable, although {why}."
            remedy = "Correct one of the two; what suffices for a part is partly, and the rest a gap."
            yield broken(Place(card, f"{here}/verdict"), message, remedy, [address(card, f"{here}/quantity")])
        elif wanted is not None and there is not None:
            yield holds()


def _steps(dataset: Subject) -> Iterator[Judgement]:
    """What one step lets out, the next takes in, where both say."""
    steps = dataset.records("dataset.processing_steps[]")
    for before, after in pairwise(steps):
        out, taken = dataset.value(f"{before}/rows_out"), dataset.value(f"{after}/rows_in")
        if out is not None and taken is not None and out != taken:
            message = f"The step before lets out {out} items; this one takes in {taken}."
            remedy = "Correct one of the two, or add the step between them."
            related = [address(dataset, f"{before}/rows_out")]
            yield broken(Place(dataset, f"{after}/rows_in"), message, remedy, related, Severity.WARNING)
        elif Status.UNKNOWN in (status(dataset, f"{before}/rows_out"), status(dataset, f"{after}/rows_in")):
            yield cannot_tell()


def _outputs(model: Subject) -> Iterator[Judgement]:
    generated, listed_ = model.value("/generates"), model.value("/io_modalities")
    if generated is None or listed_ is None:
        if Status.UNKNOWN in (status(model, "/generates"), status(model, "/io_modalities")):
            yield cannot_tell()
        return
    outputs = {row["modality"] for row in listed_ if row["direction"] == "output"}
    if outputs and outputs != set(generated):
        message = f"The model is said to generate {listed(generated)}; its outputs are {listed(sorted(outputs))}."
        related = [address(model, "/io_modalities")]
        yield broken(Place(model, "/generates"), message, "Correct one of the two.", related)
    else:
        yield holds() if outputs else cannot_tell()


def _dates(model: Subject) -> Iterator[Judgement]:
    first, market = model.value("/release_date"), model.value("/union_market_date")
    if first is not None and market is not None:
        if first > market:
            message = f"The first release anywhere ({first}) lies after the release on the Union market ({market})."
            related = [address(model, "/union_market_date")]
            yield broken(Place(model, "/release_date"), message, "Correct one of the two dates.", related)
        else:
            yield holds()
    elif Status.UNKNOWN in (status(model, "/release_date"), status(model, "/union_market_date")):
        yield cannot_tell()


def _adaptations(model: Subject) -> Iterator[Judgement]:
    """A set used for an adaptation is among the sets used."""
    yield from _among_uses(model, [f"{one}/dataset" for one in model.records("model.adaptations[]")], "")


def _testing_sets(system: Subject) -> Iterator[Judgement]:
    """A testing set is among the sets used, in that role."""
    named = system.value("/testing/datasets") or ()
    yield from _among_uses(system, [f"/testing/datasets/{n}" for n in range(len(named))], "testing")


def _among_uses(card: Subject, places: list[str], role: str) -> Iterator[Judgement]:
    links, uses = card.world.workspace.links, card.world.workspace.uses_by(card.card.identity)
    roles: dict[str, set[Any]] = {}
    for use in uses:
        roles.setdefault(use.dataset, set()).add(card.value(f"{use.record}/role"))
    for place in places:
        target = links.get((card.card.identity, place))
        if target is None:
            yield cannot_tell()
            continue
        found = roles.get(target, set())
        if found and (not role or role in found):
            yield holds()
        elif None in found or "" in roles or status(card, "/datasets") is Status.UNKNOWN or not uses:
            yield cannot_tell()
        else:
            as_what = f" with the role {role}" if role else ""
            message = f"{target} is named here, but not among the data sets used{as_what}."
            fact = place if place in card.facts else place.rpartition("/")[0]
            yield broken(Place(card, fact), message, "Add the use to datasets, or correct the name.", [target])


def _versions(card: Subject) -> Iterator[Judgement]:
    """The version in a reference and the one beside it are the same."""
    for records, key in ((f"{card.card.kind}.datasets[]", "dataset"), (f"{card.card.kind}.models[]", "model")):
        for record in card.records(records):
            named, beside = card.value(f"{record}/{key}"), card.value(f"{record}/version")
            version = str(named or "").partition("@")[2]
            if not version:
                if beside is not None and status(card, f"{record}/{key}") is Status.UNKNOWN:
                    yield cannot_tell()
                continue
            if beside is not None and beside != version:
                message = f"The reference names version {version}, the version beside it is {beside}."
                related = [address(card, f"{record}/{key}")]
                yield broken(Place(card, f"{record}/version"), message, "Name the version once.", related)
            elif beside is not None:
                yield holds()
            elif status(card, f"{record}/version") is Status.UNKNOWN:
                yield cannot_tell()


def _every(*parts: Callable[[Subject], Iterator[Judgement]]) -> Callable[[Subject, str], Iterable[Judgement]]:
    return lambda card, as_of: (judgement for part in parts for judgement in part(card))


_WORDS = "A fact that is stated twice has the same value in both places."

RULES: tuple[Rule, ...] = tuple(
    Rule(name, "MUN454", Severity.ERROR, kind, _WORDS, judge)
    for name, kind, judge in (
        ("T-46", "dataset", _every(_pairs(_DATASET), _measures, _labelled, _steps, _parties)),
        ("T-46-model", "model", _every(_pairs(_MODEL), _outputs, _dates, _adaptations, _versions, _sufficiency)),
        ("T-46-organisation", "organisation", _every(_pairs(_ORGANISATION))),
        ("T-46-system", "system", _every(_testing_sets, _versions, _sufficiency)),
    )
)
