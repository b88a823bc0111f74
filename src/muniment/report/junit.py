"""Findings as JUnit XML: a test case each, a case for each file without any; what does not fail is skipped."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from muniment.report.located import Located, message_of
from muniment.report.paths import Paths
from muniment.report.text import printable

#: What no XML 1.0 document can hold, beyond what `printable` spells out.
_NO_CHARACTER = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(
    items: Sequence[Located], summary: Mapping[str, Any], paths: Paths, failing: frozenset[str], files: Sequence[str]
) -> str:
    """Return one test suite; ``failing`` are the severities that fail, ``files`` all that were checked (from the root).

    Its time is that of the law applied, so that the same findings give the same bytes.
    """
    cases = [_case(item, paths, failing) for item in items]
    told = {item.inside for item in items if _fails(item, failing)}
    cases += [
        f'  <testcase name={_quoted("checked")} classname={_quoted(paths.of(file))} time="0"/>'
        for file in files
        if file not in told
    ]
    failures = sum(_fails(item, failing) for item in items)
    head = (
        f'name="muniment check" tests="{len(cases)}" failures="{failures}" errors="0" '
        f'skipped="{len(items) - failures}" time="0" timestamp="{summary["as_of"] or "1970-01-01"}T00:00:00"'
    )
    body = "\n".join(cases)
    start = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n'
    return f"{start} <testsuite {head}>\n{body}\n </testsuite>\n</testsuites>\n"


def _fails(item: Located, failing: frozenset[str]) -> bool:
    return str(item.finding.severity) in failing and not item.standing.suppressed


def _case(item: Located, paths: Paths, failing: frozenset[str]) -> str:
    finding, place = item.finding, item.place
    name = f"{finding.code} {finding.address or finding.pointer or place.line}"
    message = message_of(item)
    what = "failure" if _fails(item, failing) else "skipped"
    said = [f"{paths.of(item.inside)}:{place.line}:{place.column}: {finding.severity} {message}"]
    said += [f"law: {citation}" for citation in finding.citations]
    said += [f"do: {finding.remedy}", *([f"ask: {finding.owner}"] if finding.owner else [])]
    if item.standing.waiver:
        said.append(f"waived until {item.standing.until} by {item.standing.person}: {item.standing.reason}")
    text = escape(_clean("\n".join(map(printable, said))))
    return (
        f'  <testcase name={_quoted(name)} classname={_quoted(paths.of(item.inside))} time="0">\n'
        f"   <{what} type={_quoted(str(finding.severity))} message={_quoted(message)}>"
        f"{text}</{what}>\n  </testcase>"
    )


def _quoted(text: str) -> str:
    return quoteattr(_clean(printable(text)))


def _clean(text: str) -> str:
    return _NO_CHARACTER.sub("\ufffd", text)
