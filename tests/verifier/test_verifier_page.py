"""The page in Chromium and Firefox, from a file, without a network: ways of giving documents, trust, hostile files."""

VERDICTS = {
    "good": "verified",
    "pem": "verified",
    "pages": "verified",
    "markup": "verified",
    "good de": "verified",
    "draft": "verified",
    "good fr": "verified",
    "no trust": "could_not_check",
    "no certificate": "could_not_check",
    "told": "could_not_check",
    "told nonsense": "could_not_check",
    "pdf": "could_not_check",
    "delivery": "could_not_check",
    "dropped": "could_not_check",
    "folder": "could_not_check",
    "changed": "not_verified",
    "told another": "not_verified",
    "without its seal": "not_verified",
}
PASSED, FAILED, OPEN = "passed", "failed", "not established"


def one(said, case: str) -> dict:
    (judgement,) = said[case]["judgements"]
    return judgement


def results(judgement) -> dict[str, str]:
    return {name: result for name, (result, _) in judgement["checks"].items()}


def test_verdicts(said):
    asked = {case: verdict for case, verdict in VERDICTS.items() if case in said}
    assert len(asked) >= len(VERDICTS) - 1
    assert {case: one(said, case)["verdict"] for case in asked} == asked


def test_nothing_is_asked_of_a_network_and_nothing_goes_wrong(said):
    assert {case: page["noise"] for case, page in said.items() if page["noise"]} == {}


def test_a_good_page_says_who_what_and_what_is_open(said):
    judgement = one(said, "good")
    assert results(judgement) == {
        "integrity": PASSED, "signature": PASSED, "identity": PASSED, "time": OPEN, "completeness": PASSED,
    }  # fmt: skip
    assert judgement["checks"]["identity"][1].startswith("Acme Seal holds key SHA256:")
    assert "CN=Test Root,O=Acme GmbH" in judgement["checks"]["identity"][1]
    assert "revocation was not checked" in judgement["checks"]["identity"][1]
    assert judgement["checks"]["time"][1] == "the signer says 2026-11-20T12:00:00Z; no timestamp proves it"
    assert "facts: 2 measured, 2 declared, 2 unknown" in judgement["text"]
    assert said["good"]["anchors"] == ["You trust Test Root, issued by Test Root"]


def test_a_draft_counts_what_is_unknown_as_often_as_it_is_asked_for(said):
    text = one(said, "draft")["text"]
    assert "a draft and no edition: 3 of 7 facts stated" in text
    assert "facts: 2 measured, 2 declared, 5 unknown" in text


def test_a_changed_page_says_so_and_stops(said):
    judgement = one(said, "changed")
    assert judgement["headline"] == "Not verified"
    assert judgement["summary"] == "changed since it was sealed: the digest is another one"
    assert list(results(judgement).values()) == [FAILED, OPEN, OPEN, OPEN, OPEN]


def test_a_certificate_among_the_documents_is_not_trusted(said):
    document, certificate = said["trust among the documents"]["judgements"]
    assert document["verdict"] == certificate["verdict"] == "could_not_check"
    assert "came with the documents and is not trusted" in certificate["summary"]
    assert said["trust among the documents"]["anchors"] == []


def test_what_is_no_certificate_is_named(said):
    assert "datasheet.html holds no certificate that can be trusted." in said["no certificate"]["status"]


def test_a_fingerprint_compares_and_does_not_verify(said):
    assert "is that of this signer" in one(said, "told")["text"]
    assert results(one(said, "told"))["identity"] == OPEN
    assert results(one(said, "told another"))["identity"] == FAILED
    assert "64 hexadecimal digits" in said["told nonsense"]["status"]


def test_a_pdf_names_what_was_not_checked(said):
    judgement = one(said, "pdf")
    assert results(judgement) == {
        "integrity": PASSED, "signature": PASSED, "identity": PASSED, "time": OPEN, "completeness": OPEN,
    }  # fmt: skip
    notes = " ".join(judgement["notes"])
    for what in ("the structure of the PDF", "the record inside the PDF", "whether the certificates were revoked"):
        assert what in notes


def test_a_delivery_is_judged_file_by_file_however_it_is_given(said):
    for case in ("delivery", "dropped", "folder"):
        if case in said:
            assert list(one(said, case)["files"].values()) == [PASSED, OPEN, PASSED]
    assert list(one(said, "pages")["files"].values()) == [PASSED, PASSED]


def test_the_languages_say_the_same(said):
    english, german, french = (said[case] for case in ("good", "good de", "good fr"))
    assert results(one(said, "good")) == results(one(said, "good de")) == results(one(said, "good fr"))
    assert one(said, "good de")["headline"] == "Geprüft und bestätigt"
    assert one(said, "good fr")["headline"] == "Vérifié"
    assert "Öffentliche Ausgabe" in one(said, "good de")["text"] and "Datenblatt" in one(said, "good de")["text"]
    for foreign in (german, french):
        # One heading is the same word in English and French.
        assert len(set(english["headings"]) & set(foreign["headings"])) <= 1


def test_what_a_stranger_wrote_is_text(said):
    page = said["markup"]
    assert page["markup"] == 0
    (judgement,) = page["judgements"]
    assert "<img src=x onerror=alert(1)><script>alert(2)</script>\ufffd\ufffd[2J" in judgement["text"]
    assert judgement["name"] == "<b>d&amp;.html"


def test_a_path_out_of_the_folder_is_refused(said):
    manifest = said["climbing"]["judgements"][0]
    assert manifest["summary"] == "the path ../../escape.html leaves the folder of the manifest"


def test_hostile_structures_end_in_a_verdict(said):
    for case in ("structures", "containers"):
        for judgement in said[case]["judgements"]:
            assert judgement["verdict"] == "not_verified", judgement
    why = {judgement["name"]: judgement["summary"] for judgement in said["containers"]["judgements"]}
    assert "does not unpack to what the container says" in why["bomb.asice"]
    assert "two entries go by one name" in why["twice.asice"]
    assert "leads out of the folder" in why["climbing.asice"]
    assert "does not end where its directory says" in why["after.asice"]
