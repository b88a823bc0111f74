"""A supplier's sealed documents and a client's workspace that takes them over."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from supplier_workspaces import CARDS, Vendor, run, sealed_by_vendor


@pytest.fixture(scope="session")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Vendor:
    root = tmp_path_factory.mktemp("vendor")
    return sealed_by_vendor(root, CARDS / "vendor")


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """A client's workspace that has imported nothing yet."""
    return Path(shutil.copytree(CARDS / "client", tmp_path / "client"))


@pytest.fixture
def imported(vendor: Vendor, client: Path) -> Callable[[Path], str]:
    """A function that imports a file into the client's workspace, names the pin in the card, and returns its name."""

    def take(file: Path) -> str:
        result = run("import", "pack", file, "--trust", vendor.trust, "-w", client)
        assert result.exit_code == 0, result.output
        name = result.stdout.strip().removeprefix("suppliers/")
        card = client / "datasets" / "signs.card.yaml"
        card.write_text(card.read_text("utf-8").replace("PIN", name), "utf-8")
        return name

    return take
