"""Findings as a GitLab code quality report: what counts, with a fingerprint by identity."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from muniment.base.findings import Severity
from muniment.report.located import Located, identity_of, message_of
from muniment.report.paths import Paths
from muniment.report.text import printable

_WEIGHTS = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def render_gitlab(items: Sequence[Located], paths: Paths) -> str:
    """Return the report; what is suppressed is not in it, since the format has no place for that."""
    seen: Counter[str] = Counter()
    rows = []
    for item in items:
        if item.standing.suppressed:
            continue
        identity = identity_of(item)
        seen[identity] += 1
        if seen[identity] > 1:
            identity = hashlib.sha256(f"{identity} {seen[identity]}".encode()).hexdigest()
        rows.append(
            {
                "description": printable(f"{message_of(item)} {item.finding.remedy}"),
                "check_name": item.finding.code,
                "fingerprint": identity,
                "severity": _WEIGHTS[item.finding.severity],
                "location": {"path": paths.of(item.inside), "lines": {"begin": item.place.line}},
            }
        )
    return json.dumps(rows, indent=1) + "\n"
