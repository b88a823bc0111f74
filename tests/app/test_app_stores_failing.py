"""A store that refuses, throttles, stalls or breaks off: each object is named, the rest is measured, and it ends."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from muniment.app import stores
from muniment.app.stores import S3Store, StoreChoice
from muniment.base.errors import CannotRun
from muniment.evidence.inventory import Inventory, Means, take_inventory
from muniment.evidence.plan import Group, Plan

WHOLE = b'{"a": 1}\n' * 1000
KEYS = ("broken.jsonl", "fine.jsonl", "flaky.jsonl", "refused.jsonl", "short.jsonl", "stalled.jsonl", "throttled.jsonl")
ERROR = "<Error><Code>{}</Code><Message>no</Message></Error>"


class Failing(BaseHTTPRequestHandler):
    """Lists seven objects, one of which can be had."""

    asked: Counter[str] = Counter()
    stalled = threading.Event()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        bucket, _, key = self.path.lstrip("/").partition("?")[0].partition("/")
        if not key:
            self._listing(bucket)
            return
        self.asked[key] += 1
        if key.startswith("refused"):
            self._answer(403, ERROR.format("AccessDenied").encode())
        elif key.startswith("throttled") or (key.startswith("flaky") and self.asked[key] < 3):
            self._answer(503, ERROR.format("SlowDown").encode())
        elif key.startswith("stalled"):
            self.stalled.wait(30)
        elif key.startswith("broken"):
            self._answer(200, WHOLE[:100], len(WHOLE))
        elif key.startswith("short"):
            self._answer(200, WHOLE[:900])
        else:
            self._answer(200, WHOLE)

    def _listing(self, bucket: str) -> None:
        if bucket == "closed":
            self._answer(403, ERROR.format("AccessDenied").encode())
            return
        if bucket == "busy":
            self._answer(503, ERROR.format("SlowDown").encode())
            return
        if bucket == "nonsense":
            self._answer(200, b"this is no XML")
            return
        rows = "".join(
            f'<Contents><Key>{key}</Key><Size>{len(WHOLE)}</Size><ETag>"e"</ETag></Contents>' for key in KEYS
        )
        listed = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        self._answer(200, listed.encode())

    def _answer(self, status: int, body: bytes, promised: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(promised or len(body)))
        self.send_header("ETag", '"e"')
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    for name, value in (("ACCESS_KEY_ID", "id"), ("SECRET_ACCESS_KEY", "key"), ("EC2_METADATA_DISABLED", "true")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setattr(stores, "READ_SECONDS", 1)
    monkeypatch.setattr(stores, "ATTEMPTS", 2)
    Failing.asked.clear()
    Failing.stalled.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Failing)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (tmp_path / "fetched").mkdir()
    yield S3Store(StoreChoice(f"http://127.0.0.1:{server.server_port}", "us-east-1"), tmp_path / "fetched")
    Failing.stalled.set()
    server.shutdown()
    server.server_close()


def taken(store: S3Store, tmp_path: Path, location: str) -> Inventory:
    plan = Plan("dataset/x@1", (Group("all", location),), ())
    return take_inventory(plan, tmp_path, Means(stores={"s3": store.find}, threads=4))


def test_each_object_that_cannot_be_had_is_named_and_the_rest_is_read(store: S3Store, tmp_path: Path) -> None:
    begun = time.monotonic()
    found = taken(store, tmp_path, "s3://bucket/*.jsonl")
    assert [file.path for file in found.readable] == ["bucket/fine.jsonl", "bucket/flaky.jsonl"]
    assert {(item.path, item.reason) for item in found.unread} == {
        ("bucket/broken.jsonl", "unreadable"),
        ("bucket/refused.jsonl", "not_permitted"),
        ("bucket/short.jsonl", "changed_while_read"),
        ("bucket/stalled.jsonl", "unreadable"),
        ("bucket/throttled.jsonl", "unreadable"),
    }
    assert dict(found.missed) == {"all": 5}
    assert time.monotonic() - begun < 25, "a store that stalls ends in bounded time"
    assert Failing.asked["refused.jsonl"] == 1, "who refuses is not asked again"
    assert Failing.asked["stalled.jsonl"] <= 4


@pytest.mark.parametrize(
    ("bucket", "reason"), [("closed", "not_permitted"), ("busy", "unreadable"), ("nonsense", "unreadable")]
)
def test_a_bucket_that_cannot_be_listed_is_named(store: S3Store, tmp_path: Path, bucket: str, reason: str) -> None:
    found = taken(store, tmp_path, f"s3://{bucket}/*.jsonl")
    assert [(item.path, item.reason) for item in found.unread] == [(f"s3://{bucket}/*.jsonl", reason)]
    assert dict(found.missed) == {"all": 1}


@pytest.mark.parametrize("endpoint", ["nonsense", "http://", "http://[", "ftp://127.0.0.1", "http://127.0.0.1:x"])
def test_an_endpoint_that_is_none_is_told(store: S3Store, tmp_path: Path, endpoint: str) -> None:
    odd = S3Store(StoreChoice(endpoint, "us-east-1"), tmp_path)
    try:
        found = list(odd.find("s3://bucket/a"))
    except CannotRun as told:
        assert "--s3-endpoint" in told.remedy
    else:
        assert [getattr(item, "reason", "") for item in found] == ["unreadable"]
