"""``muniment sign``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.options import SigningChoice, signing_options

if TYPE_CHECKING:
    from muniment.app.signers import Acting


@click.command("sign")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@signing_options
def command(
    paths: tuple[Path, ...],
    signing: SigningChoice,
) -> None:
    """Seal every edition below PATHS and its manifest; with the profile of a person, add their approval to sealed PDFs.

    PATHS are folders that build wrote, or manifests; for an approval also PDFs.
    """
    acting = signing.open(paths)
    if acting.role == "seal":
        _seal(paths, acting)
    else:
        _approve(paths, acting)


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
