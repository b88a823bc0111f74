"""``muniment import``."""

from pathlib import Path

import click


@click.group("import")
def command() -> None:
    """Take over what others have made: sealed datasheets of suppliers."""


@command.command("pack")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--trust", multiple=True, type=click.Path(path_type=Path),
    help="A certificate to trust (PEM or DER); nothing is trusted by default.",
)  # fmt: skip
@click.option("--policy", type=click.Path(path_type=Path), help="What must hold, as JSON.")
@click.option(
    "-w", "--workspace", type=click.Path(path_type=Path), default=Path(), show_default=True,
    help="The workspace into which the datasheets are taken.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def pack(file: Path, trust: tuple[Path, ...], policy: Path | None, workspace: Path, form: str) -> None:
    """Verify what a supplier sent (a pack, a manifest, one HTML or PDF edition) and pin its datasheets.

    A pin is a folder below suppliers/, named by set, version and digest. A card takes facts over from the pin that it
    names under supplier.datasheet. Exit code 0: pinned. 1: not verified. 2: could not be checked or read.
    """
    from muniment.app.importing_pack import as_json, import_pack

    imported = import_pack(file, workspace, trust, policy)
    if form == "json":
        click.echo(as_json(imported))
    for pinned in imported.pins if form == "text" else ():
        click.echo(pinned.name)
    if not imported.pins:
        said = {"not_verified": "is not verified", "could_not_check": "could not be checked"}[imported.result.verdict]
        click.echo(f"{file.name} {said}; nothing was pinned: {imported.result.summary}", err=True)
        click.echo("muniment verify says more; --trust names the certificate of the supplier or its issuer.", err=True)
    for pinned in imported.pins:
        pin = pinned.pin
        there = "was pinned before" if pinned.already_there else "pinned"
        click.echo(
            f"{pin.subject.name}@{pin.subject.version}, sealed by {pin.supplier}, {there}: {pinned.taken_over} of "
            f"{pinned.facts} facts are about the data and can be taken over.", err=True,
        )  # fmt: skip
        if not pinned.says_onward:
            click.echo("It does not say how far its facts may be passed on: they stay inside.", err=True)
        click.echo(f"Write in the card of the set: supplier: {{datasheet: {pin.folder}}}", err=True)
    raise click.exceptions.Exit(imported.result.verdict.exit_code)
