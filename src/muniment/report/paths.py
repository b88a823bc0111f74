"""Paths as reports for repositories write them: relative to the top of the repository."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, ClassVar
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Paths:
    """From a file's path below the root of the workspace to its path below the top of the repository.

    ``prefix`` is the root's own path there, empty where both are the same folder; ``settings`` stands in for findings
    on the workspace as a whole.
    """

    prefix: str = ""
    settings: str = "muniment.yaml"
    #: what SARIF calls the top of the repository; the name that code hosts know
    BASE: ClassVar[str] = "%SRCROOT%"

    def of(self, inside: str) -> str:
        """Return the path of a file; one that lies elsewhere stays absolute."""
        inside = inside or self.settings
        if inside.startswith("/"):
            return inside
        return str(PurePosixPath(self.prefix) / inside) if self.prefix else inside

    def artifact(self, inside: str) -> dict[str, Any]:
        """Return the path as SARIF locates files."""
        path = self.of(inside)
        written = quote(path.encode("utf-8", "surrogateescape"), safe="/")
        return {"uri": f"file://{written}"} if path.startswith("/") else {"uri": written, "uriBaseId": self.BASE}
