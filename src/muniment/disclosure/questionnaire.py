"""What one addressee is asked: the open answers of a workspace, each once, by matter, what settles most first."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from muniment.assess.assessment import Assessment
from muniment.base.addresses import split_address
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.disclosure.asked_places import STATED, Homes, Wanted, form_of
from muniment.disclosure.covering import organisation_name
from muniment.disclosure.further_questions import Further, further_questions
from muniment.disclosure.openings import KINDS, Opening, openings
from muniment.model.answer_forms import AnswerForm, record_fields
from muniment.model.facts import Status
from muniment.model.shapes import Position
from muniment.model.vocabulary import position_at
from muniment.record.parts import is_given
from muniment.record.questionnaire import (
    AskedChoice,
    AskedField,
    AskedPlace,
    AskedQuestion,
    Provision,
    Questionnaire,
    question_id,
)
from muniment.workspace.inheriting import is_inherited
from muniment.workspace.link import Workspace

#: How much of what stands at a place is shown.
_SHOWN = 300
_SUPPLIER = "/supplier/name"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a questionnaire is for, and about which cards: empty for everybody and for all.

    ``supplies`` are the data sets of a supplier, each with the parts that it answers for, none for the whole; only what
    is true of the data themselves is asked of one. ``unowned`` means what nobody is named for.
    """

    name: str = ""
    cards: frozenset[str] = frozenset()
    supplies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unowned: bool = False

    @property
    def outside(self) -> bool:
        """Tell whether it goes to a supplier, who sees nothing of what stands in the cards."""
        return bool(self.supplies)

    def is_asked(self, path: str, address: str, owner: str) -> bool:
        """Tell whether what is open at a place is for this addressee."""
        card = split_address(address)[0]
        if self.cards and card not in self.cards:
            return False
        if self.supplies:
            about = card in self.supplies and path.startswith("dataset.") and is_inherited(path)
            return about and is_given(path, self.supplies[card])
        if self.unowned:
            return not owner
        return not self.name or owner.casefold() == self.name.casefold()


@dataclass(slots=True)
class _Gathered:
    """What is gathered of one question."""

    kind: str
    words: dict[str, None] = field(default_factory=dict)
    duties: dict[str, tuple[Requirement, str]] = field(default_factory=dict)
    may_ask: dict[str, tuple[Requirement, str]] = field(default_factory=dict)
    places: dict[str, dict[str, None]] = field(default_factory=dict)
    wanted: dict[str, Wanted] = field(default_factory=dict)


def suppliers_of(workspace: Workspace) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the data sets that each supplier supplies, by its name, each with the parts that it answers for.

    A supplier is named in a card, for the whole set, or has sealed a datasheet that the card takes facts over from.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for card in workspace.of_kind("dataset"):
        for pin in workspace.pins_of(card.identity):
            sealer = pin.pin.sealer
            sets = found.setdefault(sealer.organisation or sealer.name, {})
            known = sets.get(card.identity)
            whole = known == () or not pin.parts
            sets[card.identity] = () if whole else tuple(dict.fromkeys((*(known or ()), *pin.parts)))
        fact = card.facts.get(_SUPPLIER)
        if fact is not None and fact.status is Status.KNOWN:
            found.setdefault(str(fact.value), {}).setdefault(card.identity, ())
    return found


def owners_of(
    workspace: Workspace, assessment: Assessment, catalogue: Catalogue, *, every: bool = False
) -> frozenset[str]:
    """Return everybody who answers for something that is open; with ``every`` also beyond what duties wait for."""
    found = {one.owner for one in openings(assessment.open_rows, workspace, catalogue)}
    if every:
        found |= {one.owner for one in further_questions(workspace, assessment, catalogue)}
    return frozenset(found - {""})


def build_questionnaire(
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    addressee: Addressee,
    profiles: Mapping[str, tuple[str, Any]],
    asked_on: str,
    language: str,
    *,
    every: bool = False,
) -> Questionnaire:
    """Return what is asked of an addressee; ``profiles`` gives file and value of each profile by name.

    ``every`` asks for every open place, also for what no duty waits for today.
    """
    homes = Homes(workspace, profiles, assessment.as_of)
    gathered: dict[tuple[str, str], _Gathered] = {}
    left_out: dict[str, set[tuple[str, str]]] = {}
    for opening in openings(assessment.open_rows, workspace, catalogue):
        if not addressee.is_asked(opening.path, opening.address, opening.owner):
            continue
        wanted = homes.wanted(opening)
        if isinstance(wanted, str):
            left_out.setdefault(wanted, set()).add((opening.path or opening.words, opening.address))
            continue
        for one in wanted:
            # To others not even the digest of what is stated goes out: a short value can be guessed from it.
            if addressee.outside and one.state == "contradicted":
                left_out.setdefault(STATED, set()).add((one.path, one.address))
            else:
                _gather(gathered, opening, one)
    for further in further_questions(workspace, assessment, catalogue) if every else ():
        if addressee.is_asked(further.path, further.address, further.owner):
            for one in homes.at(further.address, further.path):
                if not homes.is_supplied(one):
                    _add(gathered, further, one)
    questions = [_question(path, found, addressee.outside) for (path, _), found in gathered.items()]
    return Questionnaire(
        organisation=organisation_name(workspace),
        to=addressee.name,
        outside=addressee.outside,
        asked_on=asked_on,
        as_of=assessment.as_of,
        catalogue_version=assessment.catalogue_version,
        language=language,
        banner=workspace.settings.banner,
        questions=tuple(_in_order(questions)),
        left_out=tuple(sorted((reason, len(found)) for reason, found in left_out.items())),
    )


def _gather(gathered: dict[tuple[str, str], _Gathered], opening: Opening, wanted: Wanted) -> None:
    # What states something already is answered for itself: the answers of others would not fit it.
    alone = wanted.address if wanted.state == "contradicted" else ""
    found = gathered.setdefault((wanted.path, alone), _Gathered(opening.kind))
    found.kind = min(found.kind, opening.kind, key=KINDS.index)
    found.words.setdefault(opening.words if wanted.path == opening.path else _asks(wanted.path))
    requirement, due = opening.row.requirement, opening.row.due
    earlier = found.duties.get(requirement.id, (requirement, due))[1]
    found.duties[requirement.id] = requirement, min(earlier, due, key=_due)
    found.wanted.setdefault(wanted.address, wanted)
    found.places.setdefault(wanted.address, {}).setdefault(wanted.card)


def _add(gathered: dict[tuple[str, str], _Gathered], further: Further, wanted: Wanted) -> None:
    """Add a place that no duty waits for, unless what it states is an answer, or it is asked about already."""
    if wanted.state == "contradicted":
        return
    found = gathered.setdefault((wanted.path, ""), _Gathered("fact"))
    if not found.words:
        found.words.setdefault(_asks(wanted.path))
    for requirement in further.requirements:
        found.may_ask.setdefault(requirement.id, (requirement, "none"))
    found.wanted.setdefault(wanted.address, wanted)
    found.places.setdefault(wanted.address, {}).setdefault(wanted.card)


def _asks(path: str) -> str:
    position = position_at(path)
    return position.description if position and position.description else f"What is {path}?"


def _due(day: str) -> str:
    """Return a day so that what is due first comes first, and what has no day last."""
    return "" if day == "now" else day if day not in ("", "none") else "9"


def _question(path: str, found: _Gathered, outside: bool) -> AskedQuestion:
    position = position_at(path)
    form, many, example = form_of(path)
    fields = record_fields(path) if not any(isinstance(one.place.raw, list) for one in found.wanted.values()) else {}
    dues = sorted({due for _, due in found.duties.values()}, key=_due)
    provisions = sorted(
        {
            (requirement.citation, "" if due == "none" else due)
            for requirement, due in (found.duties or found.may_ask).values()
        },
        key=lambda item: (_due(item[1]), item[0]),
    )
    return AskedQuestion(
        id=question_id(path, list(found.places)),
        kind=found.kind,
        matter=_matter(path),
        path=path,
        title=position.title if position else path,
        words=tuple(found.words),
        provisions=tuple(Provision(*item) for item in provisions),
        settles=len(found.duties),
        due="" if not dues or dues[0] == "none" else dues[0],
        unit=position.unit if position else "",
        form=form,
        many=many,
        choices=_choices(position) if position else (),
        example=example,
        places=tuple(
            AskedPlace(
                address=address,
                cards=tuple(sorted(found.places[address])),
                state="missing" if outside else found.wanted[address].state,
                stood=found.wanted[address].place.digest,
                now="" if outside else _now(found.wanted[address].place.raw),
            )
            for address in sorted(found.places)
        ),
        fields=tuple(_field(key, one) for key, one in fields.items()) or None,
    )


def _field(key: str, form: AnswerForm) -> AskedField:
    position = form.position
    return AskedField(key, position.title, form.form, form.many, position.unit, _choices(position))


def _choices(position: Position) -> tuple[AskedChoice, ...]:
    meanings = position.meanings or ("",) * len(position.choices)
    return tuple(AskedChoice(*pair) for pair in zip(position.choices, meanings, strict=True))


def _matter(path: str) -> str:
    """Return the English title of the part of a card that a path belongs to; its own for a fact at the top."""
    kind, *keys = path.split(".")
    first = position_at(f"{kind}.{keys[0]}")
    return first.title if first and first.form != "leaf" else ""


def _in_order(questions: Iterable[AskedQuestion]) -> list[AskedQuestion]:
    """Return the questions by matter: the matter of the question that settles most comes first, and so inside it."""
    ranked = sorted(questions, key=_rank)
    first: dict[tuple[str, str], int] = {}
    for number, question in enumerate(ranked):
        first.setdefault(_part(question), number)
    return sorted(ranked, key=lambda question: first[_part(question)])


def _part(question: AskedQuestion) -> tuple[str, str]:
    return question.path.partition(".")[0], question.matter


def _rank(question: AskedQuestion) -> tuple[object, ...]:
    cards = Counter(card for place in question.places for card in place.cards)
    return KINDS.index(question.kind), -question.settles, -len(cards), _due(question.due), question.path, question.id


def _now(raw: Any) -> str:
    """Return what stands at a place that is asked about: of an unknown its reason, since its state is told beside."""
    return said(raw["unknown"] if isinstance(raw, dict) and "unknown" in raw else raw)


def said(raw: Any) -> str:
    """Return what stands at a place in words for people, not longer than a glance takes."""
    if raw is None:
        return ""
    if isinstance(raw, dict):
        for word in ("unknown", "not_applicable"):
            if word in raw:
                return _cut(f"{word.replace('_', ' ')}: {raw[word]}")
        if "value" in raw or isinstance(raw.get("text"), str | dict):
            return said(raw.get("value", raw.get("text")))
        return _cut("; ".join(f"{key}: {said(value)}" for key, value in raw.items()))
    if isinstance(raw, list):
        return _cut("; ".join(map(said, raw)))
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return _cut(str(raw))


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
