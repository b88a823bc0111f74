"""The rules by the path they answer: words for the origin of the fact, and the function. Order matters within a kind.

A path with ``[]`` is asked once for each record. A rule may read what an earlier one has found.
"""

from collections.abc import Callable
from typing import NamedTuple

from muniment.derive import content, keeping, labelling, proof, release, sizes, sources, statements
from muniment.derive.answers import Answer
from muniment.derive.parameters import brackets
from muniment.derive.subject import Subject


class Rule(NamedTuple):
    """One named rule: what it does, in words, and how. With ``only`` nothing that is typed stands in its place."""

    words: str
    answer: Callable[[Subject], Answer | None]
    only: bool = False


_GROUPS = "dataset.labelling.campaigns[].workforce[]"

ORGANISATION = {
    "organisation.code.signatory_copyright": Rule(
        "whether the Copyright chapter is among the chapters signed", statements.signatory_copyright
    ),
}
_STAMPED = "earliest timestamp that holds, over {}"
DATASET = {
    "dataset.proof.first_use": Rule("earliest use that a model or system declares", proof.first_use, only=True),
    "dataset.proof.data_by": Rule(_STAMPED.format("the digests of the data"), proof.proven("data_by"), only=True),
    "dataset.proof.card_by": Rule(_STAMPED.format("the card as it stands"), proof.proven("card_by"), only=True),
    "dataset.proof.timestamped_by": Rule(
        "names in the certificates of these timestamps", proof.proven("authorities"), only=True
    ),
    "dataset.proof.recorded_on": Rule(
        "commit that first held this version of the card", proof.proven("recorded_on"), only=True
    ),
    "dataset.personal_data.reused_for_new_purpose": Rule(
        "comparison of the two purposes", statements.reused_for_new_purpose
    ),
    f"{_GROUPS}.pay.meets_living_wage": Rule("pay for an hour against the benchmark", labelling.meets_living_wage),
    "dataset.labelling.start": Rule("earliest beginning of a campaign", labelling.start),
    "dataset.labelling.end": Rule("latest end of a campaign", labelling.end),
    "dataset.labelling.headcount": Rule("sum over groups and campaigns", labelling.headcount),
    "dataset.labelling.workforce_kinds": Rule("union over groups and campaigns", labelling.united("kind")),
    "dataset.labelling.countries": Rule("union over groups and campaigns", labelling.united("countries")),
    "dataset.labelling.languages": Rule("union over groups and campaigns", labelling.united("languages")),
    "dataset.labelling.agreement_range": Rule("range over campaigns", labelling.agreement_range),
}
_CLASS_USED = "classes of source of the data sets used for training"
_CLASS_MODALITIES = "union over the data sets of this class used for training"
_SUM = "sum over the data sets used for training, after pre-processing"
_KEPT = "ten years after the day from which they are counted"

MODEL = {
    "model.open_source_exempt": Rule(
        "four rights, three public parts, no systemic risk (Art 53(2))", release.open_source_exempt
    ),
    "model.modification.verdict": Rule(
        "computation of the change against a third of the original's", release.modification_verdict
    ),
    "model.provider_duties": Rule(
        "roles of the organisation and, for one who modifies models of others, the size of the change",
        release.provider_duties,
    ),
    "model.modalities": Rule("union over the data sets used for training", content.modalities),
    "model.languages": Rule("union over the data sets used for training", content.languages),
    "model.eu_languages": Rule("official languages of the Union among the languages", content.eu_languages),
    "model.latest_acquisition_date": Rule(
        "latest month over the data sets used for training", content.latest_acquisition
    ),
    **{
        f"model.sources.{section}.used": Rule(_CLASS_USED, sources.used(section))
        for section in sources.CLASSES
        if section != "user_data"
    },
    **{
        f"model.sources.{section}.modalities": Rule(_CLASS_MODALITIES, sources.modalities(section))
        for section in ("public", "licensed", "private_other", "crawl", "user_data", "synthetic")
    },
    **{f"model.size.of_{modality}.amount": Rule(_SUM, sizes.amount(modality)) for modality in brackets()},
    **{
        f"model.size.of_{modality}.bracket": Rule("bracket of the template for the amount", sizes.bracket(modality))
        for modality in brackets()
    },
    "model.datasets[].share_of_modality": Rule(
        "amount of the data set over the amount of all data sets used for training", sizes.share_of_modality
    ),
    "model.datasets[].large_public": Rule(
        "share of each modality against the mark for large public sets", sizes.large_public
    ),
    "model.datasets[].large_by_reading": Rule(
        "share of each modality against the mark, on each reading of its base", sizes.large_by_reading
    ),
    "model.sources.public.has_smaller_sets": Rule(
        "shares of the public data sets against the mark for large ones", sizes.has_smaller_sets
    ),
    "model.sources.crawl.domain_rule": Rule("size class of the organisation", sources.domain_rule),
    "model.trained_since_last_update": Rule(
        "uses for training against the date of the last update", release.trained_since_last_update
    ),
    "model.summary.next_due": Rule("six months after the last update", release.next_due),
    "model.retention.anchor_date": Rule("day of placing on the Union market", keeping.model_anchor),
    "model.retention.until": Rule(_KEPT, keeping.kept_until),
}

SYSTEM = {
    "system.last_design_date": Rule(
        "latest of placing on the market and significant changes of design", keeping.last_design_date
    ),
    "system.retention.anchor_date": Rule("day of placing on the market or into service", keeping.system_anchor),
    "system.retention.until": Rule(_KEPT, keeping.kept_until),
    "system.retention.regime": Rule("whether the organisation is a financial institution", keeping.regime),
}

#: Kinds in the order in which they are derived: what a model's rules read must be there already.
RULES: dict[str, dict[str, Rule]] = {"organisation": ORGANISATION, "dataset": DATASET, "model": MODEL, "system": SYSTEM}
