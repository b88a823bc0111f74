"""How a model was trained: methods, computation, energy, adaptation, and modification of somebody else's model."""

from typing import Literal

from muniment.model.section import Entry, Section, fact
from muniment.model.types import Amount, CardRef, Duration, Text


class Training(Section):
    """Design and course of the training."""

    methods: list[Text] | None = fact("Methods", "The training methods and techniques.")
    stages: list[Text] | None = fact("Stages", "The stages of training in their order, each in a sentence.")
    rationale: Text | None = fact("Rationale", "The key design choices and the reasons for them.")
    assumptions: list[Text] | None = fact("Assumptions", "What was assumed when the training was designed.")
    objective: Text | None = fact(
        "Objective", "What the model is designed to optimise, and what each parameter weighs."
    )
    duration: Duration | None = fact("Duration", "How long the training took.", example="P54D")


class Compute(Section):
    """The computation used, counted in floating-point operations."""

    training_flop: Amount | None = fact(
        "Training", "The computation used for training, all stages together.", unit="FLOP", example=3.2e24
    )
    synthetic_generation_flop: Amount | None = fact(
        "Generation of synthetic data", "The computation used to generate synthetic training data.", unit="FLOP"
    )
    method: Text | None = fact("Method", "How the computation was counted or estimated.")


class Energy(Section):
    """The energy used for training, known or estimated."""

    kwh: Amount | None = fact("Energy", "The energy used for training.", unit="kWh", example=1250000)
    method: Text | None = fact("Method", "How the energy was measured or estimated.")


class Adaptation(Entry):
    """One adaptation of the model after its pre-training, such as alignment or fine-tuning."""

    dataset: CardRef | None = fact(
        "Data set", "The card of the data set used for it.", example="preference-pairs-en@1.4.0"
    )
    description: Text | None = fact("Description", "What was adapted, how, and to what effect.")


class Modification(Section):
    """The change of a general-purpose model of somebody else, and whether it makes the modifier a provider."""

    is_modification: bool | None = fact(
        "Modifies another model", "Whether this model is a modified general-purpose model of another provider."
    )
    compute_flop: Amount | None = fact("Computation of the change", "What the modification took.", unit="FLOP")
    original_compute_flop: Amount | None = fact(
        "Computation of the original",
        "What the training of the original took; if that cannot be known, the substitute named in the Commission's "
        "guidelines.",
        unit="FLOP",
    )
    verdict: Literal["provider", "not_provider"] | None = fact(
        "Role that follows",
        "What follows from comparing the two with the indicative mark of one third.",
        computed=True,
        choices={
            "provider": "The change is large enough to make the modifier provider of the modified model.",
            "not_provider": "The change is too small for that.",
        },
    )
    summary_covers_only_modification: bool | None = fact(
        "Summary limited to the change", "Whether the public summary describes the content of the modification only."
    )
