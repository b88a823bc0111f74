"""``muniment build``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, PATHS, with_options


@click.command("build")
@with_options(PATHS, AS_OF)
@click.option(
    "--date", "dated", metavar="DATE", help="The documents' date (default: SOURCE_DATE_EPOCH, else the commit's)."
)
@click.option("--document", type=click.Choice(["datasheet"]), default="datasheet", show_default=True, help="Kind.")
@click.option(
    "--audience", "audiences", multiple=True, type=click.Choice(["public", "client", "authority", "internal"]),
    help="Who is to read it; may be given several times (default: client).",
)  # fmt: skip
@click.option("--lang", "language", default="", help="Language (default: the workspace's first).")
@click.option("--format", "formats", multiple=True, type=click.Choice(["html", "pdf"]), help="Format (default: both).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder to write to (default: dist in the workspace)."
)
@click.option("--fresh", is_flag=True, help="Render everything again, also what has not changed.")
def command(
    paths: tuple[Path, ...], as_of: str | None, dated: str | None, document: str, audiences: tuple[str, ...],
    language: str, formats: tuple[str, ...], output: Path | None, fresh: bool,
) -> None:  # fmt: skip
    """Build documents: HTML and PDF for each audience, and a manifest of what was built.

    Open duties do not stop a build; they are printed. Cards that cannot be read for certain do.
    """
    from muniment.app.building import Wanted, build
    from muniment.app.opening import shown

    built = build(
        Wanted(
            paths, document, audiences or ("client",), language, formats or ("html", "pdf"), as_of or "", dated or "",
            output, fresh,
        )
    )  # fmt: skip
    if built.blocked_by:
        from muniment.report import text
        from muniment.report.located import locate

        click.echo(text.render_full(locate(built.blocked_by, built.opened.trees), colour=False), nl=False)
        click.echo("Nothing was built. Mend these first; `muniment check` lists everything.", err=True)
        raise click.exceptions.Exit(1)
    for file in built.written:
        click.echo(shown(file))
    click.echo(f"{len(built.written)} files written, {len(built.unchanged)} unchanged.", err=True)
    if built.written:
        folder = shown(built.written[0].parents[2])
        click.echo(f"Next: muniment sign {folder} --key KEY", err=True)
