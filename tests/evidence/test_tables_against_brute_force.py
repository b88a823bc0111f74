"""Adversarial records as CSV, TSV, JSON and Parquet, cut and packed anyhow: figures are those of plain counting."""

import random
from collections import Counter

import pytest
from brute_tables import amounts, content_keys, day, overlap, repeated, share
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from table_sets import a_plan, measured
from table_writers import FIELDS, LISTED, NAMES, PACKERS, TEXTS, TIMES, WRITERS, written

from muniment.evidence.plan import Group

VALUES = {
    "text": st.sampled_from(TEXTS),
    "note": st.sampled_from((None, None, "n", "N", "m m")),
    "sex": st.sampled_from(("f", "m", "NA", "-999", None, "d\u0308")),
    "age": st.sampled_from(("1", "01", "1.0", None)),
    "when": st.sampled_from(TIMES),
    "lang": st.sampled_from(("de", "DE", "de-AT", "\u0130", None)),
    "site": st.sampled_from(("s1", "s2", "s3", "S3", None)),
    "gen": st.sampled_from(("true", "TRUE", "yes", "T", "0", "No", "maybe", None)),
}
RECORDS = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=25)


def judge(found, train, test) -> None:
    records = [*train, *test]
    everything = len(records)
    for split, some in ((None, records), ("train", train), ("test", test)):
        of = {"split": split} if split else {}
        if some:
            for unit, value in amounts(some, ("text", "note")).items():
                assert found.value("amount", modality="text", unit=unit, **of) == value, (split, unit)
            assert found.value("amount", modality="tabular", unit="rows", **of) == len(some)
    for name in NAMES:
        missing = {"NA", "-999", None} if name == "sex" else {None}
        count = sum(record[name] in missing for record in records)
        fact = found.fact("missing", field=name)
        assert (fact.numerator, fact.denominator, fact.value) == (count, everything, share(count, everything))
    for normalised, measure in ((False, "duplicate_rate"), (True, "duplicate_rate_normalised")):
        keys = content_keys(records, ("text", "note"), normalised)
        if keys:
            assert found.fact(measure).numerator == repeated(keys), measure
            assert found.fact(measure).denominator == everything
    sex = ["" if record["sex"] in (None, "NA", "-999") else record["sex"] for record in records]
    assert found.rows("groups", field="sex") == Counter(sex)
    crossed = found.value("cross_groups", field="sex", **{"with": "age"})
    cells = {(row["name"], row["with"]): row["count"] for row in crossed}
    assert cells == Counter((one, record["age"] or "") for one, record in zip(sex, records, strict=True))
    small = {"DE": "de", "de-AT": "de-at", None: ""}
    assert found.rows("languages") == Counter(small.get(record["lang"], record["lang"]) for record in records)
    flags = [(record["gen"] or "").lower() in ("true", "1", "yes", "t", "y") for record in records]
    assert found.fact("synthetic_share").numerator == sum(flags)
    assert found.value("synthetic_share", apart="no_flag") == sum(record["gen"] == "maybe" for record in records)
    judge_times(found, [record["when"] for record in records])
    if train and test:
        judge_overlap(found, train, test)
        assert found.value("split_share", split="test") == share(len(test), everything)


def judge_overlap(found, train, test) -> None:
    contents = [content_keys(some, ("text", "note")) for some in (test, train)]
    sites = [[record["site"] for record in some] for some in (test, train)]
    for by, (judged, training) in (("record", contents), ("site", sites)):
        if any(judged) or any(training):
            fact = found.fact("overlap", by=by, split="test")
            assert (fact.numerator, fact.denominator) == (overlap(judged, training), len(test)), by
    judge_shared({"train": train, "test": test}, found)


def judge_shared(splits, found) -> None:
    units = {split: {record["site"] for record in some} - {None} for split, some in splits.items()}
    both = units["train"] & units["test"]
    for split, own in units.items():
        if own:
            fact = found.fact("shared_units", by="site", split=split)
            assert (fact.value, fact.numerator, fact.denominator) == (len(both), len(both), len(own))
            assert fact.unread == sum(record["site"] is None for some in splits.values() for record in some)


def judge_times(found, times) -> None:
    days = [None if text is None else day(text) or "" for text in times]
    inside = [text for text in days if text and "1970-01-01" <= text <= "2100-12-31"]
    if inside:
        assert found.value("period", edge="start") == min(inside)
        assert found.value("period", edge="end") == max(inside)
        assert found.fact("period", edge="end").read == len(inside)
    elif any(days):
        assert not found.facts("period", edge="start")
    if any(text is not None for text in days):
        assert found.value("period", apart="missing") == days.count(None)
        assert found.value("period", apart="no_time") == days.count("")
        assert found.value("period", apart="before_1970") == sum(bool(text) and text < "1970" for text in days)
        assert found.value("period", apart="after_2100") == sum(bool(text) and text > "2100-12-31" for text in days)


def the_plan():
    groups = [Group("train", "t", split="train"), Group("test", "u", split="test")]
    splits = {"splits": ("train", "test"), "split_kinds": tuple(LISTED.items())}
    return a_plan(*FIELDS, groups=groups, modalities=("text", "tabular"), **splits)


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(records=RECORDS, cuts=st.integers(0, 2**32))
def test_figures_are_those_of_plain_counting_in_any_cut_and_packing(tmp_path_factory, records, cuts) -> None:
    folder = tmp_path_factory.mktemp("set")
    chance = random.Random(cuts)
    train, test, files = [], [], []
    number = 0
    while records:
        size = chance.randint(1, len(records))
        cut, records = records[:size], records[size:]
        group = chance.choice(("train", "test"))
        (train if group == "train" else test).extend(cut)
        form, packing = chance.choice(list(WRITERS)), chance.choice(list(PACKERS))
        files.append(written(folder, f"{number}", form, packing, cut, group))
        number += 1
    judge(measured(the_plan(), files, folder), train, test)


@pytest.mark.parametrize("form", WRITERS)
def test_every_adversarial_value_in_every_form(form, tmp_path) -> None:
    records = [
        {
            "text": TEXTS[number % len(TEXTS)], "note": None if number % 3 else "n", "age": "1", "lang": "de",
            "sex": ("f", "NA", "")[number % 3] or None, "when": TIMES[number % len(TIMES)], "site": "s1", "gen": "no",
        }
        for number in range(2 * len(TEXTS))
    ]  # fmt: skip
    files = [written(tmp_path, "a", form, "none", records, "train")]
    judge(measured(the_plan(), files, tmp_path), records, [])
