"""A structure tree without elements that say nothing: WeasyPrint makes one for every line of text.

Two thirds of the objects of a long file were such: a Span that holds the one piece of text of a line, and a NonStruct
around what is merely bold. Text belongs to its paragraph directly, so that a file is half as large and is read sooner.
"""

from typing import Any

#: Elements that may hold text themselves.
_TEXTS = frozenset(
    {"/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/TD", "/TH", "/LBody", "/Lbl", "/Note", "/Caption", "/Span",
     "/Reference", "/NonStruct"}
)  # fmt: skip
#: What every element has; one that has more says something.
_PLAIN = frozenset({"Type", "S", "K", "Pg", "P"})


def give_text_to_paragraphs(top: Any, objects: dict[bytes, Any], known: frozenset[int]) -> dict[bytes, bytes]:
    """Dissolve what says nothing below ``top``; return each element that is no more with the one that has its content.

    ``known`` are the numbers of the elements that a box of the page stands behind: their spans are meant.
    """
    taken: dict[bytes, bytes] = {}
    # A stack of its own: card text decides how deep the tree is. A parent comes before what is in it.
    waiting = [top]
    while waiting:
        element = waiting.pop()
        if element["S"] in _TEXTS:
            kids: list[Any] = []
            for kid in element["K"]:
                kids += _dissolved(kid, element, objects, known, taken)
            element["K"][:] = kids
        waiting += [objects[kid] for kid in element["K"] if isinstance(kid, bytes) and "S" in objects[kid]]
    return taken


def _dissolved(
    kid: Any, element: Any, objects: dict[bytes, Any], known: frozenset[int], taken: dict[bytes, bytes]
) -> list[Any]:
    """Return a kid, or what takes its place: the content of one that says nothing, of those in it alike."""
    if not isinstance(kid, bytes) or not _says_nothing(objects[kid], known):
        return [kid]
    gone = objects[kid]
    taken[kid] = element.reference
    found: list[Any] = []
    for inner in gone["K"]:
        if isinstance(inner, int):
            found.append(_content(inner, gone, element))
            continue
        if isinstance(inner, bytes) and "S" in objects[inner]:
            objects[inner]["P"] = element.reference
        found += _dissolved(inner, element, objects, known, taken)
    # Emptied, not freed: pydyf numbers what it packs as if freed objects were packed as well. Nothing leads to it any
    # more, so that it is gone when the file is written the second time.
    gone.clear()
    return found


def _says_nothing(item: Any, known: frozenset[int]) -> bool:
    if not set(item) <= _PLAIN or "K" not in item:
        return False
    return item["S"] == "/NonStruct" or (item["S"] == "/Span" and item.number not in known)


def _content(number: int, gone: Any, element: Any) -> Any:
    """Return a piece of text as content of another element, with its page where that is another one."""
    import pydyf

    if element.get("Pg") == gone["Pg"]:
        return number
    return pydyf.Dictionary({"Type": "/MCR", "Pg": gone["Pg"], "MCID": number})
