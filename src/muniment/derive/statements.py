"""Small rules on what one card states by itself: the Code's copyright chapter, a new purpose for personal data."""

from muniment.derive.answers import Answer, cannot_tell, known
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.model.facts import Status


def signatory_copyright(organisation: Subject) -> Answer | None:
    """Tell whether the Copyright chapter is among the chapters signed."""
    chapters = organisation.look("/code/chapters_signed")
    if chapters is None:
        return None
    if chapters.status is Status.UNKNOWN:
        return cannot_tell(reason("chapters_unknown", reason=chapters.reason))
    return known(chapters.status is Status.KNOWN and "copyright" in chapters.value)


def reused_for_new_purpose(dataset: Subject) -> Answer | None:
    """Tell that a purpose is not new when both are stated in the same words; whether others differ, a person says."""
    original, current = (dataset.value(f"/personal_data/{key}_purpose") for key in ("original", "training"))
    if original is None or current is None:
        return None
    if original == current:
        return known(False)
    return cannot_tell(reason("purposes_differ"))
