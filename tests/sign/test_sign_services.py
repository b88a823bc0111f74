"""Services that do not do what they should: each ends in a message with a remedy, in bounded time."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from asn1crypto import tsp

from muniment.base.errors import CannotRun
from muniment.sign import network
from muniment.sign.timestamps import TimestampAuthority

KIND = "application/timestamp-reply"


class Hostile(BaseHTTPRequestHandler):
    """Answers as its path says; ``/relay`` passes on what a real authority says, after a change."""

    real = ""
    earlier = b""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        getattr(self, f"answer_{self.path[1:]}")(body)

    def say(self, data: bytes, kind: str = KIND, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def honest(self, body: bytes) -> bytes:
        return network.ask("authority", self.real, body, {"Content-Type": "application/timestamp-query"}, "")[0]

    def answer_garbage(self, body: bytes) -> None:
        self.say(b"\x30\x82garbage")

    def answer_empty(self, body: bytes) -> None:
        self.say(b"")

    def answer_html(self, body: bytes) -> None:
        self.say(b"<html>Sign in</html>", "text/html")

    def answer_status(self, body: bytes) -> None:
        self.say(b"no", "text/plain", 503)

    def answer_redirect(self, body: bytes) -> None:
        self.send_response(302)
        self.send_header("Location", "/garbage")
        self.end_headers()

    def answer_refused(self, body: bytes) -> None:
        status = {"status": "rejection", "status_string": ["no more credit"], "fail_info": {"bad_request"}}
        self.say(tsp.TimeStampResp({"status": status}).dump())

    def answer_replayed(self, body: bytes) -> None:
        type(self).earlier = self.earlier or self.honest(body)
        self.say(self.earlier)

    def answer_other_data(self, body: bytes) -> None:
        query = tsp.TimeStampReq.load(body)
        query["message_imprint"]["hashed_message"] = b"\1" * 32
        self.say(self.honest(query.dump(force=True)))

    def answer_forged(self, body: bytes) -> None:
        answer = bytearray(self.honest(body))
        answer[-1] ^= 1
        self.say(bytes(answer))

    def answer_huge(self, body: bytes) -> None:
        self.say(b"\0" * 3_000_000)

    def answer_slow(self, body: bytes) -> None:
        time.sleep(3)

    def answer_dripping(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", KIND)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"\0")
            self.wfile.flush()
            time.sleep(0.2)

    def answer_closed(self, body: bytes) -> None:
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


WRONGS = sorted(name.removeprefix("answer_") for name in vars(Hostile) if name.startswith("answer_"))


@pytest.fixture(scope="module")
def hostile(loopback_pki) -> Iterator[str]:
    Hostile.real = loopback_pki.tsa_url
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize("wrong", WRONGS)
def test_what_is_wrong_with_a_timestamp_is_said_with_a_remedy(hostile, monkeypatch, wrong):
    monkeypatch.setattr(network, "PATIENCE", 1.0)
    authority = TimestampAuthority(f"{hostile}/{wrong}")
    if wrong == "replayed":
        authority.stamp(b"first")
    began = time.monotonic()
    with pytest.raises(CannotRun, match="timestamp authority") as caught:
        authority.stamp(b"data")
    assert time.monotonic() - began < 2.9
    assert "B-B" in caught.value.remedy


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "https://nobody.invalid/tsa", "file:///etc/passwd", "tsa"])
def test_an_address_where_nobody_answers_is_said(url):
    with pytest.raises(CannotRun, match="timestamp authority"):
        TimestampAuthority(url).stamp(b"data")
