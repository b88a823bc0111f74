"""A card as plain text is the same however it is written, and holds every fact of it."""

import random

import pytest
from card_edits import EXAMPLE, leaves, plain_card, shuffled, text_of

from chance import SEED
from muniment.model.load import Card, load_card
from muniment.report.diff_words import value_text
from muniment.report.plain_card import card_text
from muniment.source.load import load_tree


def loaded(data: bytes) -> Card:
    tree, _ = load_tree(data, "x.card.yaml")
    assert tree is not None
    card, findings = load_card(tree)
    assert card is not None and not findings
    return card


@pytest.mark.parametrize("seed", range(SEED, SEED + 6))
def test_the_order_of_keys_and_records_is_not_in_the_text(seed: int) -> None:
    card = plain_card()
    text = card_text(loaded(EXAMPLE.read_bytes()))
    assert card_text(loaded(text_of(shuffled(card, random.Random(seed))).encode())) == text


def test_every_fact_is_in_the_text() -> None:
    card = plain_card()
    text = " ".join(card_text(loaded(EXAMPLE.read_bytes())).split())
    found = 0
    for inner, _, place, key in leaves(card):
        assert f" {inner[1:]}:" in text
        assert " ".join(value_text(place[key]).split()) in text
        found += 1
    assert found > 50
