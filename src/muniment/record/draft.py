"""What makes a record that of a draft: how many of the facts asked for are stated, what is open, what is to be mended.

An edition's record has none of this. Words are English; a document says them in its own language.
"""

from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftQuestion:
    """One fact that is asked for and not stated: where it would stand, what is asked, by which catalogue entries.

    "standing" is absent, unknown or contradicted. "address" is where the fact stands or would stand, or empty where
    there is no card to hold it. "owner" is empty when nobody is named or the audience may not know.
    """

    path: str
    address: str
    label: str
    standing: str
    question: str
    requirements: tuple[str, ...]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """Something that is written but cannot be read as an answer, with its place in the file and the remedy."""

    place: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Draft:
    """How far a draft has come: facts stated among those asked for, the open questions, and what is to be mended.

    "remarks" are codes with counts on what was and was not read of a folder of data, or is left out for the audience.
    """

    stated: int
    asked: int
    questions: tuple[DraftQuestion, ...] = ()
    mend: tuple[Mend, ...] = ()
    remarks: tuple[tuple[str, int], ...] = ()

    @property
    def unknown(self) -> dict[str, int]:
        """How many facts are asked for at each address whose status is unknown: of a section as many as inside it."""
        return Counter(question.address for question in self.questions if question.standing == "unknown")

    @property
    def figures(self) -> str:
        """The figures in words, for those who read no document: 31 of 96 facts stated."""
        return f"{self.stated} of {self.asked} facts stated"
