"""The servers of the test authority, each a process of its own: ``serve.py FOLDER pki`` and ``serve.py FOLDER csc``.

Each takes a free port, prints its address as one line of JSON, and runs until it is stopped.
"""

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web
from asn1crypto import pem
from certomancer.integrations._animator_shared import FAKE_TIME_HEADER
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig
from csc_dummy.csc_dummy_server import CSCWithCertomancer
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pki.configuration import ARCHITECTURE, CSC_PIN, CSC_TOKEN, ENTITIES


class Clocked:
    """Certomancer behind a clock that tests can set: POST /clock with a time, or with nothing for the present."""

    def __init__(self) -> None:
        self.now = ""
        self.animator = None

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/clock":
            self.now = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
            start_response("200 OK", [("Content-Length", "0")])
            return [b""]
        if self.now:
            environ["HTTP_" + FAKE_TIME_HEADER.upper().replace("-", "_")] = self.now
        return self.animator(environ, start_response)


def load(folder: Path, url: str) -> CertomancerConfig:
    return CertomancerConfig.from_file(
        str(folder / "certomancer.json"), key_search_dir=str(folder), external_url_prefix=url
    )


def serve_pki(folder: Path) -> None:
    app = Clocked()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    configuration = load(folder, url)
    (folder / "url").write_text(url)
    architecture = configuration.get_pki_arch(ArchLabel(ARCHITECTURE))
    (folder / "certificates").mkdir()
    for label in ENTITIES:
        der = architecture.get_cert(CertLabel(label)).dump()
        (folder / "certificates" / f"{label}.pem").write_bytes(pem.armor("CERTIFICATE", der))
    app.animator = Animator(AnimatorArchStore(configuration.pki_archs), with_web_ui=False, allow_time_override=True)
    print(json.dumps({"url": url}), flush=True)
    server.serve_forever()


@web.middleware
async def guarded(request: web.Request, handler):
    """Ask for the token and, where a signature is authorised, for the PIN; the service itself lets everybody in."""
    if request.headers.get("Authorization") != f"Bearer {CSC_TOKEN}":
        raise web.HTTPUnauthorized
    if request.path.endswith("/credentials/authorize") and (await request.json()).get("PIN") != CSC_PIN:
        raise web.HTTPBadRequest
    return await handler(request)


async def serve_csc(folder: Path) -> None:
    service = CSCWithCertomancer(load(folder, (folder / "url").read_text()))
    service.app.middlewares.append(guarded)
    service.register_routes()
    runner = web.AppRunner(service.app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    print(json.dumps({"url": f"http://127.0.0.1:{port}"}), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[2] == "pki":
        serve_pki(Path(sys.argv[1]))
    else:
        asyncio.run(serve_csc(Path(sys.argv[1])))
