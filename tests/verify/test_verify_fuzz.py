"""A short seeded fuzz: mutated and random input ends in a verdict, soon, and never in "verified"."""

import random
import time

import pytest
import sealing_samples as samples

from chance import SEED
from muniment.sign.seal import seal_manifest
from muniment.verify.files import verify_file

ROUNDS = 400


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the data changed in one to three ways that parsers dislike."""
    pieces = [
        b"obj",
        b"endobj",
        b"<<",
        b">>",
        b"[",
        b"]",
        b"startxref",
        b"%%EOF",
        b"null",
        b"\xff",
        b"/Prev 0",
        b'{"',
        b"0 R",
    ]
    changed = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(changed) + 1)
        length = chance.randint(1, 200)
        way = chance.randrange(6)
        if way == 0:
            changed[at : at + length] = b""
        elif way == 1:
            changed[at:at] = chance.randbytes(length)
        elif way == 2:
            changed[at : at + length] = chance.randbytes(len(changed[at : at + length]))
        elif way == 3:
            source = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[source : source + length]
        elif way == 4:
            changed[at:at] = chance.choice(pieces) * chance.choice((1, 1, 500))
        else:
            digits = [i for i, byte in enumerate(changed) if 48 <= byte <= 57]
            changed[chance.choice(digits or [0])] = chance.randrange(48, 58)
    return bytes(changed)


def check(data: bytes, name: str, pki, **options) -> None:
    start = time.process_time()
    result = verify_file(data, name, trust=pki.trust, now=samples.NOW, **options)
    assert result.verdict == "not_verified", result.summary
    assert "failed unexpectedly" not in result.summary
    assert time.process_time() - start < 2
    assert all(item.detail.isprintable() for item in result.checks)


@pytest.mark.parametrize("kind", ["page", "pdf"])
def test_mutated_editions(pki, sealed_page, sealed_pdf, kind):
    chance = random.Random(SEED)
    whole, name = {"page": (sealed_page, "x.html"), "pdf": (sealed_pdf, "x.pdf")}[kind]
    for _ in range(ROUNDS):
        changed = mutated(whole, chance)
        if changed != whole:
            check(changed, name, pki)


def test_mutated_manifests_and_seals(pki, sealed_page):
    chance = random.Random(SEED)
    manifest = samples.build_manifest({"a.html": samples.build_page()})
    seal = seal_manifest(manifest, "manifest.public.json", pki.seal, samples.NOW)
    for number in range(ROUNDS):
        files = {"manifest.public.json": manifest, "manifest.public.seal.json": seal, "a.html": sealed_page}
        name = sorted(files)[number % 3]
        original, files[name] = files[name], mutated(files[name], chance)
        if files[name] != original:
            check(files["manifest.public.json"], "manifest.public.json", pki, siblings=files.get)


def test_random_bytes_and_nothing(pki):
    chance = random.Random(SEED)
    for number in range(200):
        head = chance.choice((b"", b"%PDF-1.7\n", b"{", b"<!doctype html>"))
        tail = chance.choice((b"", b"\nstartxref\n9\n%%EOF\n", b" -->\n"))
        check(head + chance.randbytes(number * 5) + tail, chance.choice(("x", "x.pdf", "x.html", "x.json")), pki)
    check(b"", "x.html", pki)


HOSTILE = {
    "deep arrays": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\nstartxref\n9\n%%EOF\n",
    "deep dictionaries": b"%PDF-1.7\ntrailer\n" + b"<</A" * 100_000 + b"\nstartxref\n9\n%%EOF\n",
    "endless revisions": b"%PDF-1.7\n" + b"startxref\n9\n%%EOF\n" * 5000,
    "a loop of revisions": (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF\n"
    ),
    "nothing but brackets": b"{" * 5_000_000,
    "nothing but comments": b"<!--" * 5_000_000,
    "nothing but seals": b"\n<!-- muniment-seal:1 " * 1_000_000 + b" -->\n",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_structures_end_soon(pki, case):
    check(HOSTILE[case], "x", pki)


def test_a_bomb_as_record_of_a_sealed_pdf_ends_in_a_verdict(pki):
    """Whoever seals a bomb has a key, and may even be known; it still must not take the recipient's machine."""
    from muniment.sign.pdf import seal_pdf

    bomb = seal_pdf(samples.build_pdf(b" " * 100_000_000), pki.seal, samples.NOW)
    assert len(bomb) < 1_000_000
    check(bomb, "x.pdf", pki)
