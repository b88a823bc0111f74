"""Coverage: for each duty whether it applies, how it is answered and from when; as JSON and as text. No score."""

import functools
import itertools
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from muniment.assess.assessment import REASONS, Applies, Assessment, Basis, Outcome, Row
from muniment.assess.reviews import words_for
from muniment.catalogue.conditions import leaves
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import CONFIDENCE, FORCES, STRICT, place_in_text
from muniment.record.owed import Owed, is_late
from muniment.report.json_report import dump_json
from muniment.report.text import printable

_OPEN = (Outcome.CONTRADICTED, Outcome.MISSING, Outcome.UNKNOWN)
_SETTLED = (Outcome.MET, Outcome.NOT_APPLICABLE)
_WORDS = {
    Outcome.MET: "met",
    Outcome.MISSING: "MISSING",
    Outcome.UNKNOWN: "UNKNOWN",
    Outcome.CONTRADICTED: "CONTRADICTED",
    Outcome.NEEDS_JUDGEMENT: "needs judgement",
    Outcome.NOT_APPLICABLE: "not applicable",
}
_NOT_STATED = "not stated"
#: How what does not apply is counted: what is not in scope of a card apart.
_ASIDE = (
    "do not apply", "cannot be told yet", "lie outside the part that a card is about: not in scope",
    "rest on whoever uses the data that a card describes in part",
)  # fmt: skip
#: How a card about a part answers what others must document.
_ASKED = {
    Outcome.MET: "stated",
    Outcome.NEEDS_JUDGEMENT: "stated, to judge",
    Outcome.NOT_APPLICABLE: "not applicable",
}
_OPEN_ASKED = (_NOT_STATED, "cannot tell", "UNKNOWN", "CONTRADICTED")
#: The width of the report, so that it can be read on a terminal and in a mail.
_COLUMNS = 100
#: How many facts of one answer are named; JSON has all.
_NAMED_FACTS = 8
#: How many cards that answer a duty alike are listed one by one.
_LISTED_CARDS = 5


def render_json(
    assessment: Assessment, rows: Sequence[Row], asked: Sequence[Row] = (), owed: Sequence[Owed] = ()
) -> str:
    """Return the coverage as JSON, by ``schemas/coverage/v1/result.schema.json``.

    ``asked`` is what duties of others ask of cards about a part of a set, ``owed`` what is owed to whom.
    """
    value = {
        "as_of": assessment.as_of,
        "law_date": assessment.law_date,
        "catalogue_version": assessment.catalogue_version,
        "prepared_for": assessment.prepared_for,
        "questions": [
            {
                "gate": question.path,
                "question": question.question,
                "settles": question.settles,
                "cards": list(question.cards),
            }
            for question in assessment.questions
        ],
        "elections": [
            {"id": election.id, "question": election.question, "path": election.path, "duties": election.duties}
            for election in assessment.elections
        ],
        "counts": [
            {"force": force, "due": due, **{str(outcome): counts[outcome] for outcome in _WORDS}}
            for force, due, counts in _counts(rows)
        ],
        "requirements": [_row(row) for row in rows],
        **({"asked_of_parts": [_row(row) for row in asked]} if asked else {}),
        "owed": [{**asdict(one), "late": is_late(one)} for one in owed],
    }
    return dump_json(value)


def _row(row: Row) -> dict[str, Any]:
    requirement = row.requirement
    return {
        "id": requirement.id,
        "instrument": requirement.instrument,
        "provision": requirement.citation,
        "title": requirement.title,
        "force": requirement.force,
        "confidence": requirement.confidence,
        "roles": list(requirement.roles),
        "bearer": row.bearer,
        "use": row.use,
        "applies": str(row.applies),
        "outcome": str(row.outcome) if row.outcome else None,
        "reason": row.reason,
        "review": _review(row),
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


def _review(row: Row) -> dict[str, str] | None:
    """Return the review that decided a row, the one of its outcome before the one of its condition."""
    if not row.reviews:
        return None
    review = row.reviews[-1]
    return {
        "question": review.question,
        "answer": review.answer,
        "reviewer": review.reviewer,
        "date": review.date,
        "file": review.file,
    }


def render_text(assessment: Assessment, rows: Sequence[Row], asked: Sequence[Row] = (), *, everything: bool) -> str:
    """Return the coverage as text: by instrument and provision, card by card; the rest in full with ``everything``.

    ``asked`` is what duties of others ask of cards about a part of a set: a section of its own, counted apart.
    """
    lines = _head(assessment)
    instruments = load_catalogue().instruments
    for name, instrument in instruments.items():
        chosen = [row for row in rows if row.requirement.instrument == name]
        shown = _instrument(chosen, everything)
        if shown or any(row.applies is Applies.CANNOT_TELL for row in chosen):
            lines += ["", instrument.title, *_tally(chosen), *shown]
    lines += _of_parts(asked, rows)
    lines += _elections(assessment)
    if assessment.questions:
        lines += ["", "Questions that decide what applies, the one that most duties wait for first:"]
        lines += [
            f"  {question.question} ({question.path or 'a person must judge'}): "
            f"{question.settles} on {len(question.cards)} card{'s' * (len(question.cards) != 1)}"
            for question in assessment.questions
        ]
    return "\n".join(folded for line in lines for folded in fold_line(line)) + "\n"


def fold_line(line: str) -> list[str]:
    """Return a line in the width of the report, what runs over set in below it."""
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(
        line, _COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False,
        drop_whitespace=True, expand_tabs=False, replace_whitespace=False,
    ) or [""]  # fmt: skip


def _head(assessment: Assessment) -> list[str]:
    lines = [
        f"As of {assessment.as_of}; state of the law {assessment.law_date}, catalogue {assessment.catalogue_version}. "
        '"met" says that what the duty asks to be documented is stated; whether it is true or suffices is not judged '
        "here; where a person has, the line names the review.",
    ]
    if assessment.prepared_for:
        track = load_catalogue().tracks[assessment.prepared_for]
        lines.append(f"Read as prepared for: {track.label}, whatever the dates of the cards themselves.")
    return lines


def _counts(rows: Iterable[Row]) -> list[tuple[str, str, Counter[Outcome]]]:
    """Count the outcomes of what applies, by force, and apart what is due now and what later."""
    found: dict[tuple[str, str], Counter[Outcome]] = {}
    for row in rows:
        if row.applies is Applies.YES and row.outcome:
            due = "now" if row.due == "now" else "later"
            found.setdefault((row.requirement.force, due), Counter())[row.outcome] += 1
    order = sorted(found, key=lambda key: (FORCES.index(key[0]), key[1] != "now"))
    return [(force, due, found[force, due]) for force, due in order]


def _tally(rows: Sequence[Row]) -> list[str]:
    lines = []
    for force, due, counts in _counts(rows):
        called = _WORDS if force in STRICT else {**_WORDS, Outcome.MISSING: _NOT_STATED}
        said = ", ".join(f"{counts[outcome]} {word}" for outcome, word in called.items() if counts[outcome])
        lines.append(f"  {force}, due {due}: {said}")
    aside = Counter(_set_aside(row) for row in rows if row.applies is not Applies.YES)
    lines += [f"  {aside[word]} {word} (--all lists them)" for word in _ASIDE if aside[word]]
    return lines


def _set_aside(row: Row) -> str:
    """Return in which count a row is told that does not apply, or may not: what is not in scope has its own."""
    no, cannot_tell, outside, for_users = _ASIDE
    if row.applies is Applies.CANNOT_TELL:
        return cannot_tell
    return {"outside_part": outside, "for_users": for_users}.get(row.reason, no)


def _of_parts(asked: Sequence[Row], rows: Sequence[Row]) -> list[str]:
    """Return the section on cards about a part of a set; nothing of it is called met: others answer for the rest."""
    lines: list[str] = []
    outside = Counter(row.bearer for row in rows if row.reason == "outside_part")
    for bearer, group in itertools.groupby(asked, key=lambda row: row.bearer):
        own = list(group)
        counts = Counter(_asked_word(row) for row in own)
        told = ", ".join(f"{counts[word]} {word}" for word in (*_ASKED.values(), *_OPEN_ASKED) if counts[word])
        lines += ["", f"  {bearer}: {told}; {outside[bearer]} duties on data sets lie outside its part: not in scope"]
        for row in sorted(own, key=lambda row: place_in_text(row.requirement)):
            lines += _asked(row)
    if not lines:
        return []
    head = "Asked of parts of data sets, for whoever uses the data: the duties rest on them, and are none of ours"
    return ["", head, *lines]


def _asked(row: Row) -> list[str]:
    lines = [f"    {_asked_word(row):<18}{row.requirement.citation}: {row.requirement.title}"]
    stated = [_named(basis) for basis in row.facts if basis.outcome not in _OPEN]
    open_ = [_place(basis) for basis in row.facts if basis.outcome in _OPEN]
    open_ += [gate.path for gate in row.gates]
    lines += [f"      stated: {_listed(stated)}"] if stated else []
    return lines + ([f"      open: {_listed(open_)}"] if open_ else [])


def _asked_word(row: Row) -> str:
    if row.applies is Applies.CANNOT_TELL or row.outcome is None:
        return _OPEN_ASKED[1]
    return _ASKED.get(row.outcome) or (_NOT_STATED if row.outcome is Outcome.MISSING else _WORDS[row.outcome])


def _instrument(rows: Sequence[Row], everything: bool) -> list[str]:
    by_duty: dict[str, list[Row]] = {}
    for row in rows:
        if everything or row.applies is Applies.YES:
            by_duty.setdefault(row.requirement.id, []).append(row)
    lines: list[str] = []
    for duty in sorted(by_duty.values(), key=lambda group: place_in_text(group[0].requirement)):
        lines += ["", *_duty(duty, everything)]
    return lines


def _duty(rows: Sequence[Row], everything: bool) -> list[str]:
    requirement = rows[0].requirement
    roles = ", ".join(requirement.roles)
    lines = [
        f"  {requirement.citation}: {requirement.title}",
        f"    {requirement.id}; {requirement.force}; {CONFIDENCE[requirement.confidence]}; addressed to {roles}",
    ]
    alike = [row for row in rows if row.outcome in _SETTLED]
    folded = len(alike) > _LISTED_CARDS and not everything
    for row in rows:
        if row.applies is not Applies.YES:
            lines.append(_aside(row))
        elif not (folded and row.outcome in _SETTLED):
            lines += _answer(row)
    if folded:
        counts = Counter(_WORDS[row.outcome] for row in alike if row.outcome)
        lines += [f"    {word:<16}{count} cards (--all lists them)" for word, count in counts.items()]
    return lines


def _answer(row: Row) -> list[str]:
    due = ("due now" if row.due == "now" else f"due {row.due}") + _perhaps_later(row)
    outcome = _word(row)
    lines = [f"    {outcome:<16}{row.bearer} ({'; '.join([due, *_reviewed(row)])})"]
    lines += [f"      {said} (used as {part.use})" for part in row.parts for said in _reviewed(part)]
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
        lines.append(f"      to be judged: {words_for(row)}")
    return lines


def _word(row: Row) -> str:
    """Return the outcome in a word; what the law does not ask for is not stated, never missing."""
    if row.outcome is Outcome.MISSING and row.requirement.force not in STRICT:
        return _NOT_STATED
    return _WORDS[row.outcome] if row.outcome else ""


def _perhaps_later(row: Row) -> str:
    """Say on which open answer the day hangs: the earliest that may be is the one that is printed."""
    open_ = dict.fromkeys(gate.path for gate in row.gates if gate.path in _dating())
    return f", or later: {' and '.join(open_)} is open" if open_ else ""


@functools.cache
def _dating() -> frozenset[str]:
    """Return the paths on which it hangs which track of dates a bearer is on."""
    return frozenset(leaf.path for track in load_catalogue().tracks.values() for leaf in leaves(track.condition))


def _aside(row: Row) -> str:
    word = "no" if row.applies is Applies.NO else "cannot tell"
    gates = ", ".join(dict.fromkeys(gate.path or gate.question for gate in row.gates))
    asides = "; ".join([*([gates] if gates else []), *_reviewed(row)])
    return f"    {word:<16}{row.bearer}. {REASONS[row.reason]}{f' ({asides})' if asides else ''}"


def _reviewed(row: Row) -> list[str]:
    words = {"explained": "explained", "insufficient": "judged insufficient"}
    return [
        f"{words.get(review.answer, 'reviewed')} by {printable(review.reviewer)} on {review.date}"
        for review in row.reviews
    ]


def _elections(assessment: Assessment) -> list[str]:
    if not assessment.elections:
        return []
    lines = ["", "Voluntary texts that were neither chosen nor declined:"]
    return lines + [
        f"  {election.label}: {election.duties} duties ({election.path})" for election in assessment.elections
    ]


def _place(basis: Basis) -> str:
    return basis.address.partition("#/")[2].replace("/", ".") or basis.path


def _named(basis: Basis) -> str:
    origin = basis.origin or basis.status.replace("_", " ")
    owner = ", as stated by the data set's owner" if basis.default else ""
    return f"{_place(basis)} ({origin}{owner})"


def _listed(items: Iterable[str]) -> str:
    every = list(dict.fromkeys(items))
    more = f" and {len(every) - _NAMED_FACTS} more" if len(every) > _NAMED_FACTS else ""
    return ", ".join(every[:_NAMED_FACTS]) + more
