"""``muniment build``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, PATHS, with_options
from muniment.document.kinds import CHANGE_RECORD, DOCUMENTS, ON_WORKSPACE
from muniment.render import EDITIONS, RENDERERS


@click.command("build")
@with_options(PATHS, AS_OF)
@click.option(
    "--date", "dated", metavar="DATE", help="The documents' date (default: SOURCE_DATE_EPOCH, else the commit's)."
)
@click.option(
    "--document", "documents", multiple=True,
    type=click.Choice([name for name, kind in DOCUMENTS.items() if kind.bearer != "workspace" or name in ON_WORKSPACE]),
    help="Kind; may be given several times (default: every document that the cards owe).",
)  # fmt: skip
@click.option(
    "--audience", "audiences", multiple=True, type=click.Choice(["public", "client", "authority", "internal"]),
    help="Who is to read it; may be given several times (default: whom each document is meant for).",
)  # fmt: skip
@click.option(
    "--for", "recipient", default="", metavar="NAME",
    help="One recipient: ai_office, or a client's name; for one of muniment.yaml what it is owed, in its language.",
)  # fmt: skip
@click.option("--lang", "languages", multiple=True, help="Language; several times (default: the workspace's).")
@click.option(
    "--format", "formats", multiple=True, type=click.Choice(list(RENDERERS)),
    help="Format; several times (default: html and pdf, the editions that can be sealed).",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Folder to write to (default: dist in the workspace)."
)
@click.option(
    "--since", "since", type=click.Path(path_type=Path), metavar="RECORD",
    help="The record.json of an earlier edition, for --document change_record (default: the earlier version kept).",
)  # fmt: skip
@click.option(
    "--supersedes", "superseded", multiple=True, type=click.Path(path_type=Path), metavar="EDITION",
    help="An earlier edition that one of these replaces (PDF, HTML or record.json); may be given several times.",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Render everything again, also what has not changed.")
def command(
    paths: tuple[Path, ...], as_of: str | None, dated: str | None, documents: tuple[str, ...],
    audiences: tuple[str, ...], recipient: str, languages: tuple[str, ...], formats: tuple[str, ...],
    output: Path | None, since: Path | None, superseded: tuple[Path, ...], fresh: bool,
) -> None:  # fmt: skip
    """Build documents for each audience, and a manifest of what was built.

    Open duties do not stop a build; they are printed. Cards that cannot be read for certain do. coverage_report and
    open_questions (by owner) are about the whole workspace, a change_record about two versions of a card or, with
    --since, about an earlier edition; these are built when they are named.
    """
    if since and documents != (CHANGE_RECORD,):
        raise click.UsageError("--since belongs to --document change_record.")
    from muniment.app.building import build
    from muniment.app.changing import earlier_record
    from muniment.app.choosing import Wanted
    from muniment.app.opening import shown, signing_option
    from muniment.app.superseding import read_superseded

    built = build(
        Wanted(
            paths, documents, audiences, languages, formats or EDITIONS, as_of or "", dated or "", output, fresh,
            recipient, earlier_record(since) if since else None, tuple(map(read_superseded, superseded)),
        )
    )  # fmt: skip
    if built.blocked_by:
        from muniment.report import text
        from muniment.report.located import locate

        click.echo(text.render_full(locate(built.blocked_by, built.opened.trees), colour=False), nl=False)
        some = (
            "Editions that show these facts were not built" if built.written or built.unchanged else "Nothing was built"
        )
        click.echo(f"{some}. Mend these first; `muniment check` lists everything.", err=True)
    if built.hint:
        click.echo(f"{built.hint} Built as asked.", err=True)
    for file in built.written:
        click.echo(shown(file))
    if built.blocked_by:
        raise click.exceptions.Exit(1)
    click.echo(f"{len(built.written)} files written, {len(built.unchanged)} unchanged.", err=True)
    if built.written:
        folder = shown(built.written[0].parents[2])
        click.echo(f"Next: muniment sign {folder} {signing_option(built.opened)}", err=True)
