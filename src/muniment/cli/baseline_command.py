"""``muniment baseline``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, FAIL_ON, SINCE, date_or_today, with_options


@click.command("baseline")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@with_options(AS_OF, FAIL_ON)
@click.option("--accept-new", is_flag=True, help="Also take in what is new since the baseline was written.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the file is not what it should be.")
@SINCE
def command(path: Path, as_of: str | None, fail_on: str, accept_new: bool, only_check: bool, since: str | None) -> None:
    """Record the open findings of a workspace, so that `check` reports only what is new or worse.

    The first run writes muniment.baseline.json beside muniment.yaml; later runs only take out what is found no more.
    Commit the file. Mistakes of form, and figures that the data contradict, are never in it. Where the variable CI is
    set nothing is written, as with --check; --since also fails when the file has grown against REF.
    Exit codes: 0 written, or as it should be; 1 it could shrink, or lacks findings that fail; 2 could not run.
    """
    from muniment.app.renewing_baseline import baseline

    done = baseline(path, date_or_today(as_of), accept_new=accept_new, only_check=only_check, since=since or "")
    for line in done.lines(fail_on):
        click.echo(line)
    raise click.exceptions.Exit(1 if done.fails(fail_on) else 0)
