"""``muniment fmt``."""

from pathlib import Path

import click

from muniment.cli.options import PATHS


@click.command("fmt")
@PATHS
@click.option("--check", "only_check", is_flag=True, help="Name what has another form, and write nothing (exit 1).")
@click.option("--diff", "only_diff", is_flag=True, help="Show what would change, and write nothing (exit 1).")
def command(paths: tuple[Path, ...], only_check: bool, only_diff: bool) -> None:
    """Give cards, profiles and settings one form: keys in the order of the model, two blanks a level.

    Comments go with the key below them. Values, quotes, line ends and what stands in braces stay as they are written.
    Each file is read again before it is written; one that cannot be formatted safely is named and left alone. Without
    PATHS, the workspace of this folder.
    """
    from muniment.app.formatting import formatted

    made = formatted(paths)
    for each in made.files:
        if only_diff:
            click.echo(each.diff(), nl=False)
            continue
        if not only_check:
            each.write()
        click.echo(each.file)
    for name in made.left:
        click.echo(f"Left as it is, since it cannot be formatted safely: {name}", err=True)
    count = f"{len(made.files)} file{'' if len(made.files) == 1 else 's'}"
    writes = not (only_check or only_diff)
    if made.files:
        click.echo(f"{count} {'formatted' if writes else 'to format: muniment fmt'}.", err=True)
    else:
        click.echo("Everything has its form.", err=True)
    raise click.exceptions.Exit(1 if made.files and not writes else 0)
