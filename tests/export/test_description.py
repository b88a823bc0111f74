"""Descriptions for machines: from the record alone, every fact carried or named as lost, nothing claimed."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sample_records import CARD, fact, hostile_record, realistic_record, small_record

from muniment.app.assessing import assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.editions import render
from muniment.app.opening import open_workspace
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.export.dataset import CROISSANT
from muniment.export.description import Description, Reason, describe, script_text
from muniment.record.record import Record, Subject, record_bytes

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STATED = {
    "dataset.title": "Tickets",
    "dataset.description": "Requests of customers.",
    "dataset.url": "https://data.example/tickets",
    "dataset.release_date": "2026-09-01",
    "dataset.licence.id": "CC-BY-4.0",
    "dataset.origin.legal_entity": "Nordlicht GmbH",
}


def record_of(*more: Any, without: str = "", **changes: Any) -> Record:
    facts = [fact(path, value, path) for path, value in STATED.items() if path != without]
    return realistic_record(audience="public", facts=(*facts, *more), **changes)


def described(record: Record) -> Description:
    found = describe(record)
    assert found is not None
    return found


def editions(example: str, audience: str) -> list[Record]:
    assessed = assess_workspace(open_workspace([EXAMPLES / example]), "2026-11-20")
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    return [
        disclose(
            Edition("datasheet", identity, audience, "en", "2026-11-20", "2026-11-20"),
            workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, Making("0", "0", (), ""),
        )
        for identity, card in workspace.cards.items()
        if card.kind == "dataset"
    ]  # fmt: skip


def texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for key, value in node.items() if not key.startswith("@") for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return [str(node)]


def test_what_croissant_builds_on_is_stated_and_declared() -> None:
    data = described(record_of()).data
    assert data["conformsTo"] == CROISSANT
    assert data["@type"] == "sc:Dataset"
    assert data["license"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert data["creator"] == {"@type": "Organization", "name": "Nordlicht GmbH"}
    assert (data["name"], data["version"]) == ("Tickets", "2.3.0")


@pytest.mark.parametrize("missing", [path for path in STATED if path != "dataset.title"])
def test_where_one_part_is_missing_croissant_is_not_claimed(missing: str) -> None:
    data = described(record_of(without=missing)).data
    assert "conformsTo" not in data
    assert data["@type"] == "Dataset"
    assert "croissant" not in json.dumps(data).lower()


@pytest.mark.slow
@pytest.mark.parametrize("source", ["the fullest of our own", "penguins"])
def test_croissants_own_reader_accepts_it(source: str) -> None:
    import mlcroissant

    personal = fact("dataset.personal_data.present", True, "Personal data present")
    record = editions("penguins", "public")[0] if source == "penguins" else record_of(personal)
    data = described(record).data
    assert "conformsTo" in data
    read = mlcroissant.Dataset(jsonld=json.loads(json.dumps(data)))
    assert not read.metadata.ctx.issues.errors
    missing = [issue for issue in read.metadata.ctx.issues.warnings if "citeAs" not in issue]
    assert not missing, "only the citation may be missing: cards hold none"


def test_the_responsible_ai_vocabulary_is_declared_where_it_is_used() -> None:
    stated = fact("dataset.personal_data.present", True, "Personal data present")
    data = described(record_of(stated)).data
    assert data["rai:personalSensitiveInformation"] == ["Personal data present: yes"]
    assert data["conformsTo"] == [CROISSANT, "http://mlcommons.org/croissant/RAI/1.0"]


def test_an_unknown_fact_is_never_a_value() -> None:
    unknown = fact("dataset.personal_data.present", status="unknown", label="Personal data present")
    found = described(record_of(unknown))
    assert not [name for name in found.data if name.startswith("rai:")]
    assert [loss.reason for loss in found.losses] == [Reason.NO_VALUE]


def test_licences_of_ones_own_and_expressions_have_no_page() -> None:
    for licence in ("LicenseRef-House-1", "MIT OR Apache-2.0"):
        data = described(record_of(fact("dataset.licence.id", licence), without="dataset.licence.id")).data
        assert data["license"] == {"@type": "CreativeWork", "name": licence}


def test_only_web_addresses_are_addresses() -> None:
    found = described(record_of(fact("dataset.url", "javascript:alert(1)"), without="dataset.url"))
    assert "url" not in found.data
    assert [loss.reason for loss in found.losses] == [Reason.NOT_A_WEB_ADDRESS]


def test_text_in_one_language_and_the_others_named_as_lost() -> None:
    texts_of = {"de": "Anfragen", "en": "Requests"}
    found = described(record_of(fact("dataset.description", texts_of), without="dataset.description"))
    assert found.data["description"] == "Requests"
    assert [loss.reason for loss in found.losses] == [Reason.OTHER_LANGUAGE]


def test_files_are_described_where_address_format_and_digest_are_public() -> None:
    def part(key: str, value: Any) -> Any:
        return fact(f"dataset.distribution[].{key}", value, key, at=f"/distribution/all/{key}")

    whole = [
        part("location", "https://data.example/all.csv"), part("format", "text/csv"), part("sha256", "ab" * 32),
        part("bytes", 12),
    ]  # fmt: skip
    (file,) = described(record_of(*whole)).data["distribution"]
    assert (file["@type"], file["@id"], file["contentSize"]) == ("cr:FileObject", "all.csv", "12 B")
    (file,) = described(record_of(*whole, without="dataset.url")).data["distribution"]
    assert file["@type"] == "DataDownload"
    found = described(record_of(*whole[1:]))
    assert "distribution" not in found.data
    assert len(found.losses) == 3


@pytest.mark.parametrize("example", ["penguins", "open-model", "recruitment"])
def test_every_fact_is_carried_or_named_as_lost_and_nothing_else_is_said(example: str) -> None:
    for record in editions(example, "public"):
        found = described(record)
        lost = {loss.address for loss in found.losses}
        assert len(lost) == len(found.losses)
        kept = [one for one in record.facts if one.address not in lost]
        assert kept
        assert all(one.status == "known" for one in kept)
        known = json.dumps([one.value for one in record.facts], ensure_ascii=False) + json.dumps(
            [record.subject.title, record.subject.version, record.document_date, record.language]
        )
        for text in texts({key: value for key, value in found.data.items() if key not in ("@context", "conformsTo")}):
            parts = re.split(r"/\.\.|\.\./|: (?=yes|no)|(?<=\d)/(?=\d)|https://spdx.org/licenses/", text)
            words = [part for part in parts if part not in ("", "yes", "no", "False", "True", "sha256")]
            assert all(word in known or word.startswith(("Personal data", "Special")) for word in words), text


def test_only_public_editions_carry_one() -> None:
    for audience in ("client", "authority", "internal"):
        assert describe(realistic_record(audience=audience)) is None
        page = render(small_record(audience=audience), b"{}", "html").decode()
        assert "<script" not in page
    memo = small_record(audience="public", subject=Subject("workspace", "x", "1", "x"))
    assert describe(memo) is None


def test_a_model_is_described_with_the_document_about_it() -> None:
    facts = (
        fact("model.title", "Terne 1", card="model/terne@1.0"),
        fact("organisation.legal_name", "Velmarsk ApS", card="organisation/velmarsk@1"),
    )
    subject = Subject("model", "terne", "1.0", "Terne 1")
    data = described(realistic_record(audience="public", kind="public_summary", subject=subject, facts=facts)).data
    assert (data["@type"], data["name"], data["softwareVersion"]) == ("SoftwareApplication", "Terne 1", "1.0")
    assert data["subjectOf"]["datePublished"] == "2026-11-02"
    assert data["author"]["name"] == "Velmarsk ApS"


def test_the_element_cannot_be_left() -> None:
    record = hostile_record(audience="public")
    facts = (
        *record.facts,
        fact("dataset.scope.domain", ["</script><script>alert(1)</script>", "<!--", "\u2028 & ]]>"]),
    )
    record = hostile_record(audience="public", facts=facts)
    page = render(record, record_bytes(record), "html").decode()
    head, _, rest = page.partition('<script type="application/ld+json">')
    assert page.count("<script") == 1
    assert "<script" not in head
    inside = rest.partition("</script>")[0]
    assert inside.isascii()
    assert not re.search(r"[<>&]", inside)
    assert json.loads(inside)["keywords"][0] == "</script><script>alert(1)</script>"
    assert script_text({"a": "\u2029"}) == '{"a":"\\u2029"}'


def test_facts_of_other_cards_do_not_speak_for_this_one() -> None:
    other = fact("dataset.url", "https://other.example/", card="dataset/other@1")
    found = described(record_of(other, without="dataset.url"))
    assert "url" not in found.data
    assert [(loss.address.partition("#")[0], loss.reason) for loss in found.losses] == [
        ("dataset/other@1", Reason.OTHER_CARD)
    ]
    assert CARD.startswith("dataset/")
