"""A click program that does nothing: what starting costs at least."""

import click


@click.group()
@click.version_option("1", prog_name="empty")
def group() -> None:
    """Do nothing."""


@group.command()
def nothing() -> None:
    """Do nothing, once."""


if __name__ == "__main__":
    group()
