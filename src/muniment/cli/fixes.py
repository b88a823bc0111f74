"""What `check --fix` and `check --diff` do before, or instead of, checking."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def fixing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options --fix (mend, show, go on) and --diff (show, and end)."""

    @click.option("--fix", "fix", is_flag=True, help="Mend what is wrong in form alone, show it, report what remains.")
    @click.option("--diff", "only_diff", is_flag=True, help="Show what --fix would change, and write nothing.")
    @functools.wraps(command)
    def called(paths: tuple[Path, ...], fix: bool, only_diff: bool, **given: Any) -> None:
        if fix or only_diff:
            left = _mend(paths, write=not only_diff)
            if only_diff:
                raise click.exceptions.Exit(1 if left else 0)
        command(paths=paths, **given)

    return called


def _mend(paths: tuple[Path, ...], *, write: bool) -> bool:
    """Mend files and say what was done, or only show it; tell whether there is something to mend."""
    from muniment.app.fixing import fixed_files

    made = fixed_files(paths)
    for each in made:
        # Shown alone it is what was asked for; before a report it is talk.
        click.echo(each.diff(), nl=False, err=write)
        if write:
            each.write()
    count = sum(len(each.done) for each in made)
    where = f"{len(made)} file{'' if len(made) == 1 else 's'}"
    if write:
        click.echo(f"{count} mended in {where}." if made else "Nothing to mend.", err=True)
    elif made:
        click.echo(f"{count} to mend in {where}: muniment check --fix", err=True)
    return bool(made)
