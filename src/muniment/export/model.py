"""A model, as the subject of a public document about it, in terms of schema.org that say no more than is known."""

from typing import Any

from muniment.export.description import Description, Facts, without_empty
from muniment.record.record import Record


def describe_model(record: Record) -> Description:
    """Return the description of the record's model and of the document about it."""
    facts = Facts(record)
    provider = facts.text("organisation.legal_name")
    author = {"@type": "Organization", "name": provider} if provider else None
    document = without_empty(
        {
            "@type": "CreativeWork",
            "additionalType": record.kind,
            "datePublished": record.document_date,
            "inLanguage": record.language,
            "publisher": author,
        }
    )
    data: dict[str, Any] = without_empty(
        {
            "@context": {"@vocab": "https://schema.org/"},
            "@type": "SoftwareApplication",
            "name": facts.text("model.title") or record.subject.title or record.subject.name,
            "softwareVersion": record.subject.version,
            "author": author,
            "datePublished": facts.take("model.release_date"),
            "license": facts.text("model.licence.id"),
            "inLanguage": facts.items("model.languages"),
            "subjectOf": document,
        }
    )
    return Description(data, facts.losses())
