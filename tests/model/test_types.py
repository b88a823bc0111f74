"""The types of facts, as tables: what is taken as it is written, and what is refused with a remedy."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from muniment.model import types

TABLE: dict[str, tuple[list[Any], list[Any]]] = {
    "Date": (
        ["2026-11-23", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"],
        ["2026-02-29", "1900-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01",
         "2026-11", "2026", "20261123", "2026-W47-1", "2026-11-23T00:00", "23.11.2026", " 2026-11-23", "2026-11-23\n",
         "٢٠٢٦-١١-٢٣", 2026, True, ""],
    ),
    "Month": (["2026-11", "1999-01"], ["2026-13", "2026-00", "2026", "2026-11-23", "2026-1"]),
    "PartialDate": (
        ["2026", "2026-11", "2026-11-23", "2024-02-29"],
        ["2023-02-29", "2026-13", "26", "20261", "autumn 2026", "2026-11-", 2026],
    ),
    "Duration": (
        ["P6M", "P10Y", "PT36H", "P1Y2M3D", "P2W", "P1DT12H", "PT1H30M5S"],
        ["P", "PT", "6M", "P6", "P6MT", "P-6M", "p6m", "P1.5Y", "six months", 6],
    ),
    "Language": (
        ["de", "en-GB", "zh-Hant", "sr-Latn-RS", "es-419", "sl", "gsw"],
        ["xx", "en-XX", "german", "DE", "en-gb", "eng", "iw", "de_DE", "d", "", "x-private", "-".join(["a"] * 60), 1],
    ),
    "Country": (["DE", "FR", "NL", "KE"], ["de", "DEU", "XX", "UK", "EU", "Germany", ""]),
    "Currency": (["EUR", "USD", "KES"], ["eur", "EURO", "€", "XXZ"]),
    "Licence": (
        ["MIT", "CC-BY-4.0", "MIT OR Apache-2.0", "GPL-2.0", "LicenseRef-our-terms", "ODC-By-1.0",
         "Apache-2.0 WITH LLVM-exception", "(MIT AND CC0-1.0) OR ISC", "DocumentRef-a:LicenseRef-b"],
        ["MIT AND", "AND", "our licence", "MIT-ish", "LicenseRef-", "", "(((", "MIT OR Foo-1.0", 4],
    ),
    "Digest": (
        ["sha256:" + "0123456789abcdef" * 4],
        ["0123456789abcdef" * 4, "sha256:" + "A" * 64, "sha256:" + "a" * 63, "md5:" + "a" * 32],
    ),
    "Url": (
        ["https://example.org", "http://example.org/a?b=c#d", "https://example.org:8443/x"],
        ["example.org", "ftp://example.org", "https://", "https://a b", "javascript:alert(1)",
         "https://a/<x>", "//a.org"],
    ),
    "Domain": (
        ["example.org", "a.b.example.co.uk", "xn--bcher-kva.example"],
        ["Example.org", "example", "-a.org", "a-.org", "a..org", "https://example.org", "example.org/",
         "1.2.3.4", "a b.org"],
    ),
    "Id": (["a", "q3-2026", "a.b_c"], ["", "A", "a b", "-a", "a-", "a/b", "ä", "a" * 129, 3]),
    "Version": (["1", "1.0", "2.3.0-rc.1", "v1+build"], ["", "1 0", "1/0", "-1", "1@2", "#1", 1, Decimal("1.0")]),
    "CardRef": (
        ["birds", "birds@1.0", "dataset/birds@1.0", "a.b_c@2.0-rc1"],
        ["Birds", "birds@", "@1.0", "birds @1.0", "thing/birds@1.0", "dataset/", "birds@1.0@2.0", ""],
    ),
    "Share": (
        [0, 1, Decimal("0.5"), Decimal("0.000")],
        [2, -1, Decimal("1.01"), Decimal("-0.1"), "0.5", True, "12 %", None, 0.5],
    ),
    "Amount": ([0, 5, Decimal("1.5")], [-1, Decimal("-0.5"), "5", False, 1.5]),
    "Number": ([-3, 0, Decimal("2.50")], ["3", True, None, 2.5]),
    "Count": ([0, 9_000_000_000], [-1, "5", True, Decimal("1.5")]),
    "String": (["a", "x" * 500], ["", "x" * 501, 1, True]),
    "Text": (["a", "x" * 20_000], ["", "x" * 20_001, 1]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (good, _) in TABLE.items() for value in good])
def test_taken_as_written(name: str, value: Any) -> None:
    taken = TypeAdapter(getattr(types, name), config={"strict": True}).validate_python(value)
    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, (_, bad) in TABLE.items() for value in bad])
def test_refused(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(getattr(types, name), config={"strict": True}).validate_python(value)


def test_a_long_text_is_told_from_the_name_of_its_field() -> None:
    from muniment.model.placeholders import placeholder

    assert placeholder("letter " * 40, "", "", prose=True) == ""
    assert placeholder("letter " * 40, "description", "Description", prose=True) == ""
    name = (
        "A very long title of a field that nobody would ever give but that somebody may repeat all the same in a card"
    )
    assert placeholder(f"{name}!", "key", name, prose=True) == "it only repeats the name of the field"
    assert placeholder(f"-- {'. ' * 60} Description", "description", "Name", prose=True) != ""
