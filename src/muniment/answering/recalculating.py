"""Having a program compute the formulas of a workbook when it opens it: what they show was computed before the answers.

It is one attribute of the workbook's own part (``fullCalcOnLoad``), put in at its place in the bytes.
"""

import re
from xml.parsers import expat

from muniment.answering.package import refused

#: What may stand before the element by the order of the format, and the element itself.
_BEFORE = frozenset({"sheets", "functionGroups", "externalReferences", "definedNames"})
_CALCULATION, _FLAG = "calcPr", b"fullCalcOnLoad"
#: The tag from its name on, with quoted values passed over.
_TAG = re.compile(rb"""<([^\s/>]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(/?)>""")


def recalculated(name: str, data: bytes) -> bytes:
    """Return the part of the workbook with the attribute; raise CannotRun where its places are not certain."""
    places: dict[str, tuple[int, int]] = {}
    depth = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(full: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2:
            places[full.rpartition(" ")[2]] = (parser.CurrentByteIndex, -1)

    def end(full: str) -> None:
        nonlocal depth
        if depth == 2:
            local = full.rpartition(" ")[2]
            places[local] = (places[local][0], parser.CurrentByteIndex)
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise refused(f"{name} is damaged: the workbook is no XML.") from error
    if _CALCULATION in places:
        return _flagged(name, data, places[_CALCULATION][0])
    known = [places[one] for one in _BEFORE if one in places]
    if not known:
        raise refused(f"{name} holds a workbook without sheets.")
    begins, ends = max(known)
    tag = _tag_at(name, data, begins)
    prefix = tag[1].rpartition(b":")[0]
    written = b'<%scalcPr fullCalcOnLoad="1"/>' % (prefix + b":" if prefix else b"")
    place = tag.end() if tag[3] else data.index(b">", ends) + 1
    return data[:place] + written + data[place:]


def _flagged(name: str, data: bytes, begins: int) -> bytes:
    tag = _tag_at(name, data, begins)
    found = re.search(rb"""\sfullCalcOnLoad\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag[2])
    if found:
        group = 1 if found[1] is not None else 2
        start, end = tag.start(2) + found.start(group), tag.start(2) + found.end(group)
        return data[:start] + b"1" + data[end:]
    place = tag.end(1)
    return data[:place] + b" " + _FLAG + b'="1"' + data[place:]


def _tag_at(name: str, data: bytes, at: int) -> "re.Match[bytes]":
    found = _TAG.match(data, at)
    if found is None:
        raise refused(f"{name} holds a workbook whose places are not certain.")
    return found
