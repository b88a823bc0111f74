"""``muniment verifier``."""

from pathlib import Path

import click


@click.command("verifier")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("verifier.html"),
    show_default=True, help="Where to write the page.",
)  # fmt: skip
def command(output: Path) -> None:
    """Write the verifier page: one HTML file that checks sealed documents in a browser, without any network.

    Prints the page's SHA-256, so that a recipient can compare it with the one published with the release.
    """
    from muniment.app.verifier_page import write_verifier

    click.echo(f"{write_verifier(output)}  {output}")
