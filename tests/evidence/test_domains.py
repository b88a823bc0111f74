"""Registrable domains: those of the list's own test vectors, and what addresses look like in crawls."""

import hashlib
from pathlib import Path

import publicsuffixlist
import pytest
from brute_tables import listed
from table_sets import a_plan, data_file, measured

from muniment.evidence.plan import Field
from muniment.evidence.tables.domains import registrable_domain, suffix_snapshot

FOLDER = Path(publicsuffixlist.__file__).parent
#: What the vectors say of suffixes that are not listed, and of private ones, is another question than ours.
_OTHER_RULES = ("example", "test", "local", "uk.com")


def vectors() -> list[tuple[str, str]]:
    found = []
    for line in (FOLDER / "test_psl.txt").read_text("utf-8").splitlines():
        if line.startswith("checkPublicSuffix("):
            host, domain = line.removeprefix("checkPublicSuffix(").rstrip(");").split(", ")
            if host != "null" and not host.strip("'").lower().endswith(_OTHER_RULES):
                found.append((host.strip("'"), "" if domain == "null" else domain.strip("'")))
    return found


def test_the_vectors_of_the_list_hold() -> None:
    cases = vectors()
    assert len(cases) > 60
    for host, domain in cases:
        expected = domain.encode("idna").decode() if domain else ""
        assert registrable_domain(f"https://{host}") == expected, host


@pytest.mark.parametrize(
    ("authority", "domain"),
    [
        ("https://WWW.Example.CO.UK:8080", "example.co.uk"),
        ("http://user:pa@ss@news.bbc.co.uk", "bbc.co.uk"),
        ("https://münchen.de", "xn--mnchen-3ya.de"),
        ("https://xn--mnchen-3ya.de.", "xn--mnchen-3ya.de"),
        ("https://straße.de", "xn--strae-oqa.de"),
        ("https://someone.github.io", "github.io"),
        ("example.com", "example.com"),
        ("example.com:443", "example.com"),
        ("https://a_b.example.org", "example.org"),
        ("http://1.2.3.4", ""),
        ("http://[::1]:80", ""),
        ("http://0x7f.1", ""),
        ("http://localhost", ""),
        ("http://server.local", ""),
        ("https://co.uk", ""),
        ("https://com", ""),
        ("mailto:a@example.com", ""),
        ("data:text", ""),
        ("//cdn.example.org:80", "example.org"),
        ("//", ""),
        ("https://", ""),
        ("", ""),
        ("https://.example.com", ""),
        ("https://exa\ud800mple.com", ""),
        ("https://" + "a" * 300 + "é.com", ""),
        ("https://example.com:port", ""),
    ],
)
def test_what_addresses_name(authority: str, domain: str) -> None:
    assert registrable_domain(authority) == domain


def test_the_list_is_named_with_its_digest() -> None:
    snapshot = suffix_snapshot()
    data = (FOLDER / "public_suffix_list.dat").read_bytes()
    assert snapshot.sha256 == "sha256:" + hashlib.sha256(data).hexdigest()
    assert snapshot.version


def test_the_top_of_the_list_is_by_bytes_then_name_and_rounded_up(tmp_path) -> None:
    sizes = {f"d{number:03}.de": 1 + number % 7 for number in range(41)}
    rows = [
        f'{{"url":"http://www.{name}/{n}","text":"{"x" * size}"}}' for name, size in sizes.items() for n in range(2)
    ]
    rows += [
        '{"url":"http://localhost/","text":"xxxxxxxxxxxxxxxx"}',
        '{"text":"x"}',
        '{"url":"//d000.de/x","text":"x"}',
        '{"url":" http://d000.de","text":"x"}',
    ]
    (tmp_path / "a").write_text("\n".join(rows[::2]))
    (tmp_path / "b").write_text("\n".join(rows[1::2]))
    plan = a_plan(Field("url", "url", "url"), Field("text", "text", "content"))
    found = measured(plan, [data_file(tmp_path / name, "jsonl") for name in "ab"], tmp_path)
    by_bytes = {name: 2 * size + 2 * (name == "d000.de") for name, size in sizes.items()}
    assert found.value("domains") == 41
    assert found.value("domains", apart="none") == found.value("domains", apart="missing") == 1
    for provider, one_in, most in (("any", 10, None), ("small", 20, 1000)):
        fact = found.fact("top_domains", provider=provider)
        assert [row["name"] for row in fact.value] == listed(by_bytes, one_in, most)
        assert [row["value"] for row in fact.value] == [by_bytes[row["name"]] for row in fact.value]
        assert (fact.numerator, fact.denominator) == (sum(row["value"] for row in fact.value), sum(by_bytes.values()))
