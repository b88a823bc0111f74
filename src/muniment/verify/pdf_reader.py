"""A PDF reader with a bound on its work: looking up objects costs, and a hostile file runs out of it.

The bound counts look-ups, not seconds, so that a verdict does not depend on the machine.
"""

from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from muniment.verify.result import Broken

#: Look-ups for a whole file. A document with forty signatures takes some two thousand, whatever its length.
MAX_STEPS = 100_000


class BoundedReader(PdfFileReader):
    """pyHanko's reader, which raises Broken when a file asks for more look-ups than an honest one does."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.steps = 0
        super().__init__(*arguments, **named)

    def get_object(self, *arguments: Any, **named: Any) -> Any:
        """Return an object, as pyHanko does."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Broken("the file cannot be judged: its objects refer to one another in too many ways")
        return super().get_object(*arguments, **named)  # type: ignore[no-untyped-call]
