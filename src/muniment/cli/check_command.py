"""``muniment check``."""

from pathlib import Path

import click

from muniment.cli.fixes import fixing
from muniment.cli.options import AS_OF, COLOUR, FAIL_ON, PATHS, SINCE, colour_wanted, date_or_today, with_options


@click.command("check")
@with_options(PATHS, AS_OF, FAIL_ON, COLOUR)
@click.option(
    "--format",
    "form",
    type=click.Choice(["full", "concise", "json"]),
    default="full",
    show_default=True,
    help="Output.",
)
@SINCE
@fixing
def command(paths: tuple[Path, ...], as_of: str | None, fail_on: str, color: str, form: str, since: str | None) -> None:
    """Check cards: form, references, and the duties they must meet.

    PATHS limit what is reported; the whole workspace is always read. Without PATHS, the workspace of this folder.

    --fix mends what has one meaning for sure: a key misspelt or in capitals, a value of a closed list in another case,
    a licence or language spelt otherwise than its registry, a version without quotes. It never states anything, and
    keeps every other byte.
    """
    from muniment.app.check import check

    checked = check(paths, date_or_today(as_of), since=since or "")
    if form == "json":
        from muniment.report.json_report import render_json

        click.echo(render_json(checked.items, checked.summary), nl=False)
    else:
        from muniment.report import text

        if form == "full":
            colour = colour_wanted(color)
            click.echo(text.render_full(checked.items, colour=colour), nl=False, color=colour)
        else:
            click.echo(text.render_concise(checked.items), nl=False)
        click.echo(text.render_summary(checked.summary), err=True)
        if not checked.summary["assessed"]:
            click.echo(
                "No muniment.yaml was found upward: the cards were validated, not assessed.\n"
                "To assess duties, put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
                err=True,
            )
    raise click.exceptions.Exit(1 if checked.fails(fail_on) else 0)
