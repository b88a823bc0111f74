"""A preview in the browser that follows the cards: files of this run alone, on loopback, below a secret address.

A page of ours shows a document in a frame and is told by server-sent events when there is a new one; the document
itself holds no script. Requests are answered only below a random path and for the host that the server is, so that no
other page and no other user of the machine can read along.
"""

import html
import json
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

HOST = "127.0.0.1"
#: Seconds after which a waiting browser hears that the server is still there.
_SIGN_OF_LIFE = 15
#: So many browsers may wait at once.
_WAITING = 32
_DOCUMENT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'self'"
_OWN = "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{}'; connect-src 'self'; frame-src 'self'"
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
html, body {{ height: 100%; margin: 0; font: 1rem/1.5 sans-serif; }}
body {{ display: flex; flex-direction: column; }}
header {{ padding: .4rem .8rem; border-bottom: 1px solid; }}
main {{ padding: .4rem .8rem; }}
iframe {{ flex: 1; border: 0; width: 100%; }}
</style></head>
<body><header><a href="{home}">All drafts</a> <span role="status" id="said">{said}</span></header>
{body}
<script nonce="{nonce}">
const source = new EventSource({events}), frame = document.querySelector("iframe");
source.onmessage = message => {{
  document.getElementById("said").textContent = JSON.parse(message.data);
  if (!frame) {{ location.reload(); return; }}
  const at = frame.contentWindow.scrollY;
  frame.onload = () => frame.contentWindow.scrollTo(0, at);
  frame.contentWindow.location.reload();
}};
source.onerror = () => {{ document.getElementById("said").textContent = "The program was stopped."; }};
</script></body></html>
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows at the moment: documents by name, and a sentence on the state of the cards."""

    documents: Mapping[str, bytes] = field(default_factory=dict)
    said: str = ""


class Preview:
    """The server; use it as a context. ``port`` 0 takes a free one. Raises OSError where the port is taken."""

    def __init__(self, port: int = 0) -> None:
        self._token = secrets.token_urlsafe(24)
        self._changed = threading.Condition()
        self._shown = Shown()
        self._waiting = threading.BoundedSemaphore(_WAITING)
        self._ended = False
        self._server = ThreadingHTTPServer((HOST, port), self._handler())
        self._server.daemon_threads = True

    def __enter__(self) -> "Preview":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """The address of the first page; whoever knows it can read along."""
        return f"http://{HOST}:{self._server.server_port}/{self._token}/"

    def show(self, documents: Mapping[str, bytes] | None, said: str) -> None:
        """Show other documents (None: the same as before), with a sentence; browsers that wait are told."""
        with self._changed:
            kept = self._shown.documents if documents is None else documents
            self._shown = Shown(kept, said)
            self._changed.notify_all()

    def answer(self, path: str, host: str) -> tuple[HTTPStatus, dict[str, str], bytes]:
        """Return status, headers and body for a request, other than one for events."""
        where = self._inside(path, host)
        shown = self._shown
        if where is None:
            return HTTPStatus.NOT_FOUND, {}, b""
        kind, _, name = where.partition("/")
        if kind == "file" and name in shown.documents:
            return HTTPStatus.OK, {"Content-Security-Policy": _DOCUMENT}, shown.documents[name]
        if where == "" or (kind == "show" and name in shown.documents):
            nonce = secrets.token_urlsafe(12)
            page = self._page(name, shown, nonce).encode()
            return HTTPStatus.OK, {"Content-Security-Policy": _OWN.format(nonce)}, page
        return HTTPStatus.NOT_FOUND, {}, b""

    def _inside(self, path: str, host: str) -> str | None:
        """Return what is asked for below the secret path; None for any other path or host."""
        port = self._server.server_port
        first, _, rest = path.partition("?")[0].removeprefix("/").partition("/")
        right = secrets.compare_digest(first.encode(), self._token.encode())
        return unquote(rest) if right and host in (f"{HOST}:{port}", f"localhost:{port}") else None

    def _page(self, name: str, shown: Shown, nonce: str) -> str:
        base = f"/{self._token}/"
        links = "".join(
            f'<li><a href="{base}show/{quote(one)}">{html.escape(one)}</a></li>' for one in sorted(shown.documents)
        )
        body = (
            f'<iframe src="{base}file/{quote(name)}" title="{html.escape(name)}"></iframe>'
            if name
            else f"<main><h1>Drafts</h1><ul>{links}</ul></main>"
        )
        title = html.escape(name or "Drafts")
        events = json.dumps(f"{base}events")
        return _PAGE.format(title=title, home=base, said=html.escape(shown.said), body=body, nonce=nonce, events=events)

    def _events(self, handler: BaseHTTPRequestHandler) -> None:
        if not self._waiting.acquire(blocking=False):
            handler.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        try:
            _head(handler, HTTPStatus.OK, "text/event-stream", {})
            told = self._shown
            while not self._ended:
                with self._changed:
                    if self._shown is told and not self._ended:
                        self._changed.wait(_SIGN_OF_LIFE)
                    new, told = self._shown is not told, self._shown
                handler.wfile.write(f"data: {json.dumps(told.said)}\n\n".encode() if new else b": there\n\n")
                handler.wfile.flush()
        except OSError:
            return
        finally:
            self._waiting.release()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        preview = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 30

            def do_GET(self) -> None:
                """Answer a request."""
                host = self.headers.get("Host", "")
                if preview._inside(self.path, host) == "events":
                    preview._events(self)
                    return
                status, headers, body = preview.answer(self.path, host)
                _head(self, status, "text/html; charset=utf-8", {**headers, "Content-Length": str(len(body))})
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing: the address is a secret."""

        return Handler


def _head(handler: BaseHTTPRequestHandler, status: HTTPStatus, kind: str, headers: Mapping[str, str]) -> None:
    handler.send_response(status)
    always = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
    for name, value in {"Content-Type": kind, **always, **headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
