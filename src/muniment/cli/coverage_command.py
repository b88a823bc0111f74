"""``muniment coverage``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, PATHS, date_or_today, with_options


@click.command("coverage")
@with_options(PATHS, AS_OF)
@click.option("--all", "everything", is_flag=True, help="List also what does not apply or cannot be told.")
@click.option("--due-now", is_flag=True, help="Only what is due on the date, not what applies later.")
@click.option(
    "--prepared-for",
    "prepare",
    default="",
    metavar="TRACK",
    help="Read as prepared for a track of dates: annex_iii, annex_i, model_since_2025_08_02 …",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(
    paths: tuple[Path, ...], as_of: str | None, everything: bool, due_now: bool, prepare: str, form: str
) -> None:
    """Show for each duty whether it applies, how it is answered, what is missing, and from when it is due.

    Two readings: what is due on the date (--due-now), and what must be ready by the dates of a track (--prepared-for).
    There is no score: an answer counts only for the provision it belongs to, and voluntary guidance is never mixed
    with law. Below stands what is owed to whom and what of it was handed over, by muniment.yaml and deliveries/. As a
    document: muniment build --document coverage_report; by whom to ask: --document open_questions.
    """
    from muniment.app.covering import cover
    from muniment.report import coverage
    from muniment.report.owed import render_owed

    covered = cover(paths, date_or_today(as_of), prepare=prepare, due_now=due_now)
    if form == "json":
        click.echo(coverage.render_json(covered.assessment, covered.rows, covered.asked, covered.owed), nl=False)
    else:
        text = coverage.render_text(covered.assessment, covered.rows, covered.asked, everything=everything)
        text += render_owed(covered.owed, covered.assessment.as_of, everything=everything)
        click.echo(text, nl=False)
    if covered.errors:
        click.echo(
            f"Errors of form left aside: {covered.errors}; what they concern counts as missing. Run muniment check.",
            err=True,
        )
