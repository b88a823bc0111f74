"""Tokens of all texts of a set, a file at a time; what was counted of a file is kept as a state of its own."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from muniment.base.canonical import canonical_bytes, digest
from muniment.evidence.found import DataFile, Found
from muniment.evidence.lock import Measured, Unread
from muniment.evidence.plan import Plan
from muniment.evidence.states import FileState, States, load_state, save_state
from muniment.evidence.tables.contents import Contents, holds_texts
from muniment.evidence.tables.measuring import state_key
from muniment.evidence.tables.readers import Unreadable
from muniment.evidence.tokens import Tokenizer

NOT_COUNTED = "tokens_not_counted"
_FORMAT = 1
_TOKENS = "tokens"
#: How many texts of a split wait to be counted together.
_LOT = 256


def count_tokens(
    plan: Plan,
    files: Sequence[DataFile],
    tokenizers: Sequence[Tokenizer],
    *,
    work: Path,
    states: States,
    told: Callable[[int, int, bool], None],
) -> Found:
    """Count with those tokenizers that the card names, in all files that were measured.

    ``told`` is called with a number of files, their stored bytes, and whether these are to be read or were.
    """
    found = Found()
    given = [(file, state) for file in files if holds_texts(plan, file) and (state := _measured(plan, file, states))]
    for tokenizer in tokenizers:
        if tokenizer.name not in plan.tokenizers or not given:
            continue
        told(len(given), sum(file.size for file, _ in given), True)
        counted: list[tuple[FileState, FileState | None]] = []
        counting = _Counting(plan, [file for file, _ in given], tokenizer, work / "tokens", states)
        try:
            for file, state in given:
                counted.append((state, counting.state(file)))
                told(1, file.size, False)
        finally:
            counting.close()
        lost = [file for (file, _), (_, tokens) in zip(given, counted, strict=True) if tokens is None]
        found.unread += [Unread(file.path, NOT_COUNTED) for file in lost]
        found.facts += _facts(plan, tokenizer, counted)
        found.snapshots.append(tokenizer.snapshot)
    return found


def tokens_key(plan: Plan, file: DataFile, tokenizer: Tokenizer) -> str:
    """Return what the tokens of a file depend on, as one digest."""
    needs = [_FORMAT, _TOKENS, state_key(plan, file), tokenizer.sha256]
    return digest(canonical_bytes(needs)).removeprefix("sha256:")


def _measured(plan: Plan, file: DataFile, states: States) -> FileState | None:
    folder = states.get(state_key(plan, file))
    return load_state(folder) if folder else None


def _facts(
    plan: Plan, tokenizer: Tokenizer, counted: Sequence[tuple[FileState, FileState | None]]
) -> list[Measured]:  # fmt: skip
    """Return the amount of the whole and of each split; records of files that were not counted are unread."""
    content = [f"nested:{field.id}" for field in plan.fields if field.holds == "content"]
    facts = []
    for split in (None, *(split for split in plan.splits if any(split in state.sums for state, _ in counted))):
        value = read = lost = 0
        for state, tokens in counted:
            sums = _sums(state, split)
            lost += sum(sums.get(name, 0) for name in ("bad", *content))
            if tokens is None:
                lost += sums.get("records", 0)
                continue
            value += _sums(tokens, split).get(_TOKENS, 0)
            read += sums.get("records", 0)
        of = {"modality": "text", "unit": _TOKENS, "tokenizer": tokenizer.name} | ({"split": split} if split else {})
        facts.append(Measured("amount", tuple(sorted(of.items())), value, _TOKENS, read=read, unread=lost))
    return facts


def _sums(state: FileState, split: str | None) -> dict[str, int]:
    if split is not None:
        return state.sums.get(split, {})
    return {name: state.total(name) for sums in state.sums.values() for name in sums}


class _Counting:
    """What is at hand while files are counted one after the other with one tokenizer."""

    def __init__(
        self, plan: Plan, files: Sequence[DataFile], tokenizer: Tokenizer, work: Path, states: States
    ) -> None:  # fmt: skip
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self._plan = plan
        self._tokenizer = tokenizer
        self._work = work
        self._states = states
        self._contents = Contents(plan, files, work, 0)

    def state(self, file: DataFile) -> FileState | None:
        """Return the state with the tokens of a file by split; None where it cannot be read any more."""
        key = tokens_key(self._plan, file, self._tokenizer)
        folder = self._states.get(key)
        state = load_state(folder) if folder else None
        if state is not None:
            return state
        try:
            state = self._counted(file)
        except (Unreadable, ValueError):
            return None
        if not file.is_unchanged():
            return None
        made = self._work / "state"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir()
        save_state(state, made)
        self._states.put(key, made)
        return state

    def _counted(self, file: DataFile) -> FileState:
        lots: dict[str, list[str]] = {}
        sums: dict[str, int] = {}
        for split, text in self._contents.texts(file):
            lot = lots.setdefault(split, [])
            lot.append(text)
            if len(lot) >= _LOT:
                sums[split] = sums.get(split, 0) + self._tokenizer.count(lot)
                lot.clear()
        for split, lot in lots.items():
            sums[split] = sums.get(split, 0) + self._tokenizer.count(lot)
        return FileState({split: {_TOKENS: count} for split, count in sums.items()})

    def close(self) -> None:
        """Close what is open, and leave nothing behind."""
        self._contents.close()
        shutil.rmtree(self._work, ignore_errors=True)
