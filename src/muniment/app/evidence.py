"""The evidence of a workspace: its locks below ``evidence/``, read only where there are any, and judged."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.opening import Opened, shown
from muniment.base.canonical import digest
from muniment.base.findings import Finding, Severity
from muniment.model.load import Card

if TYPE_CHECKING:
    from muniment.evidence.lock import Lock
    from muniment.workspace.claims import Evidence

#: Where evidence lies in a workspace, and how the names of locks and of the listings beside them end.
FOLDER, LOCK, LISTING = "evidence", ".lock.json", ".sha256"


def with_evidence(opened: Opened) -> tuple[Opened, list[Finding]]:
    """Return a workspace whose cards are marked with what their evidence bears out, and the findings about it.

    The bytes of each lock that counts are noted among the files that the workspace rests on.
    """
    files = lock_files(opened.root) if opened.in_workspace else []
    if not files:
        return opened, []
    findings: list[Finding] = []
    cards, evidence, contents = dict(opened.workspace.cards), {}, dict(opened.files)
    for file in files:
        lock, data, problem = read_lock(file)
        if problem is None and lock is not None and lock.card not in cards:
            problem = _no_card(shown(file), lock.card)
        if problem is not None or lock is None:
            findings += [problem] if problem else []
            continue
        contents[shown(file)] = data
        judged = _judged(opened, lock, shown(file), digest(data))
        cards[lock.card], evidence[lock.card], said = judged
        findings += said
        findings += _judge_uses(opened, lock, cards, evidence)
    workspace = replace(opened.workspace, cards=cards, evidence=evidence)
    return replace(opened, workspace=workspace, files=contents), findings


def lock_files(root: Path) -> list[Path]:
    """Return the files of a workspace that are called evidence locks."""
    return sorted((root / FOLDER).glob(f"*{LOCK}")) if (root / FOLDER).is_dir() else []


def lock_file(root: Path, identity: str) -> Path:
    """Return where the lock of a data set lies."""
    return root / FOLDER / f"{identity.partition('/')[2]}{LOCK}"


def listing_file(lock: Path) -> Path:
    """Return where the listing of the files stands that a lock rests on."""
    return lock.with_name(lock.name.removesuffix(LOCK) + LISTING)


def read_lock(file: Path) -> "tuple[Lock | None, bytes, Finding | None]":
    """Read one lock, its bytes with it; a finding where it is none that counts."""
    from muniment.evidence.lock import MAX_BYTES, load_lock

    try:
        if file.is_symlink() or not file.is_file():
            raise ValueError("it is a link, or no plain file")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        lock = load_lock(data)
        if file.name != f"{lock.card.partition('/')[2]}{LOCK}":
            raise ValueError(f"it is the lock of {lock.card}, which another file name belongs to")
    except OSError as error:
        return None, b"", _broken(file, f"it cannot be read: {error.strerror}")
    except (ValueError, RecursionError) as error:
        return None, b"", _broken(file, str(error) if isinstance(error, ValueError) else "it is nested too deeply")
    return lock, data, None


def _broken(file: Path, why: str) -> Finding:
    message = f"The evidence lock {file.name} counts for nothing: {why}."
    remedy = "Restore it from version control, or measure again: muniment measure CARD."
    return Finding("MUN500", Severity.ERROR, message, remedy, file=shown(file))


def _no_card(file: str, identity: str) -> Finding:
    message = f"The evidence is on {identity[:160]}, and there is no such card."
    remedy = "Correct the version in the card, or delete the lock and what lies beside it."
    return Finding("MUN501", Severity.WARNING, message, remedy, file=file)


def _judge_uses(
    opened: Opened, lock: "Lock", cards: dict[str, Card], evidence: dict[str, "Evidence"]
) -> list[Finding]:  # fmt: skip
    """Judge what models and systems state of their uses of a set that was measured; return the findings."""
    from muniment.evidence.claims import judge_use, with_measured
    from muniment.evidence.measures import load_definitions
    from muniment.evidence.plan import plan_of
    from muniment.evidence.standing import check_claims
    from muniment.workspace.claims import Evidence

    measured, of_set = opened.workspace.cards[lock.card], evidence[lock.card]
    findings: list[Finding] = []
    for use in opened.workspace.uses_of(lock.card):
        user = cards[use.user]
        claims = judge_use(user, use.record, lock, plan_of(measured), load_definitions(), of_set.stale)
        if claims:
            own = Evidence("", "", claims, of_sets=(of_set.sha256,))
            findings += check_claims(user, own, measured)
            known = evidence.get(use.user, Evidence("", ""))
            locks = tuple(dict.fromkeys((*known.of_sets, of_set.sha256)))
            evidence[use.user] = replace(own, claims={**known.claims, **claims}, of_sets=locks)
            cards[use.user] = with_measured(user, claims)
    return findings


def _judged(opened: Opened, lock: "Lock", file: str, sha256: str) -> tuple[Card, "Evidence", list[Finding]]:
    from muniment.evidence.answering import MOST
    from muniment.evidence.claims import judge_claims, with_measured
    from muniment.evidence.measures import load_definitions
    from muniment.evidence.plan import plan_of
    from muniment.evidence.standing import check_claims, sizes_here, stale_reasons
    from muniment.evidence.tallies import tallies_of
    from muniment.workspace.claims import Evidence

    card, definitions = opened.workspace.cards[lock.card], load_definitions()
    plan = plan_of(card)
    sizes = {} if opened.alone else sizes_here(lock, plan, opened.root)
    stale = stale_reasons(card, lock, plan, definitions, sizes)
    claims = judge_claims(card, lock, plan, definitions, stale)
    unread = tuple((item.path, item.reason, min(max(item.records, 0), MOST)) for item in lock.unread)
    evidence = Evidence(file, sha256, claims, stale, unread, () if stale else tallies_of(lock, plan))
    findings = list(check_claims(card, evidence))
    return with_measured(card, claims), evidence, findings
