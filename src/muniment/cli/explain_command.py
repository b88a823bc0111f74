"""``muniment explain``."""

import json

import click


@click.command("explain")
@click.argument("name")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(name: str, form: str) -> None:
    """Explain a requirement (AIA-10-2-f), a finding code (MUN210), or which duties a path serves (dataset.licence)."""
    from muniment.app.explaining import explain, render_text

    found = explain(name)
    click.echo(
        json.dumps(found, ensure_ascii=False, indent=2) if form == "json" else render_text(found), nl=form == "json"
    )
