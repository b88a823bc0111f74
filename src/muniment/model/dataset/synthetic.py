"""Synthetic data: the models that made them, from what, why, and how the result was checked."""

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import CardRef, Share, String, Text, Url


class Generator(Entry):
    """A model that generated data of the set."""

    name: String | None = fact(
        "Generator", "The model's name (template of the public summary, section 2.5).", example="Aurora-Instruct-24B"
    )
    version: String | None = fact("Version of the generator", "The version used.", example="1.2")
    on_market: bool | None = fact(
        "On the market", "Whether it is a general-purpose model on the Union market; one's own may be, too."
    )
    summary_url: Url | None = fact(
        "Public summary of the generator", "Where its provider's summary of training content stands."
    )
    description: Text | None = fact("Description", "What the model is, where it is not on the market.")
    training_data: Text | None = fact("Its training data", "What it was trained on, as far as is known.")
    licence_terms: Text | None = fact("Terms on outputs", "What its licence says about the use of outputs.")


class Synthetic(Section):
    """Generation of synthetic data."""

    generators: list[Generator] | None = section("Generators", "The models that generated data of the set.")
    method: Text | None = fact("Method of generation", "How the data were generated (Model Documentation Form).")
    purpose: Text | None = fact("Need for synthetic data", "Why synthetic data were needed (California AB 2013).")
    prompts_source: Text | None = fact("Prompts or seeds", "Where prompts, seeds or templates came from.")
    filters: list[Text] | None = fact(
        "Filters after generation", "What was dropped after generation.", example=["Answers that repeat the prompt"]
    )
    share: Share | None = fact("Synthetic share", "The share of synthetic items.", unit="share", measured=True)
    human_review: Text | None = fact("Review of synthetic items by people", "How and how many items people checked.")
    seed_datasets: list[CardRef] | None = fact(
        "Real data behind it", "The sets the generator was seeded or fitted on.", example=["support-tickets-de@2.3.0"]
    )
    leakage_test: Text | None = fact(
        "Test for leakage",
        "Whether personal or protected content of the seeds reappears, and how that was tested.",
        measured=True,
    )
    output_marking: Text | None = fact("Marks on outputs", "The marks the generator sets on its outputs (Art 50(2)).")
    marks_preserved: bool | None = fact(
        "Marks preserved", "Whether these marks are still present in the set (Art 50(2)).", measured=True
    )
