"""Headings of the templates of Hugging Face and of Data Cards: which fact stands below them, or why none is taken."""

from muniment.import_.draft import Reason

_PERSONAL_DATA = "The publisher writes on it (see the list of what was left); read it and answer."
_BIASES = "The publisher discusses biases; what an examination found is for whoever made it to state."
_ANNOTATORS = "The publisher says who the annotators are; names were not copied."
_CURATORS = "The publisher names its curators; say which legal person that is."
_PRODUCERS = "The publisher says who produced the language or the data."
#: Heading → path of the fact; ``[]`` makes a record of the id that follows it.
FACTS = {
    "dataset summary": "description",
    "dataset description": "description",
    "summary": "description",
    "curation rationale": "design_choices[curation].rationale",
    "initial data collection and normalization": "collection.method",
    "data collection and processing": "collection.method",
    "data collection": "collection.method",
    "collection methods used": "collection.method",
    "annotation process": "labelling.campaigns[annotation].procedure",
    "other known limitations": "gaps[limitations].description",
    "known limitations": "gaps[limitations].description",
    "limitations": "gaps[limitations].description",
    "bias risks and limitations": "gaps[limitations].description",
    "licensing information": "licence.remarks",
    "licensing": "licence.remarks",
    "license": "licence.remarks",
    "sampling methods": "selection.sampling_method",
    "data selection": "selection.criteria",
    "selection criteria": "selection.criteria",
    "maintenance plan": "update_policy",
    "maintenance": "update_policy",
}
#: Heading → why it is left, and of which fact a person is to think.
LEFT: dict[str, tuple[Reason, str, str]] = {
    "personal and sensitive information": (Reason.FOR_A_PERSON, "personal_data.present", _PERSONAL_DATA),
    "discussion of biases": (Reason.FOR_A_PERSON, "bias_examination", _BIASES),
    "biases": (Reason.FOR_A_PERSON, "bias_examination", _BIASES),
    "who are the annotators": (Reason.PERSONAL, "labelling", _ANNOTATORS),
    "dataset curators": (Reason.PERSONAL, "origin.legal_entity", _CURATORS),
    "dataset card authors": (Reason.PERSONAL, "", ""),
    "dataset card contact": (Reason.PERSONAL, "", ""),
    "contact": (Reason.PERSONAL, "", ""),
    "contributions": (Reason.PERSONAL, "", ""),
    "who are the source language producers": (Reason.NO_PLACE, "population.description", _PRODUCERS),
    "who are the source data producers": (Reason.NO_PLACE, "population.description", _PRODUCERS),
    "data instances": (Reason.EXAMPLE, "", ""),
    "supported tasks and leaderboards": (Reason.NO_PLACE, "", ""),
    "supported tasks": (Reason.NO_PLACE, "", ""),
    "languages": (Reason.NO_PLACE, "", ""),
    "social impact of dataset": (Reason.NO_PLACE, "", ""),
    "citation information": (Reason.NO_PLACE, "", ""),
    "citation": (Reason.NO_PLACE, "", ""),
    "recommendations": (Reason.NO_PLACE, "", ""),
    "uses": (Reason.NO_PLACE, "", ""),
    "direct use": (Reason.NO_PLACE, "", ""),
    "out of scope use": (Reason.NO_PLACE, "", ""),
    "glossary": (Reason.NO_PLACE, "", ""),
    "more information": (Reason.NO_PLACE, "", ""),
}  # fmt: skip
#: Headings that only hold others.
EMPTY = frozenset(
    {
        "", "table of contents", "dataset structure", "dataset creation", "annotations", "source data", "data fields",
        "dataset details", "considerations for using the data", "additional information", "data splits",
    }
)  # fmt: skip
#: Headings below which further ones belong to what they say.
WHOLE = frozenset({*FACTS, *LEFT, "data fields", "data splits"})
