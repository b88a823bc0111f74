"""Facts from a sample: equal to a count by hand, and without a word of what was read."""

import json
import random
from collections import Counter
from dataclasses import asdict

import pytest

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.bounds import clopper_pearson, wilson
from muniment.evidence.estimating import Drawing, estimate
from muniment.evidence.indicators import INDICATORS
from muniment.evidence.judging import judge, judged_bytes, load_judged, look
from muniment.evidence.languages import LanguageDetector, detector_snapshot
from muniment.evidence.sampling import draw

SEED = "sha256:" + "5e" * 32
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


DETECTOR = LanguageDetector()
SNAPSHOT = detector_snapshot()


def drawing(texts: dict[str, list[str | None]], size: int, lost: int = 0) -> Drawing:
    """Draw, and judge all that was drawn but the first ones of each file."""
    drawn = draw(SEED, {path: len(of) for path, of in texts.items()}, size)
    judged, unread = [], []
    for path, of in texts.items():
        own = [one for one in drawn if one.path == path]
        judged += judge([look(one.key, of[one.position]) for one in own[lost:]], DETECTOR)
        unread += [(path, lost)] if lost else []
    return Drawing(sum(map(len, texts.values())), judged, unread)


def facts(made: Drawing, size: int) -> dict[tuple[str, str], dict]:
    found = estimate(made, SNAPSHOT, seed=SEED, size=size)
    return {(fact.measure, fact.part("indicator")): asdict(fact) for fact in found.facts}


def test_a_sample_is_counted_as_by_hand() -> None:
    texts, size = data(), 200
    drawn = [texts[one.path][one.position] for one in draw(SEED, {path: len(of) for path, of in texts.items()}, size)]
    there = [one for one in drawn if one is not None]
    made = facts(drawing(texts, size), size)
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
    sample = estimate(drawing(data(), 200), SNAPSHOT, seed=SEED, size=200).sample
    assert sample is not None
    assert (sample.frame, sample.drawn, sample.seed) == (360, 200, SEED)


def test_where_all_were_drawn_nothing_is_estimated() -> None:
    made = facts(drawing(data(), 10_000), 10_000)
    assert {fact["kind"] for fact in made.values()} == {"exact", "approximate"}
    assert made["near_duplicates", ""]["kind"] == "approximate"
    assert made["personal_data", "ip_address"]["value"] == "0.000000"
    assert float(made["personal_data", "ip_address"]["interval"][1]) > 0


def test_what_could_not_be_read_is_told_and_is_no_exact_figure() -> None:
    found = estimate(drawing(data(), 10_000, lost=2), SNAPSHOT, seed=SEED)
    assert [(item.path, item.reason, item.records) for item in found.unread] == [
        (f"data/part-{file}.jsonl", "sample_not_read", 2) for file in range(3)
    ]
    assert {(fact.kind, fact.unread) for fact in found.facts} == {("estimate", 6)}


def test_no_text_gives_no_fact() -> None:
    for texts in ([None, None], []):
        found = estimate(drawing({"a.jsonl": texts}, 10), SNAPSHOT, seed=SEED, size=10)
        assert (found.facts, found.sample) == ([], None)


def test_nothing_of_a_text_is_kept() -> None:
    made = drawing(data(), 300)
    written = judged_bytes(made.judged).decode() + repr(estimate(made, SNAPSHOT, seed=SEED, size=300))
    for secret in (CANARY, "xylophon", "quagga", "DE8937", "0532013", "424242", "1234567", "parcel", "Paket", "Short"):
        assert secret not in written


def test_what_was_judged_is_read_back() -> None:
    judged = drawing(data(), 300).judged
    assert load_judged(judged_bytes(reversed(judged))) == sorted(judged)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["00"], 0), (["en"], 0), ([1 << len(INDICATORS)], 2), ([-1], 2), ([True], 2), (["AAAA"], 3),
        (["Anna Schmidt"], 1), ([3], 1), (["toolonglanguage"], 1), (["Anna Schmidt"], 4), ([None], 4), (["--"], 4),
    ],
)  # fmt: skip
def test_what_was_never_judged_so_is_refused(row: list, column: int) -> None:
    good = json.loads(judged_bytes(drawing(data(), 3).judged))["judged"][0]
    rows = [[*good[:column], *row, *good[column + 1 :]]]
    written = json.dumps({"judged": rows, "sha256": digest(canonical_bytes(rows))}, indent=0) + "\n"
    with pytest.raises(ValueError, match="it is no sample"):
        load_judged(written.encode())


def test_damaged_judgements_are_refused() -> None:
    whole = judged_bytes(drawing(data(), 30).judged)
    for damaged in (whole[:-9], whole + b" ", whole.replace(b'"en"', b'"de"', 1), b"", b"\xff", b"[" * 50_000):
        with pytest.raises(ValueError, match="it is no sample"):
            load_judged(damaged)


TAGS = ("de", "DEU", "de-AT", "en", "en-GB", "fr", "und", "zxx", "German", None, "")


def test_declared_languages_are_held_to_those_detected_as_by_hand() -> None:
    chance = random.Random(21)
    texts = data()
    tags = {path: [chance.choice(TAGS) for _ in of] for path, of in texts.items()}
    size = 250
    drawn = draw(SEED, {path: len(of) for path, of in texts.items()}, size)
    looks = [look(one.key, texts[one.path][one.position], tags[one.path][one.position]) for one in drawn]
    judged = judge(looks, DETECTOR)
    found = estimate(Drawing(sum(map(len, texts.values())), judged, declares=True), SNAPSHOT, seed=SEED, size=size)
    known = {"de": "de", "DEU": "de", "de-AT": "de", "en": "en", "en-GB": "en", "fr": "fr"}
    agreed: dict[str, list[bool]] = {}
    apart: Counter[str] = Counter()
    for one in drawn:
        said, tag = texts[one.path][one.position], tags[one.path][one.position]
        if said is None:
            continue
        detected = "und" if len(said) < 60 else "en" if said.startswith("The") else "de"
        if tag not in known:
            apart["no_tag" if tag == "German" else "unnamed" if tag else "missing"] += 1
        elif detected == "und":
            apart["und"] += 1
        else:
            agreed.setdefault(known[tag], []).append(known[tag] == detected)
    facts = {fact.of: fact for fact in found.facts if fact.measure == "language_agreement"}
    every = {"": [hit for hits in agreed.values() for hit in hits], **agreed}
    for name, hits in every.items():
        fact = facts.pop((("language", name),) if name else ())
        assert (fact.numerator, fact.denominator, fact.kind) == (sum(hits), len(hits), "estimate")
        assert fact.interval == wilson(sum(hits), len(hits))
    assert {dict(of)["apart"]: fact.value for of, fact in facts.items()} == {
        name: apart[name] for name in ("missing", "no_tag", "unnamed", "und", "zxx")
    }
    assert {len(every[""]) + apart.total()} == {sum(texts[one.path][one.position] is not None for one in drawn)}


def test_where_no_field_holds_a_language_nothing_is_held_to_it() -> None:
    found = estimate(drawing(data(), 100), SNAPSHOT, seed=SEED, size=100)
    assert not [fact for fact in found.facts if fact.measure == "language_agreement"]
    # Where all declare none that can be compared, what is apart is told and no share is made of nothing.
    judged = judge([look(bytes(32), "word " * 40, "und")], DETECTOR)
    found = estimate(Drawing(1, judged, declares=True), SNAPSHOT, seed=SEED)
    assert [fact.value for fact in found.facts if fact.measure == "language_agreement"] == [0, 0, 1, 0, 0]
