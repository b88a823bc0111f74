"""Options that several commands share, so that each is spelt and explained once."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
AS_OF = click.option("--as-of", metavar="DATE", help="The date whose law applies (default: today; builds: their date).")
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there instead of to the screen.")
COLOUR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours."
)


def colour_wanted(choice: str) -> bool:
    """Decide on colours: the flag, then NO_COLOR, then whether a terminal reads."""
    if choice != "auto":
        return choice == "always"
    return "NO_COLOR" not in os.environ and sys.stdout.isatty()


def date_or_today(text: str | None) -> str:
    """Return the date of ``--as-of``, or today."""
    from muniment.app.dates import read_date, today

    return read_date(text, "--as-of") if text else today()


def with_options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Apply several shared options to a command."""

    def apply(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return apply
