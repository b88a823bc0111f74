"""The organisation card: who answers for the systems and models, in which roles, and under which elections."""

from typing import Literal

from pydantic import Field

from muniment.model.header import Header
from muniment.model.procedures import Archive, Complaints, QualitySystem, Records, Requests
from muniment.model.roles import ROLES, Role
from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Date, Ref, String, Text, Url, Version

SizeClass = Literal["micro", "small", "medium", "small_mid_cap", "large"]
Chapter = Literal["transparency", "copyright", "safety_security"]


class AuthorisedRepresentative(Section):
    """The representative in the Union of a provider established outside it (Art 22, Art 54)."""

    name: String | None = fact("Name", "The legal name of the authorised representative.")
    contact: String | None = fact("Contact", "Its postal address, web address or mailbox.")
    mandate_date: Date | None = fact("Date of mandate", "The day of the written mandate.", done=True)


class Code(Section):
    """The Code of Practice for general-purpose models: what was signed, and when."""

    chapters_signed: list[Chapter] | None = fact(
        "Chapters signed",
        "The chapters of the Code the organisation has signed.",
        choices={
            "transparency": "The Transparency chapter, with the Model Documentation Form.",
            "copyright": "The Copyright chapter.",
            "safety_security": "The Safety and Security chapter, for models with systemic risk.",
        },
    )
    signed_on: Date | None = fact("Signed on", "The day of signature.", done=True)
    signatory_copyright: bool | None = fact(
        "Signatory of the Copyright chapter",
        "Whether the Copyright chapter is among the chapters signed.",
        computed=True,
    )


class CopyrightPolicy(Section):
    """The policy to comply with Union copyright law, in particular with reservations of rights (Art 53(1)(c))."""

    ref: Ref | None = fact("Policy", "The policy document.", example="policies/copyright-policy-2.0.pdf")
    version: Version | None = fact("Version", "The version of the policy in force, as text in quotes.", example="2.0")
    owner: String | None = fact("Owner", "The person or unit responsible for the policy.")
    public_summary_url: Url | None = fact("Public summary", "Where a summary of the policy is published.")
    terms_clause: Ref | None = fact(
        "Clause against infringing use", "The terms or the notice that forbid users to infringe copyright."
    )


class Reservations(Section):
    """How reservations of rights against text and data mining are found and respected, whatever the data set."""

    protocols: list[String] | None = fact(
        "Protocols honoured",
        "The machine-readable ways of reserving rights that are honoured.",
        example=["robots.txt", "TDMRep", "ai.txt"],
    )
    tools: list[String] | None = fact("Tools", "The tools used to detect reservations, with their versions.")
    robots_txt_standard: String | None = fact(
        "Standard for robots.txt",
        "The standard that the crawlers follow when they read robots.txt.",
        example="RFC 9309",
    )


class ExclusionList(Entry):
    """A list of sites, for instance of known infringers, that the crawlers leave out."""

    name: String | None = fact("Name", "What the list is called and who keeps it.")
    version: Version | None = fact("Version", "The version of the list applied, as text in quotes.")
    date: Date | None = fact("Applied on", "The day the list was applied in this version.", done=True)


class CrawlPolicy(Section):
    """How the organisation's crawlers behave, whatever the crawl."""

    paywall_policy: Text | None = fact("Paywalls and logins", "What the crawlers do at paywalls, logins and captchas.")
    circumvents_access_controls: bool | None = fact(
        "Circumvents access controls",
        "Whether technical measures that restrict access are ever circumvented. "
        "Signatories of the Copyright chapter undertake not to.",
    )
    exclusion_lists: list[ExclusionList] | None = section("Sites left out")
    info_url: Url | None = fact("Page on the crawlers", "The page that describes the crawlers and how to address them.")
    feed_url: Url | None = fact("Feed of changes", "The feed that announces changes of the crawlers.")
    search_separation: Text | None = fact(
        "Separation from search", "How a reservation against training leaves a site's place in search results unharmed."
    )


class ContactPoints(Section):
    """Who answers whom."""

    authority: String | None = fact("For authorities", "The contact for the AI Office and national authorities.")
    downstream: String | None = fact("For downstream providers", "The contact for those who build on the models.")
    rightsholder: String | None = fact("For rightsholders", "The contact for rightsholders and their representatives.")
    published_at: Url | None = fact("Published at", "The page on which these contacts are published.")


class OrganisationCard(Header):
    """An organisation that provides, deploys or supplies AI systems, models or data, and its policies."""

    kind: Literal["organisation"] = Field(title="Kind", description="What this card describes: an organisation.")
    legal_name: String | None = fact(
        "Legal name", "The name of the organisation in its register.", example="Example Analytics GmbH"
    )
    contact: String | None = fact("Contact", "The postal address, web address or mailbox at which it is reached.")
    established_in_union: bool | None = fact(
        "Established in the Union", "Whether the organisation has its seat in the European Union."
    )
    size_class: SizeClass | None = fact(
        "Size class",
        "The size of the undertaking under the Union's recommendations; some duties are lighter for smaller ones.",
        choices={
            "micro": "A micro enterprise.",
            "small": "A small enterprise.",
            "medium": "A medium-sized enterprise.",
            "small_mid_cap": "A small mid-cap enterprise: larger than medium-sized, still not large.",
            "large": "Larger than all these.",
        },
    )
    standalone: bool | None = fact("Stands alone", "Whether it has neither partner nor linked enterprises.")
    roles: list[Role] | None = fact(
        "Roles", "Every role the organisation holds in any of its systems, models or data sets.", choices=ROLES
    )
    financial_institution: bool | None = fact(
        "Financial institution",
        "Whether it is subject to Union law on the governance of financial services, which changes where records are "
        "kept.",
    )
    institution_type: Literal["research", "heritage", "other"] | None = fact(
        "Kind of institution",
        "What the organisation is, where it relies on the mining exception for research (Directive 2019/790, Art 3).",
        choices={
            "research": "A research organisation.",
            "heritage": "A cultural heritage institution.",
            "other": "Neither; the exception for research is not open to it.",
        },
    )
    authorised_representative: AuthorisedRepresentative | None = section("Authorised representative")
    compliance_route: Literal["code", "standard", "alternative"] | None = fact(
        "Route taken",
        "How the duties of a provider of general-purpose models are shown to be met (Art 53(4)).",
        choices={
            "code": "By adhering to the Code of Practice.",
            "standard": "By a harmonised standard.",
            "alternative": "By other adequate means, to be assessed by the Commission.",
        },
    )
    alternative_means_ref: Ref | None = fact(
        "Other adequate means",
        "The document that shows by which other means the duties are met, where neither the Code nor a harmonised "
        "standard covers them (Art 53(4)).",
    )
    code: Code | None = section("Code of Practice")
    uses_model_documentation_form: bool | None = fact(
        "Uses the Model Documentation Form", "Whether the Form is used without signing the Transparency chapter."
    )
    voluntary_standards: list[String] | None = fact(
        "Standards chosen",
        "The standards the organisation chooses to follow, each written as in its title.",
        example=["ISO/IEC 5259-1", "ISO/IEC 42001"],
    )
    copyright_policy: CopyrightPolicy | None = section("Copyright policy")
    tdm: Reservations | None = section("Reservations of rights")
    crawl: CrawlPolicy | None = section("Conduct of crawlers")
    contact_points: ContactPoints | None = section("Contact points")
    complaints: Complaints | None = section("Complaints")
    requests: Requests | None = section("Requests")
    qms: QualitySystem | None = section("Quality management system")
    records: Records | None = section("Record-keeping")
    archive: Archive | None = section("Archive")
    quality_management_ref: Ref | None = fact(
        "Management of data quality", "The document that says how the quality of data is managed."
    )
    data_management_ref: Ref | None = fact(
        "Data management", "The document that describes the process of managing data for AI systems."
    )
    provenance_process_ref: Ref | None = fact(
        "Recording of provenance", "The document that describes how the provenance of data is recorded."
    )
