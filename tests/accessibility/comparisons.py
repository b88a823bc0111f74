"""Pages of comparisons: of two examples, which have every kind of change, and one made to be difficult."""

import shutil
import tempfile
from pathlib import Path

from muniment.app.diffing import Wanted, diff
from muniment.report.diff import render

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-20"
CARD = "datasets/applications-train.card.yaml"


def comparison_pages() -> dict[str, str]:
    """Return the HTML pages of comparisons by name."""
    with tempfile.TemporaryDirectory() as folder:
        before, now = (Path(folder) / name for name in ("before", "now"))
        for side in (before, now):
            shutil.copytree(ROOT / "examples" / "recruitment", side)
        _edit(now)
        edited = render(diff(Wanted([str(before), str(now)], AS_OF)), "html")
    other = [str(ROOT / "examples" / name) for name in ("penguins", "recruitment")]
    return {"edited": edited, "others": render(diff(Wanted(other, AS_OF)), "html")}


def _edit(side: Path) -> None:
    card = side / CARD
    text = card.read_text("utf-8")
    for before, after in (
        ("amount: 62400", "amount: 62401"),
        ("62 400 pseudonymised", "62 401 pseudonymised and checked"),
        ("grouped_by: vacancy", "grouped_by: {unknown: <b>nobody</b> & no one knows}"),
        ("title: Applications", "title: \u05e9\u05dc\u05d5\u05dd Averyveryverylongwordwithoutanyblank" + "x" * 120),
        ("disclosure:\n", "disclosure:\n  - {path: statistics, audience: internal, ground: contract}\n"),
    ):
        assert before in text, before
        text = text.replace(before, after, 1)
    card.write_text(text, "utf-8")
    system = side / "systems" / "kandelis-shortlist.card.yaml"
    system.write_text(system.read_text("utf-8").replace("risk_class: high_risk", "risk_class: minimal"), "utf-8")
    settings = side / "muniment.yaml"
    settings.write_text(settings.read_text("utf-8").replace("banner: Fictional", "banner: <i>Fictional</i>"), "utf-8")
