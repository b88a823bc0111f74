"""The order of provisions as a reader expects it: Art 4a, Art 9, Art 10(2)(a), then Annex IV, Annex XI.

Every list of provisions stands in this order: the catalogue, and with it what is built from it, texts and documents.
"""

import re

_ANNEX = re.compile(r"Annex ([IVXL]+)\b")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}

ProvisionKey = list[tuple[int, int, str]]


def provision_key(citation: str) -> ProvisionKey:
    """Return a key that sorts citations, or articles and annexes alone: numbers as numbers, annexes after articles."""
    cited = _ANNEX.sub(lambda found: f"~Annex {_roman(found[1])}", citation.removesuffix(", opening words"))
    cited = re.sub(r"(?<=[Pp]oint)s(?= \d)", "", cited)
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.findall(r"\d+|[^\d]+", cited)]


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral]
    return sum(
        -value if any(later > value for later in values[index:]) else value for index, value in enumerate(values)
    )
