"""``muniment coverage``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, PATHS, date_or_today, with_options


@click.command("coverage")
@with_options(PATHS, AS_OF)
@click.option("--all", "everything", is_flag=True, help="List also what does not apply or cannot be told.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(paths: tuple[Path, ...], as_of: str | None, everything: bool, form: str) -> None:
    """Show for each duty whether it applies, how it is answered, what is missing, and from when it is due.

    There is no score: an answer counts only for the provision it belongs to, and voluntary guidance is never mixed
    with law.
    """
    from muniment.app.covering import cover
    from muniment.report import coverage

    covered = cover(paths, date_or_today(as_of))
    if form == "json":
        click.echo(coverage.render_json(covered.assessment, covered.rows), nl=False)
    else:
        click.echo(coverage.render_text(covered.assessment, covered.rows, everything=everything), nl=False)
    if covered.errors:
        click.echo(
            f"Errors of form left aside: {covered.errors}; what they concern counts as missing. Run muniment check.",
            err=True,
        )
