"""`import pack`: what is verified is pinned whole, what is not leaves nothing, and a pin says how it came to be."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from muniment.base.canonical import digest
from muniment.base.resources import schema_path
from muniment.record.pin import load_pin
from muniment.record.record import load_record
from supplier_workspaces import Vendor, run


def pins(client: Path) -> list[Path]:
    return [folder for folder in sorted(client.glob("suppliers/*")) if folder.is_dir()]


@pytest.mark.parametrize("kind", ["pack", "page", "manifest"])
def test_pins_what_is_verified(kind: str, vendor: Vendor, client: Path) -> None:
    file = {"pack": vendor.pack, "page": vendor.page, "manifest": vendor.folder / "manifest.client.json"}[kind]
    result = run("import", "pack", file, "--trust", vendor.trust, "-w", client)
    assert result.exit_code == 0, result.output
    (folder,) = pins(client)
    assert result.stdout == f"suppliers/{folder.name}\n"
    pin = load_pin((folder / "pin.json").read_bytes())
    assert folder.name == pin.folder == f"street-signs@2.1.0.{digest(file.read_bytes())[7:15]}"
    assert (folder / "received" / file.name).read_bytes() == file.read_bytes()
    schema = json.loads(schema_path("pin", "v1", "pin.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads((folder / "pin.json").read_bytes()))
    # The supplier's datasheet is taken before the plain one: it says how far each fact may go.
    record = load_record((folder / "record.json").read_bytes())
    assert (record.kind, record.subject.name) == ("supplier_datasheet", "street-signs")
    assert pin.sealer.organisation == "Kaldor Image Data OÜ"
    assert pin.sealer.development
    assert pin.sealer.proven_at == ""
    assert {check.name: check.result for check in pin.checks}["identity"] == "passed"
    # What was received can be verified again, by itself.
    again = run("verify", folder / "received" / file.name, "--trust", vendor.trust)
    assert again.exit_code == 0, again.output


def test_importing_again_changes_nothing(vendor: Vendor, client: Path) -> None:
    run("import", "pack", vendor.pack, "--trust", vendor.trust, "-w", client)
    before = {file: file.read_bytes() for file in client.rglob("*") if file.is_file()}
    result = run("import", "pack", vendor.pack, "--trust", vendor.trust, "-w", client)
    assert result.exit_code == 0
    assert "was pinned before" in result.stderr
    assert {file: file.read_bytes() for file in client.rglob("*") if file.is_file()} == before


def test_without_trust_nothing_is_pinned(vendor: Vendor, client: Path) -> None:
    result = run("import", "pack", vendor.pack, "-w", client)
    assert result.exit_code == 2
    assert "--trust" in result.stderr
    assert not pins(client)


def test_what_was_changed_is_not_pinned(vendor: Vendor, client: Path, tmp_path: Path) -> None:
    page = vendor.page.read_bytes()
    for number, bad in enumerate((page.replace(b"48", b"49", 1), page + b"x", page[:-20], b"", b"PK\x03\x04rubbish")):
        file = tmp_path / f"bad-{number}.html"
        file.write_bytes(bad)
        result = run("import", "pack", file, "--trust", vendor.trust, "-w", client)
        assert result.exit_code == 1, (number, result.output)
    assert not pins(client)


def test_a_manifest_with_a_file_missing_is_not_pinned(vendor: Vendor, client: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(vendor.folder, tmp_path / "some"))
    (folder / "datasheet.client.en.html").unlink()
    result = run("import", "pack", folder / "manifest.client.json", "--trust", vendor.trust, "-w", client)
    assert result.exit_code == 1
    assert not pins(client)


def test_a_plain_datasheet_does_not_say_how_far_it_may_go(vendor: Vendor, client: Path) -> None:
    result = run(
        "import", "pack", vendor.folder / "datasheet.client.en.html", "--trust", vendor.trust, "-w", client,
        "--format", "json",
    )  # fmt: skip
    assert result.exit_code == 0
    assert json.loads(result.stdout)["pins"][0]["says_onward"] is False
    assert "they stay inside" in result.stderr


def test_outside_a_workspace_it_says_so(vendor: Vendor, tmp_path: Path) -> None:
    with pytest.raises(Exception, match="lies in no workspace"):
        run("import", "pack", vendor.pack, "--trust", vendor.trust, "-w", tmp_path)


def test_a_workspace_with_a_pin_has_no_mistake_of_form(
    imported: Callable[[Path], str], vendor: Vendor, client: Path
) -> None:
    imported(vendor.pack)
    report = json.loads(run("check", client, "--format", "json", "--fail-on", "never").stdout)
    codes = {finding["code"] for finding in report["findings"]}
    assert not [code for code in codes if code.startswith(("MUN2", "MUN3", "MUN48", "MUN72"))], codes
