"""`accept`: what a recipient finds of a pack: signatures, completeness, and the facts that they must know."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from muniment import __version__
from muniment.app.files import read_bounded, write_atomically
from muniment.app.verifying import load_anchors
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.document.acceptance_report import build_acceptance_report, needs_text, problem_text
from muniment.document.words import load_words
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import positions_of
from muniment.record.acceptance import (
    ATTACHMENT,
    Acceptance,
    Checked,
    Received,
    SignedBy,
    acceptance_bytes,
)
from muniment.record.pack import PACK_FILE, Pack, load_pack
from muniment.record.record import load_record
from muniment.verify.container import FileSource, open_container
from muniment.verify.demands import AcceptPolicy, Source, check_demands, load_accept_policy
from muniment.verify.files import verify_file
from muniment.verify.page import embedded_record
from muniment.verify.result import Broken, VerificationResult

_CONTAINER = b"PK\x03\x04"
_MAX_POLICY = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be accepted, on which terms, and who asks."""

    pack: Path
    policy: Path
    trust: tuple[Path, ...]
    person: str


def accept(asked: Asked) -> Acceptance:
    """Verify a pack and compare what its records state with the recipient's policy.

    Raises CannotRun when the pack, the policy or an anchor cannot be read.
    """
    data = read_bounded(asked.policy, _MAX_POLICY)
    try:
        policy = load_accept_policy(data)
    except ValueError as error:
        remedy = 'Write for instance: {"accept": 1, "facts": [{"path": "dataset.licence.name"}]}'
        raise CannotRun(f"{asked.policy}: {error}.", remedy) from error
    _check_paths(policy, asked.policy)
    anchors = load_anchors(asked.trust)
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        with asked.pack.open("rb") as stream:
            source = FileSource(stream.fileno(), asked.pack.stat().st_size)
            if source[:4] != _CONTAINER:
                raise CannotRun(f"{asked.pack} is no pack.", "Name a file that muniment pack made (.asice or .zip).")
            result = verify_file(source, asked.pack.name, trust=anchors, now=datetime.now(UTC), policy=policy.verify)
            sha256 = f"sha256:{hashlib.file_digest(stream, 'sha256').hexdigest()}"
            documents = tuple(_documents(result))
            pack, sources = _contents(source, documents) if result.verdict != "not_verified" else (None, [])
    except OSError as error:
        raise CannotRun(f"{asked.pack} cannot be read: {error.strerror}.", "Check the name.") from error
    answers = check_demands(policy.demands, sources, now.date()) if pack else ()
    lacking = _lacking(policy, documents) if pack else ()
    misdirected = bool(policy.recipient) and pack is not None and pack.recipient != policy.recipient
    return Acceptance(
        outcome=_outcome(result, misdirected or bool(lacking) or any(item.problem for item in answers)),
        pack_name=result.name,
        pack_sha256=sha256,
        pack_size=len(source),
        sender=(pack.sender.organisation or pack.sender.name) if pack else "",
        audience=pack.audience if pack else "",
        recipient=pack.recipient if pack else "",
        expected=policy.recipient,
        created=pack.created if pack else "",
        verdict=str(result.verdict),
        summary=result.summary,
        good_until=result.good_until,
        checks=tuple(Checked(check.name, str(check.result), check.detail) for check in result.checks),
        signers=tuple(_signers(result)),
        documents=documents,
        lacking=lacking,
        answers=answers,
        anchors=tuple(digest(anchor) for anchor in (*anchors, *policy.verify.anchors)),
        policy_sha256=digest(data),
        tool=f"muniment {__version__}",
        judged_at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        person=asked.person,
    )


def write_report(found: Acceptance, target: Path, language: str) -> None:
    """Write the evidence as PDF, with the finding attached."""
    from muniment.render.report_pdf import render_report

    report = build_acceptance_report(found, language)
    write_atomically(target, render_report(report, ATTACHMENT, acceptance_bytes(found)))


def write_questions(found: Acceptance, target: Path, language: str) -> None:
    """Write what is open as questions to the sender: JSON where the name ends so, otherwise YAML."""
    words = load_words(language)
    raw: dict[str, Any] = {
        "questions": 1,
        "pack": found.pack_sha256,
        "to": found.sender,
        "from": found.person,
        "asked_on": found.judged_at[:10],
        "documents": list(found.lacking),
        "facts": [
            {
                "path": item.demand.path,
                "address": item.address,
                "problem": item.problem,
                "question": problem_text(item, words),
                "needed": needs_text(item.demand, words),
                "why": item.demand.why,
                "answer": None,
            }
            for item in found.gaps
        ],
    }
    if target.suffix == ".json":
        text = json.dumps(raw, ensure_ascii=False, indent=1) + "\n"
    else:
        text = yaml.safe_dump(raw, allow_unicode=True, sort_keys=False, width=118)
    write_atomically(target, text.encode())


def _check_paths(policy: AcceptPolicy, file: Path) -> None:
    """Raise CannotRun for a path that no card has: it would be asked of the sender, who could never answer."""
    for demand in policy.demands:
        known = positions_of(demand.path.partition(".")[0])
        if demand.path in known or any(path.startswith((f"{demand.path}.", f"{demand.path}[]")) for path in known):
            continue
        near = did_you_mean(demand.path, known)
        remedy = f'Did you mean "{near}"?' if near else "muniment explain PATH tells of the fields of cards."
        raise CannotRun(f"{file}: no card has a fact {demand.path}.", remedy)


def _contents(source: FileSource, documents: Sequence[Received]) -> tuple[Pack, list[Source]]:
    """Return the description of a pack that holds, and the records of the documents that were judged, each once."""
    judged = {document.record_sha256 for document in documents}
    container = open_container(source)
    pack = load_pack(container.read(PACK_FILE) or b"")
    records: dict[str, bytes] = {}
    # Pages first: a PDF of the same record is read only where there is no page of it.
    for kind in ("text/html", "application/json", "application/pdf"):
        for file in pack.files:
            if file.media_type == kind and (found := _record_in(container.read(file.path) or b"", kind)):
                records.setdefault(digest(found), found)
    return pack, [Source(load_record(data), sha256) for sha256, data in sorted(records.items()) if sha256 in judged]


def _record_in(content: bytes, media_type: str) -> bytes | None:
    try:
        if media_type == "text/html":
            return embedded_record(content)
        if media_type == "application/pdf":
            from muniment.verify.pdf import embedded_record_of

            return embedded_record_of(content)
        load_record(content)
    except (Broken, ValueError):
        # The first page and manifests carry no record; that editions do, the verification has found.
        return None
    return content


def _documents(result: VerificationResult) -> Iterator[Received]:
    for file in result.files:
        if (document := file.document) is not None:
            subject = document.subject
            yield Received(
                path=file.path,
                kind=document.kind,
                subject=f"{subject['kind']}/{subject['name']}@{subject['version']}",
                language=document.language,
                document_date=document.document_date,
                record_sha256=document.record_sha256,
            )


def _lacking(policy: AcceptPolicy, documents: Sequence[Received]) -> tuple[str, ...]:
    there = {document.kind for document in documents}
    return tuple(kind for kind in policy.documents if kind not in there)


def _signers(result: VerificationResult) -> Iterator[SignedBy]:
    for signer in result.signers:
        yield SignedBy(
            signer.role, signer.name, signer.organisation, signer.place, signer.certificate, signer.trusted,
            signer.proven_at,
        )  # fmt: skip


def _outcome(result: VerificationResult, gaps: bool) -> str:
    if result.verdict == "not_verified" or gaps:
        return "not_accepted"
    return "accepted" if result.verdict == "verified" else "could_not_check"
