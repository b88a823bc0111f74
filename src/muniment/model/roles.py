"""The roles an organisation can hold; duties rest on roles."""

from typing import Literal

Role = Literal[
    "provider_high_risk",
    "provider_self_assessed_not_high_risk",
    "provider_other_system",
    "provider_generative",
    "provider_gpai",
    "provider_gpai_systemic",
    "model_developer",
    "downstream_modifier",
    "original_provider",
    "supplier",
    "third_party",
    "deployer",
    "deployer_public",
    "distributor",
    "importer",
    "authorised_representative",
    "any_operator",
    "controller",
    "research_organisation",
    "tdm_user",
    "ab2013_developer",
]

ROLES: dict[str, str] = {
    "provider_high_risk": "Provider of a high-risk AI system.",
    "provider_self_assessed_not_high_risk": "Provider of an Annex III system that it assessed as not high-risk.",
    "provider_other_system": "Provider of an AI system that is not high-risk.",
    "provider_generative": "Provider of a system that generates synthetic text, images, audio or video.",
    "provider_gpai": "Provider of a general-purpose AI model.",
    "provider_gpai_systemic": "Provider of a general-purpose AI model with systemic risk.",
    "model_developer": "Developer of an AI model of any kind, on the market or not.",
    "downstream_modifier": "Modifies a general-purpose model of somebody else.",
    "original_provider": "Provided a system that somebody else has since taken over as its provider.",
    "supplier": "Supplies data, labelling, tools or components that go into somebody else's system.",
    "third_party": "Puts its own name on a system, changes it substantially, or changes its purpose.",
    "deployer": "Uses an AI system under its own authority.",
    "deployer_public": "Deploys a system as a public authority or on its behalf.",
    "distributor": "Makes a system available on the Union market without being its provider or importer.",
    "importer": "Places on the Union market a system of somebody established outside it.",
    "authorised_representative": "Represents in the Union, by written mandate, a provider established outside it.",
    "any_operator": "An operator in some role under the AI Act that no other entry of this list names.",
    "controller": "Decides on purposes and means of processing personal data.",
    "research_organisation": "Research organisation or heritage institution that relies on the mining exception.",
    "tdm_user": "Mines text and data on the ground of lawful access.",
    "ab2013_developer": "Develops generative AI offered to the public in California.",
}

#: A role that is a special form of another: whoever holds it owes what the other owes, and never the reverse.
SPECIAL_FORMS: dict[str, str] = {
    "provider_gpai_systemic": "provider_gpai",
    "deployer_public": "deployer",
}
