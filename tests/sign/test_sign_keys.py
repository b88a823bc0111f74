import traceback

import pytest
import sealing_samples as samples
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import pkcs12

from muniment.base.errors import CannotRun
from muniment.sign.keys import SigningKey, load_signing_key, new_development_key

PEM = serialization.Encoding.PEM
PKCS8 = serialization.PrivateFormat.PKCS8
SECRET = b"correct horse battery"


def private_pem(key, passphrase: bytes | None = None) -> bytes:
    how = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(PEM, PKCS8, how)


def write(folder, key: SigningKey, passphrase: bytes | None = None, name: str = "acme"):
    (folder / f"{name}.key.pem").write_bytes(private_pem(key.private, passphrase))
    certificates = [key.certificate, *key.chain]
    (folder / f"{name}.cert.pem").write_bytes(b"".join(item.public_bytes(PEM) for item in certificates))
    return folder / f"{name}.key.pem"


def test_a_development_key_is_private_recognisable_and_loads_back(tmp_path):
    made = new_development_key(tmp_path, "acme", samples.NOW, "Acme GmbH")
    assert (tmp_path / "acme.key.pem").stat().st_mode & 0o777 == 0o600
    assert "Muniment development key" in made.certificate.subject.rfc4514_string()
    loaded = load_signing_key(tmp_path)
    assert loaded.certificate == made.certificate
    assert loaded.development
    assert loaded.key_id == made.key_id
    usage = loaded.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign
    assert not loaded.certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_openssl_reads_the_development_certificate(tmp_path):
    new_development_key(tmp_path, "acme", samples.NOW)
    text = samples.run("openssl", "x509", "-in", str(tmp_path / "acme.cert.pem"), "-noout", "-text").stdout
    assert "Digital Signature, Non Repudiation" in text
    assert "Policy: 2.25." in text


@pytest.mark.parametrize("existing", ["acme.key.pem", "acme.cert.pem"])
def test_a_key_is_never_overwritten(tmp_path, existing):
    (tmp_path / existing).write_bytes(b"mine")
    with pytest.raises(CannotRun, match="not overwritten"):
        new_development_key(tmp_path, "acme", samples.NOW)
    assert [item.name for item in tmp_path.iterdir()] == [existing]
    assert (tmp_path / existing).read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["", "../acme", "a\\b", ".hidden", "x" * 60])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(CannotRun):
        new_development_key(tmp_path, name, samples.NOW)
    assert not list(tmp_path.iterdir())


def test_the_certificate_file_may_hold_the_chain_and_the_root_is_left_out(tmp_path, pki):
    key = SigningKey(pki.seal.private, pki.seal.certificate, (pki.authority.certificate, pki.root.certificate))
    loaded = load_signing_key(write(tmp_path, key))
    assert loaded.chain == (pki.authority.certificate,)
    assert not loaded.development


def test_a_key_under_a_passphrase_loads_with_it_only(tmp_path, pki):
    path = write(tmp_path, pki.seal, SECRET)
    assert load_signing_key(path, SECRET).certificate == pki.seal.certificate
    for wrong in (None, b"wrong"):
        with pytest.raises(CannotRun, match="passphrase"):
            load_signing_key(path, wrong)


def test_pkcs12_loads_with_its_chain_in_order(tmp_path, pki):
    path = tmp_path / "acme.p12"
    others = [pki.root.certificate, pki.authority.certificate]
    how = serialization.BestAvailableEncryption(SECRET)
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", pki.seal.private, pki.seal.certificate, others, how))
    loaded = load_signing_key(path, SECRET)
    assert loaded.certificate == pki.seal.certificate
    assert loaded.chain == (pki.authority.certificate,)
    with pytest.raises(CannotRun, match="passphrase"):
        load_signing_key(path, b"wrong")


def break_missing(folder, pki):
    return folder / "nobody.key.pem"


def break_empty_folder(folder, pki):
    return folder


def break_two_keys(folder, pki):
    write(folder, pki.seal, name="one")
    write(folder, pki.seal, name="two")
    return folder


def break_no_certificate(folder, pki):
    path = write(folder, pki.seal)
    (folder / "acme.cert.pem").unlink()
    return path


def break_garbage_certificate(folder, pki):
    path = write(folder, pki.seal)
    (folder / "acme.cert.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    return path


def break_garbage_key(folder, pki):
    path = write(folder, pki.seal)
    path.write_bytes(b"not a key")
    return path


def break_mismatch(folder, pki):
    return write(folder, SigningKey(pki.root.private, pki.seal.certificate))


def break_other_curve(folder, pki):
    path = write(folder, pki.seal)
    path.write_bytes(private_pem(ec.generate_private_key(ec.SECP521R1())))
    return path


def break_other_kind(folder, pki):
    path = write(folder, pki.seal)
    path.write_bytes(private_pem(ed25519.Ed25519PrivateKey.generate()))
    return path


def break_name(folder, pki):
    return write(folder, pki.seal).rename(folder / "acme.pem")


def break_pkcs12(folder, pki):
    path = folder / "acme.pfx"
    path.write_bytes(b"0\x82garbage")
    return path


BREAKS = [value for name, value in list(globals().items()) if name.startswith("break_")]


@pytest.mark.parametrize("spoil", BREAKS, ids=[value.__name__ for value in BREAKS])
def test_whatever_is_wrong_with_a_key_is_said_with_a_remedy(tmp_path, pki, spoil):
    with pytest.raises(CannotRun) as caught:
        load_signing_key(spoil(tmp_path, pki), SECRET if spoil is break_pkcs12 else None)
    assert caught.value.message
    assert caught.value.remedy


def test_no_secret_shows_in_repr_or_traceback(tmp_path, pki):
    number = str(pki.seal.private.private_numbers().private_value)
    assert number not in repr(pki.seal)
    path = write(tmp_path, pki.seal, SECRET)
    try:
        load_signing_key(path, SECRET[::-1])
    except CannotRun as error:
        text = "".join(traceback.format_exception(error))
    assert SECRET[::-1].decode() not in text
    assert "During handling" not in text
