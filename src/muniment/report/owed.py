"""What is owed to whom, as text below the coverage: what is open first, what was handed over last or counted."""

from collections.abc import Sequence

from muniment.catalogue.requirements import CONFIDENCE
from muniment.record.owed import DELIVERED, PASSED_OVER, CoveredOwed, Owed, folded, is_late
from muniment.report.coverage import fold_line
from muniment.report.text import printable

_WORDS = {
    "overdue": "OVERDUE", "ahead": "not delivered", "undated": "not delivered", "superseded": "SUPERSEDED",
    "delivered": "delivered", "passed_over": "passed over", "day_passed": "DAY PASSED", "day_ahead": "day ahead",
}  # fmt: skip
_SETTLED = (DELIVERED, PASSED_OVER)


def render_owed(owed: Sequence[Owed], as_of: str, *, everything: bool) -> str:
    """Return what is owed, a recipient after another; what is settled is counted, and listed with ``everything``."""
    if not owed:
        return ""
    lines = ["", f"What is owed to whom, as of {as_of}, by clients and requests in muniment.yaml, by what deliveries/ "
             "notes, and by texts that name a day; what was not noted counts as not delivered:"]  # fmt: skip
    for recipient in dict.fromkeys(one.recipient for one in owed):
        own = tuple(one for one in owed if one.recipient == recipient)
        shown = tuple(one for one in own if everything or one.state not in _SETTLED or is_late(one))
        lines += ["", f"  {printable(recipient) if recipient != 'public' else 'the public'}"]
        lines += [line for row in folded(shown) for line in _row(row)]
        if settled := len(own) - len(shown):
            lines.append(f"    {'delivered':<16}{settled} document{'s' * (settled != 1)} (--all lists them)")
    return "\n".join(part for line in lines for part in fold_line(line)) + "\n"


def _row(row: CoveredOwed) -> list[str]:
    more = row.cards - len(row.bearers)
    names = ", ".join(row.bearers) + (f" and {more} more" if more else "")
    language = f" in {row.language}" if row.language else ""
    return [
        f"    {_WORDS[row.state]:<16}{row.document.replace('_', ' ')} of {names}{language} ({'; '.join(_asides(row))})"
    ]


def _asides(row: CoveredOwed) -> list[str]:
    said = [row.ground.replace("_", " ") + (f", {printable(row.reference)}" if row.reference else "")]
    if row.provision:
        said.append(f"{row.provision}, {CONFIDENCE[row.confidence]}")
    if row.asked_on:
        said.append(f"asked for on {row.asked_on}")
    said.append(f"due {row.due}" if row.due else "no day is known")
    if row.delivered_on:
        said.append(f"delivered on {row.delivered_on}{', LATE' if is_late(row) else ''}")
    if row.state == "superseded":
        said.append(f"what it holds since {row.held_since} says otherwise than the cards do now")
    elif row.state == "passed_over":
        said.append(f"never delivered; a later version was, on {row.held_since}")
    elif row.held_since and not row.delivered_on:
        said.append(f"what it holds since {row.held_since} does not settle this: another version or language, or older")
    return said
