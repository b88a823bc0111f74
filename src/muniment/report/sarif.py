"""Findings as SARIF 2.1.0: rules with their texts, provisions as taxonomies, fingerprints by identity.

Paths are relative to the top of the repository; columns count characters. What a baseline holds or a person waives is
there with its suppression; compared with another commit, each result says whether it is new.
"""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from muniment.base.findings import Severity
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import CONFIDENCE, Catalogue, Requirement
from muniment.report.explanation import codes
from muniment.report.located import Located, Standing, identity_of, message_of
from muniment.report.paths import Paths
from muniment.report.text import printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
#: The name under which the fingerprint is kept: it changes when what makes two findings the same one does.
FINGERPRINT = "munimentIdentity/v1"
#: So many results GitHub takes of one run; it refuses a report with more.
MOST_RESULTS = 25_000
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_STATES = {"new": "new", "worse": "updated", "revealed": "new", "unchanged": "unchanged"}
Value = dict[str, Any]


def render_sarif(items: Sequence[Located], summary: Mapping[str, Any], paths: Paths, version: str) -> str:
    """Return a SARIF log of one run; ``items`` hold the suppressed ones, too."""
    catalogue = load_catalogue()
    whole, items = len(items), _most_telling(items)
    rules = {code: number for number, code in enumerate(sorted({item.finding.code for item in items}))}
    taxa = _Taxa(catalogue, items)
    driver: Value = {
        "name": "Muniment",
        "semanticVersion": version,
        "version": version,
        "rules": [_rule(code, catalogue, taxa) for code in rules],
    }
    if taxa.taxonomies:
        driver["supportedTaxonomies"] = taxa.components
    run: Value = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "muniment/check/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {paths.BASE: {"description": {"text": "The top of the repository."}}},
        "invocations": [{"executionSuccessful": True, **_left_out(whole - len(items))}],
        "results": [_result(item, rules[item.finding.code], taxa, paths) for item in items],
        "properties": {"summary": dict(summary)},
    }
    if taxa.taxonomies:
        run["taxonomies"] = taxa.taxonomies
    if "since" in summary:
        run["baselineGuid"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"muniment check {summary['since']['commit']}"))
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _most_telling(items: Sequence[Located]) -> Sequence[Located]:
    """Return as many findings as a report may hold: those that count first, the weightiest first, in their order."""
    if len(items) <= MOST_RESULTS:
        return items
    weight = list(Severity)
    ranked = sorted(
        range(len(items)),
        key=lambda index: (bool(items[index].standing.suppressed), weight.index(items[index].finding.severity)),
    )
    return [items[index] for index in sorted(ranked[:MOST_RESULTS])]


def _left_out(count: int) -> Value:
    if not count:
        return {}
    said = f"{count:,} findings of less weight are left out: a report holds {MOST_RESULTS:,}."
    return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": said}}]}


class _Taxa:
    """The provisions that findings name, by the text they stand in."""

    def __init__(self, catalogue: Catalogue, items: Iterable[Located]) -> None:
        titles = {entry.citation: entry for entry in catalogue.requirements.values()}
        named: dict[str, dict[str, Requirement]] = {}
        for citation in sorted({cited for item in items for cited in provisions(item)}):
            if entry := titles.get(citation):
                named.setdefault(entry.instrument, {})[citation] = entry
        self._places: dict[str, Value] = {}
        self.taxonomies: list[Value] = []
        for number, (name, entries) in enumerate(sorted(named.items())):
            instrument = catalogue.instruments[name]
            component = {"name": name, "index": number}
            for index, citation in enumerate(entries):
                self._places[citation] = {"id": citation, "index": index, "toolComponent": component}
            self.taxonomies.append(
                {
                    "name": name,
                    "fullName": instrument.title,
                    "shortDescription": {"text": instrument.label.rstrip(",") or instrument.title},
                    "version": catalogue.law_date,
                    "isComprehensive": False,
                    "taxa": [
                        {"id": citation, "shortDescription": {"text": _said(entry.title)}}
                        for citation, entry in entries.items()
                    ],
                }
            )
        self.components = [{"name": entry["name"], "index": number} for number, entry in enumerate(self.taxonomies)]

    def of(self, citations: Iterable[str]) -> list[Value]:
        """Return references to provisions, without those that the catalogue has no entry of."""
        return [self._places[citation] for citation in dict.fromkeys(citations) if citation in self._places]


def provisions(item: Located) -> list[str]:
    """Return the provisions that a finding matters for, without their dates."""
    return [citation.partition(" (due ")[0] for citation in item.finding.citations]


def _rule(code: str, catalogue: Catalogue, taxa: _Taxa) -> Value:
    entry = catalogue.requirements.get(code)
    if entry is None:
        meaning = codes().get(code, code)
        text = f"{meaning}\n\nmuniment explain {code} says more."
        return {
            "id": code,
            "shortDescription": {"text": _said(meaning)},
            "fullDescription": {"text": _said(meaning)},
            "help": {"text": _said(text), "markdown": _marked(text)},
        }
    lines = [
        f"{entry.title} ({entry.citation})",
        entry.duty,
        f"What to write: {entry.remedy}" if entry.remedy else "",
        f"Reading: {CONFIDENCE[entry.confidence]}. muniment explain {code} says on whom the duty rests and from when.",
    ]
    text = "\n\n".join(" ".join(line.split()) for line in lines if line)
    rule: Value = {
        "id": code,
        "shortDescription": {"text": _said(f"{entry.title} ({entry.citation})")},
        "fullDescription": {"text": _said(" ".join(entry.duty.split()))},
        "help": {"text": _said(text), "markdown": _marked(text)},
        "properties": {"tags": [entry.instrument, entry.force]},
    }
    if related := taxa.of([entry.citation]):
        rule["relationships"] = [{"target": target, "kinds": ["relevant"]} for target in related]
    return rule


def _result(item: Located, rule: int, taxa: _Taxa, paths: Paths) -> Value:
    finding, place = item.finding, item.place
    region: Value = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": max(place.line, place.end_line),
        "endColumn": max(place.end_column, place.column if place.end_line <= place.line else 1),
    }
    if item.excerpt.strip():
        region["snippet"] = {"text": printable(item.excerpt)}
    location: Value = {"physicalLocation": {"artifactLocation": paths.artifact(item.inside), "region": region}}
    if finding.address:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(finding.address), "kind": "member"}]
    result: Value = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": _said(f"{message_of(item)} {finding.remedy}")},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: identity_of(item)},
        "properties": {"path": finding.path, "owner": printable(finding.owner), "citations": list(finding.citations)},
    }
    if related := taxa.of(provisions(item)):
        result["taxa"] = related
    if item.standing.suppressed == "since" or item.standing.change:
        result["baselineState"] = _STATES[item.standing.change]
    if suppression := _suppression(item.standing):
        result["suppressions"] = [suppression]
    return result


def _suppression(standing: Standing) -> Value | None:
    if standing.waiver:
        said = f"Waived until {standing.until} by {standing.person} ({standing.waiver}): {standing.reason}"
    elif standing.change == "revealed":
        said = "It waited for a question that was open before and is answered now."
    elif standing.suppressed == "baseline":
        said = "In the baseline of the workspace."
    else:
        return None
    return {"kind": "external", "status": "accepted", "justification": printable(said)}


def _said(text: str) -> str:
    """Return words as SARIF writes plain text: what would be a link or a placeholder is escaped."""
    shown = "\n".join(printable(line) for line in text.split("\n"))
    for character in "\\[]":
        shown = shown.replace(character, f"\\{character}")
    return shown.replace("{", "{{").replace("}", "}}")


def _marked(text: str) -> str:
    """Return words as Markdown that means nothing but these words."""
    from muniment.report.markdown import escaped

    return "\n\n".join(escaped(line) for line in text.split("\n\n"))
