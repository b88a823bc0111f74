"""Ask every rule about every card of its kind: findings for people, verdicts for tests and coverage."""

import functools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from muniment.assess.consistency.one_card import check_cards
from muniment.assess.consistency.registry import RULES
from muniment.assess.consistency.rules import Judgement, Place, Rule, Verdict
from muniment.base.findings import Finding, Severity
from muniment.base.resources import schema_path
from muniment.derive.subject import Subject, World
from muniment.workspace.link import Workspace


def check_consistency(workspace: Workspace, as_of: str) -> list[Finding]:
    """Return what does not fit together on the day ``as_of`` (year-month-day); the workspace holds computed facts."""
    findings = check_cards(workspace)
    for rule, _, judgements in _judged(workspace, as_of):
        findings += [_finding(rule, said, said.place) for said in judgements if said.message and said.place]
    return _once_a_place(findings)


def _once_a_place(findings: Iterable[Finding]) -> list[Finding]:
    """Tell once what several dates or cards say against one fact, where one repair mends it; the first is named."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.address, finding.remedy), []).append(finding)
    told = []
    for first, *others in groups.values():
        more = f" And {len(others)} more of this kind."
        related = dict.fromkeys(one for finding in (first, *others) for one in finding.related)
        message = first.message + more * bool(others)
        told.append(replace(first, message=message, related=tuple(related)) if others else first)
    return told


def judge_consistency(workspace: Workspace, as_of: str) -> list[tuple[str, str, Verdict]]:
    """Return (rule id, identity of the card, verdict) for each card a rule concerns; the worst of its places counts."""
    order = list(Verdict)
    return [
        (rule.id, subject.card.identity, min((said.verdict for said in judgements), key=order.index))
        for rule, subject, judgements in _judged(workspace, as_of)
        if judgements
    ]


def said_once(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out the remark that a typed value is not the computed one where a rule says which card contradicts it."""
    every = list(findings)
    codes = {rule.code for rule in RULES}
    told = {finding.address for finding in every if finding.code in codes}
    return [finding for finding in every if finding.code != "MUN401" or finding.address not in told]


@functools.cache
def requirements_beside() -> Mapping[str, frozenset[str]]:
    """Return, by the code of a finding of consistency, the requirements that stand beside its rules."""
    beside = json.loads(schema_path("vocab", "rules.json").read_text("utf-8"))["rules"]
    found: dict[str, frozenset[str]] = {}
    for rule in RULES:
        found[rule.code] = found.get(rule.code, frozenset()) | frozenset(beside.get(rule.id, ()))
    return found


def _judged(workspace: Workspace, as_of: str) -> Iterator[tuple[Rule, Subject, list[Judgement]]]:
    world = World(workspace)
    by_kind: dict[str, list[Subject]] = {}
    for identity, card in workspace.cards.items():
        world.subjects[identity] = subject = Subject(card, card.facts, world)
        by_kind.setdefault(card.kind, []).append(subject)
    for rule in RULES:
        for subject in by_kind.get(rule.kind, ()):
            yield rule, subject, list(rule.judge(subject, as_of))


def _finding(rule: Rule, said: Judgement, place: Place) -> Finding:
    severity = said.severity or (Severity.NOTICE if said.verdict is Verdict.CANNOT_TELL else rule.severity)
    file, pointer = _text_of(place)
    return Finding(
        rule.code, severity, said.message, said.remedy, file=file, pointer=pointer,
        address=place.address, path=_path(place), related=said.related,
    )  # fmt: skip


def _text_of(place: Place) -> tuple[str, str]:
    """Return file and pointer of a place; where nothing is written, a report marks what encloses it."""
    parts = place.inner.split("/")
    for length in range(len(parts), 1, -1):
        fact = place.card.facts.get("/".join(parts[:length]))
        if fact is not None and fact.pointer:
            return fact.file, fact.pointer + "".join(f"/{token}" for token in parts[length:])
    return place.card.card.file, place.inner


def _path(place: Place) -> str:
    """Return the pattern of a place's address."""
    inner, path = "", place.card.card.kind
    for token in place.inner.split("/")[1:]:
        inner += f"/{token}"
        fact = place.card.facts.get(inner)
        path = fact.path if fact is not None else f"{path}.{token}"
    return path
