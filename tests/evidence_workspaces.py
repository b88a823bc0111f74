"""A small workspace with data that are described, and locks as a measurement would write them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import open_workspace
from muniment.evidence.lock import Data, Lock, Measured, Sample, Unread, lock_bytes
from muniment.evidence.measures import load_definitions
from muniment.evidence.plan import plan_of
from muniment.workspace.claims import Claim
from sample_cards import card, load

AS_OF = "2026-11-23"
BIRDS = "dataset/birds@1.0"
DATA = b"species,sex,set\n" + b"wren,f,train\n" * 30 + b"kite,,test\n" * 10
DIGEST = "sha256:" + "ab" * 32

CARD: dict[str, Any] = {
    "modalities": ["tabular"],
    "distribution": [{"id": "csv", "location": "data/birds.csv"}],
    "fields": [
        {"id": "species", "holds": "group"},
        {"id": "sex", "holds": "group"},
        {"id": "set", "holds": "split"},
        {"id": "heard", "holds": "time"},
        {"id": "noted", "holds": "language"},
        {"id": "sound", "holds": "content"},
        {"id": "mark", "holds": "label", "campaign": "first"},
        {"id": "nest", "name": "nest.id", "holds": "unit"},
    ],
    "splits": [{"id": "train", "kind": "training"}, {"id": "test", "kind": "testing"}],
    "measures": [{"id": "rows", "modality": "tabular", "unit": "rows"}],
    "labelling": {"labelled": True, "campaigns": [{"id": "first", "qc": {"agreement_metric": "Fleiss' kappa"}}]},
}


def share(measure: str, numerator: int, denominator: int, **more: Any) -> Measured:
    of = tuple(sorted(more.pop("of", {}).items()))
    value = f"{numerator / denominator:.6f}"
    return Measured(measure, of, value, "share", numerator=numerator, denominator=denominator, read=denominator, **more)


def tally(measure: str, unit: str, counts: Mapping[str, int], **of: str) -> Measured:
    total = sum(counts.values())
    rows = [{"name": name, "value": f"{count / total:.6f}", "count": count} for name, count in counts.items()]
    return Measured(measure, tuple(sorted(of.items())), rows, unit, denominator=total, read=total)


def shared(split: str, count: int, of_all: int, **more: Any) -> Measured:
    of = (("by", "nest"), ("split", split))
    return Measured("shared_units", of, count, "units", "exact", count, of_all, read=40, **more)


def figures() -> list[Measured]:
    """Return what a measurement of these birds finds."""
    csv = (("distribution", "csv"),)
    return [
        Measured("files", csv, 1, "files", read=1),
        Measured("bytes", csv, len(DATA), "bytes", read=1),
        Measured("records", csv, 40, "rows", read=40),
        Measured("digest", csv, DIGEST, "sha256", read=1),
        Measured("content_digest", (), DIGEST, "sha256", read=1),
        Measured("amount", (("modality", "tabular"), ("unit", "rows")), 40, "rows", read=40),
        share("split_share", 30, 40, of={"split": "train"}),
        share("split_share", 10, 40, of={"split": "test"}),
        Measured("period", (("edge", "start"),), "2019-03-04", "date", read=40),
        Measured("period", (("edge", "end"),), "2021-11-30", "date", read=40),
        tally("languages", "rows", {"de": 25, "en": 15}),
        share("missing", 10, 40, of={"field": "sex"}),
        share("missing", 0, 40, of={"field": "species"}),
        share("duplicate_rate", 4, 40),
        share("overlap", 1, 10, of={"by": "record", "split": "test"}),
        shared("test", 1, 4),
        shared("train", 0, 9),
        tally("groups", "share", {"wren": 30, "kite": 10}, field="species"),
        tally("groups", "share", {"f": 30, "": 10}, field="sex"),
        tally("labels", "labels", {"loud": 33, "soft": 7}, campaign="first"),
        Measured("labelled_items", (("campaign", "first"),), 40, "items", read=40),
        Measured("labels_per_item", (("campaign", "first"),), "1.000000", "labels", read=40),
        Measured("agreement", (("campaign", "first"), ("statistic", "fleiss_kappa")), "0.712345", "", read=40),
        share("personal_data", 2, 40, of={"indicator": "mail"}, kind="estimate", interval=("0.013800", "0.165000")),
        share("personal_data", 0, 40, of={"indicator": "iban"}, kind="estimate", interval=("0", "0.087600")),
    ]


def without(measure: str, *more: Measured) -> list[Measured]:
    """Return the figures with those of one measure replaced."""
    return [figure for figure in figures() if figure.measure != measure] + list(more)


def text_of(**facts: Any) -> str:
    """Return the text of the card of the birds, with facts beside or in place of its own."""
    return card(**{**CARD, **facts})


def lock_of(text: str, facts: list[Measured] | None = None, **changes: Any) -> Lock:
    """Return a lock for the card of this text."""
    loaded, findings = load(text)
    assert loaded is not None, findings
    assert not findings
    members: dict[str, Any] = {
        "card": loaded.identity,
        "data": Data(1, len(DATA), "sha256:" + "cd" * 32),
        "plan": plan_of(loaded).sha256,
        "definitions": load_definitions().sha256,
        "facts": tuple(figures() if facts is None else facts),
    }
    return Lock(**{**members, **changes})


def workspace(folder: Path, text: str, lock: Lock | bytes | None = None, *others: tuple[str, str]) -> Path:
    """Write a workspace with the birds, their data and perhaps a lock; ``others`` are further files with their text."""
    files = {"muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n", "birds.card.yaml": text, **dict(others)}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "birds.csv").write_bytes(DATA)
    if lock is not None:
        (folder / "evidence").mkdir(exist_ok=True)
        data = lock if isinstance(lock, bytes) else lock_bytes(lock)
        (folder / "evidence" / "birds@1.0.lock.json").write_bytes(data)
    return folder


def assessed(folder: Path) -> Assessed:
    """Assess a workspace on a fixed day."""
    return assess_workspace(open_workspace([folder]), AS_OF)


def claims_of(folder: Path) -> Mapping[str, Claim]:
    """Return the claims on the birds by inner address."""
    return assessed(folder).opened.workspace.evidence[BIRDS].claims


__all__ = ["Sample", "Unread"]
