"""Write the evidence of this workspace: what counting the files of data/ by hand gives, and what is wrong on purpose.

Run it in the repository when the list of measures changes. The same run gives the same files. Real evidence is written
by `muniment measure`; this one has to hold mistakes.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from muniment.evidence.lock import Data, Lock, Measured, Unread, lock_bytes
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import plan_of
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree

FOLDER = Path(__file__).parent


def locks() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each lock."""
    calls = _counted("calls", "data/calls-1.csv", "first", ("park", "bird"))
    yield "calls@1.0", lock_bytes(replace(calls, unread=(Unread("data/calls-2.csv", "truncated"),)))
    nests = _counted("nests", "data/nests.csv", "all", ())
    yield "nests@1.0", lock_bytes(replace(nests, plan="sha256:" + "0" * 64))
    yield "gone@1.0", lock_bytes(replace(nests, card="dataset/gone@1.0"))
    eggs = lock_bytes(_counted("eggs", "data/nests.csv", "all", ()))
    yield "eggs@1.0", eggs.replace(b'"value": 12', b'"value":  40')


def _counted(name: str, file: str, group: str, fields: tuple[str, ...]) -> Lock:
    data = (FOLDER / file).read_bytes()
    rows = list(csv.DictReader(data.decode().splitlines()))
    digest = hashlib.sha256(data).hexdigest()
    of = (("distribution", group),)
    facts = [
        Measured("files", of, 1, "files", read=1),
        Measured("bytes", of, len(data), "bytes", read=1),
        Measured("records", of, len(rows), "rows", read=len(rows)),
    ]
    for field in fields:
        missing = sum(not row[field] for row in rows)
        share = f"{missing / len(rows):.6f}"
        part = (("field", field),)
        facts.append(Measured("missing", part, share, "share", "exact", missing, len(rows), None, len(rows)))
    listing = f"{digest}  {file}\n".encode()
    whole = Data(1, len(data), f"sha256:{hashlib.sha256(listing).hexdigest()}")
    card = _card(name)
    return Lock(card.identity, whole, plan_of(card).sha256, load_definitions().sha256, tuple(facts))


def _card(name: str) -> Card:
    file = FOLDER / "datasets" / f"{name}.card.yaml"
    tree, _ = load_tree(file.read_bytes(), file.name)
    card = load_card(tree)[0] if tree else None
    if card is None:
        raise ValueError(f"{file} is no card")
    return card


def main() -> None:
    """Write the locks."""
    for name, data in locks():
        (FOLDER / "evidence" / f"{name}.lock.json").write_bytes(data)


if __name__ == "__main__":
    main()
