"""Derive: add what the rules compute to the cards, and say where a card has typed what the tool computes itself."""

from collections.abc import Iterable
from dataclasses import replace

from muniment.base.findings import Finding, Severity
from muniment.derive.answers import Answer
from muniment.derive.rules import RULES, Rule
from muniment.derive.subject import Subject, World
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.record.parts import lies_in
from muniment.workspace.link import Use, Workspace
from muniment.workspace.parts import parts_of


def derive(workspace: Workspace) -> tuple[Workspace, list[Finding]]:
    """Return the workspace with computed facts on its cards, and the findings about typed values they meet.

    A typed value wins as declared. It is a warning where it says something else than the rule, a notice where it
    only repeats it without a note; where the rule cannot tell, the author's word simply stands.
    """
    world = World(workspace)
    for identity, card in workspace.cards.items():
        world.subjects[identity] = Subject(card, dict(card.facts), world)
    findings: list[Finding] = []
    for kind, rules in RULES.items():
        for subject in world.subjects.values():
            if subject.card.kind == kind:
                parts = parts_of(subject.card)
                for path, rule in rules.items():
                    # What lies outside the part that a card is about is not in scope, and nothing is computed there.
                    findings.extend(_apply(subject, path, rule) if lies_in(path, parts) else ())
    cards = {identity: _with_facts(card, world.subjects[identity]) for identity, card in workspace.cards.items()}
    uses = tuple(_with_own_facts(use, world.subjects[use.user]) for use in workspace.uses)
    return replace(workspace, cards=cards, uses=uses), findings


def _apply(subject: Subject, path: str, rule: Rule) -> Iterable[Finding]:
    records, _, rest = path.rpartition("[].")
    if not records:
        yield from _place(subject, path, "/" + rest.partition(".")[2].replace(".", "/"), rule, rule.answer(subject))
        return
    for record in subject.records(f"{records}[]"):
        inner = f"{record}/{rest.replace('.', '/')}"
        yield from _place(subject, path, inner, rule, rule.answer(subject.at(record)))


def _place(subject: Subject, path: str, inner: str, rule: Rule, answer: Answer | None) -> Iterable[Finding]:
    if rule.only and (written := subject.facts.get(inner)) is not None:
        del subject.facts[inner]
        yield _never_typed(written, subject.card, inner, path, rule)
    if answer is None:
        return
    typed = subject.look(inner)
    if typed is not None and typed.origin is Origin.INHERITED:
        # The supplier has computed it from all of its facts, of which it may have disclosed some only.
        return
    if typed is not None:
        if (finding := _met(typed, answer, subject.card, inner, path, rule)) is not None:
            yield finding
        return
    if subject.card.refuses(inner):
        # Something is written there that is no answer: what its author meant is not known until it is mended.
        return
    subject.facts[inner] = Fact(
        inner, path, answer.value, answer.status, Origin.COMPUTED, "", subject.card.file,
        reason=answer.reason, origin_detail=f"computed: {rule.words}",
    )  # fmt: skip


def _never_typed(written: Fact, card: Card, inner: str, path: str, rule: Rule) -> Finding:
    return Finding(
        "MUN407", Severity.ERROR, f'"{path.rpartition(".")[2]}" is a proof, which nobody can type.',
        f"Delete it; the tool finds it ({rule.words}): muniment stamp.",
        file=written.file or card.file, pointer=written.pointer, address=f"{card.identity}#{inner}", path=path,
    )  # fmt: skip


def _met(typed: Fact, answer: Answer, card: Card, inner: str, path: str, rule: Rule) -> Finding | None:
    """Compare a typed statement with the rule's answer."""
    if answer.status is Status.UNKNOWN:
        return None
    key = path.rpartition(".")[2]
    if not _agrees(typed, answer):
        code, severity = "MUN401", Severity.WARNING
        message = f'"{key}" says {_said(typed)}; computed ({rule.words}) it is {_said(answer)}.'
        remedy = "Delete it, or correct the cards it is computed from; what is typed stands meanwhile."
    elif typed.note or typed.inner != inner:
        # A note says why; a status of the whole section says more than this one fact.
        return None
    else:
        code, severity = "MUN402", Severity.NOTICE
        message = f'"{key}" is computed by the tool ({rule.words}).'
        remedy = "Delete it, or say in a note why it is typed."
    address = f"{card.identity}#{inner}"
    file = typed.file or card.file
    return Finding(code, severity, message, remedy, file=file, pointer=typed.pointer, address=address, path=path)


def _agrees(typed: Fact, answer: Answer) -> bool:
    if typed.status is Status.NOT_APPLICABLE:
        return answer.status is Status.NOT_APPLICABLE or answer.value is False
    if typed.status is not answer.status:
        return False
    if (
        isinstance(typed.value, list)
        and isinstance(answer.value, list)
        and all(isinstance(v, str) for v in typed.value)
    ):
        return sorted(typed.value) == sorted(answer.value)
    return bool(typed.value == answer.value)


def _said(stated: Fact | Answer) -> str:
    return _shown(stated.value) if stated.status is Status.KNOWN else str(stated.status).replace("_", " ")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, dict):
        return " ".join(_shown(item) for item in value.values())
    return str(value)


def _with_facts(card: Card, subject: Subject) -> Card:
    return card if subject.facts == card.facts else replace(card, facts=subject.facts)


def _with_own_facts(use: Use, subject: Subject) -> Use:
    places = [f"{use.record}/{key}" for key in ("share_of_modality", "large_public", "large_by_reading")]
    computed = {place: subject.facts[place] for place in places if place in subject.facts and place not in use.facts}
    return replace(use, facts={**use.facts, **computed}) if computed else use
