"""How a model was evaluated, and what is known of its risks, of memorised content and of anonymity."""

from muniment.model.section import Entry, Section, fact
from muniment.model.types import CardRef, Ref, Table, Text


class Evaluation(Section):
    """Evaluation and adversarial testing."""

    datasets: list[Ref] | None = fact(
        "Evaluation sets",
        "The sets the model was evaluated on: cards by name and version, or public benchmarks by their reference.",
    )
    contamination_check: Ref | None = fact(
        "Overlap with training data",
        "The report of the check for evaluation items among the training data.",
        measured=True,
    )
    strategy: Text | None = fact(
        "Strategy", "What was evaluated, by which criteria and metrics, and with which limits."
    )
    results: Table | None = fact("Results", "The results, one row a metric or benchmark.")
    red_team_refs: list[Ref] | None = fact(
        "Adversarial testing", "The reports of adversarial testing, internal or not."
    )


class ModelRisk(Entry):
    """One systemic risk that has, or may have, a source in data (Art 55(1)(b))."""

    dataset: CardRef | None = fact("Data set", "The card of the data set that is a source of the risk.")
    source: Text | None = fact("Source", "How the risk arises.")
    mitigation: Text | None = fact("Mitigation", "What was done about it.")


class Memorisation(Section):
    """Content of the training data that the model might reproduce."""

    safeguards: list[Text] | None = fact(
        "Safeguards", "What keeps the model from reproducing protected content of its training data."
    )


class Anonymity(Section):
    """Whether the model holds personal data of its training, and how that was examined (EDPB Opinion 28/2024)."""

    claimed: bool | None = fact("Anonymity claimed", "Whether the model is claimed to be anonymous.")
    attack_tests: list[Ref] | None = fact(
        "Tests by attack", "Reports of attempts to extract or infer personal data from the model."
    )
    evidence_ref: Ref | None = fact("Evidence", "The documentation behind the claim.")
    residual_likelihood: Text | None = fact(
        "Likelihood that remains", "How likely it remains that personal data can be obtained from the model."
    )
