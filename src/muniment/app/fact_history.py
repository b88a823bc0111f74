"""`log`: the history of a card through git, from the states of its file; a few processes, however many commits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from muniment.app import git
from muniment.app.files import read_bounded
from muniment.app.opening import shown
from muniment.base.addresses import split_address
from muniment.base.errors import CannotRun
from muniment.catalogue.load import load_catalogue
from muniment.changes.history import Step, differences, only_at
from muniment.changes.weighing import Materiality, load_materiality
from muniment.model.kinds import KINDS
from muniment.model.load import Card, load_card
from muniment.source.load import MAX_BYTES, load_tree

_AUTHOR = re.compile(rb"^author (.*) <[^>\n]*> (\d{1,12}) ([+-])(\d\d)(\d\d)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class History:
    """The history of a card: its steps, the latest first; ``cut`` tells that there are more commits than were read."""

    card: str
    file: str
    path: str
    steps: tuple[Step, ...]
    cut: bool


def history(file: Path, path: str, most: int) -> History:
    """Return the history of a card's file, or of one place or pattern in it, over at most so many commits.

    Raises CannotRun for a file that no commit holds, and for a path that the vocabulary does not know.
    """
    touched = git.commits_of(file, most + 1) if file.parent.is_dir() else []
    if not touched:
        raise CannotRun(f"No commit holds {str(file)[:160]}.", "Name the file of a card in a git repository.")
    cut, touched = len(touched) > most, touched[:most]
    now = git.ask(file.parent, "rev-parse", "--verify", "--quiet", f"HEAD:./{file.name}")
    objects = git.read_objects(
        file.parent, list(dict.fromkeys([*(one.commit for one in touched), *_blobs(touched), *([now] if now else [])]))
    )
    states = _states(touched, objects)
    rules = load_materiality(load_catalogue())
    steps = [_step(one, states, objects, rules) for one in touched]
    steps = [*_uncommitted(file, states.get(now), rules), *steps]
    known = next((card for card in (_read(file), *(states.get(one.after) for one in touched)) if card), None)
    if path:
        inner, pattern = _meant(path, known)
        steps = list(only_at(steps, inner, pattern))
    else:
        steps = [step for step in steps if step.facts or step.cards or step.records or not step.readable]
    return History(known.identity if known else "", shown(file), path, tuple(steps), cut)


def _blobs(touched: Sequence[git.Touched]) -> list[str]:
    return [name for one in touched for name in (*one.before, one.after) if name]


def _states(touched: Sequence[git.Touched], objects: dict[str, bytes]) -> dict[str, Card | None]:
    """Return the card of each state of the file; where none can be read, the one that it came from."""
    states: dict[str, Card | None] = {"": None}
    for one in reversed(touched):
        for name in (*one.before, one.after):
            if name not in states:
                states[name] = _card(objects.get(name, b""), one.path) or states.get(one.before[0])
    return states


def _card(data: bytes, name: str) -> Card | None:
    tree, _ = load_tree(data, name)
    return load_card(tree)[0] if tree else None


def _read(file: Path) -> Card | None:
    return _card(read_bounded(file, MAX_BYTES + 1), file.name) if file.is_file() else None


def _step(one: git.Touched, states: dict[str, Card | None], objects: dict[str, bytes], rules: Materiality) -> Step:
    step, *others = (differences(states.get(before), states.get(one.after), rules) for before in one.before)
    for other in others:
        # A merge has changed what is as none of its sides had it.
        places = {change.address for change in other.facts}
        facts = tuple(change for change in step.facts if change.address in places)
        cards = tuple(change for change in step.cards if change in other.cards)
        step = replace(step, facts=facts, cards=cards, records=())
    date, author, subject = _told(objects.get(one.commit, b""))
    readable = not one.after or _card(objects.get(one.after, b""), one.path) is not None
    return replace(step, commit=one.commit, date=date, author=author, subject=subject, file=one.path, readable=readable)


def _uncommitted(file: Path, head: Card | None, rules: Materiality) -> list[Step]:
    """Return what the file says now that the last commit does not."""
    here = _read(file)
    if head is None or here is None:
        return []
    step = differences(head, here, rules)
    return [replace(step, file=shown(file))] if step.facts or step.cards or step.records else []


def _told(commit: bytes) -> tuple[str, str, str]:
    """Return day, author and first line of a commit."""
    head, _, message = commit.partition(b"\n\n")
    subject = message.strip().partition(b"\n")[0].decode("utf-8", "replace")[:300]
    found = _AUTHOR.search(head)
    if found is None:
        return "", "", subject
    offset = timedelta(hours=int(found[4]), minutes=int(found[5])) * (-1 if found[3] == b"-" else 1)
    try:
        day = datetime.fromtimestamp(int(found[2]), UTC).astimezone(timezone(offset)).date().isoformat()
    except (ValueError, OverflowError, OSError):
        day = ""
    return day, found[1].decode("utf-8", "replace")[:200], subject


def _meant(path: str, card: Card | None) -> tuple[str, str]:
    """Return a place (``/title``, an address) or a pattern (``labelling.campaigns[].pay``) that a path means."""
    inner = split_address(path)[1] if "#" in path else path if path.startswith("/") else ""
    if inner:
        return inner.rstrip("/"), ""
    if card is None:
        return "", path
    from muniment.model.suggest import did_you_mean
    from muniment.model.vocabulary import positions_of

    pattern = path if path.partition(".")[0] in KINDS and "." in path else f"{card.kind}.{path}"
    known = positions_of(card.kind)
    if pattern not in known and f"{pattern}[]" not in known:
        near = did_you_mean(pattern, known)
        remedy = f'Did you mean "{near}"?' if near else "Write a place (/labelling/labelled) or a path of the card."
        raise CannotRun(f'"{path[:120]}" is no path of a {card.kind} card.', remedy)
    return "", pattern
