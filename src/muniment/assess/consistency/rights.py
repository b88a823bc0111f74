"""Rights and personal data: the Code, mining exceptions, illegal content, signs of personal data (T-39 to T-42)."""

import re
from collections.abc import Iterable

from muniment.assess.consistency.reading import address, is_gpai, listed, provider, status, texts, unanswered
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.parameters import day
from muniment.derive.subject import Subject
from muniment.derive.training import training_parts
from muniment.model.facts import Status

_SIGNATORY = "/code/signatory_copyright"


def _are(items: list[str]) -> str:
    return "is" if len(items) == 1 else "are"


# --- T-39: signatory of the Code -----------------------------------------------------------------------------------


def _signature_complete(organisation: Subject, as_of: str) -> Iterable[Judgement]:
    signed = organisation.value(_SIGNATORY)
    if signed is not True:
        if status(organisation, _SIGNATORY) is Status.UNKNOWN:
            yield cannot_tell()
        return
    chapters = organisation.value("/code/chapters_signed")
    if chapters is not None and "copyright" not in chapters:
        message = "The organisation is said to have signed the Copyright chapter; it is not among the chapters signed."
        related = [address(organisation, "/code/chapters_signed")]
        yield broken(Place(organisation, _SIGNATORY), message, "Correct one of the two.", related)
    signed_on, published = organisation.value("/code/signed_on"), day("code_published")
    if signed_on is not None and signed_on < published:
        message = f"The Code is said to be signed on {signed_on}; it was published on {published}."
        named = [address(organisation, _SIGNATORY)]
        yield broken(Place(organisation, "/code/signed_on"), message, "State the day of signature.", named)
    lacking, unknown = unanswered(organisation, ("/code/chapters_signed", "/code/signed_on"))
    if lacking:
        message = f"The Code is said to be signed; {listed(lacking)} {_are(lacking)} not stated."
        remedy = "State code.chapters_signed and code.signed_on, from the list of signatories."
        related = [address(organisation, _SIGNATORY)] if "chapters_signed" in lacking else []
        yield broken(Place(organisation, f"/code/{lacking[0]}"), message, remedy, related)
    else:
        yield cannot_tell() if unknown else holds()


def _measures_without_signature(model: Subject, as_of: str) -> Iterable[Judgement]:
    """Who has not signed, or does not say, still describes measures: the law asks for them, not the Code.

    Where nothing is stated on measures, the duty to describe them (TPL-3.1-meas) asks for them.
    """
    asked, owner = is_gpai(model), provider(model)
    if asked is False or owner is None or owner.value(_SIGNATORY) is True:
        return
    stated = status(model, "/tdm/measures")
    if stated is Status.NOT_APPLICABLE and asked:
        message = "Measures to respect reservations are said not to apply; who has not signed the Code needs them, too."
        remedy = "State tdm.measures: what was done before training to find and respect reservations of rights."
        yield broken(Place(model, "/tdm/measures"), message, remedy, [address(owner, _SIGNATORY)])
    else:
        yield holds() if stated is Status.KNOWN else cannot_tell()


# --- T-40: no mining exception, and public sets --------------------------------------------------------------------

_EXCEPTIONS = ("dsm_art_3", "dsm_art_4")
_FREE = ("public_domain", "own")


def _no_exception_claimed(model: Subject, as_of: str) -> Iterable[Judgement]:
    """Ask a person where no set rests on a mining exception, though public sets hold protected content.

    Nothing is concluded from the names of sets, nor whether their content is of the web: the licence of a set that
    others compiled may not reach the works in it, and only a person can say whether it does.
    """
    parts = training_parts(model)
    public = [part for part in parts if part.value("/source/kind") == "public"]
    if not public:
        return
    bases = [part.value("/tdm/basis") for part in parts if part.certain]
    if any(basis in _EXCEPTIONS for basis in bases):
        yield holds()
        return
    if None in bases or not all(part.certain for part in parts):
        yield cannot_tell()
        return
    questioned = [part for part in public if part.value("/tdm/basis") not in _FREE]
    protected = [part.name for part in questioned if part.value("/rights/ip_status") not in (None, "public_domain")]
    if protected:
        message = (
            f"No data set rests on an exception for text and data mining, yet public sets hold protected content: "
            f"{listed(protected)}. If they hold pages of the web, does the basis stated reach the works in them?"
        )
        remedy = "Have the person who answers for copyright look at tdm.basis of these sets."
        yield broken(Place(model, "/datasets"), message, remedy, protected[:10])
    else:
        yield cannot_tell() if any(part.value("/rights/ip_status") is None for part in questioned) else holds()


# --- T-41: illegal content -----------------------------------------------------------------------------------------

#: Beginnings of words that name illegal content or what is done about it; English, German, French.
_ILLEGAL = re.compile(
    r"\b(?:illegal|unlawful|csam|child|abus|terror|hate|piracy|pirate|infring|incit|illicit|traffick|non-consensual"
    r"|rechtswidrig|strafbar|kinder|missbrauch|hass|raub|hetz|illégal|illicite|enfan|pédo|haine|pirat|contrefa)",
    re.IGNORECASE,
)
#: Beginnings of words that speak of quality only.
_QUALITY = re.compile(
    r"\b(?:quality|dedup|duplicat|perplex|educational|readab|spam|boilerplate|language identification|well[- ]formed"
    r"|qualität|dublett|doublon|qualité)",
    re.IGNORECASE,
)


def _illegal_content(model: Subject, as_of: str) -> Iterable[Judgement]:
    place = "/illegal_content/measures"
    written = texts(model, place)
    if not written:
        if is_gpai(model) is not False and status(model, place) is not Status.NOT_APPLICABLE:
            yield cannot_tell()
    elif any(_ILLEGAL.search(text) for text in written):
        yield holds()
    elif any(_QUALITY.search(text) for text in written):
        message = "The measures against illegal content seem to speak of the quality of the data only."
        remedy = (
            "Say what keeps illegal content out, such as block lists, hash lists or classifiers, or that nothing does."
        )
        yield broken(Place(model, place), message, remedy)
    else:
        yield cannot_tell()


# --- T-42: signs of personal data ----------------------------------------------------------------------------------

#: Answers that cannot be given of data without personal data.
_SIGNS = (
    ("/special_categories/present", "special categories are present"),
    ("/personal_data/includes_children", "data of children are in it"),
    ("/personal_data/criminal_offence_data", "data on offences are in it"),
)


def _no_personal_data(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    """Hold the statement that there are none against the rest of the card; what detectors find comes with evidence."""
    present = "/personal_data/present"
    found = status(dataset, present)
    if found is None or found is Status.UNKNOWN:
        if list(_signs(dataset)):
            yield cannot_tell()
        return
    if dataset.value(present) is True:
        return
    signs = list(_signs(dataset))
    if not signs:
        places = (*(inner for inner, _ in _SIGNS), "/personal_data/pii_removal/recall")
        yield cannot_tell() if any(status(dataset, place) is Status.UNKNOWN for place in places) else holds()
        return
    said = "; ".join(words for _, words in signs)
    message = f"The card says that the set holds no personal data, but elsewhere: {said}."
    remedy = "Correct one of the two. Data that were made anonymous are none; then say how, and take the rest out."
    yield broken(Place(dataset, present), message, remedy, [address(dataset, inner) for inner, _ in signs])


def _signs(dataset: Subject) -> Iterable[tuple[str, str]]:
    for inner, words in _SIGNS:
        if dataset.value(inner) is True:
            yield inner, words
    if fields := dataset.records("dataset.personal_data.fields[]"):
        names = listed(str(dataset.value(f"{field}/name") or field.rpartition("/")[2]) for field in fields)
        yield "/personal_data/fields", f"fields that hold them are listed ({names})"
    if dataset.value("/personal_data/rights/removals_applied"):
        yield "/personal_data/rights/removals_applied", "items were removed at persons' request"
    recall = dataset.value("/personal_data/pii_removal/recall")
    if recall is not None and recall < 1:
        yield "/personal_data/pii_removal/recall", f"the removal of identifiers found only {recall} of them"


RULES: tuple[Rule, ...] = (
    Rule(
        "T-39", "MUN446", Severity.ERROR, "organisation",
        "Who has signed the Copyright chapter states the chapters and the date.", _signature_complete,
    ),
    Rule(
        "T-39-measures", "MUN447", Severity.ERROR, "model",
        "A provider that is no signatory still states measures.", _measures_without_signature,
    ),
    Rule(
        "T-40", "MUN448", Severity.NOTICE, "model",
        "Without any mining exception, a person has looked at the public sets.", _no_exception_claimed,
    ),
    Rule(
        "T-41", "MUN449", Severity.WARNING, "model",
        "Measures against illegal content speak of more than quality.", _illegal_content,
    ),
    Rule(
        "T-42", "MUN450", Severity.ERROR, "dataset",
        "A set that is said to hold no personal data shows no sign of them.", _no_personal_data,
    ),
)  # fmt: skip
