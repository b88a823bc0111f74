"""``muniment schema``."""

import click

KINDS = ("organisation", "dataset", "model", "system", "deployment", "settings")


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--profile", is_flag=True, help="The schema of a profile of that kind.")
@click.option("--path", "only_path", is_flag=True, help="Print where the file lies instead, for an editor's modeline.")
def command(kind: str, profile: bool, only_path: bool) -> None:
    """Print the JSON Schema (2020-12) of a kind of card, or of muniment.yaml (settings)."""
    from muniment.base.resources import schema_path

    folder = "settings" if kind == "settings" else "card"
    file = schema_path(folder, "v1", f"{'profile-' if profile and folder == 'card' else ''}{kind}.schema.json")
    click.echo(file if only_path else file.read_text("utf-8"), nl=only_path)
