"""Pins of suppliers for tests: the record of a datasheet as it would be sealed, and the folder that an import makes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.base.canonical import digest, plain
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.record.pin import PIN_FILE, RECORD_FILE, Pin, PinnedFile, Sealer, pin_bytes
from muniment.record.record import DisclosedFact, Onward, Record, Subject, record_bytes
from muniment.workspace.suppliers import Supplied, load_supplied

SEALER = Sealer(
    name="Kaldor Seal",
    organisation="Kaldor Image Data OÜ",
    issuer="Test CA",
    key="SHA256:00",
    certificate="SHA256:11",
    development=False,
    claimed_at="2026-10-02T09:00:00Z",
    proven_at="2026-10-02T09:00:05Z",
)


def disclosed(card: Card) -> tuple[DisclosedFact, ...]:
    """Return the facts of a card as its own supplier's datasheet discloses them."""
    return tuple(
        DisclosedFact(
            address=f"{card.identity}#{fact.inner}",
            path=fact.path,
            label=fact.path,
            status=str(fact.status),
            origin="declared" if fact.status is Status.KNOWN else "",
            value=plain(fact.value) if fact.status is Status.KNOWN else None,
            reason=fact.reason,
        )
        for fact in card.facts.values()
        if not fact.record
    )


def record_of(
    name: str,
    version: str,
    facts: Iterable[DisclosedFact],
    *,
    kind: str = "supplier_datasheet",
    audience: str = "client",
    dated: str = "2026-10-02",
    narrowed: Mapping[str, str] | None = None,
) -> Record:
    """Return the record of a supplier's datasheet; ``narrowed`` maps paths to audiences, all other facts are public."""
    told = tuple(facts)
    circles: dict[str, list[str]] = {}
    for fact in told:
        circles.setdefault((narrowed or {}).get(fact.path, "public"), []).append(fact.address)
    onward = tuple(
        Onward(circle, "default" if circle == "public" else "contract", tuple(addresses))
        for circle, addresses in sorted(circles.items())
    )
    return Record(
        kind=kind,
        subject=Subject("dataset", name, version, "Street signs"),
        audience=audience,
        recipient="",
        language="en",
        as_of=dated,
        document_date=dated,
        tool_version="0.1.0",
        catalogue_version="2026-11",
        disclosure_table="1",
        renderer=(),
        source_revision="",
        banner="",
        facts=told,
        outcomes=(),
        citations=(),
        omissions=(),
        onward=onward if kind == "supplier_datasheet" else None,
    )


@dataclass(frozen=True)
class PinFiles:
    """The files of one pin, as an import writes them."""

    pin: Pin
    files: dict[str, bytes]

    def write(self, workspace: Path) -> Path:
        """Write the pin below a workspace; return its folder."""
        folder = workspace / "suppliers" / self.pin.folder
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def load(self) -> Supplied:
        """Return the pin as a workspace reads it."""
        digests = {name: (len(content), digest(content)) for name, content in self.files.items()}
        supplied, findings = load_supplied(self.pin.folder, f"suppliers/{self.pin.folder}", self.files, digests)
        assert supplied is not None, findings
        return supplied


def pin_files(record: Record, *, sealer: Sealer = SEALER, good_until: str = "") -> PinFiles:
    """Return the files of a pin of one record; what was received is a stand-in that only its digest names."""
    raw = record_bytes(record)
    received = b"received: " + raw
    files = {RECORD_FILE: raw, "received/datasheet.html": received}
    pin = Pin(
        subject=record.subject,
        kind=record.kind,
        audience=record.audience,
        language=record.language,
        document_date=record.document_date,
        source=PinnedFile("datasheet.html", len(received), digest(received)),
        files=tuple(PinnedFile(name, len(content), digest(content)) for name, content in sorted(files.items())),
        sealer=sealer,
        checks=(),
        anchors=(),
        level="B-T",
        good_until=good_until,
        tool_version="0.1.0",
        imported_on="2026-10-05",
    )
    return PinFiles(pin, {**files, PIN_FILE: pin_bytes(pin)})


def pin_of_card(card: Card, **options: object) -> PinFiles:
    """Return the pin of a supplier's datasheet that states the facts of a card."""
    record = record_of(card.name, card.version, disclosed(card))
    return pin_files(replace(record, **options))  # type: ignore[arg-type]
