"""Crawling: who crawled is named, and nobody crawled where the summary says so (2.3)."""

from collections.abc import Iterator

from muniment.assess.consistency.reading import address, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.assess.consistency.sources import is_own
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts
from muniment.model.facts import Status

_CRAWLERS = "dataset.crawl.crawlers[]"
_USED = "/sources/crawl/used"
_CONTENT = "/sources/crawl/content_description"
_THIRD_PARTY = ("public", "licensed", "private_other")


def crawler_named(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A crawled set names at least one user agent."""
    kind = dataset.value("/source/kind")
    if kind != "crawl":
        if kind is None and dataset.records(_CRAWLERS):
            yield cannot_tell()
        return
    names = [f"{crawler}/name" for crawler in dataset.records(_CRAWLERS)]
    stated = [status(dataset, inner) for inner in names or ["/crawl/crawlers"]]
    if Status.KNOWN in stated:
        yield holds()
        return
    place = Place(dataset, names[0] if names else "/crawl/crawlers")
    remedy = "Add the crawler with the user agent it announced (crawl.crawlers[].name), or correct source.kind."
    if set(stated) == {Status.NOT_APPLICABLE}:
        message = "The set is crawled, but no crawler is named."
        yield broken(place, message, remedy, [address(dataset, "/source/kind")])
    else:
        yield cannot_tell(place, "The set is crawled; the user agent of its crawler is not known.", remedy)


def nothing_crawled(model: Subject, as_of: str) -> Iterator[Judgement]:
    """Where no crawler is said to be used, neither the model's card nor a training set speaks of one."""
    used = model.value(_USED)
    traces = [part for part in training_parts(model) if part.dataset is not None and _trace(part)]
    described = model.value(_CONTENT) is not None
    if used is None:
        if traces or described or status(model, _USED) is not None:
            yield cannot_tell()
        return
    if used is True:
        yield holds()
        return
    if described:
        message = "No crawler is said to be used, but the crawled content is described."
        remedy = "Correct the answer or the class of the data sets (source.kind), or delete the description."
        yield broken(Place(model, _CONTENT), message, remedy, [address(model, _USED)])
    for part in traces:
        if part.dataset is not None:
            yield _crawled(model, part, part.dataset)
    if not described and not traces:
        yield holds()


def _trace(part: Part) -> str:
    """Return the place where a set that is not classed as crawled speaks of a crawler or its domains."""
    if part.dataset is None or part.value("/source/kind") == "crawl":
        return ""
    for path in (_CRAWLERS, "dataset.crawl.domains[]"):
        if records := part.dataset.records(path):
            return records[0]
    return ""


def _crawled(model: Subject, part: Part, dataset: Subject) -> Judgement:
    """Judge a set with crawlers in another class: a third party's crawl is not the provider's."""
    kind, place, trace = part.value("/source/kind"), Place(dataset, "/source/kind"), _trace(part)
    own = is_own(model, dataset)
    if kind in _THIRD_PARTY and own is False:
        return holds()
    remedy = (
        "If it was crawled by or for the provider, write crawl; else state in origin.legal_entity who made the set."
    )
    if kind is None or not part.certain or (kind in _THIRD_PARTY and own is None):
        if kind is None:
            return cannot_tell()
        message = f"{part.name} names a crawler, while no crawler is said to be used, and who made it is not known."
        return cannot_tell(place, message, remedy)
    message = f'No crawler is said to be used, but {part.name}, of the class "{kind}", names a crawler or its domains.'
    return broken(place, message, remedy, [address(dataset, trace), address(model, _USED)])


RULES = (
    Rule("T-23", "MUN417", Severity.ERROR, "dataset", "A crawled set names at least one user agent.", crawler_named),
    Rule(
        "T-24", "MUN416", Severity.ERROR, "model",
        "Where no crawler is said to be used, no crawler, period or crawled site is stated anywhere.", nothing_crawled,
    ),
)  # fmt: skip
