"""From a located tree to a card: header, facts by address, and every finding about form."""

import functools
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from muniment.base.addresses import NAME, identity, pointer_of
from muniment.base.findings import Finding, Fix, Severity
from muniment.model.facts import Fact, Origin
from muniment.model.header import HEADER_KEYS, MAX_PROFILES
from muniment.model.kinds import KINDS, card_class
from muniment.model.messages import finding_of
from muniment.model.positions import Walk
from muniment.model.section import Section
from muniment.model.shapes import Shape, shape_of
from muniment.model.suggest import did_you_mean
from muniment.source.tree import REFUSED, Tree

FORMAT = 1


@dataclass(frozen=True)
class Card:
    """One card (or profile) as its file states it; ``facts`` are declared ones by inner address.

    ``refused`` are the inner addresses at which something is written that is no answer: nothing else answers there.
    """

    kind: str
    name: str
    version: str
    file: str
    tree: Tree
    facts: dict[str, Fact]
    language: str = ""
    profiles: tuple[str, ...] = ()
    disclosure: tuple[dict[str, str], ...] = ()
    is_profile: bool = False
    findings: list[Finding] = field(default_factory=list)
    refused: frozenset[str] = frozenset()

    def refuses(self, inner: str) -> bool:
        """Tell whether what is written at an address, or above it, is no answer."""
        while inner and self.refused:
            if inner in self.refused:
                return True
            inner = inner.rpartition("/")[0]
        return False

    @functools.cached_property
    def records(self) -> dict[str, list[str]]:
        """The inner addresses of the records of each list, by the inner address of the list."""
        found: dict[str, list[str]] = {}
        for inner, fact in self.facts.items():
            if fact.record:
                found.setdefault(inner.rpartition("/")[0], []).append(inner)
        return found

    @functools.cached_property
    def sections(self) -> dict[str, tuple[str, str]]:
        """Where each section stands that holds a fact: inner address → file and pointer, the card's own file first."""
        found: dict[str, tuple[str, str]] = {}
        for inner, fact in self.facts.items():
            if fact.origin is Origin.INHERITED:
                # It stands in no file of the workspace's own, only the name of the pin does.
                continue
            above, pointer = inner.rpartition("/")[0], fact.pointer.rpartition("/")[0]
            while above and pointer and (above not in found or (fact.file == self.file != found[above][0])):
                found[above] = (fact.file, pointer)
                above, pointer = above.rpartition("/")[0], pointer.rpartition("/")[0]
        return found

    @functools.cached_property
    def identity(self) -> str:
        """``kind/name@version``; for a profile ``profile/name``."""
        return f"profile/{self.name}" if self.is_profile else identity(self.kind, self.name, self.version)


def load_card(tree: Tree) -> tuple[Card | None, list[Finding]]:
    """Check one tree against the model of its kind; return the card (None without identity) and all findings."""
    value = tree.value
    if not isinstance(value, dict):
        return None, [_finding(tree, "MUN200", "A card is a mapping of keys to values.", "Begin with: muniment: 1")]
    kind_key = "profile_of" if "profile_of" in value else "kind"
    findings = _check_format(tree, value)
    kind = value.get(kind_key)
    if not isinstance(kind, str) or kind not in KINDS:
        return None, [*findings, _kind_finding(tree, kind, kind_key, value)]
    if kind_key == "profile_of":
        return _load(tree, value, kind, findings, is_profile=True)
    return _load(tree, value, kind, findings, is_profile=False)


def _load(
    tree: Tree, value: dict[str, Any], kind: str, findings: list[Finding], *, is_profile: bool
) -> tuple[Card | None, list[Finding]]:
    model = card_class(kind)
    shape = shape_of(model)
    walk = Walk(tree.file)
    header = {key: item for key, item in value.items() if key in HEADER_KEYS or key == "profile_of"}
    body = {key: item for key, item in value.items() if key not in header}
    plain = walk.section(body, _without_header(shape), "", "", kind)
    findings.extend(_empty_head(tree, header))
    if is_profile:
        findings.extend(_profile_header(tree, header))
        checked = {**plain, "muniment": FORMAT, "kind": kind, "name": "profile", "version": "0"}
    else:
        checked = {**plain, **{key: item for key, item in header.items() if item is not REFUSED and item is not None}}
    _check_model(model, checked, walk, tree.file, kind)
    findings.extend(walk.findings)
    name, version = header.get("name"), "" if is_profile else header.get("version")
    if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(version, str):
        return None, findings
    bad = walk.bad | {finding.pointer for finding in findings if finding.severity is Severity.ERROR}
    # A fact with an error at or below its place is no answer; a record still exists when a part of it is wrong.
    touched = _and_above(bad)
    facts = {fact.inner: fact for fact in walk.facts() if fact.pointer not in (bad if fact.record else touched)}
    rules, profiles = header.get("disclosure"), header.get("profiles")
    return Card(
        kind=kind,
        name=name,
        version=version,
        file=tree.file,
        tree=tree,
        facts=facts,
        language=header["language"] if isinstance(header.get("language"), str) else "",
        profiles=tuple(p for p in profiles[:MAX_PROFILES] if isinstance(p, str)) if isinstance(profiles, list) else (),
        disclosure=tuple(dict(rule) for rule in rules if isinstance(rule, dict)) if isinstance(rules, list) else (),
        is_profile=is_profile,
        refused=walk.refused(bad),
    ), findings


def _and_above(pointers: set[str]) -> set[str]:
    """Return the pointers and all places they lie in."""
    found: set[str] = set()
    for pointer in pointers:
        while pointer not in found:
            found.add(pointer)
            pointer = pointer.rpartition("/")[0]
    return found


def _without_header(shape: Shape) -> Shape:
    return Shape(shape.name, {key: item for key, item in shape.positions.items() if key not in HEADER_KEYS})


def _check_format(tree: Tree, value: dict[str, Any]) -> list[Finding]:
    given = value.get("muniment")
    if given == FORMAT and not isinstance(given, bool):
        return []
    if given is None:
        return [_finding(tree, "MUN200", "The card does not say its format.", "Write as the first line: muniment: 1")]
    if isinstance(given, bool):
        message = f"The format is a number, not the truth value {str(given).lower()}."
        return [_finding(tree, "MUN200", message, "Write: muniment: 1", "/muniment")]
    said = f'"{given}"' if isinstance(given, str) else str(given)
    found = _finding(tree, "MUN200", f"Card format {said} is not known.", "Write: muniment: 1", "/muniment")
    quoted = given == str(FORMAT)
    return [replace(found, fix=Fix("Write the format without quotes", str(FORMAT))) if quoted else found]


def _kind_finding(tree: Tree, kind: object, key: str, value: dict[str, Any]) -> Finding:
    if kind is None:
        return _finding(
            tree, "MUN200", "The card does not say its kind.", f"Write {key}: and one of {', '.join(KINDS)}."
        )
    near = did_you_mean(str(kind), KINDS)
    remedy = f'Did you mean "{near}"?' if near else f"Write one of {', '.join(KINDS)}."
    return _finding(tree, "MUN200", f'"{kind}" is not a kind of card.', remedy, f"/{key}")


def _empty_head(tree: Tree, header: dict[str, Any]) -> list[Finding]:
    return [
        _finding(tree, "MUN203", f'"{key}" has no value.', "Write the value or delete the line.", f"/{key}")
        for key, item in header.items()
        if item is None and key not in ("muniment", "kind", "profile_of")
    ]


def _profile_header(tree: Tree, header: dict[str, Any]) -> list[Finding]:
    findings = []
    for key in header:
        if key not in ("muniment", "profile_of", "name", "language"):
            remedy = "A profile has muniment, profile_of, name, language, and facts."
            findings.append(_finding(tree, "MUN201", f'"{key}" does not belong in a profile.', remedy, f"/{key}"))
    if not isinstance(header.get("name"), str) or not NAME.fullmatch(header["name"]):
        remedy = "Write name: and lower-case letters, digits, hyphens."
        findings.append(_finding(tree, "MUN202", "The profile has no usable name.", remedy, "/name"))
    return findings


def _check_model(model: type[Section], plain: dict[str, Any], walk: Walk, file: str, kind: str) -> None:
    try:
        model.model_validate(plain)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            walk.add(_from_pydantic(detail, walk, file, kind))


def _from_pydantic(detail: ErrorDetails, walk: Walk, file: str, kind: str) -> Finding:
    location = list(detail["loc"])
    pointer = pointer_of(location)
    inner, path = "", kind
    real = pointer
    for length in range(len(location), -1, -1):
        head = pointer_of(location[:length])
        if head in walk.places and not inner:
            inner, path = walk.places[head]
        if head in walk.moved:
            real = walk.moved[head] + pointer[len(head) :]
            break
    return finding_of(detail, file, real, inner, path)


def _finding(tree: Tree, code: str, message: str, remedy: str, pointer: str = "") -> Finding:
    return Finding(code, Severity.ERROR, message, remedy, file=tree.file, pointer=pointer)
