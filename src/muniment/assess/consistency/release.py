"""The release of a model: trained before it is placed on the market, represented by then, as free as its licence."""

from collections.abc import Iterator
from decimal import Decimal

from muniment.assess.consistency.reading import address, is_gpai, provider, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.dates import first_day, last_day
from muniment.derive.licences import denied_rights, has_terms
from muniment.derive.parameters import day, parameter
from muniment.derive.subject import Subject
from muniment.derive.training import training_parts
from muniment.model.facts import Status

_MARKET = "/union_market_date"
_GOES_ON = "/continuous_training"
_MANDATE = "/authorised_representative/mandate_date"
_RIGHTS = 4


def trained_before_market(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A model whose training does not go on was trained before it was placed on the market."""
    market, goes_on = model.value(_MARKET), model.value(_GOES_ON)
    if market is None:
        return
    for part in training_parts(model):
        dates = [(f"{part.record}/{key}", model.value(f"{part.record}/{key}")) for key in ("used_until", "used_from")]
        late = next(((inner, str(date)) for inner, date in dates if date and first_day(str(date)) > market), None)
        if late is None:
            settled = dates[0][1] is not None and last_day(str(dates[0][1])) <= market
            yield holds() if settled or goes_on is True else cannot_tell()
        elif goes_on is True:
            yield holds()
        elif goes_on is None or not part.certain:
            yield cannot_tell()
        else:
            inner, date = late
            message = (
                f"{part.name} was used for training in {date}, after the model was placed on the Union market "
                f"({market}), and training is said not to go on."
            )
            remedy = "Correct one of the dates, or continuous_training; a model trained further has a card of its own."
            yield broken(Place(model, inner), message, remedy, [address(model, _MARKET), address(model, _GOES_ON)])


def represented_before_market(model: Subject, as_of: str) -> Iterator[Judgement]:
    """The representative is appointed before the model is placed on the market (Art 54(1))."""
    organisation = provider(model)
    if organisation is None or is_gpai(model) is False or model.value("/open_source_exempt") is True:
        return
    if organisation.value("/established_in_union") is not False:
        return
    market, mandate = model.value(_MARKET), organisation.value(_MANDATE)
    if market is None or mandate is None:
        yield cannot_tell()
    elif mandate <= market or (market < day("gpai_duties_begin") and mandate <= day("gpai_earlier_models_until")):
        yield holds()
    else:
        message = (
            f"The mandate of the representative is of {mandate}; the model was placed on the Union market on {market}."
        )
        remedy = "Art 54(1) asks for it beforehand: correct one of the dates, or have a person say why it came late."
        yield broken(Place(organisation, _MANDATE), message, remedy, [address(model, _MARKET)])


def systemic_presumed(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A model trained with more than the mark of Art 51(2) is presumed to carry systemic risk."""
    flop = model.value("/compute/training_flop")
    if is_gpai(model) is not True or flop is None or Decimal(flop) <= parameter("systemic_risk_compute"):
        if is_gpai(model) is True:
            yield holds() if flop is not None else cannot_tell()
        return
    risk = model.look("/systemic_risk")
    if risk is None or risk.status is Status.UNKNOWN:
        yield cannot_tell()
    elif risk.value is True or risk.note:
        yield holds()
    else:
        message = f"Training took {_shown(flop)} operations, and the model is said to carry no systemic risk."
        remedy = (
            "Above 1e25 Art 51(2) presumes high-impact capabilities: write systemic_risk: true, or say in a note "
            "beside it how the presumption was rebutted before the Commission (Art 52)."
        )
        yield broken(Place(model, "/systemic_risk"), message, remedy, [address(model, "/compute/training_flop")])


def _shown(flop: object) -> str:
    return f"{Decimal(str(flop)).normalize():E}".lower().replace("+", "")


def as_free_as_its_licence(model: Subject, as_of: str) -> Iterator[Judgement]:
    """The rights a card lists are not denied by the very name of the licence."""
    allows = model.value("/licence/allows")
    if is_gpai(model) is False or (allows is None and status(model, "/licence/id") is None):
        return
    place, named = Place(model, "/licence/allows"), [address(model, "/licence/id")]
    if allows is None or model.value("/licence/id") is None:
        yield cannot_tell()
    elif limits := denied_rights(model):
        said = " and ".join(dict.fromkeys(limit.says for limit in limits))
        rights = ", ".join(dict.fromkeys(limit.right for limit in limits))
        message = f'The licence "{model.value("/licence/id")}" {said}; the card says that it allows: {rights}.'
        remedy = (
            "Correct the rights granted, or the licence; Art 53(2) asks for all four rights, for any purpose. "
            "If the name misleads, say so in a note beside allows."
        )
        yield broken(place, message, remedy, named)
    elif has_terms(model) and len(allows) == _RIGHTS and not _noted(model):
        message = f'The licence "{model.value("/licence/id")}" comes with terms of use; does it grant all four rights?'
        remedy = "Have a person read the terms; if they allow it, say so in a note beside allows."
        yield broken(place, message, remedy, named, Severity.WARNING)
    else:
        yield holds()


def _noted(model: Subject) -> bool:
    fact = model.look("/licence/allows")
    return fact is not None and bool(fact.note)


def private_sets_described(model: Subject, as_of: str) -> Iterator[Judgement]:
    """Private sets of third parties that are not publicly known are described in general terms (2.2.2)."""
    used, known = model.value("/sources/private_other/used"), model.value("/sources/private_other/has_publicly_known")
    place = "/sources/private_other/description"
    if used is False or status(model, place) is None:
        return
    if used is None or known is None or status(model, place) is Status.UNKNOWN:
        yield cannot_tell()
    elif status(model, place) is Status.NOT_APPLICABLE and known is False:
        message = "Private sets were used, and none is publicly known, yet the description is said not to apply."
        remedy = "Describe them in general terms: modality, nature of the content, languages; or correct their class."
        related = [address(model, "/sources/private_other/used")]
        yield broken(Place(model, place), message, remedy, related)
    else:
        yield holds()


RULES: tuple[Rule, ...] = (
    Rule(
        "T-70", "MUN470", Severity.ERROR, "model",
        "A model whose training does not go on was trained before it was placed on the market.", trained_before_market,
    ),
    Rule(
        "T-71", "MUN471", Severity.ERROR, "model",
        "The representative was appointed before the model was placed on the market.", represented_before_market,
    ),
    Rule(
        "T-72", "MUN472", Severity.WARNING, "model",
        "A model above the mark of Art 51(2) carries systemic risk, unless a note says why not.", systemic_presumed,
    ),
    Rule(
        "T-73", "MUN473", Severity.ERROR, "model",
        "The name of the licence denies none of the rights that the card says it grants.", as_free_as_its_licence,
    ),
    Rule(
        "T-74", "MUN474", Severity.ERROR, "model",
        "Private sets that are not publicly known are described.", private_sets_described,
    ),
)  # fmt: skip
