"""``muniment answers``."""

import sys
from pathlib import Path

import click


@click.command("answers")
@click.argument("files", nargs=-1, required=True, metavar="FILES...", type=click.Path(path_type=Path))
@click.option(
    "--workspace", type=click.Path(path_type=Path), default=Path(), help="The workspace (default: where you are)."
)
@click.option("--by", metavar="NAME", default="", help="Who answered (default: the name written in the file).")
@click.option("--on", metavar="DATE", default="", help="The day of the answers (default: as written, else today).")
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
def command(files: tuple[Path, ...], workspace: Path, by: str, on: str, dry_run: bool) -> None:
    """Put the answers of files that came back (xlsx, docx, or what the form saves) into the cards.

    Shows what changes, from what to what. What changed in a card after it was asked is not overwritten; what is no
    answer (a placeholder, a wrong type, a value that is not allowed) is refused, with the row and the reason, and kept
    in a file beside. Each answer is written with who gave it, when, and the digest of the file. Exit code 1: something
    was not accepted.
    """
    from muniment.app.answering import take_answers
    from muniment.app.dates import read_date
    from muniment.report.returned import render_summary, render_text

    day = read_date(on, "--on") if on else ""
    answered = take_answers(files, workspace, by, day, write=not dry_run)
    click.echo(render_text(answered), nl=False)
    click.echo(render_summary(answered), err=True)
    sys.exit(1 if answered.refused else 0)
