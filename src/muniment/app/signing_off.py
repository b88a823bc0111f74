"""`review --as ROLE`: a person's decision on facts of a card, written down as a file over these facts alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.files import write_atomically
from muniment.app.opening import REVIEWS, open_workspace, refuse_wrong_settings, shown
from muniment.app.reviewing import scalar
from muniment.assess.sign_offs import Pending, all_pending, covers, digest_over, facts_under, pending, stands
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.model.load import Card
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import position_at, positions_of
from muniment.record.record import Record
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace
from muniment.workspace.settings import Settings
from muniment.workspace.sign_offs import SignOff, load_sign_off

#: Whose documents wait for a sign-off where a row does not say it.
_OUTSIDE = ("public", "client", "authority")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as it is given: on which facts of which card, in which role, by whom."""

    card: str
    role: str
    paths: tuple[str, ...]
    decision: str
    person: str
    date: str
    remark: str = ""
    source: str = ""


def sign_off(given: Decision, at: Path, as_of: str, *, overwrite: bool = False) -> Path:
    """Write a sign-off and return its file.

    Raises CannotRun when the card, or a path, does not exist, when the card states nothing there, when the settings
    name the persons of the role and this is none of them, when a word is a placeholder, and when another decision on
    the same facts stands and must not be overwritten.
    """
    assessed = _assessed(at, as_of)
    file, content = signed_file(given, assessed)
    if file.exists() and not overwrite and file.read_bytes() != content and not _has_fallen(file, assessed):
        raise CannotRun(
            f"{shown(file)} holds a decision on these facts.", "Give --replace to put this one in its place."
        )
    write_atomically(file, content)
    return file


def signed_file(given: Decision, assessed: Assessed) -> tuple[Path, bytes]:
    """Return the file of a sign-off and what it holds; nothing is written. Raises CannotRun as `sign_off` does."""
    workspace = assessed.opened.workspace
    card = _card(given.card, workspace)
    paths = tuple(_path(path, card) for path in given.paths)
    _check_person(given, workspace.settings)
    facts = facts_under(card, paths)
    if not facts:
        raise CannotRun(f"{card.identity} states nothing under {', '.join(paths)}.", "Name facts that the card states.")
    file = assessed.opened.root / REVIEWS / "sign-offs" / card.identity / f"{given.role}.{_short(paths)}.yaml"
    made = SignOff(
        shown(file), card.identity, given.role, given.decision, given.person, given.date, paths,
        digest_over(card.identity, given.role, facts), given.remark, given.source,
        tuple((fact.address, fact.digest) for fact in facts),
    )  # fmt: skip
    content = _content(made)
    tree, _ = load_tree(content, made.file)
    wrong = load_sign_off(tree)[1] if tree else []
    if wrong:
        raise CannotRun(wrong[0].message, wrong[0].remedy)
    return file, content


def _has_fallen(file: Path, assessed: Assessed) -> bool:
    """Tell whether a file holds a sign-off of which the facts have changed: it counts for nothing any more."""
    workspace = assessed.opened.workspace
    return any(one.file == shown(file) and not stands(one, workspace) for one in workspace.sign_offs)


def list_pending(paths: Sequence[Path], as_of: str) -> list[Pending]:
    """Return what waits for a sign-off in the workspace around the paths, by role and card."""
    assessed = _assessed(paths[0] if paths else Path(), as_of)
    return sorted(all_pending(assessed.opened.workspace), key=lambda one: (one.role, one.card))


def awaited_by(record: Record, workspace: Workspace) -> tuple[str, ...]:
    """Return the roles that have not signed off facts which a record shows, sorted."""
    roles: set[str] = set()
    for row in workspace.settings.sign_offs:
        if record.audience not in (row.audiences or _OUTSIDE) or record.kind not in (row.documents or (record.kind,)):
            continue
        shown_facts = [fact for fact in record.facts if fact.status != "withheld" and fact.origin != "computed"]
        for identity in sorted({fact.address.partition("#")[0] for fact in shown_facts} & workspace.cards.keys()):
            waiting = pending(workspace.cards[identity], row, workspace)
            if waiting and any(
                fact.address.startswith(f"{identity}#") and covers(path, fact.path)
                for fact in shown_facts
                for path in waiting.paths
            ):
                roles.add(row.role)
    return tuple(sorted(roles))


def _assessed(at: Path, as_of: str) -> Assessed:
    opened = open_workspace([at])
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; sign-offs belong to a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    # With a mistake in them the settings would ask for nobody, and nothing would seem to wait.
    refuse_wrong_settings(opened)
    return assess_workspace(opened, as_of)


def _card(name: str, workspace: Workspace) -> Card:
    found = workspace.cards.get(name) or next(
        (card for card in workspace.cards.values() if Path(card.file).resolve() == Path(name).resolve()), None
    )
    if found is None:
        near = did_you_mean(name, workspace.cards)
        remedy = f'Did you mean "{near}"?' if near else "Name it as kind/name@version, dataset/x@1.0, or by its file."
        raise CannotRun(f'There is no card "{name[:160]}".', remedy)
    return found


def _path(path: str, card: Card) -> str:
    """Return a path in full: ``licence`` is ``dataset.licence`` of a data set."""
    full = path if path == card.kind or path.startswith(f"{card.kind}.") else f"{card.kind}.{path}"
    if full != card.kind and position_at(full) is None:
        near = did_you_mean(full, positions_of(card.kind))
        raise CannotRun(
            f"{path[:160]} is no path of a {card.kind} card.",
            f'Did you mean "{near}"?' if near else f"muniment explain {card.kind} tells what there is.",
        )
    return full


def _check_person(given: Decision, settings: Settings) -> None:
    persons = [name for row in settings.sign_offs if row.role == given.role for name in row.persons or (given.person,)]
    if persons and given.person not in persons:
        raise CannotRun(
            f"{given.person[:80]} is not among those who sign off as {given.role}.",
            f"muniment.yaml names {', '.join(dict.fromkeys(persons))}.",
        )


def _short(paths: Iterable[str]) -> str:
    return digest("\n".join(sorted(paths)).encode()).removeprefix("sha256:")[:8]


def _content(made: SignOff) -> bytes:
    pairs: Mapping[str, str] = {
        "card": made.card, "role": made.role, "decision": made.decision, "person": made.person, "date": made.date,
        "remark": made.remark, "source": made.source,
    }  # fmt: skip
    lines = ["muniment: 1", *(f"{key}: {scalar(value)}" for key, value in pairs.items() if value)]
    lines += ["paths:", *(f"  - {scalar(path)}" for path in made.paths), f"facts: {made.facts}", "rests_on:"]
    for address, sha256 in made.rests_on:
        lines += [f"  - address: {scalar(address)}", f"    sha256: {sha256}"]
    return ("\n".join(lines) + "\n").encode()
