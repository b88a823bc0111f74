"""What a rule answers: a value, or that it cannot be told and why, or that the question does not arise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from muniment.derive.reasons import reason as said
from muniment.model.facts import Status

#: So many reasons are given; who mends them sees the next.
_MOST = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one rule at one position; a rule that has nothing to say answers None instead."""

    status: Status
    value: Any = None
    reason: str = ""


def known(value: Any) -> Answer:
    """Answer with a value."""
    return Answer(Status.KNOWN, value)


def cannot_tell(reasons: str | Iterable[str]) -> Answer:
    """Answer that the value cannot be told; several reasons are joined, each once, the first of very many."""
    texts: dict[str, None] = {}
    for text in (reasons,) if isinstance(reasons, str) else reasons:
        texts[text] = None
        if len(texts) > _MOST:
            # Each of ten thousand uses would else repeat the reasons of all others.
            return Answer(Status.UNKNOWN, reason="; ".join([*list(texts)[:_MOST], said("and_more")]))
    return Answer(Status.UNKNOWN, reason="; ".join(texts))


def does_not_arise(reason: str) -> Answer:
    """Answer that the question does not arise."""
    return Answer(Status.NOT_APPLICABLE, reason=reason)


def all_of(conditions: Sequence[bool | None]) -> bool | None:
    """Kleene's conjunction: false if one is false, unknown if none is and one is unknown."""
    if any(condition is False for condition in conditions):
        return False
    return None if any(condition is None for condition in conditions) else True


def any_of(conditions: Sequence[bool | None]) -> bool | None:
    """Kleene's disjunction."""
    if any(condition is True for condition in conditions):
        return True
    return None if any(condition is None for condition in conditions) else False
