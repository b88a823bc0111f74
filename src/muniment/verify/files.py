"""The way in: verify one file from its bytes. Says what it is by its content, and hands it to its judge."""

import json
from datetime import datetime
from typing import Any

from muniment.verify.container import Source
from muniment.verify.currency import is_status, judge_currency, judge_status_file
from muniment.verify.manifest import MAX_MANIFEST, Siblings, judge_manifest, seal_name_of
from muniment.verify.page import judge_page
from muniment.verify.policy import DEFAULT_POLICY, NOTHING, Beside, Policy, Terms
from muniment.verify.result import Judgement, VerificationResult
from muniment.verify.stamp import is_stamp, judge_stamp

MAX_FILE = 100_000_000
_KINDS = {".html": "page", ".htm": "page", ".xhtml": "page", ".pdf": "pdf", ".json": "json", ".asice": "pack"}


def verify_file(
    data: Source,
    name: str,
    *,
    trust: tuple[bytes, ...] | list[bytes],
    now: datetime,
    policy: Policy = DEFAULT_POLICY,
    siblings: Siblings | None = None,
    beside: Beside = NOTHING,
) -> VerificationResult:
    """Verify an edition, a manifest with the files beside it, a stamp or a pack; bad input ends in a verdict.

    ``trust`` holds the anchors as DER; with none, identity stays open. ``siblings`` reads a file beside a manifest
    by its relative path (see ``muniment.verify.folder.reader``). ``now`` must carry a time zone. ``beside`` is what
    else the recipient has: a trusted list, a status.
    """
    terms = Terms(tuple(trust), policy, now, beside)
    try:
        judgement = _judge(data, name, siblings, terms)
        judge_currency(judgement, terms)
    except Exception as error:  # the last resort: whatever a hostile file provokes is a verdict, not a crash
        judgement = refused(f"reading the file failed unexpectedly: {type(error).__name__}: {error}")
    return judgement.result(name, policy.required)


def _judge(data: Source, name: str, siblings: Siblings | None, terms: Terms) -> Judgement:
    if not len(data):
        return refused("the file is empty")
    kind = _kind(data)
    named = _KINDS.get("." + name.rpartition(".")[2].lower()) if "." in name else None
    if named is not None and named != kind:
        return refused(f"the content is not what the ending of {name} says")
    if kind == "pack":
        from muniment.verify.pack import is_pack, judge_pack

        if named == "pack" or is_pack(data):
            return judge_pack(data, terms)
        return refused("the file is a working copy or archive without a seal; verify the manifest that lists it")
    if len(data) > MAX_FILE:
        return refused(f"the file is larger than {MAX_FILE} bytes")
    data = data[:]
    if kind == "pdf":
        # Imported here: pyHanko costs more than all the rest together.
        from muniment.verify.pdf import judge_pdf

        return judge_pdf(data, terms)
    if kind == "json":
        return _judge_json(data, name, siblings, terms)
    return judge_page(data, terms)


def _kind(data: Source) -> str:
    head = data[:5]
    if head.startswith(b"PK\x03\x04"):
        return "pack"
    if head == b"%PDF-":
        return "pdf"
    return "json" if head.startswith(b"{") else "page"


def _judge_json(data: bytes, name: str, siblings: Siblings | None, terms: Terms) -> Judgement:
    if len(data) > MAX_MANIFEST:
        return refused(f"the file is no manifest: it is larger than {MAX_MANIFEST} bytes")
    try:
        raw: Any = json.loads(data)
    except (ValueError, RecursionError):
        return refused("the file is not JSON that can be read")
    if isinstance(raw, dict) and "manifest" in raw:
        return judge_manifest(data, name, siblings, terms)
    if is_status(raw):
        return judge_status_file(data, siblings(seal_name_of(name)) if siblings else None, terms)
    if is_stamp(raw):
        return judge_stamp(data, terms)
    if isinstance(raw, dict) and "seal" in raw and "envelope" in raw:
        return refused("this is the seal of a manifest: verify the manifest beside it")
    return refused("the file carries no seal; verify the manifest that lists it")


def refused(reason: str) -> Judgement:
    """Return the judgement of a file that is refused before its seal is looked at."""
    judgement = Judgement()
    judgement.failed("integrity", reason)
    return judgement
