"""Special categories of personal data (GDPR Art 9), and the conditions for using them against bias (Art 4a)."""

from typing import Literal

from muniment.model.dataset.bias import HARM_TYPES, HarmType
from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Date, Ref, String, Text

Category = Literal[
    "racial_or_ethnic_origin",
    "political_opinions",
    "religious_or_philosophical_beliefs",
    "trade_union_membership",
    "genetic_data",
    "biometric_data",
    "health",
    "sex_life",
    "sexual_orientation",
]
CATEGORIES = {
    "racial_or_ethnic_origin": "Data that reveal racial or ethnic origin.",
    "political_opinions": "Data that reveal political opinions.",
    "religious_or_philosophical_beliefs": "Data that reveal religious or philosophical beliefs.",
    "trade_union_membership": "Data that reveal membership of a trade union.",
    "genetic_data": "Genetic data.",
    "biometric_data": "Biometric data, processed to identify a person uniquely.",
    "health": "Data concerning health.",
    "sex_life": "Data concerning a person's sex life.",
    "sexual_orientation": "Data concerning a person's sexual orientation.",
}

Art9Exception = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "ai_act_4a"]
EXCEPTIONS = {
    "a": "GDPR Art 9(2)(a): explicit consent.",
    "b": "GDPR Art 9(2)(b): employment, social security and social protection law.",
    "c": "GDPR Art 9(2)(c): vital interests, where the person cannot consent.",
    "d": "GDPR Art 9(2)(d): members and contacts of a non-profit body with a political, religious or like aim.",
    "e": "GDPR Art 9(2)(e): data the person has manifestly made public.",
    "f": "GDPR Art 9(2)(f): legal claims and courts.",
    "g": "GDPR Art 9(2)(g): substantial public interest, on the basis of law.",
    "h": "GDPR Art 9(2)(h): health or social care and occupational medicine.",
    "i": "GDPR Art 9(2)(i): public health.",
    "j": "GDPR Art 9(2)(j): archiving in the public interest, research and statistics.",
    "ai_act_4a": "AI Act Art 4a: detection and correction of bias, under its conditions.",
}


class AlternativeTested(Entry):
    """Other data that were tried in place of special categories (Art 4a(1)(a))."""

    kind: Literal["other", "synthetic", "anonymised"] | None = fact(
        "Alternative",
        "The kind of data tried instead (Art 4a(1)(a)).",
        choices={
            "other": "Other data.",
            "synthetic": "Synthetic data.",
            "anonymised": "Anonymised data.",
        },
    )
    result: Text | None = fact("Result of the test", "Why the bias could not be found and corrected with it.")


class SpecialCategories(Section):
    """Special categories of personal data in the set, and what protects them."""

    present: bool | None = fact(
        "Special categories present", "Whether the set holds special categories; only a person may say no (GDPR Art 9)."
    )
    categories: list[Category] | None = fact(
        "Special categories held", "Which special categories (GDPR Art 9(1)).", choices=CATEGORIES, example=["health"]
    )
    purpose: Literal["bias_detection_correction", "other"] | None = fact(
        "Purpose of processing special categories",
        "Why they are processed (Art 4a(1)).",
        choices={
            "bias_detection_correction": "To detect and correct bias, under Art 4a.",
            "other": "For another purpose, under GDPR Art 9(2) alone.",
        },
    )
    art_9_exception: Art9Exception | None = fact(
        "Exception relied on", "The exception that permits the processing (GDPR Art 9(2)).", choices=EXCEPTIONS
    )
    incidental: bool | None = fact(
        "Special categories held without intent", "Whether they are in the set without having been looked for."
    )
    filter_method: Text | None = fact(
        "Filter for special categories", "How special categories are found and removed (GDPR Art 9)."
    )
    used_by_role: Literal["provider_high_risk", "provider_other_system", "provider_gpai", "deployer"] | None = fact(
        "Role of the user",
        "The role in which they are used against bias (Art 4a).",
        choices={
            "provider_high_risk": "Provider of a high-risk system (Art 4a(1)).",
            "provider_other_system": "Provider of another system (Art 4a(2)).",
            "provider_gpai": "Provider of a model (Art 4a(2)).",
            "deployer": "Deployer (Art 4a(2)).",
        },
    )
    harm_type: HarmType | None = fact("Harm addressed", "The harm the bias touches (Art 4a(2)).", choices=HARM_TYPES)
    bias_question: Text | None = fact("Bias looked for", "The bias to be detected and corrected (Art 4a(1)).")
    strict_necessity_reasoning: Text | None = fact(
        "Strict necessity", "Why the processing is strictly necessary for that (Art 4a(1))."
    )
    alternatives_tested: list[AlternativeTested] | None = section(
        "Alternatives tested", "Other data that were tried and did not suffice (Art 4a(1)(a))."
    )
    reuse_limits: list[Text] | None = fact(
        "Limits on re-use",
        "Technical limits on re-use (Art 4a(1)(b)).",
        example=["The table can be read only from the audit notebook, without export"],
    )
    security_measures: list[Text] | None = fact(
        "Security of special categories",
        "Security and privacy measures of the state of the art (Art 4a(1)(b)).",
        example=["Encrypted at rest with a key of its own"],
    )
    pseudonymisation_method: Text | None = fact("Pseudonymisation", "How persons are pseudonymised (Art 4a(1)(b)).")
    access_roles: list[String] | None = fact(
        "Who may read", "The roles with access (Art 4a(1)(c)).", example=["Fairness auditor"]
    )
    access_log_ref: Ref | None = fact("Access log", "Where access is recorded (Art 4a(1)(c)).")
    confidentiality_undertakings: bool | None = fact(
        "Confidentiality undertakings", "Whether all with access are bound to confidentiality (Art 4a(1)(c))."
    )
    third_party_access: bool | None = fact(
        "Access by others", "Whether other parties have access; Art 4a(1)(d) does not allow it."
    )
    transfers: bool | None = fact(
        "Special categories passed on",
        "Whether the data are transmitted or transferred; Art 4a(1)(d) does not allow it.",
    )
    retention_end: Date | None = fact("End of retention", "The last day of the retention period (Art 4a(1)(e)).")
    deletion_trigger: Text | None = fact(
        "Trigger of deletion", "What leads to deletion before that day (Art 4a(1)(e))."
    )
    deleted_on: Date | None = fact(
        "Special categories deleted on", "The day of deletion, once done (Art 4a(1)(e)).", done=True
    )
    ropa_ref: Ref | None = fact("Record of processing", "The entry in the record of processing (Art 4a(1)(f)).")
    ropa_contains_reasons: bool | None = fact(
        "Record gives the reasons",
        "Whether the entry says why the processing was necessary and other data did not suffice (Art 4a(1)(f)).",
    )
