"""``muniment stamp``."""

from pathlib import Path

import click


@click.command("stamp")
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--use", default="", metavar="CARD", help="The model or system that uses it (model/x@1.0); else all.")
@click.option("--as", "profile", metavar="PROFILE", help="A signing profile that names a timestamp authority.")
@click.option("--timestamp", metavar="URL", help="The timestamp authority to ask, instead of the profile's.")
def command(card: Path, use: str, profile: str | None, timestamp: str | None) -> None:
    """Have it proven by a timestamp authority (RFC 3161) what CARD and the data it names are now.

    Stated are the digests of the card and its profiles, the digests of data in the card, those of files of data that
    are here, and who uses them. The stamp is kept below stamps/; commit it. No key is needed, and one digest is sent.
    """
    from muniment.app.opening import shown
    from muniment.app.signers import stamping_proof, timestamps_of
    from muniment.app.stamping import stamp

    if timestamp and profile:
        raise click.UsageError("Give --timestamp or --as with a profile, not both.")
    made = stamp(card, use, timestamps_of(timestamp) if timestamp else stamping_proof(profile or "", [card], None))
    statement = made.stamp.statement
    click.echo(shown(made.file))
    click.echo(
        f"{statement.card} is proven not later than {made.said}, with {len(statement.declared)} declared and "
        f"{len(statement.measured)} measured digests of data and {len(statement.uses)} uses.",
        err=True,
    )
    for location in made.absent:
        click.echo(f"Not here, so not measured: {location}", err=True)
    if not statement.declared and not statement.measured:
        click.echo("It holds no digest of data: it proves what the card said, not what the data were.", err=True)
    click.echo(f"Next: muniment verify {shown(made.file)} --trust ROOT, and commit it.", err=True)
