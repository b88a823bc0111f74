"""What a model's training data are as a whole: modalities, languages, and the month of the latest data (1.3)."""

from collections.abc import Iterable

from muniment.derive.answers import Answer, cannot_tell, does_not_arise, known
from muniment.derive.parameters import official_languages
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts, union, unlisted
from muniment.model.facts import Status
from muniment.model.modalities import MODALITIES

#: Classes of source whose data the provider gathers itself, so that the end of collection is the latest date.
_OWN_COLLECTION = ("crawl", "user_interaction", "other_service", "synthetic")


def in_order(modalities: Iterable[str]) -> list[str]:
    """Return modalities in the template's order."""
    return [modality for modality in MODALITIES if modality in set(modalities)]


def modalities_of(part: Part) -> list[str] | None:
    """Return a set's modalities as the template counts them; it has no row for tables, which are "other"."""
    stated = part.value("/modalities")
    if not isinstance(stated, list):
        return None
    return ["other" if modality == "tabular" else str(modality) for modality in stated]


def modalities(model: Subject) -> Answer | None:
    """Unite the modalities of all data sets used for training."""
    parts = training_parts(model)
    if not parts:
        return unlisted(model)
    found, gaps = union(parts, modalities_of, "set_without_modalities")
    return cannot_tell(gaps) if gaps else known(in_order(found))


def languages(model: Subject) -> Answer | None:
    """Unite the languages of all data sets used for training; a set without words says so by not_applicable."""
    parts = training_parts(model)
    if not parts:
        return unlisted(model)
    found, gaps = union(parts, _languages_of, "set_without_languages")
    if gaps:
        return cannot_tell(gaps)
    return known(sorted(found)) if found else does_not_arise(reason("no_language"))


def _languages_of(part: Part) -> list[str] | None:
    stated = part.value("/scope/languages")
    if isinstance(stated, list):
        return [str(tag) for tag in stated]
    says_none = part.dataset is not None and part.dataset.is_status("/scope/languages", Status.NOT_APPLICABLE)
    return [] if says_none else None


def eu_languages(model: Subject) -> Answer | None:
    """Pick the official languages of the Union from the model's languages, whichever way these were found."""
    fact = model.look("/languages")
    if fact is None or fact.status is not Status.KNOWN:
        return None if fact is None else Answer(fact.status, reason=fact.reason)
    primary = {str(tag).partition("-")[0] for tag in fact.value}
    found = sorted(primary & official_languages())
    return known(found) if found else does_not_arise(reason("no_union_language"))


def latest_acquisition(model: Subject) -> Answer | None:
    """Return the latest month in which training data were obtained; open if a set without a month could be later."""
    parts = training_parts(model)
    if not parts:
        return unlisted(model)
    months: list[str] = []
    vague: list[tuple[str, str]] = []
    gaps: list[str] = []
    for part in parts:
        dates = [date for date in _dates(part) if date]
        months.extend(date[:7] for date in dates if len(date) > 4 and part.certain)
        vague.extend((date, part.name) for date in dates if len(date) == 4 or not part.certain)
        if not dates or not _is_dated(part):
            gaps.append(part.silent("set_without_month"))
    latest = max(months, default="")
    for date, name in vague:
        if f"{date[:4]}-12" > latest if len(date) == 4 else date[:7] > latest:
            gaps.append(reason("may_be_later", set=name, date=date))
    return cannot_tell(gaps) if gaps else known(latest)


def _dates(part: Part) -> list[str]:
    if part.dataset is None:
        return []
    crawlers = part.dataset.records("dataset.crawl.crawlers[]")
    places = ["/acquisition/date", "/collection/end", *(f"{record}/end" for record in crawlers)]
    return [str(value) for place in places if (value := part.value(place)) is not None]


def _is_dated(part: Part) -> bool:
    """Tell whether a set says when it was obtained: by a date, or by the end of its own collection."""
    if part.value("/acquisition/date") is not None:
        return True
    if part.value("/source/kind") not in _OWN_COLLECTION or part.dataset is None:
        return False
    if part.value("/collection/ongoing") is True:
        return False
    crawlers = part.dataset.records("dataset.crawl.crawlers[]")
    ends = [part.value(f"{record}/end") for record in crawlers]
    return part.value("/collection/end") is not None or (bool(ends) and None not in ends)
