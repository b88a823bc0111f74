"""Which records are drawn: those that anybody else would draw from the same data."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from muniment.evidence.sampling import draw, sample_digest

SEED = "sha256:" + "a1" * 32
RECORDS = {"data/b.jsonl": 700, "data/ä b.csv": 41, "empty.csv": 0, "one.txt": 1}


def by_hand(seed: str, records: dict[str, int], size: int) -> list[tuple[bytes, str, int]]:
    keys = [
        (hashlib.sha256(f"{seed}\n{path}\n{position}".encode()).digest(), path, position)
        for path, count in records.items()
        for position in range(count)
    ]
    return sorted(keys)[:size]


def test_the_least_keys_are_drawn() -> None:
    for size in (1, 10, 300, 742, 5000):
        assert draw(SEED, RECORDS, size) == by_hand(SEED, RECORDS, size)


def test_another_seed_draws_others() -> None:
    assert draw(SEED, RECORDS, 50) != draw(SEED[:-1] + "2", RECORDS, 50)


def test_every_record_is_as_likely_as_another() -> None:
    drawn = [one.position for number in range(400) for one in draw(f"seed {number}", {"a": 100}, 10)]
    counts = [drawn.count(position) for position in range(100)]
    # 40 of each are expected; chi squared with 99 degrees of freedom is above 149 once in a thousand.
    assert sum((count - 40) ** 2 / 40 for count in counts) < 149


@given(st.lists(st.integers(0, 80), min_size=1, max_size=6), st.integers(1, 60), st.randoms(use_true_random=False))
def test_what_shards_draw_gives_what_the_whole_draws(counts: list[int], size: int, chance) -> None:
    records = {f"part-{place}": count for place, count in enumerate(counts)}
    shards: list[dict[str, int]] = [{}, {}, {}]
    for path, count in records.items():
        chance.choice(shards)[path] = count
    drawn = [one for shard in shards for one in draw(SEED, shard, size)]
    assert sorted(drawn)[:size] == draw(SEED, records, size)


def test_the_digest_is_that_of_the_sorted_keys_a_line_each() -> None:
    keys = [one.key for one in draw(SEED, RECORDS, 3)]
    lines = "".join(sorted(key.hex() + "\n" for key in keys))
    assert sample_digest(reversed(keys)) == "sha256:" + hashlib.sha256(lines.encode()).hexdigest()
