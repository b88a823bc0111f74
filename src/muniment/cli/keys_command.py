"""``muniment keys``."""

from pathlib import Path

import click


@click.group("keys")
def command() -> None:
    """Make keys for development; real seals need a certificate from a trust service."""


@command.command("new")
@click.option("--dev", is_flag=True, required=True, help="A development key: nobody vouches for its name.")
@click.option("--name", default="dev", show_default=True, help="The files' name: NAME.key.pem and NAME.cert.pem.")
@click.option("--organisation", default="", help="The organisation named in the certificate.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("keys"), show_default=True, help="Folder."
)
def new(dev: bool, name: str, organisation: str, output: Path) -> None:
    """Make a development key and its certificate."""
    from datetime import UTC, datetime

    from muniment.base.errors import CannotRun
    from muniment.sign.keys import new_development_key

    try:
        output.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise CannotRun(f"{output} cannot be made: {error.strerror}.", "Choose another folder with -o.") from error
    new_development_key(output, name, datetime.now(UTC), organisation)
    click.echo(f"{output / name}.key.pem\n{output / name}.cert.pem")
    click.echo("Keep the key out of git. Recipients name the certificate: muniment verify --trust.", err=True)
