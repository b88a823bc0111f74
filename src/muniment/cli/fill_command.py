"""``muniment fill``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.options import AS_OF, with_options

if TYPE_CHECKING:
    from muniment.app.filling import Outcome


@click.command("fill")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--map", "mapping", metavar="MAP", type=click.Path(path_type=Path),
    help="The mapping: which facts answer which question, in which columns (YAML, kept for the next time).",
)  # fmt: skip
@click.option("--for", "cards", metavar="CARD", multiple=True, help="A card that is asked about; may be repeated.")
@click.option(
    "--audience", type=click.Choice(["public", "client", "authority", "internal"]), default="client",
    show_default=True, help="Who is to read it.",
)  # fmt: skip
@click.option("--client", "recipient", metavar="NAME", default="", help="The one who asks, by name.")
@click.option("--workspace", type=click.Path(path_type=Path), default=Path(), help="The workspace with the cards.")
@click.option("--date", "dated", metavar="DATE", default="", help="The day of the answers (default: today).")
@click.option("--replace", is_flag=True, help="Write also over what somebody else wrote into the cells.")
@click.option("--fit-rows", "fit", is_flag=True, help="Make rows as tall as their answers need; else they stay.")
@click.option("--recalculate", is_flag=True, help="Have their program compute its formulas when it opens the file.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@click.option("--propose", is_flag=True, help="Write a mapping to begin with: columns and questions, no facts.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The filled file; with --propose the mapping.")
@with_options(AS_OF)
def command(
    file: Path, mapping: Path | None, cards: tuple[str, ...], audience: str, recipient: str, workspace: Path,
    dated: str, replace: bool, fit: bool, recalculate: bool, dry_run: bool, propose: bool, output: Path | None,
    as_of: str | None,
) -> None:  # fmt: skip
    """Answer a client's own questionnaire (xlsx, csv) in its own file.

    Only the cells of the answers are written; every other byte stays. What is told is what this audience may see: what
    is unknown, does not apply, is withheld or not stated says so. Questions that nobody mapped, or whose text has
    changed, are listed and left alone. A record of what each answer rests on lies beside the file. Exit code 1: a
    mapped question was not answered.
    """
    if output is None and not dry_run:
        raise click.UsageError("Name the file to write with -o.")
    if propose:
        from muniment.app.fill_proposing import propose_map

        if output is None:
            raise click.UsageError("Name the mapping to write with -o.")
        for line in propose_map(file, mapping, output):
            click.echo(line, err=True)
        return
    if mapping is None or not cards:
        raise click.UsageError("Name the mapping with --map and the cards with --for (or --propose a mapping).")
    from muniment.answering.into_workbook import Layout
    from muniment.app.filling import Wanted, fill

    outcome = fill(
        Wanted(
            file, mapping, cards, audience, recipient, output or file, workspace, as_of or "", dated, replace,
            Layout(fit, recalculate), not dry_run,
        )
    )  # fmt: skip
    _told(outcome)


def _told(outcome: "Outcome") -> None:
    from muniment.app.opening import shown
    from muniment.base.findings import Severity
    from muniment.report import filled, text
    from muniment.report.located import locate

    click.echo(
        filled.render_answers((one.cell, one.number, one.question, one.text, one.statuses) for one in outcome.answers),
        nl=False,
    )
    places = [
        (f"{one.columns.sheet.name}{' ' * bool(one.columns.sheet.name)}row {one.row}", one.id, one.text)
        for one in outcome.unmapped
    ]
    click.echo(filled.render_unmapped(places), nl=False)
    click.echo(text.render_full(locate(outcome.findings, outcome.trees), colour=False), nl=False)
    for note in outcome.notes:
        click.echo(note, err=True)
    if outcome.awaits:
        click.echo(f"Not signed off yet by: {', '.join(outcome.awaits)}. See muniment review --pending.", err=True)
    errors = [one for one in outcome.findings if one.severity is Severity.ERROR]
    if outcome.blocked:
        click.echo("Nothing was written. Mend these first.", err=True)
        sys.exit(1)
    counts = filled.render_counts([one.statuses for one in outcome.answers], len(outcome.unmapped), len(errors))
    click.echo(counts, err=True)
    for path in outcome.files:
        click.echo(shown(path))
    sys.exit(1 if errors else 0)
