"""What `init` says of cards that it makes from folders or an inventory, and what to do next."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from muniment.app.gathering import Gathered

#: The file that says which column gives which fact, in a workspace.
COLUMNS_FILE = "inventory-columns.yaml"
#: So many cards that are there already are named; more are counted.
_FEW = 3


def write_found(found: "Gathered", root: Path, *, with_columns: bool) -> None:
    """Write cards, profiles and the file of columns into a workspace, and say what was left."""
    from muniment.app.files import write_atomically
    from muniment.app.gathering import write_gathered
    from muniment.app.opening import shown
    from muniment.cli.options import date_or_today

    shows = sys.stderr.isatty()

    def told(name: str, before: int) -> None:
        if shows:
            sys.stderr.write(f"\r\x1b[K{before + 1} of {len(found.sets)}: {name}")
            sys.stderr.flush()

    written, kept = write_gathered(found, root, date_or_today(None), told)
    if shows:
        sys.stderr.write("\r\x1b[K")
    columns = root / COLUMNS_FILE
    if with_columns and found.columns_file and not columns.exists():
        write_atomically(columns, found.columns_file.encode())
        written.append(COLUMNS_FILE)
    for name in written:
        click.echo(shown(root / name))
    if len(kept) > _FEW:
        click.echo(f"There already, left as they are: {len(kept)} cards.", err=True)
    else:
        for name in kept:
            click.echo(f"There already, left as it is: {shown(root / name)}", err=True)
    tell_gathered(found)
    card = "datasets" if len(found.sets) > 1 else f"datasets/{found.sets[0].name}.card.yaml"
    tell_next(root, card, with_data=found.columns is None)


def tell_gathered(found: "Gathered") -> None:
    """Say which columns gave which facts, what has no place, what is shared, and what was not taken."""
    sets = len(found.sets)
    click.echo(f"{sets} data {'set' if sets == 1 else 'sets'}.", err=True)
    if found.columns is not None:
        places = sorted(found.columns.places.items())
        click.echo(f"Columns that give facts: {len(places)}; without a place: {len(found.columns.without)}.", err=True)
        for column, place in places:
            click.echo(f"  {found.columns.headers[column]} → {place.removeprefix('dataset.')}", err=True)
        for header, why in found.columns.without.items():
            click.echo(f"  {header}: no place, {why}", err=True)
    for name, facts, source in found.profiles:
        inner = ", ".join(path.removeprefix("dataset.") for path in facts)
        click.echo(f"Profile {name}: {inner} ({source}).", err=True)
    for remark in found.remarks:
        click.echo(remark, err=True)


def tell_next(root: Path, card: str, *, with_data: bool = False) -> None:
    """Name the next commands; where data are at hand, the one that measures them, too."""
    from muniment.app.opening import shown

    place = shown(root)
    at = "" if place == "." else f" {place}"
    measuring = f"\n  muniment measure {shown(root / card)}    # figures that anybody can repeat" if with_data else ""
    click.echo(
        f"\nNext:\n  muniment check{at}    # what is open, at its line, with what to write\n"
        f"  muniment scope{at}    # which roles and duties, why, from when\n"
        f"  muniment draft {shown(root / card)}    # how the datasheets look so far{measuring}",
        err=True,
    )
