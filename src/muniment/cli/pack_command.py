"""``muniment pack``."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.options import SigningChoice, signing_options

if TYPE_CHECKING:
    from muniment.app.packing import Packed


@click.command("pack")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--audience", required=True, type=click.Choice(["public", "client", "authority", "internal"]),
    help="Whose editions go in; no other audience's do.",
)  # fmt: skip
@click.option("--for", "recipient", default="", metavar="NAME", help="The recipient, also of editions made for it.")
@click.option(
    "--require", multiple=True, metavar="ROLE",
    help="Who must have signed every PDF beside the seal: data-owner, legal, bias-reviewer.",
)  # fmt: skip
@click.option("--incomplete", is_flag=True, help="Pack although required signatures are missing; the pack says so.")
@signing_options
@click.option("--timestamp", metavar="URL", help="A timestamp authority for level B-T, instead of the profile's.")
@click.option("--zip", "plain", is_flag=True, help="Write the same files as a plain ZIP beside the pack.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the pack goes: FILE.asice.")
def command(
    folder: Path,
    audience: str,
    recipient: str,
    require: tuple[str, ...],
    incomplete: bool,
    signing: SigningChoice,
    timestamp: str | None,
    plain: bool,
    output: Path | None,
) -> None:
    """Pack the sealed editions in FOLDER for one audience: documents, manifests, a page to read, one signature.

    Every file is judged before it is taken. Exit code 1: something stands in the way, and nothing was written.
    """
    from muniment.app.packing import Order, pack, roles_named
    from muniment.base.errors import CannotRun
    from muniment.pack.collecting import Whom
    from muniment.record.pack import ROLES
    from muniment.sign.proof import BARE

    acting = signing.open((folder,))
    if acting.role != "seal":
        raise CannotRun("A pack is sealed by the organisation, not by a person.", "Name a profile with the role seal.")
    signer = acting.signer

    def sign(manifest: bytes, moment: datetime) -> bytes:
        from muniment.sign.cms import sign_detached
        from muniment.sign.timestamps import TimestampAuthority

        stamps = TimestampAuthority(timestamp) if timestamp else acting.proof.timestamps
        return sign_detached(manifest, signer, moment, stamps)

    order = Order(folder, Whom(audience, recipient), roles_named(require, tuple(ROLES)), incomplete, plain, output)
    proof = BARE if timestamp else acting.proof
    _report(pack(order, signer, sign, proof), incomplete, signer.development, signer.key_id)


def _report(packed: "Packed", incomplete: bool, development: bool, key_id: str) -> None:
    from muniment.app.opening import shown

    for problem in packed.problems:
        click.echo(f"cannot be packed: {problem}", err=True)
    for path, role in packed.missing:
        click.echo(f"{'missing' if packed.files else 'not signed'}: {role} on {path}", err=True)
    if not packed.files:
        if packed.missing and not packed.problems:
            click.echo(
                "Have it signed (muniment sign --as ROLE), or give --incomplete: the pack then says so.", err=True
            )
        click.echo("Nothing was packed.", err=True)
        raise click.exceptions.Exit(1)
    for file in packed.files:
        click.echo(shown(file))
    for item in packed.left_out:
        click.echo(f"Left out: {item.count} × {item.what} ({item.ground.replace('_', ' ')}).", err=True)
    if packed.missing and incomplete:
        click.echo("The pack is incomplete, and says so; muniment verify will not call it verified.", err=True)
    if development:
        click.echo("Sealed with a development key: it proves that nothing changed, not who you are.", err=True)
    click.echo(f"{packed.documents} documents. Key {key_id}", err=True)
    click.echo(f"Next: muniment verify {shown(packed.files[0])} --trust CERTIFICATE", err=True)
