"""A client for language servers over stdio: open and change files, take diagnostics, ask as editors do."""

import json
import os
import queue
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NODE_TOOLS = Path(__file__).parent / "oracles" / "node"
SERVER = NODE_TOOLS / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60


def require_tools() -> str:
    """Return the path of node; fail with what to run if a tool is missing."""
    node = shutil.which("node")
    assert node, "node is missing: install Node.js 20 or later, then run: make setup-tests"
    assert SERVER.is_file(), "yaml-language-server is missing; run: make setup-tests"
    return node


class LanguageServer:
    """One running server, yaml-language-server unless a command says otherwise; use it as a context.

    ``encoding`` is the one in which the client counts columns, by the protocol's names.
    """

    def __init__(self, folder: Path, command: Sequence[str] = (), encoding: str = "utf-16") -> None:
        self.folder = folder
        self.encoding = encoding
        #: Ours names the version of the text that it speaks of; a file that was not open then has none.
        self._versioned = bool(command)
        self._process = subprocess.Popen(
            command or [require_tools(), str(SERVER), "--stdio"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._versions: dict[str, int] = {}
        self._inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self._published: dict[str, dict[str, Any]] = {}
        self._count = 0
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self) -> "LanguageServer":
        features = {
            "hover": {"contentFormat": ["markdown"]},
            "completion": {"completionItem": {"snippetSupport": True}},
        }
        more = {"workspaceEdit": {"documentChanges": True}, "didChangeWatchedFiles": {"dynamicRegistration": True}}
        can = {"textDocument": features, "workspace": more, "general": {"positionEncodings": [self.encoding]}}
        self.offers = self.ask(
            "initialize", {"processId": os.getpid(), "rootUri": self.folder.as_uri(), "capabilities": can}
        )["capabilities"]
        self.tell("initialized", {})
        settings = {"schemaStore": {"enable": False}, "validate": True, "hover": True, "completion": True}
        self.tell("workspace/didChangeConfiguration", {"settings": {"yaml": settings}})
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()

    def open(self, name: str, text: str) -> list[dict[str, Any]]:
        """Write and open a file; return its diagnostics."""
        path = self.folder / name
        path.write_text(text, "utf-8")
        self.show(name, text)
        return self.told(name)

    def show(self, name: str, text: str) -> None:
        """Open a file in the editor."""
        uri = (self.folder / name).as_uri()
        self._versions[uri] = 1
        self._published.pop(uri, None)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def type(self, name: str, text: str) -> None:
        """Put another text into an open file, without saving it."""
        uri = (self.folder / name).as_uri()
        self._versions[uri] += 1
        self._published.pop(uri, None)
        document = {"uri": uri, "version": self._versions[uri]}
        self.tell("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def told(self, name: str) -> list[dict[str, Any]]:
        """Wait for the next diagnostics of a file."""
        uri = (self.folder / name).as_uri()
        while uri not in self._published:
            self._take()
        return self._published.pop(uri)["diagnostics"]

    def hover(self, name: str, line: int, column: int) -> str:
        answer = self.ask("textDocument/hover", self.at(name, line, column))
        return str(answer["contents"]["value"]) if answer else ""

    def completion(self, name: str, line: int, column: int) -> dict[str, dict[str, Any]]:
        answer = self.ask("textDocument/completion", self.at(name, line, column))
        return {item["label"]: item for item in answer["items"]}

    def at(self, name: str, line: int, column: int) -> dict[str, Any]:
        uri = (self.folder / name).as_uri()
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})
        while True:
            message = self._take()
            if message.get("id") == self._count:
                assert "error" not in message, message
                return message["result"]

    def tell(self, method: str, params: dict[str, Any]) -> None:
        self._send({"method": method, "params": params})

    def _take(self) -> dict[str, Any]:
        message = self._inbox.get(timeout=PATIENCE)
        if message.get("method") == "textDocument/publishDiagnostics":
            told = message["params"]
            # What a server says of an earlier text is passed over, where it says so.
            current = self._versions.get(told["uri"])
            if told.get("version", None if self._versioned else current) == current:
                self._published[told["uri"]] = told
        return message

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            message = json.loads(stream.read(length))
            if "method" in message and "id" in message:
                items = message.get("params", {}).get("items")
                self._send({"id": message["id"], "result": [{} for _ in items] if items is not None else None})
            else:
                self._inbox.put(message)
