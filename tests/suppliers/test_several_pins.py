"""A set of several suppliers: each pin gives its part, in its own name; what two state differently, nobody."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from case_workspaces import load_body
from muniment.app.asking import build_asked
from muniment.app.assessing import assess_workspace
from muniment.app.editions import blocks
from muniment.app.opening import open_workspace
from muniment.disclosure.supplier_limits import supplier_limits
from muniment.model.facts import Fact, Origin, Status
from sample_cards import card, write
from supplier_pins import SEALER, PinFiles, disclosed, pin_files, record_of

AS_OF = "2026-11-23"
SIGNS = "dataset/signs@3.2"
CAMPAIGN: dict[str, Any] = {"id": "boxes", "task": "Boxes.", "procedure": "Two people each.", "items": 900}
LABELS: dict[str, Any] = {"title": "Labels", "labelling": {"labelled": True, "campaigns": [CAMPAIGN]}}
IMAGES: dict[str, Any] = {
    "title": "Images",
    "collection": {"method": "Cars drove fixed routes.", "start": "2024-03"},
    "scope": {"geography": ["EE", "LV"]},
    "special_categories": {"not_applicable": "faces are blurred before anybody sees them"},
}


def pin(name: str, part: str, stated: dict[str, Any], by: str = "", narrowed: dict[str, str] | None = None) -> PinFiles:
    body, _ = load_body("dataset", name, {**stated, "version": "1.0"})
    record = record_of(name, "1.0", disclosed(body), narrowed=narrowed)
    return pin_files(replace(record, part=(part,) if part else None), sealer=replace(SEALER, organisation=by or name))


def workspace(folder: Path, *pins: PinFiles, more: str = "") -> Path:
    (folder / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    for one in pins:
        one.write(folder)
    names = ", ".join(one.pin.folder for one in pins)
    (folder / "signs.card.yaml").write_text(
        f'muniment: 1\nkind: dataset\nname: signs\nversion: "3.2"\n{more}\nsupplier: {{datasheets: [{names}]}}\n'
    )
    return folder


def facts(folder: Path) -> dict[str, Fact]:
    return open_workspace([folder]).workspace.cards[SIGNS].facts


def told(folder: Path, code: str) -> list[Any]:
    return [one for one in assess_workspace(open_workspace([folder]), AS_OF).findings if one.code == code]


def test_each_gives_its_part_under_its_own_name(tmp_path: Path) -> None:
    labels, images = pin("sign-labels", "labelling", LABELS), pin("images", "collection", IMAGES)
    folder = workspace(tmp_path, labels, images)
    found = facts(folder)
    procedure, method = found["/labelling/campaigns/boxes/procedure"], found["/collection/method"]
    assert (procedure.origin, method.origin) == (Origin.INHERITED, Origin.INHERITED)
    assert procedure.origin_detail.startswith("stated by sign-labels, sealed on")
    assert method.origin_detail.startswith("stated by images, sealed on")
    # The finding of a fact marks the name of its own pin in the list.
    assert (procedure.pointer, method.pointer) == ("/supplier/datasheets/0", "/supplier/datasheets/1")
    # The status of a section that only some suppliers know goes as far as the part does.
    assert found["/special_categories/present"].status is Status.NOT_APPLICABLE
    assert "/special_categories/filter_method" not in found
    # A part's title is that of what was delivered, and its version is its own.
    assert "/title" not in found
    assert not told(folder, "MUN721")
    assert not told(folder, "MUN728")


def test_a_part_gives_nothing_outside_itself(tmp_path: Path) -> None:
    stated = {**LABELS, "licence": {"id": "MIT"}, "quality": {"not_applicable": "nobody measures"}}
    found = facts(workspace(tmp_path, pin("sign-labels", "labelling", stated)))
    assert "/licence/id" not in found
    assert {inner for inner in found if inner.startswith("/quality")} == {"/quality/label_noise"}


def test_a_part_that_only_a_later_version_knows_gives_nothing(tmp_path: Path) -> None:
    found = facts(workspace(tmp_path, pin("sign-labels", "translation", LABELS)))
    assert not [inner for inner in found if inner.startswith("/labelling")]


def test_where_two_differ_neither_is_taken_over(tmp_path: Path) -> None:
    other = {"scope": {"geography": ["LT"]}, "collection": {"start": "2024-03"}}
    folder = workspace(tmp_path, pin("images", "collection", IMAGES), pin("more-images", "collection", other))
    found = facts(folder)
    assert "/scope/geography" not in found
    # What both state alike is taken over, and names the first.
    assert found["/collection/start"].origin_detail.startswith("stated by images,")
    (said,) = told(folder, "MUN728")
    assert blocks(said)
    assert "images@1.0" in said.message
    assert "stated by more-images" in said.message
    assert (said.address, said.pointer) == (f"{SIGNS}#/scope/geography", "/supplier/datasheets/1")
    own = workspace(tmp_path, pin("images", "collection", IMAGES), pin("more-images", "collection", other),
                    more="scope: {geography: [EE, LV, LT]}")  # fmt: skip
    assert not told(own, "MUN728")
    assert facts(own)["/scope/geography"].origin is Origin.DECLARED


def test_a_record_is_taken_whole_or_not_at_all(tmp_path: Path) -> None:
    second = {"labelling": {"campaigns": [{"id": "boxes", "task": "Boxes.", "guideline": {"ref": "theirs.pdf"}}]}}
    folder = workspace(tmp_path, pin("sign-labels", "labelling", LABELS), pin("others", "labelling", second))
    # Half a campaign of each would be a campaign that nobody ran.
    assert not [inner for inner in facts(folder) if inner.startswith("/labelling/campaigns")]
    assert len(told(folder, "MUN728")) == 1
    second["labelling"]["campaigns"][0]["id"] = "masks"
    folder = workspace(tmp_path, pin("sign-labels", "labelling", LABELS), pin("others", "labelling", second))
    assert {"/labelling/campaigns/boxes/procedure", "/labelling/campaigns/masks/guideline/ref"} <= set(facts(folder))
    assert not told(folder, "MUN728")


def test_what_one_says_of_a_whole_section_does_not_overrule_the_other(tmp_path: Path) -> None:
    none = {"labelling": {"not_applicable": "nothing was labelled"}}
    folder = workspace(tmp_path, pin("sign-labels", "labelling", LABELS), pin("images", "labelling", none))
    assert not [inner for inner in facts(folder) if inner.startswith("/labelling")]
    assert told(folder, "MUN728")


def test_an_agreement_of_ones_own_stands_beside_what_is_taken_over(tmp_path: Path) -> None:
    more = "labelling: {campaigns: [{id: boxes, agreement_ref: Contract 14}]}"
    found = facts(workspace(tmp_path, pin("sign-labels", "labelling", LABELS), more=more))
    assert found["/labelling/campaigns/boxes/agreement_ref"].origin is Origin.DECLARED
    assert found["/labelling/campaigns/boxes/procedure"].origin is Origin.INHERITED
    # A record that says what the supplier could have said is one's own, and so is the list.
    for said in ("Ours is another one.", "TODO"):
        more = f"labelling: {{campaigns: [{{id: boxes, task: {said}}}]}}"
        found = facts(workspace(tmp_path, pin("sign-labels", "labelling", LABELS), more=more))
        assert "/labelling/campaigns/boxes/procedure" not in found, said


def test_what_a_suppliers_record_lacks_is_for_the_supplier_to_state(tmp_path: Path) -> None:
    folder = workspace(
        tmp_path, pin("sign-labels", "labelling", {**LABELS, "quality": {"label_noise": {"unknown": "?"}}})
    )
    write(
        folder,
        {
            "organisation.card.yaml": card("organisation", "velmora", roles=["provider_high_risk"]),
            "reader.card.yaml": card(
                "system", "reader", risk_class="high_risk", annex_iii=True, uses_model_training=True,
                datasets=[{"id": "train", "dataset": "signs@3.2", "role": "training"}],
            ),
        },
    )  # fmt: skip
    path = "dataset.labelling.campaigns[].guideline.ref"
    found = assess_workspace(open_workspace([folder]), AS_OF).findings
    (said,) = [one for one in found if one.path == path]
    assert "Ask the supplier" in said.remedy
    # Written in the card, an answer would make the campaigns its own, and all that is taken over of them would be gone.
    everybody = build_asked([folder], "", (), AS_OF, AS_OF, "en")
    assert path not in {question.path for question in everybody.questions}
    assert dict(everybody.left_out)["supplied"]
    # Who sealed a datasheet is asked about its part, and about no more.
    supplier = build_asked([folder], "sign-labels", (), AS_OF, AS_OF, "en")
    assert {question.path for question in supplier.questions} == {"dataset.quality.label_noise"}
    assert "dataset.scope.geography" in {question.path for question in everybody.questions}


def test_limits_travel_with_the_facts_of_their_supplier(tmp_path: Path) -> None:
    narrowed = {"dataset.labelling.campaigns[].procedure": "client"}
    folder = workspace(
        tmp_path, pin("sign-labels", "labelling", LABELS, narrowed=narrowed), pin("images", "collection", IMAGES)
    )
    rules = supplier_limits(open_workspace([folder]).workspace)[SIGNS]
    assert rules["dataset.labelling.campaigns[].procedure"].audience == "authority"
    assert rules["dataset.collection.method"].audience == "public"


def test_of_a_fact_that_two_state_the_narrower_limit_holds(tmp_path: Path) -> None:
    same = {"collection": {"start": "2024-03"}}
    narrow = pin("more-images", "collection", same, narrowed={"dataset.collection.start": "internal"})
    folder = workspace(tmp_path, pin("images", "collection", IMAGES), narrow)
    rules = supplier_limits(open_workspace([folder]).workspace)[SIGNS]
    assert rules["dataset.collection.start"].audience == "internal"


def test_the_old_form_and_the_new_stand_together(tmp_path: Path) -> None:
    whole, labels = pin("signs-set", "", {"licence": {"id": "MIT"}}), pin("sign-labels", "labelling", LABELS)
    folder = workspace(tmp_path, labels)
    whole.write(folder)
    file = folder / "signs.card.yaml"
    file.write_text(file.read_text().replace("{datasheets:", f"{{datasheet: {whole.pin.folder}, datasheets:"))
    found = facts(folder)
    assert found["/licence/id"].origin_detail.startswith("stated by signs-set,")
    assert found["/labelling/labelled"].origin_detail.startswith("stated by sign-labels,")


def test_a_pin_that_nobody_names_says_how_to_name_it(tmp_path: Path) -> None:
    labels = pin("sign-labels", "labelling", LABELS)
    folder = workspace(tmp_path, pin("images", "collection", IMAGES))
    labels.write(folder)
    (said,) = told(folder, "MUN724")
    assert f"supplier: {{datasheets: [{labels.pin.folder}]}}" in said.remedy


def test_a_pin_on_a_part_is_no_source(tmp_path: Path) -> None:
    labels = pin("sign-labels", "labelling", LABELS)
    more = f"origin: {{sources: [{{id: labels, name: Labels, card: {labels.pin.folder}}}]}}"
    (said,) = told(workspace(tmp_path, labels, more=more), "MUN727")
    assert said.address == f"{SIGNS}#/origin/sources/labels/card"
