"""Findings with their lines: what every format prints."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from muniment.base.findings import Finding, Place, Severity
from muniment.source.tree import Tree

_WEIGHT = list(Severity)
#: How many like findings are told one by one.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Located:
    """A finding with its place, the line of text there, how many further cards share the line, and like findings.

    ``alike`` are the files of further cards of which the same was found, where such findings are told once, and
    ``lines`` the further lines of the same file.
    """

    finding: Finding
    place: Place
    excerpt: str
    more_cards: int = 0
    alike: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()


def locate(findings: Iterable[Finding], trees: Mapping[str, Tree]) -> list[Located]:
    """Look up the places of findings, join those that one shared line causes, and sort them by file and line."""
    joined: dict[tuple[str, str, str, str], tuple[Finding, int]] = {}
    for finding in findings:
        key = (finding.code, finding.file, finding.pointer, finding.message)
        first, count = joined.get(key, (finding, -1))
        joined[key] = (first, count + 1)
    located = [_locate(finding, more, trees) for finding, more in joined.values()]
    return sorted(located, key=_order)


def fold(items: Iterable[Located]) -> list[Located]:
    """Tell once what is found alike of many cards: sixty cards without a fact are one line of work, not sixty.

    Mistakes of form stay, each under its line, and so does what concerns a few cards only.
    """
    groups: dict[tuple[str, str, str], list[Located]] = {}
    for item in items:
        finding = item.finding
        own = "" if not finding.code.startswith(("MUN1", "MUN2")) else f"{item.place.file}:{finding.pointer}"
        groups.setdefault((finding.code, finding.message, own), []).append(item)
    folded = []
    for group in groups.values():
        if len(group) <= _FEW:
            folded += group
        else:
            first, *others = sorted(group, key=_order)
            files = dict.fromkeys(item.place.file for item in others if item.place.file != first.place.file)
            lines = dict.fromkeys(item.place.line for item in others if item.place.file == first.place.file)
            folded.append(replace(first, alike=tuple(files), lines=tuple(lines)))
    return sorted(folded, key=_order)


def _locate(finding: Finding, more: int, trees: Mapping[str, Tree]) -> Located:
    tree = trees.get(finding.file)
    place = finding.place
    if place is None:
        place = tree.place(finding.pointer, on_key=finding.on_key) if tree else Place(finding.file, 1, 1, 1, 1)
    # Somebody may have written a secret where a key to sign with is described; it is not repeated in a log.
    hidden = finding.pointer.startswith("/signing/profiles")
    excerpt = tree.excerpt(place.line) if tree and not hidden else ""
    return Located(finding, place, excerpt, more)


def _order(item: Located) -> tuple[str, int, int, int, str]:
    return item.place.file, item.place.line, item.place.column, _WEIGHT.index(item.finding.severity), item.finding.code


def message_of(item: Located) -> str:
    """Return the message, with the number of further cards that share the line."""
    if not item.more_cards:
        return item.finding.message
    return f"{item.finding.message} (and {item.more_cards} more card{'s' * (item.more_cards > 1)})"
