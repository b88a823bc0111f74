"""Coverage: for each duty whether it applies, how it is answered and from when; as JSON and as text. No score."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from muniment.assess.assessment import REASONS, Applies, Assessment, Basis, Outcome, Row
from muniment.catalogue.requirements import CONFIDENCE, FORCES

_OPEN = (Outcome.CONTRADICTED, Outcome.MISSING, Outcome.UNKNOWN)
_WORDS = {
    Outcome.MET: "met",
    Outcome.MISSING: "MISSING",
    Outcome.UNKNOWN: "UNKNOWN",
    Outcome.CONTRADICTED: "CONTRADICTED",
    Outcome.NEEDS_JUDGEMENT: "needs judgement",
    Outcome.NOT_APPLICABLE: "not applicable",
}


def render_json(assessment: Assessment, rows: Iterable[Row]) -> str:
    """Return the coverage as JSON, by ``schemas/coverage/v1/result.schema.json``."""
    value = {
        "as_of": assessment.as_of,
        "catalogue_version": assessment.catalogue_version,
        "questions": [
            {
                "gate": question.path,
                "question": question.question,
                "settles": question.settles,
                "cards": list(question.cards),
            }
            for question in assessment.questions
        ],
        "requirements": [_row(row) for row in rows],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _row(row: Row) -> dict[str, Any]:
    requirement = row.requirement
    return {
        "id": requirement.id,
        "instrument": requirement.instrument,
        "provision": requirement.citation,
        "title": requirement.title,
        "force": requirement.force,
        "confidence": requirement.confidence,
        "bearer": row.bearer,
        "use": row.use,
        "applies": str(row.applies),
        "outcome": str(row.outcome) if row.outcome else None,
        "reason": row.reason,
        "due": row.due,
        "facts": [
            {
                "address": basis.address,
                "path": basis.path,
                "status": basis.status,
                "origin": basis.origin,
                "outcome": str(basis.outcome),
                "as_stated_by_owner": basis.default,
            }
            for basis in row.facts
        ],
        "gates": [{"path": gate.path, "address": gate.address, "question": gate.question} for gate in row.gates],
        "parts": [_row(part) for part in row.parts],
    }


def render_text(assessment: Assessment, rows: Sequence[Row], *, everything: bool) -> str:
    """Return the coverage as text: card by card, duty by duty; what does not apply only in full with ``everything``."""
    lines = [
        f"As of {assessment.as_of}, catalogue {assessment.catalogue_version}. "
        '"met" says that what the duty asks to be documented is stated;',
        "whether it is true or suffices is not judged here.",
    ]
    for bearer in dict.fromkeys(row.bearer for row in rows):
        lines += ["", bearer, *_card([row for row in rows if row.bearer == bearer], everything)]
    if assessment.questions:
        lines += ["", "Questions that decide what applies, the most decisive first:"]
        lines += [
            f"  {question.question} ({question.path or 'a person must judge'}): "
            f"settles {question.settles} on {len(question.cards)} card{'s' * (len(question.cards) != 1)}"
            for question in assessment.questions
        ]
    return "\n".join(lines) + "\n"


def _card(rows: Sequence[Row], everything: bool) -> list[str]:
    lines: list[str] = []
    for force in FORCES:
        chosen = [row for row in rows if row.requirement.force == force]
        applying = [row for row in chosen if row.applies is Applies.YES]
        if not chosen or (not applying and not everything):
            continue
        counts = Counter(row.outcome for row in applying)
        tally = ", ".join(f"{counts[outcome]} {_WORDS[outcome]}" for outcome in _WORDS if counts[outcome])
        lines.append(f"  {force}: {tally or 'none applies'}")
        for row in applying:
            lines += _duty(row)
        if everything:
            lines += [_aside(row) for row in chosen if row.applies is not Applies.YES]
    if not everything:
        aside = Counter(row.applies for row in rows if row.applies is not Applies.YES)
        said = {Applies.NO: "do not apply", Applies.CANNOT_TELL: "cannot be told yet"}
        lines += [f"  {count} {said[applies]} (--all lists them)" for applies, count in aside.items()]
    return lines


def _duty(row: Row) -> list[str]:
    requirement = row.requirement
    due = "due now" if row.due == "now" else f"due {row.due}"
    outcome = _WORDS[row.outcome] if row.outcome else ""
    mark = CONFIDENCE[requirement.confidence]
    lines = [f"    {outcome:<16}{requirement.citation}: {requirement.title} ({due}; {mark}; {requirement.id})"]
    stated = [_named(basis) for basis in row.facts if basis.outcome not in _OPEN]
    if stated:
        lines.append(f"      answered by {_listed(stated)}")
    for outcome_, word in (
        (Outcome.MISSING, "missing"),
        (Outcome.UNKNOWN, "unknown"),
        (Outcome.CONTRADICTED, "against"),
    ):
        open_ = [_place(basis) for basis in row.facts if basis.outcome is outcome_]
        if open_:
            lines.append(f"      {word}: {_listed(open_)}")
    if row.outcome is Outcome.NEEDS_JUDGEMENT:
        lines.append(f"      to be judged: {requirement.question}")
    return lines


def _aside(row: Row) -> str:
    word = "no" if row.applies is Applies.NO else "cannot tell"
    gates = ", ".join(dict.fromkeys(gate.path or gate.question for gate in row.gates))
    why = f"{REASONS[row.reason]}{f' ({gates})' if gates else ''}"
    return f"    {word:<16}{row.requirement.citation}: {row.requirement.title}. {why}"


def _place(basis: Basis) -> str:
    return basis.address.partition("#/")[2].replace("/", ".") or basis.path


def _named(basis: Basis) -> str:
    origin = basis.origin or basis.status.replace("_", " ")
    owner = ", as stated by the data set's owner" if basis.default else ""
    return f"{_place(basis)} ({origin}{owner})"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(items))
