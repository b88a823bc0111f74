"""Groups as they were counted beside the shares that a card states of a population: how far the two are apart.

Shares are fractions and rounded once. What the population does not know counts into the distance, and has no ratio.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from muniment.evidence.answering import number
from muniment.evidence.figures import decimal_figure, share_figure
from muniment.evidence.lock import Measured, Unread

MEASURE = "comparison"
#: Shares that were rounded one by one add up to one but for so much; they count by their sum.
_OFF_BY = Fraction(1, 100)
_LONGEST = 40


class NoReference(ValueError):
    """The figures of a reference are no shares of one population."""


def reference_shares(stated: Sequence[tuple[str, str]]) -> dict[str, Fraction]:
    """Return the share of each group in a population, of shares or of whole numbers; NoReference for anything else."""
    figures = {name: _fraction(value) for name, value in stated}
    whole = sum(figures.values(), Fraction(0))
    counts = whole > 1 + _OFF_BY and all(figure.denominator == 1 for figure in figures.values())
    if len(figures) != len(stated) or not whole or not (counts or abs(whole - 1) <= _OFF_BY):
        raise NoReference
    return {name: figure / whole for name, figure in figures.items()}


def _fraction(value: str) -> Fraction:
    found = number(value) if len(value) <= _LONGEST else None
    if found is None or found < 0:
        raise NoReference
    return Fraction(found)


def compare_groups(
    field: str, counts: Mapping[str, int], stated: Sequence[tuple[str, str]]
) -> Iterator[Measured | Unread]:
    """Yield the facts of comparing the records by group (missing ones by an empty name) with a reference."""
    try:
        shares = reference_shares(stated)
    except NoReference:
        yield Unread(f"fields/{field}", "reference_not_whole")
        return
    known = {name: count for name, count in counts.items() if name}
    of_all = sum(known.values())
    # What nobody is to be in, by the reference, is as foreign to it as what it does not name.
    foreign = sum(count for name, count in known.items() if not shares.get(name))
    of = (("field", field),)
    for apart, count in (("missing", counts.get("", 0)), ("not_in_reference", foreign)):
        yield Measured(MEASURE, (("apart", apart), *of), count, "rows", read=sum(counts.values()))
    if not of_all:
        return
    rows = [_row(name, known.get(name, 0), of_all, share) for name, share in shares.items()]
    yield Measured(MEASURE, of, rows, "share", denominator=of_all, read=of_all)
    names = {**shares, **known}
    apart_by = sum(abs(Fraction(known.get(name, 0), of_all) - shares.get(name, 0)) for name in names)
    yield _statistic(field, "total_variation", Fraction(apart_by) / 2, of_all, groups=str(len(names)))
    expected = {name: share * of_all for name, share in shares.items() if share}
    if not foreign and len(expected) > 1:
        chi = sum((known.get(name, 0) - count) ** 2 / count for name, count in expected.items())
        least = decimal_figure(min(expected.values()))
        degrees = str(len(expected) - 1)
        yield _statistic(field, "chi_squared", Fraction(chi), of_all, degrees_of_freedom=degrees, least_expected=least)


def _row(name: str, count: int, of_all: int, share: Fraction) -> dict[str, str | int]:
    row: dict[str, str | int] = {
        "name": name, "value": share_figure(count, of_all), "count": count, "reference": decimal_figure(share)
    }  # fmt: skip
    return {**row, "ratio": decimal_figure(Fraction(count, of_all) / share)} if share else row


def _statistic(field: str, name: str, value: Fraction, read: int, **method: str) -> Measured:
    of = (("field", field), ("statistic", name))
    return Measured(MEASURE, of, decimal_figure(value), "", read=read, method=tuple(sorted(method.items())))
