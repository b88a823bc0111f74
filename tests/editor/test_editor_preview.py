"""`muniment draft --watch`: a page in a real browser follows the cards, and nobody else can read along."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from muniment.editor.preview import Preview

NODE_TOOLS = Path(__file__).parent.parent / "oracles" / "node"
CARD = 'muniment: 1\nkind: dataset\nname: tickets\nversion: "2.3.0"\ntitle: Tickets of customers\n'
PATIENCE = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "muniment.yaml").write_text("muniment: 1\n")
    (tmp_path / "tickets.card.yaml").write_text(CARD)
    return tmp_path


def started(folder: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "muniment.cli.main", "draft", "tickets.card.yaml", "--watch", *more]
    running = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # Whatever goes wrong, nobody waits for ever.
    guard = threading.Timer(4 * PATIENCE, running.kill)
    guard.daemon = True
    guard.start()
    return running


@pytest.fixture
def preview() -> Iterator[Preview]:
    with Preview() as server:
        server.show({"dataset/a b/x.html": b"<p>one</p>"}, "as said <b>")
        yield server


def asked(address: str, path: str, host: str = "") -> tuple[int, str]:
    where = urlsplit(address)
    connection = http.client.HTTPConnection(where.netloc, timeout=10)
    connection.request("GET", path, headers={"Host": host or where.netloc})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@pytest.mark.slow
def test_the_page_follows_the_card(folder: Path) -> None:
    chromium, node = shutil.which("chromium"), shutil.which("node")
    assert chromium, "chromium is missing; run: make setup-tests"
    assert node, "node is missing; run: make setup-tests"
    running = started(folder)
    try:
        assert running.stdout
        address = running.stdout.readline().strip()
        job = {
            "executable": chromium, "address": address, "link": "dataset/tickets/datasheet.draft.en.html",
            "before": "Tickets of customers", "file": str(folder / "tickets.card.yaml"),
            "text": CARD.replace("of customers", "of everybody"), "after": "Tickets of everybody",
        }  # fmt: skip
        (folder / "job.json").write_text(json.dumps(job))
        done = subprocess.run(
            [node, str(NODE_TOOLS / "preview.mjs"), str(folder / "job.json")],
            capture_output=True, text=True, timeout=PATIENCE * 2,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        seen = json.loads(done.stdout)
        assert "facts stated" in seen["said"]
        assert (seen["flaws"], seen["noise"]) == ([], [])
    finally:
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert told.endswith("Stopped.\n")


def test_a_broken_card_leaves_what_was_shown(folder: Path) -> None:
    running = started(folder)
    assert running.stdout and running.stderr
    try:
        address = running.stdout.readline().strip()
        told = [running.stderr.readline() for _ in range(2)]
        (folder / "tickets.card.yaml").write_text("kind: [")
        told.append(running.stderr.readline())
        name = f"{urlsplit(address).path}file/dataset/tickets/datasheet.draft.en.html"
        assert "Tickets of customers" in asked(address, name)[1]
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=PATIENCE)
    assert "cannot be read as a card" in told[2]


def test_only_who_knows_the_address_reads(preview: Preview) -> None:
    home = urlsplit(preview.address).path
    status, page = asked(preview.address, home)
    assert status == 200
    assert "as said &lt;b&gt;" in page
    assert asked(preview.address, home + "file/dataset/a%20b/x.html") == (200, "<p>one</p>")
    for path in (
        "/",
        "/x" + home,
        home[:-2] + "/",
        home + "file/../../etc/passwd",
        home + "file/%2e%2e/x",
        home + "show/y",
    ):
        assert asked(preview.address, path)[0] == 404
    for host in ("example.org", f"example.org:{urlsplit(preview.address).port}", "127.0.0.1", "localhost:1"):
        assert asked(preview.address, home, host)[0] == 404, "a page of another host cannot reach it by its own name"


def test_it_follows_cards_only(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n")
    command = [sys.executable, "-m", "muniment.cli.main", "draft", ".", "--watch"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ}, check=False)
    assert done.returncode == 2
    assert "--watch follows cards" in done.stderr
