"""``--watch``: a command run again at every change, until somebody stops it."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def watching(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--watch`` to a command over paths; the exit code is that of its last run."""

    @click.option(
        "--watch", is_flag=True, help="Run again whenever cards, settings or evidence change; Ctrl-C ends it."
    )
    @functools.wraps(command)
    def run(paths: tuple[Path, ...], watch: bool, **given: Any) -> Any:
        if not watch:
            return command(paths=paths, **given)
        from muniment.app.watching import changes, until_stopped

        following = changes(paths[0] if paths else Path())
        code = _code_of(command, paths, given)
        with until_stopped():
            click.echo("Waiting for changes; Ctrl-C ends it.", err=True)
            for _ in following:
                click.echo(err=True)
                code = _code_of(command, paths, given)
                click.echo("Waiting for changes; Ctrl-C ends it.", err=True)
        click.echo("Stopped.", err=True)
        raise click.exceptions.Exit(code)

    return run


def _code_of(command: Callable[..., Any], paths: tuple[Path, ...], given: dict[str, Any]) -> int:
    """Run the command once; what cannot be run at the moment is told, and waited for."""
    from muniment.base.errors import CannotRun

    try:
        command(paths=paths, **given)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except CannotRun as error:
        click.echo(f"muniment: {error.message}\n{error.remedy}", err=True)
        return 2
    return 0
