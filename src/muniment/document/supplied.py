"""How a record names a supplier whose sealed datasheet a fact was taken over from, and how a document says it."""

import re
from collections.abc import Iterable

from muniment.document.text import clean_text
from muniment.document.values import date_text
from muniment.document.words import Words
from muniment.record.record import DisclosedFact

_SUPPLIED = re.compile(
    r"stated by (?P<supplier>.{1,400}), sealed (?P<claimed>as its signer says )?on (?P<date>[0-9-]{10}), "
    r"pack SHA-256 (?P<sha256>[0-9a-f]{64})(?=; |$)"
)
#: So many digits name a pack beside each fact; the whole digest stands once, with how the document was made.
_SHORT = 12


def supplied_source(fact: DisclosedFact, words: Words) -> str:
    """Return what a fact was taken over from, in the words of the page, and what the card adds; else nothing."""
    found = _SUPPLIED.match(fact.source)
    if found is None:
        return ""
    told = _told(found, f"{found['sha256'][:_SHORT]}…", words)
    return clean_text(told + fact.source[found.end() :])


def supplied_by(facts: Iterable[DisclosedFact], words: Words) -> tuple[str, ...]:
    """Return each sealed datasheet that facts were taken over from, with its whole digest."""
    found = dict.fromkeys(match[0] for fact in facts if (match := _SUPPLIED.match(fact.source)))
    matches = (_SUPPLIED.match(text) for text in found)
    return tuple(clean_text(_told(match, match["sha256"], words)) for match in matches if match)


def _told(found: re.Match[str], sha256: str, words: Words) -> str:
    key = "supplied_claimed" if found["claimed"] else "supplied"
    return words("sources", key, supplier=found["supplier"], date=date_text(found["date"], words), sha256=sha256)
