"""Facts of one card that cannot all be true, or that leave something hanging: MUN403 to MUN406."""

from collections.abc import Iterator
from decimal import Decimal

from muniment.base.findings import Finding, Severity
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.workspace.link import Workspace

#: Pairs of keys in one section of which the first may not lie after the second.
_ORDERED = (("start", "end"), ("used_from", "used_until"))


def check_cards(workspace: Workspace) -> list[Finding]:
    """Return what does not fit together within each card."""
    findings: list[Finding] = []
    for card in workspace.cards.values():
        findings += _periods(card)
        if card.kind == "dataset":
            findings += _bias_measures(card)
        if card.kind == "system":
            findings += _risk_class(card)
        findings += _shares(card)
    return findings


def _periods(card: Card) -> Iterator[Finding]:
    """A period does not end before it begins; partial dates are compared as far as both go."""
    for inner, fact in card.facts.items():
        for first, last in _ORDERED:
            if not inner.endswith(f"/{first}"):
                continue
            end = card.facts.get(inner.removesuffix(first) + last)
            if not _text(fact) or end is None or not _text(end) or end.origin is Origin.COMPUTED:
                continue
            length = min(len(str(fact.value)), len(str(end.value)))
            if str(fact.value)[:length] > str(end.value)[:length]:
                message = f'"{last}" ({end.value}) lies before "{first}" ({fact.value}).'
                yield _finding("MUN405", message, "Correct one of the two dates.", card, end)


def _bias_measures(card: Card) -> Iterator[Finding]:
    """Each measure answers a finding that exists; each finding is answered by a measure."""
    findings = {
        fact.inner.rpartition("/")[2]: fact
        for fact in card.facts.values()
        if fact.record and fact.path == "dataset.bias_examination.findings[]"
    }
    answered = set()
    for fact in card.facts.values():
        if fact.path == "dataset.bias_measures[].finding_ref" and _text(fact):
            answered.add(fact.value)
            if fact.value not in findings:
                known = ", ".join(findings) or "none is stated"
                message = f'The measure answers the finding "{fact.value}", which does not exist.'
                yield _finding("MUN404", message, f"Write the id of a finding ({known}).", card, fact)
    for name, fact in findings.items():
        if name not in answered and any(
            other.path.startswith("dataset.bias_measures") for other in card.facts.values()
        ):
            message = f'No measure answers the finding "{name}".'
            remedy = f"Add a record to bias_measures with finding_ref: {name}, or say in its text why none is needed."
            yield _finding("MUN404", message, remedy, card, fact, Severity.WARNING)


def _risk_class(card: Card) -> Iterator[Finding]:
    """Risk class, annexes and Art 6(3) fit together; a high-risk system that is in no annex has no date of its own."""
    risk, annex_iii, points = (card.facts.get(f"/{key}") for key in ("risk_class", "annex_iii", "annex_iii_points"))
    section, exempt = card.facts.get("/annex_i_section"), card.facts.get("/classification/relies_on_art_6_3")
    listed, high = annex_iii is not None and annex_iii.value is True, risk is not None and risk.value == "high_risk"
    if annex_iii is not None and annex_iii.value is False and points is not None and points.value:
        message = "The system is said not to be in Annex III, but points of it are listed."
        yield _finding("MUN403", message, "Correct annex_iii or annex_iii_points.", card, annex_iii)
    elif high and risk and annex_iii is not None and annex_iii.value is False and _in_no_section(section):
        message = "The system is high-risk, but neither in Annex III nor under an act of Annex I."
        remedy = "State annex_iii: true, or annex_i_section: A or B; or correct risk_class."
        yield _finding("MUN403", message, remedy, card, risk)
    if risk is None or not listed or exempt is None:
        return
    if high and exempt.value is True:
        message = "The system is said to be high-risk, and to be assessed as not high-risk under Art 6(3)."
        yield _finding("MUN403", message, "Correct risk_class or classification.relies_on_art_6_3.", card, risk)
    elif risk.value in ("limited", "minimal") and exempt.value is False:
        message = f"A system of Annex III is high-risk unless Art 6(3) is relied on; the card says {risk.value}."
        yield _finding("MUN403", message, "Correct risk_class or classification.relies_on_art_6_3.", card, risk)


def _in_no_section(section: Fact | None) -> bool:
    return section is None or section.status is Status.NOT_APPLICABLE


def _shares(card: Card) -> Iterator[Finding]:
    """The parts of one data set that a card uses add up to at most the whole of it."""
    totals: dict[object, Decimal] = {}
    for fact in card.facts.values():
        if fact.path == f"{card.kind}.datasets[].share" and fact.status is Status.KNOWN:
            beside = [card.facts.get(fact.inner.removesuffix("share") + name) for name in ("dataset", "version")]
            key = tuple(other.value if other else None for other in beside)
            totals[key] = totals.get(key, Decimal(0)) + Decimal(fact.value)
            if totals[key] > 1:
                message = f"With this use, the shares of one data set add up to {totals[key]}."
                yield _finding("MUN406", message, "Correct them: together they are at most 1.", card, fact)


def _text(fact: Fact) -> bool:
    return fact.status is Status.KNOWN and isinstance(fact.value, str)


def _finding(
    code: str, message: str, remedy: str, card: Card, fact: Fact, severity: Severity = Severity.ERROR
) -> Finding:
    return Finding(
        code, severity, message, remedy,
        file=fact.file, pointer=fact.pointer, address=f"{card.identity}#{fact.inner}", path=fact.path,
    )  # fmt: skip
