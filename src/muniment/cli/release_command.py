"""``muniment release``."""

from pathlib import Path

import click


@click.command("release")
@click.argument("card", metavar="CARD")
@click.option("--by", default="", metavar="NAME", help="Who releases it (default: user.name of git).")
@click.option("--date", "dated", metavar="DATE", help="The day (default: today).")
@click.option("--again", is_flag=True, help="Freeze anew a version that was released with other facts; needs --reason.")
@click.option("--reason", default="", metavar="TEXT", help="Why it is frozen, or frozen again.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(card: str, by: str, dated: str | None, again: bool, reason: str, form: str) -> None:
    """Freeze a version of a card that was used: trained on, delivered, filed.

    CARD is its file, or kind/name@version. Written is releases/<kind>/<name>@<version>.json, with a digest of each
    fact; commit it. From then on muniment check reports an error where a fact of this version changes. What changes is
    a new version; the old one stays as <name>@<version>.card.yaml, so that references to it hold.
    """
    from muniment.app.dates import read_date, today
    from muniment.app.git import ask
    from muniment.app.opening import shown
    from muniment.app.releasing import Wanted, as_json, release

    if again and not reason:
        raise click.UsageError("--again goes with --reason.")
    who = by or ask(Path(), "config", "user.name")
    if not who:
        raise click.UsageError("Say who releases it: --by NAME.")
    released = release(Wanted(card, who, read_date(dated, "--date") if dated else today(), again, reason))
    if form == "json":
        click.echo(as_json(released), nl=False)
        return
    click.echo(shown(released.file))
    made = released.release
    if not released.written:
        click.echo(f"{made.card} was released on {made.date} with these facts; nothing to write.", err=True)
        return
    facts = f"{len(made.facts)} fact{'s' * (len(made.facts) != 1)}"
    click.echo(f"{made.card} is frozen with {facts}. Commit the file with the card.", err=True)
    if released.not_frozen:
        click.echo(f"It uses sets that are not released: {', '.join(released.not_frozen)}.", err=True)
