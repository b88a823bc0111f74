"""The evidence of a pack's acceptance: first what it does not establish, then the finding, the facts, the questions.

Built from the finding alone; texts of the sender are cleaned like those of cards.
"""

from collections.abc import Iterator, Sequence

from muniment.base.canonical import digest
from muniment.document.answers import plain_answer
from muniment.document.model import Answer, Document, Entry, Fact, Panel, Section, Standing, Table
from muniment.document.text import clean_text
from muniment.document.values import date_text, number_text
from muniment.document.words import Words, load_words
from muniment.record.acceptance import ATTACHMENT, Acceptance, Answered, Demand, acceptance_bytes

KIND = "acceptance_report"


def build_acceptance_report(found: Acceptance, language: str) -> Document:
    """Return the report of a finding in a language."""
    words = load_words(language)
    kind_title = words("kinds", KIND)
    subject = words("acceptance", "subject", sender=clean_text(found.sender) or "–")
    sections = (
        _signatures(found, words),
        _signers(found, words),
        _facts(found, words),
        _questions(found, words),
        _documents(found, words),
    )
    day = found.judged_at[:10]
    return Document(
        kind=KIND,
        kind_title=kind_title,
        title=f"{kind_title}: {subject}",
        subject=subject,
        identity=clean_text(found.pack_name),
        version="",
        language=words.language,
        audience="internal",
        document_date=day,
        as_of=day,
        record_digest=digest(acceptance_bytes(found)),
        banners=(words("acceptance", "outcomes", found.outcome),),
        nature=(words("acceptance", "limits_first"), words("acceptance", "limits_second")),
        tally=(),
        first_screen=(Panel("head", words("acceptance", "head"), tuple(_head(found, words))),),
        sections=sections,
        footnotes=(),
        omissions=(),
        provenance=tuple(_made(found, words)),
    )


def problem_text(item: Answered, words: Words) -> str:
    """Return the question to the sender that a problem raises."""
    return words("acceptance", "problems", item.problem)


def needs_text(demand: Demand, words: Words) -> str:
    """Return what was asked for, in words."""
    statuses = words.forms.listed([words("acceptance", "statuses", status) for status in demand.statuses])
    parts = [words("acceptance", "needs", "status", statuses=statuses)]
    if demand.origin != "any":
        parts.append(words("acceptance", "needs", "origin", origin=words("origins", demand.origin)))
    if demand.max_age_days:
        parts.append(words("acceptance", "needs", "age", days=number_text(str(demand.max_age_days), words)))
    return "; ".join(parts)


def _head(found: Acceptance, words: Words) -> Iterator[Fact]:
    counts = {"open": number_text(str(len(found.gaps)), words), "all": number_text(str(len(found.answers)), words)}
    until = date_text(found.good_until[:10], words) if found.good_until else words("acceptance", "rows", "nobody")
    for name, text in (
        ("outcome", words("acceptance", "outcomes", found.outcome)),
        ("verdict", words("acceptance", "verdicts", found.verdict)),
        ("gaps", words("acceptance", "rows", "gaps_of", **counts)),
        ("by", clean_text(found.person)),
        ("at", found.judged_at),
        ("good_until", until),
    ):
        yield Fact(words("acceptance", "rows", name), plain_answer(text))


def _signatures(found: Acceptance, words: Words) -> Section:
    rows = [
        (
            words("acceptance", "checks", check.name),
            words("acceptance", "results", check.result),
            clean_text(check.detail),
        )
        for check in found.checks
    ]
    return _section("1", "signatures", words, ("check", "result", "detail"), rows, "no_documents")


def _signers(found: Acceptance, words: Words) -> Section:
    rows = [
        (
            clean_text(signer.name),
            words.get("acceptance", "roles", signer.role, default=clean_text(signer.role)),
            clean_text(signer.place) or "–",
            words("acceptance", "yes" if signer.trusted else "no"),
            signer.proven_at or "–",
            clean_text(signer.certificate),
        )
        for signer in found.signers
    ]
    head = ("name", "role", "document", "trusted", "proven", "certificate")
    return _section("2", "signers", words, head, rows, "no_signers")


def _facts(found: Acceptance, words: Words) -> Section:
    rows = [
        (_fact(item, words), clean_text(item.card), needs_text(item.demand, words), _stated(item, words))
        for item in found.answers
    ]
    return _section("3", "facts", words, ("fact", "card", "needed", "found"), rows, "no_facts")


def _questions(found: Acceptance, words: Words) -> Section:
    rows = [
        (
            _fact(item, words),
            clean_text(item.address),
            " ".join(part for part in (problem_text(item, words), clean_text(item.demand.why)) if part),
        )
        for item in found.gaps
    ]
    section = _section("4", "gaps", words, ("fact", "card", "question"), rows, "no_gaps")
    if not (said := tuple(_said(found, words))):
        return section
    return Section(section.number, section.anchor, section.heading, "", (*said, *section.entries))


def _said(found: Acceptance, words: Words) -> Iterator[Entry]:
    """Yield what is open of the pack as a whole: whom it is for, and kinds of documents."""
    if found.misdirected and found.verdict != "not_verified":
        names = {"recipient": clean_text(found.recipient) or "–", "wanted": clean_text(found.expected)}
        yield Entry("", "misdirected", "", plain_answer(words("acceptance", "misdirected", **names)))
    if found.lacking:
        kinds = [words.get("kinds", kind, default=clean_text(kind)) for kind in found.lacking]
        yield Entry("", "lacking", "", plain_answer(words("acceptance", "lacking", kinds=words.forms.listed(kinds))))


def _documents(found: Acceptance, words: Words) -> Section:
    rows = [
        (
            clean_text(item.path),
            words.get("kinds", item.kind, default=clean_text(item.kind)),
            clean_text(item.subject),
            clean_text(item.document_date),
            words.forms.language(item.language),
            clean_text(item.record_sha256),
        )
        for item in found.documents
    ]
    head = ("document", "check", "about", "dated", "language", "digest")
    return _section("5", "documents", words, head, rows, "no_documents")


def _section(
    number: str, name: str, words: Words, head: Sequence[str], rows: Sequence[tuple[str, ...]], empty: str
) -> Section:
    heading = words("acceptance", "sections", name)
    if not rows:
        return Section(number, name, heading, words("acceptance", empty), ())
    table = Table(heading, tuple(words("acceptance", "table", column) for column in head), tuple(rows))
    return Section(number, name, heading, "", (Entry("", f"{name}-table", "", Answer(Standing.STATED, table=table)),))


def _fact(item: Answered, words: Words) -> str:
    label = words.name(item.label) if item.label else ""
    return f"{clean_text(label)} ({item.demand.path})" if label else item.demand.path


def _stated(item: Answered, words: Words) -> str:
    if not item.status:
        return problem_text(item, words)
    status = words("acceptance", "statuses", item.status)
    dated = clean_text(item.dated)
    if item.origin:
        origin = words.get("origins", item.origin, default=clean_text(item.origin))
        stated = words("acceptance", "found", "stated", status=status, origin=origin, date=dated)
    else:
        stated = words("acceptance", "found", "status", status=status, date=dated)
    judged = problem_text(item, words) if item.problem else words("acceptance", "found", "met")
    return f"{stated}: {judged}"


def _made(found: Acceptance, words: Words) -> Iterator[tuple[str, str]]:
    said = {
        "pack": clean_text(found.pack_name),
        "digest": found.pack_sha256,
        "size": str(found.pack_size),
        "created": clean_text(found.created) or "–",
        "policy": found.policy_sha256,
        "anchors": "; ".join(found.anchors) or words("acceptance", "made", "nobody_trusted"),
        "tool": found.tool,
        "data": words("acceptance", "made", "data_words", name=ATTACHMENT),
    }
    for name, text in said.items():
        yield words("acceptance", "made", name), text
