"""The command line as a contract: names, exit codes, formats, streams; and what it never does."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from muniment.base.resources import schema_path
from sample_cards import PROGRAM, card, run, write

WORKSPACE = {
    "muniment.yaml": "muniment: 1\n",
    "organisation.card.yaml": card("organisation", "example", legal_name="Example GmbH", roles=["provider_high_risk"]),
    "datasets/birds.card.yaml": card(title="TODO", description="Photographs of birds in gardens."),
}
SEVERITY = {"error", "warning", "notice"}


@pytest.fixture
def workspace(tmp_path) -> Path:
    return write(tmp_path, WORKSPACE)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["check", "--help"], 0),
        (["check"], 1),
        (["check", "--fail-on", "warning"], 1),
        (["check", "--fail-on", "never"], 0),
        (["check", "organisation.card.yaml"], 0),
        (["check", "--as-of", "2026-11-23"], 1),
        (["check", "nowhere.card.yaml"], 2),
        (["check", "--as-of", "tomorrow"], 2),
        (["check", "--as-of", "2026-02-30"], 2),
        (["check", "--format", "xml"], 2),
        (["check", "--no-such-flag"], 2),
        (["no-such-command"], 2),
        (["explain", "NO-SUCH-ID"], 2),
        (["explain", "MUN210"], 0),
        (["diff"], 2),
        (["show", "organisation.card.yaml"], 0),
        (["show", "nowhere"], 2),
        (["deliver", "nowhere", "--to", "A", "--ground", "contract"], 2),
        (["deliver", "organisation.card.yaml", "--to", "A", "--ground", "contract"], 2),
        (["log"], 2),
        (["log", "organisation.card.yaml"], 2),
        (["release", "nowhere", "--by", "A"], 2),
        (["release", "organisation.card.yaml", "--by", "A"], 0),
        (["release", "organisation.card.yaml", "--by", "A", "--again"], 2),
        (["diff", "nowhere"], 2),
        (["diff", "nowhere.card.yaml", "x..y"], 2),
        (["diff", "--format", "xml"], 2),
        (["schema", "dataset"], 0),
        (["schema", "nothing"], 2),
        (["verify", "nowhere.pdf"], 2),
        (["verify", "organisation.card.yaml"], 1),
        (["sign", "datasets", "--key", "nowhere.pem"], 2),
        (["schema"], 2),
        (["schema", "model", "--role", "gpai-provider"], 0),
        (["schema", "--role", "nobody"], 2),
        (["schema", "settings", "--role", "gpai-provider"], 2),
        (["coverage"], 0),
        (["coverage", "--due-now"], 0),
        (["coverage", "--prepared-for", "annex_iii"], 0),
        (["coverage", "--prepared-for", "annex_ix"], 2),
        (["coverage", "--as-of", "2024-07-31"], 2),
        (["coverage", "--as-of", "2024-08-01"], 0),
    ],
)
def test_exit_codes(arguments: list[str], code: int, workspace: Path) -> None:
    done = run(*arguments, at=workspace)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    if code == 2:
        assert not done.stdout
        # A second line says what to do: our remedy, or the way to the help.
        assert len(done.stderr.strip().splitlines()) >= 2


def test_a_clean_card_is_0(tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": card(title="Birds of the garden")})
    done = run("check", "birds.card.yaml", at=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 card checked: no findings." in done.stderr
    assert "validated, not assessed" in done.stderr


def test_a_folder_without_cards_cannot_be_checked(tmp_path) -> None:
    done = run("check", at=tmp_path)
    assert done.returncode == 2
    assert "No card" in done.stderr


def test_paths_in_two_workspaces_cannot_be_checked(tmp_path) -> None:
    write(tmp_path, {f"{name}/{file}": text for name in "ab" for file, text in WORKSPACE.items()})
    done = run("check", "a", "b", at=tmp_path)
    assert done.returncode == 2
    assert "different workspaces" in done.stderr


def test_concise_is_a_line_each(workspace: Path) -> None:
    done = run("check", "--format", "concise", at=workspace)
    lines = done.stdout.splitlines()
    assert all(re.match(r"\S+:\d+:\d+: [A-Z][\w.-]+ (error|warning|notice) \S", line) for line in lines)
    assert 'datasets/birds.card.yaml:5:8: MUN210 error "title" is not answered: "TODO" is a placeholder.' in lines


def test_full_marks_the_place_and_says_what_to_do(workspace: Path) -> None:
    done = run("check", "datasets/birds.card.yaml", at=workspace)
    block = next(block for block in done.stdout.split("\n\n") if "MUN210" in block)
    first, excerpt, mark, *law, remedy = block.splitlines()
    assert first == 'datasets/birds.card.yaml:5:8: error MUN210: "title" is not answered: "TODO" is a placeholder.'
    assert (excerpt, mark) == ('    5 | title: "TODO"', "      |        ^^^^^^")
    assert "      = law: AI Act Annex IV point 2(d)" in law
    assert remedy.startswith("      = do:  Write the answer, or {unknown: ")


def test_json_follows_its_schema(workspace: Path) -> None:
    schema = json.loads(schema_path("check", "v1", "result.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    for arguments in ([], ["organisation.card.yaml"]):
        done = run("check", "--format", "json", *arguments, at=workspace)
        result = json.loads(done.stdout)
        assert list(Draft202012Validator(schema).iter_errors(result)) == []
        assert done.stderr == ""
        counted = dict.fromkeys(SEVERITY, 0)
        for finding in result["findings"]:
            counted[finding["severity"]] += 1
        assert counted == {severity: result["summary"][severity] for severity in SEVERITY}
        assert result["summary"]["cards"] == 2


def test_paths_limit_what_is_reported_never_what_is_read(workspace: Path) -> None:
    whole = json.loads(run("check", "--format", "json", at=workspace).stdout)
    part = json.loads(run("check", "--format", "json", "datasets", at=workspace).stdout)
    assert part["summary"]["cards"] == whole["summary"]["cards"] == 2
    wanted = [finding for finding in whole["findings"] if finding["file"].startswith(("datasets/", ""))]
    assert {f["file"] for f in part["findings"]} <= {"", "datasets/birds.card.yaml"}
    assert [f for f in part["findings"] if f["file"]] == [f for f in wanted if f["file"].startswith("datasets/")]


def test_a_check_of_one_card_tells_what_its_profiles_say_of_it(tmp_path: Path) -> None:
    shared = 'muniment: 1\nprofile_of: dataset\nname: shared\ntitle: "TODO"\nmodalities: {unknown: asked in May}\n'
    files = {
        **WORKSPACE,
        "profiles/shared.yaml": shared,
        "datasets/birds.card.yaml": card(profiles=["shared"], source={"kind": "public"}),
        "datasets/cats.card.yaml": card(name="cats", title="TBD"),
        "gate.card.yaml": card(
            "system", "gate", risk_class="high_risk", uses_model_training=True, annex_iii=True,
            datasets=[{"id": "a", "dataset": "birds@1.0", "role": "training"}],
        ),
    }  # fmt: skip
    done = run("check", "--format", "json", "datasets/birds.card.yaml", at=write(tmp_path, files))
    found = [(finding["file"], finding["code"]) for finding in json.loads(done.stdout)["findings"]]
    assert done.returncode == 1
    assert ("profiles/shared.yaml", "MUN210") in found
    assert {file for file, _ in found} <= {"", "profiles/shared.yaml", "datasets/birds.card.yaml"}


def test_where_one_stands_changes_paths_only(workspace: Path) -> None:
    above = json.loads(run("check", "--format", "json", at=workspace).stdout)
    below = json.loads(run("check", "--format", "json", at=workspace / "datasets").stdout)
    assert [f["code"] for f in above["findings"]] and len(above["findings"]) == len(below["findings"])


def test_product_on_stdout_talk_on_stderr(workspace: Path) -> None:
    done = run("check", "--format", "concise", at=workspace)
    assert "checked:" not in done.stdout
    assert "2 cards checked:" in done.stderr
    assert "MUN210" not in done.stderr


def in_a_terminal(*arguments: str, at: Path, **environment: str) -> str:
    """Run with a terminal as output and return what it was sent."""
    ours, theirs = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    done = subprocess.Popen(
        [PROGRAM, *arguments], cwd=at, stdout=theirs, stderr=subprocess.DEVNULL, env={**base, **environment}
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    done.wait(60)
    os.close(ours)
    return seen.decode("utf-8", "replace")


def test_colours_in_a_terminal_only_and_not_under_no_color(workspace: Path) -> None:
    assert "\x1b[31;1merror\x1b[0m" in in_a_terminal("check", at=workspace)
    assert "\x1b" not in in_a_terminal("check", at=workspace, NO_COLOR="1")
    assert "\x1b" not in in_a_terminal("check", "--color", "never", at=workspace)
    assert "\x1b" not in run("check", at=workspace).stdout
    assert "\x1b[31;1m" in run("check", "--color", "always", at=workspace, NO_COLOR="1").stdout


HOSTILE = "\\e]0;gotcha\\a\\e[2J \\u202egnirts \\u200b \\u009b31m"


def test_a_card_cannot_steer_the_terminal(tmp_path) -> None:
    # Escapes in double quotes are the only way in: raw control characters are refused by the reader.
    lines = [f'kind: "{HOSTILE}"', f'"{HOSTILE}": 1', f'uses: ["{HOSTILE}"]', f'language: "{HOSTILE}"']
    files = {"a.card.yaml": f"muniment: 1\n{lines[0]}\n"}
    for number, line in enumerate(lines[1:]):
        files[f"b{number}.card.yaml"] = card() + line + "\n"
    write(tmp_path, files)
    for form in ("full", "concise", "json"):
        done = run("check", "--format", form, ".", at=tmp_path)
        assert done.returncode == 1
        assert not set(done.stdout + done.stderr) & {"\x1b", "\x07", "\u202e", "\u200b", "\u009b"}


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_a_file_name_cannot_steer_the_terminal(form: str, tmp_path) -> None:
    name = os.fsdecode(b"x\x1b[2J\xff\xe2\x80\xae.card.yaml")
    (tmp_path / name).write_text(card(title="TODO"))
    done = run("check", "--format", form, ".", at=tmp_path)
    assert done.returncode == 1, done.stderr
    assert not set(done.stdout) & {"\x1b", "\u202e"}
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path) -> None:
    write(tmp_path, {f"b{number}.card.yaml": card(title="TODO", uses=["TODO"] * 50) for number in range(60)})
    done = subprocess.run(
        f"'{PROGRAM}' check . | head -n 1", cwd=tmp_path, shell=True, capture_output=True, text=True, check=False
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_output_will_do(encoding: str, tmp_path) -> None:
    write(tmp_path, {"x.card.yaml": card(title="TODO: 鳥 – Vögel 🐦")})
    done = run("check", at=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_card_that_cannot_be_read_is_a_finding(tmp_path) -> None:
    write(tmp_path, {"muniment.yaml": "muniment: 1\n", "good.card.yaml": card(name="good", title="A good card")})
    (tmp_path / "loop.card.yaml").symlink_to("loop.card.yaml")
    (tmp_path / "folder.card.yaml").mkdir()
    done = run("check", "--format", "concise", at=tmp_path)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr


def test_checking_writes_nothing(workspace: Path) -> None:
    before = sorted((file, file.stat().st_mtime_ns) for file in workspace.rglob("*"))
    run("check", at=workspace)
    run("coverage", at=workspace)
    assert sorted((file, file.stat().st_mtime_ns) for file in workspace.rglob("*")) == before


def test_two_runs_print_the_same_bytes(workspace: Path) -> None:
    first, second = (run("check", "--as-of", "2026-11-23", at=workspace, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.stdout == second.stdout
