"""``muniment import``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from muniment.app.importing_cards import ImportedCard


@click.group("import")
def command() -> None:
    """Take over what others have made: sealed datasheets of suppliers, descriptions of data sets and models."""


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
    names under supplier.datasheet, or from several under supplier.datasheets; one about a part of a set gives that
    part. Exit code 0: pinned. 1: not verified. 2: could not be checked or read.
    """
    from muniment.app.importing_pack import as_json, import_pack
    from muniment.report.text import printable

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
        if pinned.part:
            named = printable(", ".join(pinned.part))
            click.echo(f"It is about a part of a set only ({named}), and gives that part.", err=True)
        line = f"datasheets: [{pin.folder}]" if pinned.part else f"datasheet: {pin.folder}"
        click.echo(f"Write in the card of the set: supplier: {{{line}}}", err=True)
    raise click.exceptions.Exit(imported.result.verdict.exit_code)


@command.command("card")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--as", "form", type=click.Choice(["hugging-face", "croissant"]), help="The form (default: told from the content)."
)
@click.option("--kind", type=click.Choice(["dataset", "model"]), help="What it is about (default: as it tells).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path(), help="Folder for the cards (default: .)."
)
@click.option("--name", default="", help="Name of the card, where there is one description.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print the cards, or what --update would add.")
@click.option("--update", is_flag=True, help="Add to a card that is there what it lacks, and tell what differs.")
@click.option("--loss", type=click.Path(path_type=Path), help="Write here what was left and why, as JSON.")
@click.option(
    "--format", "form_of_output", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def card(
    paths: tuple[Path, ...], form: str | None, kind: str | None, output: Path, name: str, dry_run: bool, update: bool,
    loss: Path | None, form_of_output: str,
) -> None:  # fmt: skip
    """Make draft cards of descriptions: a Hugging Face README.md, a Croissant file, or folders that hold some.

    Each fact names its source. Nothing legal is concluded: a licence is what the publisher states. Placeholders are no
    facts; what has no place in a card is listed. Nothing is fetched. Exit code 0: all were imported. 2: some were not.
    """
    from muniment.app.files import write_atomically
    from muniment.app.importing_cards import CardsWanted, import_cards, loss_report

    made = import_cards(CardsWanted(paths, form or "", kind or "", name, output, dry_run, update))
    if loss is not None:
        write_atomically(loss, loss_report(made).encode("ascii"))
    if form_of_output == "json":
        click.echo(loss_report(made), nl=False)
    else:
        _tell(made, dry_run)
    if any(item.state in ("failed", "refused") for item in made):
        raise click.exceptions.Exit(2)


#: So many remarks of one description are printed; --loss has all.
_REMARKS = 8


def _tell(made: "list[ImportedCard]", dry_run: bool) -> None:
    from muniment.app.importing_cards import facts_taken
    from muniment.app.opening import shown
    from muniment.import_.text import short

    for item in made:
        name = short(shown(item.file), 200)
        if item.draft is None or item.target is None or item.problem:
            click.echo(f"{name}: not imported. {item.problem}", err=True)
            continue
        draft = item.draft
        if dry_run and item.state == "shown":
            click.echo(item.text, nl=False)
        else:
            click.echo(shown(item.target))
        left = len(draft.losses) + draft.unlisted
        click.echo(
            f"{name} ({draft.form}): {facts_taken(draft)} facts taken, {left} things left; {item.state}.", err=True
        )
        for remark in draft.remarks[:_REMARKS]:
            click.echo(f"  {remark.key or name}: {remark.text}", err=True)
        if draft.remarks[_REMARKS:]:
            click.echo(f"  and {len(draft.remarks) - _REMARKS} more remarks; --loss FILE has them all.", err=True)
        for pointer in item.added:
            click.echo(f"  {'would add' if dry_run else 'added'} {pointer}", err=True)
        for differs in item.differs:
            click.echo(f"  {differs.pointer}: the card says {differs.here}; the description {differs.there}", err=True)
        for pointer in item.not_added:
            click.echo(f"  not added (write it by hand): {pointer}", err=True)
    if any(item.state in ("written", "shown") for item in made):
        click.echo("Drafts of others' words: read each, say what only you can, then muniment check.", err=True)
