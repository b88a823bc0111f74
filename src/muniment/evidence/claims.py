"""Judging the statements of a card against its evidence, and what follows for its facts.

A statement that the data bear out, and what only they state, has the origin "measured". Nobody's word is replaced: a
figure that the card rounds within the tolerance stays as it is, and a record that the card does not have is not made.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from muniment.evidence.answering import Reading, bare_digest, number, reading_of, rows_of, wanted
from muniment.evidence.comparing import CONFIRMED, CONSISTENT, Said, compare
from muniment.evidence.figures import share_figure
from muniment.evidence.lock import Lock, Measured
from muniment.evidence.measures import Definitions, MeasureDefinition, paths_of
from muniment.evidence.plan import Plan
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.registries import language_problem
from muniment.workspace.claims import BORNE_OUT, Claim, ClaimState

#: What is measured of these is no statement of a card: an indicator, or how many break a rule that it states.
_NEVER_ADDED = frozenset({"presence", "apart"})


def judge_claims(
    card: Card, lock: Lock, plan: Plan, definitions: Definitions, stale: Sequence[str]
) -> dict[str, Claim]:
    """Return the claims of a card by inner address: where it states what can be measured, or the evidence alone does.

    ``stale`` are the reasons why the evidence is of other data, or was taken under another plan.
    """
    claims = {}
    reading = reading_of(lock, plan)
    for definition in definitions.measures.values():
        for path in paths_of(definition):
            for inner in _places(card, path):
                claim = _claim(card, reading, definition, path, inner)
                if claim is not None and (claim.stated or not stale):
                    claims[inner] = _aged(claim) if stale else claim
    return claims


def judge_use(
    user: Card, record: str, lock: Lock, plan: Plan, definitions: Definitions, stale: Sequence[str]
) -> dict[str, Claim]:
    """Return the claim of a model or system on how the groups of a set compare with the population of a use.

    Of a use of a part of the set nothing is said: the figures are those of the whole.
    """
    inner, definition = f"{record}/fit/comparison", definitions.measures["comparison"]
    own = user.facts.get(inner)
    if own is None:
        return {}
    claim = _claim(user, reading_of(lock, plan), definition, f"{user.kind}.datasets[].fit.comparison", inner)
    if claim is None or claim.reason == "no_reference":
        return {}
    if claim.state not in (ClaimState.ANSWERED, ClaimState.NOT_MEASURED) and _uses_a_part(user, record):
        claim = replace(claim, state=ClaimState.NOT_MEASURABLE, reason="part_of_set", rows=())
    return {inner: _aged(claim) if stale else claim}


def _uses_a_part(user: Card, record: str) -> bool:
    share, selection = (user.facts.get(f"{record}/{key}") for key in ("share", "selection"))
    if share is not None and share.status is Status.KNOWN:
        return number(share.value) != 1
    return selection is not None and selection.status is Status.KNOWN


def with_measured(card: Card, claims: Mapping[str, Claim]) -> Card:
    """Return a card whose facts are marked as measured where the data bear them out, with what only they state.

    What was taken over from a supplier stays that, however it stands.
    """
    facts = dict(card.facts)
    for inner, claim in claims.items():
        own = facts.get(inner)
        if claim.state not in BORNE_OUT or (own is not None and own.origin is not Origin.DECLARED):
            continue
        if own is not None:
            facts[inner] = replace(own, origin=Origin.MEASURED)
        else:
            facts[inner] = Fact(inner, claim.path, claim.value, Status.KNOWN, Origin.MEASURED, "", card.file)
    return replace(card, facts=facts)


def _places(card: Card, path: str) -> Iterator[str]:
    """Yield the inner addresses at which a path can hold a fact: one, or one in each record of its list."""
    records, _, rest = path.rpartition("[].")
    if not records:
        yield "/" + path.partition(".")[2].replace(".", "/")
        return
    for inner, fact in card.facts.items():
        if fact.record and fact.path == f"{records}[]":
            yield f"{inner}/{rest.replace('.', '/')}"


def _claim(card: Card, reading: Reading, definition: MeasureDefinition, path: str, inner: str) -> Claim | None:
    if card.refuses(inner):
        return None
    own = _look(card, inner)
    known = own is not None and own.status is Status.KNOWN
    stated = own is not None
    answer = wanted(definition, inner, card, reading)
    claim = Claim(
        inner, path, definition.id, ClaimState.NOT_MEASURED, stated, "no_figure", unit=definition.unit,
        named=definition.privacy == "names" and definition.compare == "rows",
    )  # fmt: skip
    if answer.lacking:
        return replace(claim, state=ClaimState.NOT_MEASURABLE, reason=answer.lacking) if known else None
    if not answer.figures:
        return claim if known else None
    claim = _with_figure(claim, definition, answer.figures, card)
    if own is None:
        made = claim.value is not None and definition.compare not in _NEVER_ADDED and definition.kind == "exact"
        whole = all(reading.is_whole(figure) and figure.kind == "exact" for figure in answer.figures)
        return replace(claim, state=ClaimState.MEASURED, reason="") if made and whole else None
    if own.status is not Status.KNOWN or own.inner != inner:
        # "Unknown" and "does not apply" are the author's word; a finding says that the data answer it.
        return replace(claim, state=ClaimState.ANSWERED, reason=str(own.status)) if own.inner == inner else None
    said = _said(own, definition, answer.figures, reading, claim)
    return replace(claim, state=said.state, reason=said.reason, rows=said.rows)


def _said(
    own: Fact, definition: MeasureDefinition, figures: Sequence[Measured], reading: Reading, claim: Claim
) -> Said:
    said = compare(own.value, definition, figures, reading, edge=own.inner.rpartition("/")[2])
    if definition.id == "labels" and said.state is ClaimState.CONTRADICTED and _names_fit(own.value, figures[0]):
        return _by_item(own.value, figures[0], reading, claim) or said
    return said


def _by_item(stated: Any, labels: Measured, reading: Reading, claim: Claim) -> Said | None:
    """Say how a schema stands that counts items where the measure counts labels; None where it cannot be that.

    It may count the items that bear a label, or each item once by the label it was given in the end.
    """
    part = dict(labels.of)
    items, by_label = reading.exactly("labelled_items", part), reading.exactly("items_by_label", part)
    if not items or items[0].value == claim.numerator:
        return None
    said = {str(row.get("name")): number(row.get("value")) for row in stated if isinstance(row, dict)}
    numbers = {name: value for name, value in said.items() if value is not None}
    most, bearing = (
        {row["name"]: row.get("count", row.get("value")) for row in rows_of(figure)} if figure else {}
        for figure in (labels, by_label[0] if by_label else None)
    )
    if by_label and all(value == bearing.get(name, 0) for name, value in numbers.items()):
        return CONFIRMED if reading.is_whole(labels) else replace(CONSISTENT, reason="unread")
    whole = all(name in numbers for name in most)
    once = not whole or sum(numbers.values()) == items[0].value
    fewer = all(value <= (number(most.get(name, 0)) or 0) for name, value in numbers.items())
    return replace(CONSISTENT, reason="several_labels") if once and fewer else None


def _names_fit(stated: Any, figure: Measured) -> bool:
    names = {str(row.get("name")) for row in stated if isinstance(row, dict)}
    return all(row["name"] in names for row in rows_of(figure) if row["name"])


def _look(card: Card, inner: str) -> Fact | None:
    """Return what a card says at a position; a status of a section or list above speaks for all below it."""
    if inner in card.facts:
        return card.facts[inner]
    above = inner.rpartition("/")[0]
    while above:
        fact = card.facts.get(above)
        if fact is not None and not fact.record and fact.status is not Status.KNOWN:
            return fact
        above = above.rpartition("/")[0]
    return None


def _aged(claim: Claim) -> Claim:
    """Return a claim as stale evidence leaves it: what it said counts for nothing, and adds nothing."""
    if claim.state in (ClaimState.NOT_MEASURED, ClaimState.NOT_MEASURABLE):
        return claim
    return replace(claim, state=ClaimState.STALE, reason="", rows=())


def _with_figure(claim: Claim, definition: MeasureDefinition, figures: Sequence[Measured], card: Card) -> Claim:
    first = figures[0]
    value: Any = _table(definition, figures) if definition.compare in ("rows", "members") else _plain(first.value)
    if definition.unit == "sha256":
        value = f"sha256:{bare_digest(first.value)}"
    numerator, denominator = first.numerator, first.denominator
    if definition.id == "labels":
        numerator = sum(row["value"] for row in value or ())
    elif definition.compare == "rows":
        numerator = denominator = None
    elif len(figures) > 1:
        numerator, denominator = (
            sum(getattr(figure, key) or 0 for figure in figures) for key in ("numerator", "denominator")
        )
        value = _share(numerator, denominator)
    if definition.compare == "presence":
        # Of several indicators the one of which most may be there.
        first = max(figures, key=lambda figure: number((figure.interval or ("0", "0"))[1]) or 0)
        value = numerator = denominator = None
    if definition.compare == "apart":
        # How many break the rule is no value of the card's.
        value = None
    return replace(
        claim, value=value, kind=first.kind, unit=first.unit or definition.unit, numerator=numerator,
        denominator=denominator, interval=first.interval, read=first.read,
        unread=max(figure.unread for figure in figures),
    )  # fmt: skip


def _plain(value: Any) -> Any:
    """Return a figure as a card holds it: a whole number, an exact decimal without zeros at its end, or a text."""
    found = number(value)
    if found is None:
        return value if isinstance(value, str) else None
    if isinstance(value, int):
        return value
    return int(found) if found == found.to_integral_value() and abs(found) < 10**15 else found.normalize()


def _share(numerator: int, denominator: int) -> Decimal | int | None:
    if not denominator:
        return None
    share: Decimal | int = _plain(share_figure(numerator, denominator))
    return share


def _table(definition: MeasureDefinition, figures: Sequence[Measured]) -> list[Any] | None:
    """Return what was measured as the rows, or the list, that a card would hold."""
    if definition.compare == "members":
        tags = sorted({row["name"] for row in rows_of(figures[0]) if row["name"]})
        return tags if tags and not any(map(language_problem, tags)) else None
    if definition.id == "missing":
        rows = [_row(figure.part("field"), figure.value, figure.numerator) for figure in figures]
    elif definition.id == "labels":
        rows = [
            {"name": row["name"], "value": row.get("count", row.get("value"))}
            for row in rows_of(figures[0]) if row["name"]
        ]  # fmt: skip
        rows = [row for row in rows if isinstance(row["value"], int)]
    else:
        several = len(figures) > 1
        rows = [
            _row(name, row.get("value"), row.get("count"), row.get("reference"))
            for figure in figures
            for row in rows_of(figure)
            if row["name"]
            for name in (f"{figure.part('field')}: {row['name']}" if several else row["name"],)
        ]
    return rows or None


def _row(name: str, value: Any, count: Any, reference: Any = None) -> dict[str, Any]:
    row = {"name": name, "value": _plain(value)}
    if isinstance(count, int) and not isinstance(count, bool):
        row["count"] = count
    return {**row, "reference": _plain(reference)} if number(reference) is not None else row
