"""Rules on time: which design of a system is in force, and how long documents are kept (Art 18, 54(3)(b), 111(2))."""

from muniment.derive.answers import Answer, cannot_tell, known
from muniment.derive.dates import months_later
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_KEPT_MONTHS = 120


def last_design_date(system: Subject) -> Answer | None:
    """Return the day of the last significant change of design, or that of the first placing where there was none."""
    placed = system.look("/placed_on")
    if placed is None:
        return None
    if placed.status is not Status.KNOWN:
        return Answer(placed.status, reason=placed.reason)
    records = system.records("system.design_changes[]")
    if not records:
        if system.is_status("/design_changes", Status.NOT_APPLICABLE):
            return known(placed.value)
        return cannot_tell(reason("design_changes_open"))
    days = [system.value(f"{record}/date") for record in records]
    if None in days:
        return cannot_tell(reason("design_change_without_date"))
    return known(max(str(day) for day in (placed.value, *days)))


def system_anchor(system: Subject) -> Answer | None:
    """Return the day from which a system's documents are kept: that of placing on the market or into service."""
    if system.is_status("/placed_on", Status.NOT_APPLICABLE):
        # No system is exempt from having such a day: for one made for own use it is that of putting into service.
        return cannot_tell(reason("not_placed_yet"))
    return _anchor(system, "/placed_on", "placed_on")


def model_anchor(model: Subject) -> Answer | None:
    """Return the day from which a model's documents are kept: that of placing on the Union market."""
    return _anchor(model, "/union_market_date", "union_market_date")


def _anchor(subject: Subject, inner: str, name: str) -> Answer | None:
    placed = subject.look(inner)
    if placed is None:
        return cannot_tell(reason("not_stated", fact=name))
    return known(placed.value) if placed.status is Status.KNOWN else Answer(placed.status, reason=placed.reason)


def kept_until(subject: Subject) -> Answer | None:
    """Return the last day of the ten years."""
    anchor = subject.look("/retention/anchor_date")
    if anchor is None or anchor.status is not Status.KNOWN:
        return None if anchor is None else Answer(anchor.status, reason=anchor.reason)
    return known(months_later(str(anchor.value), _KEPT_MONTHS))


def regime(system: Subject) -> Answer | None:
    """Return under which rules a system's documents are kept: those of financial services for such institutions."""
    organisation = system.world.subjects.get(system.world.workspace.organisation)
    stated = organisation.value("/financial_institution") if organisation else None
    if stated is None:
        return cannot_tell(reason("financial_institution_open"))
    return known("financial_services" if stated else "ai_act")
