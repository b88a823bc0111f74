"""``muniment draft``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, with_options
from muniment.document.kinds import DOCUMENTS


@click.command("draft")
@click.argument("path", type=click.Path(path_type=Path))
@with_options(AS_OF)
@click.option("--date", "dated", metavar="DATE", help="The drafts' date (default: today).")
@click.option(
    "--document", "documents", multiple=True,
    type=click.Choice([name for name, kind in DOCUMENTS.items() if kind.bearer not in ("workspace", "")]),
    help="Kind; may be given several times (default: what each card could be).",
)  # fmt: skip
@click.option(
    "--audience", default="internal", type=click.Choice(["public", "client", "authority", "internal"]),
    show_default=True, help="Show only what this audience may see.",
)  # fmt: skip
@click.option("--lang", "languages", multiple=True, help="Language; several times (default: the workspace's).")
@click.option("--format", "formats", multiple=True, type=click.Choice(["html", "pdf"]), help="Format (default: both).")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Folder to write to (default: draft, beside).")
@click.option("--write-card", is_flag=True, help="Write the card that was made of a folder of data, to be completed.")
@click.option("--watch", is_flag=True, help="Draft again at every change, and show it in the browser meanwhile.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="With --watch: the port (default: a free one).")
def command(
    path: Path, as_of: str | None, dated: str | None, documents: tuple[str, ...], audience: str,
    languages: tuple[str, ...], formats: tuple[str, ...], output: Path | None, write_card: bool, watch: bool, port: int,
) -> None:  # fmt: skip
    """Draft documents from whatever is at PATH: a card, a folder with cards, or a folder of data without any.

    What is missing is printed as an open question. Every page is stamped, and only a development key can seal a draft.
    Mistakes in cards stop nothing: what is wrong counts as not stated and is listed in the draft.

    With --watch the drafts (HTML unless --format says otherwise) are made again whenever a card changes, and a page on
    this machine alone, whose address is printed, follows them; Ctrl-C ends it.
    """
    from muniment.app.drafting import DraftWanted, draft
    from muniment.app.opening import shown

    formats = formats or (("html",) if watch else ("html", "pdf"))
    wanted = DraftWanted(path, documents, audience, languages, formats, as_of or "", dated or "", output, write_card)
    if watch:
        from muniment.editor.following import follow_drafts

        follow_drafts(wanted, port, lambda text: click.echo(text, err=True), click.echo)
        return
    made = draft(wanted)
    if made.mistakes and not made.records:
        from muniment.report import text
        from muniment.report.located import locate

        click.echo(text.render_full(locate(made.mistakes, made.opened.trees), colour=False), nl=False)
        click.echo("No card can be read there, so nothing was drafted. Mend this first.", err=True)
        raise click.exceptions.Exit(1)
    for file in (*made.written, *made.unchanged):
        click.echo(shown(file))
    for record in made.records:
        if record.draft is not None:
            name = f"{record.subject.kind}/{record.subject.name}"
            click.echo(f"{record.kind} of {name} ({record.language}): {record.draft.figures}", err=True)
            if record.draft.mend:
                click.echo(
                    f"  To be mended: {len(record.draft.mend)}, listed at its end; muniment check says more.", err=True
                )
    for name in dict.fromkeys(finding.file for finding in made.mistakes):
        click.echo(f"Not read as a card: {name}; muniment check says why.", err=True)
    for identity in made.without:
        click.echo(f"No such document is made of {identity}.", err=True)
    if made.card is not None:
        click.echo(f"Card begun: {shown(made.card)}. Read it and complete it.", err=True)
    if made.from_data:
        click.echo(
            "Made from files alone, for the inside: names of files and columns can carry personal data."
            + ("" if made.card else "\nNext: muniment draft --write-card, to begin a card."), err=True,
        )  # fmt: skip
