"""Sizes, tokenizers, modalities, shares, large sets and languages (T-30 to T-38).

Where a typed value meets a computed one, the remark of the computation (MUN401) says that they differ; a rule here says
so as what it is, an error of the summary.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from muniment.assess.consistency.reading import address, grouped, listed, precision, status, texts, unanswered
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.amounts import Total, total
from muniment.derive.content import modalities_of
from muniment.derive.parameters import brackets
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts
from muniment.model.facts import Origin, Status

_MEASURES = "dataset.measures[]"


def _is_typed(card: Subject, inner: str) -> bool:
    fact = card.look(inner)
    return fact is not None and fact.status is Status.KNOWN and fact.origin is not Origin.COMPUTED


def _is_in_other_unit(model: Subject, modality: str) -> bool:
    return model.look(f"/size/of_{modality}/unit") is not None


# --- T-30: the figure lies in the bracket --------------------------------------------------------------------------


def _in_bracket(model: Subject, as_of: str) -> Iterable[Judgement]:
    for modality, rows in brackets().items():
        place = f"/size/of_{modality}/bracket"
        amount, ticked = model.value(f"/size/of_{modality}/amount"), model.value(place)
        if amount is None or _is_in_other_unit(model, modality):
            if _is_typed(model, place):
                yield cannot_tell()
            continue
        right = rows.of(Decimal(amount))
        if right is None and ticked is None:
            message = f"{grouped(amount)} {rows.unit} lie exactly at the edge of two brackets; a person must decide."
            remedy = f"Type size.of_{modality}.bracket, with a note on why."
            yield cannot_tell(Place(model, place), message, remedy)
        elif right is None or ticked in (right, None):
            yield cannot_tell() if ticked is None and status(model, place) is Status.UNKNOWN else holds()
        else:
            message = f'The bracket is "{ticked}", but {grouped(amount)} {rows.unit} lie in "{right}".'
            related = [address(model, f"/size/of_{modality}/amount")]
            yield broken(Place(model, place), message, "Delete the bracket, or correct the amount.", related)


# --- T-31: no figure without a unit --------------------------------------------------------------------------------


def _measures_have_units(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    for record in dataset.records(_MEASURES):
        if dataset.value(f"{record}/amount") is not None:
            key = "unit_name" if dataset.value(f"{record}/unit") == "other" else "unit"
            yield _has_unit(dataset, f"{record}/{key}", "measures")


def _other_sizes_have_units(model: Subject, as_of: str) -> Iterable[Judgement]:
    for record in model.records("model.size.of_other[]"):
        if model.value(f"{record}/amount") is not None:
            yield _has_unit(model, f"{record}/unit", "size.of_other")


def _has_unit(card: Subject, place: str, where: str) -> Judgement:
    lacking, unknown = unanswered(card, [place])
    if lacking:
        message = "A figure stands here without its unit; no bracket can be told from it."
        return broken(Place(card, place), message, f"State {lacking[0]} beside the amount in {where}.")
    return cannot_tell() if unknown else holds()


# --- T-32: tokenizers ----------------------------------------------------------------------------------------------


def _tokens_have_tokenizer(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    for record in dataset.records(_MEASURES):
        if dataset.value(f"{record}/unit") == "tokens":
            place = f"{record}/tokenizer"
            lacking, unknown = unanswered(dataset, [place])
            if lacking:
                message = "Tokens are counted without saying by which tokenizer."
                yield broken(Place(dataset, place), message, "State tokenizer: its name and version.")
            else:
                yield cannot_tell() if unknown else holds()


def _one_tokenizer(model: Subject, as_of: str) -> Iterable[Judgement]:
    by_set = {part.name: found for part in training_parts(model) if (found := _tokenizers(part))}
    if len(by_set) < 2:
        return
    named = {name: found for name, found in by_set.items() if None not in found}
    common = set.intersection(*named.values()) if named else set()
    if common or len(named) < 2:
        yield holds() if common and len(named) == len(by_set) else cannot_tell()
        return
    every = sorted({str(tokenizer) for found in named.values() for tokenizer in found})
    message = f"The tokens of {len(by_set)} sets are summed up, but counted by different tokenizers: {listed(every)}."
    remedy = (
        "Count all sets by one tokenizer, the model's own for instance, or say in a comment (s1_3) how they compare."
    )
    yield broken(Place(model, "/size/of_text/amount"), message, remedy, list(named)[:10])


def _tokenizers(part: Part) -> set[str | None]:
    """Return the tokenizers by which the tokens of a set were counted after pre-processing."""
    if part.dataset is None or not part.certain:
        return set()
    return {
        part.value(f"{record}/tokenizer")
        for record in part.dataset.records(_MEASURES)
        if part.value(f"{record}/unit") == "tokens" and part.value(f"{record}/point") == "after_preprocessing"
    }


# --- T-33: the sum over the data sets ------------------------------------------------------------------------------


def _sums_agree(model: Subject, as_of: str) -> Iterable[Judgement]:
    for modality in brackets():
        place = f"/size/of_{modality}/amount"
        if _is_typed(model, place):
            yield _sum_agrees(model, modality, Decimal(model.value(place)))
        excludes = f"/size/of_{modality}/excludes_dynamic"
        if model.value(excludes) is True:
            yield _dynamic_named(model, modality)
        elif status(model, excludes) is Status.UNKNOWN:
            yield cannot_tell()


def _sum_agrees(model: Subject, modality: str, stated: Decimal) -> Judgement:
    found: Total = total(model, modality)
    if _is_in_other_unit(model, modality) or not training_parts(model):
        return cannot_tell()
    unit, tolerance = brackets()[modality].unit, precision(stated)
    too_much = found.at_least > stated + tolerance
    kept = model.value(f"/size/of_{modality}/excludes_dynamic") is False
    if not kept and any(_is_dynamic(part) is None for part in training_parts(model)):
        return cannot_tell()
    if found.gaps and not too_much:
        return cannot_tell()
    if not too_much and found.at_least >= stated - tolerance:
        return holds()
    least = "at least " if found.gaps else ""
    message = f"The model states {grouped(stated)} {unit}; its data sets come to {least}{grouped(found.at_least)}."
    remedy = f"Delete size.of_{modality}.amount, which is computed, or correct the measures of the data sets."
    return broken(Place(model, f"/size/of_{modality}/amount"), message, remedy, list(found.amounts)[:10])


def _dynamic_named(model: Subject, modality: str) -> Judgement:
    """Judge that a size without dynamic sets lets a reader see which they are: a measure of theirs is marked so."""
    parts = training_parts(model)
    holding = [part for part in parts if modality in (modalities_of(part) or ())]
    if any(_is_dynamic(part) for part in holding if part.certain):
        return holds()
    silent = [part for part in parts if modalities_of(part) is None or not part.certain or _is_dynamic(part) is None]
    if silent or not parts:
        return cannot_tell()
    message = (
        "Dynamic sets are said to be left out of this size, but no data set used for training is marked as dynamic."
    )
    remedy = "Mark the measures of these sets with dynamic: true, or correct excludes_dynamic."
    related = [part.name for part in holding][:10]
    return broken(Place(model, f"/size/of_{modality}/excludes_dynamic"), message, remedy, related)


def _is_dynamic(part: Part) -> bool | None:
    """Tell whether a measure of a set is marked as dynamic; None where its card is missing, or says unknown."""
    if part.dataset is None:
        return None
    places = [f"{record}/dynamic" for record in part.dataset.records(_MEASURES)]
    if any(part.value(place) is True for place in places):
        return True
    return None if any(part.dataset.is_status(place, Status.UNKNOWN) for place in places) else False


# --- T-34: modalities of section 2 and of 1.3 ----------------------------------------------------------------------

_SECTIONS = ("public", "licensed", "private_other", "crawl", "user_data", "synthetic")


def _modalities_agree(model: Subject, as_of: str) -> Iterable[Judgement]:
    whole = model.value("/modalities")
    by_section = {name: model.value(f"/sources/{name}/modalities") for name in _SECTIONS}
    ticked = {modality for found in by_section.values() for modality in found or ()}
    if whole is None:
        if ticked:
            yield cannot_tell()
        return
    for name, found in by_section.items():
        if further := [modality for modality in found or () if modality not in whole]:
            message = f"Section 2 names {listed(further)} for this class of source; section 1.3 does not."
            related = [address(model, "/modalities")]
            yield broken(
                Place(model, f"/sources/{name}/modalities"),
                message,
                "Correct one of the two lists of modalities.",
                related,
            )
    open_ = [name for name, found in by_section.items() if found is None and not _is_unused(model, name)]
    lost = [modality for modality in whole if modality not in ticked]
    if open_ or (lost and not _is_unused(model, "other")):
        yield cannot_tell()
    elif lost:
        message = f"Section 1.3 names {listed(lost)}, which no class of source in section 2 holds."
        yield broken(Place(model, "/modalities"), message, "Correct one of the two lists of modalities.")
    else:
        yield holds()


def _is_unused(model: Subject, section: str) -> bool:
    """Tell whether a class of source is stated not to have been used."""
    if section == "user_data":
        return _is_unused(model, "user_interactions") and _is_unused(model, "other_services")
    used = model.look(f"/sources/{section}/used")
    return used is not None and (used.status is Status.NOT_APPLICABLE or used.value is False)


# --- T-35: sound of videos, and speech -----------------------------------------------------------------------------


def _sound_filed_rightly(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    hours: dict[tuple[Any, ...], dict[Any, Any]] = {}
    for record in dataset.records(_MEASURES):
        modality, unit = (dataset.value(f"{record}/{key}") for key in ("modality", "unit"))
        if unit == "hours" and modality == "other":
            message = "Hours are counted under other modalities: is this speech or music (audio), or film (video)?"
            yield broken(Place(dataset, f"{record}/modality"), message, "Correct the modality, or the unit.")
        elif unit == "hours":
            part = tuple(dataset.value(f"{record}/{key}") for key in ("split", "point", "stage"))
            hours.setdefault(part, {})[modality] = dataset.value(f"{record}/amount")
    if hours:
        yield _sound_apart(dataset, list(hours.values()))


def _sound_apart(dataset: Subject, hours: list[dict[Any, Any]]) -> Judgement:
    """Judge that sound and film of one part do not come to the same hours."""
    modalities = dataset.value("/modalities")
    both = [(one["audio"], one["video"]) for one in hours if None not in (one.get("audio"), one.get("video"))]
    if any(audio == video for audio, video in both):
        message = "Audio and video come to the same hours: the sound of a video is not counted as audio."
        return broken(Place(dataset, "/measures"), message, "Take audio out, or say in method what sound it is.")
    open_ = any(None in one for one in hours) or not isinstance(modalities, list)
    if open_ or (not both and {"audio", "video"} <= set(modalities)):
        return cannot_tell()
    return holds()


# --- T-38: languages -----------------------------------------------------------------------------------------------

#: A number directly before the word: "12 languages", not "16 programming languages".
_COUNT = re.compile(
    r"(?:(over|more than|about|über|mehr als|rund|etwa|plus de|environ)\s+)?\b(\d+)\s+(?:languages|sprachen|langues)\b",
    re.IGNORECASE,
)


def _languages_of_dataset(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    yield from _counted(dataset, ["/title", "/description", "/characteristics"], "/scope/languages")


def _languages_of_model(model: Subject, as_of: str) -> Iterable[Judgement]:
    stated, union = model.value("/languages"), model.value("/eu_languages")
    if union is not None and stated is not None:
        further = sorted({_primary(tag) for tag in union} - {_primary(tag) for tag in stated})
        if further:
            message = (
                f"Official languages of the Union are named that the languages of the data lack: {listed(further)}."
            )
            related = [address(model, "/languages")]
            yield broken(Place(model, "/eu_languages"), message, "Delete eu_languages, which is computed.", related)
        else:
            yield holds()
    elif _is_typed(model, "/eu_languages"):
        yield cannot_tell()
    types = [f"{record}/description" for record in model.records("model.content_types[]")]
    yield from _counted(model, [*types, "/summary/comments/s1_3"], "/languages")


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _counted(card: Subject, places: list[str], where: str) -> Iterator[Judgement]:
    """Compare each number of languages in a text on the whole with the length of the list."""
    languages = card.value(where)
    for place in places:
        for text in texts(card, place):
            for found in _COUNT.finditer(text):
                if languages is None:
                    yield cannot_tell()
                elif int(found[2]) == len(languages) or (found[1] and int(found[2]) <= len(languages)):
                    yield holds()
                else:
                    message = f'The text says "{found[0]}"; {where[1:].replace("/", ".")} lists {len(languages)}.'
                    remedy = "Correct one of the two; if the number is of a part of the data, name the part beside it."
                    yield broken(Place(card, place), message, remedy, [address(card, where)])


RULES: tuple[Rule, ...] = (
    Rule("T-30", "MUN435", Severity.ERROR, "model", "The exact figure lies in the bracket stated.", _in_bracket),
    Rule("T-31", "MUN436", Severity.WARNING, "dataset", "A figure has its unit.", _measures_have_units),
    Rule("T-31-other", "MUN436", Severity.WARNING, "model", "A figure has its unit.", _other_sizes_have_units),
    Rule("T-32", "MUN437", Severity.WARNING, "dataset", "Tokens name their tokenizer.", _tokens_have_tokenizer),
    Rule("T-32-sum", "MUN438", Severity.WARNING, "model", "One sum has one tokenizer.", _one_tokenizer),
    Rule(
        "T-33", "MUN439", Severity.ERROR, "model",
        "The size agrees with the sum over the data sets, and dynamic sets left out are marked.", _sums_agree,
    ),
    Rule("T-34", "MUN440", Severity.ERROR, "model", "Sections 1.3 and 2 name the same modalities.", _modalities_agree),
    Rule(
        "T-35", "MUN441", Severity.WARNING, "dataset",
        "The sound of a video is no audio, and sound is not filed under other.", _sound_filed_rightly,
    ),
    Rule(
        "T-38", "MUN445", Severity.WARNING, "model",
        "Union languages are among the languages, and a number of languages is that of the list.", _languages_of_model,
    ),
    Rule(
        "T-38-dataset", "MUN445", Severity.WARNING, "dataset",
        "A number of languages is that of the list.", _languages_of_dataset,
    ),
)  # fmt: skip
