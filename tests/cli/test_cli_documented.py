"""README, docs and help say the same: each command and option that is written exists, and each has its help."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from muniment.cli.main import COMMANDS, group

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "walks").glob("*.md"))]
_FENCED = re.compile(r"^ *```(?:sh|bash|console)?\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`(muniment [^`]+)`(?!`)", re.DOTALL)


def commands_written(text: str) -> Iterator[str]:
    """Yield what is written as a call of the program, one command each."""
    for block in _FENCED.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            for part in re.split(r"&&|\|\||\||;", line.partition("  #")[0]):
                found = re.search(r"(?:^|\s|\()(muniment\s+\S.*)$", part.strip())
                if found and not line.lstrip().startswith("#"):
                    yield found[1]
    for found in _INLINE.findall(text):
        yield " ".join(found.split())


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words name, and the words after it."""
    context = click.Context(group)
    command: click.Command = group
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(context, rest[0])
        assert found is not None, f"no command {rest[0]}"
        command, rest = found, rest[1:]
    return command, rest


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_pages_call_exists(page: Path) -> None:
    wrong = []
    for written in commands_written(page.read_text("utf-8")):
        try:
            words = shlex.split(written.replace("…", "").rstrip("\\"))
        except ValueError:
            words = written.split()
        try:
            command, rest = resolved(words)
        except AssertionError as error:
            wrong.append(f"{written}: {error}")
            continue
        known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"-h", "--help"}
        known |= {"--version"} if command is group else set()
        options = [word.partition("=")[0].rstrip(",.)") for word in rest if re.match(r"--?[a-z]", word)]
        wrong += [f"{written}: no option {option}" for option in options if option not in known]
    assert not wrong


def test_the_pages_are_read() -> None:
    written = [one for page in PAGES for one in commands_written(page.read_text("utf-8"))]
    assert len(written) > 80
    assert {words.split()[1] for words in written} > {"init", "check", "measure", "verify", "pack", "upgrade", "fmt"}


def all_commands() -> Iterator[tuple[str, click.Command]]:
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            for inner in command.list_commands(click.Context(command)):
                found = command.get_command(click.Context(command), inner)
                assert found is not None
                yield f"{name} {inner}", found


@pytest.mark.parametrize(("name", "command"), list(all_commands()), ids=[name for name, _ in all_commands()])
def test_the_help_of_a_command_is_its_manual(name: str, command: click.Command) -> None:
    assert command.help and len(command.help.split()) >= 6, name
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help and len(param.help.split()) >= 1, f"{name}: {param.opts}"
        elif isinstance(param, click.Argument) and isinstance(param.type, click.Path | click.types.StringParamType):
            # What is not a choice is named in the text, by the name in the line of usage.
            shown = param.make_metavar(click.Context(command)).strip("[].").replace("]...", "").upper()
            first = re.split(r"[^A-Z]", shown)[0]
            assert not first or first in command.help or param.default is not None, f"{name}: {shown}"
