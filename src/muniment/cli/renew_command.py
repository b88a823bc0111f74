"""``muniment renew``."""

from pathlib import Path

import click


@click.command("renew")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--timestamp", required=True, metavar="URL", help="The timestamp authority to ask.")
@click.option(
    "--trust", multiple=True, required=True, type=click.Path(path_type=Path),
    help="The roots of signers and timestamp authorities (PEM or DER): what is renewed must verify against them.",
)  # fmt: skip
def command(paths: tuple[Path, ...], timestamp: str, trust: tuple[Path, ...]) -> None:
    """Prolong the proof of sealed documents, manifests and packs by one more timestamp, before the last one ages.

    What proves the last timestamp and the signers (chains, answers on revocation) is fetched and put inside first.
    Exit code 1: something does not verify, and was left as it is.
    """
    from muniment.app.opening import shown
    from muniment.app.renewing import renew
    from muniment.app.verifying import load_anchors
    from muniment.sign.proof import Proof
    from muniment.sign.revocation import Authorities
    from muniment.sign.timestamps import TimestampAuthority

    anchors = load_anchors(trust)
    problems = 0
    for done in renew(paths, Proof("B-LTA", TimestampAuthority(timestamp), Authorities(anchors)), anchors):
        if done.problem:
            problems += 1
            click.echo(f"{shown(done.path)}: not renewed: {done.problem}", err=True)
        else:
            earlier = f" (before: {done.before[:10]})" if done.before else ""
            click.echo(f"{shown(done.path)}: the proof is good until {done.until[:10] or 'nobody knows'}{earlier}")
    raise click.exceptions.Exit(1 if problems else 0)
