"""Synthetic data: the models that made them, and what is not synthetic although a model touched it (2.5)."""

import re
from collections.abc import Iterator

from muniment.assess.consistency.reading import address, status, texts
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.assess.consistency.words import words_of
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_GENERATORS = "dataset.synthetic.generators[]"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KIND = "/source/kind"
#: Words in links to summaries that name no model.
_OF_SUMMARIES = frozenset({
    "artificial", "article", "blob", "card", "commission", "content", "data", "document", "documentation", "docs",
    "file", "html", "intelligence", "legal", "main", "model", "models", "page", "public", "readme", "report",
    "summaries", "summary", "template", "training", "transparency", "used", "version",
})  # fmt: skip


def generators_identified(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """A generator has a version and, on the Union market, a link to its summary, or the day on which none was found."""
    for generator in dataset.records(_GENERATORS):
        yield _version(dataset, generator)
        yield _summary(dataset, generator)


def _version(dataset: Subject, generator: str) -> Judgement:
    inner = f"{generator}/version"
    if dataset.value(inner) is not None:
        return holds()
    place, remedy = Place(dataset, inner), "State the version used, or the date of use where the provider names none."
    if status(dataset, inner) is Status.NOT_APPLICABLE:
        return broken(place, "A generator of synthetic data has no version.", remedy)
    return cannot_tell(place, "The version of a generator of synthetic data is not known.", remedy)


def _summary(dataset: Subject, generator: str) -> Judgement:
    inner, on_market = f"{generator}/summary_url", dataset.value(f"{generator}/on_market")
    link = dataset.look(inner)
    if link is not None and link.status is Status.KNOWN:
        return holds() if link.note else _same_model(dataset, generator, str(link.value))
    if on_market is None:
        settled = status(dataset, f"{generator}/on_market") is Status.NOT_APPLICABLE
        return holds() if settled else cannot_tell()
    if on_market is False or (link is not None and (link.asked_on or _DAY.search(link.reason))):
        return holds()
    place = Place(dataset, inner)
    remedy = "State summary_url; if none was found, write {not_applicable: none found on 2026-11-23}, with your day."
    if link is not None and link.status is Status.NOT_APPLICABLE:
        message = "A generator is on the Union market; that it has no summary is said without the day of looking."
        return broken(place, message, remedy, [address(dataset, f"{generator}/on_market")])
    return cannot_tell(place, "A generator is on the Union market; where its summary stands is not known.", remedy)


def _same_model(dataset: Subject, generator: str, link: str) -> Judgement:
    """Hold the link to a summary against the generator's name: a word in common, and none of another variant."""
    name = str(dataset.value(f"{generator}/name") or "").casefold()
    words = [word for word in re.split(r"[\W_]+", name) if len(word) > 2 and not word.isdigit()]
    if not words:
        return holds()
    if not any(word in link.casefold() for word in words):
        return _other_name(dataset, generator, "No word of the generator's name stands in the link to its summary.")
    # "osprey-embedding" is another model than Osprey-0.6B, though of the same family.
    parts = [part for part in link.casefold().split("/")[3:] if any(word in part for word in words)]
    others = [word for part in parts for word in re.findall(r"[^\W\d_]{4,}", part) if word not in name]
    more = [word for word in others if word not in _OF_SUMMARIES and not any(known in word for known in words)]
    if not more:
        return holds()
    return _other_name(dataset, generator, f'The link to the summary says "{more[0]}", which the name does not.')


def _other_name(dataset: Subject, generator: str, message: str) -> Judgement:
    remedy = "Look whether both mean the same model; if so, say it in a note beside summary_url."
    place = Place(dataset, f"{generator}/summary_url")
    return broken(place, message, remedy, [address(dataset, f"{generator}/name")], Severity.NOTICE)


def generated_not_processed(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Content that a model only cleaned or captioned is not of the class synthetic; generated content is."""
    kind = dataset.look(_KIND)
    if kind is None or kind.status is not Status.KNOWN:
        if dataset.records(_GENERATORS):
            yield cannot_tell()
        return
    if kind.value != "synthetic" or kind.note:
        if dataset.records(_GENERATORS):
            yield holds()
        return
    place, remedy = Place(dataset, _KIND), "Correct the class, or say in a note beside kind what was generated."
    if described := [inner for inner in ("/synthetic/method", "/synthetic/purpose") if _captions(dataset, inner)]:
        message = "The set is of the class synthetic, but what is said of it speaks of captions or of cleaning."
        yield broken(place, message, remedy, [address(dataset, inner) for inner in described])
    elif status(dataset, "/synthetic/share") is Status.KNOWN or dataset.records(_GENERATORS):
        yield holds()
    else:
        yield cannot_tell()


def _captions(dataset: Subject, inner: str) -> bool:
    words = words_of("captions_and_cleaning").values()
    return any(one.search(text) for text in texts(dataset, inner) for one in words)


RULES = (
    Rule(
        "T-16", "MUN419", Severity.WARNING, "dataset",
        "A generator has a version, a link that leads to it and, on the market, its summary.", generators_identified,
    ),
    Rule(
        "T-18", "MUN418", Severity.NOTICE, "dataset",
        "What a model only cleaned or captioned is not counted as synthetic.", generated_not_processed,
    ),
)  # fmt: skip
