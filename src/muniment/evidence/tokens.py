"""Tokens counted by tokenizers that somebody has as files (Hugging Face's tokenizer.json); nothing is fetched.

A text is counted as it stands, whole, without the tokens that a model puts before and behind it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from muniment.base.errors import CannotRun
from muniment.evidence.lock import Snapshot

#: The largest tokenizer that is read.
MAX_BYTES = 256 << 20
#: So many characters are handed over at once.
_AT_ONCE = 1 << 20
#: How snapshots of tokenizers are named, before their name.
SNAPSHOT = "tokenizer "


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """A tokenizer under the name that cards give it; ``sha256`` is that of its file."""

    name: str
    sha256: str
    made: Any

    @property
    def snapshot(self) -> Snapshot:
        """Return what figures that were counted with it rest on."""
        return Snapshot(f"{SNAPSHOT}{self.name}", "", self.sha256)

    def count(self, texts: Iterable[str]) -> int:
        """Return the tokens of all texts together."""
        total = size = 0
        lot: list[str] = []
        for text in texts:
            lot.append(text)
            size += len(text)
            if size >= _AT_ONCE:
                total += self._of(lot)
                lot, size = [], 0
        return total + self._of(lot)

    def _of(self, texts: list[str]) -> int:
        return sum(len(found.ids) for found in self.made.encode_batch_fast(texts, add_special_tokens=False))


def load_tokenizer(name: str, data: bytes) -> Tokenizer:
    """Read a tokenizer; CannotRun where it is none, or the library for it is not installed."""
    try:
        import tokenizers
    except ImportError as error:
        raise CannotRun(
            "Counting tokens needs a library that is not installed.", "Run: pip install 'muniment[tokens]'."
        ) from error
    try:
        made = tokenizers.Tokenizer.from_str(data.decode("utf-8"))
    except BaseException as error:
        # What panics in the library derives from BaseException alone.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise CannotRun(
            f"The file of the tokenizer {name} is no tokenizer.",
            "Give the tokenizer.json of the model, as Hugging Face's tokenizers writes it.",
        ) from error
    # A file may ask that texts be cut off or filled up; neither is counting.
    made.no_truncation()
    made.no_padding()
    return Tokenizer(name, f"sha256:{hashlib.sha256(data).hexdigest()}", made)
