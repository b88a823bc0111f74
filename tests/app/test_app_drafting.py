"""Drafts: made from whatever is there, stamped on every page, honest in their figures, and never sealed for use."""

import base64
import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "oracles"))
from verapdf import failed_rules

from sample_cards import PROGRAM

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DATE = ("--date", "2026-11-23")
HTML = ("--format", "html")
RECORD = re.compile(r'id="muniment-record"[^>]*base64,([A-Za-z0-9+/=]+)"')


def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the program; fail on another exit code, or on a traceback."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "should not have happened" not in done.stderr
    return done


def drafted(path: Path, out: Path, *options: object) -> dict[str, str]:
    """Draft HTML only and return the pages by their name below the folder."""
    run("draft", path, *DATE, *HTML, *options, "-o", out)
    return {file.relative_to(out).as_posix(): file.read_text() for file in sorted(out.rglob("*.html"))}


def record_in(page: str) -> dict[str, Any]:
    found = RECORD.search(page)
    assert found
    record: dict[str, Any] = json.loads(base64.b64decode(found[1]))
    return record


def only(pages: dict[str, str]) -> str:
    (page,) = pages.values()
    return page


def text_of(pdf: Path) -> list[str]:
    """Return the text of a PDF page by page."""
    done = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return done.stdout.split("\f")[:-1]


@pytest.fixture(scope="module")
def penguins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drafts of the penguins, HTML and PDF."""
    out = tmp_path_factory.mktemp("penguins")
    run("draft", EXAMPLES / "penguins", *DATE, "-o", out)
    return out / "dataset" / "penguins"


# -- what a draft says


@pytest.mark.parametrize("example", ["penguins", "open-model", "recruitment"])
def test_the_figures_are_those_of_the_record_and_stand_everywhere(example: str, tmp_path: Path) -> None:
    pages = drafted(EXAMPLES / example, tmp_path)
    assert pages
    for name, page in pages.items():
        assert ".draft." in name
        draft = record_in(page)["draft"]
        assert draft["asked"] == draft["stated"] + len(draft["questions"]) > 0
        stamp = f"Draft: {draft['stated']} of {draft['asked']} facts stated"
        assert f'<aside class="stamp" aria-label="Draft"><p>{stamp}</p>' in page
        assert "<title>Draft – " in page
        assert "ld+json" not in page


def test_every_open_question_is_asked_in_the_order_of_the_document(penguins: Path) -> None:
    page = (penguins / "datasheet.draft.en.html").read_text()
    record = record_in(page)
    questions = record["draft"]["questions"]
    absent = [question for question in questions if question["standing"] == "absent"]
    assert absent
    asked = re.findall(r'standing-not_stated">Open question</p>|<td dir="auto">Open question</td>', page)
    assert len(asked) == len(absent)
    for question in absent:
        assert question["question"]
        assert question["question"].replace("'", "&#39;") in page
        assert question["requirements"]
    facts = {fact["address"]: fact for fact in record["facts"]}
    for question in questions:
        if question["standing"] == "unknown":
            assert facts[question["address"]]["status"] == "unknown"
        else:
            assert question["address"] not in facts
    assert {"data team"} == {q["owner"] for q in absent if q["path"].startswith("dataset.")}


def test_what_a_card_states_to_be_unknown_is_not_asked_beside_it(tmp_path: Path) -> None:
    record = record_in(only(drafted(EXAMPLES / "supplier" / "datasets" / "mains-vibration.card.yaml", tmp_path)))
    unknown = {fact["address"] for fact in record["facts"] if fact["status"] == "unknown"}
    told = {question["address"] for question in record["draft"]["questions"] if question["standing"] == "unknown"}
    assert "dataset/mains-vibration@3.1#/fit/relevance" in unknown & told
    assert not unknown & {q["address"] for q in record["draft"]["questions"] if q["standing"] == "absent"}


def test_the_stamp_is_on_every_page_of_the_pdf_and_in_its_title(penguins: Path) -> None:
    file = penguins / "datasheet.draft.en.pdf"
    draft = record_in((penguins / "datasheet.draft.en.html").read_text())["draft"]
    stamp = f"Draft: {draft['stated']} of {draft['asked']} facts stated"
    pages = text_of(file)
    assert len(pages) > 10
    assert [number for number, page in enumerate(pages, 1) if stamp not in page] == []
    boxes = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, text=True, check=True).stdout
    assert boxes.count(">DRAFT</word>") == len(pages)
    said = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert re.search(r"^Title: +Draft – Datasheet: ", said, re.MULTILINE)
    assert re.search(rb"<rdf:li[^>]*>Draft \xe2\x80\x93 Datasheet", file.read_bytes())


@pytest.mark.parametrize(("language", "stamp"), [("de", "Entwurf: "), ("fr", "Projet\u00a0: ")])
def test_a_draft_speaks_its_language_and_marks_what_it_does_not(language: str, stamp: str, tmp_path: Path) -> None:
    page = only(drafted(EXAMPLES / "penguins" / "datasets", tmp_path, "--lang", language))
    assert f"<p>{stamp}" in page
    english = [question["question"] for question in record_in(page)["draft"]["questions"]]
    shown = re.findall(r'<p dir="auto"([^>]*)>([^<]+)</p>', page)
    assert all('lang="en"' in mark for mark, text in shown if text in english)


def test_the_manifest_says_draft_and_editions_do_not(penguins: Path, tmp_path: Path) -> None:
    manifest = json.loads((penguins / "manifest.draft.json").read_text())
    assert {output["draft"] for output in manifest["outputs"]} == {"85 of 109 facts stated"}
    schema = json.loads((ROOT / "schemas" / "manifest" / "v1" / "manifest.schema.json").read_text())
    jsonschema.validate(manifest, schema)
    record = record_in((penguins / "datasheet.draft.en.html").read_text())
    jsonschema.validate(record, json.loads((ROOT / "schemas" / "record" / "v1" / "record.schema.json").read_text()))
    run("build", EXAMPLES / "penguins", *DATE, *HTML, "--document", "datasheet", "-o", tmp_path)
    edition = json.loads((tmp_path / "dataset" / "penguins" / "manifest.client.json").read_text())
    assert all("draft" not in output for output in edition["outputs"])
    assert "draft" not in record_in((tmp_path / "dataset" / "penguins" / "datasheet.client.en.html").read_text())


def test_a_bare_card_alone_is_asked_for_everything(tmp_path: Path) -> None:
    card = tmp_path / "bare.card.yaml"
    card.write_text('muniment: 1\nkind: dataset\nname: bare\nversion: "1"\ntitle: Bare\n')
    draft = record_in(only(drafted(card, tmp_path / "out")))["draft"]
    assert draft["stated"] == 1
    assert draft["asked"] > 150
    system = tmp_path / "plain.card.yaml"
    system.write_text('muniment: 1\nkind: system\nname: plain\nversion: "1"\n')
    draft = record_in(only(drafted(system, tmp_path / "system")))["draft"]
    assert draft["stated"] == 0
    assert draft["asked"] > 30


# -- what is wrong is listed, and is no answer


def test_what_is_wrong_is_no_answer_and_is_listed(tmp_path: Path) -> None:
    page = only(drafted(EXAMPLES / "broken" / "twelve.card.yaml", tmp_path))
    draft = record_in(page)["draft"]
    assert draft["stated"] == 1
    places = [item["place"] for item in draft["mend"]]
    assert len(places) >= 12
    assert all(re.fullmatch(r"[^/:]+:\d+", place) for place in places)
    assert "To be mended" in page
    for item in draft["mend"]:
        assert item["remedy"]


def test_a_card_without_a_head_is_drafted_and_the_head_is_to_be_mended(tmp_path: Path) -> None:
    card = tmp_path / "headless.card.yaml"
    card.write_text("muniment: 1\nkind: dataset\nversion: 2.5\ntitle: Headless\n")
    pages = drafted(card, tmp_path / "out")
    assert list(pages) == ["dataset/headless/datasheet.draft.en.html"]
    record = record_in(only(pages))
    assert record["subject"]["version"] == "2.5"
    assert {item["place"] for item in record["draft"]["mend"]} >= {"headless.card.yaml:3"}


def test_a_card_that_contradicts_itself_says_so_inside_only(tmp_path: Path) -> None:
    inside = drafted(EXAMPLES / "broken" / "consistency", tmp_path / "in")
    standings = {q["standing"] for page in inside.values() for q in record_in(page)["draft"]["questions"]}
    assert "contradicted" in standings


@pytest.mark.parametrize("name", ["endless", "file/not-yaml.card.yaml", "file/empty.card.yaml"])
def test_nothing_readable_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    done = run("draft", EXAMPLES / "broken" / name, "-o", tmp_path / "out", code=1)
    assert "MUN1" in done.stdout
    assert "nothing was drafted" in done.stderr
    assert not (tmp_path / "out").exists()


def test_everything_broken_at_once_is_drafted(tmp_path: Path) -> None:
    pages = drafted(EXAMPLES / "broken", tmp_path)
    assert len(pages) > 20


# -- who may see what


def test_a_draft_for_others_shows_what_they_may_see(tmp_path: Path) -> None:
    (tmp_path / "muniment.yaml").write_text(
        "muniment: 1\ndisclosure: {table: 1}\nowners:\n  - {path: dataset, owner: planted-owner}\n"
    )
    (tmp_path / "own.card.yaml").write_text(
        'muniment: 1\nkind: dataset\nname: own\nversion: "1"\ntitle: Own\ndescription: planted-open\n'
        "quality: {error_rate: {unknown: planted-reason, owner: planted-person}}\n"
        "update_policy: {value: planted-open, note: planted-note}\nsetting: {geographical: planted-narrow}\n"
        "gaps: planted-mistake\n"
        "disclosure:\n  - {path: setting, audience: internal, ground: trade_secret, reason: planted-ground}\n"
    )
    inside = only(drafted(tmp_path, tmp_path / "in"))
    assert {"planted-owner", "planted-reason", "planted-person", "planted-narrow"} <= planted(inside)
    for audience in ("client", "authority"):
        pages = drafted(tmp_path, tmp_path / audience, "--audience", audience)
        assert list(pages) == [f"dataset/own/datasheet.draft-{audience}.en.html"]
        page = only(pages)
        assert planted(page) == {"planted-open"}
        record = record_in(page)
        assert not [q for q in record["draft"]["questions"] if q["path"].startswith("dataset.setting")]
        assert record["draft"]["mend"] == []
        assert ["to_mend", 1] in record["draft"]["remarks"]


def test_where_nothing_can_be_counted_for_readers_the_stamp_does_not_say_that_nothing_is_asked(tmp_path: Path) -> None:
    page = only(drafted(EXAMPLES / "penguins" / "datasets", tmp_path, "--audience", "public"))
    assert record_in(page)["draft"]["asked"] == 0
    assert "Draft: facts are not counted for these readers" in page
    assert "no facts asked for" not in page


def planted(page: str) -> set[str]:
    return set(re.findall(r"planted-[a-z]+", page + json.dumps(record_in(page))))


def test_where_disclosure_cannot_be_read_nothing_is_drafted_for_others(tmp_path: Path) -> None:
    (tmp_path / "own.card.yaml").write_text(
        'muniment: 1\nkind: dataset\nname: own\nversion: "1"\ntitle: Own\n'
        "disclosure:\n  - {path: title, audience: nobody}\n"
    )
    done = run("draft", tmp_path, "--audience", "client", "-o", tmp_path / "out", code=2)
    assert "what the client audience may see" in done.stderr
    run("draft", tmp_path, *HTML, "-o", tmp_path / "out")


def test_files_alone_are_for_the_inside(tmp_path: Path) -> None:
    done = run("draft", EXAMPLES / "penguins" / "data", "--audience", "public", "-o", tmp_path / "out", code=2)
    assert "personal data" in done.stderr


# -- seals


def own_key(folder: Path) -> Path:
    """Make a key whose certificate is none for development, as a real one."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A provider")])
    now = datetime.now(UTC)
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    secret = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "own.key.pem").write_bytes(secret)
    (folder / "own.cert.pem").write_bytes(certificate.public_bytes(pem))
    return folder / "own.key.pem"


def test_a_draft_is_sealed_by_a_development_key_and_verifies_as_a_draft(penguins: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(penguins, tmp_path / "drafts"))
    run("keys", "new", "--dev", "-o", tmp_path / "keys")
    run("sign", folder, "--key", tmp_path / "keys")
    trust = ("--trust", tmp_path / "keys" / "dev.cert.pem")
    schema = json.loads((ROOT / "schemas" / "verify" / "v1" / "result.schema.json").read_text())
    for name in ("datasheet.draft.en.html", "datasheet.draft.en.pdf"):
        said = run("verify", folder / name, *trust)
        assert "THIS IS A DRAFT AND NO EDITION: 85 OF 109 FACTS STATED" in said.stdout
        raw = json.loads(run("verify", folder / name, *trust, "--format", "json").stdout)
        jsonschema.validate(raw, schema)
        assert raw["document"]["draft"] == {"stated": 85, "asked": 109}
        assert raw["document"]["facts"]["unknown"] == 16
        assert "16 unknown" in said.stdout
    assert "16\u00a0unknown" in (folder / "datasheet.draft.en.html").read_text()
    assert run("verify", folder, *trust).stdout.count("a draft and no edition") == 2


def test_no_other_key_seals_a_draft_whatever_it_is_called_or_shows(penguins: Path, tmp_path: Path) -> None:
    key = own_key(tmp_path)
    plain = Path(shutil.copytree(penguins, tmp_path / "plain"))
    _refused(plain, key)
    for suffix in ("html", "pdf"):
        disguised = Path(shutil.copytree(penguins, tmp_path / suffix))
        _disguise(disguised, suffix)
        _refused(disguised, key)


def _refused(folder: Path, key: Path) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    done = run("sign", folder, "--key", key, code=2)
    assert "is a draft (85 of 109 facts stated); only a development key can seal one" in done.stderr
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def _disguise(folder: Path, suffix: str) -> None:
    """Leave one file, called and described as an edition, without the word in its page; its record stays."""
    source, target = folder / f"datasheet.draft.en.{suffix}", folder / f"datasheet.client.en.{suffix}"
    data = source.read_bytes()
    if suffix == "html":
        data = re.sub(rb"<aside class=\"stamp\".*?</aside>", b"", data).replace("Draft – ".encode(), b"")
    target.write_bytes(data)
    manifest = json.loads((folder / "manifest.draft.json").read_text())
    (output,) = [output for output in manifest["outputs"] if output["path"].endswith(suffix)]
    del output["draft"]
    digest = subprocess.run(["sha256sum", target], capture_output=True, text=True, check=True).stdout.split()[0]
    output.update(path=target.name, size=len(data), sha256=f"sha256:{digest}")
    manifest["outputs"] = [output]
    for file in [*folder.glob("*.draft.*"), folder / "manifest.draft.json"]:
        file.unlink(missing_ok=True)
    (folder / "manifest.client.json").write_text(json.dumps(manifest, sort_keys=True, separators=(",", ":")))


def test_other_keys_seal_editions_still(tmp_path: Path) -> None:
    run("build", EXAMPLES / "penguins", *DATE, "--document", "datasheet", "-o", tmp_path / "out")
    assert len(run("sign", tmp_path / "out", "--key", own_key(tmp_path)).stdout.splitlines()) == 3


def test_a_manifest_that_hides_a_draft_does_not_verify(penguins: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(penguins, tmp_path / "drafts"))
    _disguise(folder, "html")
    run("keys", "new", "--dev", "-o", tmp_path / "keys")
    run("sign", folder, "--key", tmp_path / "keys")
    done = run("verify", folder, "--trust", tmp_path / "keys" / "dev.cert.pem", code=1)
    assert "is a draft by its record or by the manifest" in done.stdout


@pytest.mark.slow
def test_drafts_conform_as_editions_do(penguins: Path, tmp_path: Path) -> None:
    run("draft", EXAMPLES / "broken" / "twelve.card.yaml", *DATE, "--lang", "de", "--format", "pdf", "-o", tmp_path)
    assert failed_rules([penguins / "datasheet.draft.en.pdf", *tmp_path.rglob("*.pdf")]) == []


# -- the command itself


def test_a_draft_lies_beside_and_carries_today(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLES / "penguins" / "data", tmp_path / "data"))
    run("draft", folder, *HTML)
    page = (tmp_path / "draft" / "dataset" / "data" / "datasheet.draft.en.html").read_text()
    assert record_in(page)["document_date"] in {str(datetime.now(UTC).date() - timedelta(days=n)) for n in (0, 1)}
    assert [file.name for file in folder.iterdir()] == ["penguins.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "does not exist"),
        ([EXAMPLES / "penguins" / "organisation.card.yaml"], "of kind organisation"),
        ([EXAMPLES / "forty-cards" / "profiles"], "No card lies at"),
        ([EXAMPLES / "penguins", "--document", "public_summary"], "There is no public_summary"),
        ([EXAMPLES / "penguins", "--lang", "xx"], "not offered"),
        ([EXAMPLES / "penguins", "--date", "soon"], "is not a date"),
        ([EXAMPLES / "penguins", "--write-card"], "a card already"),
    ],
)
def test_what_cannot_be_drafted_is_told(arguments: list[object], said: str, tmp_path: Path) -> None:
    assert said in run("draft", *arguments, "-o", tmp_path / "out", code=2).stderr
    assert not (tmp_path / "out").exists()
