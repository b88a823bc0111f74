"""``muniment sign``."""

from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from muniment.app.signers import Acting


@click.command("sign")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "profile", metavar="PROFILE", help="A signing profile of muniment.yaml (default: the only one).")
@click.option("--key", type=click.Path(path_type=Path), help="A key file (*.key.pem, *.p12) or its folder instead.")
@click.option("--workspace", type=click.Path(path_type=Path), help="The workspace whose profiles count.")
@click.option("--passphrase-file", type=click.File("rb"), help="With --key: read the passphrase from this file.")
@click.option("--ask-passphrase", is_flag=True, help="With --key: ask for the passphrase.")
def command(
    paths: tuple[Path, ...],
    profile: str | None,
    key: Path | None,
    workspace: Path | None,
    passphrase_file: BinaryIO | None,
    ask_passphrase: bool,
) -> None:
    """Seal every edition below PATHS and its manifest; with the profile of a person, add their approval to sealed PDFs.

    PATHS are folders that build wrote, or manifests; for an approval also PDFs.
    """
    from muniment.app.signers import with_key, with_profile

    if key is None:
        if passphrase_file is not None or ask_passphrase:
            raise click.UsageError("--passphrase-file and --ask-passphrase go with --key.")
        acting = with_profile(profile or "", paths, workspace, _ask)
    elif profile or workspace:
        raise click.UsageError("Give --as with a profile or --key with a file, not both.")
    else:
        passphrase = passphrase_file.read().rstrip(b"\r\n") if passphrase_file else None
        acting = with_key(key, _ask("Passphrase").encode() if ask_passphrase else passphrase)
    if acting.role == "seal":
        _seal(paths, acting)
    else:
        _approve(paths, acting)


def _ask(what: str) -> str:
    return str(click.prompt(what, hide_input=True, err=True))


def _seal(paths: tuple[Path, ...], acting: "Acting") -> None:
    from muniment.app.opening import shown
    from muniment.app.signing import seal

    sealed = seal(paths, acting)
    for file in sealed.files:
        click.echo(shown(file))
    for file in sealed.approved:
        click.echo(f"Left as it is, since people have signed in it: {shown(file)}", err=True)
    if sealed.covered:
        what = "1 further file carries" if sealed.covered == 1 else f"{sealed.covered} further files carry"
        click.echo(f"{what} no seal inside; the sealed manifest holds each digest.", err=True)
    if acting.signer.development:
        click.echo("Sealed with a development key: it proves that nothing changed, not who you are.", err=True)
    _tell(acting, paths)


def _approve(paths: tuple[Path, ...], acting: "Acting") -> None:
    from muniment.app.approving import approve
    from muniment.app.opening import shown

    approved = approve(paths, acting)
    for file in approved.files:
        click.echo(shown(file))
    for file in approved.before:
        click.echo(f"Approved before, and left as it is: {shown(file)}", err=True)
    if acting.signer.development:
        click.echo("Signed with a development key: it does not prove who you are.", err=True)
    _tell(acting, paths)


def _tell(acting: "Acting", paths: tuple[Path, ...]) -> None:
    from muniment.app.opening import shown

    click.echo(f"Level {acting.proof.level}, key {acting.signer.key_id}", err=True)
    click.echo(f"Next: muniment verify {shown(paths[0])} --trust CERTIFICATE", err=True)
