"""``muniment show``."""

from pathlib import Path

import click


@click.command("show")
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Print a card, a profile, an edition or a pack as plain text, for reading and for git to compare.

    A card is printed fact by fact in the order of the vocabulary, one sentence a line; a card with a mistake as it is
    written; an edition by the record it carries; a pack by what it says of itself. Nothing is verified.

    For git: `*.card.yaml diff=muniment` in .gitattributes, and git config diff.muniment.textconv "muniment show".
    """
    from muniment.app.plain_text import plain_text

    click.echo(plain_text(file), nl=False)
