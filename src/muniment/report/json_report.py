"""Findings as JSON, by the published schema ``schemas/check/v1/result.schema.json``."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from muniment.report.located import Located, Standing, identity_of, message_of

#: What json leaves as it is, though it steers terminals or cannot be encoded: escaped, it means the same.
_STEERING = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


def render_json(items: Iterable[Located], summary: Mapping[str, Any]) -> str:
    """Return ``{"findings": [...], "summary": {...}}``."""
    return dump_json({"findings": [_row(item) for item in items], "summary": summary})


def dump_json(value: Any) -> str:
    """Return a value as JSON for people and pipes: readable, and unable to steer a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def _row(item: Located) -> dict[str, Any]:
    finding = item.finding
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "message": message_of(item),
        "address": finding.address,
        "path": finding.path,
        "file": item.place.file,
        "line": item.place.line,
        "column": item.place.column,
        "end_line": item.place.end_line,
        "end_column": item.place.end_column,
        "pointer": finding.pointer,
        "citations": list(finding.citations),
        "remedy": finding.remedy,
        "owner": finding.owner,
        "identity": identity_of(item),
        "change": item.standing.change or None,
        "suppressed": _suppressed(item.standing),
    }


def _suppressed(standing: Standing) -> dict[str, str] | None:
    """Return what takes a finding out of what fails a check; nothing where it counts."""
    if not standing.suppressed:
        return None
    waiver = {"id": standing.waiver, "reason": standing.reason, "person": standing.person, "until": standing.until}
    return {"by": standing.suppressed, **(waiver if standing.waiver else {})}
