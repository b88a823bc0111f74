"""What a supplier sends, made by the commands themselves: sealed editions of its cards, and a pack of them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from muniment.cli.main import group

CARDS = Path(__file__).parent / "suppliers"
DAY = "2026-10-02"


def run(*arguments: str | Path) -> Result:
    """Run one command of the program."""
    return CliRunner().invoke(group, [str(argument) for argument in arguments], catch_exceptions=False)


@dataclass(frozen=True)
class Vendor:
    """What a supplier sends: the folder of its sealed editions, a pack of them, and the certificate to trust."""

    folder: Path
    pack: Path
    trust: Path

    @property
    def page(self) -> Path:
        """The supplier's datasheet as HTML."""
        return self.folder / "supplier_datasheet.client.en.html"


def sealed_by_vendor(root: Path, cards: Path) -> Vendor:
    """Build, seal and pack a supplier's datasheet and datasheet."""
    shutil.copytree(cards, root / "cards")
    done = [
        run("keys", "new", "--dev", "--name", "kaldor", "--organisation", "Kaldor Image Data OÜ", "-o", root / "keys"),
        run(
            "build", root / "cards", "--document", "supplier_datasheet", "--document", "datasheet",
            "--audience", "client", "--date", DAY, "--format", "html", "-o", root / "dist",
        ),
        run("sign", root / "dist", "--key", root / "keys" / "kaldor.key.pem"),
    ]  # fmt: skip
    folder = root / "dist" / "dataset" / "street-signs"
    pack = root / "street-signs.asice"
    done.append(run("pack", folder, "--audience", "client", "--key", root / "keys" / "kaldor.key.pem", "-o", pack))
    assert [result.exit_code for result in done] == [0] * 4, [result.output for result in done]
    return Vendor(folder, pack, root / "keys" / "kaldor.cert.pem")
