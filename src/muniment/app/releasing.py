"""`release`: freeze a version of a card that was used; and reading what was frozen, only where there is any."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.opening import RELEASES, Opened, concerns, open_workspace, shown
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity

if TYPE_CHECKING:
    from muniment.model.load import Card
    from muniment.record.release import Release, UsedIn

_MAX_BYTES = 8 * 1024 * 1024
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be released: a card by its file or identity, by whom, on which day; ``again`` with a reason."""

    card: str
    by: str
    date: str
    again: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """What a release wrote (nothing where the version is frozen as it is), and the sets it uses that are not."""

    release: "Release"
    file: Path
    written: bool
    not_frozen: tuple[str, ...]


def with_releases(opened: Opened) -> list[Finding]:
    """Return the findings about the releases of a workspace, as its cards are linked."""
    from muniment.changes.releases import check_releases

    releases, findings = read_releases(opened.root)
    return [*findings, *check_releases(opened.workspace, releases)]


def read_releases(root: Path) -> tuple[dict[str, "Release"], list[Finding]]:
    """Return the releases below a root by their file as shown, and the findings about those that cannot be read."""
    from muniment.record.release import load_release

    releases: dict[str, Release] = {}
    findings: list[Finding] = []
    for file in sorted((root / RELEASES).glob("*/*.json"))[:_MOST]:
        try:
            if file.is_symlink() or not file.is_file():
                raise ValueError("it is a link, or no plain file")
            with file.open("rb") as stream:
                release = load_release(stream.read(_MAX_BYTES))
            if file != release_file(root, release.card):
                raise ValueError(f"it is the release of {release.card[:160]}, which another file name belongs to")
            releases[shown(file)] = release
        except (OSError, ValueError, RecursionError) as error:
            why = error.strerror if isinstance(error, OSError) else str(error)
            remedy = "Restore it from version control."
            message = f"This release counts for nothing: {why}."
            findings.append(Finding("MUN750", Severity.ERROR, message, remedy, file=shown(file)))
    return releases, findings


def release_file(root: Path, identity: str) -> Path:
    """Return where the release of a card lies."""
    kind, _, stem = identity.partition("/")
    return root / RELEASES / kind / f"{stem}.json"


def release(wanted: Wanted) -> Released:
    """Freeze a version of a card.

    Raises CannotRun for a card that cannot be found or has errors of form, and for a version that was frozen with
    other facts, unless it is to be frozen again.
    """
    from muniment.app.files import write_atomically
    from muniment.changes.releases import frozen_facts
    from muniment.record.release import Frozen, Release, digest_over, load_release, release_bytes

    opened, card = _card(wanted.card)
    _refuse_mistakes(opened, card)
    facts = frozen_facts(card)
    file = release_file(opened.root, card.identity)
    made = Release(
        card.identity, wanted.date, wanted.by, digest_over(facts), facts, _evidence(opened, card.identity),
        tuple(f"{use.user}#{use.record}" for use in opened.workspace.uses_of(card.identity)),
        _used_in(opened.root, card.identity), wanted.reason,
    )  # fmt: skip
    sets = {use.dataset for use in opened.workspace.uses_by(card.identity) if use.dataset}
    open_ = tuple(sorted(name for name in sets if not release_file(opened.root, name).is_file()))
    if file.exists():
        try:
            earlier = load_release(file.read_bytes())
        except (ValueError, RecursionError) as error:
            raise CannotRun(f"{shown(file)} is no release: {error}.", "Restore it from version control.") from error
        if earlier.sha256 == made.sha256:
            return Released(earlier, file, False, open_)
        if not wanted.again:
            raise CannotRun(
                f"{card.identity} was released on {earlier.date} with other facts.",
                f"Give the card a new version, and keep the old one as {card.name}@{card.version}.card.yaml; or, to "
                "correct the record of this version itself, add --again --reason.",
            )
        before = Frozen(earlier.date, earlier.by, earlier.sha256, earlier.reason)
        made = replace(made, earlier=(*earlier.earlier, before))
    write_atomically(file, release_bytes(made))
    return Released(made, file, True, open_)


def _card(name: str) -> "tuple[Opened, Card]":
    path = Path(name)
    opened = open_workspace([path if path.exists() else Path()])
    if not opened.in_workspace:
        raise CannotRun("Cards are released in a workspace.", "Put a muniment.yaml at the top of the folder.")
    cards = opened.workspace.cards
    found = [card for card in cards.values() if concerns(card.file, [path])] if path.exists() else []
    if not found and name in cards:
        found = [cards[name]]
    if len(found) != 1:
        what = "names no card" if not found else f"names {len(found)} cards"
        raise CannotRun(f"{name[:160]} {what}.", "Name one card by its file, or as kind/name@version.")
    return opened, found[0]


def _refuse_mistakes(opened: Opened, card: "Card") -> None:
    files = {card.file, *(opened.profiles.get(name, "") for name in card.profiles)}
    mistakes = [
        finding
        for finding in opened.findings
        if finding.severity is Severity.ERROR
        and (finding.place.file if finding.place else finding.file) in files
        and finding.code.startswith(("MUN1", "MUN2", "MUN3"))
    ]
    if mistakes:
        raise CannotRun(
            f"{card.identity} has {len(mistakes)} error{'s' * (len(mistakes) != 1)} of form; what they concern would "
            "not be frozen.",
            "Mend them first: muniment check.",
        )


def _evidence(opened: Opened, identity: str) -> str:
    from muniment.app.evidence import lock_file
    from muniment.base.canonical import digest

    file = lock_file(opened.root, identity)
    return digest(file.read_bytes()) if file.is_file() and not file.is_symlink() else ""


def _used_in(root: Path, identity: str) -> "tuple[UsedIn, ...]":
    """Return the editions below ``dist`` that were built from the card."""
    from muniment.record.manifest import load_manifest
    from muniment.record.release import UsedIn

    found = set()
    for file in sorted((root / "dist").rglob("manifest.*.json")) if (root / "dist").is_dir() else ():
        if file.name.endswith(".seal.json"):
            continue
        try:
            manifest = load_manifest(file.read_bytes())
        except (OSError, ValueError, RecursionError):
            continue
        if identity in {item.identity for item in manifest.cards}:
            folder = file.parent.relative_to(root).as_posix()
            found |= {(f"{folder}/{output.path}", output.record_sha256) for output in manifest.outputs}
    return tuple(UsedIn(*item) for item in sorted(found))


def as_json(released: Released) -> str:
    """Return what a release came to as JSON."""
    made = released.release
    told = {"card": made.card, "date": made.date, "by": made.by, "sha256": made.sha256, "facts": len(made.facts)}
    told |= {"file": shown(released.file), "written": released.written, "not_released": list(released.not_frozen)}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
