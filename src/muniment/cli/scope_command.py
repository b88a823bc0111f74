"""``muniment scope``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.options import AS_OF, PATHS, date_or_today, with_options

if TYPE_CHECKING:
    from muniment.app.scoping import MemoWanted

_PAGES = ("html", "pdf")


@click.command("scope")
@with_options(PATHS, AS_OF)
@click.option(
    "--prepared-for",
    "prepare",
    default="",
    metavar="TRACK",
    help="Read also as prepared for a track of dates: annex_iii, annex_i, model_since_2025_08_02 …",
)
@click.option("--memo", is_flag=True, help="Write a memo for counsel, three pages at most, for the inside.")
@click.option(
    "--date", "dated", metavar="DATE", help="The memo's date (default: SOURCE_DATE_EPOCH, else the commit's)."
)
@click.option(
    "--lang", "languages", multiple=True, help="The memo's language; several times (default: the workspace's)."
)
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(["text", "json", *_PAGES]),
    help="text (default) or json; of a memo html or pdf (default: both).",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder of the memo (default: dist in the workspace)."
)
def command(
    paths: tuple[Path, ...], as_of: str | None, prepare: str, memo: bool, dated: str | None,
    languages: tuple[str, ...], formats: tuple[str, ...], output: Path | None,
) -> None:  # fmt: skip
    """Say which roles and duties there are and why, from when, and which questions decide the rest.

    PATHS limit which cards are asked about; the whole workspace is always read. Whether duties are answered is what
    `muniment coverage` says.
    """
    _check_options(memo, bool(dated or output or languages), formats)
    if memo:
        from muniment.app.scoping import MemoWanted

        _write_memo(MemoWanted(paths, as_of or "", dated or "", prepare, formats or _PAGES, output, languages))
        return
    from muniment.app.scoping import scope
    from muniment.report.scope import render_json, render_text

    scoped = scope(paths, date_or_today(as_of), prepare=prepare)
    click.echo(render_json(scoped.scope) if "json" in formats else render_text(scoped.record), nl=False)
    if scoped.errors:
        click.echo(
            f"Errors of form left aside: {scoped.errors}; what they concern counts as not stated. Run muniment check.",
            err=True,
        )


def _check_options(memo: bool, of_memo: bool, formats: tuple[str, ...]) -> None:
    if memo and set(formats) - set(_PAGES):
        raise click.UsageError("A memo is html or pdf; leave --memo away for text or json.")
    if not memo and of_memo:
        raise click.UsageError("--date, --lang and -o belong to a memo; add --memo.")
    if not memo and (set(formats) & set(_PAGES) or len(set(formats)) > 1):
        raise click.UsageError("On the screen it is text or json; add --memo for html and pdf.")


def _write_memo(wanted: "MemoWanted") -> None:
    from muniment.app.opening import shown, signing_option
    from muniment.app.scoping import build_memo

    built = build_memo(wanted)
    if built.blocked_by:
        from muniment.report import text
        from muniment.report.located import locate

        click.echo(text.render_full(locate(built.blocked_by, built.opened.trees), colour=False), nl=False)
        click.echo("No memo was written. Mend these first; `muniment check` lists everything.", err=True)
        raise click.exceptions.Exit(1)
    for file in built.written:
        click.echo(shown(file))
    click.echo(f"{len(built.written)} files written, {len(built.unchanged)} unchanged.", err=True)
    if built.written:
        click.echo(f"Next: muniment sign {shown(built.written[0].parent)} {signing_option(built.opened)}", err=True)
