"""What a published summary cannot be without: the day on the market, a representative where the law asks for one."""

from collections.abc import Iterator

from muniment.assess.consistency.reading import address, provider, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.answers import any_of
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_MARKET = "/union_market_date"
_REPRESENTATIVE = "/authorised_representative"


def market_date_with_summary(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A published summary goes with the day on which the model was placed on the market."""
    stated = status(model, _MARKET)
    published = _published(model, as_of)
    if stated in (Status.KNOWN, Status.NOT_APPLICABLE):
        yield holds()
    elif published is True:
        message = (
            "The summary is published, but the day on which the model was placed on the Union market is not known."
        )
        remedy = "State union_market_date, or not_applicable with the reason if it is on no market of the Union."
        related = [address(model, inner) for inner in _PUBLICATION if status(model, inner) is Status.KNOWN]
        yield broken(Place(model, _MARKET), message, remedy, related)
    elif published is None:
        yield cannot_tell()


_PUBLICATION = ("/summary/published_on", "/summary/urls")


def _published(model: Subject, as_of: str) -> bool | None:
    """Tell whether the summary is published; None where a card says that this is unknown; silence is no publication."""
    day = model.value("/summary/published_on")
    if day is not None and as_of:
        return str(day) <= as_of
    stated = [status(model, inner) for inner in _PUBLICATION]
    return any_of([True if one is Status.KNOWN else None if one is Status.UNKNOWN else False for one in stated])


def representative(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A provider outside the Union has a representative there, unless the relief for open source covers the model."""
    if model.value("/gpai") is False or status(model, _MARKET) is Status.NOT_APPLICABLE:
        return
    organisation = provider(model)
    if organisation is None:
        yield cannot_tell()
        return
    inside, exempt = organisation.value("/established_in_union"), model.value("/open_source_exempt")
    if inside is True or exempt is True:
        yield holds()
        return
    stated = [status(organisation, f"{_REPRESENTATIVE}/{key}") for key in ("name", "contact")]
    settled = inside is False and exempt is False and model.value("/gpai") is True
    if stated == [Status.KNOWN, Status.KNOWN]:
        yield _own_staff(organisation) or holds()
    elif Status.NOT_APPLICABLE in stated and settled:
        message = "The provider is established outside the Union and no relief applies, but it has no representative."
        remedy = "Name the representative and its contact; or correct established_in_union or the facts of the licence."
        yield broken(_at(organisation), message, remedy, [address(model, "/open_source_exempt")])
    elif settled:
        message = "The provider is established outside the Union; its representative or the contact is not known."
        yield cannot_tell(_at(organisation), message, "State authorised_representative with name and contact.")
    else:
        yield cannot_tell()


def _own_staff(organisation: Subject) -> Judgement | None:
    """Ask about a representative that looks like the provider itself."""
    for key, own in (("name", "/legal_name"), ("contact", "/contact")):
        given, of_provider = organisation.value(f"{_REPRESENTATIVE}/{key}"), organisation.value(own)
        if of_provider is not None and str(given).casefold() == str(of_provider).casefold():
            place = Place(organisation, f"{_REPRESENTATIVE}/{key}")
            message = (
                f"The {key} of the representative is that of the provider, which is established outside the Union."
            )
            remedy = "The representative is a person in the Union; a person must look whether this one is."
            return broken(place, message, remedy, [address(organisation, own)], Severity.WARNING)
    return None


def _at(organisation: Subject) -> Place:
    whole = organisation.facts.get(_REPRESENTATIVE)
    return Place(organisation, _REPRESENTATIVE if whole is not None else f"{_REPRESENTATIVE}/name")


RULES = (
    Rule(
        "T-03", "MUN410", Severity.ERROR, "model",
        "If the summary is published, the day of placing on the Union market is known.", market_date_with_summary,
    ),
    Rule(
        "T-06", "MUN411", Severity.ERROR, "model",
        "A provider outside the Union has a representative with a contact, unless the relief for open source applies.",
        representative,
    ),
)  # fmt: skip
