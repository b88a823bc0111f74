"""`show`: any file of a workspace, or one that was made from it, as plain text. It serves git as a textconv.

It never fails for what a file holds: a card with a mistake stands as it is written, since a fact that counts for
nothing would be missing in the text.
"""

import json
from pathlib import Path

from muniment.app.files import read_bounded
from muniment.base.canonical import digest
from muniment.base.findings import Severity
from muniment.report.text import printable

_MOST = 256 * 1024 * 1024
_ZIP = b"PK\x03\x04"


def plain_text(file: Path) -> str:
    """Return a file as plain text; raise CannotRun only where it cannot be read."""
    data = read_bounded(file, _MOST)
    try:
        if data.startswith(_ZIP):
            return _pack(data)
        if data.startswith((b"%PDF-", b"<!DOCTYPE html", b"<!doctype html")):
            return _edition(data)
        if data.startswith(b"{"):
            return _json(data)
        return _card(data, file.name)
    except Exception:  # whatever a file holds, git must get its text
        return _as_it_is(data)


def _card(data: bytes, name: str) -> str:
    from muniment.model.load import load_card
    from muniment.report.plain_card import card_text
    from muniment.source.load import load_tree

    tree, findings = load_tree(data, name)
    card, said = load_card(tree) if tree else (None, [])
    if card is None or any(finding.severity is Severity.ERROR for finding in (*findings, *said)):
        return _as_it_is(data)
    return card_text(card)


def _pack(data: bytes) -> str:
    from muniment.record.pack import PACK_FILE, load_pack
    from muniment.report.plain_card import pack_text
    from muniment.verify.container import open_container

    described = open_container(data).read(PACK_FILE)
    return pack_text(load_pack(described)) if described is not None else _as_it_is(data)


def _edition(data: bytes) -> str:
    from muniment.record.record import load_record
    from muniment.report.plain_card import record_text
    from muniment.verify.page import embedded_record

    if data.startswith(b"%PDF-"):
        from muniment.verify.pdf import embedded_record_of

        return record_text(load_record(embedded_record_of(data)))
    return record_text(load_record(embedded_record(data)))


def _json(data: bytes) -> str:
    from muniment.report.json_report import dump_json

    return dump_json(json.loads(data))


def _as_it_is(data: bytes) -> str:
    """Return the text of a file line by line; of what is no text its digest."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        return f"no text: {len(data)} bytes, {digest(data)}\n"
    lines = text.splitlines()
    return "".join(f"{printable(line)}\n" for line in lines)
