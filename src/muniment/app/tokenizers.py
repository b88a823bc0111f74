"""Tokenizers that somebody names with `--tokenizer NAME=FILE`, and counting with them beside an engine."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.app.opening import shown
from muniment.base.errors import CannotRun
from muniment.evidence.found import DataFile, Found
from muniment.evidence.inventory import Told
from muniment.evidence.lock import Lock
from muniment.evidence.measuring import Engine
from muniment.evidence.plan import Plan
from muniment.evidence.states import States
from muniment.evidence.tokens import MAX_BYTES, SNAPSHOT, Tokenizer, load_tokenizer


def read_tokenizers(choices: Iterable[str]) -> tuple[Tokenizer, ...]:
    """Read what was named as NAME=FILE; CannotRun for what cannot be read, or a name given twice."""
    made: dict[str, Tokenizer] = {}
    for choice in choices:
        name, equals, file = choice.partition("=")
        if not (name and equals and file) or name in made:
            raise CannotRun(f"{choice} is no tokenizer.", "Write --tokenizer NAME=FILE, each name of the card once.")
        data = read_bounded(Path(file), MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise CannotRun(f"{shown(Path(file))} is larger than any tokenizer.", "Give its tokenizer.json.")
        made[name] = load_tokenizer(name, data)
    return tuple(made.values())


def check_named(tokenizers: Sequence[Tokenizer], plans: Iterable[Plan]) -> None:
    """Raise CannotRun for a tokenizer that no card names: nothing would be counted with it."""
    named = {name for plan in plans for name in plan.tokenizers}
    for tokenizer in tokenizers:
        if tokenizer.name not in named:
            known = f"The cards name {', '.join(sorted(named))}." if named else "The cards name none."
            raise CannotRun(
                f"No card names the tokenizer {tokenizer.name}. {known}",
                "State it in measures[].tokenizer, with tokens as the unit.",
            )


def check_same(tokenizers: Sequence[Tokenizer], lock: Lock, name: str) -> None:
    """Raise CannotRun where evidence rests on tokenizers that are not given, or on other ones of their names."""
    given = {tokenizer.snapshot.name: tokenizer.sha256 for tokenizer in tokenizers}
    for snapshot in lock.snapshots:
        if snapshot.name.startswith(SNAPSHOT) and given.get(snapshot.name) != snapshot.sha256:
            called = snapshot.name.removeprefix(SNAPSHOT)
            raise CannotRun(
                f"{name} counts tokens with {called}, a file with {snapshot.sha256}.",
                f"Give it: --tokenizer {called}=FILE.",
            )


def with_tokens(engine: Engine, tokenizers: Sequence[Tokenizer], told: Callable[[Told], None]) -> Engine:
    """Return an engine that counts tokens as well."""
    if not tokenizers:
        return engine

    def both(
        plan: Plan, files: Sequence[DataFile], work: Path, states: States, each: Callable[[DataFile, int], None]
    ) -> Found:
        from muniment.evidence.tables.tokens import count_tokens

        def tell(count: int, size: int, found: bool) -> None:
            told(Told(count, size, found, "tokens"))

        made = engine(plan, files, work, states, each)
        made.add(count_tokens(plan, files, tokenizers, work=work, states=states, told=tell))
        return made

    return both
