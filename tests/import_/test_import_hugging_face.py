"""READMEs of Hugging Face: what is plainly said becomes a fact with its source, nothing else does."""

import pytest
from described import README, card_of, draft_of, facts, reasons, remarks, taken, unknown

from muniment.import_.settling import settle


def front(*lines: str, body: str = "") -> str:
    return "\n".join(["---", *lines, "task_categories: [other]", "---", body])


def test_what_a_readme_plainly_says_is_taken() -> None:
    found = facts(README)
    assert found["/title"] == "Street Letters"
    assert found["/scope/languages"] == ["en", "de"]
    assert found["/licence/id"] == "CC-BY-4.0"
    assert found["/url"] == "https://letters.example/home"
    assert found["/description"] == (
        "Letters that people wrote to the office for streets, with the answers of the office, from 2019 to 2022."
    )
    assert found["/splits/train/kind"] == "training"
    assert (found["/measures/train-rows/amount"], found["/measures/test-rows/unit"]) == (1200, "rows")
    assert found["/fields/text/description"] == "what the letter says"
    assert found["/fields/topic/holds"] == "label"
    assert found["/origin/sources/letters/name"] == "letters"
    assert found["/collection/method"].startswith("The letters were scanned")
    assert found["/labelling/campaigns/annotation/procedure"].startswith("Two clerks")
    assert found["/labelling/campaigns/annotation/workforce/expert/kind"] == "expert"


def test_every_fact_names_file_key_and_digest() -> None:
    draft = draft_of(README)
    card = card_of(draft)
    for inner, fact in card.facts.items():
        if not fact.record and fact.status == "known":
            assert fact.source.startswith("letters/README.md: "), inner
            assert draft.sha256[:12] in fact.source
    assert "section Dataset Summary (line 26)" in card.facts["/description"].source


def test_placeholders_names_and_examples_are_no_facts() -> None:
    draft = draft_of(README)
    text, found = settle(draft), reasons(draft)
    for private in ("Jo Example", "Kim Example", "jo@letters.example", "My lamp is broken", "More Information"):
        assert private not in text
        assert all(private not in loss.held for loss in draft.losses)
    assert found["section Languages"] == "placeholder"
    assert found["section Who are the annotators?"] == "personal"
    assert found["section Personal and Sensitive Information"] == "for_a_person"
    assert found["size_categories"] == "bracket"
    assert found["line Point of Contact"] == "personal"
    assert "bias_examination" not in draft.facts
    assert "gaps" not in draft.facts
    assert "personal_data" not in draft.facts


@pytest.mark.parametrize("said", ["other", "unknown", "none", "gpl", "cc", "My own terms"])
def test_a_licence_that_names_none_is_unknown_with_the_reason(said: str) -> None:
    assert said in unknown(front(f"license: {said}"))["/licence/id"]


def test_licences_that_are_odd_are_told() -> None:
    several = draft_of(front("license: [mit, apache-2.0]"))
    assert "Several licences" in remarks(several)
    assert "several licences" in unknown(front("license: [mit, apache-2.0]"))["/licence/id"]
    own = facts(front("license: other", "license_name: House Terms 2", "license_link: https://x.example/terms"))
    assert own["/licence/id"] == "LicenseRef-House-Terms-2"
    assert own["/licence/name"] == "House Terms 2"
    assert own["/licence/terms_url"] == "https://x.example/terms"
    old = draft_of(front("license: gpl-3.0"))
    assert "later versions" in remarks(old)
    assert "/licence/terms_url" not in facts(front("license: other", "license_link: javascript:alert(1)"))


def test_a_licence_of_the_publisher_is_no_legal_basis_of_ours() -> None:
    draft = draft_of(README)
    for section in ("tdm", "rights", "personal_data", "acquisition", "source"):
        assert section not in draft.facts
    assert "not said by it" in card_of(draft).facts["/licence/id"].note


def test_text_and_tag_that_name_other_licences_are_told() -> None:
    draft = draft_of(front("license: cc-by-sa-4.0", body="### Licensing Information\n\nThe data are under CC-BY-4.0."))
    assert "CC-BY-4.0, the tag CC-BY-SA-4.0" in remarks(draft)


def test_languages_are_read_as_registered_and_oddities_told() -> None:
    draft = draft_of(front("language: [no, eng, English, zh-cn, code, multilingual, klingonish, ar, true]"))
    card = card_of(draft)
    assert card.facts["/scope/languages"].value == ["no", "en", "zh-CN", "ar"]
    said = remarks(draft)
    for odd in ('"code" is no language', '"klingonish" is not', '"eng" was read as en', "groups of languages (no, ar)"):
        assert odd in said
    assert "True" in said or "true" in said


def test_an_unquoted_no_is_norwegian() -> None:
    assert facts(front("language: no"))["/scope/languages"] == ["no"]


def test_no_annotation_is_left_to_a_person_and_contradictions_are_told() -> None:
    draft = draft_of(
        front("annotations_creators: [no-annotation]", body="### Annotation process\n\nClerks chose a topic.")
    )
    assert "labelling" not in draft.facts
    assert "there is none" in remarks(draft)
    assert "labelling.labelled" in draft.advice


def test_that_there_is_none_is_no_statement_of_how() -> None:
    draft = draft_of(front(body="### Annotation process\n\nThe dataset does not contain any additional annotations.\n"))
    assert "labelling" not in draft.facts
    assert reasons(draft)["section Annotation process"] == "says_none"


def test_dataset_info_and_configs_become_splits_fields_and_files() -> None:
    text = front(
        "dataset_info:", "  features:", "  - name: text", "    dtype: string", "  - name: meta", "    struct:",
        "    - name: url", "      dtype: string", "  - name: label", "    dtype:", "      class_label:",
        "        names: {'0': a}", "  splits:", "  - name: train", "    num_bytes: 5", "    num_examples: 12",
        "configs:", "- config_name: default", "  data_files:", "  - split: train", "    path: data/train-*.parquet",
        "  - split: test", "    path: ../../etc/passwd",
    )  # fmt: skip
    found = facts(text)
    assert found["/fields/meta.url/name"] == "meta.url"
    assert found["/fields/label/holds"] == "label"
    assert "/fields/meta/name" not in found
    assert found["/measures/train-rows/amount"] == 12
    assert found["/distribution/train/location"] == "data/train-*.parquet"
    assert "passwd" not in settle(draft_of(text))


def test_keys_that_stand_twice_and_bad_yaml_stop_nothing() -> None:
    twice = draft_of(front("license: mit", "license: cc0-1.0", "pretty_name: Here"))
    assert "licence" not in twice.facts
    assert "twice" in remarks(twice)
    assert facts(front("license: mit", "license: cc0-1.0", "pretty_name: Here now"))["/title"] == "Here now"
    broken = draft_of(
        "---\nlicense: [\n---\n# Dataset Card for Letters\n### Dataset Summary\nLetters of people to an office.\n"
    )
    assert "not YAML" in remarks(broken)
    assert card_of(broken).facts["/description"].value == "Letters of people to an office."


def test_a_model_card_is_a_model() -> None:
    text = (
        "---\npipeline_tag: text-generation\nlicense: apache-2.0\ndatasets: [squad]\nbase_model: org/base\n"
        "model-index:\n- name: m\n  results:\n  - task: {name: Sorting}\n    dataset: {name: Letters}\n"
        "    metrics: [{type: accuracy, value: 0.91}]\n---\n# Sorter\n\n## Training procedure\n\n"
        "It was trained for three days with supervised learning.\n"
    )
    draft = draft_of(text)
    card = card_of(draft)
    assert card.kind == "model"
    assert card.facts["/title"].value == "Sorter"
    assert card.facts["/tasks"].value == ["text-generation"]
    assert card.facts["/training/methods"].value == ["It was trained for three days with supervised learning."]
    (row,) = card.facts["/evaluation/results"].value
    assert row["name"] == "Sorting, Letters, accuracy"
    assert str(row["value"]) == "0.91"
    assert {"datasets", "models"} <= set(draft.advice)
    assert "/gpai" not in card.facts


def test_template_prose_is_no_statement() -> None:
    text = (
        "---\n{}\n---\n# Dataset Card for Dataset Name\n\n<!-- Provide a quick summary of the dataset. -->\n\n"
        "This dataset card aims to be a base template for new datasets. It has been generated using a raw template.\n\n"
        "## Dataset Details\n\n### Dataset Description\n\n<!-- Provide a longer summary. -->\n\n"
        "- **Curated by:** [More Information Needed]\n- **License:** [More Information Needed]\n\n"
        "## Bias, Risks, and Limitations\n\n[More Information Needed]\n\n### Recommendations\n\n"
        "Users should be made aware of the risks, biases and limitations of the dataset. More information needed.\n"
    )
    assert [item.key for item in taken(draft_of(text).facts)] == ["first heading"]


def test_the_text_reads_back_and_is_the_same_each_time() -> None:
    assert settle(draft_of(README)) == settle(draft_of(README))
    long = "word " * 3000 + "\n\n" + "شارع " * 2000
    found = facts(front(body=f"### Dataset Summary\n\n{long}"))
    assert found["/description"].startswith("word word")
    assert len(found["/description"]) < 19_001
