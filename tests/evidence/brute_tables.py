"""What the definitions of measures say, counted in plain Python over records given as values: an oracle for engines.

A record is a mapping of field ids to texts or None; nothing here knows a file or SQL.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

Record = Mapping[str, str | None]
WHITE = " \t\n\v\f\r"
SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def six(value: Fraction) -> str:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact.quantize(Decimal('0.000001'), ROUND_HALF_EVEN):f}"


def share(part: int, whole: int) -> str:
    return six(Fraction(part, whole))


def words(text: str) -> list[str]:
    return [word for word in re.split(f"[{WHITE}]+", text) if word]


def normal(text: str) -> str:
    return " ".join(words(text.translate(SMALL)))


def amounts(records: Sequence[Record], contents: Sequence[str]) -> dict[str, int]:
    texts = [text for record in records for name in contents if (text := record.get(name))]
    return {
        "bytes": sum(len(text.encode()) for text in texts),
        "characters": sum(map(len, texts)),
        "words": sum(len(words(text)) for text in texts),
        "documents": sum(any(record.get(name) for name in contents) for record in records),
    }


def repeated(keys: Sequence[object]) -> int:
    """Count those beyond the first that are alike."""
    return sum(count - 1 for count in Counter(keys).values())


def content_keys(records: Sequence[Record], contents: Sequence[str], normalised: bool = False) -> list[tuple]:
    keys = [tuple(record.get(name) for name in contents) for record in records]
    told = [key for key in keys if any(part is not None for part in key)]
    return [tuple(part and normal(part) for part in key) for key in told] if normalised else told


def whole_keys(rows: Sequence[Sequence[tuple[str, str | None]]]) -> list[tuple]:
    return [tuple(sorted((name, value) for name, value in row if value)) for row in rows]


def day(text: str) -> str | None:
    """The day in UTC of a date, or of a date and time by RFC 3339 and its common abbreviations."""
    pattern = (
        r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?: ?(?:([Zz])|([+-])(\d\d)(?::?(\d\d))?))?)?"
    )
    found = re.fullmatch(pattern, text, re.ASCII)
    if not found:
        return None
    date, hour, minute, second, _, sign, east, more = found.groups()
    if int(hour or 0) > 23 or int(minute or 0) > 59 or int(second or 0) > 60:
        return None
    if sign and (int(east) > 14 or int(more or 0) > 59):
        return None
    try:
        moment = datetime.fromisoformat(date).replace(hour=int(hour or 0), minute=int(minute or 0), tzinfo=UTC)
    except ValueError:
        return None
    away = (int(east) * 60 + int(more or 0)) * (1 if sign == "+" else -1) if sign else 0
    minutes = moment.hour * 60 + moment.minute - away
    ordinal = moment.toordinal() + (minutes // 1440)
    if not ordinal:
        return "0000-12-31"
    # There is no later day than the last one with four figures.
    return datetime.fromordinal(min(ordinal, datetime.max.toordinal())).date().isoformat()


def overlap(judged: Sequence[object], training: Sequence[object]) -> int:
    known = set(training)
    return sum(item in known for item in judged if item is not None)


def alpha(ratings: Sequence[tuple[str, str]]) -> Fraction | None:
    """Krippendorff's alpha for nominal labels by the sum over all pairs, from (item, label)."""
    items: dict[str, list[str]] = {}
    for item, label in ratings:
        items.setdefault(item, []).append(label)
    pairable = [labels for labels in items.values() if len(labels) > 1]
    everything = [label for labels in pairable for label in labels]
    n = len(everything)
    expected = sum(a != b for a, b in itertools.permutations(everything, 2)) if n < 200 else None
    if expected is None:
        counts = Counter(everything)
        expected = n * n - sum(c * c for c in counts.values())
    if not expected:
        return None
    observed = sum(
        Fraction(sum(a != b for a, b in itertools.permutations(labels, 2)), len(labels) - 1) for labels in pairable
    )
    return 1 - (n - 1) * observed / expected


def listed(domains: Mapping[str, int], one_in: int, most: int | None = None) -> list[str]:
    count = math.ceil(len(domains) / one_in)
    order = sorted(domains, key=lambda name: (-domains[name], name.encode()))
    return order[: min(count, most) if most else count]
