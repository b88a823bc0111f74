"""A data set in schema.org's terms, and in those of Croissant 1.1 where the record states what Croissant builds on.

Croissant asks for name, description, address, licence, creator and date of publication; where one of them is not
stated, the description is schema.org/Dataset and claims no more. Who owns or supplies the set stands as its creator.
"""

import re
from typing import Any

from muniment.export.description import Description, Facts, without_empty
from muniment.record.record import DisclosedFact, Record

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"
#: What makes a description one of Croissant.
_REQUIRED = ("name", "description", "url", "license", "creator", "datePublished")
_SPDX_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")

#: The context in which readers of Croissant expect a description, terms that are not used here included.
_TERMS = (
    "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject",
    "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5",
    "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "sdVersion",
    "separator", "source", "subField", "transform",
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    **{term: f"cr:{term}" for term in _TERMS},
}


def describe_dataset(record: Record) -> Description:
    """Return the description of the record's data set."""
    facts = Facts(record)
    data = without_empty(
        {
            "@type": "Dataset",
            "name": facts.text("dataset.title") or record.subject.title or record.subject.name,
            "description": facts.text("dataset.description"),
            "url": facts.address("dataset.url"),
            "version": record.subject.version,
            "datePublished": facts.take("dataset.release_date"),
            "license": _licence(facts),
            "usageInfo": facts.address("dataset.licence.terms_url"),
            "creator": _organisation(facts.text("dataset.origin.legal_entity")),
            "identifier": _digest(facts.take("dataset.content_hash")),
            "inLanguage": facts.items("dataset.scope.languages"),
            "keywords": [*facts.items("dataset.scope.domain"), *facts.items("dataset.modalities")],
            "about": [{"@type": "Thing", "name": name} for name in facts.items("dataset.scope.domain")],
            "spatialCoverage": [{"@type": "Place", "name": name} for name in facts.items("dataset.scope.geography")],
            "temporalCoverage": _interval(facts.take("dataset.temporal.start"), facts.take("dataset.temporal.end")),
            "isBasedOn": [_source(row, facts) for row in facts.rows("dataset.origin.sources")],
            "distribution": [file for row in facts.rows("dataset.distribution") if (file := _file(row, facts))],
            "sdPublisher": _publisher(facts),
            "sdDatePublished": record.document_date,
        }
    )
    return Description(_in_vocabulary(data, facts, record.language), facts.losses())


def _in_vocabulary(data: dict[str, Any], facts: Facts, language: str) -> dict[str, Any]:
    if not all(name in data for name in _REQUIRED):
        files = [{**file, "@type": "DataDownload"} for file in data.pop("distribution", [])]
        return {
            "@context": {"@vocab": "https://schema.org/"},
            **data,
            **without_empty({"distribution": files}),
        }
    more = without_empty(
        {
            "isLiveDataset": facts.take("dataset.collection.ongoing"),
            "rai:dataCollectionTimeframe": [
                date for end in ("start", "end") if (date := facts.take(f"dataset.collection.{end}"))
            ],
            "rai:personalSensitiveInformation": _personal(facts),
        }
    )
    conforms = [CROISSANT, RAI] if any(name.startswith("rai:") for name in more) else CROISSANT
    return {
        "@context": {**_CONTEXT, "@language": language},
        "conformsTo": conforms,
        **data,
        "@type": "sc:Dataset",
        **more,
    }


def _licence(facts: Facts) -> Any:
    stated = facts.take("dataset.licence.id")
    if isinstance(stated, str) and stated:
        return _spdx_page(stated) or {"@type": "CreativeWork", "name": stated}
    name = facts.text("dataset.licence.name")
    return {"@type": "CreativeWork", "name": name} if name else None


def _spdx_page(licence: str) -> str:
    # One of a workspace's own has no page; an expression names several.
    known = _SPDX_ID.fullmatch(licence) and not licence.startswith(("LicenseRef-", "DocumentRef-"))
    return f"https://spdx.org/licenses/{licence}" if known else ""


def _organisation(name: str) -> dict[str, Any] | None:
    return {"@type": "Organization", "name": name} if name else None


def _publisher(facts: Facts) -> dict[str, Any] | None:
    named = _organisation(facts.text("organisation.legal_name"))
    if named is None:
        return None
    contact = facts.text("organisation.contact")
    return {**named, "contactPoint": {"@type": "ContactPoint", "description": contact}} if contact else named


def _digest(stated: Any) -> dict[str, Any] | None:
    if not isinstance(stated, str):
        return None
    method, _, value = stated.rpartition(":")
    return {"@type": "PropertyValue", "propertyID": method or "sha256", "value": value}


def _interval(start: Any, end: Any) -> str:
    return f"{start or '..'}/{end or '..'}" if start or end else ""


def _source(row: dict[str, DisclosedFact], facts: Facts) -> dict[str, Any]:
    def value(key: str) -> Any:
        return facts.carry(row[key]) if key in row else None

    licence = value("licence")
    return without_empty(
        {
            "@type": "CreativeWork",
            "name": value("name"),
            "url": facts.web_address(row["url"]) if "url" in row else None,
            "version": value("version"),
            "license": _spdx_page(str(licence or "")) or licence,
        }
    )


def _file(row: dict[str, DisclosedFact], facts: Facts) -> dict[str, Any] | None:
    # Croissant needs to know where a file is and its digest; a file of which one is not disclosed is not described.
    if not {"location", "sha256", "format"} <= set(row):
        return None
    address = facts.web_address(row["location"])
    if not address:
        return None
    digest = str(facts.carry(row["sha256"])).removeprefix("sha256:")
    size = facts.carry(row["bytes"]) if "bytes" in row else None
    name = address.rpartition("/")[2] or address
    file = {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": address,
        "contentSize": f"{size} B" if size is not None else None,
        "encodingFormat": facts.carry(row["format"]),
        "sha256": digest,
    }
    return without_empty(file)


def _personal(facts: Facts) -> list[str]:
    said = []
    for path in ("dataset.personal_data.present", "dataset.special_categories.present"):
        for fact in facts.all(path)[:1]:
            if isinstance(fact.value, bool):
                said.append(f"{fact.label}: {'yes' if facts.carry(fact) else 'no'}")
    return said
