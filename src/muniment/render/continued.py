"""One element of the page becomes one element of the structure tree, on however many pages it stands.

WeasyPrint builds the tree page by page: a table that breaks over three pages is three tables there, with its head
three times, and the notes of a page follow the page. Here the parts are put together again, the repeated heads leave
the tree, and each note stands behind the place that calls it. Which parts belong together is known from the boxes,
so it is noted while the tags are made. That hook is private: WeasyPrint is pinned, and a test watches it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from muniment.render.leaner import give_text_to_paragraphs

#: What a table repeats on every page.
_REPEATED = frozenset({"/THead", "/TFoot"})


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an element of the structure tree comes from: the element of the page, and which box of it."""

    element: Any
    box_tag: str
    foot: bool

    @property
    def key(self) -> tuple[int, str]:
        """The same for all parts of one box that pages divide."""
        return id(self.element), self.box_tag


@dataclass(slots=True)
class Origins:
    """The origins of the elements of one document, by their object numbers."""

    by_number: dict[int, Origin] = field(default_factory=dict)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note the origin of every element that WeasyPrint makes meanwhile."""
        from weasyprint.pdf import tags

        build = tags._build_box_tree

        def build_and_note(box: Any, *others: Any) -> Iterator[Any]:
            for made in build(box, *others):
                real = getattr(box, "_box", box)
                tag = "" if real.element is None else real.element_tag
                origin = Origin(real.element, tag, type(real).__name__ == "FootnoteAreaBox")
                self.by_number.setdefault(made.number, origin)
                yield made

        tags._build_box_tree = build_and_note
        try:
            yield
        finally:
            tags._build_box_tree = build


def join_pages(document: Any, pdf: Any, origins: Origins) -> None:
    """Put together what page breaks divided, and bring notes and captions to their places."""
    joiner = _Joiner(document, pdf, origins.by_number)
    joiner.join()
    joiner.place_notes()
    joiner.nest_captions()
    joiner.say_more()
    joiner.lighten()
    joiner.correct_references()


class _Joiner:
    """The objects of one PDF while its structure tree is put together."""

    def __init__(self, document: Any, pdf: Any, origins: dict[int, Origin]) -> None:
        self.pages = document.pages
        self.origins = origins
        self.objects = {item.reference: item for item in pdf.objects}
        root = self.objects[pdf.catalog["StructTreeRoot"]]
        self.numbers = self.objects[root["ParentTree"]]["Nums"]
        self.top = self.objects[root["K"][0]]
        self.page_of = {reference: number for number, reference in enumerate(pdf.page_references)}
        #: An element that is no more -> the one that took its content over.
        self.taken: dict[bytes, bytes] = {}
        #: The identifier of a header cell that is no more -> the one of the same cell where it stands first.
        self.renamed: dict[str, str] = {}
        self._kids: dict[int, dict[tuple[int, str, str], Any]] = {}
        self._last_page: dict[int, int] = {}

    def join(self) -> None:
        """Go through the parts in the order of the pages; the first part of an element takes over the others."""
        parts = [self.objects[reference] for reference in self.top["K"]]
        self.top["K"].clear()
        self.feet = [part for part in parts if self._origin(part) and self._origin(part).foot]
        self._take_all(self.top, [part for part in parts if part not in self.feet])

    def place_notes(self) -> None:
        """Put each note behind its call, as a Note with its sign as label."""
        calls = {}
        for item in list(self.objects.values()):
            origin = self._origin(item)
            if origin and origin.box_tag.endswith("::footnote-call"):
                item["S"] = "/Reference"
                calls[id(origin.element)] = item
        notes = [note for foot in self.feet for note in self._elements(foot)]
        for note in notes:
            self._place_note(note, calls)
        if len(notes) != len(calls):
            raise ValueError(f"{len(calls)} notes are called on the pages, and {len(notes)} stand on them")

    def _place_note(self, note: Any, calls: dict[int, Any]) -> None:
        import pydyf

        element = self.origins[note.number].element
        call = calls[id(element)]
        note["S"] = "/Note"
        note["ID"] = pydyf.String(element.get("id"))
        for part in self._elements(note):
            if self._tag(part).endswith("::footnote-marker"):
                part["S"] = "/Lbl"
        parent = self.objects[self.taken.get(call["P"], call["P"])]
        parent["K"].insert(parent["K"].index(call.reference) + 1, note.reference)
        note["P"] = parent.reference

    def nest_captions(self) -> None:
        """Make the caption of a figure part of its Figure, which says what the picture shows."""
        for item in list(self.objects.values()):
            if self._tag(item) == "figure":
                item["S"] = "/Div"
                self._nest_caption(item)
            elif isinstance(item, dict) and item.get("S") == "/Figure":
                self._correct_box(item)

    def _nest_caption(self, whole: Any) -> None:
        inside = list(self._descendants(whole))
        figure = next((item for item in inside if item["S"] == "/Figure"), None)
        caption = next((item for item in inside if item["S"] == "/Caption"), None)
        if figure is None or caption is None:
            return
        parent = self.objects[caption["P"]]
        parent["K"].remove(caption.reference)
        figure["K"].append(caption.reference)
        caption["P"] = figure.reference
        while not parent["K"] and parent is not whole:
            empty, parent = parent, self.objects[parent["P"]]
            parent["K"].remove(empty.reference)

    def _correct_box(self, figure: Any) -> None:
        # WeasyPrint gives the box in pixels from the top of the page; PDF counts points from the bottom.
        left, top, right, bottom = figure["A"]["BBox"]
        height = self.pages[self.page_of[figure["Pg"]]].height
        figure["A"]["BBox"][:] = [left * 0.75, (height - bottom) * 0.75, right * 0.75, (height - top) * 0.75]

    def say_more(self) -> None:
        """Tell the language where it differs from the document's, and what stands for a sign when it is read out."""
        import pydyf

        for item in self.objects.values():
            origin = self._origin(item)
            if origin is None or origin.element is None or "::" in origin.box_tag or origin.box_tag == "html":
                continue
            for name, key in (("lang", "Lang"), ("data-spoken", "ActualText")):
                if origin.element.get(name):
                    item[key] = pydyf.String(origin.element.get(name))

    def lighten(self) -> None:
        """Take out of the tree what says nothing."""
        self.taken |= give_text_to_paragraphs(self.top, self.objects, frozenset(self.origins))

    def correct_references(self) -> None:
        """Lead from the content to the elements that have it now, and from cells to the heads that are left."""
        for at in range(1, len(self.numbers), 2):
            entry = self.numbers[at]
            if isinstance(entry, list):
                entry[:] = [self._holding(reference) for reference in entry]
            else:
                self.numbers[at] = self._holding(entry)
        if self.renamed:
            for item in self.objects.values():
                if isinstance(item, dict) and item.get("S") == "/TD":
                    self._rename_heads(item["A"]["Headers"])

    def _holding(self, reference: bytes) -> bytes:
        while reference in self.taken:
            reference = self.taken[reference]
        return reference

    def _rename_heads(self, heads: list[Any]) -> None:
        import pydyf

        heads[:] = [pydyf.String(self.renamed.get(head.string, head.string)) for head in heads]

    def _take_all(self, target: Any, parts: list[Any]) -> None:
        # A stack of its own: card text decides how deep the tree is.
        waiting = [(target, part) for part in reversed(parts)]
        while waiting:
            target, part = waiting.pop()
            earlier = self._earlier(target, part)
            if earlier is None:
                target["K"].append(part.reference)
                part["P"] = target.reference
                self._remember(target, part)
            elif part["S"] in _REPEATED:
                self._drop_repeated(earlier, part)
            else:
                self.taken[part.reference] = earlier.reference
                self._last_page[earlier.number] = self._page(part)
                for kid in part["K"]:
                    if isinstance(kid, int) or "S" not in self.objects[kid]:
                        self._take_content(earlier, part, kid)
                waiting += [(earlier, kid) for kid in reversed(list(self._elements(part)))]

    def _take_content(self, earlier: Any, part: Any, kid: Any) -> None:
        import pydyf

        if not isinstance(kid, int):
            earlier["K"].append(kid)
            return
        earlier["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": part["Pg"], "MCID": kid}))

    def _drop_repeated(self, kept: Any, part: Any) -> None:
        self._last_page[kept.number] = self._page(part)
        heads = [[cell for cell in self._descendants(one) if "ID" in cell] for one in (kept, part)]
        self.renamed |= {gone["ID"].string: cell["ID"].string for cell, gone in zip(*heads, strict=True)}

    def _earlier(self, target: Any, part: Any) -> Any:
        key = self._key(part)
        if key is None:
            return None
        if target.number not in self._kids:
            self._kids[target.number] = {}
            for kid in self._elements(target):
                self._remember(target, kid)
        found = self._kids[target.number].get(key)
        return found if found is not None and self._reaches(found) < self._page(part) else None

    def _remember(self, target: Any, kid: Any) -> None:
        key = self._key(kid)
        if key is not None and target.number in self._kids:
            self._kids[target.number][key] = kid

    def _reaches(self, element: Any) -> int:
        return self._last_page.get(element.number, self._page(element))

    def _page(self, element: Any) -> int:
        return self.page_of[element["Pg"]]

    def _key(self, element: Any) -> tuple[int, str, str] | None:
        origin = self._origin(element)
        return None if origin is None or origin.element is None else (*origin.key, element["S"])

    def _origin(self, item: Any) -> Any:
        return self.origins.get(item.number)

    def _tag(self, item: Any) -> str:
        origin = self.origins.get(item.number)
        return origin.box_tag if origin else ""

    def _elements(self, element: Any) -> Iterator[Any]:
        for kid in element["K"]:
            if isinstance(kid, bytes) and "S" in self.objects[kid]:
                yield self.objects[kid]

    def _descendants(self, element: Any) -> Iterator[Any]:
        waiting = list(self._elements(element))[::-1]
        while waiting:
            item = waiting.pop()
            yield item
            waiting += list(self._elements(item))[::-1]
