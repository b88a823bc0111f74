"""What every card begins with: format, kind, name, version; and what is not a fact: language, profiles, disclosure."""

from typing import Literal

from pydantic import Field

from muniment.model.section import Section
from muniment.model.types import Id, Language, String, Value, Version

#: More would make a card that nobody can read.
MAX_PROFILES = 20


class DisclosureRule(Value):
    """A narrowing of who may see some facts of this card; a card never widens."""

    path: String = Field(
        title="Path", description="The facts meant, below this card: labelling.campaigns[].workforce[].pay."
    )
    audience: Literal["client", "authority", "internal"] = Field(
        title="Audience", description="The widest audience that may see them."
    )
    ground: Literal["trade_secret", "personal_data", "security", "contract", "other"] = Field(
        title="Ground", description="Why they are withheld from everybody else."
    )
    reason: String | None = Field(default=None, title="Reason", description="In words; shown internally only.")


class Header(Section):
    """The head of a card. Its identity is (kind, name, version)."""

    muniment: Literal[1] = Field(title="Format", description="The version of the card format: always 1.")
    name: Id = Field(title="Name", description="The card's name: the same over all versions of the thing described.")
    version: Version = Field(title="Version", description="The version described, as text in quotes.")
    language: Language | None = Field(
        default=None, title="Language", description="The language of this card's texts; else the workspace's first."
    )
    profiles: list[Id] | None = Field(
        default=None,
        max_length=MAX_PROFILES,
        title="Profiles",
        description="Profiles whose facts this card shares; its own values win.",
    )
    disclosure: list[DisclosureRule] | None = Field(
        default=None, title="Disclosure", description="Facts of this card that fewer people may see than by default."
    )


#: Keys of a header; they are no positions, save that ``version`` is also printed as a fact.
HEADER_KEYS = frozenset({"muniment", "kind", *Header.model_fields})
