import json
from pathlib import Path

import jsonschema
import pytest
import sealing_samples as samples

from muniment.base.resources import schema_path
from muniment.verify.files import verify_file
from muniment.verify.folder import reader, verify_folder
from muniment.verify.policy import DEFAULT_POLICY, load_policy
from muniment.verify.result import Check, Document, Judgement, Outcome, printable

SCHEMA = json.loads(schema_path("verify", "v1", "result.schema.json").read_text())


def test_real_results_fit_the_published_schema(pki, sealed_page, sealed_pdf, delivery):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    validator = jsonschema.Draft202012Validator(SCHEMA)
    manifest = delivery / "manifest.public.json"
    results = []
    for trust in (pki.trust, [], [samples.der(pki.stranger)]):
        for data, name in ((sealed_page, "x.html"), (sealed_pdf, "x.pdf"), (b"", "x.html"), (b"%PDF-", "x.pdf")):
            results.append(verify_file(data, name, trust=trust, now=samples.NOW))
        siblings = reader(delivery)
        results.append(
            verify_file(manifest.read_bytes(), manifest.name, trust=trust, now=samples.NOW, siblings=siblings)
        )
        results.append(verify_folder(Path(delivery), trust=trust, now=samples.NOW))
    assert {str(result.verdict) for result in results} == {"verified", "not_verified", "could_not_check"}
    for result in results:
        validator.validate(json.loads(json.dumps(result.to_json())))


def test_a_result_that_lacks_a_check_does_not_fit(pki, sealed_page):
    raw = verify_file(sealed_page, "x.html", trust=pki.trust, now=samples.NOW).to_json()
    raw["checks"] = raw["checks"][:4]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(raw, SCHEMA)


def test_facts_in_words():
    def sentence(**counts):
        return Document("", {}, "", "", "", "", "", counts).facts_sentence

    assert sentence(measured=41, declared=63, computed=0, unknown=5) == "41 facts measured, 63 declared, 5 unknown"
    assert sentence(declared=1, not_applicable=2) == "1 fact declared, 2 not applicable"
    assert sentence(declared=0) == "no facts"


@pytest.mark.parametrize("later", list(Outcome))
@pytest.mark.parametrize("earlier", list(Outcome))
def test_the_worst_outcome_of_a_check_stands(earlier, later):
    judgement = Judgement()
    for outcome in (earlier, later):
        judgement._note(Check("time", outcome, str(outcome)))
    order = [Outcome.FAILED, Outcome.NOT_ESTABLISHED, Outcome.PASSED]
    assert judgement.outcome("time") == min(earlier, later, key=order.index)


def test_only_checks_that_the_policy_requires_hold_back_a_verdict():
    judgement = Judgement()
    for name in ("integrity", "signature", "identity"):
        judgement.passed(name, "x")
    assert judgement.result("x", frozenset({"integrity", "signature", "identity"})).verdict == "verified"
    assert judgement.result("x", DEFAULT_POLICY.required).verdict == "could_not_check"
    judgement.failed("time", "a timestamp that is wrong")
    assert judgement.result("x", frozenset({"integrity"})).verdict == "not_verified"


def test_printable_text_is_one_line_without_controls_and_bounded():
    assert printable("a\n b\x1b[2J\u202ec\x00") == "a b\ufffd[2J\ufffdc\ufffd"
    assert len(printable("x" * 10_000)) == 400


def test_a_policy_keeps_the_defaults_it_does_not_mention():
    assert load_policy(b'{"policy": 1}') == DEFAULT_POLICY
    policy = load_policy(
        b'{"policy": 1, "required": ["integrity", "signature", "identity", "time"], "certified_pdf": false,'
        b' "sealed_outputs": false, "signed_fields": ["LegalReview"]}'
    )
    assert policy.required == {"integrity", "signature", "identity", "time"}
    assert (policy.certified_pdf, policy.sealed_outputs, policy.signed_fields) == (False, False, ("LegalReview",))


BAD_POLICIES = [
    b"",
    b"[]",
    b"{}",
    b'{"policy": 2}',
    b'{"policy": 1, "requires": []}',
    b'{"policy": 1, "required": []}',
    b'{"policy": 1, "required": ["integrity", "signature"]}',
    b'{"policy": 1, "required": ["integrity", "signature", "identity", "luck"]}',
    b'{"policy": 1, "required": "identity"}',
    b'{"policy": 1, "required": [["identity"]]}',
    b'{"policy": 1, "certified_pdf": "no"}',
    b'{"policy": 1, "signed_fields": [1]}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("data", BAD_POLICIES)
def test_a_policy_that_is_none_is_refused(data):
    with pytest.raises(ValueError):
        load_policy(data)
