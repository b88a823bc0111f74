"""The registry against the vocabulary, and the figures in duties against the parameters."""

import json

import pytest

from muniment.base.resources import schema_path
from muniment.derive.rules import RULES
from muniment.model.kinds import card_class
from muniment.model.shapes import paths, shape_of

#: Computed positions that no rule of this room answers, and why.
ELSEWHERE = {
    "dataset.measures[].range": "rounding belongs to disclosure, by recipient",
    "dataset.crawl.domain_list.file": "an export writes the file",
    "model.size.of_other[].amount": "units of other modalities cannot be matched by a rule",
    "model.datasets[].version_history": "versions have no order of their own",
    "system.datasets[].version_history": "versions have no order of their own",
    "system.datasets[].share_of_modality": "asked of models only",
    "system.datasets[].large_public": "asked of models only",
    "system.datasets[].large_by_reading": "asked of models only",
}


@pytest.mark.parametrize("kind", ["organisation", "dataset", "model", "system", "deployment"])
def test_every_computed_position_has_its_rule(kind: str) -> None:
    computed = {path for path, position in paths(shape_of(card_class(kind)), kind).items() if position.computed}
    answered = set(RULES.get(kind, {}))
    assert answered <= computed
    assert computed - answered <= set(ELSEWHERE)
    assert not answered & set(ELSEWHERE)


@pytest.mark.parametrize(
    ("entry", "texts"),
    [
        ("TPL-2.1-large-rule", ["3 %"]),
        ("TPL-2.3-dom", ["10 %"]),
        ("TPL-2.3-dom-sme", ["5 %", "1 000"]),
    ],
)
def test_duties_name_the_figures_of_the_parameters(entry: str, texts: list[str]) -> None:
    figures = json.loads(schema_path("requirements", "summary_template", "parameters.json").read_bytes())["figures"]
    named = {
        "3 %": figures["large_set_share"]["value"] == "0.03",
        "10 %": figures["domain_share"]["value"] == "0.10",
        "5 %": figures["domain_share_sme"]["value"] == "0.05",
        "1 000": figures["domain_cap_sme"]["value"] == "1000",
    }
    duty = schema_path("requirements", "summary_template", f"{entry}.yaml").read_text("utf-8")
    assert all(named[text] and text in " ".join(duty.split()) for text in texts)


def test_every_parameter_has_a_source_and_a_mark() -> None:
    raw = json.loads(schema_path("requirements", "summary_template", "parameters.json").read_bytes())
    marks = ("read_official_text", "read_secondary", "remembered", "own_choice")
    for item in (*raw["figures"].values(), *raw["dates"].values(), raw["size_brackets"], raw["official_languages"]):
        assert item["source"] and item["confidence"] in marks
