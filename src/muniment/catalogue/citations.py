"""Citations as people write them: read into places of a text, and compared with those of the catalogue."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from muniment.catalogue.requirements import Catalogue, Instrument, Requirement

_ROMAN = {"I": 1, "V": 5, "X": 10}
#: How people call an instrument, beside its label in the catalogue; the longest that fits is meant.
_NAMES = {
    "ai_act": ("ai act", "aia", "regulation (eu) 2024/1689", "reg. (eu) 2024/1689", "2024/1689"),
    "gdpr": ("gdpr", "general data protection regulation", "regulation (eu) 2016/679", "2016/679"),
    "summary_template": ("template of the public summary", "public summary", "summary template", "template"),
    "documentation_form": ("model documentation form", "documentation form", "form", "mdf"),
    "copyright_directive": ("directive (eu) 2019/790", "directive 2019/790", "2019/790", "dsm directive", "dsm"),
    "platform_directive": ("directive (eu) 2024/2831", "directive 2024/2831", "2024/2831", "platform work directive"),
    "edpb_opinion": ("edpb opinion 28/2024", "edpb opinion", "opinion 28/2024", "edpb"),
    "gpai_guidelines": ("commission guidelines", "gpai guidelines", "guidelines"),
    "labour_guidance": ("partnership on ai", "pai"),
    "code_transparency": ("code of practice, transparency chapter", "transparency chapter"),
    "code_copyright": ("code of practice, copyright chapter", "copyright chapter"),
    "california": ("california ab 2013", "california", "ab 2013", "ab2013", "civil code"),
    "standards": ("standards", "standard"),
}
#: Words that say which kind of place follows; the first of each row is the one compared.
_PLACES = (
    ("art", "article", "articles", "arts"),
    ("annex", "annexes"),
    ("section", "sections", "sec"),
    ("measure", "measures"),
    ("field", "fields"),
    ("notice",),
    ("control", "controls"),
)
_PLACE = {word: row[0] for row in _PLACES for word in row}
#: Words that join the parts of one place and say nothing by themselves.
_FILL = {
    "point", "points", "paragraph", "paragraphs", "para", "paras", "letter", "subparagraph", "no", "the", "of",
    "section", "opening", "words", ",",
}  # fmt: skip
_ORDINALS = {"first": "sub1", "second": "sub2", "third": "sub3", "fourth": "sub4"}
#: A quoted name, a number or a word, with the bracket that opens before it; and what joins places.
_TOKEN = re.compile(r'"[^"]*"|\(?(?:[a-z]\.)?\d+(?:\.\d+)+|\(?\d+a?\b|\(?[a-z]+|[,–]')


#: The length from which a text that a citation holds is taken for what is asked.
_SHORTEST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a text: its kind (art, annex, section …) and its parts, outermost first: ``art``, (10, 2, f)."""

    kind: str
    parts: tuple[str, ...]

    def holds(self, other: "Place") -> bool:
        """Tell whether the other place is this one or lies inside it."""
        return self.kind == other.kind and other.parts[: len(self.parts)] == self.parts


@dataclass(frozen=True, slots=True)
class Version:
    """How an entry is or was cited: from a day until before another (empty: until now)."""

    requirement: str
    citation: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation of a person was read as: the instrument (empty: not named) and the place in it."""

    instrument: str
    place: Place | None


def read_citation(text: str, instruments: Iterable[Instrument]) -> Cited:
    """Read a citation as people write it; ``place`` is None where no place of a text is named."""
    name, rest = _instrument_of(text, instruments)
    places = places_of(rest)
    if not places and re.fullmatch(r"\s*\d+(\.\d+)+\s*", rest):
        places = (Place("section", tuple(rest.split())),)
    return Cited(name, places[0] if places else None)


def places_of(citation: str) -> tuple[Place, ...]:
    """Return the places that a citation names: one, several joined by commas or "and", or a range of articles."""
    found: list[Place] = []
    kind, joined = "", False
    parts: list[str] = []
    words = [*_TOKEN.findall(_numbered(citation.casefold())), ""]
    for word, following in itertools.pairwise(words):
        if word in _PLACE and not (kind == "annex" and word == "section"):
            found += _closed(kind, parts)
            kind, parts, joined = _PLACE[word], [], False
        elif word in ("and", "to", "–") or (word == "," and following.isdigit()):
            found += _closed(kind, parts)
            found += _range(kind, parts, following) if word in ("to", "–") else []
            joined = bool(parts)
        elif word in _ORDINALS:
            parts.append(_ORDINALS[word])
        elif kind and word not in _FILL:
            parts = _after(kind, parts, word) if joined else [*parts, word.strip("(")]
            joined = False
    return tuple(dict.fromkeys([*found, *_closed(kind, parts)]))


def versions_of(requirement: Requirement) -> tuple[Version, ...]:
    """Return how an entry of today's catalogue was cited over time, the oldest first, the present one last."""
    found, since = [], requirement.since
    for former in sorted(requirement.history, key=lambda row: row.until):
        found.append(Version(requirement.id, former.citation, since, former.until))
        since = former.until
    return (*found, Version(requirement.id, requirement.citation, since, ""))


def entries_under(cited: Cited, catalogue: Catalogue) -> tuple[Version, ...]:
    """Return how entries are or were cited under a place, now or before; those inside it, else those it lies in.

    ``catalogue`` is today's. A citation without an instrument is one of the AI Act where it names articles or annexes,
    else of whichever text has such a place. Empty where no entry stands there.
    """
    if cited.place is None:
        return ()
    known = [
        (version, place)
        for requirement in catalogue.requirements.values()
        if _is_meant(requirement, cited)
        for version in versions_of(requirement)
        for place in places_of(version.citation)
    ]
    for outwards in (False, True):
        for wanted in _alike(cited.place):
            found = [version for version, place in known if any(_fits(one, wanted, outwards) for one in _alike(place))]
            if found:
                return tuple(dict.fromkeys(found))
    return ()


def _fits(own: Place, wanted: Place, outwards: bool) -> bool:
    return own.holds(wanted) if outwards else wanted.holds(own)


def entries_cited(text: str, catalogue: Catalogue) -> tuple[Version, ...]:
    """Return the entries whose citation holds a text, as it is or was; empty for texts too short to mean anything."""
    wanted = " ".join(text.casefold().split())
    if len(wanted) < _SHORTEST:
        return ()
    every = [version for requirement in catalogue.requirements.values() for version in versions_of(requirement)]
    pattern = re.compile(rf"(?<![\w.-]){re.escape(wanted)}(?![\w-])")
    return tuple(version for version in every if pattern.search(version.citation.casefold()))


def _is_meant(requirement: Requirement, cited: Cited) -> bool:
    if cited.instrument:
        return requirement.instrument == cited.instrument
    return requirement.instrument == "ai_act" or (cited.place is not None and cited.place.kind not in ("art", "annex"))


def _alike(place: Place) -> tuple[Place, ...]:
    """Return a place as written, and without the section of an annex, which people leave out."""
    if place.kind == "annex" and len(place.parts) > 2 and place.parts[1].isdigit() and place.parts[2].isdigit():
        return (place, Place("annex", (place.parts[0], *place.parts[2:])))
    return (place,)


def _instrument_of(text: str, instruments: Iterable[Instrument]) -> tuple[str, str]:
    low = " ".join(text.casefold().split())
    names = [(name, one.id) for one in instruments for name in (one.label.casefold(), *_NAMES.get(one.id, ()))]
    for name, instrument in sorted(names, key=lambda pair: -len(pair[0])):
        if re.search(rf"(?<![\w/]){re.escape(name)}(?![\w/])", low):
            return instrument, low.replace(name, " ", 1)
    return "", low


def _numbered(text: str) -> str:
    """Return a text with the Roman numbers of annexes as numbers, and letters kept apart from the number before."""
    numbered = re.sub(r"\bannex(?:es)? ([ivx]+)\b", lambda found: f"annex {_roman(found[1])}", text)
    numbered = re.sub(r"\bart(?:icle)?s?\.?(?=\s|\d)", "art ", numbered)
    return re.sub(r"(?<=[0-9])(?=[b-z]\b)|(?<=\))(?=\S)", " ", numbered)


def _roman(numeral: str) -> int:
    values = [_ROMAN[letter] for letter in numeral.upper()]
    later = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, later, strict=True))


def _closed(kind: str, parts: list[str]) -> list[Place]:
    return [Place(kind, tuple(parts))] if kind and (parts or kind == "notice") else []


def _range(kind: str, parts: list[str], end: str) -> list[Place]:
    """Return the places between two numbers on the same level, the first and the last left out."""
    last = end.strip("(")
    if not (parts and parts[-1].isdigit() and last.isdigit()):
        return []
    return [Place(kind, (*parts[:-1], str(number))) for number in range(int(parts[-1]) + 1, int(last))]


def _after(kind: str, parts: list[str], token: str) -> list[str]:
    """Return the parts of a place that shares what it can with the one before.

    "Art 9(2)(a) and (c)" and "Annex V points 6 and 7" go on in the same place, "Art 5(1) and 6" starts anew.
    """
    if not token.startswith("("):
        points = [n for n, part in enumerate(parts) if n and part.isdigit()]
        return [*parts[: points[-1]], token] if kind == "annex" and token.isdigit() and points else [token]
    part = token[1:]
    depth = next((n for n in range(len(parts) - 1, -1, -1) if parts[n].isalpha() == part.isalpha()), len(parts))
    return [*parts[:depth], part]
