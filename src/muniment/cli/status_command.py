"""``muniment status``."""

from pathlib import Path
from typing import BinaryIO

import click


@click.command("status")
@click.argument("current", nargs=-1, type=click.Path(path_type=Path))
@click.option("--superseded", multiple=True, type=click.Path(path_type=Path), help="Documents that others follow.")
@click.option("--withdrawn", multiple=True, type=click.Path(path_type=Path), help="Documents that stand no longer.")
@click.option("--because", default="", help="Why they were superseded or withdrawn, in a sentence.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("status.json"), show_default=True,
    help="Where to write it; its seal goes beside it.",
)  # fmt: skip
@click.option("--key", required=True, type=click.Path(path_type=Path), help="The key file that seals the documents.")
@click.option("--passphrase-file", type=click.File("rb"), help="Read the key's passphrase from this file.")
@click.option("--ask-passphrase", is_flag=True, help="Ask for the key's passphrase.")
def command(
    current: tuple[Path, ...],
    superseded: tuple[Path, ...],
    withdrawn: tuple[Path, ...],
    because: str,
    output: Path,
    key: Path,
    passphrase_file: BinaryIO | None,
    ask_passphrase: bool,
) -> None:
    """Write and seal status.json: that the documents in CURRENT stand, and which were superseded or withdrawn.

    All are manifests, or folders with manifests. Publish both files at the workspace's status_url.
    """
    from muniment.app.opening import shown
    from muniment.app.status import make_status

    passphrase: bytes | None = None
    if passphrase_file is not None:
        passphrase = passphrase_file.read().rstrip(b"\r\n")
    elif ask_passphrase:
        passphrase = click.prompt("Passphrase", hide_input=True, err=True).encode()
    for file in make_status(current, superseded, withdrawn, because, output, key, passphrase):
        click.echo(shown(file))
    click.echo(f"Next: muniment verify DOCUMENT --trust CERTIFICATE --status {shown(output)}", err=True)
