"""Pictures of what was measured: the tallies of a record as bars, each with what it rests on and its table.

An estimate shows its interval, as a line over its bar and in words. A row whose figures are held back stands in the
table alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from muniment.document.evidenced import interval_text
from muniment.document.figures import percentage
from muniment.document.model import Picture, Table
from muniment.document.paragraphs import Page
from muniment.document.sections import reading_order
from muniment.document.text import brief, clean_text
from muniment.document.values import number_text
from muniment.record.record import DisclosedFact
from muniment.record.tallies import Tally, TallyRow

#: What a picture shows at most; the rest is in its table.
MOST_ROWS = 16
_LABEL = 44
_COMPARED = "comparison"
#: Measures whose rows are named by us, and those whose rows are tags of languages.
_REPEATS, _LANGUAGES = "duplicate_rate", frozenset({"languages", "detected_languages"})
#: What a detector writes where it tells no language.
_NO_LANGUAGE = frozenset({"und", "zxx"})
#: Measures of which only rows above none are drawn: a field that is always there needs no bar.
_ABOVE_NONE = frozenset({"missing"})
#: Where a card says how large a group is in the population.
_REFERENCES = ("dataset.representativeness.coverage_by_group", "dataset.fit.comparison",
               "model.datasets[].fit.comparison", "system.datasets[].fit.comparison")  # fmt: skip


def measured_pictures(page: Page) -> dict[str, tuple[Picture, ...]]:
    """Return the pictures of the tallies of a record that is about one data set, by the section they belong to."""
    found: dict[str, list[Picture]] = {}
    tallies = page.record.tallies or ()
    compared = {tally.part("field") for tally in tallies if tally.measure == _COMPARED}
    for tally in tallies:
        # Shares beside those in a population are the same bars, and say more.
        doubled = tally.measure == "groups" and tally.part("field") in compared
        place = "" if doubled else _section(tally.path)
        if place and tally.card == page.subject and (picture := _picture(page, tally)):
            found.setdefault(place, []).append(picture)
    return {place: tuple(pictures) for place, pictures in found.items()}


def measured_names(page: Page) -> dict[str, frozenset[str]]:
    """Return what was measured, by path, in all ways that a card may name it: it needs no picture of what is stated."""
    found: dict[str, set[str]] = {}
    for tally in page.record.tallies or ():
        if tally.card == page.subject:
            field = tally.part("field")
            for row in tally.rows:
                found.setdefault(tally.path, set()).update((row.name, f"{field}: {row.name}", f"{field}={row.name}"))
    return {path: frozenset(names) for path, names in found.items()}


def _section(path: str) -> str:
    places = reading_order().places
    bare = path.replace("[]", "")
    while bare and bare not in places:
        bare = bare.rpartition(".")[0]
    return places[bare][0] if bare else ""


def _picture(page: Page, tally: Tally) -> Picture | None:
    """Return one tally as a picture; None where there is nothing to compare, or what it holds are no figures."""
    caption = page.words.get("pictures", "measured", tally.measure, default="")
    rows = [row for row in tally.rows if row.share is not None and _share(row.share) is not None]
    drawn = [row for row in rows if tally.measure not in _ABOVE_NONE or _number(row.share) > 0][:MOST_ROWS]
    alone = len(tally.rows) < 2 and all(row.low is None for row in rows)
    if not caption or not drawn or alone or all(_number(row.high or row.share) == 0 for row in drawn):
        return None
    words = page.words
    if of := clean_text(tally.part("field") or tally.part("campaign")):
        caption = words.forms.labelled(caption, of)
    compared = [(row, share) for row in drawn if (share := _share(row.reference)) is not None]
    if tally.measure == "groups":
        stated = _references(page)
        compared = [(row, stated[key]) for row in drawn if (key := _key(tally, row, stated))]
    return Picture(
        anchor=page.anchor(f"picture-measured-{tally.measure.replace('_', '-')}"),
        caption=caption,
        alternative=_alternative(page, tally, drawn, compared),
        drawing="groups" if compared else "bars",
        series=_compared_marks(page, tally, compared) if compared else _marks(page, tally, drawn),
        table=_table(page, caption, tally, {row.name: share for row, share in compared}),
        legend=_legend(page) if compared else (),
        basis=_basis(page, tally),
    )


def _legend(page: Page) -> tuple[str, str]:
    return page.words("pictures", "measured", "data"), page.words("pictures", "measured", "population")


def _marks(page: Page, tally: Tally, rows: Sequence[TallyRow]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            brief(_name(page, tally, row), _LABEL),
            (row.share or "0", _shown(page, row), *((row.low, row.high) if row.low and row.high else ())),
        )
        for row in rows
    )


def _compared_marks(
    page: Page, tally: Tally, compared: Sequence[tuple[TallyRow, Decimal]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            brief(_name(page, tally, row), _LABEL),
            (row.share or "0", str(share), _percent(page, row.share or "0"), _percent(page, str(share))),
        )
        for row, share in compared
    )


def _alternative(
    page: Page, tally: Tally, drawn: Sequence[TallyRow], compared: Sequence[tuple[TallyRow, Decimal]]
) -> str:
    words = page.words
    if compared:
        row, share = max(compared, key=lambda pair: abs(_number(pair[0].share) - pair[1]))
        return words.counted(
            "pictures", "groups", "alternative", count=len(compared), group=_name(page, tally, row),
            data=_shown(page, row), population=_percent(page, str(share)),
        )  # fmt: skip
    most, least = max(drawn, key=lambda row: _number(row.share)), min(drawn, key=lambda row: _number(row.share))
    return words.counted(
        "pictures", "bars", "alternative", count=len(drawn), most=_name(page, tally, most),
        least=_name(page, tally, least), largest=_shown(page, most), smallest=_shown(page, least),
    )  # fmt: skip


def _table(page: Page, caption: str, tally: Tally, references: dict[str, Decimal]) -> Table:
    """Return all rows of a tally with what each is, in the columns that one of them fills."""
    words = page.words
    heads = {name: words("pictures", "measured", "heads", name)
             for name in ("what", "share", "records", "interval", "population")}  # fmt: skip
    wanted = ["what", "share"]
    wanted += ["records"] if any(row.count is not None for row in tally.rows) else []
    wanted += ["interval"] if any(row.low and row.high for row in tally.rows) else []
    wanted += ["population"] if references else []
    none = words("table", "none")

    def cell(row: TallyRow, column: str) -> str:
        if column == "what":
            return _name(page, tally, row)
        if column == "population":
            return _percent(page, str(references[row.name])) if row.name in references else none
        if row.share is None:
            return words("pictures", "measured", "held")
        if column == "share":
            return _percent(page, row.share) if _share(row.share) is not None else none
        if column == "records":
            return number_text(str(row.count), words) if row.count is not None else none
        return interval_text(row.low, row.high, words) or none

    rows = [tuple(cell(row, column) for column in wanted) for row in tally.rows]
    if tally.left > 0:
        more = words.counted("pictures", "measured", "left", count=tally.left)
        rows.append((more, *(none for _ in wanted[1:])))
    figures = frozenset(place for place, column in enumerate(wanted) if column in ("share", "records", "population"))
    return Table(caption, tuple(heads[column] for column in wanted), tuple(rows), figures=figures)


def _basis(page: Page, tally: Tally) -> str:
    """Return what the figures rest on: all records, or so many drawn of so many; what was not read; what is held."""
    words = page.words
    estimated = any(row.low and row.high for row in tally.rows)
    read = number_text(str(tally.read), words)
    told = []
    if tally.kind != "estimate":
        told.append(words.counted("pictures", "measured", "exact", count=tally.read, read=read))
    if estimated and tally.frame is not None:
        frame = number_text(str(tally.frame), words)
        drawn = number_text(str(min(tally.read, tally.frame)), words) if tally.kind == "estimate" else ""
        told.append(
            words("pictures", "measured", "estimated", read=drawn, frame=frame)
            if drawn
            else words("pictures", "measured", "partly_estimated")
        )
    if not tally.whole:
        told.append(words("pictures", "measured", "not_whole"))
    elif tally.unread > 0:
        lost = number_text(str(tally.unread), words)
        told.append(words.counted("pictures", "measured", "unread", count=tally.unread, unread=lost))
    if tally.held > 0:
        told.append(words.counted("evidence", "small", count=tally.held))
    return " ".join(told)


def _name(page: Page, tally: Tally, row: TallyRow) -> str:
    words, name = page.words, clean_text(row.name)
    if tally.measure == _REPEATS:
        return words.get("pictures", "measured", "repeats", row.name, default=name)
    if not name:
        return words("pictures", "measured", "nothing")
    if tally.measure in _LANGUAGES:
        return words("pictures", "measured", name) if name in _NO_LANGUAGE else words.forms.language(name)
    return name


def _shown(page: Page, row: TallyRow) -> str:
    return interval_text(row.low, row.high, page.words) or _percent(page, row.share or "0")


def _references(page: Page) -> dict[str, Decimal]:
    """Return how large groups are in the population, by the names that rows of the card have for them."""
    found: dict[str, Decimal] = {}
    for fact in _known(page.facts, _REFERENCES):
        for row in fact.value if isinstance(fact.value, list) else ():
            if isinstance(row, dict) and isinstance(row.get("name"), str) and row.get("unit") is None:
                share = _share(row.get("reference"))
                if share is not None:
                    found.setdefault(row["name"], share)
    return found


def _key(tally: Tally, row: TallyRow, references: dict[str, Decimal]) -> str:
    """Return how the card calls the group of a row; empty where it says nothing of its population."""
    field = tally.part("field")
    return next((key for key in (f"{field}: {row.name}", f"{field}={row.name}", row.name) if key in references), "")


def _known(facts: Iterable[DisclosedFact], paths: Sequence[str]) -> Iterator[DisclosedFact]:
    for path in paths:
        yield from (fact for fact in facts if fact.path == path and fact.status == "known")


def _share(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 40:
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= 1 else None


def _number(value: object) -> Decimal:
    return _share(value) or Decimal(0)


def _percent(page: Page, share: str) -> str:
    return page.words.forms.percent(percentage(format(_number(share), "f")))
