"""Canaries in every place of the data where text can stand: none comes out but what may, the names of files."""

import base64
import gzip
import json
import re
from pathlib import Path

import duckdb
import pytest
from PIL import Image

from sample_cards import run, write

FIELDS = """
fields:
  - {id: t, holds: content}
  - {id: lab, name: l, holds: label, campaign: c}
  - {id: grp, name: g, holds: group}
  - {id: lic, name: lc, holds: licence}
  - {id: lng, name: ln, holds: language}
  - {id: u, name: url, holds: url}
  - {id: who, name: w, holds: annotator, campaign: c}
  - {id: tm, holds: time}
labelling: {labelled: true, campaigns: [{id: c, kind: labels}]}
"""
CARD = """
muniment: 1
kind: dataset
name: cage
version: "1"
language: en
title: Cage
modalities: [text]
distribution: [{id: all, location: data/}]
"""


def canary(name: str) -> str:
    return f"quagga{name}zyzzyva"


def broken() -> dict[str, str | bytes]:
    """Return files that break in some way, by name: messages of readers quote what they choke on."""
    return {
        "nohead.csv": f"{canary('h1')}@mail.example,+49 30 9876543 {canary('h2')},{'x' * 201}{canary('h3')}\n1,2,3\n",
        "keys.jsonl": "".join(f'{{"{canary("key")}{number}@mail.example": 1}}\n' for number in range(3)),
        "bad.jsonl": f'{{"t": "{canary("json1")}"}}\n{{"t": {canary("json2")} broken\n',
        "bad.csv": f'a,b\n"{canary("csv1")}\n1,2,3,4\n{canary("csv2")},"x"y,z\n',
        "wide.csv": f"a,b\n1,2,{canary('csv3')}\n",
        "bad.json": f'[{{"a":"{canary("js1")}"}}, {canary("js2")}',
        "latin.csv": f"a,b\n{canary('latin')}ä,2\n".encode("latin-1"),
        "nested.jsonl": json.dumps({"t": {"deep": canary("nested")}}) + "\n",
        "twice.jsonl": f'{{"t":"{canary("dup1")}","t":"{canary("dup2")}"}}\n',
        "cut.jsonl.gz": gzip.compress(f'{{"t":"{canary("gz")}"}}\n'.encode() * 100)[:-9],
        "cut.parquet": b"PAR1" + canary("pcut").encode() * 50 + b"PAR1",
        "cut.mp3": b"ID3\x04\x00\x00\x00\x00\x0f\x7f" + canary("id3").encode() * 10,
        "cut.jpg": b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00" + canary("exifcut").encode(),
    }


def rows() -> str:
    address = f"https://{canary('user')}:pw@{canary('sub')}.example.com/{canary('path')}?q={canary('query')}"
    own = {"t": canary("text"), "l": "y" * 201 + canary("lab"), "g": "z" * 201 + canary("grp"), "url": address,
           "lc": canary("lic") * 20, "ln": canary("lang") * 20, "w": canary("who"), "tm": canary("time")}  # fmt: skip
    other = {"url": f"https://{canary('host')}/x", "ln": "en\n", "l": "ok", "g": "ok", "t": canary("more") + "\x00"}
    return "".join(json.dumps(row) + "\n" for row in [own, own, other])


@pytest.fixture(params=["", FIELDS], ids=["no fields", "fields"])
def cage(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    organisation = "muniment: 1\nkind: organisation\nname: org\nversion: '1'\nlegal_name: Org\n"
    root = write(tmp_path / "cage", {
        "muniment.yaml": "muniment: 1\norganisation: org\ndisclosure: {table: 1}\n", "org.card.yaml": organisation,
        "cage.card.yaml": CARD + request.param, "data/rows.jsonl": rows(),
    })  # fmt: skip
    for name, content in broken().items():
        (root / "data" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    picture = Image.new("RGB", (20, 20))
    exif = picture.getexif()
    exif[0x010E], exif[0x9286] = canary("exif1"), canary("exif2")
    picture.save(root / "data" / "a.jpg", exif=exif, comment=canary("comment").encode())
    written = f"SELECT '{canary('pq')}' AS t, n FROM range(3) r(n)"
    target = f"'{root / 'data' / 'a.parquet'}' (FORMAT parquet, KV_METADATA {{note: '{canary('meta')}'}})"
    duckdb.execute(f"COPY ({written}) TO {target}")
    whole = bytearray((root / "data" / "a.parquet").read_bytes())
    whole[60] ^= 0xFF
    (root / "data" / "flipped.parquet").write_bytes(whole)
    return root


def content_of(file: Path) -> bytes:
    """Return the bytes of a file, those that are packed inside as well; of a table, which is compressed, its rows."""
    if file.suffix == ".parquet":
        return repr(duckdb.connect().execute("FROM read_parquet(?)", [str(file)]).fetchall()).encode()
    data = file.read_bytes()
    return data + b"".join(
        base64.b64decode(found[1]) for found in re.finditer(rb"base64,([A-Za-z0-9+/]{100,}=*)", data)
    )


def test_no_canary_comes_out(cage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(cage / "cache"))
    said = [
        run("measure", at=cage),
        run("measure", "--shard", "1/1", "-o", "part", at=cage),
        run("measure", "--verify", at=cage),
        run("check", at=cage),
        run("build", "--date", "2026-11-26", "--document", "datasheet", "--audience", "internal", "--audience",
            "client", "--format", "html", "--format", "md", "-o", "out", at=cage),
    ]  # fmt: skip
    assert said[0].returncode == 1
    assert said[4].returncode == 0, said[4].stdout + said[4].stderr
    assert not [one.stderr for one in said if "should not have happened" in one.stderr]
    left = {str(place): (one.stdout + one.stderr).encode() for place, one in enumerate(said)}
    for folder in ("evidence", "cache", "part", "out"):
        left |= {str(file): content_of(file) for file in (cage / folder).rglob("*") if file.is_file()}
    assert len(left) > 20
    out = {name: sorted(set(re.findall(rb"(?i)quagga(\w+?)zyzzyva", data))) for name, data in left.items()}
    assert {name: found for name, found in out.items() if found} == {}
