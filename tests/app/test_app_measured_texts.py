"""What people wrote stays in the data: no text, match or identifier in anything that a measurement leaves behind."""

import json
from pathlib import Path

import duckdb

from sample_cards import run, write

#: One of each thing that is looked for, and words around them that occur nowhere else.
SECRETS = (
    "xenia.quagga@zyzzyva.example", "zyzzyva", "xenia", "+49 30 9876543", "9876543", "DE89 3704 0044 0532 0130 00",
    "4111 1111 1111 1111", "198.51.100.77", "198.51.100", "wyvernesque", "Kumquatmarmelade", "kumquatmarmelade",
)  # fmt: skip
CARD = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
modalities: [text]
distribution: [{id: all, location: "data/*"}]
fields: [{id: body, holds: content}, {id: id, holds: item}, {id: about, holds: unit}]
"""


def texts() -> list[str]:
    sentence = "The wyvernesque customer {} ate Kumquatmarmelade and wrote again to the company about the parcel."
    return [sentence.format(secret) for secret in SECRETS] * 3


def left_behind(root: Path) -> dict[str, bytes]:
    files = [file for folder in ("evidence", "cache", "part") for file in (root / folder).rglob("*") if file.is_file()]
    assert {"letters@1.lock.json", "letters@1.sha256", "letters@1.run.json", "judged.json", "part.json"} <= {
        file.name for file in files
    }
    return {str(file): content_of(file) for file in files}


def content_of(file: Path) -> bytes:
    """Return the bytes of a file; of a table, which is compressed, its rows."""
    if file.suffix == ".parquet":
        return repr(duckdb.connect().execute("FROM read_parquet(?)", [str(file)]).fetchall()).encode()
    return file.read_bytes()


def test_no_text_is_left_anywhere(tmp_path: Path, monkeypatch) -> None:
    lines = [{"body": text, "id": f"xenia-{place}", "about": "wyvernesque"} for place, text in enumerate(texts())]
    rows = "".join(json.dumps(line) + "\n" for line in lines)
    files = {"muniment.yaml": "muniment: 1\n", "letters.card.yaml": CARD, "data/a.jsonl": rows + '{"body": "xenia'}
    root = write(tmp_path / "letters", files)
    write(root, {"data/b.csv": "body,id,about\n" + "\n".join(f'"{text}",xenia,zyzzyva' for text in texts())})
    write(root, {"data/c.txt": "\n".join(texts()), "data/d.csv": 'body,id\n"xenia.quagga@zyzzyva.example,1\n'})
    monkeypatch.setenv("MUNIMENT_CACHE_DIR", str(root / "cache"))
    done = [
        run("measure", at=root),
        run("measure", "--shard", "1/1", "-o", "part", at=root),
        run("measure", "--verify", at=root),
        run("check", at=root),
    ]
    assert [one.returncode for one in done[:2]] == [1, 1], "one line and one file are broken"
    lock = json.loads((root / "evidence" / "letters@1.lock.json").read_bytes())
    hits = {
        fact["of"]["indicator"] for fact in lock["facts"] if fact["measure"] == "personal_data" and fact["numerator"]
    }
    assert hits == {"mail", "phone", "iban", "payment_card", "ip_address"}
    said = {f"output {place}": (one.stdout + one.stderr).encode() for place, one in enumerate(done)}
    for name, content in {**left_behind(root), **said}.items():
        for secret in SECRETS:
            for spelled in (secret, secret.replace(" ", ""), secret.upper()):
                assert spelled.encode() not in content, (name, secret)
