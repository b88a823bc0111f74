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
@click.option("--as", "profile", metavar="PROFILE", help="A signing profile of muniment.yaml (default: the only one).")
@click.option("--key", type=click.Path(path_type=Path), help="A key file (*.key.pem, *.p12) or its folder instead.")
@click.option("--workspace", type=click.Path(path_type=Path), help="The workspace whose profiles count.")
@click.option("--passphrase-file", type=click.File("rb"), help="With --key: read the passphrase from this file.")
@click.option("--ask-passphrase", is_flag=True, help="With --key: ask for the passphrase.")
def command(
    current: tuple[Path, ...],
    superseded: tuple[Path, ...],
    withdrawn: tuple[Path, ...],
    because: str,
    output: Path,
    profile: str | None,
    key: Path | None,
    workspace: Path | None,
    passphrase_file: BinaryIO | None,
    ask_passphrase: bool,
) -> None:
    """Write and seal status.json: that the documents in CURRENT stand, and which were superseded or withdrawn.

    All are manifests, or folders with manifests. Publish both files at the workspace's status_url.
    """
    from muniment.app.opening import shown
    from muniment.app.signers import with_key, with_profile
    from muniment.app.status import make_status

    if key is None:
        if passphrase_file is not None or ask_passphrase:
            raise click.UsageError("--passphrase-file and --ask-passphrase go with --key.")
        acting = with_profile(profile or "", (*current, *superseded, *withdrawn), workspace, _ask)
    elif profile or workspace:
        raise click.UsageError("Give --as with a profile or --key with a file, not both.")
    else:
        passphrase = passphrase_file.read().rstrip(b"\r\n") if passphrase_file else None
        acting = with_key(key, _ask("Passphrase").encode() if ask_passphrase else passphrase)
    for file in make_status(current, superseded, withdrawn, because, output, acting):
        click.echo(shown(file))
    click.echo(f"Next: muniment verify DOCUMENT --trust CERTIFICATE --status {shown(output)}", err=True)


def _ask(what: str) -> str:
    return str(click.prompt(what, hide_input=True, err=True))
