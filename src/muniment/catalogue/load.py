"""Reading the catalogue: from its YAML sources (with all their mistakes as findings) and from its compiled form.

The compiled form, ``schemas/requirements/catalogue.json``, is generated and committed: it loads in milliseconds.
"""

import functools
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from muniment.base.canonical import canonical_bytes
from muniment.base.resources import schema_path
from muniment.catalogue.conditions import ALWAYS, TESTS, Condition, load_condition
from muniment.catalogue.requirements import (
    CONFIDENCE,
    FORCES,
    Catalogue,
    Election,
    Former,
    Instrument,
    Need,
    Postponement,
    Requirement,
    Sanction,
    Track,
    in_order,
)
from muniment.model.roles import SPECIAL_FORMS

_TEXTS = ("id", "title", "duty", "instrument", "provision", "bearer", "force", "confidence", "source", "check")
_OPTIONAL = {
    "revision", "roles", "unit", "condition", "dates", "satisfied_by", "quantifier", "question", "recipients", "note",
    "remedy", "history", "link", "since", "election",
}  # fmt: skip
_KNOWN = frozenset((*_TEXTS, *_OPTIONAL))
_OF_NEED = frozenset({"path", "any", "must", "when", "each", "where", "required"})


@functools.cache
def load_catalogue() -> Catalogue:
    """Return the compiled catalogue that ships with this version."""
    return build_catalogue(json.loads(schema_path("requirements", "catalogue.json").read_bytes()))


def build_catalogue(raw: dict[str, Any]) -> Catalogue:
    """Build the catalogue from its JSON form; raise ValueError naming the entry that is wrong."""
    texts = raw["instruments"]
    # The compiled form keeps the order of the texts in that of their entries.
    named = [item["instrument"] for item in raw["requirements"] if item.get("instrument") in texts]
    instruments = {
        name: Instrument(name, item["label"], item.get("title", ""), item.get("link", ""), item.get("since", ""))
        for name, item in ((name, texts[name]) for name in dict.fromkeys((*named, *texts)))
    }
    elections = {
        name: Election(name, item["label"], item["question"], item["path"], load_condition(item["condition"]))
        for name, item in (raw.get("elections") or {}).items()
    }
    tracks = {name: _track(name, item) for name, item in raw["tracks"].items()}
    requirements: dict[str, Requirement] = {}
    for item in raw["requirements"]:
        entry = _entry(item, instruments, tracks, elections)
        if entry.id in requirements:
            raise ValueError(f"{entry.id}: the id stands twice")
        requirements[entry.id] = entry
    postponements = tuple(
        Postponement(item["until"], tuple(item["dates"].items()), tuple(item["tracks"]), item["source"])
        for item in raw.get("postponements") or ()
    )
    return Catalogue(
        version=raw["version"],
        law_date=raw["law_date"],
        tracks=tracks,
        requirements=requirements,
        gates=dict(raw["gates"]),
        instruments=instruments,
        elections=elections,
        postponements=postponements,
        sanctions=tuple(_sanction(item) for item in raw.get("sanctions") or ()),
    )


def compile_sources(root: Path, read: Callable[[bytes, str], Any]) -> bytes:
    """Gather the YAML sources below ``root`` into the compiled form; ``read`` turns a file's bytes into its value.

    Raises ValueError for anything that the catalogue cannot hold, so that a wrong entry never ships.
    """
    head = read((root / "catalogue.yaml").read_bytes(), "catalogue.yaml")
    entries = []
    for file in sorted(root.glob("*/*.yaml")):
        name = f"{file.parent.name}/{file.name}"
        item = read(file.read_bytes(), name)
        if not isinstance(item, dict) or item.get("id") != file.stem:
            raise ValueError(f"{name}: the file's name must be the entry's id")
        entries.append(item)
    raw = {**head, "requirements": sorted(entries, key=lambda item: str(item["id"]))}
    checked = build_catalogue(raw)
    # Provisions stand in the order of their text, here and so in everything that is made from the catalogue.
    by_id = {item["id"]: item for item in entries}
    ordered = in_order(checked.requirements.values(), head["instruments"])
    raw["requirements"] = [by_id[entry.id] for entry in ordered]
    return json.dumps(json.loads(canonical_bytes(raw)), ensure_ascii=False, indent=0).encode() + b"\n"


def _entry(
    item: dict[str, Any],
    instruments: dict[str, Instrument],
    tracks: dict[str, Track],
    elections: dict[str, Election],
) -> Requirement:
    name = str(item.get("id", "an entry without id"))
    try:
        if item.get("election") and item["election"] not in elections:
            raise ValueError(f"unknown election {item['election']}")
        return _checked(item, instruments, tracks)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{name}: {error}") from error


def _checked(item: dict[str, Any], instruments: dict[str, Instrument], tracks: dict[str, Track]) -> Requirement:
    if foreign := item.keys() - _KNOWN:
        raise ValueError(f"foreign keys {sorted(foreign)}")
    if absent := [key for key in _TEXTS if not isinstance(item.get(key), str)]:
        raise ValueError(f"missing texts {absent}")
    if item["force"] not in FORCES or item["confidence"] not in CONFIDENCE:
        raise ValueError(f"force {item['force']} or confidence {item['confidence']} is not known")
    dates = item.get("dates") or {}
    if unknown := dates.keys() - tracks.keys():
        raise ValueError(f"unknown tracks {sorted(unknown)}")
    instrument = instruments[item["instrument"]]
    if item["check"] == "judgement" and not item.get("question"):
        raise ValueError("a judgement needs a question")
    return Requirement(
        id=item["id"],
        revision=item.get("revision", 1),
        title=item["title"],
        duty=item["duty"],
        instrument=item["instrument"],
        citation=f"{instrument.label} {item['provision']}".strip(),
        link=item.get("link") or instrument.link,
        roles=_roles(item.get("roles") or ()),
        bearer=item["bearer"],
        unit=item.get("unit", "bearer"),
        condition=load_condition(item["condition"]) if item.get("condition") else ALWAYS,
        dates=tuple(sorted(dates.items())),
        needs=tuple(_need(need) for need in item.get("satisfied_by") or ()),
        quantifier=item.get("quantifier", "every"),
        check=item["check"],
        question=item.get("question", ""),
        recipients=tuple(item.get("recipients") or ()),
        force=item["force"],
        confidence=item["confidence"],
        source=item["source"],
        note=item.get("note", ""),
        remedy=item.get("remedy", ""),
        history=tuple(_former(row, tracks) for row in item.get("history") or ()),
        since=item.get("since") or instrument.since,
        election=item.get("election", ""),
    )


def _roles(named: Iterable[str]) -> tuple[str, ...]:
    """Return the roles an entry names, and those that are special forms of one of them."""
    special = [form for role in named for form, general in SPECIAL_FORMS.items() if general == role]
    return tuple(dict.fromkeys((*named, *special)))


def _need(raw: Any) -> Need:
    if isinstance(raw, str):
        return Need((raw,))
    if foreign := raw.keys() - _OF_NEED:
        raise ValueError(f"a need with foreign keys {sorted(foreign)}")
    paths = tuple(raw["any"]) if "any" in raw else (raw["path"],)
    must = _must(raw["must"], paths[0]) if "must" in raw else None
    return Need(
        paths=paths,
        must=must,
        when=load_condition(raw["when"]) if "when" in raw else ALWAYS,
        each=raw.get("each", ""),
        where=load_condition(raw["where"]) if "where" in raw else ALWAYS,
        required=bool(raw.get("required", False)),
    )


def _must(raw: dict[str, Any], path: str) -> Condition:
    """Read a test: of the need's own value (``is``, ``in``, ``exists``, ``at_least``), or any condition in full."""
    return load_condition({"path": path, **raw} if set(raw) <= set(TESTS) else raw)


def _track(name: str, raw: dict[str, Any]) -> Track:
    late = raw.get("at_the_latest")
    return Track(
        name,
        raw["label"],
        load_condition(raw["condition"]),
        load_condition(raw["unless"]) if "unless" in raw else None,
        (late["date"], load_condition(late["condition"])) if late else None,
        raw.get("not_before", ""),
        raw.get("or_since", ""),
    )


def _sanction(raw: dict[str, Any]) -> Sanction:
    if set(raw) != {"provisions", "citation", "says", "confidence", "from"} or raw["confidence"] not in CONFIDENCE:
        raise ValueError(f"a sanction with foreign keys or an unknown confidence: {sorted(raw)}")
    return Sanction(tuple(raw["provisions"]), raw["citation"], raw["says"], raw["confidence"], raw["from"])


def _former(raw: dict[str, Any], tracks: dict[str, Track]) -> Former:
    if foreign := set(raw) - {"until", "citation", "roles", "dates", "satisfied_by"}:
        raise ValueError(f"a row of history with foreign keys {sorted(foreign)}")
    if unknown := set(raw.get("dates") or {}) - set(tracks):
        raise ValueError(f"unknown tracks {sorted(unknown)} in the history")
    return Former(
        raw["until"],
        raw["citation"],
        _roles(raw["roles"]) if "roles" in raw else None,
        tuple(sorted(raw["dates"].items())) if "dates" in raw else None,
        tuple(_need(need) for need in raw["satisfied_by"]) if "satisfied_by" in raw else None,
    )
