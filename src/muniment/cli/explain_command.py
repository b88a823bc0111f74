"""``muniment explain``."""

import json

import click

from muniment.cli.options import AS_OF, date_or_today, with_options


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="NAME")
@with_options(AS_OF)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(names: tuple[str, ...], as_of: str | None, form: str) -> None:
    """Explain a duty, a provision, a finding, a field, a role, a track of dates or an election.

    NAME is an id (AIA-10-2-f), a provision as it is cited ("Art 10(2)(f)", "Annex IV point 2(d)", "GDPR Art 6",
    "section 2.3", also one that was moved since), a finding code (MUN210), a rule of consistency (T-23), a path or
    field (dataset.labelling, licence.id), a track (annex_iii), an election, a role (provider_gpai) or an instrument
    (gdpr). Several words are read as one name.
    """
    from muniment.app.explaining import explain
    from muniment.report.explain_text import render_text

    found = explain(" ".join(names), date_or_today(as_of))
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n" if form == "json" else render_text(found)
    click.echo(text, nl=False)
