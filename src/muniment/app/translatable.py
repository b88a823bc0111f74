"""Every text of the tool that a document can print, by gettext domain: what there is to translate."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from muniment.app.page_texts import page_texts
from muniment.assess.assess import WHICH_USE
from muniment.assess.assessment import REASONS
from muniment.catalogue.conditions import judgements
from muniment.catalogue.requirements import Catalogue
from muniment.catalogue.serving import citations_by_path, real_paths
from muniment.derive.grounds import GROUNDS
from muniment.derive.reasons import reasons
from muniment.derive.rules import RULES
from muniment.disclosure.scoping import NO_CARD
from muniment.document.translations import INTERFACE, VALUE, VERIFIER, VOCABULARY
from muniment.document.values import head_text
from muniment.document.words import context_of, is_plural, source_tree
from muniment.model.kinds import KINDS
from muniment.model.roles import ROLES
from muniment.model.shapes import Position
from muniment.model.types import Value
from muniment.model.vocabulary import positions_of


@dataclass(frozen=True, slots=True)
class Text:
    """One text: its English, its context, the two English forms where it depends on a count, a hint for translators."""

    english: str
    context: str = ""
    plural: tuple[str, str] | None = None
    hint: str = ""


def texts_of(domain: str, catalogue: Catalogue) -> list[Text]:
    """Return the texts of a domain in order, each once."""
    sources = {INTERFACE: _interface, VOCABULARY: _vocabulary, VERIFIER: _verifier}
    found: dict[tuple[str, str], Text] = {}
    for text in sources[domain]() if domain in sources else _catalogue(catalogue):
        if text.english.strip():
            found.setdefault((text.context, text.english), text)
    return list(found.values())


def choices_by_path() -> dict[str, list[str]]:
    """Return the values of every closed list of the vocabulary, by path without ``[]``."""
    return {
        path.replace("[]", ""): list(position.choices)
        for kind in KINDS
        for path, position in positions_of(kind).items()
        if position.choices
    }


def named_by_path() -> dict[str, str]:
    """Return what the values of some paths (without ``[]``) are: a ``language`` or a ``number``, say."""
    return {
        path.replace("[]", ""): position.named
        for kind in KINDS
        for path, position in positions_of(kind).items()
        if position.named
    }


def titles_of_sections() -> dict[str, str]:
    """Return the title of every section of the vocabulary, by path without ``[]``."""
    return {
        path.replace("[]", ""): position.title
        for kind in KINDS
        for path, position in positions_of(kind).items()
        if position.form == "section"
    }


def _interface() -> Iterator[Text]:
    yield from _branch(source_tree(), ())


def _verifier() -> Iterator[Text]:
    for text in page_texts():
        yield Text(text)


def _branch(node: Any, route: tuple[str, ...]) -> Iterator[Text]:
    if isinstance(node, str):
        yield Text(node, context_of(route))
    elif is_plural(node):
        yield Text(node["one"], context_of(route), (node["one"], node["other"]))
    else:
        for key, below in node.items():
            yield from _branch(below, (*route, key))


def _vocabulary() -> Iterator[Text]:
    positions = [item for kind in KINDS for item in positions_of(kind).items()]
    for path, position in positions:
        yield Text(position.title, hint=path)
    for path, position in positions:
        if position.form == "records":
            yield Text(head_text(position.key), hint=path)
    for column in _columns():
        yield Text(head_text(column), hint="column of a table")
    for path, position in positions:
        for code in position.choices:
            yield Text(code.replace("_", " "), VALUE, hint=_meaning(path, position, code))


def _columns() -> list[str]:
    """Return the keys of values that print as tables; of what the file of settings holds, none prints."""
    shown = [value for value in _below(Value) if value.__module__.startswith("muniment.model.")]
    return sorted({key for value in shown for key in value.model_fields})


def _below(kind: type[Value]) -> Iterator[type[Value]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


def _meaning(path: str, position: Position, code: str) -> str:
    meaning = dict(zip(position.choices, position.meanings, strict=False)).get(code, "")
    return f"{path}: {meaning}" if meaning else path


def _catalogue(catalogue: Catalogue) -> Iterator[Text]:
    for entry in catalogue.requirements.values():
        yield Text(entry.title, hint=entry.id)
        yield Text(entry.duty, hint=entry.id)
    for instrument in catalogue.instruments.values():
        yield Text(instrument.label.rstrip(","), hint=instrument.id)
        yield Text(instrument.title, hint=instrument.id)
    for code, reason in {**REASONS, "no_card": NO_CARD}.items():
        yield Text(reason, hint=f"reason {code}")
    for rules in RULES.values():
        for path, rule in rules.items():
            yield Text(rule.words, hint=f"rule of {path}")
    for code, sentence in reasons().items():
        yield Text(sentence, hint=f"why a rule cannot tell: {code}")
    for election in catalogue.elections.values():
        yield Text(election.label, hint=f"election {election.id}")
    for track in catalogue.tracks.values():
        yield Text(track.label, hint=f"track {track.id}")
    for role, words in ROLES.items():
        yield Text(words, hint=f"role {role}")
    for path, question in catalogue.gates.items():
        yield Text(question, hint=f"question on {path}")
    yield from _asked_for(catalogue)
    yield Text(WHICH_USE)
    for entry in catalogue.requirements.values():
        for question in (*judgements(entry.condition), entry.question):
            yield Text(question, hint=f"question of {entry.id}")


def _asked_for(catalogue: Catalogue) -> Iterator[Text]:
    """Yield what drafts and forms ask for where no fact stands: the descriptions of the positions that duties name.

    A gate has a question of its own; where a duty asks for it as a fact, its description is asked all the same. Of what
    is computed the facts are asked that it follows from.
    """
    positions = {path: position for kind in KINDS for path, position in positions_of(kind).items()}
    needs = [need for entry in catalogue.requirements.values() for need in entry.needs]
    listed = {real for need in needs for real in real_paths(need.each)}
    grounds = {ground for found in GROUNDS.values() for ground in found}
    for path in sorted({*citations_by_path(catalogue), *listed, *grounds}):
        position = positions.get(path) or positions.get(f"{path}[]")
        if position:
            yield Text(position.description, hint=f"asked for at {path}")
