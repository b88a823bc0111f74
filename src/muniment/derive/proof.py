"""Rules on the dates of a stamped data set: declared, not later than, first recorded. Nobody types a proof."""

from collections.abc import Callable

from muniment.derive.answers import Answer, cannot_tell, known
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.model.facts import Status


def proven(name: str) -> Callable[[Subject], Answer | None]:
    """Return the rule that answers with one of the dates or names that stamps and version control give."""

    def answer(dataset: Subject) -> Answer | None:
        dates = dataset.world.workspace.proven.get(dataset.card.identity)
        value = getattr(dates, name) if dates is not None else None
        return known(list(value) if isinstance(value, tuple) else value) if value else None

    return answer


def first_use(dataset: Subject) -> Answer | None:
    """Return the earliest day from which a card says that it used the set, where the set was stamped."""
    workspace = dataset.world.workspace
    uses = workspace.uses_of(dataset.card.identity)
    if dataset.card.identity not in workspace.proven or not uses:
        return None
    stated = [(use, use.facts.get(f"{use.record}/used_from")) for use in uses]
    silent = [use.user for use, fact in stated if fact is None or fact.status is not Status.KNOWN]
    if silent:
        return cannot_tell(reason("user_without_start", card=user) for user in silent)
    return known(min(str(fact.value) for _, fact in stated if fact is not None))
