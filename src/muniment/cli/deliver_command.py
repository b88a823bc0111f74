"""``muniment deliver``."""

from pathlib import Path

import click

#: As in the form of a delivery.
GROUNDS = ("contract", "request", "duty_14_days", "law", "other")


@click.command("deliver")
@click.argument("file", metavar="PACK", type=click.Path(path_type=Path))
@click.option("--to", "recipient", required=True, metavar="NAME", help="Who gets it.")
@click.option("--ground", type=click.Choice(GROUNDS), help="Why it is handed over (default: a client's own).")
@click.option("--reference", default="", metavar="TEXT", help="Which contract or request (default: a client's own).")
@click.option("--requested-on", "requested", metavar="DATE", help="The day of the request.")
@click.option("--keep-until", "until", metavar="DATE", help="The end of retention.")
@click.option("--date", "dated", metavar="DATE", help="The day it was handed over (default: today).")
@click.option(
    "--workspace", type=click.Path(path_type=Path), default=Path(), help="The workspace that notes it (default: here)."
)
@click.option("--even-so", is_flag=True, help="Note it also if it is meant for another; check tells of it then.")
def command(
    file: Path, recipient: str, ground: str | None, reference: str, requested: str | None, until: str | None,
    dated: str | None, workspace: Path, even_so: bool,
) -> None:  # fmt: skip
    """Note that a pack (or one edition) was handed over: to whom, when, why, and what was in it.

    Written is a file below deliveries/; nothing is sent and nothing is verified. From then on muniment check and diff
    name who holds an edition that says otherwise than the cards do, and coverage what is still owed. What is addressed
    to somebody else is refused.
    """
    from muniment.app.dates import read_date, today
    from muniment.app.delivering import Wanted, deliver
    from muniment.app.opening import shown

    written = deliver(
        Wanted(
            file, recipient, ground or "", read_date(dated, "--date") if dated else today(), reference,
            read_date(requested, "--requested-on") if requested else "",
            read_date(until, "--keep-until") if until else "", workspace, even_so,
        )
    )  # fmt: skip
    click.echo(shown(written))
    click.echo("Commit it with the cards.", err=True)
