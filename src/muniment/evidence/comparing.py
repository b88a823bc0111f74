"""Comparing what a card states with what was measured, in the ways that the list of measures names.

Each way says a state, a code of the reason where there is one, and the rows of a table that do not fit. What could not
be read leaves a margin: a statement within it is consistent, not confirmed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from muniment.evidence.answering import Reading, bare_digest, number, rows_of
from muniment.evidence.lock import Measured
from muniment.evidence.measures import MeasureDefinition
from muniment.model.registries import language_problem
from muniment.workspace.claims import ClaimState

_NO_LANGUAGE = ("", "und", "mul", "mis", "zxx")
_WORST = list(ClaimState)
#: Room for every digit of a figure.
_EXACT = Context(prec=80)
#: Units of which a record that was not read can add one at most; of bytes or words it can add any number.
_ONE_A_RECORD = frozenset({"rows", "documents", "items", "labels", "domains", "annotators"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a comparison says."""

    state: ClaimState
    reason: str = ""
    rows: tuple[str, ...] = ()


CONFIRMED, CONSISTENT, CONTRADICTED = map(Said, (ClaimState.CONFIRMED, ClaimState.CONSISTENT, ClaimState.CONTRADICTED))
_PARTLY = Said(ClaimState.CONSISTENT, "unread")
_NOT_READ = Said(ClaimState.NOT_MEASURABLE, "unread")
_NO_FIGURE = Said(ClaimState.NOT_MEASURED, "no_figure")


def compare(
    stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading, *, edge: str = ""
) -> Said:
    """Compare a value of a card with the figures that answer it."""
    if definition.compare == "edge":
        return _edge(str(stated), figures[0], edge, reading)
    return _WAYS[definition.compare](stated, definition, figures, reading)


def _equal(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    figure = figures[0]
    mine, theirs = number(stated), number(figure.value)
    if mine is None or theirs is None:
        same = isinstance(stated, str) and bare_digest(stated) == bare_digest(figure.value)
        return (CONFIRMED if reading.is_whole(figure) else _PARTLY) if same else CONTRADICTED
    if figure.interval is not None:
        return _estimated(mine, figure)
    return _whole_or_margin(_rounded_alike(mine, theirs), mine, theirs, figure, reading)


def _whole_or_margin(fits: bool, mine: Decimal, theirs: Decimal, figure: Measured, reading: Reading) -> Said:
    """Say how a count stands; what is unread can only add to it."""
    if reading.is_whole(figure):
        return CONFIRMED if fits else CONTRADICTED
    lost = reading.lost(figure) if figure.unit in _ONE_A_RECORD else None
    if fits or (mine > theirs and (lost is None or mine <= theirs + lost)):
        return _PARTLY
    return CONTRADICTED


def _rounded_alike(mine: Decimal, theirs: Decimal) -> bool:
    """Tell whether a figure is the measured one, at as many decimals as it is written with."""
    exponent = mine.as_tuple().exponent
    places = max(min(int(exponent), 0), -30)
    return mine == theirs or mine == theirs.quantize(Decimal(1).scaleb(places), ROUND_HALF_EVEN, _EXACT)


def _absolute(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    mine = number(stated)
    figure = _together(figures)
    theirs = _value(figure)
    if mine is None or theirs is None:
        return CONTRADICTED if theirs is not None else _NO_FIGURE
    if figure.interval is not None:
        return _estimated(mine, figure)
    fits = abs(mine - theirs) <= Decimal(definition.tolerance)
    if reading.is_whole(figure):
        return CONFIRMED if fits else CONTRADICTED
    return _share_with_margin(mine, fits, figure, reading)


def _relative(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    mine, theirs = number(stated), number(figures[0].value)
    if mine is None or theirs is None:
        return CONTRADICTED if theirs is not None else _NO_FIGURE
    fits = abs(mine - theirs) <= abs(theirs) * Decimal(definition.tolerance)
    return _whole_or_margin(fits, mine, theirs, figures[0], reading)


def _share_with_margin(mine: Decimal, fits: bool, figure: Measured, reading: Reading) -> Said:
    lost = reading.lost(figure)
    if fits:
        return _PARTLY
    if lost is None or figure.numerator is None or not figure.denominator:
        return _NOT_READ
    least = Decimal(figure.numerator) / (figure.denominator + lost)
    most = Decimal(figure.numerator + lost) / (figure.denominator + lost)
    return _PARTLY if least <= mine <= most else CONTRADICTED


def _estimated(mine: Decimal, figure: Measured) -> Said:
    """A sample confirms nothing and contradicts only what lies outside its interval."""
    bounds = [number(bound) for bound in figure.interval or ()]
    if len(bounds) != 2 or bounds[0] is None or bounds[1] is None:
        return _NO_FIGURE
    return Said(ClaimState.CONSISTENT, "sample") if bounds[0] <= mine <= bounds[1] else CONTRADICTED


def _value(figure: Measured) -> Decimal | None:
    if figure.numerator is not None and figure.denominator and figure.unit == "share":
        return Decimal(figure.numerator) / Decimal(figure.denominator)
    return number(figure.value)


def _together(figures: Sequence[Measured]) -> Measured:
    """Return one share over the parts that several figures are of; a single figure is itself."""
    first, *rest = figures
    shares = [figure for figure in figures if figure.numerator is not None and figure.denominator]
    if not rest or len(shares) != len(figures):
        return first
    numerator, denominator = (sum(getattr(one, key) or 0 for one in figures) for key in ("numerator", "denominator"))
    return Measured(
        first.measure, (), first.value, first.unit, first.kind, numerator, denominator, None,
        sum(one.read for one in figures), sum(one.unread for one in figures),
    )  # fmt: skip


def _edge(stated: str, figure: Measured, edge: str, reading: Reading) -> Said:
    """Compare a day, month or year with a day measured, as exactly as it is stated."""
    measured = str(figure.value)[: len(stated)]
    if reading.is_whole(figure):
        return CONFIRMED if stated == measured else CONTRADICTED
    outside = stated < measured if edge == "start" else stated > measured
    return _PARTLY if stated == measured or outside else CONTRADICTED


def _members(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    """Compare a list of language tags with those in the data, by their first part."""
    found = {row["name"].strip().casefold() for row in rows_of(figures[0])} - {*_NO_LANGUAGE}
    odd = {tag for tag in found if language_problem(tag)}
    measured = {_primary(tag) for tag in found - odd}
    mine = {_primary(str(tag).casefold()) for tag in stated} if isinstance(stated, list) else set()
    more, fewer = sorted(measured - mine), sorted(mine - measured)
    if more or (fewer and not odd and reading.is_whole(figures[0])):
        return Said(ClaimState.CONTRADICTED, "", (*more, *fewer))
    if odd or not reading.is_whole(figures[0]):
        return Said(ClaimState.CONSISTENT, "no_tags" if odd else "unread")
    return CONFIRMED


def _primary(tag: str) -> str:
    return tag.replace("_", "-").partition("-")[0]


def _presence(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    """An indicator proves nothing: what was found speaks against "no", and nothing speaks against "yes"."""
    hits = tuple(sorted({value for figure in figures if figure.numerator for _, value in figure.of}))
    return Said(ClaimState.CONTRADICTED, "indicator", hits) if hits and stated is False else CONSISTENT


def _apart(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    """One value in two places contradicts; that there is none is only said of what was read as a whole."""
    shared = number(figures[0].value)
    if shared is None:
        return _NO_FIGURE
    if shared:
        return CONTRADICTED
    return CONFIRMED if reading.is_whole(figures[0]) else _PARTLY


def _rows(stated: Any, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading) -> Said:
    if definition.id == "labels":
        return _labels(stated, figures[0], reading)
    index = _by_field(figures) if definition.id == "missing" else _by_name(figures)
    said = [(row, _row(row, index, definition, reading)) for row in stated if isinstance(row, dict)]
    return _worst((str(row.get("name")), state) for row, state in said)


def _by_field(figures: Iterable[Measured]) -> dict[str, list[Measured]]:
    """Return one figure a field, by its id."""
    return {figure.part("field"): [figure] for figure in figures}


def _by_name(figures: Iterable[Measured]) -> dict[str, list[Measured]]:
    """Return the figures of rows by name, and by the field and the name together."""
    index: dict[str, list[Measured]] = {}
    for figure in figures:
        for row in rows_of(figure):
            one = Measured(
                figure.measure, figure.of, row.get("value"), figure.unit, figure.kind, _count(row),
                figure.denominator, None, figure.read, figure.unread,
                (("reference", str(row["reference"])),) if "reference" in row else (),
            )  # fmt: skip
            field = figure.part("field")
            for name in (row["name"], f"{field}: {row['name']}", f"{field}={row['name']}"):
                index.setdefault(name, []).append(one)
    return index


def _count(row: dict[str, Any]) -> int | None:
    count = row.get("count")
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _row(
    row: dict[str, Any], index: dict[str, list[Measured]], definition: MeasureDefinition, reading: Reading
) -> Said:
    found = index.get(str(row.get("name")), [])
    if len(found) != 1:
        return Said(ClaimState.NOT_MEASURED, "several_fields" if found else "no_such_name")
    figure, value, count = found[0], number(row.get("value")), row.get("count")
    said = [_absolute(value, definition, found, reading)] if value is not None else []
    if isinstance(count, int) and figure.numerator is not None:
        fits = count == figure.numerator
        said.append(_whole_or_margin(fits, Decimal(count), Decimal(figure.numerator), figure, reading))
    reference, compared_with = number(row.get("reference")), number(dict(figure.method).get("reference"))
    if reference is not None and compared_with is not None:
        said.append(CONFIRMED if abs(reference - compared_with) <= Decimal(definition.tolerance) else CONTRADICTED)
    return max(said, key=lambda one: -_WORST.index(one.state)) if said else _NO_FIGURE


def _labels(stated: Any, figure: Measured, reading: Reading) -> Said:
    """Compare a schema: no label outside it; where a label has a number, that many bear it."""
    measured = {row["name"]: count for row in rows_of(figure) if (count := _labelled(row)) is not None}
    mine = {str(row.get("name")): number(row.get("value")) for row in stated if isinstance(row, dict)}
    foreign = [(name, CONTRADICTED) for name in measured if name and name not in mine]
    own = [
        (name, _whole_or_margin(value == theirs, value, Decimal(theirs), figure, reading))
        for name, value in mine.items()
        if value is not None
        for theirs in (measured.get(name, 0),)
    ]
    return _worst((*foreign, *own)) if foreign or own else (CONFIRMED if reading.is_whole(figure) else _PARTLY)


def _labelled(row: dict[str, Any]) -> int | None:
    count = row.get("count", row.get("value"))
    return count if isinstance(count, int) and not isinstance(count, bool) else None


def _worst(said: Iterable[tuple[str, Said]]) -> Said:
    """Return the worst of several rows, with the names of those that stand so."""
    every = list(said)
    if not every:
        return _NO_FIGURE
    worst = min((one for _, one in every), key=lambda one: _WORST.index(one.state))
    names: Iterator[str] = (name for name, one in every if one.state is worst.state)
    return Said(worst.state, worst.reason, tuple(names) if worst.state is not ClaimState.CONFIRMED else ())


_WAYS: dict[str, Callable[[Any, MeasureDefinition, Sequence[Measured], Reading], Said]] = {
    "equal": _equal,
    "absolute": _absolute,
    "relative": _relative,
    "rows": _rows,
    "members": _members,
    "presence": _presence,
    "apart": _apart,
}
