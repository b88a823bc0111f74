"""Records built in Python for the tests of documents and their renderings; all names in them are invented."""

from dataclasses import replace
from typing import Any

from muniment.record.record import Citation, DisclosedFact, DisclosedOutcome, Omission, Record, Subject

CARD = "dataset/support-tickets-de@2.3.0"
ORGANISATION = "organisation/nordlicht@1"
SYSTEM = "system/ticket-router@4"

CITATIONS = {
    "AIA-A4-2d-desc": Citation(
        "Regulation (EU) 2024/1689, Annex IV, point 2(d)",
        "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
        "read_official_text",
    ),
    "AIA-A4-2d-prov": Citation(
        "Regulation (EU) 2024/1689, Annex IV, point 2(d)",
        "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
        "read_official_text",
    ),
    "AIA-10-2-f": Citation(
        "Regulation (EU) 2024/1689, Article 10(2)(f)",
        "https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
        "read_official_text",
    ),
    "DSM-4-3": Citation(
        "Directive (EU) 2019/790, Article 4(3)", "https://eur-lex.europa.eu/eli/dir/2019/790/oj", "read_official_text"
    ),
    "GDPR-6-1": Citation("Regulation (EU) 2016/679, Article 6(1)", "", "remembered"),
    "LAB-pay": Citation("Platform work guidance, chapter 3", "javascript:alert(1)", "read_secondary"),
    "UNUSED": Citation("A provision that nothing in this record cites", "", "remembered"),
}


def fact(path: str, value: Any = None, label: str = "", **more: Any) -> DisclosedFact:
    """Return a fact on the sample's card; ``at`` gives the address after ``#`` where it differs from the path."""
    card = more.pop("card", CARD)
    at = more.pop("at", "/" + "/".join(path.split(".")[1:]))
    status = more.pop("status", "known")
    origin = more.pop("origin", "declared" if status == "known" else "")
    return DisclosedFact(f"{card}#{at}", path, label, status, origin, value, **more)


def realistic_facts() -> tuple[DisclosedFact, ...]:
    """Return the facts of a data set as a careful team would state them, with gaps."""
    return (*_identity(), *_composition(), *_rights(), *_labelling(), *_quality(), *_uses())


def _identity() -> tuple[DisclosedFact, ...]:
    return (
        fact(
            "dataset.title",
            "German customer-support tickets",
            "Name of the data set",
            requirements=("AIA-A4-2d-desc",),
        ),
        fact("dataset.version", "2.3.0", "Version"),
        fact(
            "dataset.description",
            {
                "en": "Tickets that customers of four utilities wrote to their support desks, in German, with the "
                "queue to which an agent moved each of them. Free text was screened for names, addresses and account "
                "numbers before it entered the set.\n\nThe set is meant for routing, not for judging agents.",
                "de": "Anfragen von Kundinnen und Kunden.",
            },
            "Description",
            requirements=("AIA-A4-2d-desc",),
        ),
        fact(
            "dataset.content_hash",
            "sha256:9f2b6c1a7e0d4b8f9f2b6c1a7e0d4b8f9f2b6c1a7e0d4b8f9f2b6c1a7e0d4b8f",
            "Digest of the files of this version",
            origin="measured",
            source="lock of 30 September 2026",
        ),
        fact("organisation.legal_name", "Nordlicht Energie AG (fictional)", "Legal name", card=ORGANISATION),
        fact("organisation.contact", "data-office@nordlicht.example", "Contact", card=ORGANISATION),
        fact("dataset.governance.owner", "Data Office, Ms A. Petersen", "Named owner"),
        fact("dataset.governance.review_date", "2026-09-14", "Last review"),
    )


def _composition() -> tuple[DisclosedFact, ...]:
    return (
        fact("dataset.modalities", ["text"], "Kinds of content", origin="measured"),
        fact(
            "dataset.measures[].amount",
            184220,
            "Amount",
            at="/measures/tickets/amount",
            origin="measured",
            source="agrees with the card",
            unit="per unit",
            note="after de-duplication",
            requirements=("AIA-A4-2d-desc",),
        ),
        fact("dataset.measures[].unit", "tickets", "Unit", at="/measures/tickets/unit"),
        fact("dataset.scope.languages", ["de", "de-AT", "de-CH"], "Languages", origin="measured"),
        fact("dataset.scope.geography", ["DE", "AT"], "Regions covered"),
        fact("dataset.temporal.start", "2023-01-02", "Earliest content date", origin="measured"),
        fact("dataset.temporal.end", "2026-03-31", "Latest content date", origin="measured"),
        fact(
            "dataset.statistics.by_group",
            [
                {"group": "Households", "share": "0.71", "mean_length": 412},
                {"group": "Businesses", "share": "0.24", "mean_length": 655},
                {"group": "Public bodies", "share": "0.05", "mean_length": 703},
            ],
            "Statistics per group",
            origin="measured",
        ),
        fact(
            "dataset.origin.sources[].name",
            "Support desk of Stadtwerke Aurich (fictional)",
            "Upstream source",
            at="/origin/sources/aurich/name",
            requirements=("AIA-A4-2d-prov",),
        ),
        fact(
            "dataset.acquisition.method", "Export from the ticket system, by field list", "How the data were obtained"
        ),
        fact("dataset.collection.ongoing", False, "Collection continues"),
        fact("dataset.collection.start", "2023-01", "Collected from", origin="measured"),
    )


def _rights() -> tuple[DisclosedFact, ...]:
    return (
        fact("dataset.licence.id", "LicenseRef-Nordlicht-internal-1", "Licence"),
        fact("dataset.tdm.basis", "own", "Copyright basis", requirements=("DSM-4-3",)),
        fact(
            "dataset.tdm.excluded_count",
            1200,
            "Items left out",
            unit="items",
            origin="computed",
            source="sum over reservation checks",
        ),
        fact("dataset.personal_data.present", True, "Personal data present"),
        fact(
            "dataset.personal_data.lawful_basis",
            "Legitimate interest, Article 6(1)(f)",
            "Lawful basis",
            requirements=("GDPR-6-1",),
        ),
        fact(
            "dataset.personal_data.pii_removal.recall",
            status="unknown",
            label="Recall of the removal of names",
            reason="the marked sample is being drawn",
            owner="Data Office",
            asked_on="2026-10-02",
            requirements=("GDPR-6-1",),
        ),
        fact(
            "dataset.special_categories",
            status="not_applicable",
            label="Special categories of personal data",
            reason="none were collected; free text was screened",
        ),
    )


def _labelling() -> tuple[DisclosedFact, ...]:
    base = "/labelling/campaigns/q3-2026"
    return (
        fact("dataset.labelling.labelled", True, "Labels present"),
        fact("dataset.labelling.campaigns[].task", "Queue of the ticket", "Task", at=f"{base}/task"),
        fact(
            "dataset.labelling.campaigns[].workforce[].pay.amount",
            "17.50",
            "Pay",
            at=f"{base}/workforce/leer/pay/amount",
            requirements=("LAB-pay",),
            source="profile crm-export",
        ),
        fact(
            "dataset.labelling.campaigns[].workforce[].pay.currency",
            "EUR",
            "Currency",
            at=f"{base}/workforce/leer/pay/currency",
        ),
        fact(
            "dataset.labelling.campaigns[].workforce[].headcount",
            14,
            "Distinct labellers",
            at=f"{base}/workforce/leer/headcount",
            unit="persons",
            origin="measured",
        ),
        fact(
            "dataset.labelling.campaigns[].agreement_ref",
            status="withheld",
            label="Agreement with the vendor",
            at=f"{base}/agreement_ref",
            ground="contract",
        ),
        fact(
            "dataset.processing_steps[].kind",
            "De-duplication by normalised text",
            "Step",
            at="/processing_steps/dedup/kind",
            origin="inherited",
            source="dataset/crm-export@5",
        ),
        fact("dataset.processing_steps[].rows_in", 190007, "Rows in", at="/processing_steps/dedup/rows_in"),
    )


def _quality() -> tuple[DisclosedFact, ...]:
    return (
        fact(
            "dataset.quality.error_rate",
            "0.0230",
            "Error rate in a checked sample",
            unit="share",
            origin="measured",
            source="sample of 1 000 tickets",
        ),
        fact(
            "dataset.quality.known_omissions",
            ["Tickets by telephone", "Tickets written in dialect below five words"],
            "Known omissions",
        ),
        fact(
            "dataset.representativeness.target_population",
            "Customers of utilities in Germany who write to a support desk",
            "Target population",
        ),
        fact(
            "dataset.bias_examination.findings[].statement",
            "Tickets of public bodies are moved twice as often.",
            "Finding",
            at="/bias_examination/findings/public-bodies/statement",
            requirements=("AIA-10-2-f",),
        ),
        fact(
            "dataset.bias_examination.metrics",
            status="unknown",
            label="Metrics of the examination",
            requirements=("AIA-10-2-f",),
        ),
        fact(
            "dataset.gaps[].description",
            "No tickets from Switzerland although the system may be used there.",
            "Gap",
            at="/gaps/switzerland/description",
        ),
        fact("dataset.gaps[].due", "2027-01-31", "Due", at="/gaps/switzerland/due"),
    )


def _uses() -> tuple[DisclosedFact, ...]:
    return (
        fact("system.title", "Ticket router", "Name of the system", card=SYSTEM),
        fact(
            "system.datasets[].role",
            "training",
            "Role",
            card=SYSTEM,
            at="/datasets/tickets/role",
            requirements=("NONE",),
        ),
        fact(
            "system.datasets[].fit.relevance",
            "The queues are those of the system",
            "Relevance",
            card=SYSTEM,
            at="/datasets/tickets/fit/relevance",
        ),
        fact("dataset.house_rule.marker", "a path that no table lists", "House rule"),
        fact("dataset.title", "Export of the CRM", "Name of the data set", card="dataset/crm-export@5"),
    )


def outcomes() -> tuple[DisclosedOutcome, ...]:
    """Return outcomes of every kind that an authority may see."""
    shared: dict[str, Any] = {"force": "binding", "bearer": CARD, "use": ""}
    desc, bias = CITATIONS["AIA-A4-2d-desc"], CITATIONS["AIA-10-2-f"]
    return (
        DisclosedOutcome(
            requirement="AIA-A4-2d-desc",
            title="Datasheets: general description",
            duty="The technical file must describe the data sets.",
            citation=desc,
            applies="yes",
            outcome="met",
            due="now",
            **shared,
        ),
        DisclosedOutcome(
            requirement="AIA-10-2-f",
            title="Examination for bias",
            duty="Possible biases must be examined.",
            citation=bias,
            applies="yes",
            outcome="missing",
            due="2027-12-02",
            reason="No metric is stated.",
            **shared,
        ),
        DisclosedOutcome(
            requirement="AIA-10-2-g",
            title="Measures against bias",
            duty="Measures must be described.",
            citation=bias,
            applies="cannot_tell",
            outcome="",
            due="none",
            **shared,
        ),
        DisclosedOutcome(
            requirement="GPAI-1",
            title="A measure of a code",
            duty="The code asks for a measure.",
            citation=CITATIONS["LAB-pay"],
            applies="yes",
            outcome="missing",
            due="none",
            **{**shared, "force": "voluntary-code"},
        ),
    )


def realistic_record(**changes: Any) -> Record:
    """Return the record of a client's edition of the sample data set."""
    record = Record(
        kind="datasheet",
        subject=Subject("dataset", "support-tickets-de", "2.3.0", "German customer-support tickets"),
        audience="client",
        recipient="",
        language="en",
        as_of="2026-10-15",
        document_date="2026-11-02",
        tool_version="0.1.0",
        catalogue_version="2026.11",
        disclosure_table="2026.1",
        renderer=(),
        source_revision="8c1f0e2",
        banner="Fictional example",
        facts=realistic_facts(),
        outcomes=(),
        citations=tuple(CITATIONS.items()),
        omissions=(Omission("trade_secret", 3), Omission("personal_data", 1)),
        evidence=("sha256:" + "ab" * 32,),
    )
    return replace(record, **changes)


def small_record(**changes: Any) -> Record:
    """Return a record with next to nothing in it: an identity and two facts."""
    facts = (
        fact("dataset.title", "Palmer penguins", "Name of the data set", card="dataset/penguins@1.0"),
        fact("dataset.licence.id", "CC0-1.0", "Licence", card="dataset/penguins@1.0"),
    )
    record = realistic_record(
        subject=Subject("dataset", "penguins", "1.0", "Palmer penguins"),
        audience="public",
        facts=facts,
        omissions=(),
        evidence=(),
        banner="",
    )
    return replace(record, **changes)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}</style>",
    "{{ 7 * 7 }} {% for x in y %} {# c #}",
    "<!-- muniment-seal:1 AAAA -->",
    "javascript:alert(1)",
    "safe\u202egnp.exe\u2066 \u2069end",
    "nul\x00bell\x07esc\x1b[31m",
    "pay\u200bpal \u200d\ufeff",
    "&lt;b&gt; &amp; ]]> <![CDATA[",
    "a" * 700,
    "Z\u0351\u0352\u0353\u0354\u0355\u0356\u0357\u0358algo",
    "\u4e2d\u6587 \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \U0001f600 \u0915\u094d\u0937",
    "line\u2028separator\u2029 \u0085 \x0c feed",
    "url(file:///etc/passwd) @import 'http://127.0.0.1/x';",
    "\ue000 private",
    "\u1e02\u1e9e \u03b1\u03b2\u03b3 \u0436\u0448\u044a \u2264 \u2610 \u2713",
)


def hostile_record(**changes: Any) -> Record:
    """Return a record whose every free text tries to break out of the page."""
    facts = []
    for number, text in enumerate(HOSTILE):
        facts.append(
            fact(
                "dataset.design_choices[].decision", text, text, at=f"/design_choices/h-{number}/decision", source=text
            )
        )
        facts.append(
            fact(
                "dataset.design_choices[].rationale",
                status="unknown",
                label="Rationale",
                at=f"/design_choices/h-{number}/rationale",
                reason=text,
                owner=text,
                asked_on=text,
                note=text,
            )
        )
    rows = [{"name": text, "value": text} for text in HOSTILE]
    facts.append(fact("dataset.labelling.label_schema", rows, "Labels and their counts"))
    facts.append(fact("dataset.title", HOSTILE[0], "Name"))
    facts.append(fact("dataset.description", "\n\n".join(HOSTILE), "Description"))
    subject = Subject("dataset", "support-tickets-de", "2.3.0", "".join(HOSTILE[:8]))
    shown: dict[str, Any] = {"subject": subject, "facts": tuple(facts), "banner": HOSTILE[1], "recipient": HOSTILE[2]}
    return realistic_record(**{**shown, **changes})
