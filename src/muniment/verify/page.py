"""Judging an HTML edition: one seal, at the very end, over every byte before it, and the record inside."""

import base64
import binascii
import re

from muniment.record.seal import HTML_HEAD, HTML_MARKER, HTML_MEDIA_TYPE, HTML_TAIL
from muniment.verify.document import MAX_RECORD, describe_record
from muniment.verify.policy import Terms
from muniment.verify.result import Judgement
from muniment.verify.seal import MAX_SEAL, Broken, judge_seal

_RECORD_ID = re.compile(rb"\bid\s*=\s*[\"']?muniment-record\b", re.IGNORECASE)
_RECORD = re.compile(
    rb'<a id="muniment-record" download="record\.json" href="data:application/json;base64,([A-Za-z0-9+/=]+)"'
)


def judge_page(data: bytes, terms: Terms) -> Judgement:
    """Judge one sealed HTML edition by itself."""
    judgement = Judgement()
    try:
        page, seal_json = split_page(data)
    except Broken as error:
        judgement.failed("integrity", str(error))
        return judgement
    judge_seal(judgement, seal_json, page, HTML_MEDIA_TYPE, terms)
    if judgement.fails():
        return judgement
    try:
        judgement.document = describe_record(embedded_record(page))
    except Broken as error:
        judgement.failed("completeness", str(error))
        return judgement
    judgement.passed("completeness", judgement.document.record_sentence)
    return judgement


def split_page(data: bytes) -> tuple[bytes, bytes]:
    """Split a sealed page into the bytes it was built as and the JSON of its seal; raise Broken otherwise."""
    seals = sum(1 for _ in HTML_MARKER.finditer(data))
    if seals == 0:
        raise Broken("the page carries no seal")
    if seals > 1:
        raise Broken("the page carries more than one seal")
    start = data.find(HTML_HEAD)
    if start < 0:
        raise Broken("the seal is not of a version or form known here")
    if not data.endswith(HTML_TAIL):
        raise Broken("the seal is cut off, or something follows it")
    return data[:start], _canonical_base64(data[start + len(HTML_HEAD) : -len(HTML_TAIL)], MAX_SEAL, "seal")


def embedded_record(page: bytes) -> bytes:
    """Return the JSON of the record that a page carries; raise Broken unless it carries exactly one."""
    found = sum(1 for _ in _RECORD_ID.finditer(page))
    match = _RECORD.search(page)
    if found == 0:
        raise Broken("the page carries no record")
    if found > 1:
        raise Broken("the page carries more than one record")
    if match is None:
        raise Broken("the page's record is not embedded in the expected form")
    return _canonical_base64(match.group(1), MAX_RECORD, "record")


def _canonical_base64(text: bytes, limit: int, what: str) -> bytes:
    if len(text) > limit * 4 // 3 + 4:
        raise Broken(f"the {what} is larger than {limit} bytes")
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Broken(f"the {what} is not base64") from error
    # The last digit has spare bits; only one spelling of them is ours.
    if base64.b64encode(data) != text:
        raise Broken(f"the {what} is not written in canonical base64")
    return data
