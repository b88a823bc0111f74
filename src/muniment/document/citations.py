"""Citations as a language writes them: ``AI Act Art 10(2)(f)`` is ``Art. 10 Abs. 2 Buchst. f KI-Verordnung``.

The record's citation is English. The name of the text is looked up like a title of the catalogue, the words of its
divisions are interface words; what stands in quotes is a label of the text and stays, in the quotes of the language.
"""

import re

from muniment.base.languages import SOURCE_LANGUAGE, primary_language
from muniment.document.words import Words

_QUOTED = re.compile(r'("[^"]*")')
_PLACE = re.compile(r"\b(Art|point) (\d+[a-z]?)((?:\([0-9a-z]{1,4}\))*)")
#: A place that some languages put before the name of its text; others would not read without the name before them.
_ARTICLE = re.compile(r" (?:Art|Annex) ")
#: Not a place in the text but the number of a standard.
_STANDARD = re.compile(r" (?:ISO|prEN|EN)\b")
_BARE = re.compile(r"(?<=[ ,])(?:(\d+)(?=\(\d))?\((\d+|[a-z])\)")
#: A division and the smaller one in it, which some languages part by a comma.
_WITHIN = re.compile(r"\b([IVX]+|\d+|[A-C]) ((?:points?|[Ss]ection)\b)")
#: A section of a code of the United States, which is cited without the name of its code under its own heading.
_SECTION_OF_CODE = re.compile(r"(?<!Code )\bsection (\d{4})\b")
_PART = re.compile(r"\(([0-9a-z]{1,4})\)")


def citation_text(label: str, words: Words) -> str:
    """Return a citation in the language of the words, given the English one."""
    if primary_language(words.language) == SOURCE_LANGUAGE:
        return label
    name, rest = _text_cited(label, words)
    pieces = _QUOTED.split(rest)
    pieces[::2] = [_places(piece, words) for piece in pieces[::2]]
    pieces[1::2] = [words("citations", "quoted", label=piece[1:-1]) for piece in pieces[1::2]]
    place = "".join(pieces)
    if name and place and not place.startswith(",") and not _STANDARD.match(rest):
        route = "article_of_text" if _ARTICLE.match(rest) else "of_text"
        return words("citations", route, text=name, place=place.strip())
    return f"{name}{place}"


def _text_cited(label: str, words: Words) -> tuple[str, str]:
    """Split a citation into the translated name of its text, the longest that is known, and the place in it."""
    ends = [found.start() for found in re.finditer(r"[ ,]|$", label)]
    for end in reversed(ends):
        name = words.law(label[:end])
        if name != label[:end]:
            return name, label[end:]
    return "", label


def _places(text: str, words: Words) -> str:
    text = _SECTION_OF_CODE.sub(lambda found: words("citations", "section_of_code", number=found[1]), text)
    text = _WITHIN.sub(lambda found: words("citations", "within", division=found[1], part=found[2]), text)
    text = _PLACE.sub(lambda found: _place(found[1], found[2], _PART.findall(found[3]), words), text)
    text = _BARE.sub(lambda found: _bare(found[1] or "", found[2], words), text)
    for english in words.keys("citations", "words"):
        text = re.sub(rf"\b{re.escape(english)}\b", words("citations", "words", english), text)
    return text


def _bare(article: str, part: str, words: Words) -> str:
    """Return what goes on without the word before it: the ``(3)`` of ``Art 10(2) and (3)``, the ``6(4)`` of a list."""
    kind, name = ("paragraph", "number") if part.isdigit() else ("letter", "letter")
    said = words("citations", kind, **{name: part})
    return f"{article}{said}" if article else said.lstrip(" ,")


def _place(kind: str, number: str, parts: list[str], words: Words) -> str:
    if kind == "point":
        said = [words("citations", "point", number=number)]
        said += [words("citations", "point_letter", letter=part) for part in parts]
        return "".join(said)
    said = [words("citations", "article", number=number)]
    for depth, part in enumerate(parts):
        if depth == 0 and part.isdigit():
            said.append(words("citations", "paragraph", number=part))
        else:
            said.append(words("citations", "letter" if depth < 2 else "numeral", letter=part))
    return "".join(said)
