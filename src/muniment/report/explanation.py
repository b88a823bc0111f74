"""Explanations as values: a requirement, a field, a code and whatever else the catalogue names, ready to be printed.

Plain dictionaries in the shape of ``schemas/explain/v1/result.schema.json``; the texts and the reference pages are made
from them alone.
"""

import functools
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from muniment.assess.consistency.registry import RULES
from muniment.base.resources import schema_path
from muniment.catalogue.citations import places_of
from muniment.catalogue.conditions import Condition, Judgement, dump_condition, leaves
from muniment.catalogue.requirements import CONFIDENCE, STRICT, Catalogue, Requirement, in_order
from muniment.catalogue.serving import real_paths
from muniment.catalogue.versions import as_it_stood
from muniment.catalogue.wording import (
    CHECK_WORDS,
    FORCE_WORDS,
    QUANTIFIER_WORDS,
    RECIPIENTS,
    clauses_of,
    need_in_words,
    title_of,
)
from muniment.evidence.measures import load_definitions, paths_of
from muniment.model.roles import ROLES
from muniment.model.vocabulary import position_at, positions_of

Value = dict[str, Any]
_COMPARED = {
    "equal": "the same figure, at as many decimals as the card writes",
    "absolute": "the figure may differ by {tolerance}",
    "relative": "the figure may differ by {tolerance} of itself",
    "rows": "row by row, by name; a figure may differ by {tolerance}",
    "members": "the same members",
    "edge": "the same day, month or year, as exactly as the card writes it",
    "presence": "a hit is a doubt about no; nothing speaks against yes",
    "apart": "one value in two splits contradicts it",
}
_MERGED = {
    "sum": "the sum over shards",
    "least": "the earliest or latest over shards",
    "table": "tables of names added up",
    "rebuild": "from what was kept of each record, never from figures of shards",
    "listing": "from the listing of digests",
}


def explain_requirement(name: str, catalogue: Catalogue, as_of: str) -> Value:
    """Return everything about one requirement as it stood on a day; ``catalogue`` is today's. KeyError if unknown."""
    versions = _versions(name, catalogue)
    entry = as_it_stood(_only(catalogue, name), as_of).requirements[name]
    return {
        "id": entry.id,
        "revision": entry.revision,
        "title": entry.title,
        "instrument": {"id": entry.instrument, "title": catalogue.instruments[entry.instrument].title},
        "citation": entry.citation,
        "link": entry.link,
        "since": entry.since,
        "exists": entry.since <= as_of,
        "duty": entry.duty,
        "roles": _roles(entry.roles),
        "bearer": entry.bearer,
        "unit": entry.unit,
        "election": _election(entry.election, catalogue) if entry.election else None,
        "condition": _condition(entry.condition, catalogue),
        "dates": _dates(entry.dates, catalogue),
        "versions": versions,
        "needs": [
            {
                "paths": list(need.paths),
                "facts": words.facts,
                "test": words.test,
                "asked": words.asked,
                "required": need.required,
            }
            for need in entry.needs
            for words in [need_in_words(need)]
        ],
        "quantifier": {"name": entry.quantifier, "words": QUANTIFIER_WORDS[entry.quantifier]},
        "check": {"name": entry.check, "words": CHECK_WORDS[entry.check]},
        "question": entry.question,
        "recipients": [{"name": who, "words": RECIPIENTS[who]} for who in entry.recipients],
        "force": {"name": entry.force, "words": FORCE_WORDS[entry.force]},
        "confidence": {"name": entry.confidence, "words": CONFIDENCE[entry.confidence]},
        "source": entry.source,
        "note": entry.note,
        "remedy": entry.remedy,
        "sanctions": _sanctions(entry, catalogue),
        "related": [brief(other) for other in _related(entry, catalogue)],
        "rules": [rule for rule in rules() if name in rule["requirements"]],
    }


def brief(entry: Requirement, until: str = "", citation: str = "") -> Value:
    """Return a requirement in one row; ``citation`` and ``until`` say under which it is found, if not as of today."""
    return {
        "id": entry.id,
        "title": entry.title,
        "citation": citation or entry.citation,
        "today": entry.citation,
        "until": until,
        "instrument": entry.instrument,
        "roles": list(entry.roles),
        "bearer": entry.bearer,
        "force": entry.force,
    }


@functools.cache
def _rules() -> tuple[tuple[str, Value], ...]:
    beside = json.loads(schema_path("vocab", "rules.json").read_text("utf-8"))["rules"]
    return tuple(
        (
            rule.id,
            {
                "id": rule.id,
                "code": rule.code,
                "severity": str(rule.severity),
                "kind": rule.kind,
                "words": rule.words,
                "requirements": list(beside.get(rule.id, ())),
            },
        )
        for rule in sorted(RULES, key=lambda rule: rule.id)
    )


def rules() -> list[Value]:
    """Return the rules of consistency in the order of their ids, with the requirements each stands beside."""
    return [value for _, value in _rules()]


@functools.cache
def codes() -> dict[str, str]:
    """Return what each finding code means."""
    return dict(json.loads(schema_path("vocab", "findings.json").read_text("utf-8"))["codes"])


def measures() -> tuple[str, ...]:
    """Return the ids of everything that can be measured of data."""
    return tuple(load_definitions().measures)


def explain_measure(name: str) -> Value:
    """Return everything about one measure; KeyError for one that does not exist."""
    definitions = load_definitions()
    one = definitions.measures[name]
    return {
        "id": one.id,
        "title": one.title,
        "unit": one.unit,
        "kind": one.kind,
        "per": list(one.per),
        "needs": one.needs,
        "definition": one.definition,
        "compared_with": list(paths_of(one)),
        "compared": _COMPARED[one.compare].format(tolerance=one.tolerance) if one.compare else "",
        "informs": list(one.about),
        "small_rows": one.privacy == "names",
        "merged": _MERGED[one.merge],
        "list_version": definitions.version,
    }


def explain_code(name: str) -> Value:
    """Return what a finding code means, and the rules that report it."""
    return {"id": name, "meaning": codes()[name], "rules": [rule for rule in rules() if rule["code"] == name]}


def explain_path(path: str, catalogue: Catalogue) -> Value:
    """Return what belongs at a path of the vocabulary, which duties it serves, and what hangs on it."""
    position = position_at(path)
    if position is None:
        raise KeyError(path)
    entries = in_order(catalogue.requirements.values(), catalogue.instruments)
    serving = [entry for entry in entries if any(_covers(path, named) for named in _needed(entry))]
    deciding = [entry for entry in entries if path in _read(entry.condition)]
    return {
        "path": path,
        "title": position.title,
        "description": position.description,
        "form": position.form,
        "unit": position.unit,
        "computed": position.computed,
        "measured": position.measured,
        "choices": [
            {"value": value, "means": position.meanings[n] if position.meanings else ""}
            for n, value in enumerate(position.choices)
        ],
        "inside": [{"path": below, "title": title} for below, title in _inside(path)],
        "question": catalogue.gates.get(path, ""),
        "serves": [brief(entry) for entry in serving],
        "decides": [brief(entry) for entry in deciding],
        "tracks": [track.id for track in catalogue.tracks.values() if path in _read(track.condition)],
        "elections": [name for name, one in catalogue.elections.items() if path in _read(one.condition)],
    }


def explain_track(name: str, catalogue: Catalogue) -> Value:
    """Return a track of dates: for whom it is, who leaves it, and the dates of the duties on it."""
    track = catalogue.tracks[name]
    entries = catalogue.requirements.values()
    days = sorted({day for entry in entries for on, day in entry.dates if on == name})
    late = track.at_the_latest
    return {
        "id": name,
        "label": track.label,
        "condition": _condition(track.condition, catalogue),
        "unless": clauses_of(track.unless) if track.unless else [],
        "at_the_latest": {"date": late[0], "clauses": clauses_of(late[1])} if late else None,
        "not_before": title_of(track.not_before) if track.not_before else "",
        "or_since": title_of(track.or_since) if track.or_since else "",
        "dates": [{"date": day, "duties": sum((name, day) in entry.dates for entry in entries)} for day in days],
        "postponed": [
            {"until": row.until, "now": now, "then": then, "source": row.source}
            for row in catalogue.postponements
            if name in row.tracks
            for now, then in row.dates
            if now in days
        ],
    }


def explain_election(name: str, catalogue: Catalogue) -> Value:
    """Return a choice that makes a voluntary text count, and the duties that hang on it."""
    every = in_order(catalogue.requirements.values(), catalogue.instruments)
    chosen = [brief(entry) for entry in every if entry.election == name]
    condition = _condition(catalogue.elections[name].condition, catalogue)
    return {**_election(name, catalogue), "condition": condition, "requirements": chosen}


def explain_role(name: str, catalogue: Catalogue) -> Value:
    """Return what a role is and which duties rest on it."""
    every = in_order(catalogue.requirements.values(), catalogue.instruments)
    owed = [brief(entry) for entry in every if name in entry.roles]
    return {"id": name, "means": ROLES[name], "requirements": owed}


def explain_instrument(name: str, catalogue: Catalogue) -> Value:
    """Return a text of the catalogue and its entries."""
    one = catalogue.instruments[name]
    every = in_order(catalogue.requirements.values(), catalogue.instruments)
    held = [brief(entry) for entry in every if entry.instrument == name]
    return {
        "id": name,
        "label": one.label,
        "title": one.title,
        "link": one.link,
        "since": one.since,
        "requirements": held,
    }


def _only(catalogue: Catalogue, name: str) -> Catalogue:
    return replace(catalogue, requirements={name: catalogue.requirements[name]})


def _roles(names: Iterable[str]) -> list[Value]:
    return [{"name": name, "means": ROLES[name]} for name in names]


def _dates(dates: Iterable[tuple[str, str]], catalogue: Catalogue) -> list[Value]:
    ordered = sorted(dates, key=lambda row: (row[1], row[0]))
    return [{"track": name, "label": catalogue.tracks[name].label, "from": day} for name, day in ordered]


def _election(name: str, catalogue: Catalogue) -> Value:
    one = catalogue.elections[name]
    return {"id": name, "label": one.label.rstrip(","), "question": one.question, "path": one.path}


def _condition(condition: Condition, catalogue: Catalogue) -> Value:
    asked = [
        {"path": path, "question": catalogue.gates[path]}
        for path in dict.fromkeys(leaf.path for leaf in leaves(condition))
        if path in catalogue.gates
    ]
    return {"clauses": clauses_of(condition), "expression": dump_condition(condition), "questions": asked}


def _versions(name: str, catalogue: Catalogue) -> list[Value]:
    """Return how an entry stood from day to day, the oldest first; the last one has no end."""
    entry = catalogue.requirements[name]
    ends = {former.until for former in entry.history} | {row.until for row in catalogue.postponements}
    alone = _only(catalogue, name)
    found: list[Value] = []
    for start in sorted({entry.since, *(end for end in ends if end > entry.since)}):
        then = as_it_stood(alone, start).requirements[name]
        stood = {
            "citation": then.citation,
            "roles": list(then.roles),
            "dates": _dates(then.dates, catalogue),
        }
        if not found or any(found[-1][key] != stood[key] for key in stood):
            found.append({"since": start, "until": "", **stood})
    for earlier, later in itertools.pairwise(found):
        earlier["until"] = later["since"]
    return found


def _sanctions(entry: Requirement, catalogue: Catalogue) -> list[Value]:
    """Return what concerns the provision of a duty that binds; other texts are fined by nobody."""
    if entry.force not in STRICT:
        return []
    return [
        {
            "citation": sanction.citation,
            "says": sanction.says,
            "confidence": {"name": sanction.confidence, "words": CONFIDENCE[sanction.confidence]},
            "from": sanction.since,
        }
        for sanction in catalogue.sanctions
        if any(entry.citation.startswith(provision) for provision in sanction.provisions)
    ]


def _related(entry: Requirement, catalogue: Catalogue) -> Sequence[Requirement]:
    """Return the other entries under the same provision: those that share a place, or their whole citation."""
    own = set(places_of(entry.citation))
    return [
        other
        for other in in_order(catalogue.requirements.values(), catalogue.instruments)
        if other.id != entry.id
        and other.instrument == entry.instrument
        and (own & set(places_of(other.citation)) or other.citation == entry.citation)
    ]


def _needed(entry: Requirement) -> set[str]:
    named = {path for need in entry.needs for path in need.paths}
    return named | {real for path in named for real in real_paths(path)}


def _covers(path: str, named: str) -> bool:
    return named.removesuffix("[]") == path.removesuffix("[]") or named.startswith((path + ".", path + "[]"))


def _read(condition: Condition) -> set[str]:
    return set() if isinstance(condition, Judgement) else {leaf.path for leaf in leaves(condition)}


def _inside(path: str) -> list[tuple[str, str]]:
    """Return the positions one step below a section or a list of records."""
    kind = path.partition(".")[0]
    real = path.replace("use.", "system.datasets[].", 1) if kind == "use" else path
    found = positions_of("system" if kind == "use" else kind)
    starts = (real.removesuffix("[]") + ".", real.removesuffix("[]") + "[].")
    return [
        (below, position.title)
        for below, position in found.items()
        for start in starts
        if below.startswith(start) and "." not in below.removeprefix(start)
    ]
