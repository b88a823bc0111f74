"""The walk of a supplier that labels: a filled workbook, a card about the labels, a sealed datasheet, two clients."""

import re
import shutil
from pathlib import Path

import pytest

from muniment.app.answering import take_answers
from muniment.app.covering import cover
from muniment.assess.assessment import Outcome
from muniment.record.manifest import load_manifest, manifest_bytes
from muniment.record.pin import load_pin
from muniment.record.record import load_record
from muniment.verify.page import embedded_record
from sample_cards import card, write
from supplier_workspaces import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "labelling"
DAY = "2026-11-24"


@pytest.fixture(scope="module")
def supplier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The supplier's workspace as it was before anybody answered."""
    root = Path(shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("supplier") / "labelling"))
    shutil.copyfile(root / "questions" / "sign-labels.before.yaml", root / "datasets" / "sign-labels.card.yaml")
    return root


@pytest.fixture(scope="module")
def sealed(supplier: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sealed datasheet that the supplier makes of the filled workbook, and the certificate to trust."""
    answered = take_answers([supplier / "questions" / "answers-labels.xlsx"], supplier, "", DAY, write=True)
    assert not answered.refused
    made = tmp_path_factory.mktemp("sealed")
    done = [
        run("build", supplier, "--date", DAY, "--document", "supplier_datasheet", "--for", "Velmora Mobility AB",
            "--audience", "client", "--format", "html", "-o", made / "dist"),
        run("keys", "new", "--dev", "--name", "sildikoda", "--organisation", "Sildikoda OÜ", "-o", made / "keys"),
        run("sign", made / "dist", "--key", made / "keys" / "sildikoda.key.pem"),
    ]  # fmt: skip
    assert [result.exit_code for result in done] == [0, 0, 0], [result.output for result in done]
    (page,) = (made / "dist").rglob("*.html")
    return page, made / "keys" / "sildikoda.cert.pem"


def test_the_filled_workbook_makes_the_card_of_the_example(sealed: tuple[Path, Path], supplier: Path) -> None:
    made = (supplier / "datasets" / "sign-labels.card.yaml").read_text("utf-8")
    assert made == (EXAMPLE / "datasets" / "sign-labels.card.yaml").read_text("utf-8")
    assert "Liis Tamm, head of production, 2026-11-24, in answers-labels.xlsx" in made


def test_everything_that_is_asked_of_the_labels_is_answered() -> None:
    covered = cover([EXAMPLE], DAY)
    open_ = [row for row in covered.asked if row.outcome in (None, Outcome.MISSING, Outcome.CONTRADICTED)]
    assert not open_, [row.requirement.id for row in open_]
    assert [row.requirement.id for row in covered.asked if row.outcome is Outcome.UNKNOWN] == ["AIA-10-3-3"]
    outside = sum(row.reason == "outside_part" for row in covered.rows)
    assert f"{outside} duties on data sets lie outside" in (EXAMPLE / "README.md").read_text("utf-8")


def test_the_recipient_sees_which_part_it_is_and_for_whom(sealed: tuple[Path, Path]) -> None:
    page, trust = sealed
    result = run("verify", page, "--trust", trust)
    assert result.exit_code == 0, result.output
    assert "about a part of the set only (labelling); the rest is not in scope" in result.output
    text = re.sub(r"<[^>]+>", " ", page.read_text("utf-8").partition("<main")[0])
    assert "About a part of the data set only: labelling." in text
    assert "Velmora Mobility AB" in text


def client(folder: Path, page: Path, trust: Path) -> Path:
    """Import the datasheet into a client's workspace and name the pin as the import says."""
    write(
        folder,
        {
            "muniment.yaml": "muniment: 1\n",
            "organisation.card.yaml": card(
                "organisation", "velmora", legal_name="Velmora Mobility AB", roles=["provider_high_risk"]
            ),
            "systems/reader.card.yaml": card(
                "system", "reader", risk_class="high_risk", annex_iii=True, annex_iii_points=["2"],
                uses_model_training=True, datasets=[{"id": "train", "dataset": "signs@3.2", "role": "training"}],
            ),
            "datasets/signs.card.yaml": card(name="signs", version="3.2", title="Street signs", supplier={}),
        },
    )  # fmt: skip
    result = run("import", "pack", page, "--trust", trust, "-w", folder)
    assert result.exit_code == 0, result.output
    assert "about a part of a set only (labelling)" in result.stderr
    line = re.search(r"supplier: (\{datasheets: \[sign-labels@1\.0\.[0-9a-f]{8}\]\})", result.stderr)
    assert line, result.stderr
    file = folder / "datasets" / "signs.card.yaml"
    file.write_text(file.read_text("utf-8").replace("supplier: {}", f"supplier: {line[1]}"), "utf-8")
    return folder


def test_the_client_has_the_labelling_with_its_origin(sealed: tuple[Path, Path], tmp_path: Path) -> None:
    page, trust = sealed
    folder = client(tmp_path, page, trust)
    (pin,) = folder.glob("suppliers/*/pin.json")
    assert load_pin(pin.read_bytes()).sealer.organisation == "Sildikoda OÜ"
    record = load_record((pin.parent / "record.json").read_bytes())
    assert (record.part, record.recipient) == (("labelling",), "Velmora Mobility AB")
    # What stays inside with the supplier has not left it.
    assert not [fact for fact in record.facts if fact.path.endswith("rejection_rate") and fact.value is not None]
    covered = cover([folder], DAY)
    rows = {row.requirement.id: row for row in covered.rows if row.bearer == "dataset/signs@3.2"}
    procedures = rows["AIA-A4-2d-lab"]
    assert {basis.origin for basis in procedures.facts} == {"inherited"}
    assert procedures.outcome is Outcome.MET
    # The rest of the set is the client's to state: nothing of it is taken for answered.
    assert rows["AIA-A4-2d-desc"].outcome is Outcome.MISSING
    text = run("coverage", folder, "--as-of", DAY).stdout
    assert "labelling.campaigns.boxes.procedure (inherited)" in text


def test_the_next_client_is_served_by_the_same_card(sealed: tuple[Path, Path], supplier: Path, tmp_path: Path) -> None:
    page, _ = sealed
    result = run("build", supplier, "--date", DAY, "--document", "supplier_datasheet", "--for", "Nordvei AS",
                 "--audience", "client", "--format", "html", "-o", tmp_path)  # fmt: skip
    assert result.exit_code == 0, result.output
    (file,) = tmp_path.rglob("*.html")
    other = load_record(embedded_record(file.read_bytes()))
    assert other.recipient == "Nordvei AS"
    assert "Nordvei" not in page.read_text("utf-8")
    card_now = (supplier / "datasets" / "sign-labels.card.yaml").read_text("utf-8")
    assert "Nordvei" not in card_now
    assert "Velmora" not in card_now


def test_documents_are_about_the_labelling_and_nothing_else(tmp_path: Path) -> None:
    result = run("build", EXAMPLE, "--date", DAY, "--document", "datasheet", "--audience", "public",
                 "--audience", "client", "--format", "html", "-o", tmp_path)  # fmt: skip
    assert result.exit_code == 0, result.output
    pages = {audience: next(tmp_path.rglob(f"datasheet.{audience}.en.html")) for audience in ("public", "client")}
    for page in pages.values():
        text = page.read_text("utf-8")
        assert "About a part of the data set only: labelling." in text
        headings = re.findall(r"<h2[^>]*>(?:<[^>]+>|[0-9]+|\s)*([^<]+)", text)
        assert "Preparation and labelling" in headings
        # What is out of scope has no heading under which it could seem to be missing.
        outside = {"Provenance and collection", "Rights and text and data mining", "Personal data", "Bias"}
        assert not outside & set(headings), headings
    # To a machine that reads JSON-LD the description would be one of the whole set.
    assert "application/ld+json" not in pages["public"].read_text("utf-8")
    manifest = load_manifest(next(tmp_path.rglob("manifest.client.json")).read_bytes())
    assert manifest.part == ("labelling",)
    assert load_manifest(manifest_bytes(manifest)) == manifest
