"""Sampled records found again in files of every form, and the estimates of a whole run."""

import csv
import gzip
import json
import random
from pathlib import Path

import duckdb
import pytest
from table_sets import a_plan, data_file

from muniment.evidence.estimating import NOT_READ
from muniment.evidence.found import DataFile, Found
from muniment.evidence.lock import Measured
from muniment.evidence.plan import Field, Plan
from muniment.evidence.sampling import draw, sample_digest
from muniment.evidence.states import FolderStates
from muniment.evidence.tables import measure_tables
from muniment.evidence.tables.contents import Contents
from muniment.evidence.tables.sampled import sample_tables

SEED = "sha256:" + "77" * 32
BODY = Field("body", "body", "content")
ODD = ["", "a", "line\nfeed", 'quote " and , comma', "Σίσυφος", "😀" * 9, "null", "NA", "x" * 3000, "\ttab", "é"]


def some_texts(count: int) -> list[str]:
    chance = random.Random(11)
    return [chance.choice(ODD) + (f" {number}" if chance.random() < 0.8 else "") for number in range(count)]


def write(folder: Path, form: str, texts: list[str]) -> DataFile:
    folder.mkdir(exist_ok=True)
    file = folder / f"data.{form.replace('.', '-')}"
    lines = [json.dumps({"id": number, "body": text}) for number, text in enumerate(texts)]
    if form == "csv":
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([["id", "body"], *enumerate(texts)])
    elif form == "jsonl":
        file.write_text("\n".join(lines) + "\n", "utf-8")
    elif form == "jsonl.gz":
        file.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode()))
    elif form == "json":
        file.write_text("[" + ",\n".join(lines) + "]", "utf-8")
    else:
        source = folder / "rows.jsonl"
        source.write_text("\n".join(lines), "utf-8")
        columns = "{id: 'BIGINT', body: 'VARCHAR'}"
        duckdb.connect().execute(
            f"COPY (FROM read_ndjson('{source}', columns = {columns})) TO '{file}' "
            "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
    return data_file(file, form.partition(".")[0], compression="gzip" if form.endswith(".gz") else "none")


def read(plan: Plan, file: DataFile, folder: Path, positions: list[int], most: int = 10_000) -> dict[int, str | None]:
    contents = Contents(plan, [file], folder, most)
    try:
        return {position: text for position, text, _ in contents.read(file, positions)}
    finally:
        contents.close()


@pytest.mark.parametrize("form", ["csv", "jsonl", "jsonl.gz", "json", "parquet"])
def test_a_record_is_found_by_its_position(form: str, tmp_path: Path) -> None:
    texts = some_texts(20_000)
    file = write(tmp_path / "data", form, texts)
    wanted = sorted(random.Random(12).sample(range(20_000), 2500))
    for turn in range(2):
        found = read(a_plan(BODY), file, tmp_path / f"work-{turn}", wanted, most=100)
        assert found == {position: texts[position][:100] or None for position in wanted}


def test_lines_that_are_no_records_do_not_count(tmp_path: Path) -> None:
    lines = [
        '{"body": "one"}',
        "no json",
        "",
        '{"body": "two"}',
        '{"body": ["list"]}',
        '{"other": 1}',
        '{"body": "NA"}',
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    plan = a_plan(Field("body", "body", "content", missing_as=("NA",)))
    found = read(plan, data_file(path, "jsonl"), tmp_path / "work", [0, 1, 2, 3, 4, 9])
    assert found == {0: "one", 1: "two", 2: None, 3: None, 4: None}


def test_several_contents_are_one_text_and_absent_ones_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,body\nT,B\n,B\nT,\n,\n", "utf-8")
    plan = a_plan(Field("title", "title", "content"), BODY)
    file = data_file(path, "csv")
    assert read(plan, file, tmp_path / "one", [0, 1, 2, 3]) == {0: "T\nB", 1: "B", 2: "T", 3: None}
    plan = a_plan(Field("gone", "gone", "content"))
    assert read(plan, file, tmp_path / "two", [0, 3]) == {0: None, 3: None}


def test_a_text_file_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf" + "äöü ".encode() * 100)
    assert read(a_plan(), data_file(path, "text"), tmp_path / "work", [0], most=5) == {0: "äöü ä"}


def sampled(plan: Plan, files: list[DataFile], folder: Path, states: Path, size: int = 300) -> Found:
    kept = FolderStates(states)
    measure_tables(plan, files, work=folder / "work", states=kept, told=lambda *_: None)
    return sample_tables(
        plan, files, seed=SEED, work=folder / "work", states=kept, told=lambda *_: None, size=size
    )  # fmt: skip


def in_order(found: Found) -> list[Measured]:
    return sorted(found.facts, key=lambda fact: (fact.measure, fact.of))


def two_files(folder: Path) -> list[DataFile]:
    chance = random.Random(13)
    sentence = "The customer reported that the parcel number {} had not arrived in time and asked for the money back."
    texts = [sentence.format(number) + chance.choice(("", "", " a@b.example")) for number in range(900)]
    return [write(folder / "a", "jsonl", texts[:500]), write(folder / "b", "csv", texts[500:])]


def test_a_run_estimates_what_is_counted_by_hand(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    found = sampled(a_plan(BODY), files, tmp_path, tmp_path / "states")
    drawn = draw(SEED, {"data.jsonl": 500, "data.csv": 400}, 300)
    lines = [json.loads(line)["body"] for line in files[0].local.read_text("utf-8").splitlines()]
    with files[1].local.open(encoding="utf-8", newline="") as stream:
        rows = [row["body"] for row in csv.DictReader(stream)]
    texts = [(lines if one.path == "data.jsonl" else rows)[one.position] for one in drawn]
    mails = next(fact for fact in found.facts if fact.part("indicator") == "mail")
    assert (mails.numerator, mails.denominator) == (sum("@" in text for text in texts), 300)
    (languages,) = [fact.value for fact in found.facts if fact.measure == "detected_languages"]
    assert [(row["name"], row["count"]) for row in languages] == [("en", 300)]
    assert found.sample is not None
    assert (found.sample.frame, found.sample.sha256) == (900, sample_digest(one.key for one in drawn))
    assert list((tmp_path / "work").iterdir()) == []


def test_a_second_run_and_joined_shards_read_nothing_again(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    plan = a_plan(BODY)
    whole = sampled(plan, files, tmp_path, tmp_path / "states")
    for file in files:
        sampled(plan, [file], tmp_path, tmp_path / "shards")
    for file in files:
        file.local.write_bytes(b"")
    for kept in ("states", "shards"):
        again = sampled(plan, files, tmp_path, tmp_path / kept)
        assert (in_order(again), again.sample) == (in_order(whole), whole.sample)


def test_a_damaged_state_is_judged_again(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    whole = sampled(a_plan(BODY), files, tmp_path, tmp_path / "states")
    damaged = [*(tmp_path / "states").glob("*/judged.json"), *(tmp_path / "states").glob("*/estimates.json")]
    assert len(damaged) == 3
    for file in damaged:
        file.write_bytes(file.read_bytes().replace(b'"en"', b'"de"'))
    assert in_order(sampled(a_plan(BODY), files, tmp_path, tmp_path / "states")) == in_order(whole)


def test_a_file_that_changed_is_told_and_the_rest_is_estimated(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    kept = FolderStates(tmp_path / "states")
    measure_tables(a_plan(BODY), files, work=tmp_path / "work", states=kept, told=lambda *_: None)
    files[1].local.write_bytes(b"\xff\xfe broken \0")
    found = sample_tables(
        a_plan(BODY), files, seed=SEED, work=tmp_path / "work", states=kept, told=lambda *_: None, size=300
    )
    assert [(item.path, item.reason) for item in found.unread] == [("data.csv", NOT_READ)]
    assert {fact.unread for fact in found.facts} == {found.unread[0].records}
    assert {fact.kind for fact in found.facts} == {"estimate"}


def test_without_content_nothing_is_drawn(tmp_path: Path) -> None:
    files = two_files(tmp_path)
    assert sampled(a_plan(Field("body", "body", "other")), files, tmp_path, tmp_path / "states") == Found()
    assert sampled(a_plan(), [], tmp_path, tmp_path / "states") == Found()


def test_every_indicator_and_language_survives_compression_and_form(tmp_path: Path) -> None:
    texts = [
        f"Contact {number}: a{number}@b.example or +49 30 1234{number:03}, from 8.8.8.{number}" for number in range(99)
    ]
    made = []
    for form in ("csv", "jsonl", "jsonl.gz", "json", "parquet"):
        file = write(tmp_path / form, form, texts)
        file = DataFile("same", "all", file.size, file.sha256, file.local, file.form, file.compression)
        found = sampled(a_plan(BODY), [file], tmp_path / form, tmp_path / form / "states")
        made.append((found.facts, found.sample))
    assert all(one == made[0] for one in made)
    shares = {fact.part("indicator"): fact.numerator for fact in made[0][0] if fact.measure == "personal_data"}
    assert shares == {"mail": 99, "phone": 99, "iban": 0, "payment_card": 0, "ip_address": 99}


ENGLISH = "The customer reported that the parcel number {} had not arrived in time and asked for the money."
GERMAN = "Der Kunde teilte mit, dass das Paket {} nicht rechtzeitig angekommen sei, und bat um sein Geld."


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_the_language_that_a_record_declares_is_held_to_its_own_text(form: str, tmp_path: Path) -> None:
    fields = (
        BODY, Field("lang", "lang", "language", missing_as=("?",)), Field("other", "meta.lang", "language"),
    )  # fmt: skip
    tags = (("de", None), ("deu", "en"), ("?", "de-AT"), (None, None), ("my words " * 30, None), ("fr", "de"))
    rows = []
    for number in range(120):
        tag, other = tags[number % 6]
        rows.append({"body": (GERMAN if number % 3 else ENGLISH).format(number), "lang": tag, "meta.lang": other})
    source = tmp_path / "rows.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    file = tmp_path / f"data.{form}"
    if form == "csv":
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    elif form == "parquet":
        duckdb.connect().execute(f"COPY (FROM read_ndjson('{source}')) TO '{file}' (FORMAT parquet)")
    else:
        file = source
    found = sampled(a_plan(*fields), [data_file(file, form)], tmp_path, tmp_path / "states", size=1000)
    made = {fact.of: fact for fact in found.facts if fact.measure == "language_agreement"}
    # By sixths: de on English, deu on German, de-AT (the other field) on German, nothing, no tag, fr on German.
    counts = {
        dict(of).get("language", ""): (fact.numerator, fact.denominator)
        for of, fact in made.items()
        if not fact.part("apart")
    }
    assert counts == {"": (40, 80), "de": (40, 60), "fr": (0, 20)}
    apart = {fact.part("apart"): fact.value for fact in made.values() if fact.part("apart")}
    assert apart == {"missing": 20, "no_tag": 20, "unnamed": 0, "und": 0, "zxx": 0}
    assert "my words" not in "".join(map(str, found.facts))
    assert "my words" not in "".join(path.read_text() for path in (tmp_path / "states").glob("**/judged.json"))
