"""From rows to findings: each open fact once, under its line, with every article it matters for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from muniment.assess.assessment import Applies, Assessment, Basis, OpenElection, Outcome, Question, Row
from muniment.assess.reviews import command
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.catalogue.conditions import leaves
from muniment.catalogue.requirements import FORCES, STRICT, Requirement
from muniment.derive.grounds import GROUNDS
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import position_at
from muniment.workspace.inheriting import is_for_supplier
from muniment.workspace.link import Workspace
from muniment.workspace.reviews import JUDGEMENT

_OPTIONAL = "mandatory-template-optional-field"
_STANDARDS = "organisation.voluntary_standards"
#: So much of the reason why something cannot be computed is shown.
_REASON = 200
_SHOWN = (Outcome.CONTRADICTED, Outcome.MISSING, Outcome.UNKNOWN)


@dataclass(slots=True)
class _Open:
    """One fact that leaves duties open, and these duties."""

    basis: Basis
    rows: list[Row] = field(default_factory=list)


def check_assessment(assessment: Assessment, workspace: Workspace) -> list[Finding]:
    """Return the findings of an assessment: open facts, judgements, and the questions that decide what applies."""
    open_facts = _open_facts(assessment.open_rows)
    empty = [item for item in open_facts if _is_optional(item)]
    findings = [_finding(item, workspace, assessment.as_of) for item in open_facts if not _is_optional(item)]
    findings += _left_empty(empty, workspace, assessment.as_of)
    parts = [(part, bool(row.parts)) for row in assessment.rows for part in row.parts or (row,)]
    findings += [_judgement(part, several, workspace) for part, several in parts if _is_judged(part)]
    findings += [_question(question, workspace, assessment.as_of) for question in assessment.questions]
    findings += [_election(election, workspace) for election in assessment.elections]
    findings += _unknown_standards(assessment, workspace)
    return findings


def _unknown_standards(assessment: Assessment, workspace: Workspace) -> Iterator[Finding]:
    """Yield a notice for each standard that an organisation chose and the catalogue holds no duty of."""
    requirements = {row.requirement.id: row.requirement for row in assessment.rows}.values()
    known = {
        choice
        for requirement in requirements
        for leaf in leaves(requirement.condition)
        if leaf.path == _STANDARDS
        for choice in (leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,))
    }
    for card in workspace.of_kind("organisation"):
        fact = card.facts.get("/voluntary_standards")
        if not known or fact is None or not isinstance(fact.value, list):
            continue
        for item in fact.value:
            if item not in known:
                near = did_you_mean(str(item), sorted(map(str, known)))
                yield Finding(
                    "MUN715", Severity.NOTICE, f'The catalogue holds no duty of "{item}": nothing is asked for it.',
                    f'Did you mean "{near}"?' if near else "Nothing, if the number is right.",
                    file=fact.file, pointer=fact.pointer, address=f"{card.identity}#{fact.inner}", path=fact.path,
                )  # fmt: skip


def _open_facts(rows: Iterable[Row]) -> list[_Open]:
    found: dict[tuple[str, Outcome, bool], _Open] = {}
    for row in rows:
        for part in row.parts or (row,):
            if part.applies is Applies.YES and part.outcome in _SHOWN:
                for basis in part.facts:
                    # What others contradict is told by the rule of consistency that found it.
                    if basis.outcome in _SHOWN and not basis.at_odds and not _waits(basis, part):
                        key = (basis.address, basis.outcome, part.reason == "explained")
                        found.setdefault(key, _Open(basis)).rows.append(part)
    return list(found.values())


def _waits(basis: Basis, row: Row) -> bool:
    """Tell whether a fact is known and only held against another one that is open, and that is told itself."""
    if basis.status != Status.KNOWN or basis.outcome is not Outcome.UNKNOWN:
        return False
    return any(other.status != Status.KNOWN and other.outcome in _SHOWN for other in row.facts)


def _finding(item: _Open, workspace: Workspace, as_of: str) -> Finding:
    basis = item.basis
    rows = sorted(item.rows, key=lambda row: (row.urgency, FORCES.index(row.requirement.force), row.requirement.id))
    first = rows[0]
    identity, inner = split_address(basis.address)
    card = workspace.cards.get(identity) or workspace.cards[first.bearer]
    fact = card.facts.get(inner)
    file, pointer = place_of_fact(card, inner, fact)
    severity = Severity.NOTICE if _is_awaited(fact, as_of) else _severity(first, basis.outcome)
    position = position_at(basis.path)
    below = basis.path.partition(".")[2].replace("[]", "")
    label = f'"{position.title}" ({below})' if position else below
    if basis.outcome is Outcome.MISSING and basis.stated:
        message = f"{label} lies ahead of the day of the report: it is still to be done."
        remedy = "Do it, and state the day; until then write {unknown: planned for …, owner: who}."
    elif basis.outcome is Outcome.MISSING and len(GROUNDS.get(basis.path, ())) == 1:
        message = f"Nothing is stated on {label}, which the tool computes."
        remedy = f"Write {_grounds(basis.path)}: it follows from that. Or {{unknown: why, owner: who}} there."
    elif basis.outcome is Outcome.MISSING and is_for_supplier(workspace, card.identity, inner, basis.path):
        message = f"Nothing is stated on {label}, in a record that a supplier's datasheet states."
        remedy = (
            "Ask the supplier to state it and to issue the datasheet again; a record in the card would make the whole "
            "list the card's own."
        )
    elif basis.outcome is Outcome.MISSING:
        message = f"Nothing is stated on {label}."
        wanted = f"{position.description} " if position else ""
        remedy = f"Write {below}: {wanted}Or {{unknown: why, owner: who}}, or {{not_applicable: why}}."
    elif basis.outcome is Outcome.UNKNOWN and basis.status == Status.KNOWN:
        message = f"{label} depends on a fact that is not known, so that it cannot be told whether it suffices."
        remedy = first.requirement.remedy
    elif basis.outcome is Outcome.UNKNOWN and fact is not None and fact.origin is Origin.COMPUTED:
        message = f"{label} cannot be computed yet: {_cut(fact.reason)}."
        remedy = "State what is missing in the cards named, or type the answer here with a note on where it comes from."
    elif basis.outcome is Outcome.UNKNOWN:
        until = "" if first.due in ("now", "none") else f", before {first.due}"
        message = f"{label} is stated to be unknown{_expected(fact, as_of)}."
        remedy = f"Find the answer{until}, and write it in place of unknown."
        if fact is not None and fact.expected_on and not fact.owner:
            remedy += " Name the owner: a day by which nobody will answer does not count."
    elif first.reason == "explained":
        message = f"{label} says the opposite of what {first.requirement.citation} asks for, as a review explains."
        remedy = f"Nothing, as long as the review of {first.reviews[-1].date} stands: {first.reviews[-1].file}."
    else:
        refused = basis.status == Status.NOT_APPLICABLE
        said = "is stated not to apply, which is no answer to" if refused else "says the opposite of"
        message = f"{label} {said} what {first.requirement.citation} asks for."
        remedy = first.requirement.remedy or "Correct the fact, or the practice it describes."
    return Finding(
        first.requirement.id, severity, message, remedy,
        file=file, pointer=pointer, on_key=True, address=basis.address, path=basis.path,
        citations=tuple(dict.fromkeys(row.cited for row in rows)),
        outcome=str(basis.outcome), duties=tuple(dict.fromkeys(row.requirement.id for row in rows)),
    )  # fmt: skip


def _grounds(path: str) -> str:
    """Return in words the facts that a computed one follows from."""
    names = [ground.partition(".")[2].replace("[]", "") or ground for ground in GROUNDS[path]]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cut(text: str) -> str:
    return text if len(text) <= _REASON else f"{text[: _REASON - 1].rstrip()}…"


def _is_optional(item: _Open) -> bool:
    """Tell whether an open fact is one that a template leaves to its author, and that nobody has stated."""
    return item.basis.outcome is Outcome.MISSING and all(row.requirement.force == _OPTIONAL for row in item.rows)


def _left_empty(items: Iterable[_Open], workspace: Workspace, as_of: str) -> Iterator[Finding]:
    """Tell once for each card which optional fields are empty: they are offered, not asked for."""
    by_card: dict[str, list[_Open]] = {}
    for item in items:
        by_card.setdefault(split_address(item.basis.address)[0], []).append(item)
    for group in by_card.values():
        first = _finding(group[0], workspace, as_of)
        if len(group) == 1:
            yield replace(first, remedy=f"Nothing, if there is nothing to say. {first.remedy}")
            continue
        named = ", ".join(_short(item.basis.path) for item in group)
        cited = dict.fromkeys(row.cited for item in group for row in item.rows)
        message = f"{len(group)} optional fields are empty: {named}."
        remedy = "Nothing, if there is nothing to say; else write the comment, or {not_applicable: why}."
        told = [_finding(item, workspace, as_of) for item in group]
        parts = tuple((finding.code, finding.address, finding.path) for finding in told)
        yield replace(first, message=message, remedy=remedy, citations=tuple(cited), duties=(), parts=parts)


def _short(path: str) -> str:
    return path.partition(".")[2].replace("[]", "")


def _is_awaited(fact: Fact | None, as_of: str) -> bool:
    """Tell whether somebody has undertaken to answer what is unknown, by a day that has not passed."""
    return fact is not None and fact.status is Status.UNKNOWN and bool(fact.owner) and fact.expected_on >= as_of


def _expected(fact: Fact | None, as_of: str) -> str:
    if fact is None or not fact.expected_on:
        return ""
    lapsed = fact.expected_on < as_of
    return f"; the answer was expected on {fact.expected_on}" if lapsed else f", expected on {fact.expected_on}"


def _severity(row: Row, outcome: Outcome) -> Severity:
    if row.requirement.force not in STRICT or row.reason == "explained":
        return Severity.NOTICE
    if row.due != "now":
        return Severity.WARNING if outcome is not Outcome.UNKNOWN else Severity.NOTICE
    return Severity.ERROR if outcome is not Outcome.UNKNOWN else Severity.WARNING


def place_of_fact(card: Card, inner: str, fact: Fact | None) -> tuple[str, str]:
    """Return file and pointer of a fact of a card or, where it is missing, of the record or section that would hold it.

    A section that only a profile states is the profile's: there the fact is missing for all cards alike.
    """
    if fact is not None:
        return fact.file, fact.pointer
    above = inner
    while above:
        known = card.facts.get(above)
        if known is not None and known.file:
            return known.file, known.pointer + inner[len(above) :]
        if above in card.sections:
            file, pointer = card.sections[above]
            return file, pointer + inner[len(above) :]
        above = above.rpartition("/")[0]
    return card.file, inner


def _is_judged(row: Row) -> bool:
    """Tell whether a judgement is to be reported; what is in doubt has its finding already, at the doubtful fact."""
    return (row.outcome is Outcome.NEEDS_JUDGEMENT and row.reason != "doubt") or row.reason == "judged_insufficient"


def _judgement(row: Row, several: bool, workspace: Workspace) -> Finding:
    """A judgement that is awaited, or one that found the facts insufficient."""
    requirement: Requirement = row.requirement
    address = row.facts[0].address if row.facts else f"{row.bearer}#"
    identity, inner = split_address(address)
    card = workspace.cards.get(identity) or workspace.cards[row.bearer]
    file, pointer = place_of_fact(card, inner, card.facts.get(inner))
    # A finding under the bearer's own card does not name it again: alike ones of sixty cards are told once.
    bearer = (
        f", for {row.bearer}, used as {row.use}" if several else "" if identity == row.bearer else f", for {row.bearer}"
    )
    if row.outcome is Outcome.NEEDS_JUDGEMENT:
        severity = Severity.NOTICE
        message = f"A person must judge{bearer}: {requirement.question}"
        remedy = f"Have the person who answers for it review these facts: {command(row, JUDGEMENT)}"
    else:
        review = row.reviews[-1]
        severity = _severity(row, Outcome.CONTRADICTED)
        message = f"Judged insufficient on {review.date}{bearer}: {requirement.question}"
        remedy = f"Mend what the review finds wanting ({review.file}), then judge again."
    return Finding(
        requirement.id, severity, message, remedy, file=file, pointer=pointer, on_key=True,
        address=address, citations=(row.cited,), outcome=str(row.outcome),
    )  # fmt: skip


def _question(question: Question, workspace: Workspace, as_of: str) -> Finding:
    cards = len(question.cards)
    duties = "duty" if question.settles == 1 else "duties"
    wait = "waits" if question.settles == 1 else "wait"
    on_cards = f"{cards} card{'s' * (cards > 1)}"
    message = f"{question.question} {question.settles} {duties} on {on_cards} {wait} for the answer."
    asked = [workspace.cards.get(split_address(address)[0]) for address in question.addresses]
    facts = [
        card.facts.get(split_address(address)[1]) if card else None
        for card, address in zip(asked, question.addresses, strict=True)
    ]
    awaited = all(_is_awaited(fact, as_of) for fact in facts)
    identity, inner = split_address(question.addresses[0])
    card = workspace.cards.get(identity)
    if card is None:
        named = next(_bearers(question, workspace), None)
        # A judgement belongs to the card it is about, not to what the workspace lacks.
        file = named.file if named and not question.path else workspace.settings.file or (named.file if named else "")
        pointer = ""
        remedy = _remedy_without_card(question.path)
    else:
        file, pointer = place_of_fact(card, inner, card.facts.get(inner))
        follows = question.path in GROUNDS and inner
        remedy = (
            f"State or correct what it follows from: {_grounds(question.path)}."
            if follows
            else f"Write {_short(question.path)} in the card; until it is known, {{unknown: why, owner: who}}."
            if inner
            else ("Name the data set in the datasets of a model or system card.")
        )
        if workspace.contradictions.bars(question.addresses[0]):
            remedy = "The card answers it, but contradicts itself: mend what the finding at this place says."
    return Finding(
        "MUN710", Severity.NOTICE if awaited else Severity.WARNING, message, remedy,
        file=file, pointer=pointer, on_key=True, address=question.addresses[0] if card else "", path=question.path,
        parts=tuple(("MUN710", address, question.path) for address in question.addresses) if card else (),
        citations=question.waiting,
        pressing=tuple(
            address
            for address, fact in zip(question.addresses, facts, strict=True)
            if question.pressing and inner and fact is None
        ),
    )  # fmt: skip


def _election(election: OpenElection, workspace: Workspace) -> Finding:
    """A voluntary text that is neither chosen nor declined: one line, whatever it holds."""
    card = workspace.cards.get(split_address(election.address)[0])
    duties = "duty" if election.duties == 1 else "duties"
    rest = election.path.partition(".")[2]
    return Finding(
        "MUN711", Severity.NOTICE,
        f"{election.question} It binds only those who choose it; {election.duties} {duties} of it would then be asked.",
        f"Write {rest} in the organisation card; to decline, write not_applicable with the reason, or false.",
        file=card.file if card else workspace.settings.file, address=f"{card.identity}#" if card else "",
        path=election.path,
    )  # fmt: skip


def _bearers(question: Question, workspace: Workspace) -> Iterator[Card]:
    return (workspace.cards[name] for name in question.cards if name in workspace.cards)


def _remedy_without_card(path: str) -> str:
    kind, _, rest = path.partition(".")
    if not path:
        return "Have a person judge it; the command muniment review lists the facts and what to write."
    if kind == "organisation":
        return f"Write an organisation card (organisation.card.yaml) with {rest}."
    return f"Write the {kind} card that this belongs to, with {rest}."
