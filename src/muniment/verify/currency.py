"""Whether a document still stands: by a status of its provider that the recipient has, sealed as the document is."""

from datetime import datetime, timedelta
from typing import Any

from muniment.record.status import STATUS_MEDIA_TYPE, Standing, Status, load_status
from muniment.verify.policy import DEFAULT_POLICY, Terms
from muniment.verify.result import Broken, Currency, Document, Judgement, Outcome, Signer, printable
from muniment.verify.seal import judge_seal

MAX_STATUS = 8_000_000
#: The worst first: what holds of one of several documents is said of all.
_ORDER = ("withdrawn", "superseded", "not established", "current")
_OFFLINE = "whether it is still current cannot be established offline"
_DRIFT = timedelta(minutes=5)


def judge_currency(judgement: Judgement, terms: Terms) -> None:
    """Note whether the documents of a judgement still stand; what the policy asks of that ends in completeness."""
    documents = [judgement.document, *(file.document for file in judgement.files)]
    found = [document for document in documents if document is not None]
    if found and not judgement.fails():
        judgement.currency = _currency(judgement, found, terms)
    if not terms.policy.current or judgement.fails():
        return
    if judgement.currency is None or judgement.currency.state == "not established":
        detail = judgement.currency.detail if judgement.currency else _OFFLINE
        judgement.not_established("completeness", f"the policy asks for current documents: {detail}")
    elif judgement.currency.state != "current":
        judgement.failed("completeness", f"the policy asks for current documents: {judgement.currency.detail}")


def judge_status_file(data: bytes, seal_json: bytes | None, terms: Terms) -> Judgement:
    """Judge a status by itself, as a sealed file; what it says is read only when a document is judged by it."""
    judgement = Judgement()
    try:
        status = _sealed_status(judgement, data, seal_json, terms)
    except Broken as error:
        judgement.failed("integrity", str(error))
        return judgement
    if status is not None:
        judgement.passed("completeness", f"a status of {len(status.documents)} documents as of {status.as_of}")
    return judgement


def is_status(raw: Any) -> bool:
    """Say whether JSON is meant as a status."""
    return isinstance(raw, dict) and "status" in raw and "documents" in raw


def _sealed_status(judgement: Judgement, data: bytes, seal_json: bytes | None, terms: Terms) -> Status | None:
    """Judge the seal of a status and read it; None where the seal fails, Broken where there is nothing to judge."""
    if len(data) > MAX_STATUS:
        raise Broken(f"the status is larger than {MAX_STATUS} bytes")
    if seal_json is None:
        raise Broken("the status carries no seal: its .seal.json is not beside it")
    judge_seal(judgement, seal_json, data, STATUS_MEDIA_TYPE, terms)
    if judgement.fails():
        return None
    try:
        return load_status(data)
    except ValueError as error:
        raise Broken(str(error)) from error


def _currency(judgement: Judgement, documents: list[Document], terms: Terms) -> Currency:
    given = terms.beside.status
    if given is None:
        addresses = sorted({document.status_url for document in documents if document.status_url})
        told = f"; its provider tells at {', '.join(addresses[:3])}" if addresses else ""
        return Currency("not established", f"{_OFFLINE}{told}")
    part = Judgement()
    try:
        status = _sealed_status(part, given.data, given.seal_json, Terms(terms.anchors, DEFAULT_POLICY, terms.now))
        if status is None or part.outcome("identity") is not Outcome.PASSED:
            reasons = [check.detail for check in part.checks.values() if check.result is not Outcome.PASSED]
            raise Broken(f"its seal does not hold: {'; '.join(reasons)}")
        if not _of_the_same(part.signers[0], judgement.signers):
            raise Broken(f"{part.signers[0].name} has sealed it, and not the document")
        if datetime.fromisoformat(status.as_of) > terms.now + _DRIFT:
            raise Broken("it is as of a day that has not come")
    except (Broken, ValueError) as error:
        return Currency("not established", printable(f"the status that was given says nothing: {error}"))
    by_record = {item.record_sha256: item for item in status.documents}
    standings = [_told(by_record.get(document.record_sha256), status.as_of) for document in documents]
    return min(standings, key=lambda item: _ORDER.index(item.state))


def _told(standing: Standing | None, as_of: str) -> Currency:
    if standing is None:
        return Currency("not established", f"the status as of {as_of} does not name the document", as_of)
    detail = {
        "current": f"current as of {as_of}",
        "superseded": f"SUPERSEDED as of {as_of}",
        "withdrawn": f"WITHDRAWN as of {as_of}",
    }[standing.state]
    if standing.because:
        detail += f", because: {standing.because}"
    if standing.superseded_by:
        detail += f"; the record that follows is {standing.superseded_by}"
    return Currency(standing.state, printable(detail), as_of, printable(standing.because), standing.superseded_by)


def _of_the_same(signer: Signer, signers: list[Signer]) -> bool:
    """Say whether one of the seals is by the same key, or by the same name of the same authority (a renewed key)."""
    mine = (signer.name, signer.organisation, signer.issuer)
    seals = [item for item in signers if item.role == "seal"]
    return any(item.key == signer.key or (item.name, item.organisation, item.issuer) == mine for item in seals)
