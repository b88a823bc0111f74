"""Disclosing: from all facts and the assessment to the record of one edition. Nothing below knows more."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from muniment.assess.assessment import REASONS, Applies, Assessment, Outcome, Row
from muniment.base.addresses import split_address
from muniment.base.canonical import plain
from muniment.base.languages import SOURCE_LANGUAGE, primary_language
from muniment.catalogue.conditions import leaves
from muniment.catalogue.requirements import Catalogue, Requirement
from muniment.catalogue.serving import real_paths
from muniment.disclosure.evidenced import evidenced, locks_behind, with_small_held
from muniment.disclosure.policy import Policy
from muniment.disclosure.reach import CARD, Asked, asked_for, reached, within
from muniment.disclosure.rounding import names_only, precision, rounded, without_figures
from muniment.disclosure.statuses import spelled_out, withheld
from muniment.disclosure.supplier_limits import GROUND as SUPPLIER
from muniment.disclosure.table import ASPECTS
from muniment.disclosure.tallied import tallies_for
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.model.shapes import Position
from muniment.record.record import (
    NAMES_REQUIREMENT,
    Citation,
    DisclosedFact,
    DisclosedOutcome,
    Omission,
    Onward,
    Record,
    Subject,
)
from muniment.record.seal import APPROVAL_FIELDS
from muniment.workspace.inheriting import PATH as DATASHEET
from muniment.workspace.link import Workspace
from muniment.workspace.parts import parts_of

#: Which audiences stand for a recipient named in the catalogue.
RECIPIENTS = {
    "public": "public",
    "public_eu_database": "public",
    "downstream_provider": "client",
    "deployer": "client",
    "data_subject": "client",
    "rightsholder": "client",
    "aio": "authority",
    "aio_on_request": "authority",
    "nca": "authority",
    "nca_on_request": "authority",
    "notified_body": "authority",
    "dpa_on_request": "authority",
    "internal": "internal",
}


@dataclass(frozen=True, slots=True)
class Edition:
    """What is asked for: a document of a kind about a card, for an audience, in a language, on a day.

    ``reach`` says which cards it may speak about, ``paths`` which facts of them it prints (all, if None), ``only`` of
    which cards and records it asks for some of these, and ``outcomes`` whether it prints how duties came out;
    ``card_language`` is that of cards that name none. ``onward`` asks how far each fact may be passed on. ``earlier``
    is the version of the card (identity) with which a change record compares it, where that is not an edition.
    """

    kind: str
    bearer: str
    audience: str
    language: str
    as_of: str
    document_date: str
    recipient: str = ""
    reach: str = CARD
    paths: frozenset[str] | None = None
    outcomes: bool = True
    only: tuple[Asked, ...] = ()
    card_language: str = SOURCE_LANGUAGE
    onward: bool = False
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Making:
    """How an edition is made: versions of tool, catalogue and renderer, and the source revision or none."""

    tool_version: str
    catalogue_version: str
    renderer: tuple[tuple[str, str], ...]
    source_revision: str


def disclose(
    edition: Edition,
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    policy: Policy,
    vocabulary: Mapping[str, Position],
    making: Making,
) -> Record:
    """Build the record of one edition: only what its audience may see, and a count of what was left out."""
    policy = policy.for_recipient(edition.audience, edition.recipient).in_document(edition.kind)
    cards = reached(edition.bearer, edition.reach, workspace)
    bearers = (edition.bearer,) if edition.reach == CARD else tuple(card.identity for card, _ in cards)
    serving = _serving(edition, bearers, workspace, assessment, catalogue, policy)
    facts: list[DisclosedFact] = []
    hidden: list[tuple[Card, Fact]] = []
    for card, wanted in cards:
        for fact in wanted:
            if fact.record or not within(fact, edition.paths) or not asked_for(fact, card, edition.only, workspace):
                continue
            told = _told(fact, card, edition, policy, vocabulary)
            for part in told:
                address = f"{card.identity}#{part.inner}"
                told_of = disclosed_fact(part, address, card, edition, policy, vocabulary, serving)
                evidence = workspace.evidence.get(card.identity)
                judged = evidenced(told_of, evidence, edition.audience, policy)
                facts.append(with_small_held(judged, evidence, edition.audience, card))
            if fact.path not in {part.path for part in told}:
                hidden.append((card, fact))
    if edition.paths is not None:
        facts += withheld(hidden, facts, policy, vocabulary)
    left_out: dict[str, list[str]] = defaultdict(list)
    for card, fact in hidden:
        left_out[policy.level(card.identity, fact.path).ground].append(f"{card.identity}#{fact.inner}")
    seen = {fact.address for fact in facts}
    outcomes = tuple(_outcomes(edition, bearers, assessment, policy, seen))
    subject = workspace.cards[edition.bearer]
    used = sorted({name for fact in facts for name in _named(fact, catalogue)} | {row.requirement for row in outcomes})
    about = Subject(subject.kind, subject.name, subject.version, _title(subject, facts, edition.language))
    tallies = tallies_for(edition.kind, edition.audience, (edition.bearer,), workspace.evidence, policy)
    return replace(
        bare_record(edition, about, workspace, policy, making),
        facts=tuple(facts),
        outcomes=outcomes,
        citations=tuple((name, citation_of(catalogue.requirements[name])) for name in used),
        omissions=_omissions(left_out, edition.audience),
        onward=_onward(facts, policy) if edition.onward else None,
        evidence=locks_behind(facts, tallies or (), workspace.evidence),
        tallies=tallies,
    )


def _named(fact: DisclosedFact, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the requirements that a fact serves, and the one that it names itself."""
    named = fact.value if fact.path == NAMES_REQUIREMENT and isinstance(fact.value, str) else ""
    return (*fact.requirements, named) if named in catalogue.requirements else fact.requirements


def bare_record(edition: Edition, subject: Subject, workspace: Workspace, policy: Policy, making: Making) -> Record:
    """Return the record of an edition before anything is disclosed in it: for whom, of when, how it is made."""
    return Record(
        kind=edition.kind,
        subject=subject,
        audience=edition.audience,
        recipient=edition.recipient,
        language=edition.language,
        as_of=edition.as_of,
        document_date=edition.document_date,
        tool_version=making.tool_version,
        catalogue_version=making.catalogue_version,
        disclosure_table=str(policy.version),
        renderer=making.renderer,
        source_revision=making.source_revision,
        banner=workspace.settings.banner,
        status_url=workspace.settings.status_url,
        approvals=_approvals(edition, subject, workspace),
        part=_part(edition, workspace),
        facts=(),
        outcomes=(),
        citations=(),
        omissions=(),
    )


def _part(edition: Edition, workspace: Workspace) -> tuple[str, ...] | None:
    """Return the parts of a set that a document is about: whoever reads it is told, whatever else is held back."""
    card = workspace.cards.get(edition.bearer)
    return (parts_of(card) if card else ()) or None


def _approvals(edition: Edition, subject: Subject, workspace: Workspace) -> tuple[str, ...] | None:
    """Return whose approval a document asks for: those that the settings name, on cards, and not before the public.

    Whoever approves is named in the document; that is not for everybody. A report on a workspace is no statement.
    """
    signing = workspace.settings.signing
    asked = signing.approvals if signing and edition.audience != "public" and subject.kind != "workspace" else None
    return tuple(role for role in APPROVAL_FIELDS if role in asked) if asked else None


def cards_behind(record: Record) -> tuple[str, ...]:
    """Return the identities of the cards whose facts a record shows, and of its subject."""
    subject = f"{record.subject.kind}/{record.subject.name}@{record.subject.version}"
    changed = [fact for change in record.changes.changes for fact in change.now] if record.changes else []
    return tuple(sorted({subject, *(fact.address.partition("#")[0] for fact in (*record.facts, *changed))}))


def _told(
    fact: Fact, card: Card, edition: Edition, policy: Policy, vocabulary: Mapping[str, Position]
) -> tuple[Fact, ...]:
    """Return the fact if the audience may see it, and its status where that is open to more people."""
    own = (fact,) if policy.may_see(edition.audience, card.identity, fact.path) else ()
    return (*own, *spelled_out(fact, card, edition.audience, edition.paths, policy, vocabulary))


def disclosed_fact(
    fact: Fact,
    address: str,
    card: Card,
    edition: Edition,
    policy: Policy,
    vocabulary: Mapping[str, Position],
    serving: Mapping[str, tuple[str, ...]],
) -> DisclosedFact:
    """Return one fact as the edition's audience may see it; whether it may is the caller's question."""
    # The status of a whole list stands at the list's path, its title at that of its records.
    position = vocabulary.get(fact.path) or vocabulary.get(f"{fact.path}[]")
    beside = {
        aspect: getattr(fact, aspect)
        for aspect in ASPECTS
        if getattr(fact, aspect) and policy.may_see(edition.audience, card.identity, fact.path, aspect)
    }
    known = fact.status is Status.KNOWN
    source = [beside.pop("source", "")]
    if fact.origin_detail and _may_see_origin(fact, card, edition.audience, policy):
        source.insert(0, fact.origin_detail)
    value = plain(fact.value) if known else None
    told = precision(edition.kind, edition.audience, edition.recipient, fact.path) if known else None
    status = str(fact.status)
    if known and names_only(edition.kind, edition.audience, fact.path):
        value = without_figures(value)
    if told is not None:
        try:
            value = rounded(value, told.figures)
        except ValueError:
            # What cannot be rounded is not told at all.
            status, known, value, told = str(Status.WITHHELD), False, None, None
    return DisclosedFact(
        address=address,
        path=fact.path,
        label=position.title if position else fact.path.rpartition(".")[2],
        status=status,
        origin=str(fact.origin) if known else "",
        value=value,
        unit=position.unit if position else "",
        source="; ".join(text for text in source if text),
        # What is withheld in a card was withheld by the supplier, from the provider as well.
        ground=SUPPLIER if fact.status is Status.WITHHELD else "",
        requirements=serving.get(fact.path, ()),
        rounded=told,
        language=_own_language(card, edition),
        **beside,
    )


def _may_see_origin(fact: Fact, card: Card, audience: str, policy: Policy) -> bool:
    """Tell whether an audience is told which profile, rule or supplier a fact comes from; a supplier as its name is."""
    if fact.origin is Origin.INHERITED and not policy.may_see(audience, card.identity, DATASHEET):
        return False
    return audience in ("authority", "internal")


def _own_language(card: Card, edition: Edition) -> str:
    """Return the language of a card's own words where it is another than the edition's, and empty where it is not."""
    stated = card.language or edition.card_language
    return "" if primary_language(stated) == primary_language(edition.language) else stated


def _serving(
    edition: Edition,
    bearers: Sequence[str],
    workspace: Workspace,
    assessment: Assessment,
    catalogue: Catalogue,
    policy: Policy,
) -> dict[str, tuple[str, ...]]:
    """Return for each path the requirements it serves, of those that apply to the bearers.

    That a duty is cited tells that its condition holds. So it is cited only to those who may see every fact that the
    condition reads, and to the public only when the public is its recipient.
    """
    own = (row for bearer in bearers for row in assessment.by_bearer.get(bearer, ()))
    applying = {row.requirement.id for row in own if row.applies is Applies.YES}
    # Of a part of a set also what it is asked for by those who use the data.
    applying |= {row.requirement.id for row in assessment.asked_of_parts if row.bearer in bearers}
    serving: dict[str, list[str]] = defaultdict(list)
    for requirement in catalogue.requirements.values():
        if requirement.id not in applying or not citable(requirement, edition.audience, workspace, policy):
            continue
        for need in requirement.needs:
            for path in need.paths:
                for real in real_paths(path):
                    serving[real].append(requirement.id)
    return {path: tuple(dict.fromkeys(names)) for path, names in serving.items()}


def citable(requirement: Requirement, audience: str, workspace: Workspace, policy: Policy) -> bool:
    """Tell whether an audience may learn that a duty applies: it is told by every fact that the condition reads."""
    if audience == "public" and "public" not in {RECIPIENTS[name] for name in requirement.recipients}:
        return False
    read = {real for leaf in leaves(requirement.condition) for real in real_paths(leaf.path)}
    if requirement.roles:
        read.add("organisation.roles")
    return all(policy.may_all_see(audience, path, workspace) for path in read)


def _outcomes(
    edition: Edition, bearers: Sequence[str], assessment: Assessment, policy: Policy, seen: set[str]
) -> Iterable[DisclosedOutcome]:
    """Show outcomes to a requirement's recipients only, never to the public; hide those that rest on hidden facts."""
    if edition.audience == "public" or not edition.outcomes:
        return
    for row in (row for bearer in bearers for row in assessment.by_bearer.get(bearer, ())):
        if row.applies is Applies.NO or row.outcome is None:
            continue
        audiences = {RECIPIENTS[name] for name in row.requirement.recipients}
        if edition.audience == "internal" or edition.audience in audiences:
            yield _outcome(row, edition, policy, seen)


def rests_on_hidden(row: Row, audience: str, policy: Policy) -> bool:
    """Tell whether an outcome would tell an audience of facts that it may not see."""
    judged = any(part.reviews for part in (row, *row.parts))
    # A person judged over every fact, also over those that are absent: what was judged shows only with all of them.
    return any(
        (basis.outcome is not Outcome.MISSING or judged)
        and not policy.may_see(audience, split_address(basis.address)[0], basis.path)
        for basis in row.facts
    )


def _outcome(row: Row, edition: Edition, policy: Policy, seen: set[str]) -> DisclosedOutcome:
    hidden = rests_on_hidden(row, edition.audience, policy)
    requirement = row.requirement
    return DisclosedOutcome(
        requirement=requirement.id,
        title=requirement.title,
        duty=requirement.duty,
        citation=citation_of(requirement),
        force=requirement.force,
        bearer=row.bearer,
        use=row.use if edition.audience == "internal" else "",
        applies=str(row.applies),
        outcome=str(Outcome.WITHHELD if hidden else row.outcome),
        due=row.due,
        reason="" if hidden else REASONS[row.reason],
        facts=tuple(basis.address for basis in row.facts if basis.address in seen),
    )


def citation_of(requirement: Requirement) -> Citation:
    """Return how a duty is cited."""
    return Citation(requirement.citation, requirement.link, requirement.confidence)


def _title(card: Card, facts: Iterable[DisclosedFact], language: str) -> str:
    """Return the title if this audience may see it, else the name."""
    for fact in facts:
        if fact.address == f"{card.identity}#/title" and fact.status == Status.KNOWN:
            value = fact.value
            return str(value.get(language) or next(iter(value.values()))) if isinstance(value, dict) else str(value)
    return card.name


def _onward(facts: Iterable[DisclosedFact], policy: Policy) -> tuple[Onward, ...]:
    """Group facts by how far they may be passed on; what somebody narrowed stands apart from what is the default."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact in facts:
        level = policy.level(split_address(fact.address)[0], fact.path)
        found[level.audience, level.ground].append(fact.address)
    return tuple(Onward(*key, tuple(found[key])) for key in sorted(found))


def _omissions(left_out: Mapping[str, list[str]], audience: str) -> tuple[Omission, ...]:
    counts = Counter({ground: len(addresses) for ground, addresses in left_out.items()})
    return tuple(
        Omission(ground, counts[ground], tuple(sorted(left_out[ground])) if audience == "authority" else ())
        for ground in sorted(counts)
    )
