"""`explain`: whatever people call a duty, a provision, a finding, a field, a role or a date, found and told."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from muniment.base.errors import CannotRun
from muniment.catalogue.citations import Cited, Version, entries_cited, entries_under, read_citation, versions_of
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import Catalogue, in_order
from muniment.catalogue.versions import as_it_stood
from muniment.model.kinds import KINDS
from muniment.model.roles import ROLES
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import position_at, positions_of
from muniment.report import explanation

#: Up to how many entries of one provision are told in full.
_IN_FULL = 3
#: How many places of an ambiguous field name are listed.
_SHOWN = 8
_SUBPARAGRAPHS = {
    f"sub{number}": f"{word} subparagraph" for number, word in enumerate(("first", "second", "third", "fourth"), 1)
}

Value = dict[str, Any]


def explain(name: str, as_of: str) -> Value:
    """Return what is known about a name, in the shape of ``schemas/explain/v1/result.schema.json``.

    ``as_of`` is an ISO date: citation, roles and dates are those of that day. Raises CannotRun, with the nearest name,
    for what means nothing here or means several things.
    """
    catalogue = load_catalogue()
    name = " ".join(name.split())
    found = _empty(name, as_of, catalogue)
    stood = as_it_stood(catalogue, as_of)
    if _by_name(name, found, catalogue, stood, as_of):
        return found
    if (measure := name.casefold()) in explanation.measures():
        # A measure is often called as the field that it answers.
        found["measures"].append(explanation.explain_measure(measure))
    if paths := _paths_of(name, several=not found["measures"]):
        found["paths"] += [explanation.explain_path(path, stood) for path in paths]
        return found
    if found["measures"]:
        return found
    if _by_citation(name, found, catalogue, as_of):
        return found
    raise _unknown(name, catalogue)


def _empty(name: str, as_of: str, catalogue: Catalogue) -> Value:
    lists = (
        "notes",
        "requirements",
        "listed",
        "codes",
        "measures",
        "rules",
        "paths",
        "tracks",
        "elections",
        "roles",
        "instruments",
    )
    return {
        "asked": name,
        "read_as": name,
        "as_of": as_of,
        "law_date": catalogue.law_date,
        "catalogue_version": catalogue.version,
        **{key: [] for key in lists},
    }


def _by_name(name: str, found: Value, catalogue: Catalogue, stood: Catalogue, as_of: str) -> bool:
    """Add whatever bears exactly this name (in any case of letters); return whether something does."""
    labels = {one.label.rstrip(",").casefold(): one.id for one in catalogue.instruments.values()}
    known: dict[str, tuple[Iterable[str], Callable[[str], Value]]] = {
        "requirements": (catalogue.requirements, lambda one: _told(one, catalogue, as_of, found)),
        "codes": (explanation.codes(), explanation.explain_code),
        "rules": (
            [rule["id"] for rule in explanation.rules()],
            lambda one: next(rule for rule in explanation.rules() if rule["id"] == one),
        ),
        "tracks": (catalogue.tracks, lambda one: explanation.explain_track(one, stood)),
        "elections": (catalogue.elections, lambda one: explanation.explain_election(one, stood)),
        "roles": (ROLES, lambda one: explanation.explain_role(one, stood)),
        "instruments": (
            [*catalogue.instruments, *labels],
            lambda one: explanation.explain_instrument(labels.get(one, one), stood),
        ),
    }
    for kind, (names, told) in known.items():
        exact = {one.casefold(): one for one in names}.get(name.casefold())
        # An election has the name of the text that it chooses, and lists the same duties.
        if exact is not None and not (kind == "instruments" and found["elections"]):
            found[kind].append(told(exact))
    return any(found[kind] for kind in known)


def _told(name: str, catalogue: Catalogue, as_of: str, found: Value) -> Value:
    told = explanation.explain_requirement(name, catalogue, as_of)
    if not told["exists"]:
        found["notes"].append(
            f"{name}: the text that holds this duty did not exist on {as_of}; it does since {told['since']}."
        )
    return told


def _paths_of(name: str, *, several: bool = True) -> list[str]:
    """Return the paths of the vocabulary that a name means: in full, without brackets, or by its end if few have it.

    Raises CannotRun where many have it, unless the name means something else as well; empty where none has.
    """
    if not re.fullmatch(r"[A-Za-z0-9_.\[\]]+", name):
        return []
    plain = {path.replace("[]", ""): path for kind in KINDS for path in positions_of(kind)}
    wanted = name.replace("[]", "").casefold()
    if wanted in plain:
        return [plain[wanted]]
    if name.startswith("use.") and position_at(name) is not None:
        return [name]
    found = list(dict.fromkeys(_of_use(path) for bare, path in plain.items() if bare.endswith("." + wanted)))
    if len(found) > _IN_FULL and not several:
        return []
    if len(found) > _IN_FULL:
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise CannotRun(
            f'"{name}" is a field in several places: {", ".join(found[:_SHOWN])}{more}.', "Name one of them in full."
        )
    return found


def _of_use(path: str) -> str:
    return re.sub(r"^(system|model)\.datasets\[\]\.", "use.", path)


def _by_citation(name: str, found: Value, catalogue: Catalogue, as_of: str) -> bool:
    cited = read_citation(name, catalogue.instruments.values())
    versions = entries_under(cited, catalogue) if cited.place else entries_cited(name, catalogue)
    if not versions:
        return False
    current, others = _on_day(versions, as_of)
    told = {version.requirement for version in current}
    found["notes"] += _notes_on(others, told, as_of, catalogue)
    chosen = current or others
    ids = list(dict.fromkeys(version.requirement for version in chosen))
    ordered = [entry.id for entry in in_order((catalogue.requirements[one] for one in ids), catalogue.instruments)]
    found["read_as"] = _called(cited, catalogue) or name
    if len(ordered) <= _IN_FULL:
        found["requirements"] += [_told(one, catalogue, as_of, found) for one in ordered]
        return True
    by_id = {version.requirement: version for version in chosen}
    for one in ordered:
        version = by_id[one]
        found["listed"].append(explanation.brief(catalogue.requirements[one], version.until, version.citation))
    return True


def _on_day(versions: Iterable[Version], as_of: str) -> tuple[list[Version], list[Version]]:
    """Part the versions into those in force on a day, and the others."""
    current: list[Version] = []
    others: list[Version] = []
    for version in versions:
        in_force = version.since <= as_of and (not version.until or as_of < version.until)
        (current if in_force else others).append(version)
    return current, others


def _notes_on(others: Iterable[Version], told: set[str], as_of: str, catalogue: Catalogue) -> list[str]:
    """Say of citations that are not those of the day until or since when they are, and where the duties stand."""
    moved: dict[str, list[str]] = {}
    later: dict[str, list[str]] = {}
    for version in others:
        if version.requirement in told:
            continue
        entry = catalogue.requirements[version.requirement]
        if version.until and version.until <= as_of:
            moved.setdefault(version.until, []).append(f"{version.citation} is now {entry.citation} ({entry.id})")
        else:
            before = [row.citation for row in versions_of(entry) if row.since <= as_of < (row.until or "9999")]
            stood = f"; on that day the duty stood under {before[0]}" if before else ""
            later.setdefault(version.since, []).append(f"{version.citation} ({entry.id}{stood})")
    notes = [
        f"The citation until {until}: {'; '.join(rows)}."
        if len(rows) <= _IN_FULL
        else f"The citation until {until}; the entries below hold the duties now."
        for until, rows in sorted(moved.items())
    ]
    return notes + [
        f"Not yet in the law of {as_of}, but since {since}: "
        + ("; ".join(rows) if len(rows) <= _IN_FULL else "the entries below")
        + "."
        for since, rows in sorted(later.items())
    ]


def _called(cited: Cited, catalogue: Catalogue) -> str:
    """Return how a citation was read: ``AI Act Art 10(2)(f)``; empty where no place was named."""
    if cited.place is None:
        return ""
    instrument = cited.instrument or ("ai_act" if cited.place.kind in ("art", "annex") else "")
    label = catalogue.instruments[instrument].label + " " if instrument else ""
    first, *rest = cited.place.parts or ("",)
    if cited.place.kind == "art":
        return f"{label}Art {first}{_bracketed(rest)}"
    if cited.place.kind != "annex":
        return f"{label}{cited.place.kind} {first}{_bracketed(rest)}".strip()
    section = ""
    if rest and (rest[0].isalpha() or (len(rest) > 1 and rest[1].isdigit())):
        section = f" Section {rest.pop(0).upper()}"
    point = f" point {rest[0]}{_bracketed(rest[1:])}" if rest else ""
    return f"{label}Annex {_roman(first)}{section}{point}"


def _bracketed(parts: Iterable[str]) -> str:
    return "".join(f", {_SUBPARAGRAPHS[part]}" if part in _SUBPARAGRAPHS else f"({part})" for part in parts)


def _roman(number: str) -> str:
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (int(number) // 10) + units[int(number) % 10] if number.isdigit() else number.upper()


def _unknown(name: str, catalogue: Catalogue) -> CannotRun:
    cited = read_citation(name, catalogue.instruments.values())
    if cited.place is not None and cited.place.parts:
        elsewhere = [
            label.label
            for label in catalogue.instruments.values()
            if not cited.instrument and entries_under(Cited(label.id, cited.place), catalogue)
        ]
        said = f"The catalogue holds no duty under {_called(cited, catalogue)}."
        if elsewhere:
            return CannotRun(said, f'Did you mean "{elsewhere[0]} {name}"?')
        return CannotRun(
            said, "It holds duties to document data; docs/requirements-dropped.md lists what was left out."
        )
    named = [*catalogue.requirements, *explanation.codes(), *(rule["id"] for rule in explanation.rules())]
    named += [*catalogue.tracks, *catalogue.elections, *ROLES, *catalogue.instruments, *explanation.measures()]
    near = did_you_mean(name, named) or did_you_mean(name, (path for kind in KINDS for path in positions_of(kind)))
    return CannotRun(
        f'"{name[:80]}" is no requirement, provision, finding code, rule, field, measure, track, election or role.',
        f'Did you mean "{near}"?'
        if near
        else 'Name for instance AIA-10-2-f, "Art 10(2)(f)", MUN210, or dataset.licence.',
    )
