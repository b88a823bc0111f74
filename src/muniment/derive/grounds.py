"""What a computed fact rests on: the facts to ask for, in this order, when the rule cannot tell.

Nobody is asked for what the tool computes; a question names the first of these that is open. Paths of a data set or
of a use are those of the model's own uses.
"""

from muniment.derive.sources import CLASSES

_SETS = ("model.datasets[]", "use.role")
_CLASS = (*_SETS, "dataset.source.kind")
_MODALITIES = (*_SETS, "dataset.modalities")
_SIZE = (*_MODALITIES, "dataset.measures[].amount")

GROUNDS: dict[str, tuple[str, ...]] = {
    "organisation.code.signatory_copyright": ("organisation.code.chapters_signed",),
    "dataset.labelling.agreement_range": (
        "dataset.labelling.campaigns[].qc.agreement_metric",
        "dataset.labelling.campaigns[].qc.agreement_value",
    ),
    "dataset.personal_data.reused_for_new_purpose": (
        "dataset.personal_data.original_purpose",
        "dataset.personal_data.training_purpose",
    ),
    "model.open_source_exempt": ("model.systemic_risk", "model.licence.allows", "model.public_parts"),
    "model.modification.verdict": (
        "model.modification.is_modification",
        "model.modification.compute_flop",
        "model.modification.original_compute_flop",
    ),
    "model.provider_duties": (
        "model.gpai",
        "organisation.roles",
        "model.modification.is_modification",
        "model.modification.compute_flop",
        "model.modification.original_compute_flop",
    ),
    "model.modalities": _MODALITIES,
    "model.languages": (*_SETS, "dataset.scope.languages"),
    "model.eu_languages": (*_SETS, "dataset.scope.languages"),
    "model.latest_acquisition_date": (*_SETS, "dataset.acquisition.date"),
    "model.trained_since_last_update": ("model.summary.last_update", *_SETS, "use.used_until"),
    "model.summary.next_due": ("model.continuous_training", "model.summary.last_update"),
    "model.sources.public.has_smaller_sets": (*_CLASS, "dataset.modalities", "dataset.measures[].amount"),
    "use.large_public": (*_CLASS, "dataset.modalities", "dataset.measures[].amount"),
    "use.share_of_modality": (*_MODALITIES, "dataset.measures[].amount"),
    "model.sources.crawl.domain_rule": (*_CLASS, "organisation.size_class"),
    **{f"model.sources.{section}.used": _CLASS for section in CLASSES},
    **{f"model.sources.{section}.modalities": (*_CLASS, "dataset.modalities") for section in CLASSES},
    **{f"model.size.of_{modality}.bracket": _SIZE for modality in ("text", "image", "audio", "video")},
    "system.last_design_date": ("system.placed_on", "system.design_changes[].date"),
}
#: Facts of which nobody is asked by way of the computed one, and on which it rests all the same.
_RESTS_ON = {f"model.size.of_{modality}.amount": _SIZE for modality in ("text", "image", "audio", "video")}


def rests_on(path: str) -> frozenset[str]:
    """Return the paths that a computed fact rests on, those of computed ones among them included."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        key = waiting.pop().replace("model.datasets[].", "use.", 1)
        for ground in (*GROUNDS.get(key, ()), *_RESTS_ON.get(key, ())):
            if ground not in found:
                found.add(ground)
                waiting.append(ground)
    return frozenset(found)
