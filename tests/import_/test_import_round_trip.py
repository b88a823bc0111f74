"""Card → Croissant as a public edition carries it → card: what the description carries comes back as it was."""

import json
from typing import Any

from described import facts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_records import fact, realistic_record

from muniment.export.description import describe
from muniment.model.placeholders import placeholder

WORDS = st.lists(
    st.sampled_from(["letters", "streets", "lamps", "office", "clerks", "tenants", "Briefe", "Ämter", "2022", "über"]),
    min_size=3,
    max_size=9,
)
SENTENCES = st.lists(WORDS.map(" ".join), min_size=1, max_size=4).map("\n".join)
NAMES = WORDS.map(" ".join).filter(lambda text: not placeholder(text, "", "", prose=False))
URLS = st.sampled_from(["https://a.example/x", "http://b.example", "https://c.example/data?x=1"])
DAYS = st.dates().filter(lambda day: day.year > 1000).map(str)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)
BEGUN: dict[str, st.SearchStrategy[Any]] = {
    "title": NAMES,
    "description": SENTENCES,
    "url": URLS,
    "release_date": DAYS,
    "licence/id": st.sampled_from(["CC-BY-4.0", "MIT", "LicenseRef-House", "MIT OR Apache-2.0", "GPL-3.0-only"]),
    "origin/legal_entity": NAMES,
}
FURTHER: dict[str, st.SearchStrategy[Any]] = {
    "licence/terms_url": URLS,
    "content_hash": DIGESTS.map("sha256:{}".format),
    "scope/languages": st.lists(
        st.sampled_from(["de", "en", "fr", "zh-Hant", "gsw"]), min_size=1, max_size=3, unique=True
    ),
    "scope/domain": st.lists(
        NAMES | st.sampled_from(["text", "Streets of towns"]), min_size=1, max_size=3, unique=True
    ),
    "scope/geography": st.lists(st.sampled_from(["DE", "AT", "GR"]), min_size=1, max_size=3, unique=True),
    "modalities": st.lists(
        st.sampled_from(["text", "image", "audio", "video", "tabular"]), min_size=1, max_size=3, unique=True
    ),
    "temporal/start": DAYS,
    "temporal/end": DAYS,
    "collection/ongoing": st.booleans(),
}
SOURCE: dict[str, st.SearchStrategy[Any]] = {
    "url": URLS,
    "version": st.sampled_from(["1.0", "2025-06"]),
    "licence": st.just("CC-BY-4.0"),
}


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.fixed_dictionaries(BEGUN), st.fixed_dictionaries({}, optional=FURTHER),
    st.fixed_dictionaries({"name": NAMES}, optional=SOURCE),
    st.lists(st.tuples(DIGESTS, st.integers(0, 10**12)), max_size=3),
)  # fmt: skip
def test_what_is_carried_comes_back(
    begun: dict[str, Any], further: dict[str, Any], source: dict[str, Any], files: list[tuple[str, int]]
) -> None:
    stated = {f"/{path}": value for path, value in {**begun, **further}.items()}
    stated |= {f"/origin/sources/s/{key}": value for key, value in source.items()}
    for place, (digest, size) in enumerate(files):
        at = f"/distribution/file-{place}.csv"
        stated |= {f"{at}/location": f"https://a.example/file-{place}.csv", f"{at}/format": "text/csv"}
        stated |= {f"{at}/sha256": f"sha256:{digest}", f"{at}/bytes": size}
    made = [fact(path_of(inner), value, inner, at=inner) for inner, value in stated.items()]
    description = describe(realistic_record(audience="public", facts=tuple(made)))
    assert description is not None
    back = facts(json.dumps(description.data))
    ids = {record_of(inner): f"/origin/sources/{source_id}" for inner in back if (source_id := source_of(inner))}
    found = {
        inner.replace(ids.get(record_of(inner), "\0"), "/origin/sources/s"): value for inner, value in back.items()
    }
    assert {inner: found.get(inner) for inner in stated} == stated
    assert set(found) == set(stated), "nothing is added"


def path_of(inner: str) -> str:
    parts = inner.split("/")[1:]
    if parts[0] == "distribution":
        return f"dataset.distribution[].{parts[2]}"
    if parts[:2] == ["origin", "sources"]:
        return f"dataset.origin.sources[].{parts[3]}"
    return "dataset." + ".".join(parts)


def source_of(inner: str) -> str:
    parts = inner.split("/")
    return parts[3] if parts[1:3] == ["origin", "sources"] else ""


def record_of(inner: str) -> str:
    return "/".join(inner.split("/")[:4])
