"""How far annotators agree, against the libraries that people use for it, and over data in files."""

import json
import random
from collections import Counter
from fractions import Fraction

import krippendorff
import numpy
import pytest
from brute_tables import alpha, six
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as their_fleiss
from table_sets import a_plan, data_file, measured

from muniment.evidence.plan import Field
from muniment.evidence.tables.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha

LABEL, ITEM = Field("label", "label", "label", "c"), Field("item", "item", "item")
WHO = Field("who", "who", "annotator", "c")
TABLES = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=2, max_size=30)


def rows_of(table) -> list[tuple[int, int, int]]:
    """Rows of labels an item, items with so many, and the sum of squares, of counts by item and label."""
    items = Counter((sum(counts), sum(count * count for count in counts)) for counts in table if sum(counts))
    made: dict[int, list[int]] = {}
    for (m, squares), many in items.items():
        entry = made.setdefault(m, [0, 0])
        entry[0] += many
        entry[1] += many * squares
    return [(m, many, squares) for m, (many, squares) in sorted(made.items())]


@given(TABLES)
def test_alpha_is_that_of_the_library(table) -> None:
    pairable = [counts for counts in table if sum(counts) > 1]
    labels = [sum(column) for column in zip(*pairable, strict=True)] if pairable else []
    ours = krippendorff_alpha(rows_of(table), labels)
    if sum(bool(count) for count in labels) < 2:
        assert ours is None
        return
    theirs = krippendorff.alpha(value_counts=numpy.array(table), level_of_measurement="nominal")
    assert float(ours) == pytest.approx(theirs, abs=1e-12)


@given(st.integers(2, 6), st.lists(st.lists(st.integers(0, 2), min_size=6, max_size=6), min_size=2, max_size=30))
def test_fleiss_is_that_of_the_library(raters, given_labels) -> None:
    table = [[labels[:raters].count(label) for label in range(3)] for labels in given_labels]
    ours = fleiss_kappa(rows_of(table), [sum(column) for column in zip(*table, strict=True)])
    if len({label for labels in given_labels for label in labels[:raters]}) < 2:
        assert ours is None
    else:
        assert float(ours) == pytest.approx(their_fleiss(numpy.array(table)), abs=1e-12)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_cohen_is_that_of_the_library(pairs) -> None:
    one, other = zip(*pairs, strict=True)
    alike = sum(a == b for a, b in pairs)
    ours = cohen_kappa(len(pairs), alike, Counter(one), Counter(other))
    if len({*one, *other}) < 2:
        assert ours is None
    else:
        assert float(ours) == pytest.approx(cohen_kappa_score(one, other), abs=1e-12)


def test_statistics_are_given_only_where_they_hold() -> None:
    assert fleiss_kappa([(2, 5, 14), (3, 1, 5)], [7, 6]) is None
    assert fleiss_kappa([(1, 5, 5)], [5]) is None
    assert krippendorff_alpha([(1, 9, 9)], []) is None
    assert krippendorff_alpha([], []) is None
    assert krippendorff_alpha([(2, 2, 4)], [2, 2]) == Fraction(-1, 2)


def write(folder, ratings, files: int = 3):
    """Write ratings as rows of label, item and annotator, spread over files."""
    made = []
    for number in range(files):
        path = folder / f"{number}.jsonl"
        rows = [dict(zip(("item", "who", "label"), rating, strict=True)) for rating in ratings[number::files]]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        made.append(data_file(path, "jsonl"))
    return made


def test_ratings_of_one_item_may_lie_in_several_files(tmp_path) -> None:
    chance = random.Random(3)
    ratings = [
        (f"i{number % 40}", f"w{number // 40}", chance.choice(["a", "a", "b", "\u03a9"])) for number in range(40 * 3)
    ] + [("lone", "w0", "b"), ("i1", "w0", None)]
    found = measured(a_plan(LABEL, ITEM, WHO), write(tmp_path, ratings), tmp_path)
    given_labels = [(item, label) for item, _, label in ratings if label]
    assert found.value("agreement", campaign="c", statistic="krippendorff_alpha") == six(alpha(given_labels))
    assert not found.facts("agreement", campaign="c", statistic="fleiss_kappa")
    assert not found.facts("agreement", campaign="c", statistic="cohen_kappa")
    assert found.rows("labels", campaign="c") == Counter(label for _, label in given_labels)
    assert found.value("labelled_items", campaign="c") == 41
    assert found.rows("items_by_label", campaign="c") == Counter(label for _, label in set(given_labels))
    assert found.value("labels_per_item", campaign="c") == six(Fraction(121, 41))
    assert found.value("annotators", campaign="c") == 3


def test_two_annotators_over_all_items_have_cohens_kappa(tmp_path) -> None:
    chance = random.Random(4)
    pairs = [(chance.choice("ab"), chance.choice("abc")) for _ in range(50)]
    ratings = [(str(i), who, pair[n]) for i, pair in enumerate(pairs) for n, who in enumerate(("x", "y"))]
    chance.shuffle(ratings)
    found = measured(a_plan(LABEL, ITEM, WHO), write(tmp_path, ratings, 2), tmp_path)
    theirs = cohen_kappa_score([a for a, _ in pairs], [b for _, b in pairs])
    assert float(found.value("agreement", campaign="c", statistic="cohen_kappa")) == pytest.approx(theirs, abs=6e-7)
    # Once an annotator labels an item twice it is no longer the table that kappa is defined over.
    again = measured(a_plan(LABEL, ITEM, WHO), write(tmp_path, [*ratings, ("0", "x", "a")], 2), tmp_path)
    assert not again.facts("agreement", campaign="c", statistic="cohen_kappa")


def test_labels_side_by_side_are_of_one_item_and_of_two_annotators(tmp_path) -> None:
    path = tmp_path / "wide.csv"
    rows = [("a", "a"), ("a", "b"), ("b", "b"), ("a", "a"), ("b", ""), ("", "")]
    path.write_text("one,two\n" + "".join(f"{one},{two}\n" for one, two in rows))
    plan = a_plan(Field("one", "one", "label", "c"), Field("two", "two", "label", "c"))
    copies = [data_file(path, "csv"), data_file(path, "csv")]
    found = measured(plan, copies, tmp_path)
    ratings = [(str((n, copy)), label) for copy in range(2) for n, row in enumerate(rows) for label in row if label]
    assert found.value("agreement", campaign="c", statistic="krippendorff_alpha") == six(alpha(ratings))
    assert found.value("labelled_items", campaign="c") == 10
    assert found.value("annotators", campaign="c") == 2


def test_one_label_only_is_said_and_no_agreement_is_made_of_it(tmp_path) -> None:
    found = measured(a_plan(LABEL, ITEM, WHO), write(tmp_path, [("1", "x", "a"), ("1", "y", "a")], 1), tmp_path)
    assert not found.facts("agreement", campaign="c", statistic="krippendorff_alpha")
    assert found.unread == {"campaign/c": {"one_label_only"}}
