"""Where in a datasheet each path is printed, and what its first screen asks. Tables only.

The order is that of Annex IV point 2(d), with identity and responsibility before it and gaps, uses and outcomes
after it. Sections stand in this order in every datasheet, also when empty, so that section 6 is always the same.
"""

#: Section, and the paths printed in it, in order; the longest matching prefix decides.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "identity",
        (
            "dataset.title",
            "dataset.version",
            "dataset.description",
            "dataset.url",
            "dataset.content_hash",
            "dataset.lifecycle_stage",
            "dataset.language",
            "dataset.update_policy",
        ),
    ),
    ("who", ("organisation", "dataset.governance", "dataset.owner", "dataset.contact", "dataset.supplier")),
    (
        "composition",
        (
            "dataset.modalities",
            "dataset.measures",
            "dataset.splits",
            "dataset.scope",
            "dataset.temporal",
            "dataset.characteristics",
            "dataset.population",
            "dataset.fields",
            "dataset.statistics",
            "dataset.distribution",
        ),
    ),
    (
        "provenance",
        (
            "dataset.source",
            "dataset.origin",
            "dataset.acquisition",
            "dataset.collection",
            "dataset.selection",
            "dataset.crawl",
            "dataset.user_data",
            "dataset.customer_data",
            "dataset.synthetic",
        ),
    ),
    ("rights", ("dataset.licence", "dataset.rights", "dataset.tdm")),
    ("personal_data", ("dataset.personal_data", "dataset.special_categories", "dataset.ccpa")),
    (
        "preparation",
        (
            "dataset.design_choices",
            "dataset.processing_steps",
            "dataset.cleaning",
            "dataset.labelling",
            "dataset.preference",
            "dataset.labour",
        ),
    ),
    (
        "quality",
        (
            "dataset.quality",
            "dataset.needs_assessment",
            "dataset.unsuitability",
            "dataset.leakage",
            "dataset.security",
            "dataset.staleness",
        ),
    ),
    (
        "representativeness",
        (
            "dataset.relevance",
            "dataset.purpose_fit",
            "dataset.representativeness",
            "dataset.setting",
            "dataset.construct_measured",
            "dataset.proxy_variables",
            "dataset.assumptions",
            "dataset.combination",
            "dataset.fit",
        ),
    ),
    ("bias", ("dataset.bias_examination", "dataset.bias_measures")),
    ("gaps", ("dataset.gaps", "dataset.quality.known_omissions")),
    ("uses", ("dataset.use", "dataset.uses", "model", "system", "deployment")),
)

#: The section for every path that stands in no row above.
FURTHER = "further"

#: Panels of the first screen with their questions and the paths that answer them, the first stated one first.
PANELS: tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...] = (
    (
        "what",
        (
            ("description", ("dataset.description",)),
            ("modalities", ("dataset.modalities",)),
            ("size", ("dataset.measures.value", "dataset.measures.range")),
        ),
    ),
    (
        "who",
        (
            ("organisation", ("organisation.name",)),
            ("owner", ("dataset.governance.owner", "dataset.owner")),
            ("contact", ("dataset.contact", "organisation.contact_points.downstream", "organisation.contact")),
        ),
    ),
    ("status", ()),
    (
        "rights",
        (
            ("licence", ("dataset.licence.id", "dataset.licence")),
            ("tdm_basis", ("dataset.tdm.basis",)),
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
        "gaps",
        (
            ("gaps", ("dataset.gaps.description", "dataset.gaps")),
            ("known_omissions", ("dataset.quality.known_omissions",)),
        ),
    ),
)


def placement(path: str, own_card: bool) -> tuple[str, int]:
    """Return the section of a path and its rank in it; facts of other data sets go to the last section.

    ``path`` may carry the ``[]`` of lists; ``own_card`` says whether the fact stands on the card of the document.
    """
    plain = path.replace("[]", "")
    if plain.startswith("dataset.") and not own_card:
        return FURTHER, 0
    return max(
        (
            (len(prefix), section, rank)
            for section, prefixes in SECTIONS
            for rank, prefix in enumerate(prefixes)
            if plain == prefix or plain.startswith(f"{prefix}.")
        ),
        default=(0, FURTHER, 0),
    )[1:]
