"""`init --from`: a card for each folder with data, or for each row of an inventory; and what could not be taken.

Files are looked at as for a draft: sizes, digests, rows. From an inventory comes what its columns plainly give; every
fact names the row, and what many rows state alike is proposed as a profile.
"""

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muniment.app.data_card import NO_VERSION, fact_lines
from muniment.app.data_folder import MAX_SECONDS, DataFolder, read_folder
from muniment.app.files import write_atomically
from muniment.app.init_cards import modeline
from muniment.app.inventory_columns import LOCATION, Columns, columns_text, map_columns, read_columns
from muniment.app.inventory_facts import fact_of, nested, version_problem
from muniment.app.inventory_files import Inventory, Row, read_inventory
from muniment.app.inventory_profiles import Shared, shared_facts
from muniment.base.addresses import name_of
from muniment.base.errors import CannotRun
from muniment.evidence.locations import legible, scheme_of
from muniment.source.writing import flow, text

#: The most seconds that are spent on the files of all sets together, and the most sets.
MAX_SECONDS_ALL = 300.0
MAX_SETS = 5_000
#: What tells sets from each other is not shared.
_OWN = frozenset({"name", "version", LOCATION, "dataset.title", "dataset.description", "dataset.url"})


@dataclass(frozen=True, slots=True)
class GatherWanted:
    """Where data sets are to be found, and how an inventory is to be read."""

    source: Path
    day: str
    columns: Path | None = None
    sheet: str = ""
    encoding: str = ""
    profiles: bool = True


@dataclass(slots=True)
class Set:
    """One data set as found: what it is called there, where its files lie, what an inventory states of it."""

    name: str
    title: str
    data: Path | None = None
    version: str = NO_VERSION
    facts: dict[str, Any] = field(default_factory=dict)
    source: str = ""
    profiles: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Gathered:
    """What was found: the sets, the profiles they share (name, facts, source), the columns, and what is to be told."""

    sets: list[Set]
    profiles: list[tuple[str, dict[str, Any], str]] = field(default_factory=list)
    columns: Columns | None = None
    columns_file: str = ""
    remarks: list[str] = field(default_factory=list)


def gather(wanted: GatherWanted) -> Gathered:
    """Find the data sets of a folder or an inventory; CannotRun where there are none."""
    if wanted.source.is_dir():
        if wanted.columns or wanted.sheet or wanted.encoding:
            raise CannotRun("--columns, --sheet and --encoding go with an inventory.", f"{wanted.source} is a folder.")
        return _named_apart(_of_folders(wanted.source))
    inventory = read_inventory(wanted.source, sheet=wanted.sheet, encoding=wanted.encoding)
    return _named_apart(_of_inventory(inventory, wanted))


def write_gathered(
    found: Gathered, root: Path, day: str, told: Callable[[str, int], None]
) -> tuple[list[str], list[str]]:
    """Write the cards and profiles into a workspace; return the files written, and those left as they are.

    Before each set ``told`` is called with its name and how many come before it.
    """
    written, kept = [], []
    until = time.monotonic() + MAX_SECONDS_ALL

    def write(name: str, content: str) -> None:
        file = root / name
        if file.exists() or file.is_symlink():
            kept.append(name)
            return
        write_atomically(file, content.encode())
        written.append(name)

    for name, facts, source in found.profiles:
        write(f"profiles/{name}.yaml", _profile_text(name, facts, source))
    for number, each in enumerate(found.sets):
        told(each.name, number)
        name = f"datasets/{each.name}.card.yaml"
        if (root / name).exists():
            kept.append(name)
            continue
        folder = None
        if each.data is not None:
            folder = read_folder(each.data, max_seconds=max(0.0, min(MAX_SECONDS, until - time.monotonic())))
            _tell_passed_over(each, folder, found.remarks)
        write(name, _card_text(each, folder, root, day))
    return written, kept


def _of_folders(source: Path) -> Gathered:
    """Return a set for each folder directly below that holds a file; the folder itself where there is none."""
    try:
        entries = sorted(os.scandir(source), key=lambda entry: entry.name)
    except OSError as error:
        raise CannotRun(f"{source} cannot be read: {error.strerror}.", "Check its permissions.") from error
    remarks: list[str] = []
    seen = [entry for entry in entries if not entry.name.startswith(".")]
    links = [legible(entry.name) for entry in seen if entry.is_symlink()]
    if links:
        remarks.append(f"Links are not followed: {', '.join(links[:20])}.")
    folders = [entry for entry in seen if entry.is_dir(follow_symlinks=False)]
    holding = [entry for entry in folders if _holds_file(Path(entry.path))]
    empty = [legible(entry.name) for entry in folders if entry not in holding]
    loose = [legible(entry.name) for entry in seen if entry.is_file(follow_symlinks=False)]
    if empty:
        remarks.append(f"Without a file in them: {', '.join(empty[:20])}.")
    if not holding and not loose:
        raise CannotRun(f"{source} holds neither folders with files nor files.", "Name the folder that holds the data.")
    if holding and loose:
        remarks.append(f"In no folder of their own, so in no card: {', '.join(loose[:20])}.")
    if not holding:
        return Gathered([Set(source.resolve().name, source.resolve().name, source)], remarks=remarks)
    if len(holding) > MAX_SETS:
        raise CannotRun(f"{source} holds more than {MAX_SETS:,} folders.", "Name a folder that holds fewer.")
    return Gathered([Set(entry.name, entry.name, Path(entry.path)) for entry in holding], remarks=remarks)


def _holds_file(folder: Path) -> bool:
    return any(files for _, _, files in os.walk(folder, followlinks=False))


def _of_inventory(inventory: Inventory, wanted: GatherWanted) -> Gathered:
    columns = map_columns(inventory.headers, read_columns(wanted.columns) if wanted.columns else None)
    places = columns.places.values()
    if "name" not in places and "dataset.title" not in places:
        raise CannotRun(
            f"No column of {inventory.name} names the data sets: {', '.join(filter(None, inventory.headers))[:300]}.",
            "Call one Name or Id; or write a file of columns and give it with --columns.",
        )
    remarks = list(inventory.remarks)
    left: dict[str, list[str]] = {}
    sets = [_of_row(row, inventory, columns, wanted.source.resolve().parent, left) for row in inventory.rows]
    unnamed = [str(row.number) for row, each in zip(inventory.rows, sets, strict=True) if not each.title]
    if unnamed:
        remarks.append(f"Rows without a name, left out: {', '.join(unnamed[:20])}.")
    sets = [each for each in sets if each.title]
    remarks += [f"{why} — not taken, {len(rows)}×: {', '.join(rows[:10])}" for why, rows in left.items()]
    found = Gathered(sets, columns=columns, columns_file=columns_text(columns), remarks=remarks)
    if wanted.profiles:
        _share(found, inventory)
    return found


def _of_row(
    row: Row, inventory: Inventory, columns: Columns, home: Path, left: dict[str, list[str]]
) -> Set:  # fmt: skip
    cells = {place: row.cells[column] for column, place in columns.places.items() if column in row.cells}
    headers = {place: inventory.headers[column] for column, place in columns.places.items()}
    title = cells.get("name") or cells.get("dataset.title") or ""
    found = Set(title, title, source=f"row {row.number} of {inventory.name}")
    for place, cell in cells.items():
        if place == "version":
            if why := version_problem(cell):
                left.setdefault(f'"{headers[place]}": {why}', []).append(f"row {row.number}")
            else:
                found.version = cell
        elif place == LOCATION:
            found.data = _data_at(cell, home)
            if found.data is None:
                found.facts[LOCATION] = cell
        elif place != "name":
            value, why = fact_of(place, cell)
            if why:
                left.setdefault(f'"{headers[place]}": {why}', []).append(f"row {row.number}")
            else:
                found.facts[place] = value
    return found


def _data_at(cell: str, home: Path) -> Path | None:
    """Return the folder or file that a cell names, if it is here: below the inventory's folder, or by its full path."""
    if scheme_of(cell) or len(cell) > 1000:
        return None
    try:
        path = home / cell
        return path if path.exists() and not path.is_symlink() else None
    except (OSError, ValueError):
        return None


def _share(found: Gathered, inventory: Inventory) -> None:
    rows = [each.facts for each in found.sets]
    for shared in shared_facts(rows, _OWN):
        wish = _profile_name(shared)
        name = _free(wish, {name for name, _, _ in found.profiles})
        found.profiles.append((name, shared.facts, f"{inventory.name}, alike in {len(shared.rows)} rows"))
        for number in shared.rows:
            each = found.sets[number]
            each.profiles.append(name)
            each.facts = {path: value for path, value in each.facts.items() if path not in shared.facts}


def _profile_name(shared: Shared) -> str:
    if not shared.key:
        return "all-sets"
    value = shared.facts[shared.key]
    words = value if isinstance(value, str) else f"{shared.key.rpartition('.')[2]} {flow(value)}"
    return name_of(words[:40])


def _named_apart(found: Gathered) -> Gathered:
    """Give each set a name that a card can have, and its own."""
    taken: set[str] = set()
    for each in found.sets:
        wish = name_of(each.name)
        name = _free(wish, taken)
        taken.add(name)
        if name != wish:
            found.remarks.append(f'"{legible(each.name)}" would be called {wish} like another one: it is {name}.')
        elif wish != each.name.casefold().replace(" ", "-"):
            found.remarks.append(f'"{legible(each.name)}" is called {name}.')
        each.name = name
    return found


def _free(wish: str, taken: Iterable[str]) -> str:
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish[:90]}-{number}"
    return name


def _tell_passed_over(each: Set, folder: DataFolder, remarks: list[str]) -> None:
    told = [f"{code.replace('_', ' ')}: {count}" for code, count in folder.passed_over.items() if count]
    if told:
        remarks.append(f"{each.name}: passed over in its files ({', '.join(told)}).")


def _card_text(each: Set, folder: DataFolder | None, root: Path, day: str) -> str:
    lines = [modeline("dataset", 1), "muniment: 1", "kind: dataset", f"name: {text(each.name)}"]
    lines.append(f"version: {flow(each.version)}")
    if each.profiles:
        lines.append(f"profiles: {flow(each.profiles)}")
    facts = {path: value for path, value in each.facts.items() if path != LOCATION}
    lines += _fact_lines(facts, each.source)
    if LOCATION in each.facts:
        stated = {"value": each.facts[LOCATION], "source": each.source}
        lines += ["distribution:", "  - id: data", f"    location: {flow(stated)}"]
    if folder is not None and folder.files and each.data is not None:
        at = Path(os.path.relpath(each.data.resolve(), root.resolve()))
        at = at.parent if each.data.is_file() else at
        lines += fact_lines(folder, day, "init", "" if str(at) == "." else legible(at.as_posix()))
    return "\n".join(lines) + "\n"


def _profile_text(name: str, facts: Mapping[str, Any], source: str) -> str:
    lines = [
        modeline("profile-dataset", 1),
        "# Proposed: these facts were stated alike. Check that they belong together.",
    ]
    lines += ["muniment: 1", "profile_of: dataset", f"name: {text(name)}"]
    return "\n".join([*lines, *_fact_lines(facts, source)]) + "\n"


def _fact_lines(facts: Mapping[str, Any], source: str) -> Sequence[str]:
    """Return facts as lines, those of a section together, each with its source."""
    whole: dict[str, Any] = {}
    for path, value in facts.items():
        _merge(whole, nested(path, _Stated(value, source)))
    return [line for key, value in whole.items() for line in _lines(key, value, "")]


@dataclass(frozen=True, slots=True)
class _Stated:
    value: Any
    source: str


def _lines(key: str, value: Any, indent: str) -> list[str]:
    if isinstance(value, _Stated):
        return [f"{indent}{text(key)}: {flow({'value': value.value, 'source': value.source})}"]
    return [
        f"{indent}{text(key)}:",
        *(line for name, one in value.items() for line in _lines(name, one, f"{indent}  ")),
    ]


def _merge(whole: dict[str, Any], part: Mapping[str, Any]) -> None:
    for key, value in part.items():
        if isinstance(value, Mapping) and isinstance(whole.get(key), dict):
            _merge(whole[key], value)
        else:
            whole[key] = value
