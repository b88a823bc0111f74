"""Dates of training data and of the summary: nothing used is later than the latest acquisition, nothing is overdue."""

import re
from collections.abc import Callable, Iterator

from muniment.assess.consistency.reading import address, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.dates import first_day, last_day, months_later
from muniment.derive.parameters import day, parameter
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts
from muniment.model.facts import Origin, Status

_LATEST = "/latest_acquisition_date"
#: Versions that are written as a date, as many publishers of data sets do.
_DATED = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?")
_THIRD_PARTY = ("public", "licensed", "private_other")
#: One thing a data set says of a time: where, the date or None where it is unknown, and in words what it is.
Dated = tuple[str, str | None, str]


def _not_after_latest(read: Callable[[Part], list[Dated]]) -> Callable[[Subject, str], Iterator[Judgement]]:
    """Return the rule that no date that ``read`` finds lies after the latest acquisition the model's card states."""

    def judge(model: Subject, as_of: str) -> Iterator[Judgement]:
        stated = model.look(_LATEST)
        if stated is None or stated.status is Status.NOT_APPLICABLE:
            return
        for part in training_parts(model):
            if part.dataset is None:
                yield cannot_tell()
                continue
            for inner, date, what in read(part):
                later = _later(date, stated.value) if stated.status is Status.KNOWN else None
                if later is False:
                    yield holds()
                elif not later or not part.certain:
                    yield cannot_tell()
                else:
                    yield _too_late(model, part.dataset, inner, f"{part.name} {what} {date}", stated.origin)

    return judge


def _later(date: str | None, month: str) -> bool | None:
    """Tell whether a date, perhaps partial, lies in a later month."""
    if date is None:
        return None
    earliest, latest = first_day(date)[:7], last_day(date)[:7]
    return True if earliest > month else False if latest <= month else None


def _too_late(model: Subject, dataset: Subject, inner: str, what: str, origin: Origin) -> Judgement:
    month = model.value(_LATEST)
    message = f"The latest acquisition of training data is said to be {month}, but {what}."
    if origin is Origin.COMPUTED:
        # The month is found from the dates of acquisition and collection; the one that does not fit them is another.
        remedy = "Correct this date, or state when the set was obtained (acquisition.date)."
        return broken(Place(dataset, inner), message, remedy, [address(model, _LATEST)])
    remedy = "Delete the month, which the tool computes, or correct the date in the data set's card."
    return broken(Place(model, _LATEST), message, remedy, [address(dataset, inner)])


def _acquired(part: Part) -> list[Dated]:
    return _dated(part, [("/acquisition/date", "was obtained in")])


def _collected(part: Part) -> list[Dated]:
    if part.dataset is None:
        return []
    crawlers = part.dataset.records("dataset.crawl.crawlers[]")
    places = [("/collection/end", "was collected until"), *((f"{one}/end", "was crawled until") for one in crawlers)]
    found = _dated(part, places)
    if not found and part.value("/collection/ongoing") is True and part.value("/acquisition/date") is None:
        return [("/collection/end", None, "is still being collected")]
    return found


def _available(part: Part) -> list[Dated]:
    """Read when the version used came to be: dates of retrieval, and version numbers of others that are dates."""
    if part.dataset is None:
        return []
    sources = part.dataset.records("dataset.origin.sources[]")
    found = _dated(part, [(f"{source}/retrieved_on", "was fetched in") for source in sources])
    if part.value("/source/kind") not in _THIRD_PARTY:
        return found
    versions = [(f"{source}/version", part.value(f"{source}/version")) for source in sources]
    named = [(inner, str(version)) for inner, version in versions if _DATED.fullmatch(str(version))]
    return [*found, *((inner, version, "is of a version of") for inner, version in named)]


def _dated(part: Part, places: list[tuple[str, str]]) -> list[Dated]:
    """Read dates; silence says nothing here, what is stated to be unknown keeps the answer open."""
    if part.dataset is None:
        return []
    found: list[Dated] = []
    for inner, what in places:
        said = status(part.dataset, inner)
        if said is Status.KNOWN:
            found.append((inner, str(part.value(inner)), what))
        elif said is Status.UNKNOWN:
            found.append((inner, None, what))
    return found


def months_of_crawl(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A crawl's period is given from month to month, from records, not as whole years from memory."""
    for crawler in dataset.records("dataset.crawl.crawlers[]"):
        first, last = (dataset.look(f"{crawler}/{key}") for key in ("start", "end"))
        known = [fact for fact in (first, last) if fact is not None and fact.status is Status.KNOWN]
        if len(known) < 2:
            yield cannot_tell()
            continue
        start, end = known
        sourced = all(fact.origin is Origin.MEASURED or fact.source or fact.note for fact in known)
        if sourced or not (str(start.value).endswith("-01") and str(end.value).endswith("-12")):
            yield holds()
            continue
        message = f"The crawl from {start.value} to {end.value} looks like whole years written as months."
        remedy = "Take first and last fetch from the crawl's records, and name these as source: of the two months."
        yield broken(Place(dataset, f"{crawler}/end"), message, remedy, [address(dataset, f"{crawler}/start")])


def summary_in_time(model: Subject, as_of: str) -> Iterator[Judgement]:
    """The summary is published with the model at the latest, tells of that state, and is updated when due."""
    market, published = model.value("/union_market_date"), model.value("/summary/published_on")
    updated = model.value("/summary/last_update")
    if published is not None or status(model, "/summary/published_on") is Status.UNKNOWN:
        yield _publication(model, market, published)
    if updated is not None or status(model, "/summary/last_update") is Status.UNKNOWN:
        yield _state(model, market, updated)
    due = model.look("/summary/next_due")
    if due is not None and due.status is not Status.NOT_APPLICABLE:
        yield cannot_tell() if due.value is None or not as_of else _update(model, str(due.value), as_of)


def _publication(model: Subject, market: str | None, published: str | None) -> Judgement:
    """Compare publication and market; models out before the duties began have two years from then (Art 111(3))."""
    if market is None or published is None:
        return cannot_tell()
    began, until = day("gpai_duties_begin"), day("gpai_earlier_models_until")
    if published <= market or (market < began and published <= until):
        return holds()
    message = f"The summary was published on {published}, after the model was placed on the Union market ({market})."
    remedy = "Correct one of the two dates; if both are right, the summary came late, and a person must say why."
    return broken(Place(model, "/summary/published_on"), message, remedy, [address(model, "/union_market_date")])


def _state(model: Subject, market: str | None, updated: str | None) -> Judgement:
    if market is None or updated is None:
        return cannot_tell()
    if months_later(updated, int(parameter("summary_ahead_months"))) >= market:
        return holds()
    message = f"The summary was last updated on {updated}, long before the model was placed on the market ({market})."
    remedy = "Look whether it still tells what the model was trained on; then update it, or correct the date."
    place = Place(model, "/summary/last_update")
    return broken(place, message, remedy, [address(model, "/union_market_date")], Severity.WARNING)


def _update(model: Subject, due: str, as_of: str) -> Judgement:
    if due >= as_of:
        return holds()
    message = f"Training goes on with further data, and the update of the summary was due on {due}."
    remedy = "Update the summary and state last_update; or state that training does not go on (continuous_training)."
    return broken(Place(model, "/summary/last_update"), message, remedy, [address(model, "/summary/next_due")])


RULES = (
    Rule(
        "T-07", "MUN412", Severity.ERROR, "model",
        "The latest acquisition is not earlier than the day on which a training set was obtained.",
        _not_after_latest(_acquired),
    ),
    Rule(
        "T-10", "MUN412", Severity.ERROR, "model",
        "No crawl or collection of a training set ends after the latest acquisition.", _not_after_latest(_collected),
    ),
    Rule(
        "T-11", "MUN412", Severity.ERROR, "model",
        "No training set is of a version that came to be after the latest acquisition.", _not_after_latest(_available),
    ),
    Rule(
        "T-12", "MUN413", Severity.WARNING, "dataset",
        "The period of a crawl is given from month to month and comes from records.", months_of_crawl,
    ),
    Rule(
        "T-13", "MUN414", Severity.ERROR, "model",
        "The summary is not published after the model, not much older than it, and not overdue.", summary_in_time,
    ),
)  # fmt: skip
