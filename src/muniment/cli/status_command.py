"""``muniment status``."""

from pathlib import Path

import click

from muniment.cli.options import SigningChoice, signing_options


@click.command("status")
@click.argument("current", nargs=-1, type=click.Path(path_type=Path))
@click.option("--superseded", multiple=True, type=click.Path(path_type=Path), help="Documents that others follow.")
@click.option("--withdrawn", multiple=True, type=click.Path(path_type=Path), help="Documents that stand no longer.")
@click.option("--because", default="", help="Why they were superseded or withdrawn, in a sentence.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path("status.json"), show_default=True,
    help="Where to write it; its seal goes beside it.",
)  # fmt: skip
@signing_options
def command(
    current: tuple[Path, ...],
    superseded: tuple[Path, ...],
    withdrawn: tuple[Path, ...],
    because: str,
    output: Path,
    signing: SigningChoice,
) -> None:
    """Write and seal status.json: that the documents in CURRENT stand, and which were superseded or withdrawn.

    All are manifests, or folders with manifests. Publish both files at the workspace's status_url.
    """
    from muniment.app.opening import shown
    from muniment.app.status import make_status

    acting = signing.open((*current, *superseded, *withdrawn))
    for file in make_status(current, superseded, withdrawn, because, output, acting):
        click.echo(shown(file))
    click.echo(f"Next: muniment verify DOCUMENT --trust CERTIFICATE --status {shown(output)}", err=True)
