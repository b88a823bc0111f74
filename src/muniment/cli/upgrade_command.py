"""``muniment upgrade``."""

from pathlib import Path

import click

from muniment.cli.options import PATHS


@click.command("upgrade")
@PATHS
@click.option("--diff", "only_diff", is_flag=True, help="Show what would change, and write nothing (exit 1).")
def command(paths: tuple[Path, ...], only_diff: bool) -> None:
    """Give cards of an earlier form the names of today; comments, order and quotes stay.

    There is one format so far, so these are the names of its drafts. A key is renamed where it stands, a value moves to
    another section where nothing is said beside it. What needs a person (which of several campaigns, another card) is
    named with its reason, and makes the exit code 1. Without PATHS, the workspace of this folder.
    """
    from muniment.app.upgrading import upgraded

    made = upgraded(paths)
    for each in made.files:
        if only_diff:
            click.echo(each.diff(), nl=False)
            continue
        each.write()
        for what in each.done:
            click.echo(f"{each.file}: {what}")
    for left in made.left:
        click.echo(f"{left.file}: {left.pointer} is left to you: now {left.rename.new} ({left.rename.why}).", err=True)
    if not made.files and not made.left:
        click.echo("Every name is one of today.", err=True)
    raise click.exceptions.Exit(1 if made.left or (made.files and only_diff) else 0)
