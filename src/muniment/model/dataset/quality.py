"""How good the data are: errors and omissions, coverage, statistics, leakage, security, unsuitable sources."""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Number, Share, String, Table, Text


class QualityMeasure(Entry):
    """A quality measure with its result (ISO/IEC 5259-2)."""

    characteristic: String | None = fact(
        "Quality characteristic", "The characteristic the measure is about.", example="Currentness"
    )
    measure: String | None = fact(
        "Measure", "What the measure is called or how it is formed.", example="Median age of tickets in days"
    )
    result: Number | None = fact("Result", "The figure found.", unit="per measure", example=412, measured=True)


class Quality(Section):
    """Freedom from errors and completeness, as far as can be reached (Art 10(3))."""

    error_rate: Share | None = fact(
        "Error rate", "The share of items found wrong in a checked sample (Art 10(3)).", unit="share", measured=True
    )
    label_noise: Share | None = fact(
        "Label noise",
        "The share of labels found wrong, by disagreement or audit (Art 10(3)).",
        unit="share",
        measured=True,
    )
    duplicate_rate: Share | None = fact(
        "Share of duplicates", "The share of items that repeat another (Art 10(3)).", unit="share", measured=True
    )
    missingness_by_field: Table | None = fact(
        "Missing by field", "The share missing in each field (Art 10(3)).", unit="share", measured=True
    )
    known_omissions: list[Text] | None = fact(
        "Known omissions",
        "What is known to be missing from the content (Art 10(3)).",
        example=["Requests by telephone were never written down"],
    )
    method: Text | None = fact("Method of measuring", "How errors, noise and duplicates were measured.")
    not_achievable_because: Text | None = fact(
        "Limit of best effort", "Why a better state could not be reached (Art 10(3))."
    )
    measures: list[QualityMeasure] | None = section(
        "Quality measures", "Further measures, each with its result (ISO/IEC 5259-2)."
    )
    requirements: list[Text] | None = fact(
        "Quality requirements",
        "The requirements set for the data beforehand (ISO/IEC 42001 A.7.4).",
        example=["No more than two wrong labels in a hundred"],
    )
    verdict: Literal["met", "partly", "not_met"] | None = fact(
        "Verdict on the requirements",
        "Whether the data meet the requirements set.",
        choices={
            "met": "All requirements set are met.",
            "partly": "Some are met; the gaps name the others.",
            "not_met": "The requirements are not met.",
        },
    )
    process_stages: list[String] | None = fact(
        "Stages of the quality process",
        "The stages of the quality process that were followed (ISO/IEC 5259-4).",
        example=["Data requirements", "Data preparation"],
    )


class Representativeness(Section):
    """How groups are covered by the data; the comparison with a population belongs to the use (Art 10(3))."""

    coverage_by_group: Table | None = fact(
        "Coverage by group", "The share of each group in the data (Art 10(3)).", unit="share", measured=True
    )


class Statistics(Section):
    """Statistical properties of the data, also for the persons or groups concerned (Art 10(3))."""

    by_group: Table | None = fact("Statistics by group", "Statistics for each group (Art 10(3)).", measured=True)
    notes: Text | None = fact("Reading of the statistics", "What the figures show and what they do not.")


class Leakage(Section):
    """Overlap between the parts of the set, or with benchmarks."""

    check: Text | None = fact("Method of checking", "How overlap between parts, or with benchmarks, was looked for.")
    overlap_rate: Share | None = fact(
        "Overlap between parts", "The share of testing items also found in training.", unit="share", measured=True
    )


class DataSecurity(Section):
    """Protection of the data against manipulation (Art 15(5))."""

    source_trust: Text | None = fact(
        "Trust in the sources", "Why the sources are trusted, and how tampering would show (Art 15(5))."
    )
    poisoning_checks: list[Text] | None = fact(
        "Checks for poisoning",
        "Scans for poisoned or planted items, and their results (Art 15(5)).",
        example=["Scan for repeated trigger phrases on 2026-09-28: none found"],
        measured=True,
    )


class Unsuitability(Section):
    """Detection of unsuitable sources (Annex XI Section 1 point 2(c))."""

    measures: list[Text] | None = fact(
        "Checks against unsuitable sources",
        "How unsuitable sources were detected and dealt with (Annex XI Section 1 point 2(c)).",
        example=["Mailboxes of the works council were excluded before the export"],
    )
