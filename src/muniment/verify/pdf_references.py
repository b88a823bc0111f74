"""Which objects of a sealed PDF refer to which: one pass over the bytes of each object, without building values.

A later revision may use no number that something sealed refers to already, or it would fill in a sealed page. Read
more widely than the norm does (``+12 0R`` counts): other programs may take for a reference what is none.
"""

import re
from collections.abc import Mapping

from muniment.verify.result import Broken

#: References in a whole file. A datasheet has about fifty a page, technical documentation hardly more.
MAX_REFERENCES = 2_000_000
MAX_OBJECTS = 400_000

_SPACE = rb"[\0\t\n\f\r ]"
_NUMBER = rb"[+\-.0-9]"
_REFERENCE = rb"%s++%s++%s++%s*+R" % (_NUMBER, _SPACE, _NUMBER, _SPACE)
#: All that is no reference, no comment, no string with parentheses in it, and no end of an object.
_REST = re.compile(
    rb"(?:%(space)s++|[\[\]{}]++|<<|>>"
    rb"|<[0-9A-Fa-f\0\t\n\f\r ]*+>"
    rb"|/[^\0\t\n\f\r ()<>\[\]{}/%%]*+"
    rb"|\((?:[^()\\]++|\\[\s\S])*+\)"
    rb"|(?!%(reference)s)%(number)s++"
    rb"|(?!endobj|stream)[A-Za-z]++)*+" % {b"space": _SPACE, b"number": _NUMBER, b"reference": _REFERENCE}
)
_FOUND = re.compile(rb"(%s++)%s++%s++%s*+R|endobj|stream" % (_NUMBER, _SPACE, _NUMBER, _SPACE))
_IN_STRING = re.compile(rb"[()]|\\[\s\S]")


def references(data: bytes, offsets: Mapping[int, int]) -> dict[int, set[int]]:
    """Return for each object number that is referred to the numbers of the objects that do; raise Broken otherwise.

    ``offsets`` says where each object begins; none may reach into where another one begins.
    """
    if len(offsets) > MAX_OBJECTS:
        raise Broken(f"the PDF has more than {MAX_OBJECTS} objects")
    found: dict[int, set[int]] = {}
    left = MAX_REFERENCES
    places = sorted((offset, number) for number, offset in offsets.items())
    ends = [offset for offset, _ in places[1:]] + [len(data)]
    for (start, number), end in zip(places, ends, strict=True):
        head = b"%d 0 obj" % number
        if not data.startswith(head, start, end):
            raise Broken(f"object {number} of the PDF is not where its table says")
        for target in (items := _targets(data, start + len(head), end, number)):
            found.setdefault(target, set()).add(number)
        left -= len(items)
        if left < 0:
            raise Broken("the file cannot be judged: its objects refer to one another too often")
    return found


def has_comment(data: bytes, start: int, end: int) -> bool:
    """Say whether an object has a comment in it, where a reader that repairs files could find something."""
    try:
        _targets(data, start, end, 0)
    except Broken:
        return True
    return False


def _targets(data: bytes, at: int, end: int, number: int) -> list[int]:
    targets: list[int] = []
    while True:
        rest = _REST.match(data, at, end)
        assert rest is not None  # it matches nothing, too
        at = rest.end()
        match = _FOUND.match(data, at, end)
        if match is None:
            if data[at : at + 1] != b"(" or at >= end:
                raise Broken(f"object {number} of the PDF is not written in a form that can be judged")
            at = _end_of_string(data, at, end, number)
            continue
        if match[1] is None:
            return targets
        targets.append(_number(match[1]))
        at = match.end()


def _end_of_string(data: bytes, at: int, end: int, number: int) -> int:
    depth = 0
    for match in _IN_STRING.finditer(data, at, end):
        depth += {b"(": 1, b")": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise Broken(f"a text in object {number} of the PDF has no end")


def _number(text: bytes) -> int:
    try:
        return abs(int(float(text[:40])))
    except (ValueError, OverflowError):
        return 0
