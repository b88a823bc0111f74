"""The class of a signer by a trusted list; and lists that are none."""

import base64
import contextlib
import random
from datetime import UTC, datetime, timedelta

import pytest
import sealing_samples as samples
from cryptography.hazmat.primitives import serialization
from test_verify_fuzz import mutated
from test_verify_levels import YEAR, Travel

from chance import SEED
from muniment.sign.pdf import approve_pdf, seal_pdf
from muniment.verify.files import verify_file
from muniment.verify.policy import Beside, Policy
from muniment.verify.trusted_list import load_trusted_list

DER = serialization.Encoding.DER
TYPE = "http://uri.etsi.org/TrstSvc/Svctype/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
INFORMATION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
SINCE = datetime(2026, 1, 1)
NAMESPACES = (
    'xmlns="http://uri.etsi.org/02231/v2#" '
    'xmlns:q="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"'
)


def extension(purposes=("ForeSignatures", "ForeSeals"), qualifiers=(), criteria="") -> str:
    made = "".join(
        f'<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">{INFORMATION}{purpose}</URI>'
        "</AdditionalServiceInformation></Extension>"
        for purpose in purposes
    )
    for qualifier in qualifiers:
        made += (
            '<Extension Critical="true"><q:Qualifications><q:QualificationElement><q:Qualifiers>'
            f'<q:Qualifier uri="{INFORMATION}{qualifier}"/></q:Qualifiers>{criteria}'
            "</q:QualificationElement></q:Qualifications></Extension>"
        )
    return f"<ServiceInformationExtensions>{made}</ServiceInformationExtensions>"


def state(certificate: bytes, status="granted", since=SINCE, kind="CA/QC", extensions=None) -> str:
    encoded = base64.b64encode(certificate).decode()
    return (
        f"<ServiceTypeIdentifier>{TYPE}{kind}</ServiceTypeIdentifier>"
        f"<ServiceDigitalIdentity><DigitalId><X509Certificate>{encoded}</X509Certificate></DigitalId>"
        f"</ServiceDigitalIdentity><ServiceStatus>{STATUS}{status}</ServiceStatus>"
        f"<StatusStartingTime>{since:%Y-%m-%dT%H:%M:%SZ}</StatusStartingTime>"
        f"{extension() if extensions is None else extensions}"
    )


def listed(*states: str) -> bytes:
    """A list of one service: its present state, then its history."""
    now, *before = states
    history = "".join(f"<ServiceHistoryInstance>{item}</ServiceHistoryInstance>" for item in before)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><TrustServiceStatusList {NAMESPACES}><SchemeInformation>'
        "<SchemeTerritory>NL</SchemeTerritory><NextUpdate><dateTime>2027-05-01T00:00:00Z</dateTime></NextUpdate>"
        "</SchemeInformation><TrustServiceProviderList><TrustServiceProvider><TSPServices><TSPService>"
        f"<ServiceInformation>{now}</ServiceInformation><ServiceHistory>{history}</ServiceHistory>"
        "</TSPService></TSPServices></TrustServiceProvider></TrustServiceProviderList></TrustServiceStatusList>"
    ).encode()


@pytest.fixture(scope="module")
def travel(loopback_pki) -> Travel:
    return Travel(loopback_pki)


@pytest.fixture(scope="module")
def inter(loopback_pki) -> bytes:
    return loopback_pki.certificate("inter").public_bytes(DER)


@pytest.fixture(scope="module")
def signed(travel) -> bytes:
    unsigned = samples.build_pdf(fields=("Seal", "Approval-legal"))
    sealed = seal_pdf(unsigned, travel.signers["seal"], samples.now(), proof=travel.proof("B-T"))
    return approve_pdf(sealed, "legal", travel.signers["legal"], samples.now(), proof=travel.proof("B-T"))


def classes(travel, signed: bytes, listing: bytes | None, years: float = 0, **policy):
    trusted = load_trusted_list(listing) if listing else None
    when = datetime.now(UTC) + timedelta(minutes=1) + years * YEAR
    result = verify_file(
        signed, "x.pdf", trust=[travel.root], now=when, policy=Policy(**policy), beside=Beside(trusted_list=trusted)
    )
    return result, [signer.signer_class for signer in result.signers]


def test_a_granted_service_makes_qualified_seals_and_signatures(travel, signed, inter):
    result, found = classes(travel, signed, listed(state(inter)))
    assert found == ["qualified", "qualified"]
    said = next(check.detail for check in result.checks if check.name == "identity")
    assert "its own signature was not checked" in said
    assert "to be replaced by 2027-05-01" in said


def test_without_a_list_the_class_is_unknown(travel, signed):
    assert classes(travel, signed, None)[1] == ["unknown", "unknown"]


def cases(inter: bytes) -> dict[str, tuple[bytes, list[str]]]:
    whole = '<q:CriteriaList assert="all"><q:KeyUsage><q:KeyUsageBit name="nonRepudiation">true</q:KeyUsageBit>'
    whole += "</q:KeyUsage></q:CriteriaList>"
    other = whole.replace("true", "false")
    strange = '<q:CriteriaList assert="all"><q:Strange/></q:CriteriaList>'
    policy = whole.replace('<q:KeyUsageBit name="nonRepudiation">true</q:KeyUsageBit>', "").replace(
        "<q:KeyUsage></q:KeyUsage>",
        "<q:PolicySet><q:PolicyIdentifier><Identifier>urn:oid:1.2.3</Identifier></q:PolicyIdentifier></q:PolicySet>",
    )

    def with_qualifier(name: str, criteria: str) -> bytes:
        return listed(state(inter, extensions=extension(qualifiers=[name], criteria=criteria)))

    return {
        "only for seals": (listed(state(inter, extensions=extension(("ForeSeals",)))), ["qualified", "advanced"]),
        "only for signatures": (
            listed(state(inter, extensions=extension(("ForeSignatures",)))),
            ["advanced", "qualified"],
        ),
        "withdrawn": (listed(state(inter, "withdrawn")), ["unknown"] * 2),
        "withdrawn later": (
            listed(state(inter, "withdrawn", samples.now() + YEAR), state(inter)),
            ["qualified"] * 2,
        ),
        "granted later": (listed(state(inter, since=samples.now() + YEAR)), ["unknown"] * 2),
        "not for qualified ones": (listed(state(inter, kind="CA/PKC")), ["advanced"] * 2),
        "a timestamp service": (listed(state(inter, kind="TSA/QTST")), ["unknown"] * 2),
        "no device": (with_qualifier("QCNoQSCD", whole), ["advanced"] * 2),
        "no device, of others": (with_qualifier("QCNoQSCD", other), ["qualified"] * 2),
        "no device, by a policy they lack": (with_qualifier("QCNoQSCD", policy), ["qualified"] * 2),
        "not qualified": (with_qualifier("NotQualified", whole), ["advanced"] * 2),
        "criteria that nobody knows": (with_qualifier("NotQualified", strange), ["unknown"] * 2),
        "a qualifier without criteria": (with_qualifier("NotQualified", ""), ["unknown"] * 2),
        "of no certificate": (listed(state(b"none")), ["unknown"] * 2),
    }


def test_status_purpose_and_qualifiers_count(travel, signed, inter):
    for name, (listing, expected) in cases(inter).items():
        assert classes(travel, signed, listing)[1] == expected, name


def test_the_time_that_counts_is_the_proven_one(travel, signed, inter):
    listing = listed(state(inter, "withdrawn", samples.now() + YEAR), state(inter))
    assert classes(travel, signed, listing, years=3)[1] == ["qualified", "qualified"]
    bare = seal_pdf(samples.build_pdf(), travel.signers["seal"], samples.now())
    assert classes(travel, bare, listing, years=3)[1] == ["unknown"]


def test_another_authority_of_the_same_name_is_not_the_listed_one(travel, signed, loopback_pki):
    stranger = samples.issue("Test Issuing CA", ca=True)
    assert classes(travel, signed, listed(state(samples.der(stranger))))[1] == ["unknown", "unknown"]


def test_the_policy_may_ask_for_a_class(travel, signed, inter):
    granted, other = listed(state(inter)), listed(state(inter, kind="CA/PKC"))
    assert classes(travel, signed, granted, signer_class="qualified")[0].verdict == "verified"
    assert classes(travel, signed, other, signer_class="advanced")[0].verdict == "verified"
    for listing, least in ((other, "qualified"), (None, "qualified"), (None, "advanced")):
        result, _ = classes(travel, signed, listing, signer_class=least)
        assert result.verdict == "not_verified"
        assert f"asks for {least} signers" in result.summary


ROOT, END = b"<TrustServiceStatusList>", b"</TrustServiceStatusList>"
HOSTILE = {
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="UTF-3"?>' + ROOT + END,
    "nothing": b"",
    "no XML": b"PK\x03\x04",
    "another document": b"<html/>",
    "cut off": b"<TrustServiceStatusList><SchemeInformation>",
    "two roots": b"<TrustServiceStatusList/><a/>",
    "a document type": b"<!DOCTYPE TrustServiceStatusList><TrustServiceStatusList/>",
    "an entity": b'<!DOCTYPE a [<!ENTITY b "c">]>' + ROOT + b"&b;" + END,
    "a bomb": b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY c "&b;&b;">]>' + ROOT + b"&c;" + END,
    "a file": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + ROOT + b"&b;" + END,
    "parameter entities": b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:1/">%b;]><TrustServiceStatusList/>',
    "an unknown entity": b"<TrustServiceStatusList>&nothing;</TrustServiceStatusList>",
    "too deep": b"<TrustServiceStatusList>" + b"<a>" * 100_000,
    "too many": b"<TrustServiceStatusList>" + b"<a/>" * 700_000 + b"</TrustServiceStatusList>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_list_is_refused(case):
    with pytest.raises(ValueError):
        load_trusted_list(HOSTILE[case])


def test_an_empty_list_names_nobody(travel, signed):
    assert classes(travel, signed, b"<TrustServiceStatusList/>")[1] == ["unknown", "unknown"]


def test_spoilt_lists_are_read_or_refused(inter, loopback_pki):
    """What can be read after all may name another class; what it must not do is fail in another way."""
    chance, whole = random.Random(SEED), listed(state(inter, "withdrawn", samples.now()), state(inter))
    leaf = loopback_pki.certificate("seal")
    read = 0
    for _ in range(300):
        with contextlib.suppress(ValueError):
            spoilt = load_trusted_list(mutated(whole, chance))
            assert spoilt.class_of([leaf], samples.now())[0] in ("unknown", "advanced", "qualified")
            read += 1
    assert read
