"""`deliver`: note what was handed to whom; and who holds an edition that says otherwise than the cards do now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.opening import DELIVERIES, find_root, read_settings, shown
from muniment.base.canonical import canonical_bytes, digest
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.base.recipients import folded, in_file_name
from muniment.workspace.clients import client_named, hint_for

if TYPE_CHECKING:
    from muniment.app.assessing import Assessed
    from muniment.record.record import Record
    from muniment.source.tree import Tree
    from muniment.workspace.clients import ClientRow
    from muniment.workspace.deliveries import DeliveredEdition, Delivery
    from muniment.workspace.settings import Settings

#: The finding about a recipient whose edition says otherwise than the cards, and about one who holds another's.
SUPERSEDED, MISDIRECTED = "MUN755", "MUN758"
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be noted: a pack or edition, to whom, on which ground, when; the rest may be empty.

    Ground and reference are by default those of the client in the settings. ``even_so`` notes also what is not meant
    for the recipient.
    """

    file: Path
    recipient: str
    ground: str
    date: str
    reference: str = ""
    requested_on: str = ""
    keep_until: str = ""
    workspace: Path = Path()
    even_so: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """An edition that a recipient holds as its latest of that kind, and the delivery that brought it."""

    delivery: "Delivery"
    edition: "DeliveredEdition"
    number: int


def deliver(wanted: Wanted) -> Path:
    """Write a delivery down and return its file.

    Raises CannotRun outside a workspace, for a file without editions, for drafts, for what is not meant for the
    recipient, and for what was noted already.
    """
    import yaml

    from muniment.app.files import read_bounded, write_atomically
    from muniment.app.sides import read_pack, read_records
    from muniment.source.load import load_tree
    from muniment.verify.files import MAX_FILE
    from muniment.workspace.deliveries import load_delivery

    root = find_root(wanted.workspace)
    if root is None:
        raise CannotRun(f"{wanted.workspace} lies in no workspace.", "Name one with --workspace.")
    records = read_records(wanted.file)
    if any(record.draft is not None for record in records):
        raise CannotRun(f"{wanted.file} holds a draft.", "Hand over editions: muniment build, then sign and pack.")
    settings = read_settings(root)
    wanted = _by_client(wanted, settings.clients)
    pack = read_pack(wanted.file)
    named = [(record.recipient, record.audience) for record in records]
    named += [(pack.recipient, pack.audience)] if pack else []
    if not wanted.even_so and (why := _not_meant(wanted.recipient, records, named, settings)):
        raise CannotRun(
            f"{wanted.file} is not for {wanted.recipient[:80]}: {why}.",
            "Deliver what is built for it: muniment build --for. If it has been handed over already, note it with "
            "--even-so; muniment check tells of it from then on.",
        )
    sha256 = digest(read_bounded(wanted.file, MAX_FILE + 1))
    optional = {name: getattr(wanted, name) for name in ("reference", "requested_on", "keep_until")}
    content = {
        "muniment": 1, "recipient": wanted.recipient, "date": wanted.date, "ground": wanted.ground,
        **{name: text for name, text in optional.items() if text},
        **({"addressed": pack.recipient} if pack and pack.recipient else {}),
        "file": wanted.file.name, "sha256": sha256, "editions": [_edition(record) for record in records],
    }  # fmt: skip
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
    name = in_file_name(wanted.recipient).lower()
    file = root / DELIVERIES / f"{wanted.date}-{name}-{sha256.removeprefix('sha256:')[:8]}.yaml"
    tree, findings = load_tree(text.encode(), shown(file))
    delivery, formal = load_delivery(tree) if tree else (None, [])
    if delivery is None or findings:
        said = (*findings, *formal)
        raise CannotRun(said[0].message if said else "This cannot be written down.", said[0].remedy if said else "")
    if file.exists():
        raise CannotRun(f"{shown(file)} is there: this was noted already.", "Nothing to do; or name another date.")
    write_atomically(file, text.encode())
    return file


def _by_client(wanted: Wanted, clients: Sequence["ClientRow"]) -> Wanted:
    """Return what is to be noted with the client's own name, and its ground and contract where no others are given."""
    client = client_named(clients, wanted.recipient)
    if client is None:
        if not wanted.ground:
            hint = hint_for(wanted.recipient, clients)
            raise CannotRun(
                f"On which ground it is handed over is not said.{f' {hint}' if hint else ''}",
                "Give --ground, or name the recipient below clients: in muniment.yaml.",
            )
        return wanted
    ground = wanted.ground or client.ground or "contract"
    reference = wanted.reference or (client.contract or "" if ground == "contract" else "")
    return replace(wanted, recipient=client.name, ground=ground, reference=reference)


def _not_meant(
    recipient: str, records: "Sequence[Record]", named: Sequence[tuple[str, str]], settings: "Settings"
) -> str:
    """Return why what is to be noted is not for the recipient; empty where it is."""
    others = [name for name, _ in named if name and folded(name) != folded(recipient)]
    if others:
        return f"it is addressed to {others[0][:80]}"
    from muniment.disclosure.kept import kept_from, shows

    client = client_named(settings.clients, recipient)
    wider = [audience for _, audience in named if audience in ("authority", "internal")]
    if client and wider:
        return f"it is the edition for {'authorities' if wider[0] == 'authority' else 'the inside'}"
    kept = kept_from(settings, recipient)
    if kept and any(not record.recipient and shows(record, kept) for record in records):
        return "it shows what a row of the disclosure keeps from this client"
    return ""


def _edition(record: "Record") -> dict[str, str]:
    from muniment.record.record import record_bytes

    subject = record.subject
    named = {"named": record.recipient} if record.recipient else {}
    return {
        "kind": record.kind, "card": f"{subject.kind}/{subject.name}@{subject.version}", "audience": record.audience,
        "language": record.language, **named, "dated": record.document_date, "record": digest(record_bytes(record)),
        "says": said_by(record),
    }  # fmt: skip


def said_by(record: "Record") -> str:
    """Return the digest of what an edition says of its cards: the facts alone, whenever and by what it was built."""
    from muniment.changes.editions import key_of

    facts = [
        [
            key_of(fact.address),
            fact.status,
            fact.value,
            fact.unit,
            fact.reason,
            fact.rounded.figures if fact.rounded else 0,
        ]
        for fact in sorted(record.facts, key=lambda fact: fact.address)
    ]
    return digest(canonical_bytes(facts))


def read_deliveries(root: Path) -> tuple[list["Delivery"], dict[str, "Tree"], list[Finding]]:
    """Return the deliveries below a root, the trees of their files, and the findings of form about them."""
    from muniment.source.load import MAX_BYTES, load_tree
    from muniment.workspace.deliveries import load_delivery

    found: list[Delivery] = []
    trees: dict[str, Tree] = {}
    findings: list[Finding] = []
    for file in sorted((root / DELIVERIES).glob("*.yaml"))[:_MOST]:
        if file.is_symlink() or not file.is_file():
            continue
        with file.open("rb") as stream:
            tree, said = load_tree(stream.read(MAX_BYTES + 1), shown(file))
        findings += said
        if tree is None:
            continue
        trees[tree.file] = tree
        delivery, formal = load_delivery(tree)
        found += [delivery] if delivery and not said else []
        findings += formal
    return found, trees, findings


def latest(deliveries: Sequence["Delivery"], as_of: str) -> Iterator[Holding]:
    """Yield what each recipient holds as its latest of each edition, as far as its time of keeping has not ended.

    What is addressed to somebody else is left out: nobody is to be given a new one of it.
    """
    held: dict[tuple[str, ...], Holding] = {}
    for delivery in sorted(deliveries, key=lambda one: (one.content.date, one.source)):
        for number, edition in enumerate(delivery.content.editions):
            if folded(edition.named or "") not in ("", folded(delivery.content.recipient)):
                continue
            name = edition.card.rpartition("@")[0]
            key = (folded(delivery.content.recipient), edition.kind, name, edition.audience, edition.language)
            held[key] = Holding(delivery, edition, number)
    for holding in held.values():
        until = holding.delivery.content.keep_until
        if not until or str(until) >= as_of:
            yield holding


def superseded_in(assessed: "Assessed", deliveries: Sequence["Delivery"]) -> list[Holding]:
    """Return the editions that say otherwise than they would if they were built now."""
    from muniment.app.records_today import edition_today

    made: dict[tuple[str, ...], str] = {}
    found = []
    for holding in latest(deliveries, assessed.assessment.as_of):
        edition = holding.edition
        card = card_of(edition.card, assessed)
        key = (edition.kind, card, edition.audience, edition.named or "", edition.language)
        if key not in made:
            today = edition_today(*key, assessed)
            made[key] = said_by(today) if today else ""
        if made[key] and made[key] != edition.says:
            found.append(holding)
    return found


def check_deliveries(
    assessed: "Assessed", deliveries: Sequence["Delivery"], superseded: Sequence[Holding]
) -> Iterator[Finding]:
    """Yield the findings about recipients who hold what is superseded, or what is meant for others."""
    yield from _misdirected(deliveries, assessed)
    for holding in superseded:
        content, edition = holding.delivery.content, holding.edition
        yield Finding(
            SUPERSEDED, Severity.WARNING,
            f"{content.recipient} holds the {edition.kind} of {edition.card}, given on {content.date}; "
            "the cards say otherwise now.",
            "Build it again with --supersedes, deliver that, and note it: muniment deliver.",
            file=holding.delivery.source, pointer=f"/editions/{holding.number}/says",
            address=f"{card_of(edition.card, assessed)}#",
        )  # fmt: skip


def _misdirected(deliveries: Sequence["Delivery"], assessed: "Assessed") -> Iterator[Finding]:
    """Yield a finding for each edition that somebody holds for whom it was not meant, until its keeping ends."""
    clients = assessed.opened.workspace.settings.clients
    for delivery in deliveries:
        content, until = delivery.content, delivery.content.keep_until
        if until and str(until) < assessed.assessment.as_of:
            continue
        for number, edition in enumerate(content.editions):
            named = edition.named or content.addressed or ""
            other = named if folded(named) not in ("", folded(content.recipient)) else ""
            wider = edition.audience in ("authority", "internal") and client_named(clients, content.recipient)
            if other or wider:
                whom = f"addressed to {other}" if other else f"for the audience {edition.audience}"
                yield Finding(
                    MISDIRECTED, Severity.WARNING,
                    f"{content.recipient} holds the {edition.kind} of {edition.card} {whom}, since {content.date}.",
                    "Settle it with both; a waiver with the reason says that it is settled.",
                    file=delivery.source, pointer=f"/editions/{number}", address=f"{edition.card}#",
                )  # fmt: skip


def card_of(identity: str, assessed: "Assessed") -> str:
    """Return the card that an edition is about: that version if it is kept, else the current one; empty for none."""
    from muniment.app.records_today import current_card

    if identity in assessed.opened.workspace.cards:
        return identity
    name, _, version = identity.rpartition("@")
    return current_card(name, version, assessed)
