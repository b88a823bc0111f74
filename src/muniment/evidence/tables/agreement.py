"""How far annotators agree: exact fractions over counts, each statistic only where its definition holds.

Items are given by how many labels they have, labels by how often each was given. Nothing here knows an item or a text.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction


def krippendorff_alpha(items: Iterable[tuple[int, int, int]], labels: Iterable[int]) -> Fraction | None:
    """Return alpha for nominal labels; None where there is nothing to compare or only one label was given.

    ``items`` are rows of labels an item (m), how many items have so many, and the sum over them of the squares of how
    often each label was given; ``labels`` how often each label was given, both over items with two labels or more.
    """
    given = [(m, many, squares) for m, many, squares in items if m > 1]
    total = sum(m * many for m, many, _ in given)
    expected = total * total - sum(count * count for count in labels)
    if not expected:
        return None
    observed = sum((Fraction(m * m * many - squares, m - 1) for m, many, squares in given), Fraction(0))
    return 1 - (total - 1) * observed / expected


def fleiss_kappa(items: Iterable[tuple[int, int, int]], labels: Iterable[int]) -> Fraction | None:
    """Return Fleiss' kappa; None where items have different numbers of labels, or fewer than two."""
    given = list(items)
    if len(given) != 1 or given[0][0] < 2:
        return None
    m, many, squares = given[0]
    total = m * many
    chance = Fraction(sum(count * count for count in labels), total * total)
    return _beyond_chance(Fraction(squares - total, many * m * (m - 1)), chance)


def cohen_kappa(items: int, alike: int, one: Mapping[bytes, int], other: Mapping[bytes, int]) -> Fraction | None:
    """Return Cohen's kappa of two annotators who labelled every item once: their labels, and on how many they agree."""
    chance = Fraction(sum(count * other.get(label, 0) for label, count in one.items()), items * items)
    return _beyond_chance(Fraction(alike, items), chance)


def _beyond_chance(observed: Fraction, chance: Fraction) -> Fraction | None:
    return (observed - chance) / (1 - chance) if chance != 1 else None
