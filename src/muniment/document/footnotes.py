"""Citations as footnotes: numbered by first mention, each provision once, with how far its reading was checked."""

from collections.abc import Iterable

from muniment.document.citations import citation_text
from muniment.document.model import Footnote
from muniment.document.text import clean_text
from muniment.document.words import Words
from muniment.record.record import Citation

#: From the weakest reading to the surest: a provision cited twice is no surer than its weakest reading.
_WEAKEST_FIRST = ("remembered", "", "read_secondary", "read_official_text")


class Footnotes:
    """The footnotes of one document, growing while its paragraphs are numbered."""

    def __init__(self, citations: Iterable[tuple[str, Citation]], words: Words) -> None:
        self._by_requirement = dict(citations)
        self._cited: dict[str, list[Citation]] = {}
        self._words = words

    def of_requirements(self, requirements: Iterable[str]) -> tuple[int, ...]:
        """Return the footnote numbers for catalogue entries; entries without a citation have none."""
        found = (self._by_requirement.get(requirement) for requirement in requirements)
        return tuple(sorted({self.cite(citation) for citation in found if citation and citation.label.strip()}))

    def cite(self, citation: Citation) -> int:
        """Return the number of one citation, a new one at its first mention."""
        label = clean_text(citation.label)
        self._cited.setdefault(label, []).append(citation)
        return list(self._cited).index(label) + 1

    def notes(self) -> tuple[Footnote, ...]:
        """Return all footnotes in order."""
        return tuple(
            self._note(number, label, cited) for number, (label, cited) in enumerate(self._cited.items(), start=1)
        )

    def _note(self, number: int, label: str, cited: list[Citation]) -> Footnote:
        weakest = min((citation.confidence for citation in cited), key=_strength)
        link = next((citation.link for citation in cited if citation.link.startswith(("https://", "http://"))), "")
        words = self._words.get("confidence", weakest, default=clean_text(weakest).replace("_", " "))
        return Footnote(number, citation_text(label, self._words), clean_text(link), words)


def _strength(confidence: str) -> int:
    return _WEAKEST_FIRST.index(confidence) if confidence in _WEAKEST_FIRST else 0
