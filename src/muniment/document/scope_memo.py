"""The scope memo: which duties a workspace has and why, on at most three pages, for counsel to read and remark on.

Reads a record and nothing else. Every list has an end: what does not fit is counted, and stands whole in the record.
"""

from collections.abc import Sequence

from muniment.base.canonical import digest
from muniment.document.answers import plain_answer
from muniment.document.memo_height import ROOM, height_of
from muniment.document.model import Document, Entry, Fact, Panel, Section
from muniment.document.scope_duties import build_confidence, build_duties, build_questions, build_refusals
from muniment.document.scope_facts import build_dates, build_elections, build_facts, build_reliefs, build_roles
from muniment.document.scope_page import MEMO, Limits, Memo, short
from muniment.document.text import brief, clean_text
from muniment.document.values import date_text
from muniment.document.words import load_words
from muniment.record.record import Record, record_bytes

_PARTS = (
    build_roles, build_facts, build_duties, build_refusals, build_reliefs, build_elections, build_questions,
    build_dates, build_confidence,
)  # fmt: skip


def build_scope_memo(record: Record, limits: Sequence[Limits] = MEMO) -> Document:
    """Return the scope memo of a record, with the first limits that keep it to three pages, or with the last.

    Raises ValueError for a record that holds no scope.
    """
    if record.scope is None:
        raise ValueError("a scope memo is built from a record with a scope")
    words = load_words(record.language)
    facts = {fact.address: fact for fact in record.facts}
    for chosen in limits:
        memo = Memo(record, record.scope, words, chosen, facts)
        sections = [build(memo, str(number)) for number, build in enumerate((*_PARTS, _counsel), start=1)]
        if height_of(sections) <= ROOM:
            break
    subject = short(record.subject.title, 90) or short(record.subject.name, 90)
    kind_title = words("kinds", "scope_memo")
    sha256 = digest(record_bytes(record))
    return Document(
        kind="scope_memo",
        kind_title=kind_title,
        title=words("title", kind=kind_title, subject=f"{subject},", version=clean_text(record.as_of)),
        subject=subject,
        identity=clean_text(f"{record.subject.kind}/{record.subject.name}@{record.subject.version}"),
        version=clean_text(record.subject.version),
        language=words.language,
        audience=record.audience,
        document_date=clean_text(record.document_date),
        as_of=clean_text(record.as_of),
        record_digest=sha256,
        banners=_banners(memo),
        nature=(memo.say("nature"), memo.say("left_out")),
        tally=(),
        first_screen=(Panel("head", memo.say("head"), _head(memo)),),
        sections=tuple(sections),
        footnotes=(),
        omissions=(),
        provenance=_provenance(memo, sha256),
    )


def _banners(memo: Memo) -> tuple[str, ...]:
    banners = [memo.words.get("audiences", memo.record.audience, default=clean_text(memo.record.audience))]
    if memo.record.banner:
        banners.append(short(memo.record.banner, 90))
    return tuple(banners)


def _head(memo: Memo) -> tuple[Fact, ...]:
    scope, words = memo.scope, memo.words
    cards = ", ".join(memo.counted("cards", kind, count=number) for kind, number in scope.cards)
    if scope.limited_to:
        cards = memo.say("limited", cards=cards, count=memo.number(scope.limited_to))
    rows = [
        ("organisation", short(scope.organisation_name, 70) or memo.say("nobody")),
        ("as_of", date_text(scope.as_of, words)),
        ("law_date", date_text(scope.law_date, words)),
        ("catalogue", clean_text(scope.catalogue_version)),
        ("cards", cards),
    ]
    if scope.prepared_for:
        rows.append(("prepared", brief(clean_text(f"{words.law(scope.prepared_label)} ({scope.prepared_for})"), 110)))
    return tuple(Fact(memo.say("heads", name), plain_answer(text)) for name, text in rows)


def _counsel(memo: Memo, number: str) -> Section:
    entries = tuple(
        Entry(f"{number}.{index}", f"counsel-{name}", memo.say("counsel", name), plain_answer(memo.say("by_hand")))
        for index, name in enumerate(("read_by", "on", "remarks"), start=1)
    )
    return Section(number, "counsel", memo.say("sections", "counsel"), memo.say("counsel", "introduction"), entries)


def _provenance(memo: Memo, sha256: str) -> tuple[tuple[str, str], ...]:
    record, words = memo.record, memo.words
    rows = [
        ("record", sha256),
        ("document_date", date_text(record.document_date, words)),
        ("tool", record.tool_version),
        ("catalogue", record.catalogue_version),
        ("revision", record.source_revision or words("provenance", "no_revision")),
    ]
    named = [(words("provenance", key), clean_text(value)) for key, value in rows if value]
    return (*named, *((clean_text(name), clean_text(version)) for name, version in record.renderer))
