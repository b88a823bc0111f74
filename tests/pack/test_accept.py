"""``muniment accept``: what a recipient demands, what the pack answers, and the evidence of both."""

import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import packing_samples as samples
import pikepdf
import pytest
import sealing_samples as sealing
import yaml
from click.testing import CliRunner

from muniment.base.errors import CannotRun
from muniment.cli.main import group
from muniment.record.acceptance import Demand
from muniment.record.record import DisclosedFact, Rounded
from muniment.sign.seal import seal_html, seal_manifest
from muniment.verify.demands import Source, check_demands, load_accept_policy

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas" / "accept" / "v1"
TODAY = date(2026, 12, 1)
CARD = "dataset/support-tickets-de@2.3.0"


def fact(path: str, status="known", origin="declared", value="x", address="", **more) -> DisclosedFact:
    place = address or "/" + path.partition(".")[2].replace("[]", "/one").replace(".", "/")
    said = value if status == "known" else None
    return DisclosedFact(f"{CARD}#{place}", path, path, status, origin if status == "known" else "", said, **more)


def source(*facts: DisclosedFact, **members) -> Source:
    return Source(replace(sealing.build_record(0), facts=facts, **members), "sha256:" + "1" * 64)


def asked(path: str, statuses=("known",), origin="any", days=0, card="") -> Demand:
    return Demand(path, statuses, origin, days, card, "")


LICENCE = "dataset.licence.name"
CASES = [
    (asked(LICENCE), [fact(LICENCE)], ""),
    (asked(LICENCE), [], "not_stated"),
    (asked(LICENCE), [fact("dataset.licence.names")], "not_stated"),
    (asked("dataset.licence"), [fact(LICENCE)], ""),
    (asked(LICENCE), [fact(LICENCE, "unknown")], "unknown"),
    (asked(LICENCE), [fact(LICENCE, "withheld")], "withheld"),
    (asked(LICENCE), [fact(LICENCE, "not_applicable")], "not_applicable"),
    (asked(LICENCE), [fact("dataset.licence", "not_applicable")], "not_applicable"),
    (asked(LICENCE, ("known", "not_applicable")), [fact("dataset.licence", "not_applicable")], ""),
    (asked(LICENCE, ("unknown",)), [fact(LICENCE)], "unknown"),
    (asked(LICENCE, origin="measured"), [fact(LICENCE)], "origin"),
    (asked(LICENCE, origin="measured"), [fact(LICENCE, origin="measured")], ""),
    (asked(LICENCE, origin="computed"), [fact(LICENCE, origin="measured")], ""),
    (asked(LICENCE, origin="declared"), [fact(LICENCE, origin="inherited")], "origin"),
    (asked(LICENCE), [fact(LICENCE, origin="inherited")], ""),
    (asked(LICENCE, days=11), [fact(LICENCE)], ""),
    (asked(LICENCE, days=10), [fact(LICENCE)], "age"),
    (asked(LICENCE, card="dataset/support-tickets-de"), [fact(LICENCE)], ""),
    (asked(LICENCE, card=CARD), [fact(LICENCE)], ""),
    (asked(LICENCE, card="dataset/support"), [fact(LICENCE)], "no_card"),
    (asked("model.name"), [fact(LICENCE)], "no_card"),
]


@pytest.mark.parametrize(("demand", "facts", "problem"), CASES)
def test_one_demand(demand, facts, problem) -> None:
    (answer,) = check_demands([demand], [source(*facts)], TODAY)
    assert answer.problem == problem


def test_the_document_that_comes_nearest_answers() -> None:
    old, young = source(fact(LICENCE), document_date="2020-01-01"), source(fact(LICENCE))
    (answer,) = check_demands([asked(LICENCE, days=30)], [old, young], TODAY)
    assert answer.problem == "" and answer.dated == "2026-11-20"
    (answer,) = check_demands([asked(LICENCE)], [source(fact(LICENCE, "withheld")), young], TODAY)
    assert answer.problem == ""


def test_what_lies_outside_the_part_of_a_document_was_not_withheld() -> None:
    labels = source(part=("labelling",))
    problems = [check_demands([asked(path)], [labels], TODAY)[0].problem for path in (LICENCE, "dataset.labelling")]
    assert problems == ["outside_part", "not_stated"]
    assert check_demands([asked(LICENCE)], [labels, source()], TODAY)[0].problem == "not_stated"


def test_documents_that_disagree_are_no_answer_unless_one_is_rounded() -> None:
    two = [source(fact(LICENCE, value="MIT")), source(fact(LICENCE, value="GPL"))]
    assert check_demands([asked(LICENCE)], two, TODAY)[0].problem == "disagree"
    size = "dataset.size"
    rounded = source(fact(size, value="180000", rounded=Rounded(2, "read")))
    assert check_demands([asked(size)], [source(fact(size, value="184220")), rounded], TODAY)[0].problem == ""


def test_every_record_of_a_list_must_answer() -> None:
    path = "dataset.labelling.campaigns[].pay"
    facts = [fact(path, address="/c/a/pay"), fact(path, "unknown", address="/c/b/pay")]
    assert [item.problem for item in check_demands([asked(path)], [source(*facts)], TODAY)] == ["", "unknown"]


def test_a_date_that_has_not_come_or_is_none_is_no_age() -> None:
    for dated in ("2027-06-01", "soon"):
        late = source(fact(LICENCE), document_date=dated)
        assert check_demands([asked(LICENCE, days=9999)], [late], TODAY)[0].problem == "age"


WRONG = {
    "[]": "not a policy of format 1",
    '{"accept": 2}': "not a policy of format 1",
    '{"accept": 1, "fact": []}': "unknown members: fact",
    '{"accept": 1, "facts": [{}]}': "facts[0] names no path",
    '{"accept": 1, "facts": [{"path": "licence"}]}': "facts[0] names no path",
    '{"accept": 1, "facts": [{"path": "dataset.x", "orign": "any"}]}': "unknown members: orign",
    '{"accept": 1, "facts": [{"path": "dataset.x", "status": ["good"]}]}': "status must be",
    '{"accept": 1, "facts": [{"path": "dataset.x", "origin": "true"}]}': "origin must be",
    '{"accept": 1, "facts": [{"path": "dataset.x", "max_age_days": true}]}': "max_age_days must be",
    '{"accept": 1, "verify": {"policy": 1, "required": []}}': "a policy must require",
    '{"accept": 1, "documents": [1]}': "documents must be",
    '{"accept": 1, "recipient": 1}': "recipient must be",
    "{": "",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_policy_is_refused_by_name(text) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        load_accept_policy(text.encode())
    assert WRONG[text] in str(refused.value)


@pytest.fixture(scope="module")
def packed(tmp_path_factory, pki) -> Path:
    """A pack of one page whose record states amounts: measured, declared and unknown."""
    folder = tmp_path_factory.mktemp("received")
    base, key, now = folder / "dist" / "dataset" / "x", samples.key_of(pki, "seal"), samples.now()
    base.mkdir(parents=True)
    record = sealing.with_member(
        sealing.RECORD, facts=tuple(replace(item, path=AMOUNT) for item in sealing.build_record().facts)
    )
    name, page = "datasheet.public.en.html", sealing.build_page(record)
    manifest = sealing.build_manifest({name: page}, record)
    (base / name).write_bytes(seal_html(page, name, key, now))
    (base / "manifest.public.json").write_bytes(manifest)
    seal = seal_manifest(manifest, "manifest.public.json", key, now)
    (base / "manifest.public.seal.json").write_bytes(seal)
    assert samples.make(folder / "dist", folder / "p.asice", pki).problems == ()
    return folder / "p.asice"


def test_a_path_that_no_card_has_is_refused(packed, pki, tmp_path) -> None:
    with pytest.raises(CannotRun, match=r"no card has a fact dataset\.licence\.nmae") as refused:
        run(packed, pki, tmp_path, {"accept": 1, "facts": [{"path": "dataset.licence.nmae"}]})
    assert LICENCE in refused.value.remedy


def run(pack, pki, tmp_path, policy: dict, *more, trust: bool = True):
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy))
    jsonschema.validate(policy, json.loads((SCHEMAS / "policy.schema.json").read_text()))
    arguments = ["accept", str(pack), "--policy", str(file), "--by", "Rea Cipient", *map(str, more)]
    arguments += ["--trust", str(pki.root_pem)] if trust else []
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


AMOUNT = "dataset.measures[].amount"
MET = {"accept": 1, "documents": ["datasheet"], "facts": [{"path": AMOUNT, "status": ["known", "unknown"]}]}
OPEN = {
    "accept": 1,
    "documents": ["datasheet", "supplier_datasheet"],
    "facts": [{"path": AMOUNT, "origin": "measured"}, {"path": LICENCE, "why": "Clause 7 of our contract."}],
}


def test_a_pack_that_answers_is_accepted(packed, pki, tmp_path) -> None:
    done = run(packed, pki, tmp_path, MET, "--questions", tmp_path / "q.yaml")
    assert done.exit_code == 0 and done.output.startswith("ACCEPTED"), done.output
    assert "Verified is not complete; complete is not lawful." in done.output
    assert not (tmp_path / "q.yaml").exists()


def test_gaps_become_questions_to_the_sender(packed, pki, tmp_path) -> None:
    done = run(packed, pki, tmp_path, OPEN, "--questions", tmp_path / "q.yaml", "--format", "json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    jsonschema.validate(found, json.loads((SCHEMAS / "result.schema.json").read_text()))
    assert (found["outcome"], found["verdict"], found["lacking"]) == (
        "not_accepted", "verified", ["supplier_datasheet"]
    )  # fmt: skip
    asked_of = yaml.safe_load((tmp_path / "q.yaml").read_text())
    assert asked_of["to"] == "Example Provider BV" and asked_of["from"] == "Rea Cipient"
    problems = [item["problem"] for item in asked_of["facts"]]
    assert problems.count("origin") == 2 and problems.count("unknown") == 2 and problems[-1] == "not_stated"
    assert asked_of["facts"][-1]["why"] == "Clause 7 of our contract."
    assert asked_of["pack"] == found["pack_sha256"]


def test_a_pack_that_was_tampered_with_is_not_accepted_whatever_it_says(packed, pki, tmp_path) -> None:
    files = samples.contents(packed.read_bytes())
    page = next(name for name in files if name.endswith("en.html"))
    files[page] = files[page].replace(b"Tickets", b"Ticketz")
    (tmp_path / "bad.asice").write_bytes(samples.repacked(files))
    done = run(tmp_path / "bad.asice", pki, tmp_path, MET, "--report", tmp_path / "r.pdf", "--format", "json")
    found = json.loads(done.output)
    assert done.exit_code == 1 and found["verdict"] == "not_verified" and found["answers"] == []
    assert "Not accepted" in text_of(tmp_path / "r.pdf")


def test_a_pack_for_somebody_else_is_not_accepted(packed, pki, tmp_path) -> None:
    done = run(packed, pki, tmp_path, {**MET, "recipient": "Kandelis AG"}, "--report", tmp_path / "r.pdf")
    assert done.exit_code == 1 and "addressed to nobody by name, and not to Kandelis AG" in done.output
    assert "addressed to –, and not to Kandelis AG" in text_of(tmp_path / "r.pdf")


def test_without_an_anchor_it_could_not_be_checked(packed, pki, tmp_path) -> None:
    assert run(packed, pki, tmp_path, MET, trust=False).exit_code == 2


def test_what_is_no_pack_is_said(pki, tmp_path) -> None:
    (tmp_path / "x.asice").write_bytes(b"hello")
    result = CliRunner().invoke(
        group, ["accept", str(tmp_path / "x.asice"), "--policy", str(tmp_path / "none"), "--by", "x"]
    )
    assert result.exit_code != 0


def text_of(file: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module")
def reports(packed, pki, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for language in ("en", "de", "fr"):
        run(packed, pki, folder, OPEN, "--report", folder / f"{language}.pdf", "--lang", language)
    return folder


def test_the_report_opens_with_what_verification_does_not_establish(reports) -> None:
    text = text_of(reports / "en.pdf")
    first = text.index("Verified is not complete")
    assert first < text.index("The finding") < text.index("What was verified") < text.index("Questions to the sender")
    assert "Complete is not lawful" in text
    for needed in (
        "Rea Cipient",
        "5 of 7",
        "Example Provider BV",
        "muniment 0.1.0",
        "Clause 7 of our contract.",
        LICENCE,
    ):
        assert needed in text, needed
    assert "compliant" not in text


def test_the_report_is_in_the_recipients_language(reports) -> None:
    assert "Vollständig heißt nicht rechtmäßig" in text_of(reports / "de.pdf")
    assert "Complet ne veut pas dire licite" in text_of(reports / "fr.pdf")


def test_the_report_carries_the_finding_and_passes_for_the_archive(reports) -> None:
    import page

    with pikepdf.open(reports / "en.pdf") as pdf:
        assert list(pdf.attachments) == ["acceptance.json"]
        found = json.loads(pdf.attachments["acceptance.json"].get_file().read_bytes())
    assert found["person"] == "Rea Cipient" and found["pack_sha256"].startswith("sha256:")
    for profile in ("3a", "ua1"):
        judged = page.validate_pdf(str(reports / "en.pdf"), profile=profile)
        assert judged.is_compliant, [failure.rule_id for failure in judged.failures]


def test_the_report_passes_verapdf(reports) -> None:
    import sys

    sys.path.insert(0, str(Path(__file__).parents[1] / "oracles"))
    from verapdf import failed_rules

    assert failed_rules([reports / f"{language}.pdf" for language in ("en", "de", "fr")]) == []
