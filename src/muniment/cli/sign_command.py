"""``muniment sign``."""

from pathlib import Path
from typing import BinaryIO

import click


@click.command("sign")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--key", required=True, type=click.Path(path_type=Path), help="A key file (*.key.pem, *.p12), or its folder."
)
@click.option("--passphrase-file", type=click.File("rb"), help="Read the key's passphrase from this file.")
@click.option("--ask-passphrase", is_flag=True, help="Ask for the key's passphrase.")
def command(paths: tuple[Path, ...], key: Path, passphrase_file: BinaryIO | None, ask_passphrase: bool) -> None:
    """Seal every edition below PATHS (folders that build wrote, or manifests), and the manifests themselves."""
    from muniment.app.opening import shown
    from muniment.app.signing import sign

    passphrase: bytes | None = None
    if passphrase_file is not None:
        passphrase = passphrase_file.read().rstrip(b"\r\n")
    elif ask_passphrase:
        passphrase = click.prompt("Passphrase", hide_input=True, err=True).encode()
    sealed = sign(paths, key, passphrase)
    for file in sealed.files:
        click.echo(shown(file))
    if sealed.key.development:
        click.echo("Sealed with a development key: it proves that nothing changed, not who you are.", err=True)
    click.echo(f"Key {sealed.key.key_id}", err=True)
    click.echo(f"Next: muniment verify {shown(paths[0])} --trust CERTIFICATE", err=True)
