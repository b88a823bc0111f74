"""Where in a datasheet each path is printed, which values are codes, and what the first screen asks. Tables only.

The sections stand in the order of Annex IV point 2(d), with identity and responsibility before it and gaps, uses and
outcomes after it; they stand in this order in every datasheet, also when empty, so that section 6 is always the
same. Paths and their reading order are data: ``templates/reading_order.txt``.
"""

import functools
from dataclasses import dataclass

from muniment.base.resources import template_path

#: The section for every path that has no place in the reading order.
FURTHER = "further"

#: Panels of the first screen with their questions and the paths that answer them, the first stated one first.
PANELS: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "what",
        (
            ("description", ("dataset.description",)),
            ("modalities", ("dataset.modalities",)),
            ("size", ("dataset.measures.amount", "dataset.measures.range")),
        ),
    ),
    (
        "who",
        (
            ("organisation", ("organisation.legal_name",)),
            ("owner", ("dataset.governance.owner",)),
            ("contact", ("organisation.contact", "organisation.contact_points.downstream")),
            ("supplier", ("dataset.supplier.name",)),
        ),
    ),
    (
        "personal_data",
        (
            ("personal_data", ("dataset.personal_data.present",)),
            ("special_categories", ("dataset.special_categories.present",)),
        ),
    ),
    (
        "customer_data",
        (
            ("customer_data", ("dataset.customer_data.used",)),
            ("services", ("dataset.customer_data.services",)),
            ("exclusion", ("dataset.customer_data.exclusion",)),
        ),
    ),
    (
        "gaps",
        (
            ("gaps", ("dataset.gaps.description",)),
            ("known_omissions", ("dataset.quality.known_omissions",)),
        ),
    ),
    (
        "recipient",
        (
            ("licence", ("dataset.licence.id", "dataset.licence.name", "dataset.licence.parts.licence")),
            ("conditions", ("dataset.licence.remarks",)),
            ("attribution", ("dataset.licence.parts.attribution",)),
            ("use_by", ("dataset.staleness.valid_until",)),
            ("reuse_limits", ("dataset.special_categories.reuse_limits",)),
        ),
    ),
    ("status", ()),
)

#: Questions that are left out where nothing answers them: most data sets have nothing to name there.
ONLY_IF_STATED = frozenset({"supplier", "services", "exclusion", "attribution", "use_by", "reuse_limits"})


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """The sections in order, the section and rank of each path, and the paths whose values are codes."""

    sections: tuple[str, ...]
    places: dict[str, tuple[str, int]]
    codes: frozenset[str]


@functools.cache
def reading_order() -> ReadingOrder:
    """Return the reading order of datasheets, read from its file once."""
    places: dict[str, tuple[str, int]] = {}
    sections: list[str] = []
    codes: set[str] = set()
    for line in template_path("reading_order.txt").read_text("utf-8").splitlines():
        path, _, mark = line.partition(" ")
        if line.startswith("["):
            sections.append(line.strip("[]"))
        elif line and not line.startswith("#"):
            places[path] = (sections[-1], len(places))
            codes |= {path} if mark == "=" else set()
    return ReadingOrder(tuple(sections), places, frozenset(codes))


def placement(path: str, own_card: bool) -> tuple[str, int]:
    """Return the section of a path and its rank in it; facts of other data sets go to the last section.

    ``path`` may carry the ``[]`` of lists; ``own_card`` says whether the fact stands on the card of the document. A
    path that is not listed stands with its nearest parent that is.
    """
    plain = path.replace("[]", "")
    if plain.startswith("dataset.") and not own_card:
        return FURTHER, 0
    places = reading_order().places
    while plain and plain not in places:
        plain = plain.rpartition(".")[0]
    return places.get(plain, (FURTHER, 0))
