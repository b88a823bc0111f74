"""``muniment pack``."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

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
@click.option("--as", "profile", metavar="PROFILE", help="A signing profile of muniment.yaml (default: the only one).")
@click.option("--key", type=click.Path(path_type=Path), help="A key file (*.key.pem, *.p12) or its folder instead.")
@click.option("--workspace", type=click.Path(path_type=Path), help="The workspace whose profiles count.")
@click.option("--passphrase-file", type=click.File("rb"), help="With --key: read the passphrase from this file.")
@click.option("--ask-passphrase", is_flag=True, help="With --key: ask for the passphrase.")
@click.option("--timestamp", metavar="URL", help="A timestamp authority, so that the pack proves when it existed.")
@click.option("--zip", "plain", is_flag=True, help="Write the same files as a plain ZIP beside the pack.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the pack goes: FILE.asice.")
def command(
    folder: Path,
    audience: str,
    recipient: str,
    require: tuple[str, ...],
    incomplete: bool,
    profile: str | None,
    key: Path | None,
    workspace: Path | None,
    passphrase_file: BinaryIO | None,
    ask_passphrase: bool,
    timestamp: str | None,
    plain: bool,
    output: Path | None,
) -> None:
    """Pack the sealed editions in FOLDER for one audience: documents, manifests, a page to read, one signature.

    Every file is judged before it is taken. Exit code 1: something stands in the way, and nothing was written.
    """
    from muniment.app.packing import Order, pack, roles_named
    from muniment.app.signers import with_key, with_profile
    from muniment.base.errors import CannotRun
    from muniment.pack.collecting import Whom
    from muniment.record.pack import ROLES

    if key is None:
        if passphrase_file is not None or ask_passphrase:
            raise click.UsageError("--passphrase-file and --ask-passphrase go with --key.")
        acting = with_profile(profile or "", (folder,), workspace, _ask)
    elif profile or workspace:
        raise click.UsageError("Give --as with a profile or --key with a file, not both.")
    else:
        passphrase = passphrase_file.read().rstrip(b"\r\n") if passphrase_file else None
        acting = with_key(key, _ask("Passphrase").encode() if ask_passphrase else passphrase)
    if acting.role != "seal":
        raise CannotRun("A pack is sealed by the organisation, not by a person.", "Name a profile with the role seal.")
    signer = acting.signer

    def sign(manifest: bytes, moment: datetime) -> bytes:
        from muniment.sign.cms import sign_detached
        from muniment.sign.timestamps import TimestampAuthority

        stamps = TimestampAuthority(timestamp) if timestamp else acting.proof.timestamps
        return sign_detached(manifest, signer, moment, stamps)

    order = Order(folder, Whom(audience, recipient), roles_named(require, tuple(ROLES)), incomplete, plain, output)
    _report(pack(order, signer, sign), incomplete, signer.development, signer.key_id)


def _ask(what: str) -> str:
    return str(click.prompt(what, hide_input=True, err=True))


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
