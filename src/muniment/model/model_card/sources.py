"""Where a model's training data came from, by the source classes of the public summary's template (section 2).

Whether a class was used, and for which modalities, is computed from the data sets used for training.
"""

from typing import Literal

from muniment.model.modalities import MODALITIES, Modality
from muniment.model.section import Section, fact, section
from muniment.model.types import String, Text


def _used(what: str) -> bool | None:
    used: bool | None = fact("Used", f"Whether {what} were used for training.", computed=True)
    return used


def _modalities(what: str) -> list[Modality] | None:
    found: list[Modality] | None = fact(
        "Modalities", f"The modalities of {what} used.", computed=True, choices=MODALITIES
    )
    return found


class PublicSources(Section):
    """Data sets that others have compiled and that anybody can download free of charge (2.1)."""

    used: bool | None = _used("publicly available data sets")
    modalities: list[Modality] | None = _modalities("the public data sets")
    has_smaller_sets: bool | None = fact(
        "Smaller sets among them", "Whether some lie below the mark for large sets.", computed=True
    )
    other_description: Text | None = fact(
        "Other public data sets",
        "The public sets that are not listed one by one: modality, nature of the content, languages, time.",
    )


class LicensedSources(Section):
    """Data licensed commercially from rightsholders or those who represent them (2.2.1)."""

    used: bool | None = _used("data licensed from rightsholders")
    modalities: list[Modality] | None = _modalities("the licensed data")


class PrivateSources(Section):
    """Private data sets obtained from other third parties (2.2.2)."""

    used: bool | None = _used("private data sets of other third parties")
    modalities: list[Modality] | None = _modalities("the private data sets")
    has_publicly_known: bool | None = fact(
        "Publicly known ones", "Whether it is publicly known of some of these sets that they exist and were used."
    )
    known: list[String] | None = fact("List of known sets", "The names of the sets that are publicly known.")
    description: Text | None = fact("Description", "What the other sets hold, in general terms.")


class CrawledSources(Section):
    """Data crawled and scraped from the web by the provider or on its behalf (2.3)."""

    used: bool | None = _used("data crawled by the provider or on its behalf")
    modalities: list[Modality] | None = _modalities("the crawled data")
    content_description: Text | None = fact(
        "Types of content and sources", "What was crawled: the types of content and of online sources."
    )
    domain_rule: Literal["general", "small_enterprise"] | None = fact(
        "Rule for the list of domains",
        "Which rule says how long the published list of domains must be.",
        computed=True,
        choices={
            "general": "The top tenth of all domains by content kept.",
            "small_enterprise": "For micro, small and medium-sized enterprises: the top twentieth of all domains, or "
            "1 000 domains where that is lower.",
        },
    )


class UserInteractions(Section):
    """Data from users' interactions with the provider's models (2.4)."""

    used: bool | None = _used("data from interactions with the provider's models")


class OtherServices(Section):
    """Data collected through the provider's other services and products (2.4)."""

    used: bool | None = _used("data from the provider's other services")


class UserData(Section):
    """What is said of user data as a whole (2.4)."""

    services: Text | None = fact(
        "Services and products", "The services and products through which they were collected."
    )
    modalities: list[Modality] | None = _modalities("the user data")


class SyntheticSources(Section):
    """Synthetic data that the provider generated, or had generated, to train the model (2.5)."""

    used: bool | None = _used("synthetic data made by the provider or for it")
    modalities: list[Modality] | None = _modalities("the synthetic data")


class OtherSources(Section):
    """Data from sources that none of the other classes covers (2.6)."""

    used: bool | None = _used("data from other sources")
    description: Text | None = fact("Description", "The source, how the data were obtained, and what they hold.")


class Sources(Section):
    """The sources of the training data, by class."""

    public: PublicSources | None = section("Publicly available data sets")
    licensed: LicensedSources | None = section("Data licensed from rightsholders")
    private_other: PrivateSources | None = section("Private data sets of other third parties")
    crawl: CrawledSources | None = section("Data crawled from the web")
    user_interactions: UserInteractions | None = section("Interactions with the models")
    other_services: OtherServices | None = section("Other services and products")
    user_data: UserData | None = section("User data as a whole")
    synthetic: SyntheticSources | None = section("Synthetic data")
    other: OtherSources | None = section("Other sources")
