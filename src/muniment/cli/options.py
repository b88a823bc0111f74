"""Options that several commands share, so that each is spelt and explained once."""

import dataclasses
import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

if TYPE_CHECKING:
    from muniment.app.signers import Acting

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
AS_OF = click.option("--as-of", metavar="DATE", help="The date whose law applies (default: today; builds: their date).")
FAIL_ON = click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="The lowest severity that makes the exit code 1.",
)
SINCE = click.option(
    "--since", metavar="REF", help="Count only what is new or worse than where this branch left REF (git)."
)
OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), help="Write there instead of to the screen.")
COLOUR = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colours."
)
PROFILE = click.option(
    "--as", "profile", metavar="PROFILE", help="A signing profile of muniment.yaml (default: the only one)."
)
WORKSPACE = click.option(
    "--workspace", type=click.Path(path_type=Path), help="The workspace whose signing profiles count."
)
_KEY = (
    click.option("--key", type=click.Path(path_type=Path), help="A key file (*.key.pem, *.p12) or its folder instead."),
    click.option("--passphrase-file", type=click.File("rb"), help="With --key: read the passphrase from this file."),
    click.option("--ask-passphrase", is_flag=True, help="With --key: ask for the passphrase."),
)


@dataclass(frozen=True, slots=True)
class SigningChoice:
    """Who is to sign, as the command line says it: a profile of a workspace, or a key in a file."""

    profile: str | None
    workspace: Path | None
    key: Path | None
    passphrase_file: BinaryIO | None
    ask_passphrase: bool

    def open(self, paths: Sequence[Path]) -> "Acting":
        """Open the key; ``paths`` tell which workspace counts where none is named.

        Raises UsageError for options that do not go together, and CannotRun when the key cannot be opened.
        """
        from muniment.app.signers import with_key, with_profile

        if self.key is None:
            if self.passphrase_file is not None or self.ask_passphrase:
                raise click.UsageError("--passphrase-file and --ask-passphrase go with --key.")
            return with_profile(self.profile or "", paths, self.workspace, _ask)
        if self.profile or self.workspace:
            raise click.UsageError("Give --as with a profile or --key with a file, not both.")
        passphrase = self.passphrase_file.read().rstrip(b"\r\n") if self.passphrase_file else None
        return with_key(self.key, _ask("Passphrase").encode() if self.ask_passphrase else passphrase)


def signing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say who signs; the command gets them as one SigningChoice named ``signing``."""

    @functools.wraps(command)
    def called(**given: Any) -> Any:
        choice = SigningChoice(**{item.name: given.pop(item.name) for item in dataclasses.fields(SigningChoice)})
        return command(signing=choice, **given)

    with_all: Callable[..., Any] = with_options(PROFILE, WORKSPACE, *_KEY)(called)
    return with_all


def _ask(what: str) -> str:
    return str(click.prompt(what, hide_input=True, err=True))


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
