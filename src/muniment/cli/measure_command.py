"""``muniment measure``."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from muniment.app.measuring import MeasureWanted

#: Why the data of a card were not measured.
_LEFT = {
    "names_no_files": "{}: the card names no files. Write distribution, with a location and fields for each file.",
    "no_file_here": "{}: none of its locations names a file here. Fetch the data, or give --data their folder.",
}


@click.command("measure")
@click.argument("cards", nargs=-1, type=click.Path(path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="A copy of the data, laid out as the listing has it.")
@click.option("--no-cache", "fresh", is_flag=True, help="Read every file again, whatever was read before.")
@click.option("--resume", is_flag=True, help="Go on where an interrupted run stopped, also one with --no-cache.")
@click.option(
    "--tokenizer", "tokenizers", multiple=True, metavar="NAME=FILE",
    help="Count tokens with a tokenizer that the card names: its tokenizer.json. Reads every text once more.",
)  # fmt: skip
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="What counts; both find the same bytes."
)
@click.option("--s3-endpoint", default="", metavar="URL", help="The S3 store (default: AWS_ENDPOINT_URL, or Amazon's).")
@click.option("--s3-region", default="", metavar="NAME", help="Its region (default: AWS_REGION).")
@click.option("--shard", metavar="I/N", help="Measure shard I of N alone, for `muniment evidence merge`; with -o.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="With --shard: the part, a folder or FILE.zip.")
@click.option("--verify", is_flag=True, help="Repeat the evidence that is there and say what differs; write nothing.")
@click.option("--write", is_flag=True, help="Write measured figures into the cards, each in its place, and show them.")
@click.option("--dry-run", is_flag=True, help="Show what --write would write into the cards, and do not write it.")
def command(
    cards: tuple[Path, ...], data: Path | None, fresh: bool, resume: bool, shard: str | None, output: Path | None,
    verify: bool, write: bool, dry_run: bool, engine: str, tokenizers: tuple[str, ...], s3_endpoint: str,
    s3_region: str,
) -> None:  # fmt: skip
    """Measure the data that CARDS name, and write what they say of themselves below evidence/.

    Read are the files at distribution[].location, with the columns that fields[] names. Written are the lock (facts and
    nothing else, the same bytes on every repetition), the listing of digests (sha256sum -c checks it), and the run
    record. No record, match or free text of the data is written anywhere. Exit code 1: something could not be read.
    """
    from muniment.app.measuring import MeasureWanted
    from muniment.app.stores import StoreChoice
    from muniment.app.tokenizers import read_tokenizers

    typed = shlex.join(["muniment", *sys.argv[1:]])
    wanted = MeasureWanted(
        cards or (Path(),), data, fresh or verify, resume, engine, typed, StoreChoice(s3_endpoint, s3_region),
        tokenizers=read_tokenizers(tokenizers),
    )  # fmt: skip
    if (shard is None) != (output is None) or (shard and verify):
        raise click.UsageError("--shard and -o go together, and not with --verify.")
    if (write or dry_run) and (verify or shard):
        raise click.UsageError("--write and --dry-run need a whole measurement, without --verify and --shard.")
    if verify:
        _verify(wanted)
    elif shard and output:
        _shard(wanted, shard, output)
    else:
        _measure(wanted, "show" if dry_run else "write" if write else "")


def _measure(wanted: "MeasureWanted", proposals: str) -> None:
    from muniment.app.measuring import measure_cards
    from muniment.app.opening import shown
    from muniment.cli.progress import Progress
    from muniment.report.evidence import render_measured

    made = measure_cards(wanted, Progress())
    for card in made.done:
        click.echo(shown(card.file))
        click.echo(render_measured(card.lock), nl=False, err=True)
        known = (
            f"{card.cached:,} of {card.lock.data.files:,} files were known from an earlier run. " if card.cached else ""
        )
        click.echo(f"{known}{'' if card.written else 'The lock is the same as before. '}", nl=False, err=True)
        click.echo("Next: muniment check, and commit lock and listing.", err=True)
    if proposals:
        _propose(wanted.paths, [card.lock.card for card in made.done], write=proposals == "write")
    for card_id, reason in made.left:
        click.echo(_LEFT[reason].format(card_id), err=True)
    if not made.done:
        raise click.exceptions.Exit(2)
    if made.left or any(card.lock.unread for card in made.done):
        raise click.exceptions.Exit(1)


def _propose(paths: tuple[Path, ...], cards: list[str], *, write: bool) -> None:
    from muniment.app.writing_evidence import propose

    for proposal in propose(paths, cards):
        click.echo(proposal.diff(), nl=False)
        if write and proposal.edits:
            proposal.write()
        done = "written into" if write else "to write into"
        click.echo(f"{proposal.edits} figures {done} {proposal.file}.", err=True)
        for place in proposal.left:
            click.echo(f"By hand: {place} (it stands elsewhere, or more than one value would change).", err=True)


def _verify(wanted: "MeasureWanted") -> None:
    from muniment.app.repeating import repeat
    from muniment.cli.progress import Progress
    from muniment.report.evidence import render_differences

    repeated = repeat(wanted, Progress())
    for one in repeated:
        click.echo(render_differences(one.name, one.differences, stale=one.stale), nl=False)
    if any(one.stale or not one.differences.same for one in repeated):
        raise click.exceptions.Exit(1)


def _shard(wanted: "MeasureWanted", shard: str, output: Path) -> None:
    from muniment.app.opening import shown
    from muniment.app.sharding import measure_shard
    from muniment.cli.progress import Progress
    from muniment.report.evidence import render_unread

    number, slash, of = shard.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and len(shard) <= 20):
        raise click.UsageError("Write --shard I/N: 1/4 is the first of four.")
    unread = measure_shard(wanted, (int(number), int(of)), output, Progress())
    click.echo(shown(output))
    click.echo("\n".join(render_unread(unread)), nl=bool(unread), err=True)
    click.echo("Next: when all shards are there, muniment evidence merge PART…", err=True)
    if unread:
        raise click.exceptions.Exit(1)
