"""A short seeded fuzz: mutated packs end in a verdict, soon, and never in "verified"."""

import random
import time

import packing_samples as samples
import pytest
from test_verify_fuzz import mutated

from chance import SEED

ROUNDS = 150


def check(data: bytes, pki, whole: bytes) -> None:
    start = time.process_time()
    result = samples.verify(data, pki)
    if result.verdict == "verified":
        # Dates, modes and versions in the headers say nothing of the contents, and nobody signs them.
        assert samples.contents(data) == samples.contents(whole)
    assert result.verdict != "could_not_check"
    assert "failed unexpectedly" not in result.summary
    assert all(item.detail.isprintable() for item in result.checks)
    assert time.process_time() - start < 5


def test_mutated_containers(packed, pki) -> None:
    chance, whole = random.Random(SEED), packed.read_bytes()
    for _ in range(ROUNDS):
        check(mutated(whole, chance), pki, whole)


@pytest.mark.parametrize(
    "name", ["pack.json", "checksums.sha256", "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"]
)
def test_mutated_members_in_a_sound_container(packed, pki, name) -> None:
    chance, whole = random.Random(f"{name}{SEED}"), packed.read_bytes()
    files = samples.contents(whole)
    for _ in range(ROUNDS // 3):
        changed = mutated(files[name], chance)
        if changed != files[name]:
            result = samples.verify(samples.repacked({**files, name: changed}), pki)
            assert result.verdict == "not_verified", (name, result.summary)
            assert "failed unexpectedly" not in result.summary
