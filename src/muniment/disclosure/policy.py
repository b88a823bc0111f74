"""The policy of a workspace: the pinned table, narrowed or (with a reason) widened, then narrowed by cards.

Rows for one client open facts to it, or keep them from it, in editions addressed to it. What one client is told,
authorities may be told, too; no other client learns of it.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from muniment.base.findings import Finding, Severity
from muniment.base.recipients import folded
from muniment.derive.grounds import GROUNDS
from muniment.disclosure.supplier_limits import supplier_limits
from muniment.disclosure.table import ASPECTS, AUDIENCES, Rule, load_document_rows, load_table, longest, rank, versions
from muniment.model.kinds import KINDS
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import positions_of
from muniment.workspace.clients import WRONG
from muniment.workspace.link import Workspace
from muniment.workspace.settings import Settings


@dataclass(frozen=True, slots=True)
class Level:
    """The widest audience that may see something, and the ground where it is narrower than the table."""

    audience: str
    ground: str


@dataclass(frozen=True, slots=True)
class OwnRules:
    """The rows for one client: what is opened to it, and what is kept from it."""

    opened: Mapping[str, Rule] = field(default_factory=dict)
    narrowed: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may see what in one workspace; ``suppliers`` are the limits on facts that cards have taken over.

    ``clients`` are the rows for single clients by their folded names, ``named`` is the one whose edition it is.
    """

    version: int
    table: Mapping[str, Rule]
    widened: Mapping[str, Rule]
    narrowed: Mapping[str, Rule]
    by_card: Mapping[str, Mapping[str, Rule]]
    documents: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    suppliers: Mapping[str, Mapping[str, Rule]] = field(default_factory=dict)
    clients: Mapping[str, OwnRules] = field(default_factory=dict)
    named: str = ""
    _seen: dict[tuple[str, str], bool] = field(default_factory=dict, compare=False, repr=False)

    def in_document(self, kind: str) -> "Policy":
        """Return the policy as it is for documents of one kind: with the rows that hold in them only."""
        rows = self.documents.get(kind)
        return replace(self, table={**self.table, **rows}, _seen={}) if rows else self

    def for_recipient(self, audience: str, recipient: str) -> "Policy":
        """Return the policy for editions that are addressed to a recipient: for a client, with its own rows."""
        name = folded(recipient) if audience == "client" else ""
        named = name if name in self.clients else ""
        return self if named == self.named else replace(self, named=named, _seen={})

    def level(self, card: str, path: str, aspect: str = "") -> Level:
        """Return the level of a fact of a card (by identity), or of one aspect of it.

        The card narrows the workspace's rows, which narrow the table or, with a reason, widen it; a supplier's limit
        narrows what they leave, and so do the rows that keep something from the client whose edition it is. An aspect
        is never wider than its fact, and what is computed never wider than the facts of the same card that it tells of.
        """
        level = self._level(card, path, aspect, others=False)
        if level.audience == "internal" and self.clients:
            # On which ground something is left out tells nobody that another client sees it.
            level = Level(self._level(card, path, aspect, others=True).audience, level.ground)
        if aspect:
            fact = self.level(card, path)
            return fact if rank(fact.audience) > rank(level.audience) else level
        return level

    def _level(self, card: str, path: str, aspect: str, others: bool) -> Level:
        base = longest(self.table, path, aspect)
        level = Level(base.audience if base else "internal", "default")
        wider = longest(self.widened, path, aspect)
        if wider and rank(wider.audience) < rank(level.audience) and not _below(base, wider):
            level = Level(wider.audience, "default")
        for opening, audience in self._openings(path, aspect, others):
            if rank(audience) < rank(level.audience) and not _below(base, opening):
                level = Level(audience, level.ground)
        own = self.clients[self.named].narrowed if self.named else {}
        for rules in (self.narrowed, self.by_card.get(card, {}), self.suppliers.get(card, {}), own):
            if rules is own and level.audience == "public":
                # What everybody may see can be kept from nobody.
                continue
            for told in told_by(path):
                rule = longest(rules, told, aspect)
                if rule and rules is self.narrowed:
                    rule = self._lifted(rule, told, aspect, others)
                if rule and rank(rule.audience) > rank(level.audience):
                    level = Level(rule.audience, rule.ground or "other")
        return level

    def _openings(self, path: str, aspect: str, others: bool) -> Iterator[tuple[Rule, str]]:
        """Yield the rows that open a fact to the client whose edition it is, or to others, and whom they let see it."""
        for name, rules in self.clients.items():
            opening = longest(rules.opened, path, aspect) if others or name == self.named else None
            if opening:
                yield opening, "client" if name == self.named else "authority"

    def _lifted(self, rule: Rule, path: str, aspect: str, others: bool) -> Rule:
        """Return a narrowing of the workspace as far as no row for a client, about the same or less, opens it again."""
        for opening, audience in self._openings(path, aspect, others):
            if _depth(opening) >= _depth(rule) and rank(audience) < rank(rule.audience):
                rule = replace(rule, audience=audience)
        return rule

    def may_see(self, audience: str, card: str, path: str, aspect: str = "") -> bool:
        """Tell whether an audience may see a fact or one of its aspects."""
        return rank(audience) >= rank(self.level(card, path, aspect).audience)

    def may_all_see(self, audience: str, path: str, workspace: Workspace) -> bool:
        """Tell whether an audience may see a fact on every card of the policy's workspace that can have it.

        Each answer is remembered: it is asked for every duty of every edition.
        """
        found = self._seen.get((audience, path))
        if found is None:
            cards = workspace.of_kind(path.partition(".")[0])
            found = all(self.may_see(audience, card.identity, path) for card in cards)
            self._seen[audience, path] = found
        return found


def load_policy(workspace: Workspace) -> tuple[Policy, list[Finding]]:
    """Build the policy of a workspace and check its rows; an unknown version of the table is a finding."""
    settings = workspace.settings
    known = versions()
    version = settings.disclosure_table or known[-1]
    unknown: list[Finding] = []
    if version not in known:
        message = f"There is no disclosure table {version}."
        remedy = f"Pin one of: {', '.join(map(str, known))}."
        unknown = [_finding("MUN605", message, remedy, settings.file, "/disclosure/table")]
        version = known[-1]
    table = load_table(version)
    widened, narrowed, findings = _workspace_rows(settings, table)
    clients, said = _client_rows(settings, table, widened)
    findings += [*said, *unknown]
    by_card: dict[str, dict[str, Rule]] = {}
    for identity, card in workspace.cards.items():
        if card.disclosure:
            by_card[identity] = _card_rows(card)
            findings += _card_paths(card)
    if not settings.disclosure_table and settings.file:
        findings.append(
            Finding(
                "MUN601", Severity.WARNING, "The workspace does not pin a disclosure table.",
                f"Write in muniment.yaml: disclosure: {{table: {version}}}, so that an upgrade cannot widen anything.",
                file=settings.file,
            )
        )  # fmt: skip
    documents, suppliers = load_document_rows(version), supplier_limits(workspace)
    return Policy(version, table, widened, narrowed, by_card, documents, suppliers, clients), findings


def _workspace_rows(
    settings: Settings, table: Mapping[str, Rule]
) -> tuple[dict[str, Rule], dict[str, Rule], list[Finding]]:
    widened: dict[str, Rule] = {}
    narrowed: dict[str, Rule] = {}
    findings: list[Finding] = []
    for index, row in enumerate(settings.disclosure_rows):
        if "for" in row:
            continue
        path, _, aspect = row["path"].partition("#")
        rule = Rule(row["path"], row["audience"], row.get("ground", ""))
        base = longest(table, path, aspect)
        wider = rank(rule.audience) < rank(base.audience if base else "internal")
        said = _said_of(row, wider, rule.audience, settings.file, index)
        findings += said
        # What a narrowing with a mistake meant holds until it is mended; what a widening meant does not.
        if not said or (not wider and said[0].code == "MUN604"):
            (widened if wider else narrowed)[row["path"]] = rule
    return widened, narrowed, findings


def _client_rows(
    settings: Settings, table: Mapping[str, Rule], widened: Mapping[str, Rule]
) -> tuple[dict[str, OwnRules], list[Finding]]:
    """Return the rows for single clients by their folded names."""
    found: dict[str, tuple[dict[str, Rule], dict[str, Rule]]] = {}
    findings: list[Finding] = []
    for index, row in enumerate(settings.disclosure_rows):
        if "for" not in row or row["audience"] == "public":
            continue
        opens = row["audience"] == "client"
        said = _said_of(row, opens, row["for"], settings.file, index)
        path, _, aspect = row["path"].partition("#")
        rows = [rule for rule in (longest(table, path, aspect), longest(widened, path, aspect)) if rule]
        if not opens and any(rule.audience == "public" for rule in rows):
            message = f'"{row["path"]}" is kept from {row["for"][:60]}, and everybody may see it.'
            remedy = "Narrow it for all clients, without for:, or take the row away."
            findings.append(_finding(WRONG, message, remedy, settings.file, f"/disclosure/rows/{index}"))
        findings += said
        if not said or (not opens and said[0].code == "MUN604"):
            rules = found.setdefault(folded(row["for"]), ({}, {}))[0 if opens else 1]
            rules[row["path"]] = Rule(row["path"], row["audience"], row.get("ground", ""))
    return {name: OwnRules(*rules) for name, rules in found.items()}, findings


def _said_of(row: Mapping[str, str], wider: bool, whom: str, file: str, index: int) -> list[Finding]:
    """Return what is wrong with a row: its path, its aspect, or that it does not say why."""
    pointer = f"/disclosure/rows/{index}"
    path, _, aspect = row["path"].partition("#")
    if not is_path(path):
        return [_no_path(row["path"], path, file, f"{pointer}/path")]
    if aspect and aspect not in ASPECTS:
        message, remedy = f'"{aspect}" is no aspect of a fact.', f"Write one of {', '.join(ASPECTS)} after #."
        return [_finding("MUN602", message, remedy, file, pointer)]
    if wider and not row.get("reason"):
        message = f'"{row["path"]}" is opened to {whom} without a reason.'
        return [_finding("MUN603", message, "Write reason: and why this may be seen.", file, pointer)]
    if not wider and not row.get("ground"):
        message = f'"{row["path"]}" is narrowed without a ground.'
        remedy = "Write ground: trade_secret, personal_data, security, contract or other."
        return [_finding("MUN604", message, remedy, file, pointer)]
    return []


def is_path(path: str) -> bool:
    """Tell whether a row can speak of a path: of a fact, of what facts stand in, or of a kind of card."""
    kind = path.partition(".")[0]
    return path == kind in KINDS or (kind in KINDS and path.removesuffix("[]") in _places(kind))


@functools.cache
def _places(kind: str) -> frozenset[str]:
    """Return the paths of a kind of card and all that they stand in, none with the mark of a list at its end."""
    parts = (path.split(".") for path in positions_of(kind))
    return frozenset(".".join(part[:end]).removesuffix("[]") for part in parts for end in range(1, len(part) + 1))


def _no_path(written: str, path: str, file: str, pointer: str) -> Finding:
    near = did_you_mean(path, (place for kind in KINDS for place in _places(kind)))
    remedy = (
        f'Did you mean "{near}"?'
        if near
        else "Write a path of the vocabulary: dataset.labelling.campaigns[].workforce[].pay."
    )
    message = f'"{written[:160]}" is no path of facts: the row would keep or open nothing.'
    return _finding("MUN607", message, remedy, file, pointer)


def _card_paths(card: Card) -> Iterator[Finding]:
    """Yield the rows of a card that speak of no fact."""
    for index, row in enumerate(card.disclosure):
        written = row.get("path")
        if isinstance(written, str):
            path = f"{card.kind}.{written.removeprefix(card.kind + '.')}".partition("#")[0]
            if not is_path(path):
                yield _no_path(written, path, card.file, f"/disclosure/{index}/path")


def told_by(path: str) -> tuple[str, ...]:
    """Return the paths that a fact tells of: its own and, if it is computed, those of its card it is computed from."""
    root = path.partition(".")[0] + "."
    return (path, *(ground for ground in GROUNDS.get(path, ()) if ground.startswith(root)))


def _below(base: Rule | None, wider: Rule) -> bool:
    """Tell whether the table has a row of its own further down, which a row about more does not open."""
    return base is not None and _depth(base) > _depth(wider)


def _depth(rule: Rule) -> int:
    return rule.path.partition("#")[0].count(".")


def _card_rows(card: Card) -> dict[str, Rule]:
    rows = {}
    for row in card.disclosure:
        written = row.get("path")
        if isinstance(written, str):
            path = f"{card.kind}.{written.removeprefix(card.kind + '.')}"
            # What a narrowing with a mistake meant is not known until it is mended: nobody outside sees the facts.
            audience = row.get("audience")
            meant = audience if isinstance(audience, str) and audience in AUDIENCES else "internal"
            rows[path] = Rule(path, meant, str(row.get("ground") or "other"))
    return rows


def _finding(code: str, message: str, remedy: str, file: str, pointer: str) -> Finding:
    return Finding(code, Severity.ERROR, message, remedy, file=file, pointer=pointer)
