"""The figures of an edition: how many facts it shows by origin and status, and of a draft what it asks for and lacks.

What is printed in one place is printed in all: every builder takes its figures from here. In a draft a section that is
unknown as a whole counts as often as facts inside it are asked for, as in the draft's stamp.
"""

from collections import Counter
from collections.abc import Sequence

from muniment.document.answers import plain_answer
from muniment.document.model import Fact
from muniment.document.paragraphs import Page
from muniment.document.values import date_text, number_text
from muniment.record.draft import Draft

_ORIGINS = ("declared", "measured", "computed", "inherited")
_ORDER = (*_ORIGINS, "other", "unknown", "not_applicable", "withheld")
#: How what a draft asks for can be open: the standing of a question, and its word.
_OPEN = {"unknown": "unknown", "absent": "missing", "contradicted": "contradicted"}


def tally_of(page: Page) -> tuple[tuple[str, int], ...]:
    """Return how many facts of the record are declared, measured …, unknown, in words and in a fixed order."""

    def kind(status: str, origin: str) -> str:
        if status != "known":
            return status
        return origin if origin in _ORIGINS else "other"

    counts = Counter(kind(fact.status, fact.origin) for fact in page.facts)
    counts["unknown"] = unknown_count(page)
    return tuple((page.words("tally", name), counts[name]) for name in _ORDER if counts[name])


def fact_count(page: Page) -> int:
    """Return how many facts there are in all: the sum of the tally."""
    return sum(count for _, count in tally_of(page))


def unknown_count(page: Page) -> int:
    """Return how many facts are stated to be unknown."""
    return sum(page.unknown.values())


def status_facts(page: Page) -> tuple[Fact, ...]:
    """Return as of when a document speaks, what is counted in it, and of a draft how much is asked for and open."""
    words, record = page.words, page.record
    parts, total = _told(tally_of(page), page), number_text(str(fact_count(page)), words)
    facts = [
        Fact(words("questions", "as_of"), plain_answer(date_text(record.as_of, words))),
        Fact(words("questions", "document_date"), plain_answer(date_text(record.document_date, words))),
        Fact(
            words("questions", "tally"),
            plain_answer(words("first_screen", "total", count=total, parts=parts) if parts else total),
        ),
    ]
    if record.draft and record.draft.asked:
        facts.append(Fact(words("questions", "asked_for"), plain_answer(_asked_for(record.draft, page))))
    return tuple(facts)


def _asked_for(draft: Draft, page: Page) -> str:
    words = page.words
    counts = Counter(question.standing for question in draft.questions)
    parts = _told([(words("tally", word), counts[standing]) for standing, word in _OPEN.items()], page)
    stated, asked = (number_text(str(count), words) for count in (draft.stated, draft.asked))
    if not parts:
        return words("first_screen", "all_stated", stated=stated, asked=asked)
    return words("first_screen", "some_stated", stated=stated, asked=asked, parts=parts)


def _told(counts: Sequence[tuple[str, int]], page: Page) -> str:
    return ", ".join(f"{number_text(str(count), page.words)}\u00a0{word}" for word, count in counts if count)
