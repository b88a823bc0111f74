"""Near duplicates: signatures estimate similarity, all pairs are found, and the interval is of the whole set."""

import random

import pytest

from muniment.evidence.near import ROWS, find_near, near_interval, signature

WORDS = [f"word{number}" for number in range(900)]


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().split()
    return {tuple(words[at : at + 5]) for at in range(max(1, len(words) - 4))}


def similarity(one: str, other: str) -> float:
    return len(runs(one) & runs(other)) / len(runs(one) | runs(other))


def agreeing(one: bytes, other: bytes) -> int:
    return sum(one[at : at + 4] == other[at : at + 4] for at in range(0, 4 * ROWS, 4))


def changed(chance: random.Random, text: str, words: int) -> str:
    made = text.split()
    for _ in range(words):
        made[chance.randrange(len(made))] = f"other{chance.randrange(9)}"
    return " ".join(made)


def some_texts(chance: random.Random) -> list[str]:
    texts = [" ".join(chance.choices(WORDS, k=chance.randrange(1, 120))) for _ in range(150)]
    near = [changed(chance, chance.choice(texts), chance.choice((0, 1, 2, 4, 9))) for _ in range(120)]
    return texts + near + ["", " \n", texts[0].upper(), texts[1].replace(" ", "\t \n")]


def test_the_share_of_agreeing_rows_is_the_similarity() -> None:
    chance = random.Random(3)
    errors = []
    for _ in range(150):
        text = " ".join(chance.choices(WORDS, k=300))
        other = changed(chance, text, chance.randrange(40))
        errors.append(agreeing(signature(text), signature(other)) / ROWS - similarity(text, other))
    # The standard deviation of the estimate is at most sqrt(0.25 / 128) = 0.044.
    assert abs(sum(errors) / len(errors)) < 0.012
    assert max(map(abs, errors)) < 0.2


def test_all_pairs_that_agree_are_found() -> None:
    signatures = [signature(text) for text in some_texts(random.Random(4))]
    pairs = {
        (one, other)
        for other in range(len(signatures))
        for one in range(other)
        if signatures[one] and signatures[other] and agreeing(signatures[one], signatures[other]) >= 0.8 * ROWS
    }
    assert len(pairs) > 40
    assert find_near(signatures) == (len({place for pair in pairs for place in pair}), len(pairs))
    random.Random(5).shuffle(signatures)
    assert find_near(signatures) == (len({place for pair in pairs for place in pair}), len(pairs))


def test_case_and_white_space_do_not_tell_texts_apart_and_order_does() -> None:
    text = "The quick brown fox jumps over the lazy dog"
    assert signature(text) == signature(" the QUICK\tbrown\r\nfox jumps over the lazy dog\n")
    assert agreeing(signature(text), signature(" ".join(reversed(text.split())))) < 10
    assert signature("one two") == signature("ONE  two") != signature("two one")
    assert signature("") == signature(" \t\n") == b""


def test_a_signature_is_the_same_everywhere() -> None:
    # By hand: CRC-32 of the one run, then a * hash + b modulo 2^32 with a and b from SHA-256 of "near 0".
    import hashlib
    import zlib

    made = hashlib.sha256(b"near 0").digest()
    factor, added = int.from_bytes(made[:4], "big") | 1, int.from_bytes(made[4:8], "big")
    assert int.from_bytes(signature("a b")[:4], "big") == (factor * zlib.crc32(b"a b") + added) % 2**32


@pytest.mark.parametrize("text", ["\0" * 9, "\ud800 x", "😀 " * 9, "שלום עולם", "x" * 2_000_000, "a b " * 200_000])
def test_any_text_has_a_signature(text: str) -> None:
    assert len(signature(text)) == 4 * ROWS


def test_thousands_that_are_all_alike_are_counted() -> None:
    chance = random.Random(6)
    text = " ".join(chance.choices(WORDS, k=200))
    signatures = [signature(text)] * 3000 + [signature(changed(chance, text, 1)) for _ in range(300)]
    near, pairs = find_near(signatures)
    assert near == 3300
    assert pairs > 3000 * 2999 // 2


@pytest.mark.parametrize(
    ("whole", "drawn", "alike", "share"),
    [
        (20_000, 1000, 2, 0.1), (20_000, 1000, 10, 0.1), (20_000, 1000, 1000, 0.1), (4000, 2000, 2, 0.05),
        (100_000, 2000, 2, 0.9), (4000, 1000, 2, 0.0),
    ],
)  # fmt: skip
def test_the_interval_holds_the_share_of_the_whole_set(whole: int, drawn: int, alike: int, share: float) -> None:
    chance = random.Random(7)
    lots = int(whole * share) // alike
    population = [place // alike if place < lots * alike else -place - 1 for place in range(whole)]
    held, rounds = 0, 100
    for _ in range(rounds):
        counted: dict[int, int] = {}
        for lot in chance.sample(population, drawn):
            counted[lot] = counted.get(lot, 0) + 1
        sizes = [size for size in counted.values() if size > 1]
        low, high = near_interval(sum(sizes), sum(size * (size - 1) // 2 for size in sizes), drawn, whole)
        held += float(low) <= lots * alike / whole <= float(high)
    assert held >= 93


def test_a_small_sample_of_a_large_set_promises_nothing() -> None:
    assert near_interval(0, 0, 10_000, 100_000_000) == ("0.000000", "1.000000")
    assert near_interval(0, 0, 1, 9) == ("0.000000", "1.000000")
    assert near_interval(0, 0, 10_000, 10_000) == ("0.000000", "0.000384")
