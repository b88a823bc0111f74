"""Findings for GitHub Actions: annotations as workflow commands, and a summary of the step in Markdown.

Whatever cards say is data here: nothing of it can begin a command, end one, or be markup.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from muniment.base.findings import Severity
from muniment.report.located import Located, message_of
from muniment.report.markdown import escaped
from muniment.report.paths import Paths
from muniment.report.text import printable, render_summary

#: So many annotations of a kind are shown of one step; further ones GitHub drops without a word.
MOST_OF_A_KIND = 10
#: So many bytes a step's summary may have, all that is written there taken together.
MOST_SUMMARY = 1024 * 1024
_WEIGHT = list(Severity)
#: What stays free for the last lines.
_MARGIN = 4096


def render_github(items: Sequence[Located], paths: Paths) -> str:
    """Return an annotation for each finding that counts, weightiest first; those beyond the limit as plain lines."""
    counting = sorted(
        (item for item in items if not item.standing.suppressed), key=lambda item: _WEIGHT.index(item.finding.severity)
    )
    shown: list[Located] = []
    rest: list[Located] = []
    counts = dict.fromkeys(Severity, 0)
    for item in counting:
        counts[item.finding.severity] += 1
        (shown if counts[item.finding.severity] <= MOST_OF_A_KIND else rest).append(item)
    lines = [_annotation(item, paths) for item in shown]
    if rest:
        lines.append(f"- {len(rest):,} more, which GitHub would not show beside the files:")
        lines += [_plain(item, paths) for item in rest]
    return "".join(f"{line}\n" for line in lines)


def unsteered(text: str) -> str:
    """Return text for the log in which no line is taken for a command."""
    return "\n".join(
        f"- {line}" if line.lstrip().startswith("::") else line for line in text.replace("##[", "## [").split("\n")
    )


def _annotation(item: Located, paths: Paths) -> str:
    place, finding = item.place, item.finding
    given = {"file": paths.of(item.inside), "line": str(place.line)}
    # What covers many lines is shown at its first: an annotation stands below its last one.
    if place.line == place.end_line:
        given |= {"endLine": given["line"], "col": str(place.column)}
        given["endColumn"] = str(max(place.column, place.end_column))
    given["title"] = finding.code
    owner = f" Ask {finding.owner}." if finding.owner else ""
    text = f"{message_of(item)} {finding.remedy}{owner}"
    values = ",".join(f"{key}={_property(value)}" for key, value in given.items())
    return f"::{finding.severity} {values}::{_data(text)}"


def _plain(item: Located, paths: Paths) -> str:
    place = f"{paths.of(item.inside)}:{item.place.line}:{item.place.column}"
    return unsteered(f"- {printable(place)}: {item.finding.code} {item.finding.severity} {printable(message_of(item))}")


def _data(text: str) -> str:
    """Escape the text of a command: a percent sign, and whatever ends a line."""
    return printable(text.replace("##[", "## [").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def render_step_summary(
    items: Sequence[Located], summary: Mapping[str, Any], paths: Paths, most: int = MOST_SUMMARY
) -> str:
    """Return the summary of the step, of ``most`` bytes at most: a table of what counts, then what is waived."""
    lines = ["## Muniment", "", *(escaped(line) for line in render_summary(summary).split("\n"))]
    counting = [item for item in items if not item.standing.suppressed]
    waived = [item for item in items if item.standing.waiver]
    left = most - _MARGIN - sum(len(line.encode()) + 1 for line in lines)
    for title, group in (("Findings", counting), ("Waived, and open all the same", waived)):
        if group and left > 0:
            ordered = sorted(group, key=lambda item: _WEIGHT.index(item.finding.severity))
            head = ["", f"### {title}", "", "| | where | what | what to do |", "|---|---|---|---|"]
            rows = list(_within((_row(item, paths) for item in ordered), left - sum(len(line) + 1 for line in head)))
            left -= sum(len(line.encode()) + 1 for line in [*head, *rows])
            more = [f"\nand {len(group) - len(rows):,} more"] if len(rows) < len(group) else []
            lines += [*head, *rows, *more]
    text = "\n".join(lines) + "\n"
    return text if len(text.encode()) <= most else ""


def _within(rows: Iterator[str], bytes_left: int) -> Iterator[str]:
    for row in rows:
        bytes_left -= len(row.encode()) + 1
        if bytes_left < 0:
            return
        yield row


def _row(item: Located, paths: Paths) -> str:
    finding, standing = item.finding, item.standing
    ask = f" Ask {finding.owner}." if finding.owner else ""
    waived = f" Waived until {standing.until} by {standing.person}: {standing.reason}" if standing.waiver else ""
    law = f" ({'; '.join(finding.citations[:3])})" if finding.citations else ""
    cells = (
        f"{finding.severity} {finding.code}",
        f"{paths.of(item.inside)}:{item.place.line}",
        f"{message_of(item)}{law}",
        f"{finding.remedy}{ask}{waived}",
    )
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"
