"""What an embedded record says of its document, in short: subject, audience, date, facts by origin and status."""

from muniment.base.canonical import digest
from muniment.record.record import DisclosedFact, load_record
from muniment.verify.result import Document, printable
from muniment.verify.seal import Broken

MAX_RECORD = 32_000_000
_ORIGINS = ("measured", "declared", "computed", "inherited")
_STATUSES = ("unknown", "not_applicable", "withheld")


def describe_record(data: bytes) -> Document:
    """Read an embedded record and count its facts; raise Broken if it is not a record."""
    if len(data) > MAX_RECORD:
        raise Broken(f"the embedded record is larger than {MAX_RECORD} bytes")
    try:
        record = load_record(data)
    except (ValueError, TypeError, RecursionError) as error:
        raise Broken(f"the embedded record cannot be read: {error}") from error
    draft = record.draft
    asked = draft.unknown if draft else {}
    counts = dict.fromkeys((*_ORIGINS, *_STATUSES), 0)
    for fact in record.facts:
        # A section of a draft that is unknown as a whole counts as often as facts inside it are asked for.
        counts[_counted_as(fact)] += asked.get(fact.address, 1) if fact.status == "unknown" else 1
    if draft is not None and not 0 <= draft.stated <= draft.asked:
        raise Broken("the embedded record counts facts that cannot be")
    subject = record.subject
    return Document(
        kind=printable(record.kind),
        subject={
            "kind": printable(subject.kind),
            "name": printable(subject.name),
            "version": printable(subject.version),
            "title": printable(subject.title),
        },
        audience=printable(record.audience),
        recipient=printable(record.recipient),
        language=printable(record.language),
        document_date=printable(record.document_date),
        record_sha256=digest(data),
        facts=counts,
        draft={"stated": draft.stated, "asked": draft.asked} if draft else None,
        status_url=printable(record.status_url),
        supersedes=printable(record.supersedes or ""),
        part=tuple(printable(name) for name in record.part or ()),
    )


def _counted_as(fact: DisclosedFact) -> str:
    name = fact.origin if fact.status == "known" else fact.status
    if name not in (_ORIGINS if fact.status == "known" else _STATUSES):
        raise Broken(f"the embedded record has a fact of unknown status or origin: {name!r}")
    return name
