"""Drawing pictures as inline SVG: one ink, no colour that means anything, text that stays text.

The picture itself is one image to assistive technology; what it says stands in its label and in the table behind it.
"""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

from markupsafe import Markup

from muniment.document.model import Picture

#: Units of the drawing: its width, where labels end and marks begin, the height of a row.
WIDTH, LABELS, ROW = 640, 250, 24
_TOP, _SIZE = 8, 13
_MARKS = WIDTH - LABELS - 60


class Pen:
    """Collects the marks of one drawing; ``ink`` is a colour of SVG, ``legible`` what a face can print of a text.

    Bars are filled with half of the ink, so that a page of them is not black. ``directed`` texts from right to left say
    so: a browser then takes their end for their left edge, a text engine that knows no directions of SVG does not.
    """

    def __init__(self, ink: str, legible: Callable[[str], str], directed: bool) -> None:
        self.ink = ink
        self._directed = directed
        self._legible = legible
        self._marks: list[str] = []

    def text(self, x: float, y: float, text: str, anchor: str = "start") -> None:
        """Write a line of text with its baseline at y."""
        words, direction = escape(self._legible(text)), ""
        if self._directed and _is_from_right(text):
            direction, anchor = ' direction="rtl"', {"start": "end", "end": "start"}.get(anchor, anchor)
        self._marks.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{_SIZE}" fill="{self.ink}" text-anchor="{anchor}"{direction}>'
            f"{words}</text>"
        )

    def bar(self, x: float, y: float, width: float, height: float, *, hollow: bool = False) -> None:
        """Draw a bar, full or as an outline."""
        fill = '"none"' if hollow else f'"{self.ink}" fill-opacity="0.55"'
        self._marks.append(
            f'<rect x="{x:g}" y="{y:g}" width="{max(width, 1):g}" height="{height:g}" fill={fill}'
            f' stroke="{self.ink}" stroke-width="0.7"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, strength: float = 0.6) -> None:
        """Draw a thin line, of a part of the ink."""
        self._marks.append(
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="{self.ink}"'
            f' stroke-opacity="{strength:g}" stroke-width="0.7"/>'
        )

    def whisker(self, left: float, right: float, y: float) -> None:
        """Draw an interval: a line with a stroke at either end."""
        self.line(left, y, right, y, 1)
        for x in (left, right):
            self.line(x, y - 4, x, y + 4, 1)

    def svg(self, picture: Picture, height: float) -> Markup:
        """Return the drawing as one image with its alternative text."""
        alternative = escape(self._legible(picture.alternative))
        size = f'viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        inside = f"<title>{alternative}</title>{''.join(self._marks)}"
        # Every text in it was escaped above.
        return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>{inside}</svg>')  # noqa: S704


def draw(
    picture: Picture, ink: str = "currentColor", legible: Callable[[str], str] = str, *, directed: bool = True
) -> Markup:
    """Return a picture as SVG; KeyError for a drawing that does not exist."""
    pen = Pen(ink, legible, directed)
    height = _DRAWINGS[picture.drawing](pen, picture.series)
    if picture.legend:
        height = _legend(pen, picture.legend, height)
    return pen.svg(picture, height)


def _legend(pen: Pen, names: Sequence[str], top: float) -> float:
    for at, name in enumerate(names):
        pen.bar(LABELS, top + 8 + at * 18, 22, 11, hollow=at > 0)
        pen.text(LABELS + 30, top + 18 + at * 18, name)
    return top + 12 + len(names) * 18


def _bars(pen: Pen, series: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    # The last figure is the value itself, or the upper end of its interval.
    most = max((Decimal((value, *ends)[-1]) for _, (value, _, *ends) in series), default=Decimal(1)) or Decimal(1)
    marks = min(_MARKS, WIDTH - LABELS - 12 - max(_width(shown) for _, (_, shown, *_) in series)) if series else 0
    for at, (label, (value, shown, *ends)) in enumerate(series):
        y = _TOP + at * ROW
        length, reached = (float(Decimal(one) / most) * marks for one in (value, (value, *ends)[-1]))
        pen.text(LABELS - 10, y + 14, _cut(label, LABELS - 12), "end")
        pen.bar(LABELS, y + 4, length, 12)
        if ends:
            left = LABELS + float(Decimal(ends[0]) / most) * marks
            pen.whisker(left, LABELS + reached, y + 10)
        pen.text(LABELS + max(length, reached) + 8, y + 14, shown)
    return _TOP + len(series) * ROW


def _groups(pen: Pen, series: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    row = ROW + 14
    most = max((max(Decimal(a), Decimal(b)) for _, (a, b, *_) in series), default=Decimal(1)) or Decimal(1)
    for at, (label, (data, people, data_shown, people_shown)) in enumerate(series):
        y = _TOP + at * row
        pen.text(LABELS - 10, y + 20, _cut(label, LABELS - 12), "end")
        for offset, value, shown, hollow in ((2, data, data_shown, False), (17, people, people_shown, True)):
            length = float(Decimal(value) / most) * _MARKS
            pen.bar(LABELS, y + offset, length, 11, hollow=hollow)
            pen.text(LABELS + length + 6, y + offset + 10, shown)
    return _TOP + len(series) * row


def _timeline(pen: Pen, series: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    spans = [(label, _day(start, last=False), _day(end, last=True) if end else None) for label, (start, end) in series]
    first = min(start for _, start, _ in spans)
    last = max(end or start for _, start, end in spans)
    years = range(first.year, last.year + 2)
    origin, whole = date(years[0], 1, 1).toordinal(), date(years[-1], 1, 1).toordinal()

    def place(day: date) -> float:
        return LABELS + (day.toordinal() - origin) / (whole - origin) * (WIDTH - LABELS - 12)

    bottom = _TOP + len(spans) * ROW
    step = -(-len(years) // 8)
    for year in years[::step]:
        x = place(date(year, 1, 1))
        pen.line(x, _TOP, x, bottom, 0.25)
        pen.text(x, bottom + 15, str(year), "middle" if year != years[-1] else "end")
    for at, (label, start, end) in enumerate(spans):
        y = _TOP + at * ROW
        pen.text(LABELS - 10, y + 14, _cut(label, LABELS - 12), "end")
        left, right = place(start), place(end) if end else place(date(years[-1], 1, 1))
        pen.bar(left, y + 5, max(right - left, 3), 10, hollow=end is None)
    return bottom + 22


def _day(text: str, *, last: bool) -> date:
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if not month:
        month = 12 if last else 1
    if not day:
        day = 28 if last else 1
    return date(year, month, day)


def _graph(pen: Pen, series: Sequence[tuple[str, tuple[str, ...]]]) -> float:
    columns = {kind: [label for label, (own,) in series if own == kind] for kind in ("source", "subject", "user")}
    tallest = max(map(len, columns.values()))
    height = _TOP + tallest * (ROW + 6)
    used = [kind for kind in columns if columns[kind]]
    width = WIDTH / len(used)
    middle: dict[str, list[tuple[float, float, float]]] = {}
    for at, kind in enumerate(used):
        labels = columns[kind]
        gap = height / len(labels)
        for index, label in enumerate(labels):
            y = gap * index + gap / 2
            x, box = at * width + 6, width - 30
            pen.bar(x, y - 11, box, 22, hollow=True)
            pen.text(x + 6, y + 4, _cut(label, box))
            middle.setdefault(kind, []).append((x, y, x + box))
    for kind, left, right in (("source", "source", "subject"), ("user", "subject", "user")):
        if kind in middle:
            for _, y1, x1 in middle[left]:
                for x2, y2, _ in middle[right]:
                    pen.line(x1, y1, x2, y2)
    return height + 4


def _is_from_right(text: str) -> bool:
    """Tell whether the first letter of a text is of a script that runs from right to left."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in strong if kind in ("L", "R", "AL")), "L") != "L"


def _width(text: str) -> float:
    """Return how wide a text of figures is at most."""
    return len(text) * _SIZE * 0.56


def _cut(label: str, width: float) -> str:
    # Six tenths of an em a letter, as in the widest of the usual faces; the whole label is in the table.
    most = int(width / (_SIZE * 0.6))
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"


_DRAWINGS: dict[str, Callable[[Pen, Sequence[tuple[str, tuple[str, ...]]]], float]] = {
    "bars": _bars,
    "groups": _groups,
    "timeline": _timeline,
    "graph": _graph,
}
