"""A PDF reader with a bound on its work: looking up objects costs, and a hostile file runs out of it.

For every revision pyHanko's difference policy follows all ways from the trailer to every object. In a file of our
own that is some fifty steps an object; in a hostile one the ways double with each object that two entries lead to.
The bound counts steps, not seconds, so that a verdict does not depend on the machine.
"""

from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader

from muniment.verify.result import Broken

#: Steps for a whole file. A sealed document of 5,000 objects takes 250,000 for each revision after its seal.
MAX_STEPS = 12_000_000


class BoundedReader(PdfFileReader):
    """pyHanko's reader, which raises Broken when a file asks for more steps than an honest one does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.steps = 0
        self._resolvers: dict[int, HistoricalResolver] = {}
        super().__init__(*arguments, **named)

    def spend(self, steps: int) -> None:
        """Count work that was done."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise Broken("the file cannot be judged: its objects refer to one another in too many ways")

    def get_object(self, *arguments: Any, **named: Any) -> Any:
        """Return an object, as pyHanko does."""
        self.spend(1)
        return super().get_object(*arguments, **named)  # type: ignore[no-untyped-call]

    def get_historical_resolver(self, revision: int) -> HistoricalResolver:
        """Return the view of the file at a revision, whose look-ups count, too."""
        if revision not in self._resolvers:
            self._resolvers[revision] = _CountedResolver(self, revision)
        return self._resolvers[revision]


class _CountedResolver(HistoricalResolver):
    """A view of an earlier revision; following a reference costs as many steps as the object has values in it."""

    def __init__(self, reader: BoundedReader, revision: int) -> None:
        super().__init__(reader, revision)
        self._counting = reader
        self._sizes: dict[generic.Reference, int] = {}

    def __call__(self, ref: generic.Reference) -> Any:
        value = super().__call__(ref)
        if ref not in self._sizes:
            self._sizes[ref] = _size(value)
        self._counting.spend(self._sizes[ref])
        return value


def _size(value: Any) -> int:
    """Return how many values an object holds directly, itself included."""
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        count += 1
        if isinstance(item, generic.DictionaryObject):
            waiting.extend(item.raw_get(key) for key in item)
        elif isinstance(item, generic.ArrayObject):
            waiting.extend(item.raw_get(index) for index in range(len(item)))
    return count
