"""The files of `fill`: the mapping, the client's file, and the record that an earlier run left beside it."""

import json
from pathlib import Path

from muniment.answering.client_file import ClientFile, read_client_file
from muniment.answering.package import MAX_FILE
from muniment.app.files import read_bounded
from muniment.app.opening import shown
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.base.languages import offered_languages
from muniment.document.words import load_words
from muniment.record.filling import Filled, load_filled
from muniment.source.load import load_tree
from muniment.source.tree import Tree
from muniment.workspace.fill_map import FillMap, load_fill_map

#: What the record beside a filled file is called: the file's name, and this.
BESIDE = ".filled.json"
#: Bounds of the mapping and of the record, in bytes.
MAX_MAP, MAX_RECORD = 5_000_000, 50_000_000
#: Where our own words stand for yes and no, and for what is no value.
_OURS = {
    "yes": ("answers", "true"),
    "no": ("answers", "false"),
    "unknown": ("answers", "unknown"),
    "not_applicable": ("answers", "not_applicable"),
    "withheld": ("filling", "withheld"),
    "not_stated": ("answers", "not_stated"),
}


def read_map(path: Path) -> tuple[Tree | None, FillMap | None, list[Finding]]:
    """Return a mapping with its tree, either None where it cannot be read, and the findings about it."""
    data = read_bounded(path, MAX_MAP)
    tree, findings = load_tree(data, shown(path))
    if tree is None or findings:
        return tree, None, findings
    every = [load_words(language) for language in offered_languages()]
    known = {name: frozenset(words(*route) for words in every) for name, route in _OURS.items()}
    mapping, findings = load_fill_map(tree, known)
    return tree, mapping, findings


def read_file(path: Path, mapping: FillMap | None = None) -> ClientFile:
    """Return a client's file as read; what the mapping says of a CSV file counts."""
    data = read_bounded(path, MAX_FILE + 1)
    encoding, delimiter = (mapping.encoding or "", mapping.delimiter or "") if mapping else ("", "")
    return read_client_file(path.name, data, encoding, delimiter)


def check_output(file: Path, out: Path) -> None:
    """Refuse to write over what is not ours: a file that is there must be the one asked about, or as we left it.

    Raises CannotRun where it is neither.
    """
    if not out.exists() or out.resolve() == file.resolve():
        return
    earlier = earlier_record(out)
    if earlier is None or earlier.sha256 != digest(read_bounded(out, MAX_FILE + 1)):
        raise CannotRun(
            f"{out} is there, and is not as muniment fill left it.",
            "Name another file with -o; or fill that one, which keeps what others wrote into it.",
        )


def earlier_record(file: Path) -> Filled | None:
    """Return the record of an earlier run beside a file; None where there is none that can be read."""
    beside = file.with_name(file.name + BESIDE)
    if not beside.is_file():
        return None
    try:
        return load_filled(json.loads(read_bounded(beside, MAX_RECORD)))
    except (ValueError, RecursionError):
        return None


def ours_in(file: Path) -> dict[tuple[str, str], str]:
    """Return the digests of what an earlier run wrote into this file, by sheet and cell."""
    earlier = earlier_record(file)
    answers = earlier.answers if earlier else ()
    return {(one.sheet, cell.cell): cell.sha256 for one in answers for cell in one.cells}
