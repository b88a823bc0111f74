"""The catalogue as it stood on a day, and as one track of dates will have it."""

from collections.abc import Mapping
from dataclasses import replace

from muniment.catalogue.conditions import ALWAYS, AllOf, AnyOf, Bound, Condition, Leaf, Not
from muniment.catalogue.requirements import Catalogue, Requirement, Track, in_order

#: The first day on which reports can be made: the AI Act entered into force.
FIRST_DAY = "2024-08-01"


def as_it_stood(catalogue: Catalogue, day: str) -> Catalogue:
    """Return the catalogue with the citations, roles and dates of a day; texts that did not exist stay, with ``since``.

    What the law will be after ``law_date`` is not known: for a later day the catalogue is that of ``law_date``.
    """
    tracks = dict(catalogue.tracks)
    requirements = {name: _entry_of(entry, day) for name, entry in catalogue.requirements.items()}
    if any(requirements[name].citation != entry.citation for name, entry in catalogue.requirements.items()):
        requirements = {entry.id: entry for entry in in_order(requirements.values(), catalogue.instruments)}
    for postponement in catalogue.postponements:
        if day < postponement.until:
            moved = dict(postponement.dates)
            for name in postponement.tracks:
                tracks[name] = _track_with(tracks[name], moved)
            requirements = {
                name: _entry_with(entry, moved, postponement.tracks) for name, entry in requirements.items()
            }
    return replace(catalogue, tracks=tracks, requirements=requirements)


def prepared_for(catalogue: Catalogue, track: str) -> Catalogue:
    """Return the catalogue as if every bearer stood on one track: what must be ready by the track's dates.

    Duties without a date on the track keep theirs. Raises KeyError for an unknown track.
    """
    chosen = replace(
        catalogue.tracks[track], condition=ALWAYS, unless=None, at_the_latest=None, not_before="", or_since=""
    )
    requirements = {
        name: replace(entry, dates=tuple(row for row in entry.dates if row[0] == track))
        if any(row[0] == track for row in entry.dates)
        else entry
        for name, entry in catalogue.requirements.items()
    }
    return replace(catalogue, tracks={**catalogue.tracks, track: chosen}, requirements=requirements)


def _entry_of(entry: Requirement, day: str) -> Requirement:
    for former in entry.history:
        if day < former.until:
            return replace(
                entry,
                citation=former.citation,
                roles=entry.roles if former.roles is None else former.roles,
                dates=entry.dates if former.dates is None else former.dates,
                needs=entry.needs if former.needs is None else former.needs,
            )
    return entry


def _entry_with(entry: Requirement, moved: Mapping[str, str], tracks: tuple[str, ...]) -> Requirement:
    dates = tuple((track, moved.get(day, day) if track in tracks else day) for track, day in entry.dates)
    return entry if dates == entry.dates else replace(entry, dates=dates)


def _track_with(track: Track, moved: Mapping[str, str]) -> Track:
    return replace(track, unless=None if track.unless is None else _condition_with(track.unless, moved))


def _condition_with(condition: Condition, moved: Mapping[str, str]) -> Condition:
    match condition:
        case Leaf(path, test, operand) if isinstance(operand, str):
            return Leaf(path, test, moved.get(operand, operand))
        case AllOf(members):
            return AllOf(tuple(_condition_with(member, moved) for member in members))
        case AnyOf(members):
            return AnyOf(tuple(_condition_with(member, moved) for member in members))
        case Not(member):
            return Not(_condition_with(member, moved))
        case Bound(quantifier, collection, where):
            return Bound(quantifier, collection, _condition_with(where, moved))
    return condition
