"""Where a model comes from, and which models one summary speaks for: base models, modifications, shared summaries."""

import re
from collections.abc import Iterator

from muniment.assess.consistency.reading import address, listed, provider, status, texts
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.assess.consistency.words import words_of
from muniment.base.findings import Severity
from muniment.derive.subject import Subject, World
from muniment.derive.training import training_parts
from muniment.model.facts import Status

_MODELS = "model.models[]"
_MODIFIES = "/modification/is_modification"
#: Where a base model may be named: title, licence, training, adaptation, comments.
_NAMING = re.compile(r"model\.(?:title|licence\.(?:id|ref)|architecture|training\.(?:methods|stages|rationale)"
                     r"|adaptations\[\]\.description|tasks|summary\.comments\.\w+)")  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
#: A name is looked for from this length on, over at most this many words.
_SHORTEST, _MOST_WORDS = 5, 6


def base_stated(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A model that modifies another, or whose texts name one, lists what it builds on."""
    modifies = model.value(_MODIFIES)
    relations = [model.value(f"{record}/relation") for record in model.records(_MODELS)]
    none = status(model, "/models") is Status.NOT_APPLICABLE
    if modifies is True:
        yield _base_of_modification(model, relations, none)
    elif modifies is False and (theirs := _base_of_others(model)):
        message = "The model starts from the parameters of a third party's model, but is said to modify none."
        remedy = "Write is_modification: true with the computation of both; or correct relation or third_party."
        place = Place(model, _MODIFIES)
        yield holds() if _has_note(model, _MODIFIES) else broken(place, message, remedy, [address(model, theirs)])
    elif modifies is None and none and status(model, _MODIFIES) is Status.UNKNOWN:
        yield cannot_tell()
    told = none and not _noted(model) and _tells_of_base(model)
    if told:
        inner, words = told
        message = f'"{words}" stands here, but the model is said to build on none.'
        remedy = (
            "List the model it builds on under models; if there is none, say what is meant in a note beside models."
        )
        yield broken(Place(model, inner), message, remedy, [address(model, "/models")], Severity.WARNING)
        return
    named = _named(model)
    if not named:
        if none and modifies is not None:
            yield holds()
        return
    for name, (inner, other) in named.items():
        if none:
            message = f'"{name}", which another card describes, is named here, but the model is said to build on none.'
            remedy = "Look whether the model builds on it; if so, list it under models; else say it in a note there."
            related = [other, address(model, "/models")]
            here = Place(model, inner)
            yield holds() if _noted(model) else broken(here, message, remedy, related, Severity.NOTICE)
        else:
            yield holds() if relations else cannot_tell()


def _base_of_others(model: Subject) -> str:
    """Return the record of a model of a third party whose parameters were the starting point, or nothing."""
    return next(
        (
            record
            for record in model.records(_MODELS)
            if model.value(f"{record}/relation") == "base" and model.value(f"{record}/third_party") is True
        ),
        "",
    )


def _noted(model: Subject) -> bool:
    return _has_note(model, "/models")


def _has_note(model: Subject, inner: str) -> bool:
    fact = model.look(inner)
    return fact is not None and bool(fact.note)


def _tells_of_base(model: Subject) -> tuple[str, str] | None:
    """Return where the card's texts speak of building on a model, or its title or licence names a family of others."""
    language = (model.card.language or "en").partition("-")[0]
    for fact in model.facts.values():
        if fact.status is not Status.KNOWN or not _NAMING.fullmatch(fact.path):
            continue
        patterns = [words_of("builds_on").get(language)]
        if fact.path in ("model.title", "model.licence.id"):
            patterns.append(words_of("model_families").get("en"))
        for text in texts(model, fact.inner):
            spaced = re.sub(r"[-_]+", " ", text) if fact.path == "model.licence.id" else text
            found = next((hit for one in patterns if one and (hit := one.search(spaced))), None)
            if found and not _own_family(model, found[0]):
                return fact.inner, found[0]
    return None


def _own_family(model: Subject, family: str) -> bool:
    """Tell whether a family is called like the provider, as Mistral's models are."""
    owner = provider(model)
    name = str(owner.value("/legal_name") or "") if owner else ""
    return family.casefold() in name.casefold()


def _base_of_modification(model: Subject, relations: list[str | None], none: bool) -> Judgement:
    if "base" in relations:
        return holds()
    if not none and (not relations or None in relations):
        return cannot_tell()
    message = "The model is said to modify another one, but none is listed as its base."
    remedy = "List the model under models with relation: base, or correct modification.is_modification."
    return broken(Place(model, "/models" if none else _MODIFIES), message, remedy, [address(model, _MODIFIES)])


def _named(model: Subject) -> dict[str, tuple[str, str]]:
    """Return the names of other models of the workspace that the card's texts hold, with place and address."""
    names, found = _names(model.world), dict[str, tuple[str, str]]()
    for fact in model.facts.values():
        if fact.status is not Status.KNOWN or not _NAMING.fullmatch(fact.path):
            continue
        for text in texts(model, fact.inner):
            words = _WORD.findall(text.casefold())
            titled = " ".join(words) if fact.path == "model.title" else ""
            for name in _longest(words, names, titled):
                other = model.world.subjects[names[name]]
                sibling = titled.startswith(name) and provider(other) is provider(model)
                if other.card.name != model.card.name and not sibling:
                    found.setdefault(name, (fact.inner, names[name]))
    return found


def _longest(words: list[str], names: dict[str, str], titled: str) -> Iterator[str]:
    """Yield the names in a text, of two that begin at one word the longer; ``titled``, a card's own title, is none."""
    start = 0
    while start < len(words):
        lengths = range(min(_MOST_WORDS, len(words) - start), 0, -1)
        candidates = (" ".join(words[start : start + length]) for length in lengths)
        name = next((name for name in candidates if name in names and name != titled), "")
        if name:
            yield name
        start += len(name.split()) or 1


def _names(world: World) -> dict[str, str]:
    """Return the names of all model cards in lower case, words joined by blanks, with the cards' identities."""
    if "names of models" not in world.gathered:
        names: dict[str, str] = {}
        for card in world.workspace.of_kind("model"):
            title = world.subjects[card.identity].value("/title")
            for name in (card.name, str(title or "")):
                if len(name) >= _SHORTEST:
                    names.setdefault(" ".join(_WORD.findall(name.casefold())), card.identity)
        world.gathered["names of models"] = names
    gathered: dict[str, str] = world.gathered["names of models"]
    return gathered


def one_summary(model: Subject, as_of: str) -> Iterator[Judgement]:
    """Models that share one published summary were trained on the same data sets."""
    groups = _groups(model.world)
    for url in dict.fromkeys(model.value("/summary/urls") or ()):
        first = groups[url][0]
        if first.card.name == model.card.name:
            continue
        mine, others = _trained_on(model), _trained_on(first)
        if mine is None or others is None:
            yield cannot_tell()
        elif mine == others:
            yield holds()
        else:
            message = (
                f"{first.card.identity} has the same published summary, but was trained on other data sets "
                f"({listed(sorted(mine ^ others), 3)})."
            )
            remedy = "Publish a summary of its own for each, or correct the data sets used."
            yield broken(Place(model, "/summary/urls"), message, remedy, [address(first, "/datasets")])


def _groups(world: World) -> dict[str, list[Subject]]:
    """Return by address of a summary the models that name it, one for each name: versions follow one another."""
    if "summaries" not in world.gathered:
        groups: dict[str, dict[str, Subject]] = {}
        for card in world.workspace.of_kind("model"):
            subject = world.subjects[card.identity]
            for url in subject.value("/summary/urls") or ():
                groups.setdefault(url, {}).setdefault(card.name, subject)
        world.gathered["summaries"] = {url: list(found.values()) for url, found in groups.items()}
    gathered: dict[str, list[Subject]] = world.gathered["summaries"]
    return gathered


def _trained_on(model: Subject) -> frozenset[str] | None:
    """Return the data sets used for training; None where a use or a card leaves that open."""
    parts = training_parts(model)
    if not parts and status(model, "/datasets") is not Status.NOT_APPLICABLE:
        return None
    if any(part.dataset is None or not part.certain for part in parts):
        return None
    return frozenset(part.name for part in parts)


def modifier_summary(model: Subject, as_of: str) -> Iterator[Judgement]:
    """Who modifies a model describes the content of the modification only, and links the summary of the base."""
    if model.value(_MODIFIES) is not True:
        if status(model, _MODIFIES) is Status.UNKNOWN:
            yield cannot_tell()
        return
    inner = "/modification/summary_covers_only_modification"
    only = model.value(inner)
    if only is False:
        message = "The model modifies another one, but its summary describes more than the modification."
        remedy = "Describe the content of the modification only; the summary of the base model tells the rest."
        yield broken(Place(model, inner), message, remedy, [address(model, _MODIFIES)])
    else:
        yield holds() if only else cannot_tell()
    bases = [one for one in model.records(_MODELS) if model.value(f"{one}/relation") == "base"]
    for base in bases:
        yield _linked_summary(model, f"{base}/summary_url")
    if not bases:
        yield cannot_tell()


def _linked_summary(model: Subject, inner: str) -> Judgement:
    link = model.look(inner)
    if link is not None and link.status is not Status.UNKNOWN:
        # That the base has none to link is an answer: its provider may have until 2027, or owe none.
        return holds()
    message = "The model modifies another one; where the summary of that base stands is not known."
    remedy = "State summary_url of the base; if there is none, write {not_applicable: none found on 2026-11-23}."
    return cannot_tell(Place(model, inner), message, remedy)


RULES = (
    Rule(
        "T-20", "MUN420", Severity.ERROR, "model",
        "A model that modifies another one, or names one as its own, lists the models it builds on.", base_stated,
    ),
    Rule(
        "T-21", "MUN421", Severity.ERROR, "model",
        "Models that share one summary were trained on the same data sets.", one_summary,
    ),
    Rule(
        "T-22", "MUN422", Severity.ERROR, "model",
        "The summary of a modified model describes the modification only and links that of the base.", modifier_summary,
    ),
)  # fmt: skip
