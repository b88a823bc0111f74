"""Croissant 0.8 to 1.1 with its vocabulary for responsible AI: read as stated, and as its own library reads it."""

import json
import logging
from typing import Any

import pytest
from described import card_of, draft_of, facts, reasons, remarks

TERMS = (
    "citeAs column containedIn extract field fileObject fileProperty fileSet format includes isLiveDataset jsonPath "
    "key md5 parentField path recordSet references regex repeated replace separator source subField transform"
)
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{name: f"cr:{name}" for name in TERMS.split()},
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
}
LETTERS: dict[str, Any] = {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
    "name": "street-letters",
    "description": "Letters of people to the office for streets.",
    "url": "https://letters.example/data",
    "version": "1.2.0",
    "datePublished": "2025-03-04T10:00:00Z",
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "creator": {"@type": "sc:Organization", "name": "Office for Streets"},
    "inLanguage": ["en", "de"],
    "keywords": ["letters", "text"],
    "temporalCoverage": "2019-01-01/2022-12-31",
    "distribution": [
        {
            "@type": "cr:FileObject", "@id": "archive", "name": "archive", "contentUrl": "https://letters.example/all.zip",
            "contentSize": "1234 B", "encodingFormat": "application/zip", "sha256": "ab" * 32,
        },
        {
            "@type": "cr:FileSet", "@id": "tables", "name": "tables", "containedIn": {"@id": "archive"},
            "encodingFormat": "text/csv", "includes": "tables/*.csv",
        },
        {
            "@type": "cr:FileObject", "@id": "local", "name": "local", "contentUrl": "data/extra.csv",
            "contentSize": "1.5 MB", "encodingFormat": "text/csv", "sha256": "see https://letters.example",
        },
    ],
    "recordSet": [
        {
            "@type": "cr:RecordSet", "@id": "splits", "name": "splits", "dataType": "cr:Split",
            "key": {"@id": "splits/name"},
            "field": [
                {"@type": "cr:Field", "@id": "splits/name", "name": "name", "dataType": "sc:Text"},
                {"@type": "cr:Field", "@id": "splits/url", "name": "url", "dataType": "sc:URL"},
            ],
            "data": [
                {"splits/name": "train", "splits/url": "cr:TrainingSplit"},
                {"splits/name": "test", "splits/url": "cr:TestSplit"},
            ],
        },
        {
            "@type": "cr:RecordSet", "@id": "letters", "name": "letters",
            "field": [
                {
                    "@type": "cr:Field", "@id": "letters/body", "name": "body", "description": "What the letter says.",
                    "dataType": "sc:Text",
                    "source": {"fileSet": {"@id": "tables"}, "extract": {"column": "letter_text"}},
                },
                {
                    "@type": "cr:Field", "@id": "letters/topic", "name": "topic", "dataType": ["sc:Text", "cr:Label"],
                    "source": {"fileSet": {"@id": "tables"}, "extract": {"column": "topic"}},
                },
            ],
        },
    ],
    "rai:dataCollection": "Clerks scanned every letter that came in.",
    "rai:dataBiases": ["Few letters come from tenants.", "TODO"],
    "rai:dataCollectionTimeFrame": ["2019-01-01", "2022-12-31"],
    "rai:annotationsPerItem": "2",
    "rai:dataAnnotationProtocol": "Two clerks chose a topic for each letter.",
    "rai:personalSensitiveInformation": "Names of writers were replaced.",
}  # fmt: skip


def described(**changes: Any) -> str:
    return json.dumps({key: value for key, value in {**LETTERS, **changes}.items() if value is not None})


def test_what_croissant_states_is_taken() -> None:
    found = facts(described())
    assert found["/title"] == "street-letters"
    assert found["/release_date"] == "2025-03-04"
    assert found["/licence/id"] == "CC-BY-4.0"
    assert found["/origin/legal_entity"] == "Office for Streets"
    assert found["/scope/languages"] == ["en", "de"]
    assert found["/modalities"] == ["text"]
    assert (found["/temporal/start"], found["/temporal/end"]) == ("2019-01-01", "2022-12-31")
    assert (found["/collection/start"], found["/collection/end"]) == ("2019-01", "2022-12")
    assert found["/collection/method"] == "Clerks scanned every letter that came in."
    assert found["/bias_examination/findings/bias/statement"] == "Few letters come from tenants."
    assert found["/labelling/campaigns/annotation/qc/redundancy"] == 2
    card = card_of(draft_of(described()))
    assert (card.version, card.language) == ("1.2.0", "en")


def test_files_and_fields_are_as_evidence_finds_them() -> None:
    found = facts(described())
    assert found["/distribution/archive/location"] == "https://letters.example/all.zip"
    assert found["/distribution/archive/sha256"] == "sha256:" + "ab" * 32
    assert (found["/distribution/archive/bytes"], found["/distribution/archive/compression"]) == (1234, "zip")
    assert found["/distribution/tables/location"] == "tables/*.csv"
    assert found["/distribution/local/location"] == "data/extra.csv"
    assert "/distribution/local/bytes" not in found
    assert "/distribution/local/sha256" not in found
    assert found["/fields/letter_text/description"] == "What the letter says."
    assert found["/fields/letter_text/distribution"] == ["tables"]
    assert found["/fields/topic/holds"] == "label"
    assert (found["/splits/train/kind"], found["/splits/test/kind"]) == ("training", "testing")
    assert "/fields/url/name" not in found


def test_a_folder_in_the_workspace_is_where_its_files_lie() -> None:
    draft = draft_of(described())
    assert "data/extra.csv" in str(draft.facts["distribution"])
    outside = draft_of(
        described(distribution=[{"@type": "cr:FileObject", "@id": "a", "contentUrl": "../../secret.csv"}])
    )
    assert "distribution" not in facts(described(distribution=[{"@id": "a", "contentUrl": "/etc/passwd"}]))
    assert "leads out" in remarks(outside)


def test_placeholders_rounded_sizes_and_personal_data_are_left() -> None:
    found = reasons(draft_of(described()))
    assert found["rai:dataBiases"] == "placeholder"
    assert found["distribution/2/contentSize"] == "bracket"
    assert found["distribution/2/sha256"] == "not_valid"
    assert found["rai:personalSensitiveInformation"] == "for_a_person"
    persons = draft_of(described(creator=[{"@type": "sc:Person", "name": "Jo Example"}]))
    assert reasons(persons)["creator"] == "personal"
    assert "Jo Example" not in str(persons.losses) + str(persons.facts)


@pytest.mark.parametrize(
    ("stated", "form", "said"),
    [
        ("http://mlcommons.org/croissant/1.0", "Croissant 1.0", ""),
        (["http://mlcommons.org/croissant/1.1"], "Croissant 1.1", ""),
        ({"@id": "http://mlcommons.org/croissant/1.1"}, "Croissant 1.1", ""),
        (None, "Croissant 0.8", "an old form"),
        ("http://mlcommons.org/croissant/7.3", "Croissant 7.3", "not a version"),
    ],
)
def test_the_version_is_told(stated: Any, form: str, said: str) -> None:
    draft = draft_of(described(conformsTo=stated))
    assert draft.form == form
    assert said in remarks(draft)


def test_the_form_before_1_0_is_read() -> None:
    old = {
        "@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/", "ml": "http://mlcommons.org/schema/"},
        "@type": "sc:Dataset", "name": "letters", "license": "mit", "description": "Letters of people to an office.",
        "distribution": [
            {"@type": "sc:FileObject", "name": "t.csv", "contentUrl": "t.csv", "encodingFormat": "text/csv"}
        ],
        "recordSet": [
            {"@type": "ml:RecordSet", "name": "default", "field": [
                {"@type": "ml:Field", "name": "a", "description": "What is said there.", "dataType": "sc:Text",
                 "source": {"distribution": "t.csv", "extract": {"column": "a_column"}}}
            ]}
        ],
    }  # fmt: skip
    found = facts(json.dumps(old))
    assert found["/licence/id"] == "MIT"
    assert found["/fields/a_column/distribution"] == ["t.csv"]


def test_keys_mean_what_the_context_says() -> None:
    full = {
        "@context": {"titel": "https://schema.org/name", "s": "http://schema.org/", "d": "s:description"},
        "@graph": [
            {"@type": "s:Person", "s:name": "Nobody"},
            {
                "@type": "https://schema.org/Dataset", "titel": "Letters", "d": {"@value": "Letters to an office."},
                "http://mlcommons.org/croissant/RAI/dataCollection": "They were scanned by clerks.",
            },
        ],
    }  # fmt: skip
    found = facts(json.dumps(full))
    assert found["/title"] == "Letters"
    assert found["/description"] == "Letters to an office."
    assert found["/collection/method"] == "They were scanned by clerks."


def test_texts_in_several_languages_stay_so() -> None:
    texts = [
        {"@value": "Letters to an office.", "@language": "en"},
        {"@value": "Briefe an ein Amt.", "@language": "de"},
    ]
    assert facts(described(description=texts))["/description"] == {"en": texts[0]["@value"], "de": texts[1]["@value"]}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("https://spdx.org/licenses/ODbL-1.0", "ODbL-1.0"),
        ("https://choosealicense.com/licenses/apache-2.0/", "Apache-2.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("http://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("https://opensource.org/licenses/MIT", "MIT"), ("https://opendatacommons.org/licenses/by/1-0/", "ODC-By-1.0"),
        ({"@type": "CreativeWork", "name": "MIT OR Apache-2.0"}, "MIT OR Apache-2.0"),
        ("https://x.example/terms", None),
        ("https://creativecommons.org/licenses/by/4.0/evil/../..", None), ("Public", None), (["mit", "cc0-1.0"], None),
        (7, None),
    ],
)  # fmt: skip
def test_licences_are_read_where_they_name_one(stated: Any, expected: str | None) -> None:
    assert facts(described(license=stated)).get("/licence/id") == expected


@pytest.mark.slow
def test_croissants_own_library_reads_the_same() -> None:
    import mlcroissant

    logging.disable(logging.CRITICAL)
    read = mlcroissant.Dataset(
        jsonld=json.loads(described(**{"rai:dataBiases": ["Few letters come from tenants."]}))
    ).metadata
    logging.disable(logging.NOTSET)
    found = facts(described())
    assert not read.ctx.issues.errors
    assert read.name == found["/title"]
    assert read.description == found["/description"]
    assert read.url == found["/url"]
    assert str(read.date_published)[:10] == found["/release_date"]
    assert str(read.version) == "1.2.0"
    assert read.creators[0].name == found["/origin/legal_entity"]
    assert read.data_collection == found["/collection/method"]
    assert read.data_biases == [found["/bias_examination/findings/bias/statement"]]
    files = {file.id: file for file in read.distribution}
    assert set(files) == {"archive", "tables", "local"}
    assert f"sha256:{files['archive'].sha256}" == found["/distribution/archive/sha256"]
    assert files["archive"].content_url == found["/distribution/archive/location"]
    fields = next(records for records in read.record_sets if records.id == "letters").fields
    columns = {field.source.extract.column: field.source.file_set or field.source.uuid for field in fields}
    assert set(columns) == {key.split("/")[2] for key in found if key.startswith("/fields/")}
