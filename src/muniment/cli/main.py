"""The entry point: a lazy group, so that ``--help`` and hooks start fast, and one place where errors end."""

import atexit
import gc
import importlib
import io
import os
import sys
from typing import TYPE_CHECKING

import click

from muniment import __version__
from muniment.base.errors import CannotRun

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

#: Command → its one-line help. The command itself is ``muniment.cli.<name>_command:command``.
COMMANDS = {
    "init": "Begin a workspace: cards that teach, and the files for editor, hook and CI.",
    "draft": "Draft documents from whatever is there, also from data without a card.",
    "scope": "Say which roles and duties there are, why, from when, and what decides.",
    "check": "Check cards: form, references, duties; every finding at its line.",
    "baseline": "Record what is open today, so that check reports only what is new or worse.",
    "fmt": "Give cards one form: the order of keys, the indentation; nothing else.",
    "coverage": "Show for each duty whether it applies, how it is answered, and from when.",
    "measure": "Measure the data that cards name, and write what they say of themselves beside the cards.",
    "evidence": "Join what was measured in shards.",
    "ask": "Send open questions out: a workbook or form that people fill in without YAML or git.",
    "answers": "Put answers that came back into the cards, with who gave them.",
    "fill": "Answer a client's own questionnaire in its own file, from what this client may see.",
    "review": "List what a person must judge, with the facts for it; write down a judgement.",
    "diff": "Compare two sides by what they mean: facts, duties, who may see what, what opens again.",
    "show": "Print a card, an edition or a pack as plain text, also for git to compare.",
    "log": "Show the history of a card's facts through git: which commits changed what it says.",
    "deliver": "Note that a pack was handed over: to whom, when, why, and what was in it.",
    "release": "Freeze a version of a card that was used, so that nobody changes what it said.",
    "explain": "Explain a duty, a provision, a finding, a field, a role: what, who, from when, what answers it.",
    "build": "Build the documents of cards: HTML, PDF and manifest, per audience.",
    "stamp": "Have it proven by a timestamp authority what a card and its data were today.",
    "sign": "Seal built documents, or add the approval of a person.",
    "pack": "Pack sealed documents for one audience into one signed container.",
    "verify": "Verify a sealed document, a manifest, a pack or a folder, offline.",
    "accept": "Judge a pack you received: signatures, completeness, and the facts you must know.",
    "renew": "Prolong the proof of sealed documents, packs and stamps by one more timestamp.",
    "verifier": "Write the page by which recipients verify in a browser, and print its digest.",
    "status": "Say of documents that they stand, were superseded or withdrawn; sealed, for others to check.",
    "import": "Take over what others have made: sealed datasheets, Hugging Face cards, Croissant.",
    "upgrade": "Give cards of an earlier form the names of today; comments stay.",
    "keys": "Make keys for development.",
    "lsp": "Serve an editor: findings as you type, quick fixes, from a name to its card.",
    "schema": "Print the JSON Schema of a kind of card.",
    "completion": "Print the script by which bash, zsh or fish complete commands.",
}

#: A run builds much that stays, and drops little in circles: thresholds at which Python looks for those less often.
COLLECTION = (200_000, 10, 25)


class LazyGroup(click.Group):
    """A group that knows its commands' names and help, and imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"muniment.cli.{cmd_name}_command")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Complete the names of commands without importing any of them."""
        from click.shell_completion import CompletionItem

        options = click.Command.shell_complete(self, ctx, incomplete)
        named = [CompletionItem(name, help=text) for name, text in COMMANDS.items() if name.startswith(incomplete)]
        return [*named, *options]


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="muniment")
def group() -> None:
    """Training-data documentation as code for the EU AI Act.

    Cards are YAML files in git; Muniment checks them against the law and builds sealed documents from them.
    """


def main() -> None:
    """Run a command. Exit codes: 0 clean or verified, 1 findings or not verified, 2 could not run or check."""
    gc.set_threshold(*COLLECTION)
    # At the end the memory goes back as it is: looking through all of it once more for cycles would serve nobody.
    atexit.register(gc.freeze)
    # Pydantic would look through every installed package for plug-ins: time of each start, and others' code in ours.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        # Without click's own ending, a command's exit code is what main returns.
        code = group.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; nothing was left half-written.", err=True)
        sys.exit(2)
    except CannotRun as error:
        click.echo(f"muniment: {error.message}\n{error.remedy}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output went away (head, a pager): not our error, and nothing to say to nobody.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"muniment: {where}{error.strerror or error}.\nCheck that it can be read and written.", err=True)
        sys.exit(2)
    except Exception as error:  # the last resort: nobody who runs a command can do anything with a traceback
        if os.environ.get("MUNIMENT_DEBUG"):
            raise
        click.echo(f"muniment: this should not have happened: {type(error).__name__}: {error}", err=True)
        click.echo("It is a fault of the program. Set MUNIMENT_DEBUG=1 to see where, and report it.", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
