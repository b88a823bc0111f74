"""Findings as JSON, by the published schema ``schemas/check/v1/result.schema.json``."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from muniment.report.located import Located, message_of


def render_json(items: Iterable[Located], summary: Mapping[str, Any]) -> str:
    """Return ``{"findings": [...], "summary": {...}}``."""
    return (
        json.dumps({"findings": [_row(item) for item in items], "summary": summary}, ensure_ascii=False, indent=2)
        + "\n"
    )


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
    }
