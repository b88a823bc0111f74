"""What a change opens again: reviews that fall, editions that say otherwise than the cards, a publication that is due.

Nothing is guessed: an edition is compared as it would be built from either side, a review by the facts it was made on,
and a date stands only where the catalogue holds the rule it follows from.
"""

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.app.assessing import Assessed
from muniment.app.delivering import card_of, latest, read_deliveries
from muniment.app.files import read_bounded
from muniment.app.opening import DELIVERIES, Opened, shown
from muniment.app.records_today import edition_today
from muniment.assess.assessment import Applies, Row
from muniment.assess.sign_offs import stands
from muniment.base.addresses import split_address
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import CONFIDENCE
from muniment.changes.comparison import Comparison, Reopened
from muniment.changes.editions import ComparedEditions, compare_records
from muniment.changes.releases import CHANGED
from muniment.changes.workspaces import Compared
from muniment.model.facts import Status
from muniment.record.manifest import Manifest, load_manifest
from muniment.workspace.reviews import Review

#: The duty to publish the summary of a model again, and where the day of it stands; both are data of the catalogue.
UPDATE, DUE = "TPL-R-update", "/summary/next_due"
_SUMMARY = "public_summary"
_MAX_MANIFEST = 16 * 1024 * 1024
#: How many changed facts are named of one thing that opens.
_NAMED = 12


@dataclass(frozen=True)
class Both:
    """Both sides as assessed (None where there was no workspace), and what was compared."""

    before: Assessed | None
    now: Assessed | None
    compared: Compared

    @functools.cached_property
    def earlier(self) -> dict[str, str]:
        """Which card of the earlier side each card of the later one was compared with; the later version wins."""
        return {pair.now: pair.before for pair in self.compared.pairs if pair.now and pair.before}

    @functools.cached_property
    def later(self) -> dict[str, str]:
        """Which card stands now in the place of one of the earlier side."""
        found = {pair.before: pair.now for pair in self.compared.pairs if pair.now and pair.before}
        kept = {pair.before for pair in self.compared.pairs if pair.kind == "same"}
        return {old: old if old in kept else new for old, new in found.items()}

    def compare(self, kind: str, card: str, audience: str, recipient: str, language: str) -> ComparedEditions | None:
        """Compare an edition on a card of the earlier side with what it would say now; None where a side has none."""
        after = self.later.get(card, "")
        if self.before is None or self.now is None or not after:
            return None
        old = edition_today(kind, card, audience, recipient, language, self.before)
        new = edition_today(kind, after, audience, recipient, language, self.now)
        return compare_records(old, new, load_catalogue()) if old and new else None


def reopened(both: Both, comparison: Comparison, editions: Sequence[Path], root: Path | None) -> Iterator[Reopened]:
    """Yield what opens again.

    ``editions`` are manifests, or folders with them; without any, those below ``dist`` of a root are looked at.
    """
    if both.before is None or both.now is None or not comparison.differs:
        return
    yield from _reviews(both.before, both.now)
    yield from _sign_offs(both.before, both.now)
    yield from _releases(both.before, both.now)
    yield from _publications(both)
    yield from _editions(both, editions, root)
    yield from _deliveries(both, comparison.as_of)


def _reviews(before: Assessed, now: Assessed) -> Iterator[Reopened]:
    """Yield the reviews that had an effect on the earlier side, are still there, and have none now.

    One on a duty that does not apply any more is not among them: nobody has to judge it again.
    """
    stood = {_said(review) for review in _standing(before)}
    stand = {_said(review) for review in _standing(now)}
    findings = {finding.file: finding for finding in now.findings if finding.code in ("MUN712", "MUN713", "MUN714")}
    rows = {(row.requirement.id, row.bearer, part.use): part for row, part in _parts(now)}
    for review in now.opened.workspace.reviews:
        if _said(review) not in stood - stand:
            continue
        finding, row = findings.get(review.file), rows.get((review.requirement, review.bearer, review.use))
        if finding is not None:
            why, do = finding.message, finding.remedy
        elif row is not None and row.applies is Applies.CANNOT_TELL:
            why = "Whether the duty that it answers applies cannot be told any more."
            do = "Answer what decides it (muniment coverage); the review counts again if its facts are the same then."
        else:
            continue
        entry = load_catalogue().requirements.get(review.requirement)
        yield Reopened(
            "review", _place(review.file, now.opened), why, do, "now",
            (finding.related[:_NAMED] if finding else ()) or (f"{review.bearer}#",), entry.citation if entry else "",
        )  # fmt: skip


def _parts(assessed: Assessed) -> Iterator[tuple[Row, Row]]:
    for row in assessed.assessment.rows:
        for part in row.parts or (row,):
            yield row, part


def _sign_offs(before: Assessed, now: Assessed) -> Iterator[Reopened]:
    """Yield the sign-offs that stood on the earlier side, are still there, and do not stand now."""
    workspaces = before.opened.workspace, now.opened.workspace
    stood = {(one.card, one.role, one.facts) for one in workspaces[0].sign_offs if stands(one, workspaces[0])}
    remedies = {finding.file: finding for finding in now.findings if finding.code in ("MUN760", "MUN761")}
    for one in workspaces[1].sign_offs:
        if (one.card, one.role, one.facts) in stood and not stands(one, workspaces[1]):
            finding = remedies.get(one.file)
            yield Reopened(
                "review", _place(one.file, now.opened), f"{one.person} ({one.role}) signed off facts that changed.",
                finding.remedy if finding else "Have them signed off again.", "now",
                (finding.related[:_NAMED] if finding else ()) or (f"{one.card}#",),
            )  # fmt: skip


def _releases(before: Assessed, now: Assessed) -> Iterator[Reopened]:
    """Yield the released versions whose facts are not the released ones on the later side, and were on the earlier."""
    were = {finding.address for finding in before.findings if finding.code == CHANGED}
    found: dict[str, list[Finding]] = {}
    for finding in now.findings:
        if finding.code == CHANGED and finding.address not in were:
            found.setdefault(split_address(finding.address)[0], []).append(finding)
    for card, changed in found.items():
        why = f"This version was released, and {len(changed)} of its facts changed."
        addresses = tuple(finding.address for finding in changed[:_NAMED])
        yield Reopened("release", card, why, changed[0].remedy, "now", addresses)


def _said(review: Review) -> tuple[object, ...]:
    return review.subject, review.answer, review.facts, review.reviewer, review.date


def _standing(assessed: Assessed) -> Iterator[Review]:
    for row in assessed.assessment.rows:
        for part in (row, *row.parts):
            yield from part.reviews


def _place(file: str, opened: Opened) -> str:
    """Return a file as it is called below the root of its workspace."""
    path, root = Path(file).resolve(), opened.root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def _publications(both: Both) -> Iterator[Reopened]:
    """Yield for each model whose public summary reads otherwise now by when the catalogue asks for a new one."""
    if both.now is None:
        return
    entry = load_catalogue().requirements.get(UPDATE)
    rows: dict[str, Row] = {}
    for row in both.now.assessment.rows:
        if row.requirement.id == UPDATE:
            rows[row.bearer] = row
    for card in both.now.opened.workspace.of_kind("model"):
        found = rows.get(card.identity)
        was = both.earlier.get(card.identity, "")
        if entry is None or found is None or not was or found.applies is Applies.NO:
            continue
        compared = both.compare(_SUMMARY, was, "public", "", "en")
        if compared is None or not compared.facts:
            continue
        fact = card.facts.get(DUE)
        day = str(fact.value) if fact is not None and fact.status is Status.KNOWN else ""
        if found.applies is Applies.CANNOT_TELL:
            do = "State gpai, provider_duties and continuous_training: whether an update is due hangs on them."
        elif day:
            do = f"Publish the summary anew by {day}, six months after the last update, and state summary.last_update."
        else:
            do = "State summary.last_update: the day of the next update is computed from it."
        yield Reopened(
            "publication", card.identity, "What the public summary says of this model has changed.", do, day,
            _addresses(compared), f"{entry.citation} ({CONFIDENCE[entry.confidence]})",
        )  # fmt: skip


def _addresses(compared: ComparedEditions) -> tuple[str, ...]:
    return tuple(change.address for change in compared.facts[:_NAMED])


def _editions(both: Both, named: Sequence[Path], root: Path | None) -> Iterator[Reopened]:
    """Yield the editions of manifests that say otherwise than they would if they were built now."""
    seen: dict[tuple[str, str, str, str, str], ComparedEditions | None] = {}
    for file, manifest in _manifests(root, named):
        for output in manifest.outputs:
            kind, _, rest = output.path.partition(".")
            language = rest.rpartition(".")[0].rpartition(".")[2]
            key = (kind, manifest.bearer, manifest.audience, manifest.recipient, language)
            if key not in seen:
                seen[key] = both.compare(*key)
            compared = seen[key]
            if compared is None or not (compared.facts or compared.duties):
                continue
            duties = tuple(change.duty.bearer + "#" for change in compared.duties[:1])
            yield Reopened(
                "edition", (file.parent / output.path).as_posix(),
                f"It says otherwise than the cards do now: {_counts(compared)}.",
                "Build it again with --supersedes, seal it, and say in the status that this one is superseded.",
                "", _addresses(compared) or duties,
            )  # fmt: skip


def _deliveries(both: Both, as_of: str) -> Iterator[Reopened]:
    """Yield who holds an edition that says otherwise now."""
    if both.before is None or both.now is None or not both.now.opened.has(DELIVERIES):
        return
    deliveries, _, _ = read_deliveries(both.now.opened.root)
    for holding in latest(deliveries, as_of):
        edition, content = holding.edition, holding.delivery.content
        card = card_of(edition.card, both.before)
        compared = both.compare(edition.kind, card, edition.audience, edition.named or "", edition.language)
        if compared is not None and compared.facts:
            yield Reopened(
                "delivery", f"{edition.kind} of {edition.card} at {content.recipient}",
                f"Given on {content.date} ({content.ground.replace('_', ' ')}), it says otherwise than the cards do "
                f"now: {_counts(compared)}.",
                "Build it again with --supersedes, deliver that, and note it: muniment deliver.",
                "", _addresses(compared),
            )  # fmt: skip


def _counts(compared: ComparedEditions) -> str:
    facts, duties = len(compared.facts), len(compared.duties)
    said = [f"{facts} fact{'s' * (facts != 1)}"] if facts else []
    said += [f"{duties} outcome{'s' * (duties != 1)}"] if duties else []
    return " and ".join(said)


def _manifests(root: Path | None, named: Sequence[Path]) -> Iterable[tuple[Path, Manifest]]:
    """Yield the manifests that are named, else those below ``dist``; one that cannot be read is an error if named."""
    for place in named or ([root / "dist"] if root else []):
        if not place.exists():
            if named:
                raise CannotRun(f"{place} does not exist.", "Name a manifest, or the folder that build wrote.")
            continue
        files = sorted(place.rglob("manifest.*.json")) if place.is_dir() else [place]
        for file in files:
            if file.name.endswith(".seal.json"):
                continue
            try:
                yield Path(shown(file)), load_manifest(read_bounded(file, _MAX_MANIFEST))
            except (ValueError, RecursionError, CannotRun) as error:
                if named:
                    raise CannotRun(f"{file} is no manifest that can be read: {error}.", "Build again.") from error
