"""``muniment check``."""

from pathlib import Path

import click
from click.core import ParameterSource

from muniment.cli.fixes import fixing
from muniment.cli.options import (
    AS_OF,
    COLOUR,
    FAIL_ON,
    OUTPUT,
    PATHS,
    SINCE,
    colour_wanted,
    date_or_today,
    with_options,
)
from muniment.cli.watches import watching

#: Written out, so that help needs no module that checks.
_FORMS = ["full", "concise", "json", "sarif", "junit", "github", "gitlab"]


@click.command("check")
@with_options(PATHS, AS_OF, SINCE, FAIL_ON)
@click.option(
    "--format", "form", type=click.Choice(_FORMS), help="Output (default: full; github where GITHUB_ACTIONS is set)."
)
@with_options(OUTPUT, COLOUR)
@click.option("-q", "--quiet", is_flag=True, help="Texts only: no summary, and only findings that fail.")
@fixing
@watching
@click.pass_context
def command(
    context: click.Context, paths: tuple[Path, ...], as_of: str | None, since: str | None, fail_on: str,
    form: str | None, output: Path | None, color: str, quiet: bool,
) -> None:  # fmt: skip
    """Check cards: form, references, and the duties they must meet.

    PATHS limit what is reported; the whole workspace is always read. Without PATHS, the workspace of this folder.
    A muniment.baseline.json and a waivers.yaml beside muniment.yaml are taken into account.

    --fix mends what has one meaning for sure: a key misspelt or in capitals, a value of a closed list in another case,
    a licence or language spelt otherwise than its registry, a version without quotes. It never states anything, and
    keeps every other byte.

    Exit codes: 0 nothing that fails; 1 findings at or above --fail-on; 2 could not run. With --format sarif findings
    give 0 unless --fail-on is written out: code hosts drop the report of a step that fails.
    """
    from muniment.app import reporting
    from muniment.app.check import check

    form = form or reporting.form_here()
    if form == "sarif" and context.get_parameter_source("fail_on") is ParameterSource.DEFAULT:
        fail_on = "never"
    checked = check(paths, date_or_today(as_of), since=since or "", everything=form == "sarif")
    colour = output is None and colour_wanted(color)
    report = reporting.rendered(checked, form, fail_on, colour=colour, quiet=quiet)
    click.echo(reporting.put(report, output), nl=False, color=colour)
    if form not in ("json", "sarif", "junit", "gitlab") and not quiet:
        click.echo(reporting.summary_lines(checked, form), err=True)
    raise click.exceptions.Exit(1 if checked.fails(fail_on) else 0)
