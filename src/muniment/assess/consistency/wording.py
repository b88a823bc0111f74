"""The running texts of the public summary: they name things, and they stand in the card, not behind a link."""

import re
from collections.abc import Iterator

from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.assess.consistency.words import capitals_name, narrative_paths, words_of
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Fact, Status

#: A figure, an address, or something in quotes is concrete in any language.
_CONCRETE = re.compile(r"\d|https?://|\w\.\w{2,}/|[\"“”„«»]")
_NAME = re.compile(r"(?<=[\w,;)])\s+[^\W\d_]*[A-ZÀ-ÖØ-Þ][^\W\d_]*")
_LINK_ONLY = re.compile(r"\W*(?:[\w’']+\W+){0,2}?https?://\S+\W*")
_STORED = (re.compile(r"sha256:[0-9a-f]{64}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))


def says_something(model: Subject, as_of: str) -> Iterator[Judgement]:
    """A text with words like "various" or "may" names at least one concrete thing."""
    for fact in _narratives(model):
        if fact.status is not Status.KNOWN:
            yield cannot_tell()
            continue
        for language, text in _texts(fact, model.card.language or "en"):
            vague = words_of("vague").get(language)
            if vague is None:
                yield cannot_tell()
            elif (found := vague.search(text)) and not _is_concrete(text, language):
                message = f'The text says "{found[0]}", and names nothing concrete.'
                remedy = "Name at least one thing: a source, a tool, a figure, a date, or examples after a colon."
                yield broken(Place(model, fact.inner), message, remedy)
            else:
                yield holds()


def _is_concrete(text: str, language: str) -> bool:
    if _CONCRETE.search(text) or (capitals_name(language) and _NAME.search(text)):
        return True
    introduced = words_of("introduces_items").get(language)
    return ":" in text or (introduced is not None and introduced.search(text) is not None)


def more_than_a_link(model: Subject, as_of: str) -> Iterator[Judgement]:
    """An answer that is only a link is stored: digest and day of the linked text stand beside it."""
    for fact in _narratives(model):
        if fact.status is not Status.KNOWN:
            yield cannot_tell()
        elif any(_LINK_ONLY.fullmatch(text.strip()) for _, text in _texts(fact, "")) and not _is_stored(fact):
            message = "The answer is only a link; what stands behind it can change or vanish."
            remedy = (
                "Write the answer here; or keep the text and name its digest (sha256:…) and day as source beside it."
            )
            yield broken(Place(model, fact.inner), message, remedy)
        else:
            yield holds()


def _is_stored(fact: Fact) -> bool:
    return all(one.search(f"{fact.source} {fact.note}") for one in _STORED)


def _narratives(model: Subject) -> list[Fact]:
    if "narratives" not in model.gathered:
        paths = narrative_paths()
        found = [fact for fact in model.facts.values() if fact.path in paths]
        model.gathered["narratives"] = [fact for fact in found if fact.status is not Status.NOT_APPLICABLE]
    narratives: list[Fact] = model.gathered["narratives"]
    return narratives


def _texts(fact: Fact, language: str) -> list[tuple[str, str]]:
    """Return the texts of a fact with their languages: of a list each item, of a text in several languages each."""
    if isinstance(fact.value, dict):
        return [(tag.partition("-")[0], str(text)) for tag, text in fact.value.items()]
    items = fact.value if isinstance(fact.value, list) else [fact.value]
    found: list[tuple[str, str]] = []
    for item in items:
        if isinstance(item, dict):
            found += [(tag.partition("-")[0], text) for tag, text in item.get("text", item).items()]
        else:
            found.append((language.partition("-")[0], str(item)))
    return found


RULES = (
    Rule(
        "T-08", "MUN423", Severity.WARNING, "model",
        "A running text of the summary with vague words names something concrete.", says_something,
    ),
    Rule(
        "T-09", "MUN424", Severity.WARNING, "model",
        "No answer of the summary is only a link to a text that is not kept.", more_than_a_link,
    ),
)  # fmt: skip
