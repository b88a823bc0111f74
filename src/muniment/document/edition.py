"""What every edition has, whatever its kind: banners, what it is and is not, tally, omissions, how it was made."""

from collections.abc import Iterator, Sequence

from muniment.base.canonical import digest
from muniment.document.drafts import build_mending, draft_nature, open_places, stamp_of
from muniment.document.facts import page_facts
from muniment.document.footnotes import Footnotes
from muniment.document.model import Document, Panel, Section
from muniment.document.paragraphs import Page
from muniment.document.supplied import supplied_by
from muniment.document.tally import tally_of
from muniment.document.text import clean_text
from muniment.document.values import date_text
from muniment.document.words import Words, load_words
from muniment.record.record import Omission, Record, record_bytes
from muniment.record.seal import APPROVAL_FIELDS

#: Anchors that the pages themselves use.
_TAKEN = frozenset({"main", "contents", "glance", "nature", "notes", "omissions", "made", "mend", "muniment-record"})


def open_page(record: Record) -> Page:
    """Return the page on which the paragraphs of a record are numbered."""
    words = load_words(record.language)
    page = Page(
        record, page_facts(record), words, Footnotes(record.citations, words), places=open_places(record, words)
    )
    page.anchors |= _TAKEN
    return page


def build_edition(page: Page, sections: Sequence[Section], first_screen: Sequence[Panel] = ()) -> Document:
    """Return the document of a page with its sections; footnotes are those that the sections have cited."""
    record, words = page.record, page.words
    subject = clean_text(record.subject.title) or clean_text(record.subject.name)
    kind_title = words.get("kinds", record.kind, default=words("kinds", "datasheet"))
    sha256 = digest(record_bytes(record))
    stamp = stamp_of(record, words)
    title = words("title", kind=kind_title, subject=subject, version=clean_text(record.subject.version))
    sections = (*sections, *build_mending(page, str(sum(section.level == 1 for section in sections) + 1)))
    return Document(
        kind=record.kind,
        kind_title=kind_title,
        title=words("draft", "title", word=stamp.word, title=title) if stamp else title,
        subject=subject,
        identity=clean_text(page.subject),
        version=clean_text(record.subject.version),
        language=words.language,
        audience=record.audience,
        document_date=clean_text(record.document_date),
        as_of=clean_text(record.as_of),
        record_digest=sha256,
        banners=_banners(record, words),
        nature=_nature(record, words),
        tally=tally_of(page),
        first_screen=tuple(first_screen),
        sections=sections,
        footnotes=page.footnotes.notes(),
        omissions=tuple(_omission(omission, words) for omission in record.omissions),
        provenance=_provenance(record, sha256, page.subject, words),
        subject_language=next((fact.language for fact in page.facts if fact.address == f"{page.subject}#/title"), ""),
        status_url=_status_url(record),
        annexes=tuple(page.annexes),
        stamp=stamp.sentence if stamp else "",
        stamp_word=stamp.word if stamp else "",
        approvals=_approvals(record, words),
    )


def _approvals(record: Record, words: Words) -> tuple[tuple[str, str], ...]:
    # A record from outside may hold anything; there is a field for these roles only.
    asked = [role for role in APPROVAL_FIELDS if role in (record.approvals or ())]
    return tuple((role, words("signatures", "roles", role)) for role in asked)


def _status_url(record: Record) -> str:
    # A record from outside may hold anything; only what is nothing but an address becomes a link.
    address = record.status_url
    return address if address.startswith("https://") and clean_text(address) == address and " " not in address else ""


def _banners(record: Record, words: Words) -> tuple[str, ...]:
    stamp = stamp_of(record, words)
    banners = [stamp.sentence] if stamp else []
    if record.part:
        # First of all what the document is not about: nobody shall look in it for the rest.
        banners.append(words("part", "is", parts=_parts(record.part, words)))
    route = ("draft", "audiences") if record.draft else ("audiences",)
    banners.append(words.get(*route, record.audience, default=clean_text(record.audience)))
    if record.recipient:
        banners.append(words("recipient", recipient=_recipient(record, words)))
    if record.banner:
        banners.append(clean_text(record.banner))
    if _is_partly_read(record):
        banners.append(words("nature", "unread"))
    return tuple(banners)


def _recipient(record: Record, words: Words) -> str:
    """Return whom an edition is addressed to: an authority in words of ours, a client by the name it has."""
    return words.get("recipients", record.recipient, default=clean_text(record.recipient))


def _parts(parts: Sequence[str], words: Words) -> str:
    return words.forms.listed([words.get("part", "names", name, default=clean_text(name)) for name in parts])


def _is_partly_read(record: Record) -> bool:
    """Tell whether something of the data behind an edition could not be read: that is said before anything else."""
    lost = any(fact.evidence is not None and fact.evidence.reason == "unread" for fact in record.facts)
    return lost or any(not tally.whole or tally.unread > 0 for tally in record.tallies or ())


def _nature(record: Record, words: Words) -> tuple[str, ...]:
    own = words.get("nature", "of", record.kind, default=words("nature", "is"))
    drafted = draft_nature(record.draft, words) if record.draft else ()
    named = record.recipient and record.audience == "client"
    addressed = [words("nature", "addressed", recipient=_recipient(record, words))] if named else []
    sentences = [*drafted, own, *addressed, *(words("nature", key) for key in ("is_not", "origins", "standings"))]
    if record.evidence:
        sentences.append(words("nature", "measured"))
    count = sum(omission.count for omission in record.omissions)
    if count:
        sentences.append(words.counted("nature", "left_out", count=count))
    return tuple(sentences)


def _omission(omission: Omission, words: Words) -> str:
    ground = words.get("grounds", omission.ground, default=clean_text(omission.ground).replace("_", " "))
    sentence = words.counted("omissions", "left_out", count=omission.count, ground=ground)
    return " ".join((sentence, *_places(omission.addresses, words)))


def _places(addresses: Sequence[str], words: Words) -> Iterator[str]:
    """Yield addresses as sentences: cards that lack the same are told together, and what places share is told once."""
    cards: dict[str, list[str]] = {}
    for address in addresses:
        card, _, inner = clean_text(address).partition("#/")
        cards.setdefault(inner, []).append(card)
    by_cards: dict[tuple[str, ...], list[str]] = {}
    for inner, names in cards.items():
        by_cards.setdefault(tuple(dict.fromkeys(names)), []).append(inner)
    for holders, inners in by_cards.items():
        yield _place_of(holders, inners, words)


def _place_of(cards: Sequence[str], inners: Sequence[str], words: Words) -> str:
    groups: dict[tuple[str, ...], list[str]] = {}
    for inner in inners:
        place, _, last = inner.rpartition("/")
        groups.setdefault(tuple(place.split("/")) if place else (), []).append(last)
    shared = _shared(list(groups))
    told = words.forms.joined(
        words("omissions", "inside", place="/".join(rest), names=", ".join(lasts)) if rest else ", ".join(lasts)
        for parents, lasts in groups.items()
        for rest in [parents[len(shared) :]]
    )
    names = words.forms.listed(cards)
    if not shared:
        return words("omissions", "of_cards", cards=names, names=told)
    return words("omissions", "below", cards=names, place="/".join(shared), names=told)


def _shared(places: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the beginning that all places have in common."""
    first, last = min(places), max(places)
    length = next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first[: min(len(first), len(last)) if length is None else length]


def _provenance(record: Record, sha256: str, subject: str, words: Words) -> tuple[tuple[str, str], ...]:
    rows = [
        ("record", sha256),
        ("subject", subject),
        ("as_of", date_text(record.as_of, words)),
        ("document_date", date_text(record.document_date, words)),
        ("tool", record.tool_version),
        ("catalogue", record.catalogue_version),
        ("disclosure", record.disclosure_table),
        ("part", _parts(record.part, words) if record.part else ""),
        ("supersedes", record.supersedes or ""),
        ("revision", record.source_revision or words("provenance", "no_revision")),
        *(("evidence", lock) for lock in record.evidence),
        *(("supplied", told) for told in supplied_by(record.facts, words)),
    ]
    if asked := _approvals(record, words):
        rows.append(("approvals", words("signatures", "asked", roles=words.forms.listed([name for _, name in asked]))))
    named = [(words("provenance", key), clean_text(value)) for key, value in rows if value]
    return (*named, *((clean_text(name), clean_text(version)) for name, version in record.renderer))
