"""The order of provisions: as a reader of the text expects it, in the catalogue and so in every list made from it."""

import random

from muniment.base.provisions import provision_key
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import place_in_text
from muniment.catalogue.versions import as_it_stood

AS_READ = [
    "AI Act Art 4a(1), opening words", "AI Act Art 4a(1)(a)", "AI Act Art 9(9)", "AI Act Art 10(2), opening words",
    "AI Act Art 10(2)(a)", "AI Act Art 10(3)", "AI Act Art 49(1), Annex VIII Section A point 1",
    "AI Act Art 49(1), Annex VIII Section A points 4 and 5", "AI Act Art 49(1), Annex VIII Section A point 6",
    "AI Act Art 49(1), Annex VIII Section A point 11", "AI Act Annex IV point 2(d)", "AI Act Annex V point 5",
    "AI Act Annex XI Section 1 point 1(a)",
]  # fmt: skip


def test_provisions_stand_as_a_reader_expects() -> None:
    mixed = AS_READ[:]
    random.Random(4).shuffle(mixed)
    assert sorted(mixed, key=provision_key) == AS_READ
    sections = [f"California AB 2013 Civil Code section 3111(a)({number})" for number in range(1, 13)]
    assert sorted(sorted(sections), key=provision_key) == sections


def test_the_catalogue_stands_text_by_text_in_that_order_on_every_day() -> None:
    for catalogue in (load_catalogue(), as_it_stood(load_catalogue(), "2026-07-01")):
        entries = list(catalogue.requirements.values())
        texts = list(dict.fromkeys(entry.instrument for entry in entries))
        assert texts == [name for name in catalogue.instruments if name in texts]
        keys = [(texts.index(entry.instrument), place_in_text(entry)) for entry in entries]
        assert keys == sorted(keys)
