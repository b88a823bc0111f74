"""`sign` by profiles: the seal, people's approvals, what is refused; and secrets that show nowhere."""

import itertools
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
from verapdf import failed_rules

from muniment.source.load import load_tree
from muniment.workspace.settings import load_settings
from pki import Pki
from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
EDITION = Path("out/dataset/penguins/datasheet.client.de.pdf")


def run(*arguments: object, code: int = 0, at: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in (PROGRAM, *arguments)], capture_output=True, text=True, check=False, cwd=at, timeout=300
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def settings_of(pki: Pki) -> str:
    """Return the signing part of a workspace with every profile that the tests need."""
    stamped = f'timestamp: "{pki.tsa_url}"'

    def profile(label: str, rest: str) -> str:
        return f"{{kind: pkcs12, file: '{pki.p12(label)}', passphrase: {{file: secrets/phrase}}, {rest}}}"

    return f"""
signing:
  default: seal
  approvals: [legal, data-owner, bias-reviewer]
  trust: ['{pki.root_pem}']
  profiles:
    seal: {profile("seal", f"level: B-LTA, {stamped}")}
    plain: {profile("seal", "level: B-B")}
    asked: {{kind: pkcs12, file: '{pki.p12("seal")}', passphrase: prompt}}
    gone: {profile("seal", 'level: B-T, timestamp: "http://127.0.0.1:1/"')}
    revoked: {profile("revoked", f"level: B-LT, {stamped}")}
    wrong: {{kind: pkcs12, file: '{pki.p12("seal")}', passphrase: {{file: secrets/wrong}}}}
    legal: {profile("legal", f"level: B-LT, {stamped}, role: legal")}
    owner: {{kind: csc, url: '{pki.csc_url}', credential: t/owner, token: {{file: secrets/token}},
      pin: {{file: secrets/pin}}, level: B-T, {stamped}, role: data-owner}}
    reviewer: {profile("reviewer", f"level: B-LTA, {stamped}, role: bias-reviewer")}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, loopback_pki: Pki) -> Path:
    """A workspace with profiles, and one edition built from it."""
    place = tmp_path_factory.mktemp("signing") / "penguins"
    shutil.copytree(ROOT / "examples/penguins", place)
    with (place / "muniment.yaml").open("a", encoding="utf-8") as settings:
        settings.write(settings_of(loopback_pki))
    (place / "secrets").mkdir()
    secrets = {
        "phrase": loopback_pki.passphrase, "wrong": b"not-the-passphrase", "token": loopback_pki.csc_token.encode(),
        "pin": loopback_pki.csc_pin.encode(),
    }  # fmt: skip
    for name, content in secrets.items():
        (place / "secrets" / name).write_bytes(content + b"\n")
    run("build", place, "--date", "2026-11-23", "-o", place / "out", "--document", "datasheet", "--audience", "client",
        "--lang", "de", "--format", "html", "--format", "pdf", "--format", "md")  # fmt: skip
    return place


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "penguins"))


@pytest.fixture(scope="module")
def revisions(built: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The edition unsigned, sealed, and after each approval."""
    place = Path(shutil.copytree(built, tmp_path_factory.mktemp("revisions") / "penguins"))
    kept = [place / "0.pdf"]
    shutil.copy(place / EDITION, kept[0])
    for number, profile in enumerate(("seal", "legal", "owner", "reviewer"), 1):
        run("sign", place / "out", "--as", profile)
        kept.append(place / f"{number}.pdf")
        shutil.copy(place / EDITION, kept[-1])
    return kept


@pytest.mark.slow
def test_seal_and_approvals_verify_and_each_revision_begins_with_the_one_before(
    revisions: list[Path], loopback_pki: Pki
) -> None:
    for before, after in itertools.pairwise(revisions):
        assert after.read_bytes().startswith(before.read_bytes())
    result = json.loads(run("verify", revisions[-1], "--trust", loopback_pki.root_pem, "--format", "json").stdout)
    assert result["verdict"] == "verified"
    assert [signer["name"] for signer in result["signers"]] == [
        "Example Provider BV Seal", "Lea Gal", "Dana Owner", "Bea Reviewer"
    ]  # fmt: skip
    said = subprocess.run(["pdfsig", revisions[-1]], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") == 4


@pytest.mark.slow
def test_every_revision_conforms_to_pdf_a_and_pdf_ua(revisions: list[Path]) -> None:
    assert failed_rules(revisions) == []


@pytest.mark.slow
def test_stamps_say_who_signed_in_the_language_of_the_document(revisions: list[Path]) -> None:
    text = subprocess.run(
        ["pdftotext", "-layout", revisions[-1], "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in ("Gesiegelt von Example Provider BV Seal", "Unterschrieben von Lea Gal", "Juristische Prüfung"):
        assert words in text
    fonts = subprocess.run(["pdffonts", revisions[-1]], capture_output=True, text=True, check=True).stdout
    rows = fonts.splitlines()[2:]
    assert all("+Datasheet-" in row and " yes yes " in row for row in rows), rows


def test_sign_lists_what_it_sealed_and_says_what_it_did_not(workspace: Path, loopback_pki: Pki) -> None:
    done = run("sign", workspace / "out", "--as", "plain")
    assert {Path(line).name for line in done.stdout.splitlines()} == {
        "datasheet.client.de.html", "datasheet.client.de.pdf", "manifest.client.seal.json"
    }  # fmt: skip
    assert "1 further file carries no seal inside" in done.stderr
    assert "Level B-B" in done.stderr
    assert "Next: muniment" in done.stderr
    run("verify", workspace / "out", "--trust", loopback_pki.root_pem)


def test_sealing_again_keeps_what_people_have_signed(workspace: Path, loopback_pki: Pki) -> None:
    run("sign", workspace / "out", "--as", "plain")
    run("sign", workspace / EDITION, "--as", "legal")
    before = (workspace / EDITION).read_bytes()
    done = run("sign", workspace / "out", "--as", "plain")
    assert "people have signed in it" in done.stderr
    assert (workspace / EDITION).read_bytes() == before
    done = run("sign", workspace / "out", "--as", "legal")
    assert "Approved before" in done.stderr
    assert not done.stdout
    run("verify", workspace / "out", "--trust", loopback_pki.root_pem)


def test_an_approval_asks_for_a_seal_and_for_unchanged_bytes(workspace: Path) -> None:
    assert "not sealed" in run("sign", workspace / EDITION, "--as", "legal", code=2).stderr
    run("sign", workspace / "out", "--as", "plain")
    file = workspace / EDITION
    file.write_bytes(file.read_bytes() + b"%\n")
    changed = file.read_bytes()
    assert "cannot be approved" in run("sign", file, "--as", "legal", code=2).stderr
    assert file.read_bytes() == changed


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("gone", "timestamp authority"),
        ("revoked", "was revoked"),
        ("wrong", "cannot be opened"),
        ("nobody", "Name one of"),
    ],
)
def test_what_cannot_be_signed_is_said_and_nothing_is_written(workspace: Path, profile: str, said: str) -> None:
    before = {file: file.read_bytes() for file in (workspace / "out").rglob("*") if file.is_file()}
    done = run("sign", workspace / "out", "--as", profile, code=2)
    assert said in done.stderr
    assert "not-the-passphrase" not in done.stdout + done.stderr
    assert before == {file: file.read_bytes() for file in (workspace / "out").rglob("*") if file.is_file()}


def test_a_wrong_profile_is_a_finding_at_its_line_that_repeats_no_secret(workspace: Path) -> None:
    file = workspace / "muniment.yaml"
    file.write_text(file.read_text().replace("passphrase: prompt", "passphrase: hunter2"))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "hunter2" in text)
    for form in ("full", "concise", "json", "sarif"):
        done = subprocess.run(
            [PROGRAM, "check", workspace, "--format", form], capture_output=True, text=True, check=False
        )
        if done.returncode != 2:  # not every format is there
            assert "MUN208" in done.stdout
            assert "hunter2" not in done.stdout + done.stderr
    assert f"muniment.yaml:{line}:" in run("check", workspace, "--format", "concise", code=1).stdout
    done = run("sign", workspace / "out", "--as", "plain", code=2)
    assert f"muniment.yaml:{line}" in done.stderr
    assert "hunter2" not in done.stderr


WRONG = {
    "profiles: {a: {kind: pkcs12}}": "/signing/profiles/a",
    "profiles: {a: {kind: pem, file: k, level: B-T}}": "/signing/profiles/a",
    "profiles: {a: {kind: pem, file: k, level: B-LT, timestamp: 'https://t'}}": "/signing/profiles/a",
    "profiles: {a: {kind: pem, file: k, url: 'https://t'}}": "/signing/profiles/a/url",
    "profiles: {a: {kind: pkcs11, library: l, token: [t], key_label: k, pin: prompt}}": "/signing/profiles/a/token",
    "profiles: {a: {kind: csc, url: 'https://t', credential: c, token: 12}}": "/signing/profiles/a/token",
    "profiles: {a: {kind: usb}}": "/signing/profiles/a/kind",
    "profiles: {a: {kind: pem, file: k, passphrase: {environment: X}}}": "/signing/profiles/a/passphrase",
    "{default: b, profiles: {a: {kind: pem, file: k}}}": "/signing/default",
    "{approvals: [ceo]}": "/signing/approvals/0",
}


@pytest.mark.parametrize(("text", "pointer"), WRONG.items(), ids=str)
def test_what_is_wrong_with_profiles_is_found_where_it_stands(text: str, pointer: str) -> None:
    written = f"muniment: 1\nsigning: {text if text.startswith('{') else '{' + text + '}'}\n"
    tree, _ = load_tree(written.encode(), "muniment.yaml")
    assert tree is not None
    findings = load_settings(tree)[1]
    assert [finding.pointer for finding in findings] == [pointer]
    assert findings[0].remedy


def test_a_passphrase_is_asked_for_and_not_shown(workspace: Path, loopback_pki: Pki) -> None:
    child, terminal = pty.fork()
    if not child:
        os.execv(PROGRAM, [str(PROGRAM), "sign", str(workspace / "out"), "--as", "asked"])
    said = b""
    while b"Passphrase" not in said:
        said += os.read(terminal, 1000)
    time.sleep(0.2)
    os.write(terminal, loopback_pki.passphrase + b"\n")
    try:
        while more := os.read(terminal, 1000):
            said += more
    except OSError:  # how Linux says that the other side has closed
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    assert b"Level B-B" in said
    assert loopback_pki.passphrase not in said


class Slow(BaseHTTPRequestHandler):
    """A timestamp authority that thinks, so that the waiting program can be looked at."""

    def do_POST(self) -> None:
        time.sleep(4)

    def log_message(self, *_: object) -> None:
        pass


def test_no_secret_stands_in_the_process_list_or_the_environment(workspace: Path, loopback_pki: Pki) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = workspace / "muniment.yaml"
    file.write_text(file.read_text().replace("http://127.0.0.1:1/", f"http://127.0.0.1:{server.server_port}/"))
    command = [PROGRAM, "sign", workspace / "out", "--as", "gone"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        time.sleep(2.5)
        place = Path(f"/proc/{process.pid}")
        seen = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        process.terminate()
        said = b"".join(process.communicate())
    server.shutdown()
    assert b"--as" in seen
    assert loopback_pki.passphrase not in seen + said


def test_a_secret_in_the_keyring_is_found(workspace: Path, loopback_pki: Pki, tmp_path: Path) -> None:
    """A key store of the library's own, in a file, stands for that of a desktop."""
    (tmp_path / "store.py").write_text(
        "import keyring.backend\n"
        "class Store(keyring.backend.KeyringBackend):\n"
        "    priority = 1\n"
        "    def get_password(self, service, name):\n"
        f"        return {loopback_pki.passphrase.decode()!r} if (service, name) == ('muniment', 'seal') else None\n"
        "    set_password = delete_password = None\n"
    )
    file = workspace / "muniment.yaml"
    text = file.read_text()
    file.write_text(text.replace("passphrase: prompt", "passphrase: {keyring: muniment/seal}"))
    environment = os.environ | {
        "PYTHON_KEYRING_BACKEND": "store.Store",
        "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}",
    }
    command = [PROGRAM, "sign", workspace / "out", "--as", "asked"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    file.write_text(text.replace("passphrase: prompt", "passphrase: {keyring: muniment/nobody}"))
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 2
    assert "keyring set muniment nobody" in done.stderr
