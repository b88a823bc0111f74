"""Pins as a workspace reads them: hostile until each digest is compared, and what has become of them on a day."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from case_workspaces import load_body
from muniment.app.assessing import assess_workspace
from muniment.app.editions import blocks
from muniment.app.opening import open_workspace
from muniment.base.canonical import canonical_bytes
from muniment.base.findings import Finding, Severity
from muniment.model.facts import Origin, Status
from muniment.record.record import DisclosedFact
from supplier_pins import SEALER, PinFiles, disclosed, pin_files, pin_of_card, record_of
from supplier_workspaces import run

AS_OF = "2026-11-23"
STATED = {"title": "Street signs", "licence": {"id": "CC-BY-4.0"}, "scope": {"geography": ["EE"]}}


def pinned(version: str = "2.1.0", dated: str = "2026-10-02", **stated: object) -> PinFiles:
    card, _ = load_body("dataset", "street-signs", {**STATED, **stated, "version": version})
    return pin_files(record_of("street-signs", version, disclosed(card), dated=dated))


def workspace(folder: Path, *pins: PinFiles, version: str = "2.1.0", more: str = "") -> Path:
    (folder / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    for one in pins:
        one.write(folder)
    (folder / "signs.card.yaml").write_text(
        f"muniment: 1\nkind: dataset\nname: signs\nversion: {version}\n{more}\n"
        f"supplier: {{datasheet: {pins[0].pin.folder}}}\n"
    )
    return folder


def findings(folder: Path, as_of: str = AS_OF) -> list[Finding]:
    return [one for one in assess_workspace(open_workspace([folder]), as_of).findings if one.code.startswith("MUN7")]


def codes(folder: Path, as_of: str = AS_OF) -> set[str]:
    return {one.code for one in findings(folder, as_of)} - {"MUN710", "MUN711"}


def facts(folder: Path) -> dict[str, tuple[str, object, str]]:
    card = open_workspace([folder]).workspace.cards["dataset/signs@2.1.0"]
    return {inner: (str(fact.status), fact.value, str(fact.origin)) for inner, fact in card.facts.items()}


def test_a_card_takes_over_what_was_sealed(tmp_path: Path) -> None:
    folder = workspace(tmp_path, pinned(quality={"error_rate": {"unknown": "nobody has measured it"}}))
    assert codes(folder) == set()
    found = facts(folder)
    assert found["/licence/id"] == ("known", "CC-BY-4.0", "inherited")
    # A status of the supplier stays what it is, and is no value.
    assert found["/quality/error_rate"][0] == "unknown"
    card = open_workspace([folder]).workspace.cards["dataset/signs@2.1.0"]
    fact = card.facts["/licence/id"]
    assert fact.origin_detail.startswith("stated by Kaldor Image Data OÜ, sealed on 2026-10-02, pack SHA-256 ")
    # The finding of a fact that was taken over marks the line that names the pin.
    assert (fact.file, fact.pointer) == (card.file, "/supplier/datasheet")


def test_its_own_word_wins_and_its_own_list_is_whole(tmp_path: Path) -> None:
    measures = [{"id": "images", "modality": "image", "unit": "images", "amount": 10}]
    own = "measures:\n  - {id: all, modality: image, unit: images, amount: 12}\ntitle: Our signs\n"
    folder = workspace(tmp_path, pinned(measures=measures), more=own)
    found = facts(folder)
    assert found["/title"] == ("known", "Our signs", "declared")
    assert {inner for inner in found if inner.startswith("/measures/")} == {
        "/measures/all", "/measures/all/modality", "/measures/all/unit", "/measures/all/amount",
    }  # fmt: skip


def test_what_a_holder_says_of_itself_is_not_taken_over(tmp_path: Path) -> None:
    stated = {"acquisition": {"basis": "own"}, "personal_data": {"present": True, "lawful_basis": "consent"}}
    found = facts(workspace(tmp_path, pinned(**stated)))
    assert found["/personal_data/present"][2] == "inherited"
    assert "/personal_data/lawful_basis" not in found
    assert "/acquisition/basis" not in found


def test_what_the_supplier_withholds_is_withheld_and_answers_nothing(tmp_path: Path) -> None:
    card, _ = load_body("dataset", "street-signs", {**STATED, "version": "2.1.0"})
    secret = DisclosedFact(
        "dataset/street-signs@2.1.0#/quality/error_rate", "dataset.quality.error_rate", "Error rate", "withheld", "",
        ground="trade_secret",
    )  # fmt: skip
    pin = pin_files(record_of("street-signs", "2.1.0", (*disclosed(card), secret)))
    fact = (
        open_workspace([workspace(tmp_path, pin)]).workspace.cards["dataset/signs@2.1.0"].facts["/quality/error_rate"]
    )
    assert (fact.status, fact.value, fact.origin) == (Status.WITHHELD, None, Origin.INHERITED)
    assert "trade secret" in fact.reason


def edit_record(folder: Path) -> None:
    file = folder / "record.json"
    file.write_bytes(file.read_bytes().replace(b"CC-BY-4.0", b"CC0-1.0"))


def edit_received(folder: Path) -> None:
    (folder / "received" / "datasheet.html").write_bytes(b"other")


def take_received_away(folder: Path) -> None:
    (folder / "received" / "datasheet.html").unlink()


def add_a_file(folder: Path) -> None:
    (folder / "received" / "more.card.yaml").write_text("muniment: 1\nkind: dataset\nname: more\nversion: '1'\n")


def link_out(folder: Path) -> None:
    (folder / "record.json").rename(folder.parent / "elsewhere.json")
    (folder / "record.json").symlink_to(folder.parent / "elsewhere.json")


def make_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "received" / "pipe")


def edit_pin(folder: Path) -> None:
    raw = json.loads((folder / "pin.json").read_bytes())
    raw["sealer"]["organisation"] = "Somebody else"
    (folder / "pin.json").write_text(json.dumps(raw, indent=1))


def break_pin(folder: Path) -> None:
    (folder / "pin.json").write_bytes(b"[" * 100_000)


def rename(folder: Path) -> None:
    folder.rename(folder.with_name(folder.name[:-1] + ("0" if folder.name[-1] != "0" else "1")))


def forge_record(folder: Path) -> None:
    """Change the record and its digest in the pin: the record is then about another set than the pin."""
    raw = json.loads((folder / "record.json").read_bytes())
    raw["subject"]["name"] = "other"
    data = canonical_bytes(raw)
    (folder / "record.json").write_bytes(data)
    from muniment.base.canonical import digest

    pin = json.loads((folder / "pin.json").read_bytes())
    for file in pin["files"]:
        if file["path"] == "record.json":
            file |= {"size": len(data), "sha256": digest(data)}
    (folder / "pin.json").write_bytes(canonical_bytes(pin))


@pytest.mark.parametrize(
    "attack",
    [edit_record, edit_received, take_received_away, add_a_file, link_out, make_a_pipe, edit_pin, break_pin, rename,
     forge_record],
)  # fmt: skip
def test_a_pin_that_was_changed_gives_nothing(attack: Callable[[Path], None], tmp_path: Path) -> None:
    pin = pinned()
    folder = workspace(tmp_path, pin)
    attack(folder / "suppliers" / pin.pin.folder)
    opened = open_workspace([folder])
    changed = [one for one in opened.findings if one.code == "MUN720"]
    assert [one.severity for one in changed] == [Severity.ERROR]
    assert blocks(changed[0])
    card = opened.workspace.cards["dataset/signs@2.1.0"]
    assert not [fact for fact in card.facts.values() if fact.origin is Origin.INHERITED]
    assert list(opened.workspace.cards) == ["dataset/signs@2.1.0"]


def test_facts_of_a_stranger_go_through_the_reader_of_cards(tmp_path: Path) -> None:
    card, _ = load_body("dataset", "street-signs", {**STATED, "version": "2.1.0"})
    here = "dataset/street-signs@2.1.0#"
    hostile = [
        DisclosedFact(f"{here}/licence/remarks", "dataset.licence.remarks", "x", "known", "declared", "TODO"),
        DisclosedFact(f"{here}/synthetic/share", "dataset.synthetic.share", "x", "known", "declared", "7.5"),
        DisclosedFact(f"{here}/nonsense", "dataset.nonsense", "x", "known", "declared", "?"),
        DisclosedFact(f"{here}/title/deep", "dataset.description", "x", "known", "declared", "another place"),
        DisclosedFact(f"{here}/gaps/a", "dataset.gaps[]", "x", "known", "declared", {"id": "b"}),
        DisclosedFact("dataset/other@1#/title", "dataset.title", "x", "known", "declared", "of another card"),
    ]
    pin = pin_files(record_of("street-signs", "2.1.0", (*disclosed(card), *hostile)))
    folder = workspace(tmp_path, pin)
    assert codes(folder) == {"MUN725"}
    found = facts(folder)
    assert found["/title"] == ("known", "Street signs", "inherited")
    assert not {"/licence/remarks", "/synthetic/share", "/nonsense", "/gaps/a"} & set(found)


def test_another_version(tmp_path: Path) -> None:
    folder = workspace(tmp_path, pinned("2.0.0"))
    assert codes(folder) == {"MUN721"}
    card = folder / "signs.card.yaml"
    name = pinned("2.0.0").pin.folder
    card.write_text(
        card.read_text().replace(name, f"{{value: {name}, note: our 2.1.0 is their 2.0.0 without doubles}}")
    )
    assert codes(folder) == set()


@pytest.mark.parametrize(("as_of", "expected"), [("2027-01-01", set()), ("2027-01-02", {"MUN722"})])
def test_the_proof_ends_on_the_day_that_the_pin_records(as_of: str, expected: set[str], tmp_path: Path) -> None:
    card, _ = load_body("dataset", "street-signs", {**STATED, "version": "2.1.0"})
    record = record_of("street-signs", "2.1.0", disclosed(card))
    folder = workspace(tmp_path, pin_files(record, good_until="2027-01-01T12:00:00Z"))
    assert codes(folder, as_of) == expected


def test_the_supplier_says_until_when_the_set_is_good(tmp_path: Path) -> None:
    folder = workspace(tmp_path, pinned(staleness={"valid_until": "2026-10-31"}))
    assert "MUN722" in codes(folder)
    assert "MUN722" not in codes(folder, "2026-10-31")


def test_issued_again_and_a_later_version(tmp_path: Path) -> None:
    again = pinned(dated="2026-11-10", licence={"id": "MIT"})
    folder = workspace(tmp_path, pinned(), again)
    (told,) = [one for one in findings(folder) if one.code == "MUN723"]
    assert told.severity is Severity.WARNING
    assert "1 fact changed: licence.id" in told.message
    assert again.pin.folder in told.remedy
    (tmp_path / "later").mkdir()
    later = workspace(tmp_path / "later", pinned(), pinned("2.2.0", "2026-11-10"))
    (told,) = [one for one in findings(later) if one.code == "MUN723"]
    assert told.severity is Severity.NOTICE


def test_the_same_name_of_another_supplier_is_no_new_issue(tmp_path: Path) -> None:
    card, _ = load_body("dataset", "street-signs", {**STATED, "version": "2.1.0", "licence": {"id": "MIT"}})
    record = record_of("street-signs", "2.1.0", disclosed(card), dated="2026-11-10")
    other = pin_files(record, sealer=replace(SEALER, organisation="Somebody else"))
    assert "MUN723" not in codes(workspace(tmp_path, pinned(), other))


def answers_of_description(folder: Path, own: str) -> set[tuple[str, str]]:
    """Return (outcome, origin) of the description wherever a duty on a high-risk system's data rests on it."""
    text = "Photographs of street signs in four countries."
    workspace(folder, pinned(description=text), more=own)
    (folder / "organisation.card.yaml").write_text(
        "muniment: 1\nkind: organisation\nname: velmora\nversion: '1'\nroles: [provider_high_risk]\n"
    )
    (folder / "reader.card.yaml").write_text(
        "muniment: 1\nkind: system\nname: reader\nversion: '1'\nrisk_class: high_risk\nannex_iii: true\n"
        "uses_model_training: true\ndatasets: [{id: signs, dataset: signs, version: 2.1.0, role: training}]\n"
    )
    rows = assess_workspace(open_workspace([folder]), AS_OF).assessment.rows
    parts = [part for row in rows for part in (row.parts or (row,)) if row.requirement.id == "AIA-A4-2d-desc"]
    return {
        (str(fact.outcome), fact.origin) for part in parts for fact in part.facts if fact.path == "dataset.description"
    }


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("", {("met", "inherited")}),
        ("description: Photographs of street signs in four countries.", {("met", "declared")}),
        ("description: Photographs of motorways in the south.", {("contradicted", "declared")}),
        ("description: {unknown: nobody has looked}", {("unknown", "")}),
    ],
)
def test_what_was_sealed_answers_a_duty_and_is_told_apart(own: str, expected: object, tmp_path: Path) -> None:
    assert answers_of_description(tmp_path, own) == expected


def test_a_pin_of_a_card_round_trips_numbers_lists_and_texts(tmp_path: Path) -> None:
    stated = {
        "description": {"text": {"en": "Signs of four countries, from cars.", "de": "Schilder aus vier Ländern."}},
        "quality": {"error_rate": yaml_decimal("0.012")},
        "statistics": {"by_group": [{"name": "EE", "value": yaml_decimal("0.25"), "count": 12}]},
        "collection": {"start": "2024-03", "ongoing": False},
    }
    card, problems = load_body("dataset", "street-signs", {**STATED, **stated})
    assert not problems
    pin = pin_of_card(card).load()
    for inner in ("/description", "/quality/error_rate", "/statistics/by_group", "/collection/start"):
        assert pin.card.facts[inner].value == card.facts[inner].value, inner


def yaml_decimal(text: str) -> object:
    from decimal import Decimal

    return Decimal(text)


def test_what_a_killed_import_left_behind_is_no_pin(tmp_path: Path) -> None:
    pin = pinned()
    folder = workspace(tmp_path, pin)
    left = folder / "suppliers" / ".abc.tmp"
    left.mkdir()
    (left / "pin.json").write_bytes(pin.files["pin.json"])
    (left / "more.card.yaml").write_text("muniment: 1\nkind: dataset\nname: more\nversion: '1'\n")
    assert codes(folder) == set()
    assert list(open_workspace([folder]).workspace.cards) == ["dataset/signs@2.1.0"]


def test_a_person_may_explain_a_contradiction(tmp_path: Path) -> None:
    answers_of_description(tmp_path, "description: Photographs of motorways in the south.")
    done = run(
        "review", "AIA-A4-2d-desc", tmp_path, "--card", "dataset/signs@2.1.0", "--answer", "explained",
        "--reviewer", "Ada Example", "--reason", "The supplier describes the whole delivery, this card a part.",
        "--as-of", AS_OF, "--date", AS_OF,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    said = [one for one in assess_workspace(open_workspace([tmp_path]), AS_OF).findings if one.code == "MUN480"]
    assert [one.severity for one in said] == [Severity.NOTICE]
