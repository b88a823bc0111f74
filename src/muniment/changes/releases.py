"""What of a card a release freezes, and the findings about released versions whose facts have changed since.

A fact is frozen by its address, status and meaning: not by comments, order, notes, sources or owners, and not by the
reason why something is unknown; the reason why something does not apply is itself the answer. What the tool computes or
measures follows from facts of other cards and of the data, and is left aside.
"""

from collections.abc import Iterable, Iterator, Mapping

from muniment.base.canonical import canonical_bytes, digest
from muniment.base.findings import Finding, Severity
from muniment.changes.statements import as_meant
from muniment.model.facts import Fact, Origin, Status
from muniment.model.load import Card
from muniment.record.release import Release, digest_over
from muniment.workspace.link import Workspace

#: The finding about a fact of a released version that has changed.
CHANGED = "MUN751"
#: So many changed facts of one version are told one by one.
_EACH = 20


def frozen_facts(card: Card) -> dict[str, str]:
    """Return the digest of each fact of a linked card, by inner address, profiles and what is inherited included."""
    return {
        inner: digest(canonical_bytes([inner, str(fact.status), _meaning(fact)]))
        for inner, fact in sorted(card.facts.items())
        if not fact.record and fact.origin not in (Origin.COMPUTED, Origin.MEASURED)
    }


def _meaning(fact: Fact) -> str:
    if fact.status is Status.KNOWN:
        return as_meant(fact.value)
    return as_meant(fact.reason) if fact.status is Status.NOT_APPLICABLE else ""


def check_releases(workspace: Workspace, releases: Mapping[str, Release]) -> Iterator[Finding]:
    """Yield the findings about releases, by the file of each: facts that changed, and versions that are gone."""
    for file, release in releases.items():
        card = workspace.cards.get(release.card)
        if card is None:
            yield _gone(file, release, workspace)
            continue
        facts = frozen_facts(card)
        if digest_over(facts) != release.sha256:
            both = sorted({*facts, *release.facts})
            yield from _changed(card, release, [at for at in both if facts.get(at) != release.facts.get(at)])


def _changed(card: Card, release: Release, changed: Iterable[str]) -> Iterator[Finding]:
    listed = list(changed)
    for inner in listed[:_EACH]:
        file, pointer = _place(card, inner)
        fact = card.facts.get(inner)
        gone = "" if fact else " It is not stated any more."
        yield Finding(
            CHANGED, Severity.ERROR,
            f"{card.identity} was released on {release.date}, and {inner} has changed since.{gone}", _remedy(card),
            file=file, pointer=pointer, address=f"{card.identity}#{inner}", path=fact.path if fact else "",
        )  # fmt: skip
    if len(listed) > _EACH:
        more = len(listed) - _EACH
        yield Finding(
            CHANGED, Severity.ERROR,
            f"{card.identity} was released on {release.date}, and {more} more facts have changed since.", _remedy(card),
            file=card.file, pointer="/version", address=f"{card.identity}#",
        )  # fmt: skip


def _remedy(card: Card) -> str:
    return (
        f"Give the card a new version, and keep the released one beside it as {card.name}@{card.version}.card.yaml; "
        "muniment diff shows what changed."
    )


def _place(card: Card, inner: str) -> tuple[str, str]:
    """Return where a fact stands, or the nearest section of one that is gone; else the version."""
    fact = card.facts.get(inner)
    if fact is not None and fact.pointer:
        return fact.file or card.file, fact.pointer
    above = inner.rpartition("/")[0]
    while above:
        if above in card.sections:
            return card.sections[above]
        above = above.rpartition("/")[0]
    return card.file, "/version"


def _gone(file: str, release: Release, workspace: Workspace) -> Finding:
    name = release.card.rpartition("@")[0]
    current = [card for card in workspace.cards.values() if f"{card.kind}/{card.name}" == name]
    stem = release.card.partition("/")[2]
    said = f"; the card is {current[-1].identity} now" if current else ""
    return Finding(
        "MUN752", Severity.WARNING, f"{release.card[:160]} was released, and no card describes it any more{said}.",
        f"Bring it back from version control as {stem[:120]}.card.yaml: what was used stays described.", file=file,
    )  # fmt: skip
