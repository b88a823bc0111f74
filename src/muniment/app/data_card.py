"""A card made from the files of a folder alone: what was read of them just now, nothing that only people can say."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from muniment.app.data_folder import DataFile, DataFolder
from muniment.base.addresses import name_of
from muniment.evidence.locations import legible
from muniment.model.facts import Fact, Origin
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree

#: So many files are listed one by one; more are listed by what they are.
MAX_LISTED = 40
#: What the version of a card is called while nobody has given one.
NO_VERSION = "0"
_MAX_DESCRIPTION = 3000
_NOTICES = {
    "readme": "By its name a file that describes the others.",
    "licence": "By its name a file about a licence; nothing was concluded from it.",
    "croissant": "By its name a Croissant description.",
    "card": "By its name a description of the data set.",
}
_SUMMED = {
    "image": ("images", "images", ""),
    "audio": ("audio", "other", "sound files"),
    "video": ("video", "other", "films"),
}


def card_text(name: str, folder: DataFolder, day: str, asked: Iterable[tuple[str, str]] = (), schema: str = "") -> str:
    """Return the card of a folder as YAML; ``asked`` are paths below the card with what is asked, as comments.

    ``schema`` is where the JSON Schema of cards lies, for the modeline of editors.
    """
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    lines += ["muniment: 1", "kind: dataset", f"name: {_quoted(name)}", f"version: {_quoted(NO_VERSION)}"]
    lines += fact_lines(folder, day, "draft")
    questions = [f"# {path}: {question}" for path, question in asked]
    if questions:
        lines += [
            "",
            "# Nobody has said yet (write the answer, or {unknown: why, owner: who}, or {not_applicable: why}):",
        ]
    return "\n".join([*lines, *questions]) + "\n"


def fact_lines(folder: DataFolder, day: str, command: str, at: str = "") -> list[str]:
    """Return what was read of a folder as lines of a card; ``at`` is the folder, as the card's locations begin."""
    source = f"read from the files by muniment {command} on {day}"
    lines = []
    if (whole := _whole(folder)) is not None:
        lines.append(f"content_hash: {_long(whole[0], source, whole[1])}")
    lines += _list("distribution", _distribution(folder.files, source, f"{at}/" if at else ""))
    return lines + _list("measures", _measures(folder.files, source, day))


def measured_card(text: str, file: str) -> Card:
    """Return the card that a text made here holds, its facts marked as measured: the tool read them, nobody said them.

    Raises ValueError if it is no card, which would be a fault of the program.
    """
    tree, _ = load_tree(text.encode("utf-8"), file)
    card = load_card(tree)[0] if tree else None
    if card is None:
        raise ValueError("the card made from the files cannot be read")
    return replace(card, facts={inner: _measured(fact) for inner, fact in card.facts.items()})


def _measured(fact: Fact) -> Fact:
    return fact if fact.record else replace(fact, origin=Origin.MEASURED)


def _whole(folder: DataFolder) -> tuple[str, str] | None:
    """Return one digest over all files with what it is taken of; None where anything was not read."""
    if not folder.files or any(folder.passed_over.values()):
        return None
    if len(folder.files) == 1:
        return folder.files[0].sha256, "of the one file"
    return _digest_of(folder.files), _OVER_MANY


_OVER_MANY = "of the list of digests and paths, a line a file in the order of the paths, as sha256sum writes it"


def _digest_of(files: Sequence[DataFile]) -> str:
    listed = "".join(f"{file.sha256.removeprefix('sha256:')}  {file.path}\n" for file in files)
    return f"sha256:{hashlib.sha256(listed.encode('utf-8')).hexdigest()}"


def _distribution(files: Sequence[DataFile], source: str, at: str) -> Iterator[dict[str, str]]:
    ids: set[str] = set()
    groups: dict[tuple[str, str], list[DataFile]] = {}
    for file in files:
        alone = len(files) <= MAX_LISTED or file.content.notice
        suffix = PurePosixPath(file.path).suffix.casefold()
        groups.setdefault((file.path, "") if alone else (suffix, file.content.media_type), []).append(file)
    # A folder can hold files of any number of kinds: the most frequent ones are told apart.
    kept = sorted(groups.items(), key=lambda item: -len(item[1]))[:MAX_LISTED]
    rest = [file for key, group in groups.items() if key not in dict(kept) for file in group]
    for (key, _), group in kept:
        location = f"**/*{key}" if len(group) > 1 else group[0].path
        yield _group(group, _new_id(key.removeprefix("."), ids), f"{at}{location}", source)
    if rest:
        yield _group(rest, _new_id("other", ids), f"{at}**/*", source)


def _group(files: Sequence[DataFile], name: str, location: str, source: str) -> dict[str, str]:
    first = files[0].content
    item = {"id": _quoted(name), "location": _long(location, source)}
    if first.media_type and all(file.content.media_type == first.media_type for file in files):
        item["format"] = _long(first.media_type, source)
    if all(file.sha256 for file in files):
        alone = len(files) == 1
        item["sha256"] = _long(files[0].sha256 if alone else _digest_of(files), source, "" if alone else _OVER_MANY)
    item["bytes"] = _long(sum(file.size for file in files), source)
    counts = [file.content.rows for file in files]
    if None not in counts:
        item["records"] = _long(sum(count or 0 for count in counts), source, _how_counted(files))
    if first.encoding and all(file.content.encoding == first.encoding for file in files):
        item["encoding"] = _long(first.encoding, source)
    if description := _description(files):
        item["description"] = _long(description, source)
    return item


def _how_counted(files: Sequence[DataFile]) -> str:
    headed = [file.content.headed for file in files if file.content.media_type.startswith("text/")]
    if not headed:
        return ""
    if all(headed):
        return "lines after the first, which is taken as the names of the columns"
    return "the first line is counted where it does not read like names of columns" if any(headed) else "all lines"


def _description(files: Sequence[DataFile]) -> str:
    content = files[0].content
    told = [f"{len(files)} files."] if len(files) > 1 else []
    if content.notice and len(files) == 1:
        told.append(_NOTICES[content.notice])
    unread = sum(not file.sha256 for file in files)
    if unread:
        told.append("Not read whole." if len(files) == 1 else f"{unread} of them were not read whole.")
    if content.columns and all(file.content.columns == content.columns for file in files):
        named = ", ".join(f"{legible(name)} ({kind})" if kind else legible(name) for name, kind in content.columns)
        guessed = " (what they hold is guessed from the first rows)" if any(kind for _, kind in content.columns) else ""
        told.append(f"Columns{guessed}: {named}.")
    text = " ".join(told)
    return text if len(text) <= _MAX_DESCRIPTION else f"{text[:_MAX_DESCRIPTION]} …"


def _measures(files: Sequence[DataFile], source: str, day: str) -> Iterator[dict[str, str]]:
    data = [file for file in files if not file.content.notice]
    tables = [file for file in data if file.content.counted == "rows"]
    # Rows of tables with other columns are other things: they are not added up.
    if (
        tables
        and len({file.content.columns for file in tables}) == 1
        and all(file.content.rows is not None for file in tables)
    ):
        rows = sum(file.content.rows or 0 for file in tables)
        yield _measure("rows", "rows", "", rows, _how_counted(tables), source, day)
    text = [file for file in data if file.content.counted == "text"]
    if text:
        yield _measure("text", "bytes", "", sum(file.size for file in text), "size of the text files", source, day)
    for counted, (name, unit, unit_name) in _SUMMED.items():
        number = sum(file.content.counted == counted for file in data)
        if number:
            yield _measure(name, unit, unit_name, number, "files that begin as such files do", source, day)


def _measure(name: str, unit: str, unit_name: str, amount: int, how: str, source: str, day: str) -> dict[str, str]:
    item = {"id": name, "unit": _long(unit, source)}
    if unit_name:
        item["unit_name"] = _long(unit_name, source)
    return {**item, "amount": _long(amount, source, how), "as_of": _long(day, source)}


def _list(key: str, items: Iterable[dict[str, str]]) -> list[str]:
    lines = [key + ":"]
    for item in items:
        lines += [
            f"  {'- ' if place == 0 else '  '}{name}: {value}" for place, (name, value) in enumerate(item.items())
        ]
    return lines if len(lines) > 1 else []


def _long(value: str | int, source: str, note: str = "") -> str:
    written = _quoted(value) if isinstance(value, str) else str(value)
    beside = f", note: {_quoted(note)}" if note else ""
    return f"{{value: {written}{beside}, source: {_quoted(source)}}}"


def _quoted(text: str) -> str:
    """Return a text as YAML's double-quoted scalar, which a JSON string of printable characters is."""
    return json.dumps(text, ensure_ascii=False)


def _new_id(wish: str, taken: set[str]) -> str:
    name = base = name_of(wish)
    number = 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name
