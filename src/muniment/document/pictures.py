"""Pictures: figures of a record that a person would rather look at, each with words for it and the table behind it.

A picture says nothing that the record does not say in numbers: it is left out where there is nothing to compare, and
what does not fit in it is counted and stands whole in its table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from muniment.document.facts import card_of, link_heading, record_chain
from muniment.document.figures import percentage
from muniment.document.linked import Linked
from muniment.document.model import Picture, Reference, Table
from muniment.document.paragraphs import Page
from muniment.document.text import brief, clean_text
from muniment.document.values import date_text
from muniment.record.record import DisclosedFact

#: What a picture shows at most; the rest is in its table.
MOST_ROWS = 16
_LABEL = 44
#: Units that are the same whatever is counted, so that amounts of several modalities add up.
_ALIKE = frozenset({"bytes", "hours", "tokens"})
#: Path of the beginning, path of the end, and the word for what lasted so long.
_PERIODS = (
    ("dataset.temporal.start", "dataset.temporal.end", "content"),
    ("dataset.collection.start", "dataset.collection.end", "collection"),
    ("dataset.crawl.crawlers[].start", "dataset.crawl.crawlers[].end", "crawl"),
    ("dataset.labelling.campaigns[].start", "dataset.labelling.campaigns[].end", "labelling"),
    ("model.datasets[].used_from", "model.datasets[].used_until", "use"),
    ("system.datasets[].used_from", "system.datasets[].used_until", "use"),
)
_ENDS = tuple(path for first, last, _ in _PERIODS for path in (first, last))
_SHARES = ("dataset.representativeness.coverage_by_group", "dataset.scope.language_shares")
_COMPARED = ("dataset.fit.comparison", "model.datasets[].fit.comparison", "system.datasets[].fit.comparison")


#: Where the figures of a fact stand as a paragraph of their own, by its address.
Places = Mapping[str, Reference]
#: The names of the rows that were measured, by the path of the table.
Measured = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Period:
    """One bar of a time line: what it is, and its first and last month or day; no end means that it goes on."""

    label: str
    start: str
    end: str


def timeline(page: Page, linked: Linked, cards: Sequence[str]) -> Picture | None:
    """Return when the data of cards arose, were collected, labelled and used; None for fewer than two periods."""
    periods = [period for card in cards for period in _periods(page, linked, card)]
    periods = list(dict.fromkeys(sorted(periods, key=lambda period: period.start)))
    if len(periods) < 2:
        return None
    words = page.words
    goes_on = words("pictures", "goes_on")
    rows = tuple(
        (period.label, date_text(period.start, words), date_text(period.end, words) if period.end else goes_on)
        for period in periods
    )
    ends = [fact for card in cards for path in _ENDS for fact in linked.by_card.get(card, {}).get(path, ())]
    last = max((period.end for period in periods if period.end), default=periods[-1].start)
    shown = periods[:MOST_ROWS]
    return Picture(
        anchor=page.anchor("picture-timeline"),
        caption=words("pictures", "timeline", "caption"),
        alternative=words.counted(
            "pictures", "timeline", "alternative", count=len(periods), first=date_text(periods[0].start, words),
            last=date_text(last, words),
        ),
        drawing="timeline",
        series=tuple((brief(period.label, _LABEL), (period.start, period.end)) for period in shown),
        table=Table(
            words("pictures", "timeline", "caption"), _heads(page, "timeline", ("what", "from", "until")), rows
        ),
        basis=basis_of(page, ends),
    )  # fmt: skip


def groups_against_population(page: Page, places: Places, measured: Measured | None = None) -> tuple[Picture, ...]:
    """Return for each comparison that is stated, and not measured, the shares in the data and in the population."""
    facts = [fact for fact in page.facts if fact.path in _COMPARED and not _is_drawn(fact, measured)]
    return tuple(found for fact in facts if (found := _compared(page, fact, places)))


def shares(page: Page, places: Places, measured: Measured | None = None) -> tuple[Picture, ...]:
    """Return for each table of shares of groups that were not measured how large each is."""
    facts = [fact for fact in page.facts if fact.path in _SHARES and not _is_drawn(fact, measured)]
    return tuple(found for fact in facts if (found := _shared(page, fact, places)))


def _is_drawn(fact: DisclosedFact, measured: Measured | None) -> bool:
    """Tell whether every row of a table was measured, so that it has a picture already."""
    names = (measured or {}).get(fact.path, frozenset())
    return bool(names) and all(row.get("name") in names for row in _rows(fact))


def composition(page: Page, name: str, amounts: Sequence[tuple[str, Decimal]]) -> Picture | None:
    """Return what a whole is made of: parts with their amounts, as shares of their sum; None for fewer than two.

    ``name`` is the entry of the words that says what the parts are: source, modality, language, licence, data set.
    """
    merged: dict[str, Decimal] = {}
    for label, amount in amounts:
        merged[label] = merged.get(label, Decimal(0)) + amount
    whole = sum(merged.values(), Decimal(0))
    if len(merged) < 2 or whole <= 0:
        return None
    parts = sorted(merged.items(), key=lambda part: (-part[1], page.words.forms.sorting(part[0])))
    rows = [(label, amount / whole) for label, amount in parts]
    caption = page.words("pictures", "composition", name)
    return _bars(page, f"picture-{name}", caption, rows)


def modalities(page: Page, linked: Linked) -> tuple[Picture, ...]:
    """Return of what a set counted in one unit is made, by the modality of its measures.

    A row of one modality and a row of another are unlike things: they make no whole.
    """
    measured: dict[str, list[tuple[str, Decimal]]] = {}
    for row in linked.records(page.subject, "dataset.measures[]"):
        amount, unit, modality = (
            _value(row.found(f"dataset.measures[].{key}")) for key in ("amount", "unit", "modality")
        )
        if amount and unit in _ALIKE and modality and not row.found("dataset.measures[].split"):
            label = page.words.choice(modality.replace("_", " "))
            measured.setdefault(unit, []).append((label, Decimal(amount)))
    found = (composition(page, "modality", amounts) for amounts in measured.values())
    return tuple(picture for picture in found if picture)


def counted(page: Page, name: str, rows: Sequence[tuple[str, int]], total: int) -> Picture:
    """Return how many of a number of data sets hold each of several things; ``name`` is the entry of the words."""
    words = page.words
    caption = words("pictures", name, "caption")
    most = rows[0]
    shown = [(label, str(count), words("pictures", "of", count=count, total=total)) for label, count in rows]
    return Picture(
        anchor=page.anchor(f"picture-{name}"),
        caption=caption,
        alternative=words.counted("pictures", name, "alternative", count=len(rows), most=most[0], sets=shown[0][2]),
        drawing="bars",
        series=tuple((brief(label, _LABEL), (count, text)) for label, count, text in shown[:MOST_ROWS]),
        table=Table(caption, _heads(page, name, ("what", "sets")), tuple((label, text) for label, _, text in shown)),
    )


def lineage(page: Page, linked: Linked) -> Picture | None:
    """Return where a data set comes from and what uses it; None where neither a source nor a use is stated."""
    subject = page.subject
    sources = [(_named(page, row.found("dataset.origin.sources[].name"), row.id), "source")
               for row in linked.records(subject, "dataset.origin.sources[]")]  # fmt: skip
    users = [(card_name(page, linked, card), "user")
             for card in linked.by_card if card.startswith(("model/", "system/"))]  # fmt: skip
    if not sources and not users:
        return None
    words = page.words
    title = clean_text(page.record.subject.title) or clean_text(page.record.subject.name)
    nodes = [*sources[:MOST_ROWS], (title, "subject"), *users[:MOST_ROWS]]
    rows = tuple((label, words("pictures", "lineage", kind)) for label, kind in (*sources, (title, "subject"), *users))
    return Picture(
        anchor=page.anchor("picture-lineage"),
        caption=words("pictures", "lineage", "caption"),
        alternative=words("pictures", "lineage", "alternative", sources=len(sources), users=len(users), title=title),
        drawing="graph",
        series=tuple((brief(label, _LABEL), (kind,)) for label, kind in nodes),
        table=Table(words("pictures", "lineage", "caption"), _heads(page, "lineage", ("what", "part")), rows),
    )


def basis_of(page: Page, facts: Iterable[DisclosedFact]) -> str:
    """Return whether what a picture shows is borne out by the data; empty in an edition that no evidence stands in."""
    known = [fact.origin == "measured" for fact in facts if fact.status == "known"]
    if not page.record.evidence or not known:
        return ""
    return page.words("pictures", "basis", "measured" if all(known) else "partly" if any(known) else "stated")


def _periods(page: Page, linked: Linked, card: str) -> Iterable[Period]:
    for first, last, kind in _PERIODS:
        ends = {_record_of(fact): fact for fact in linked.by_card.get(card, {}).get(last, ())}
        for fact in linked.by_card.get(card, {}).get(first, ()):
            if fact.status != "known" or not isinstance(fact.value, str):
                continue
            end = ends.get(_record_of(fact))
            until = str(end.value) if end is not None and end.status == "known" else ""
            label = page.words("pictures", "timeline", kind)
            if chain := record_chain(fact):
                label = f"{label}, {clean_text(chain[-1].record_id)}"
            own = card == page.subject
            yield Period(
                label if own else page.words.forms.labelled(card_name(page, linked, card), label), fact.value, until
            )


def _record_of(fact: DisclosedFact) -> str:
    return fact.address.rpartition("/")[0]


def _compared(page: Page, fact: DisclosedFact, places: Places) -> Picture | None:
    rows = [
        (clean_text(str(row.get("name", ""))), value, reference)
        for row in _rows(fact)
        if (value := _share(row.get("value"))) is not None and (reference := _share(row.get("reference"))) is not None
    ]
    if not rows:
        return None
    words = page.words
    label, data, people = max(rows, key=lambda row: abs(row[1] - row[2]))
    caption = words("pictures", "groups", "caption")
    if chain := record_chain(fact):
        caption = f"{caption} ({link_heading(chain[-1], words)})"
    return Picture(
        anchor=page.anchor("picture-groups"),
        caption=caption,
        alternative=words.counted(
            "pictures", "groups", "alternative", count=len(rows), group=label, data=_percent(page, data),
            population=_percent(page, people),
        ),
        drawing="groups",
        series=tuple(
            (brief(name, _LABEL), (str(value), str(reference), _percent(page, value), _percent(page, reference)))
            for name, value, reference in rows[:MOST_ROWS]
        ),
        table=None if fact.address in places else Table(
            caption, _heads(page, "groups", ("what", "data", "population")),
            tuple((name, _percent(page, value), _percent(page, reference)) for name, value, reference in rows),
        ),
        legend=(words("pictures", "groups", "data"), words("pictures", "groups", "population")),
        behind=places.get(fact.address),
        basis=basis_of(page, [fact]),
    )  # fmt: skip


def _shared(page: Page, fact: DisclosedFact, places: Places) -> Picture | None:
    rows = [
        (clean_text(str(row.get("name", ""))), value)
        for row in _rows(fact)
        if row.get("unit") is None and (value := _share(row.get("value"))) is not None
    ]
    if len(rows) < 2:
        return None
    picture = _bars(page, "picture-shares", page.words("pictures", "shares", "caption"), rows)
    behind = places.get(fact.address)
    picture = replace(picture, basis=basis_of(page, [fact]))
    return replace(picture, table=None, behind=behind) if behind else picture


def _bars(page: Page, anchor: str, caption: str, rows: Sequence[tuple[str, Decimal]]) -> Picture:
    words = page.words
    most, least = max(rows, key=lambda row: row[1]), min(rows, key=lambda row: row[1])
    return Picture(
        anchor=page.anchor(anchor),
        caption=caption,
        alternative=words.counted(
            "pictures", "bars", "alternative", count=len(rows), most=most[0], least=least[0],
            largest=_percent(page, most[1]), smallest=_percent(page, least[1]),
        ),
        drawing="bars",
        series=tuple(
            (brief(name, _LABEL), (str(round(value, 6)), _percent(page, value))) for name, value in rows[:MOST_ROWS]
        ),
        table=Table(
            caption, _heads(page, "bars", ("what", "share")),
            tuple((name, _percent(page, value)) for name, value in rows),
        ),
    )  # fmt: skip


def _value(facts: Sequence[DisclosedFact]) -> str:
    known = (fact.value for fact in facts if fact.status == "known")
    value = next(known, "")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def decimal_of(facts: Sequence[DisclosedFact]) -> Decimal | None:
    """Return the figure of the first known fact; None for none."""
    text = _value(facts)
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _rows(fact: DisclosedFact) -> list[dict[str, object]]:
    value = fact.value if fact.status == "known" else None
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _share(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if 0 <= number <= 1 else None


def _percent(page: Page, value: Decimal) -> str:
    return page.words.forms.percent(percentage(format(value, "f")))


def _heads(page: Page, kind: str, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(page.words("pictures", kind, "heads", name) for name in names)


def _named(page: Page, facts: Sequence[DisclosedFact], default: str) -> str:
    for fact in facts:
        if fact.status == "known" and isinstance(fact.value, str):
            return clean_text(fact.value)
    return clean_text(default)


def card_name(page: Page, linked: Linked, card: str) -> str:
    """Return the title of a card as far as it is disclosed, else its name and version."""
    kind, _, name = card.partition("/")
    title = linked.by_card.get(card, {}).get(f"{kind}.title", ())
    return _named(page, [fact for fact in title if card_of(fact) == card], name)
