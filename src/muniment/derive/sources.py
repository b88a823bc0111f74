"""Which classes of source a model's training data come from, and which modalities each of them holds (section 2)."""

from collections.abc import Callable

from muniment.derive.answers import Answer, cannot_tell, does_not_arise, known
from muniment.derive.content import in_order, modalities_of
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.derive.training import Part, training_parts, union, unlisted

#: Section of the model card → classes of source (``dataset.source.kind``) that belong to it.
CLASSES: dict[str, tuple[str, ...]] = {
    "public": ("public",),
    "licensed": ("licensed",),
    "private_other": ("private_other",),
    "crawl": ("crawl",),
    "user_interactions": ("user_interaction",),
    "other_services": ("other_service",),
    "user_data": ("user_interaction", "other_service"),
    "synthetic": ("synthetic",),
    "other": ("other",),
}
_CLASS = "set_without_class"
#: Size classes with the shorter list of domains.
_SMALL = ("micro", "small", "medium")


def used(section: str) -> Callable[[Subject], Answer | None]:
    """Return the rule that tells whether a class was used: yes once proven, no only when every set is of another."""
    kinds = CLASSES[section]

    def rule(model: Subject) -> Answer | None:
        parts = training_parts(model)
        if not parts:
            return unlisted(model)
        proven, gaps = union(parts, _kinds(kinds), _CLASS)
        if proven:
            return known(True)
        if not gaps and not any(part.certain for part in parts):
            gaps = [part.doubtful() for part in parts]
        return cannot_tell(gaps) if gaps else known(False)

    return rule


def modalities(section: str) -> Callable[[Subject], Answer | None]:
    """Return the rule that unites the modalities of a class's sets; a list that may be incomplete is not given."""
    kinds = CLASSES[section]
    was_used = used(section)

    def rule(model: Subject) -> Answer | None:
        stated = was_used(model)
        if stated is None or stated.value is None:
            return stated
        if stated.value is False:
            return does_not_arise(reason("no_such_class"))
        parts = training_parts(model)
        _, gaps = union(parts, _kinds(kinds), _CLASS)
        mine = [part for part in parts if part.value("/source/kind") in kinds]
        found, silent = union(mine, modalities_of, "set_without_modalities")
        gaps.extend(silent)
        return cannot_tell(gaps) if gaps else known(in_order(found))

    return rule


def public_parts(model: Subject) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """Return the public sets used for training, and the reasons why there may be others."""
    if "public" not in model.gathered:
        parts = training_parts(model)
        _, gaps = union(parts, _kinds(CLASSES["public"]), _CLASS)
        public = tuple(part for part in parts if part.certain and part.value("/source/kind") == "public")
        model.gathered["public"] = public, tuple(gaps)
    gathered: tuple[tuple[Part, ...], tuple[str, ...]] = model.gathered["public"]
    return gathered


def _kinds(kinds: tuple[str, ...]) -> Callable[[Part], list[str] | None]:
    def read(part: Part) -> list[str] | None:
        kind = part.value("/source/kind")
        if kind is None:
            return None
        return [kind] if kind in kinds else []

    return read


def domain_rule(model: Subject) -> Answer | None:
    """Tell which rule the list of crawled domains is under; small mid-caps are under the general one."""
    crawled = used("crawl")(model)
    if crawled is None or crawled.value is not True:
        return None
    organisation = model.world.organisation()
    size = organisation.value("/size_class") if organisation else None
    if size is None:
        return cannot_tell(reason("size_class_open"))
    return known("small_enterprise" if size in _SMALL else "general")
