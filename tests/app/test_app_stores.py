"""Data in a store that speaks S3: a real server on loopback, asked as users ask it."""

import re
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from muniment.app.stores import S3Store, StoreChoice
from muniment.evidence.inventory import Inventory, Means, take_inventory
from muniment.evidence.listing import listing_bytes
from muniment.evidence.lock import load_lock
from muniment.evidence.plan import Group, Plan
from sample_cards import run, write

FILES = {
    "train/part-0.jsonl": b'{"a": 1}\n',
    "train/part-1.jsonl": b'{"a": 2}\n{"a": 3}\n',
    "train/deep/part-2.jsonl": b'{"a": 4}\n',
    "train": b"an object with the name of a folder\n",
    "test.csv": b"a,b\n1,2\n",
    "large.txt": b"0123456789abcdef" * 200_000,
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def store(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    for name, value in (("ACCESS_KEY_ID", "id"), ("SECRET_ACCESS_KEY", "key"), ("EC2_METADATA_DISABLED", "true")):
        monkeypatch.setenv(f"AWS_{name}", value)
    client = boto3.client("s3", endpoint_url=server, region_name="us-east-1")
    client.create_bucket(Bucket="bucket")
    client.put_object(Bucket="bucket", Key="train/", Body=b"")
    for key, body in FILES.items():
        client.put_object(Bucket="bucket", Key=key, Body=body)
    (tmp_path / "fetched").mkdir()
    yield S3Store(StoreChoice(server, "us-east-1"), tmp_path / "fetched")
    for item in client.list_objects_v2(Bucket="bucket").get("Contents", ()):
        client.delete_object(Bucket="bucket", Key=item["Key"])
    client.delete_bucket(Bucket="bucket")


def taken(store: S3Store, tmp_path: Path, location: str) -> Inventory:
    plan = Plan("dataset/x@1", (Group("all", location),), ())
    return take_inventory(plan, tmp_path, Means(stores={"s3": store.find}))


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        ("s3://bucket/train/*.jsonl", ["train/part-0.jsonl", "train/part-1.jsonl"]),
        ("s3://bucket/train/**/*.jsonl", ["train/deep/part-2.jsonl", "train/part-0.jsonl", "train/part-1.jsonl"]),
        ("s3://bucket/train/", ["train/deep/part-2.jsonl", "train/part-0.jsonl", "train/part-1.jsonl"]),
        ("s3://bucket/t*/deep/*", ["train/deep/part-2.jsonl"]),
        ("s3://bucket/test.csv", ["test.csv"]),
        ("s3://bucket", sorted(FILES, key=str.encode)),
    ],
)
def test_a_location_names_objects(store: S3Store, tmp_path: Path, location: str, expected: list[str]) -> None:
    found = taken(store, tmp_path, location)
    assert not found.unread
    assert [file.path for file in found.files] == [f"bucket/{name}" for name in expected]
    copy = tmp_path / "copy"
    for file in found.files:
        key = file.path.partition("/")[2]
        assert file.local.read_bytes() == FILES[key]
        if key != "train":
            (copy / file.path).parent.mkdir(parents=True, exist_ok=True)
            (copy / file.path).write_bytes(FILES[key])
    if "train" not in expected:
        plan = Plan("dataset/x@1", (Group("all", location),), ())
        again = take_inventory(plan, copy, moved=True)
        assert listing_bytes(again.files) == listing_bytes(found.files), "a copy on disk is the same data"


@pytest.mark.parametrize(
    ("location", "reason"),
    [("s3://bucket/none/*", "no_file"), ("s3://absent-bucket/*", "no_file"), ("gs://bucket/a", "not_local")],
)
def test_what_cannot_be_had_is_named(store: S3Store, tmp_path: Path, location: str, reason: str) -> None:
    assert [(item.path, item.reason) for item in taken(store, tmp_path, location).unread] == [(location, reason)]


def test_an_object_that_is_replaced_after_it_was_listed_is_told(store: S3Store, tmp_path: Path, server: str) -> None:
    listed = list(store.find("s3://bucket/test.csv"))
    boto3.client("s3", endpoint_url=server, region_name="us-east-1").put_object(
        Bucket="bucket", Key="test.csv", Body=b"a,b\n3,4\n"
    )
    plan = Plan("dataset/x@1", (Group("all", "s3://bucket/test.csv"),), ())
    found = take_inventory(plan, tmp_path, Means(stores={"s3": lambda _: listed}))
    assert [(item.path, item.reason) for item in found.unread] == [("bucket/test.csv", "changed_while_read")]
    assert not found.files


def test_a_transfer_that_breaks_off_is_taken_up_where_it_stopped(
    store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.response import StreamingBody

    whole = StreamingBody.iter_chunks
    asked = []

    def broken(self: StreamingBody, size: int) -> Iterator[bytes]:
        asked.append(size)
        chunks = whole(self, size)
        yield next(chunks)
        if len(asked) < 3:
            from urllib3.exceptions import ProtocolError

            raise ProtocolError("Connection broken")
        yield from chunks

    monkeypatch.setattr(StreamingBody, "iter_chunks", broken)
    found = taken(store, tmp_path, "s3://bucket/large.txt")
    assert len(asked) == 3
    assert not found.unread
    assert found.files[0].local.read_bytes() == FILES["large.txt"]


def test_credentials_are_asked_for_nowhere_and_a_store_that_refuses_is_told(
    server: str, store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    found = list(S3Store(StoreChoice(server, "us-east-1"), tmp_path).find("s3://bucket/test.csv"))
    assert len(found) == 1, "a store that is open to all is read without a signature"
    nobody = S3Store(StoreChoice(re.sub(r":\d+$", ":9", server), "us-east-1"), tmp_path)
    assert [item.reason for item in nobody.find("s3://bucket/test.csv")] == ["unreadable"]


def test_a_card_whose_data_lie_in_a_store_is_measured_and_repeated(store: S3Store, server: str, tmp_path: Path) -> None:
    card = """
muniment: 1
kind: dataset
name: letters
version: "1"
title: Letters
distribution: [{id: all, location: "s3://bucket/train/**/*.jsonl"}]
fields: [{id: a, holds: group}]
"""
    root = write(tmp_path / "letters", {"muniment.yaml": "muniment: 1\n", "letters.card.yaml": card})
    secret = {"AWS_ACCESS_KEY_ID": "Zaphod", "AWS_SECRET_ACCESS_KEY": "Beeblebrox", "AWS_ENDPOINT_URL": server}
    done = run("measure", "--s3-region", "us-east-1", at=root, **secret)
    assert (done.returncode, done.stdout) == (0, "evidence/letters@1.lock.json\n"), done.stderr
    lock = load_lock((root / "evidence" / "letters@1.lock.json").read_bytes())
    assert {(fact.measure, str(fact.value)) for fact in lock.facts} >= {
        ("records", "4"),
        ("files", "3"),
        ("bytes", "36"),
    }
    again = run("measure", "--verify", "--s3-endpoint", server, "--s3-region", "us-east-1", at=root, **secret)
    assert (again.returncode, again.stdout) == (
        0,
        "evidence/letters@1.lock.json: repeated; every figure is the same.\n",
    )
    written = [file.read_text() for file in (root / "evidence").iterdir()]
    for text in (done.stdout, done.stderr, again.stdout, again.stderr, *written):
        assert "Zaphod" not in text
        assert "Beeblebrox" not in text
