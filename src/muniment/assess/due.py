"""When a duty falls due: the dates of the tracks that are a bearer's, and the days that bring it under them."""

from dataclasses import dataclass

from muniment.assess.logic import Gate, judge
from muniment.assess.scope import Scope
from muniment.catalogue.requirements import Catalogue, Requirement, Track
from muniment.model.facts import Fact, Status


@dataclass(frozen=True, slots=True)
class Start:
    """A day from which a duty applies, the track on which that is so, and the fact that says the day, if one does.

    ``late`` tells that it is the day on which a track reaches even those who have left it.
    """

    day: str
    track: str
    path: str = ""
    late: bool = False


def due_day(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> tuple[str, tuple[Gate, ...]]:
    """Return when the duty is due: the earliest date of a track that is this bearer's, or may be."""
    if not requirement.dates:
        return "now", ()
    possible, gates = _starts(requirement, scope, catalogue)
    if not possible:
        return "none", ()
    first = min(start.day for start in possible)
    return ("now" if first <= scope.as_of else first), tuple(gates)


def due_starts(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> tuple[Start, ...]:
    """Return what makes the day on which a duty falls due: the earliest start, or several of one day."""
    possible, _ = _starts(requirement, scope, catalogue)
    first = min((start.day for start in possible), default="")
    return tuple(start for start in possible if start.day == first)


def _starts(requirement: Requirement, scope: Scope, catalogue: Catalogue) -> tuple[list[Start], list[Gate]]:
    possible: list[Start] = []
    gates: list[Gate] = []
    for name, day in requirement.dates:
        track = catalogue.tracks[name]
        truth = judge(track.condition, scope)
        if truth.value is False:
            continue
        if track.unless is not None and judge(track.unless, scope).value is True:
            if late := _at_the_latest(track, scope):
                possible.append(Start(late, name, late=True))
            continue
        possible.append(_start(track, day, scope))
        gates.extend(truth.gates)
    return possible, gates


def _start(track: Track, day: str, scope: Scope) -> Start:
    """Return the date of a track, or the later day that brings the bearer under it: of several cards the first."""
    starts = []
    for reading in scope.read(track.not_before) if track.not_before else ():
        placed = _day(reading.fact)
        if placed >= day:
            starts.append(Start(placed, track.id, track.not_before))
        elif not placed or not track.or_since:
            return Start(day, track.id)
        elif since := _since(track, day, reading.identity, scope):
            starts.append(since)
    return min(starts, key=lambda start: start.day, default=Start(day, track.id))


def _since(track: Track, day: str, identity: str, scope: Scope) -> Start | None:
    """Return the day that brings a card under a track it stood outside of on its date; none where it has left it."""
    readings = [reading for reading in scope.read(track.or_since) if reading.identity == identity]
    if any(reading.fact is None or reading.fact.status is Status.UNKNOWN for reading in readings):
        return Start(day, track.id)
    days = [Start(changed, track.id, track.or_since) for reading in readings if (changed := _day(reading.fact)) >= day]
    if late := _at_the_latest(track, scope):
        days.append(Start(late, track.id, late=True))
    return min(days, key=lambda start: start.day, default=None)


def _at_the_latest(track: Track, scope: Scope) -> str:
    """Return the day on which a track reaches even those who have left it, or empty."""
    late = track.at_the_latest
    return late[0] if late and judge(late[1], scope).value is not False else ""


def _day(fact: Fact | None) -> str:
    return fact.value if fact is not None and isinstance(fact.value, str) else ""
