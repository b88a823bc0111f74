"""``muniment evidence``."""

import shlex
import sys
from pathlib import Path

import click


@click.group("evidence")
def command() -> None:
    """Work with what was measured of data."""


@command.command("merge")
@click.argument("parts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--workspace", type=click.Path(path_type=Path), help="Where evidence/ lies (default: the one here).")
@click.option("--tokenizer", "tokenizers", multiple=True, metavar="NAME=FILE", help="As it was given to the shards.")
def merge_command(parts: tuple[Path, ...], workspace: Path | None, tokenizers: tuple[str, ...]) -> None:
    """Join the PARTS that `measure --shard` wrote into one lock, the same as one run would have written.

    Refused are parts of another card or state of it, by other definitions or snapshots, of other files, twice the same
    file, and parts that together are not the whole.
    """
    from muniment.app.opening import shown
    from muniment.app.sharding import merge
    from muniment.app.tokenizers import read_tokenizers
    from muniment.report.evidence import render_measured

    made = merge(parts, workspace, shlex.join(["muniment", *sys.argv[1:]]), read_tokenizers(tokenizers))
    click.echo(shown(made.file))
    click.echo(render_measured(made.lock), nl=False, err=True)
    click.echo("Next: muniment check, and commit lock and listing.", err=True)
    if made.lock.unread:
        raise click.exceptions.Exit(1)
