"""How a fact stands to what was measured, in words: with the parts of a share, or the interval of an estimate."""

import re
from decimal import Decimal

from muniment.document.values import number_text
from muniment.document.words import Words
from muniment.record.record import Evidenced

_SHARE = re.compile(r"[01](?:\.[0-9]{1,12})?")
_STATES = ("confirmed", "measured", "consistent", "contradicted", "not_measured", "not_measurable", "stale")

_OPEN = ("consistent", "not_measured", "not_measurable")


def evidence_remarks(evidence: Evidenced, origin: str, words: Words) -> list[str]:
    """Return what is said beside a fact of a set that was measured; a record from outside may hold anything.

    That a fact is measured its origin says already: only the parts of the figure are added.
    """
    remarks = []
    told = _figures(evidence, words)
    if evidence.state in _STATES and (told or origin != "measured"):
        said = words("evidence", _saying(evidence))
        remarks.append(words("evidence", "figures", said=said, figures=told) if told else said)
    return remarks


def _saying(evidence: Evidenced) -> str:
    """Return which sentence says how a fact stands: not all that bears nothing out does so for the same reason."""
    if evidence.reason == "unread" and evidence.state in _OPEN:
        return "unread" if evidence.state == "consistent" else "unread_open"
    if evidence.state == "consistent" and evidence.reason not in ("", "sample"):
        return "compatible"
    return evidence.state


def _figures(evidence: Evidenced, words: Words) -> str:
    """Return the interval of an estimate, or a count of a whole; empty where neither is told."""
    if evidence.low is not None and evidence.high is not None:
        return interval_text(evidence.low, evidence.high, words)
    if evidence.numerator is not None and evidence.denominator is not None:
        part, whole = (number_text(str(count), words) for count in (evidence.numerator, evidence.denominator))
        return words("evidence", "of", part=part, whole=whole)
    return ""


def interval_text(low: str | None, high: str | None, words: Words) -> str:
    """Return an interval of shares in words; empty for what is none."""
    if low is None or high is None or not (_SHARE.fullmatch(low) and _SHARE.fullmatch(high)):
        return ""
    most = words.forms.percent(_hundredths(high))
    if Decimal(low) == 0:
        # Never "none": a sample in which nothing was found says no more than this.
        return words("evidence", "at_most", high=most)
    return words("evidence", "between", low=words.forms.percent(_hundredths(low)), high=most)


def _hundredths(share: str) -> str:
    return format(Decimal(share).scaleb(2).normalize(), "f")
