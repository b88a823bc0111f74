"""What many data sets state alike, printed once: where there are many, sixty parts would repeat one text.

A statement is alike where its label and all of its answer are the same, its origin and its remarks included. It stands
in a part of its own, D0, under the number of its matter, with the sets it holds for; the part on each set names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from muniment.document.answers import plain_answer
from muniment.document.fact_entries import Piece, numbered
from muniment.document.model import Answer, Group, Section
from muniment.document.paragraphs import Page

#: From how many sets on statements are printed once; and the number of the part in which they stand.
MANY = 12
NUMBER = "D0"
#: A long statement is printed once where so many sets make it, a short one where more than half of all do.
_FEWEST, _LONG = 3, 80

_Key = tuple[str, str, Answer]


@dataclass(frozen=True, slots=True)
class Alike:
    """The statements printed once: the page, and each by its matter, label and answer with its number and its sets."""

    page: Page
    order: tuple[str, ...] = ()
    pieces: dict[_Key, Piece] = field(default_factory=dict)
    parts: dict[_Key, list[str]] = field(default_factory=dict)
    places: dict[_Key, int] = field(default_factory=dict)

    def sections(self) -> list[Section]:
        """Return the part on what is stated alike, as a list of none or one."""
        if not self.pieces:
            return []
        words = self.page.words
        groups = []
        for place, matter in sorted({(place, key[0]) for key, place in self.places.items()}):
            pieces = [self._told(key) for key in self._of(matter)]
            entries = numbered(self.page, f"{NUMBER}.{place}", pieces)
            heading = f"{NUMBER}.{place} {words('matters', matter)}"
            groups.append(Group(f"{NUMBER}-{matter}", heading, entries))
        heading = words("set_parts", "alike")
        return [
            Section(
                NUMBER,
                f"set-{NUMBER}",
                heading,
                words("set_parts", "alike_note"),
                (),
                tuple(groups),
                level=2,
                dense=True,
            )
        ]

    def rest_of(self, part: str, place: int, matter: str, own: Sequence[Piece]) -> list[Piece]:
        """Return the paragraphs of a set's matter without those printed once, and one that names these."""
        keys = [(matter, piece.label, piece.answer) for piece in own]
        rest = [piece for key, piece in zip(keys, own, strict=True) if key not in self.pieces]
        once = [(key, piece) for key, piece in zip(keys, own, strict=True) if key in self.pieces]
        if not once:
            return rest
        words = self.page.words
        numbers = {key: at for at, key in enumerate(self._of(matter), start=1)}
        named = (
            words("set_parts", "named", label=piece.label, number=f"{NUMBER}.{place}.{numbers[key]}")
            for key, piece in once
        )
        answer = replace(plain_answer(*named), listed=True)
        facts = tuple(fact for _, piece in once for fact in piece.facts)
        address = f"{self.page.subject}#/{part}/{matter}/alike"
        label = words("set_parts", "as_alike")
        return [*rest, Piece(label, answer, address, facts, target=f"{NUMBER}-{matter}")]

    def _of(self, matter: str) -> list[_Key]:
        return [key for key in self.pieces if key[0] == matter]

    def _told(self, key: _Key) -> Piece:
        piece = self.pieces[key]
        sets = self.page.words("set_parts", "holds_for", sets=_ranges(self.parts[key], self.order, self.page))
        return replace(piece, answer=replace(piece.answer, remarks=(*piece.answer.remarks, sets)))


def find_alike(page: Page, own: Mapping[str, Sequence[tuple[int, str, Piece]]]) -> Alike:
    """Return what the sets state alike; ``own`` gives, by part, their statements with place and id of the matter."""
    if len(own) <= MANY:
        return Alike(page)
    first: dict[_Key, Piece] = {}
    parts: dict[_Key, list[str]] = {}
    places: dict[_Key, int] = {}
    for part, statements in own.items():
        for place, matter, piece in statements:
            key = (matter, piece.label, piece.answer)
            first.setdefault(key, piece)
            places[key] = place
            if part not in (held := parts.setdefault(key, [])):
                held.append(part)
    kept = [
        key
        for key, held in parts.items()
        if len(held) > len(own) / 2 or (len(held) >= _FEWEST and _length(first[key]) >= _LONG)
    ]
    chosen = sorted(kept, key=lambda key: places[key])
    return Alike(
        page,
        tuple(own),
        {key: first[key] for key in chosen},
        {key: parts[key] for key in chosen},
        {key: places[key] for key in chosen},
    )


def _length(piece: Piece) -> int:
    return len(piece.label) + _written(piece.answer)


def _written(answer: Answer) -> int:
    table = sum(len(cell) for row in answer.table.rows for cell in row) if answer.table else 0
    parts = sum(len(label) + _written(part) for label, part in answer.parts)
    return table + parts + len(answer.word) + sum(map(len, (*answer.lines, *answer.remarks)))


def _ranges(held: Sequence[str], order: Sequence[str], page: Page) -> str:
    """Return parts as runs: D1 to D5, D9."""
    places = [order.index(part) for part in held]
    starts = [at for at, place in enumerate(places) if at == 0 or place != places[at - 1] + 1]
    runs = [(places[first], places[after - 1]) for first, after in pairwise([*starts, len(places)])]
    return ", ".join(
        order[first] if first == last else page.words("set_parts", "period", first=order[first], last=order[last])
        for first, last in runs
    )
