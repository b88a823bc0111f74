"""``muniment log``."""

from pathlib import Path

import click

from muniment.cli.options import COLOUR, colour_wanted, with_options


@click.command("log")
@click.argument("card", metavar="CARD", type=click.Path(path_type=Path))
@click.argument("path", required=False, default="")
@with_options(COLOUR)
@click.option(
    "-n", "--max-count", "most", type=click.IntRange(1, 100_000), default=1000, show_default=True,
    help="How many commits of the file are read at most, the latest first.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(card: Path, path: str, color: str, most: int, form: str) -> None:
    """Show the history of a card through git: the commits that changed what it says, with old and new.

    CARD is the file of a card or profile; it is followed over other names. PATH limits it to a place (/title,
    /labelling/campaigns/q3-2026/pay, an address) or a pattern (labelling.campaigns[].pay), and what lies below.
    Commits that changed only comments, order or layout are left out.
    """
    from muniment.app.fact_history import history
    from muniment.report.history import render_json, render_text

    found = history(card, path, most)
    if form == "json":
        click.echo(render_json(found.card, found.file, found.path, found.steps, cut=found.cut), nl=False)
        return
    click.echo(render_text(found.steps, colour=colour_wanted(color)), nl=False)
    if not found.steps:
        click.echo(f"No commit changed what {found.file} says{f' at {path}' if path else ''}.", err=True)
    if found.cut:
        click.echo(f"Only the latest {most} commits of the file were read; see --max-count.", err=True)
