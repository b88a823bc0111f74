"""Facts of labelling campaigns: items, labels an item, annotators, and how far these agree."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from muniment.evidence.figures import decimal_figure
from muniment.evidence.found import Found
from muniment.evidence.lock import Measured, Unread
from muniment.evidence.tables.aggregates import MOST_NAMES
from muniment.evidence.tables.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.folding import Entry, gather


def rating_facts(entries: Sequence[Entry], duck: Duck) -> Found:
    """Return the facts of all campaigns whose labels lie in the files."""
    found = Found()
    if not gather(duck, entries, "ratings"):
        return found
    # An item that no field names is the row of its file.
    duck.rows(
        "CREATE TABLE rated AS SELECT campaign, annotator, label, "
        "CASE WHEN item IS NULL THEN unhex(md5(file || ':' || local)) ELSE item END AS item FROM ratings"
    )
    duck.rows("CREATE TABLE given AS SELECT campaign, item, label, count(*) AS n FROM rated GROUP BY ALL")
    duck.rows(
        "CREATE TABLE items AS SELECT campaign, item, CAST(sum(n) AS BIGINT) AS m, "
        "CAST(sum(n * n) AS BIGINT) AS squares FROM given GROUP BY ALL"
    )
    for (campaign,) in duck.rows("SELECT DISTINCT campaign FROM items ORDER BY campaign"):
        found.facts += [*_counts(duck, campaign), *_items_by_label(duck, campaign)]
        found.add(_agreement(duck, campaign))
    return found


def _of(campaign: str, **more: str) -> tuple[tuple[str, str], ...]:
    named = {"campaign": campaign} if campaign else {}
    return tuple(sorted({**named, **more}.items()))


def _counts(duck: Duck, campaign: str) -> Iterator[Measured]:
    items, labels = duck.rows("SELECT count(*), CAST(sum(m) AS BIGINT) FROM items WHERE campaign = ?", [campaign])[0]
    yield Measured("labelled_items", _of(campaign), items, "items", read=labels)
    redundancy = decimal_figure(Fraction(labels, items))
    yield Measured(
        "labels_per_item", _of(campaign), redundancy, "labels", numerator=labels, denominator=items, read=labels
    )
    annotators, named = duck.rows(
        "SELECT count(DISTINCT annotator), count(annotator) FROM rated WHERE campaign = ?", [campaign]
    )[0]
    if named:
        yield Measured("annotators", _of(campaign), annotators, "annotators", read=named, unread=labels - named)


def _items_by_label(duck: Duck, campaign: str) -> Iterator[Measured]:
    """Return how many items bear each label, where the names of labels are told; an item counts once for a label."""
    tally = [f"label:{campaign}"]
    many, untold = duck.rows("SELECT count(*), bool_or(untold) FROM tallies WHERE tally = ?", tally)[0]
    if untold or many > MOST_NAMES:
        return
    counts = duck.rows(
        "SELECT name, count(*) FROM given JOIN tallies ON given.label = tallies.digest "
        "WHERE campaign = ? AND tally = ? GROUP BY name",
        [campaign, *tally],
    )
    rows = [
        {"name": name, "value": count, "count": count}
        for name, count in sorted(counts, key=lambda row: (-row[1], row[0].encode()))
    ]
    yield Measured("items_by_label", _of(campaign), rows, "items", read=sum(count for _, count in counts))


def _agreement(duck: Duck, campaign: str) -> Found:
    items = duck.rows(
        "SELECT m, count(*), CAST(sum(squares) AS BIGINT) FROM items WHERE campaign = ? GROUP BY m ORDER BY m",
        [campaign],
    )
    pairable = duck.rows(
        "SELECT CAST(sum(n) AS BIGINT) FROM given JOIN items USING (campaign, item) WHERE campaign = ? AND m > 1 "
        "GROUP BY label",
        [campaign],
    )
    if not pairable:
        return Found()
    labels = [count for (count,) in pairable]
    found = Found()
    values = {
        "krippendorff_alpha": krippendorff_alpha(items, labels),
        "fleiss_kappa": fleiss_kappa(items, labels),
        "cohen_kappa": _cohen(duck, campaign, items),
    }
    compared = sum(m * many for m, many, _ in items if m > 1)
    alone = sum(m * many for m, many, _ in items if m == 1)
    for statistic, value in values.items():
        if value is not None:
            of = _of(campaign, statistic=statistic)
            found.facts.append(Measured("agreement", of, decimal_figure(value), "", read=compared, unread=alone))
    if len(labels) == 1:
        found.unread.append(Unread(f"campaign/{campaign}", "one_label_only"))
    return found


def _cohen(duck: Duck, campaign: str, items: list[tuple[Any, ...]]) -> Fraction | None:
    """Return Cohen's kappa where two annotators gave every item one label each."""
    if len(items) != 1 or items[0][0] != 2:
        return None
    many = items[0][1]
    annotators = duck.rows(
        "SELECT annotator, count(*), count(DISTINCT item) FROM rated WHERE campaign = ? GROUP BY annotator", [campaign]
    )
    if len(annotators) != 2 or any(row[0] is None or row[1:] != (many, many) for row in annotators):
        return None
    marginals: list[dict[bytes, int]] = [
        dict(
            duck.rows(
                "SELECT label, count(*) FROM rated WHERE campaign = ? AND annotator = ? GROUP BY label",
                [campaign, name],
            )
        )
        for name, *_ in annotators
    ]
    # Two labels of an item are alike where the sum of squares is four, else it is two.
    alike = (items[0][2] - 2 * many) // 2
    return cohen_kappa(many, alike, *marginals)
