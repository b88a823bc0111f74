"""`scope` as a user runs it: text, JSON and the memo; the same bytes twice; sealed and verified like any edition."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from muniment.base.resources import schema_path
from muniment.model.roles import ROLES
from sample_cards import card, run, write

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AS_OF = ("--as-of", "2026-11-23")
DATES = (*AS_OF, "--date", "2026-11-24")
WORKSPACE = {
    "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
    "organisation.card.yaml": card("organisation", "maker", legal_name="Maker", roles=["provider_high_risk"]),
    "datasets/birds.card.yaml": card(title="Birds of the garden"),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write(tmp_path / "ws", WORKSPACE)


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty cards of an organisation that holds every role, no two kinds of facts alike."""
    files = {
        "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
        "organisation.card.yaml": card("organisation", "house", legal_name="The House", roles=list(ROLES)),
    }
    for n in range(44):
        files[f"datasets/d{n}.card.yaml"] = card(
            name=f"d{n}", title=f"Set {n}", governance={"review_date": f"2026-0{n % 9 + 1}-01"},
            labelling={"labelled": n % 2 == 0}, personal_data={"present": n % 3 == 0},
        )  # fmt: skip
    for n in range(10):
        files[f"systems/s{n}.card.yaml"] = card(
            "system", f"s{n}", risk_class=("high_risk", "limited", "minimal")[n % 3], annex_iii=n % 2 == 0,
            placed_on=f"202{n % 7}-05-05", uses_model_training=True,
            datasets=[{"id": f"u{k}", "dataset": f"d{k}@1.0", "role": "training"} for k in range(n, 44, 10)],
        )  # fmt: skip
    for n in range(5):
        files[f"models/m{n}.card.yaml"] = card(
            "model", f"m{n}", gpai=n % 2 == 0, systemic_risk=n == 4, union_market_date=f"202{n + 3}-08-02",
            open_source_claimed=n == 0,
        )  # fmt: skip
    assert len(files) - 1 == 60
    return write(tmp_path_factory.mktemp("sixty"), files)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--help"], 0),
        (["--format", "json"], 0),
        (["datasets"], 0),
        (["--prepared-for", "annex_iii"], 0),
        (["--prepared-for", "no_such_track"], 2),
        (["--as-of", "tomorrow"], 2),
        (["--as-of", "2020-01-01"], 2),
        (["--format", "html"], 2),
        (["--format", "text", "--format", "json"], 2),
        (["-o", "out"], 2),
        (["--date", "2026-11-23"], 2),
        (["--lang", "de"], 2),
        (["--memo", "--lang", "xx", *DATES], 2),
        (["--memo", "--format", "json", *DATES], 2),
        (["--memo", "--date", "tomorrow"], 2),
        (["--memo", "--format", "html", *DATES], 0),
        (["nowhere"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, workspace: Path) -> None:
    done = run("scope", *arguments, at=workspace)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    if code == 2:
        assert not done.stdout
        assert len(done.stderr.strip().splitlines()) >= 2


@pytest.mark.parametrize("memo", [(), ("--memo", *DATES)])
def test_outside_a_workspace_it_cannot_run(memo: tuple[str, ...], tmp_path: Path) -> None:
    write(tmp_path, {"birds.card.yaml": card(title="Birds")})
    done = run("scope", *memo, at=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "muniment.yaml" in done.stderr


@pytest.mark.parametrize("name", ["recruitment", "open-model", "forty-cards"])
def test_text_fits_a_hundred_columns(name: str) -> None:
    done = run("scope", name, *AS_OF, "--prepared-for", "annex_iii", at=EXAMPLES)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 100
    for heading in ("Roles held", "Facts that decide", "Duties by text and article", "What does not apply, and why",
                    "Voluntary texts", "Questions that decide", "Keeping, updates, reviews"):  # fmt: skip
        assert f"\n{heading}\n" in done.stdout
    assert "complian" not in done.stdout.lower()


def test_text_of_the_recruitment_example() -> None:
    text = run("scope", "recruitment", *AS_OF, at=EXAMPLES).stdout
    assert "Provider of a high-risk AI system." in text
    assert re.search(r"Listed in Annex III +Yes +system/kandelis-shortlist@4\.2#/", text)
    # The day of the next significant change of design: the system was out before the date of its track (Art 111(2)).
    assert re.search(r"AI Act Art 10 +0 +\d+ from 10 January 2028", text)
    assert re.search(r"Role not held: provider of a general-purpose", text)


@pytest.mark.parametrize("name", ["recruitment", "open-model", "penguins"])
def test_json_follows_its_schema(name: str) -> None:
    schema = json.loads(schema_path("scope", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    done = run("scope", name, "--format", "json", *AS_OF, "--prepared-for", "annex_iii", at=EXAMPLES)
    scope = json.loads(done.stdout)
    assert list(Draft202012Validator(schema).iter_errors(scope)) == []
    assert scope["prepared_for"] == "annex_iii"
    settled = [question["settles"] for question in scope["questions"]]
    assert settled == sorted(settled, reverse=True)


def test_json_of_the_recruitment_example() -> None:
    scope = json.loads(run("scope", "recruitment", "--format", "json", *AS_OF, at=EXAMPLES).stdout)
    assert {"provider_high_risk", "controller"} <= {role["role"] for role in scope["roles"]}
    deciding = {
        fact["path"]: [(answer["value"], answer["addresses"][0]) for answer in fact["answers"]]
        for fact in scope["deciding"]
    }
    card = "system/kandelis-shortlist@4.2#"
    assert deciding["system.annex_iii"] == [(True, f"{card}/annex_iii")]
    assert deciding["system.last_design_date"] == [("2028-01-10", f"{card}/last_design_date")]
    duties = {duty["requirement"]: duty for duty in scope["duties"]}
    assert duties["AIA-10-2-f"]["reading"]["first_due"] == "2028-01-10"
    assert duties["AIA-53-1d"]["reasons"] == [{"code": "role", "applies": "no", "cards": 0, "paths": []}]


def test_the_record_of_a_memo_follows_the_record_schema(workspace: Path, tmp_path: Path) -> None:
    schema = json.loads(schema_path("record", "v1", "record.schema.json").read_text("utf-8"))
    run("scope", "--memo", "--format", "pdf", *DATES, "-o", tmp_path / "out", at=workspace)
    pdf = tmp_path / "out/workspace/maker/scope_memo.internal.en.pdf"
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, pdf], check=True, capture_output=True)
    record = json.loads((tmp_path / "record.json").read_bytes())
    assert list(Draft202012Validator(schema).iter_errors(record)) == []
    assert record["scope"]["organisation"] == "organisation/maker@1.0"


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_cards_give_the_same_memo_elsewhere(workspace: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(workspace, tmp_path / "some where" / "else")
    one = run("scope", workspace, "--memo", *DATES, "-o", tmp_path / "1", at=tmp_path, PYTHONHASHSEED="1", TZ="UTC",
              MUNIMENT_CACHE_DIR="")  # fmt: skip
    two = run("scope", "--memo", *DATES, "-o", tmp_path / "2", at=elsewhere, PYTHONHASHSEED="2", TZ="Asia/Tokyo",
              SOURCE_DATE_EPOCH="86400", MUNIMENT_CACHE_DIR="")  # fmt: skip
    assert (one.returncode, two.returncode) == (0, 0), one.stderr + two.stderr
    first, second = files_below(tmp_path / "1"), files_below(tmp_path / "2")
    assert first == second
    assert sorted(first) == [
        "workspace/maker/manifest.internal.json",
        "workspace/maker/scope_memo.internal.en.html",
        "workspace/maker/scope_memo.internal.en.pdf",
    ]
    assert json.loads(first["workspace/maker/manifest.internal.json"])["bearer"] == "workspace/maker@2026-11-23"
    again = run("scope", "--memo", *DATES, "-o", tmp_path / "2", at=elsewhere)
    assert (again.stdout, "3 unchanged" in again.stderr) == ("", True)


def test_a_memo_says_that_it_is_for_the_inside(workspace: Path) -> None:
    run("scope", "--memo", "--format", "html", *DATES, at=workspace)
    page = (workspace / "dist/workspace/maker/scope_memo.internal.en.html").read_text("utf-8")
    assert "Internal edition – not for disclosure" in page
    assert "no legal advice" in page


def test_a_memo_comes_in_the_languages_that_are_named(workspace: Path) -> None:
    done = run("scope", "--memo", "--format", "html", "--lang", "de", "--lang", "fr", *DATES, at=workspace)
    assert done.returncode == 0, done.stderr
    folder = workspace / "dist/workspace/maker"
    assert {file.name for file in folder.glob("*.html")} == {
        "scope_memo.internal.de.html",
        "scope_memo.internal.fr.html",
    }
    for language, heading in (("de", "Freiwillige Texte"), ("fr", "Textes volontaires")):
        page = (folder / f"scope_memo.internal.{language}.html").read_text("utf-8")
        assert f'<html lang="{language}">' in page
        assert heading in page


def test_a_memo_is_sealed_and_verified_like_any_edition(workspace: Path, tmp_path: Path) -> None:
    out, keys = tmp_path / "out", tmp_path / "keys"
    run("scope", "--memo", *DATES, "-o", out, at=workspace)
    run("keys", "new", "--dev", "-o", keys, at=tmp_path)
    assert run("sign", out, "--key", keys, at=tmp_path).returncode == 0
    done = run("verify", out, *out.glob("workspace/maker/scope_memo.*"), "--trust", keys / "dev.cert.pem", at=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "scope_memo of Maker (workspace/maker@2026-11-23)" in done.stdout
    kept = run("scope", "--memo", *DATES, "-o", out, at=workspace)
    assert "0 files written" in kept.stderr
    page = out / "workspace/maker/scope_memo.internal.en.html"
    page.write_bytes(page.read_bytes().replace(b"Roles held", b"Roles sold"))
    assert run("verify", page, "--trust", keys / "dev.cert.pem", at=tmp_path).returncode == 1


def test_cards_that_cannot_be_read_for_certain_stop_a_memo(workspace: Path) -> None:
    (workspace / "datasets/birds.card.yaml").write_text(card(title="Birds", no_such_key=1))
    done = run("scope", "--memo", *DATES, at=workspace)
    assert done.returncode == 1
    assert not (workspace / "dist").exists()
    spoken = run("scope", *AS_OF, at=workspace)
    assert spoken.returncode == 0
    assert "Errors of form left aside: 1" in spoken.stderr


def test_paths_limit_which_cards_are_asked_about(workspace: Path) -> None:
    done = run("scope", "datasets", *AS_OF, at=workspace)
    assert "of these only 1 were asked about" in done.stdout.replace("\n  ", " ")


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_card_cannot_steer_the_terminal(form: str, tmp_path: Path) -> None:
    hostile = "\\e]0;gotcha\\a\\e[2J \\u202egnirts \\u009b31m"
    text = card("organisation", "maker", roles=["provider_gpai"]) + f'legal_name: "{hostile}"\n'
    write(tmp_path, {"muniment.yaml": "muniment: 1\n", "organisation.card.yaml": text})
    done = run("scope", "--format", form, *AS_OF, at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout) & {"\x1b", "\x07", "\u202e", "\u009b"}


def page_count(pdf: Path) -> int:
    done = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True)
    return int(re.search(r"Pages:\s+(\d+)", done.stdout)[1])


def test_sixty_cards_fit_three_pages(sixty: Path, tmp_path: Path) -> None:
    done = run("scope", sixty, "--memo", *DATES, "--prepared-for", "annex_i", "-o", tmp_path, at=sixty)
    assert done.returncode == 0, done.stdout + done.stderr
    pdf = tmp_path / "workspace/house/scope_memo.internal.en.pdf"
    assert page_count(pdf) <= 3
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    assert "more questions stand in the record" in " ".join(text.split())
    assert "Counsel’s reading" in text


@pytest.mark.slow
def test_verapdf_finds_memos_conformant_and_short(sixty: Path, tmp_path: Path) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
    from verapdf import failed_rules

    folders = [EXAMPLES / "recruitment", EXAMPLES / "open-model", EXAMPLES / "forty-cards", sixty]
    for number, folder in enumerate(folders):
        run("scope", folder, "--memo", "--format", "pdf", *DATES, "-o", tmp_path / str(number), at=tmp_path)
    files = sorted(tmp_path.rglob("*.pdf"))
    # One of the workspaces is in two languages.
    assert len(files) == len(folders) + 1
    assert [page_count(file) for file in files if page_count(file) > 3] == []
    assert failed_rules(files) == []
