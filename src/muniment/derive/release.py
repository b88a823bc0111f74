"""Rules on a model's release: open-source relief, the update of the summary, and modification by somebody else."""

from decimal import Decimal

from muniment.derive.answers import Answer, all_of, any_of, cannot_tell, does_not_arise, known
from muniment.derive.dates import first_day, last_day, months_later
from muniment.derive.licences import denied_rights, has_terms
from muniment.derive.parameters import parameter
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts, unlisted
from muniment.model.facts import Status

_RIGHTS = {"access", "use", "modify", "distribute"}
_PUBLIC_PARTS = {"weights", "architecture", "usage_information"}
_PROVIDERS = {"provider_gpai", "provider_gpai_systemic"}


def open_source_exempt(model: Subject) -> Answer | None:
    """Tell whether a general-purpose model meets Art 53(2): four rights, three public parts, no systemic risk."""
    if model.value("/gpai") is not True:
        return None
    risk = model.value("/systemic_risk")
    conditions = {
        "licence.allows": _rights(model),
        "public_parts": _holds_all(model, "/public_parts", _PUBLIC_PARTS),
        "systemic_risk": None if risk is None else not risk,
    }
    met = all_of(list(conditions.values()))
    if met is None:
        questioned = {"licence.allows"} if _questioned(model) else set()
        return cannot_tell(
            reason("rights_questioned" if path in questioned else "not_stated", fact=path)
            for path, held in conditions.items()
            if held is None
        )
    return known(met)


def _rights(model: Subject) -> bool | None:
    """Tell whether all four rights are granted; open where the licence's own name speaks against one of them."""
    stated = _holds_all(model, "/licence/allows", _RIGHTS)
    return None if stated and _questioned(model) else stated


def _questioned(model: Subject) -> bool:
    """Tell whether the name of the licence denies a right, or comes with terms; a note beside allows settles it."""
    allows = model.look("/licence/allows")
    return bool(denied_rights(model)) or (has_terms(model) and allows is not None and not allows.note)


def _holds_all(model: Subject, inner: str, wanted: set[str]) -> bool | None:
    if model.is_status(inner, Status.NOT_APPLICABLE):
        return False
    stated = model.value(inner)
    return wanted <= set(stated) if isinstance(stated, list) else None


def trained_since_last_update(model: Subject) -> Answer | None:
    """Tell whether a data set was used for training after the last update of the summary."""
    update = model.value("/summary/last_update")
    parts = training_parts(model)
    if update is None or not parts:
        return unlisted(model) if update is not None else None
    after = [_used_after(model, part, update) for part in parts]
    found = any_of(after)
    if found is None:
        open_ = [part.name for part, used in zip(parts, after, strict=True) if used is None]
        return cannot_tell(reason("set_without_end", set=name) for name in open_)
    return known(found)


def _used_after(model: Subject, part: Part, day: str) -> bool | None:
    start, end = (model.value(f"{part.record}/{key}") for key in ("used_from", "used_until"))
    if end is not None and last_day(str(end)) <= day:
        return False
    latest = max((first_day(str(date)) for date in (start, end) if date is not None), default="")
    return True if latest > day and part.certain else None


def next_due(model: Subject) -> Answer | None:
    """Return the day six months after the last update, where training goes on with further data."""
    goes_on = any_of([model.value("/continuous_training"), model.value("/trained_since_last_update")])
    if goes_on is False:
        return does_not_arise(reason("training_ended"))
    update = model.value("/summary/last_update")
    if update is None:
        return cannot_tell(reason("not_stated", fact="summary.last_update")) if goes_on else None
    if goes_on is None:
        return cannot_tell(reason("continuous_training_open"))
    return known(months_later(str(update), int(parameter("update_months"))))


def modification_verdict(model: Subject) -> Answer | None:
    """Compare the computation of a modification with a third of the original's, or of what stands for it."""
    modified = model.value("/modification/is_modification")
    if modified is not True:
        return None if modified is None else does_not_arise(reason("no_modification"))
    change = model.value("/modification/compute_flop")
    if change is None:
        return cannot_tell(reason("not_stated", fact="modification.compute_flop"))
    originals = _originals(model)
    if not originals:
        return cannot_tell(reason("not_stated", fact="modification.original_compute_flop"))
    verdicts = {Decimal(change) * parameter("modification_share") > original for original in originals}
    if len(verdicts) > 1:
        return cannot_tell(reason("original_risk_open"))
    return known("provider" if verdicts.pop() else "not_provider")


def _originals(model: Subject) -> list[Decimal]:
    """Return the original's computation; where it is stated to be unknown, the substitutes that may stand for it."""
    place = "/modification/original_compute_flop"
    stated = model.value(place)
    if stated is not None:
        return [Decimal(stated)]
    if not model.is_status(place, Status.UNKNOWN):
        return []
    substitutes = {True: parameter("substitute_compute_systemic"), False: parameter("substitute_compute_other")}
    risk = _original_risk(model)
    return list(substitutes.values()) if risk is None else [substitutes[risk]]


def _original_risk(model: Subject) -> bool | None:
    risks = {
        base.value("/systemic_risk")
        for record in model.records("model.models[]")
        if model.value(f"{record}/relation") == "base" and (base := model.world.linked(model, f"{record}/model"))
    }
    return bool(next(iter(risks))) if len(risks) == 1 and None not in risks else None


def provider_duties(model: Subject) -> Answer | None:
    """Tell whether the organisation owes a provider's duties for a model: by its role, or as one who changes it much.

    Who also modifies models of others owes them for its own models, and for a modification above the mark.
    """
    if model.value("/gpai") is not True:
        return None if model.value("/gpai") is None else known(False)
    organisation = model.world.organisation()
    roles = organisation.value("/roles") if organisation else None
    if not isinstance(roles, list):
        return cannot_tell(reason("roles_open"))
    provider = bool(_PROVIDERS & set(roles))
    if "downstream_modifier" not in roles:
        return known(provider)
    verdict = model.value("/modification/verdict")
    if verdict is not None:
        return known(verdict == "provider")
    place = "/modification/is_modification"
    if model.value(place) is False or model.is_status(place, Status.NOT_APPLICABLE):
        return known(provider)
    return cannot_tell(
        reason("not_stated", fact=f"modification.{'verdict' if model.value(place) else 'is_modification'}")
    )
