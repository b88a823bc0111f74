"""A comparison as JSON, by the published schema ``schemas/diff/v1/result.schema.json``."""

from dataclasses import asdict
from typing import Any

from muniment.base.canonical import plain
from muniment.changes.comparison import Comparison, DutyChange, FactChange, LevelChange
from muniment.changes.statements import Statement
from muniment.changes.weighing import Weight
from muniment.report.json_report import dump_json


def render_json(comparison: Comparison) -> str:
    """Return a comparison as JSON."""
    return dump_json(as_json(comparison))


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON types."""
    return {
        "before": comparison.before,
        "now": comparison.now,
        "as_of": comparison.as_of,
        "summary": {
            "differs": comparison.differs,
            **{str(weight): comparison.count(weight) for weight in Weight},
            "duties": len(comparison.duties),
            "reopened": len(comparison.reopened),
            "errors_before": comparison.errors[0],
            "errors_now": comparison.errors[1],
        },
        "cards": [asdict(change) for change in comparison.cards],
        "records": [asdict(change) for change in comparison.records],
        "facts": [fact_json(change) for change in comparison.facts],
        "settings": [asdict(change) for change in comparison.settings],
        "disclosure": [_level(change) for change in comparison.disclosure],
        "duties": [_duty(change) for change in comparison.duties],
        "reopened": [{**asdict(one), "addresses": list(one.addresses)} for one in comparison.reopened],
    }


def fact_json(change: FactChange) -> dict[str, Any]:
    """Return one changed fact as JSON types."""
    return {
        "address": change.address,
        "path": change.path,
        "label": change.label,
        "kind": str(change.kind),
        "weight": str(change.weight),
        "gate": change.gate,
        "requirements": list(change.requirements),
        "before": _statement(change.before),
        "now": _statement(change.now),
    }


def _statement(statement: Statement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    return {
        "address": statement.address,
        "status": statement.status,
        "value": plain(statement.value),
        "origin": statement.origin,
        "profile": statement.profile,
        "beside": dict(statement.beside),
    }


def _level(change: LevelChange) -> dict[str, Any]:
    return {**asdict(change), "cards": list(change.cards), "widens": change.widens}


def _duty(change: DutyChange) -> dict[str, Any]:
    duty = change.duty
    return {
        "kind": change.kind,
        "requirement": duty.requirement,
        "title": duty.title,
        "citation": duty.citation,
        "force": duty.force,
        "bearer": duty.bearer,
        "use": duty.use,
        "before": _standing(change.before),
        "now": _standing(change.now),
        "because": list(change.because),
    }


def _standing(one: Any) -> dict[str, str] | None:
    return {"applies": one.applies, "outcome": one.outcome, "due": one.due} if one else None
