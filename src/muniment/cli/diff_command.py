"""``muniment diff``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, COLOUR, OUTPUT, colour_wanted, date_or_today, with_options


@click.command("diff")
@click.argument("names", nargs=-1, metavar="[OLD] [NEW] [PATHS]...")
@with_options(AS_OF, OUTPUT, COLOUR)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True,
    help="Text, JSON, Markdown for a merge request, or one HTML page.",
)  # fmt: skip
@click.option(
    "--manifests", "editions", multiple=True, type=click.Path(path_type=Path),
    help="A manifest, or a folder with some: which of their editions say otherwise now (default: dist).",
)  # fmt: skip
@click.option("--exit-zero", is_flag=True, help="End with 0 also where the sides differ.")
def command(
    names: tuple[str, ...], as_of: str | None, output: Path | None, color: str, form: str,
    editions: tuple[Path, ...], exit_zero: bool,
) -> None:  # fmt: skip
    """Compare two sides by what they mean: facts, who may see them, how duties come out, what opens again.

    A side is a revision of git, a folder with a workspace, an edition (PDF, HTML, record.json) or a pack. Without any,
    HEAD is compared with the working tree; OLD alone with the working tree; also OLD..NEW, and OLD...NEW from where
    both grew. What exists as a file or folder is meant as that. PATHS limit the report to cards.

    Exit code: 0 no differences, 1 differences, 2 could not compare.
    """
    from muniment.app.diffing import Wanted, diff
    from muniment.report.diff import render

    comparison = diff(Wanted(names, date_or_today(as_of), editions))
    text = render(comparison, form, colour=not output and colour_wanted(color))
    if output:
        from muniment.app.files import write_atomically

        write_atomically(output, text.encode("utf-8"))
    else:
        click.echo(text, nl=False)
    raise click.exceptions.Exit(0 if exit_zero or not comparison.differs else 1)
