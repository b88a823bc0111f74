"""``muniment renew``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.options import WORKSPACE

if TYPE_CHECKING:
    from muniment.sign.proof import Proof


@click.command("renew")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "profile", metavar="PROFILE", help="A signing profile that names authority and roots.")
@WORKSPACE
@click.option("--timestamp", metavar="URL", help="The timestamp authority to ask, instead of the profile's.")
@click.option(
    "--trust", multiple=True, type=click.Path(path_type=Path),
    help="With --timestamp: the roots of signers and timestamp authorities, against which all must verify.",
)  # fmt: skip
def command(
    paths: tuple[Path, ...], profile: str | None, workspace: Path | None, timestamp: str | None, trust: tuple[Path, ...]
) -> None:
    """Prolong the proof of documents, manifests, packs and stamps by one more timestamp, before the last one ages.

    What proves the last timestamp and the signers (chains, answers on revocation) is fetched and put inside first.
    Exit code 1: something does not verify, and was left as it is.
    """
    from muniment.app.opening import shown
    from muniment.app.renewing import renew
    from muniment.app.signers import renewing_proof

    if bool(timestamp) is not bool(trust) or (timestamp and (profile or workspace)):
        raise click.UsageError("Give --timestamp together with --trust, or a signing profile with both.")
    proof, anchors = _named(timestamp, trust) if timestamp else renewing_proof(profile or "", paths, workspace)
    problems = 0
    for done in renew(paths, proof, anchors):
        if done.problem:
            problems += 1
            click.echo(f"{shown(done.path)}: not renewed: {done.problem}", err=True)
        else:
            earlier = f" (before: {done.before[:10]})" if done.before else ""
            click.echo(f"{shown(done.path)}: the proof is good until {done.until[:10] or 'nobody knows'}{earlier}")
    raise click.exceptions.Exit(1 if problems else 0)


def _named(timestamp: str, trust: tuple[Path, ...]) -> "tuple[Proof, tuple[bytes, ...]]":
    from muniment.app.verifying import load_anchors
    from muniment.sign.proof import Proof
    from muniment.sign.revocation import Authorities
    from muniment.sign.timestamps import TimestampAuthority

    anchors = load_anchors(trust)
    return Proof("B-LTA", TimestampAuthority(timestamp), Authorities(anchors)), anchors
