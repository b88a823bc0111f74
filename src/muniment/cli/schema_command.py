"""``muniment schema``."""

import json
from pathlib import Path

import click

from muniment.cli.options import AS_OF, date_or_today

KINDS = ("organisation", "dataset", "model", "system", "deployment", "settings", "review", "sign-off")
#: Kinds of files that are no cards, with the folder of their schema.
_OTHERS = {"settings": "settings", "review": "review", "sign-off": "review"}


@click.command("schema")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option("--profile", is_flag=True, help="The schema of a profile of that kind.")
@click.option("--path", "only_path", is_flag=True, help="Print where the file lies instead, for an editor's modeline.")
@click.option(
    "--write", is_flag=True, help="Write all schemas into this workspace (.muniment/schema), where its cards look."
)
@click.option("--role", help="Require what this role must state on the date of --as-of: gpai-provider, supplier …")
@AS_OF
def command(kind: str | None, profile: bool, only_path: bool, write: bool, role: str | None, as_of: str | None) -> None:
    """Print the JSON Schema (2020-12) of a kind of card, of muniment.yaml (settings), of a review, or of a sign-off.

    With --role, each part that the law requires of the role on that day is required by the schema, with its citation;
    without a kind, the schema holds for the cards of every kind.
    """
    from muniment.base.resources import schema_path

    if write:
        _write()
        return
    if role:
        from muniment.app.role_schemas import role_schema

        if profile or only_path or kind in _OTHERS:
            raise click.UsageError("--role goes with a kind of card, or with none; not with --profile or --path.")
        click.echo(json.dumps(role_schema(kind or "", role, date_or_today(as_of)), ensure_ascii=False, indent=1))
        return
    if kind is None:
        raise click.UsageError(f"Name a kind: {', '.join(KINDS)}; or give --role.")
    folder = _OTHERS.get(kind, "card")
    file = schema_path(folder, "v1", f"{'profile-' if profile and folder == 'card' else ''}{kind}.schema.json")
    click.echo(file if only_path else file.read_text("utf-8"), nl=only_path)


def _write() -> None:
    from muniment.app.initialising import write_schemas
    from muniment.app.opening import find_root
    from muniment.base.errors import CannotRun

    root = find_root(Path())
    if root is None:
        raise CannotRun(
            "This folder lies in no workspace.", "Go to one with a muniment.yaml, or begin one: muniment init."
        )
    changed = write_schemas(root)
    for name in changed:
        click.echo(name)
    click.echo(f"{len(changed)} schemas written." if changed else "The schemas are those of this version.", err=True)
