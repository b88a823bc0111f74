"""Facts from a sample: equal to a count by hand, the same from shards, and without a word of what was read."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from muniment.evidence.bounds import clopper_pearson, wilson
from muniment.evidence.estimating import estimate
from muniment.evidence.found import DataFile
from muniment.evidence.indicators import INDICATORS
from muniment.evidence.judging import Judgement, judge_sample, judgement_bytes, least, load_judgement
from muniment.evidence.languages import LanguageDetector
from muniment.evidence.sampling import draw

SEED = "sha256:" + "5e" * 32
SNAPSHOT = LanguageDetector().snapshot()
CANARY = "xylophon.canary@zebra-quagga.example"
SENTENCES = {
    "en": "The customer reported that the parcel number {} had not arrived in time and asked for money.",
    "de": "Der Kunde teilte mit, dass das Paket {} nicht rechtzeitig angekommen sei, und bat um Geld.",
    "und": "Short {}",
}


def data(files: int = 3, records: int = 120) -> dict[str, list[str | None]]:
    chance = random.Random(8)
    return {f"data/part-{file}.jsonl": [text(chance) for _ in range(records)] for file in range(files)}


def text(chance: random.Random) -> str | None:
    language = chance.choice(("en", "en", "de", "und", ""))
    if not language:
        return None
    extra = chance.choice(("", "", "", f" {CANARY}", " DE89370400440532013000", " 4242424242424242 +49 30 1234567"))
    return SENTENCES[language].format(chance.randrange(10_000)) + (extra if language != "und" else "")


def data_file(path: str) -> DataFile:
    return DataFile(path, "all", 1, "0" * 64, Path(path), "jsonl")


def judged(texts: dict[str, list[str | None]], size: int, lost: int = 0) -> Judgement:
    def read(file: DataFile, positions: Sequence[int]) -> Iterator[tuple[int, str | None]]:
        assert list(positions) == sorted(positions)
        return ((position, texts[file.path][position]) for position in positions[lost:])

    counts = {path: len(of) for path, of in texts.items()}
    return judge_sample([data_file(path) for path in texts], counts, read, seed=SEED, size=size)


def facts(judgement: Judgement, size: int) -> dict[tuple[str, str], dict]:
    found, _ = estimate(judgement, SNAPSHOT, seed=SEED, size=size)
    return {(fact.measure, fact.part("indicator")): asdict(fact) for fact in found.facts}


def test_a_sample_is_counted_as_by_hand() -> None:
    texts, size = data(), 200
    drawn = [texts[one.path][one.position] for one in draw(SEED, {path: len(of) for path, of in texts.items()}, size)]
    there = [one for one in drawn if one is not None]
    made = facts(judged(texts, size), size)
    for code, sign in (
        ("mail", "@"),
        ("iban", "DE89"),
        ("payment_card", "4242"),
        ("phone", "+49"),
        ("ip_address", "\n"),
    ):
        hits = sum(sign in one for one in there)
        fact = made["personal_data", code]
        assert (fact["numerator"], fact["denominator"], fact["read"]) == (hits, len(there), len(there))
        assert fact["interval"] == clopper_pearson(hits, len(there))
        assert fact["kind"] == "estimate"
    rows = {row["name"]: row for row in made["detected_languages", ""]["value"]}
    expected = Counter("und" if len(one) < 60 else "en" if one.startswith("The") else "de" for one in there)
    assert {name: row["count"] for name, row in rows.items()} == expected
    assert all((row["low"], row["high"]) == wilson(row["count"], len(there)) for row in rows.values())


def test_the_sample_is_named() -> None:
    judgement = judged(data(), 200)
    _, sample = estimate(judgement, SNAPSHOT, seed=SEED, size=200)
    assert sample is not None
    assert (sample.frame, sample.drawn, sample.seed) == (360, 200, SEED)


def test_where_all_were_drawn_nothing_is_estimated() -> None:
    made = facts(judged(data(), 10_000), 10_000)
    assert {fact["kind"] for fact in made.values()} == {"exact", "approximate"}
    assert made["near_duplicates", ""]["kind"] == "approximate"
    assert made["personal_data", "ip_address"]["value"] == "0.000000"
    assert float(made["personal_data", "ip_address"]["interval"][1]) > 0


def test_what_could_not_be_read_is_told_and_is_no_exact_figure() -> None:
    judgement = judged(data(), 10_000, lost=2)
    found, _ = estimate(judgement, SNAPSHOT, seed=SEED)
    assert [(item.path, item.reason, item.records) for item in found.unread] == [
        (f"data/part-{file}.jsonl", "sample_not_read", 2) for file in range(3)
    ]
    assert {(fact.kind, fact.unread) for fact in found.facts} == {("estimate", 6)}


def test_shards_give_what_the_whole_gives() -> None:
    texts, size = data(files=5), 150
    whole = judged(texts, size)
    paths = list(texts)
    for cut in (1, 2, 4):
        shards = [judged({path: texts[path] for path in of}, size) for of in (paths[:cut], paths[cut:])]
        assert least(map(load_judgement, map(judgement_bytes, reversed(shards))), size) == whole


def test_no_text_gives_no_fact() -> None:
    found, sample = estimate(judged({"a.jsonl": [None, None]}, 10), SNAPSHOT, seed=SEED, size=10)
    assert (found.facts, sample) == ([], None)
    assert estimate(judged({"a.jsonl": []}, 10), SNAPSHOT, seed=SEED, size=10)[1] is None


def test_nothing_of_a_text_is_kept() -> None:
    judgement = judged(data(), 300)
    found, sample = estimate(judgement, SNAPSHOT, seed=SEED, size=300)
    written = judgement_bytes(judgement).decode() + repr(found) + repr(sample)
    for secret in (CANARY, "xylophon", "quagga", "DE8937", "0532013", "424242", "1234567", "parcel", "Paket", "Short"):
        assert secret not in written


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: [*lines, "[]"],
        lambda lines: [lines[0], lines[1].replace('"en"', '"Anna Schmidt"').replace('"de"', '"Anna Schmidt"')] ,
        lambda lines: [json.dumps({"frame": "9", "unread": []}), *lines[1:]],
        lambda lines: [lines[0], json.dumps(["00", "en", 0, ""])],
        lambda lines: [lines[0], json.dumps(["00" * 32, "en", 1 << len(INDICATORS), ""])],
        lambda lines: ["[" * 50_000],
        lambda lines: [lines[0], " " + lines[1]],
    ],
)  # fmt: skip
def test_a_part_that_was_tampered_with_is_refused(change) -> None:
    lines = judgement_bytes(judged(data(), 30)).decode().splitlines()
    lines = [lines[0], *(line for line in lines[1:] if '"en"' in line or '"de"' in line)]
    with pytest.raises(ValueError, match="it is no sample"):
        load_judgement("".join(line + "\n" for line in change(lines)).encode())
