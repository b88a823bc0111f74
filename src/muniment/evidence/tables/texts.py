"""Text files, each one document: read as a stream, so that one of any size can be counted."""

import codecs
import hashlib
from collections.abc import Iterator

from muniment.evidence.compression import open_decoded, stream_reason
from muniment.evidence.plan import Group
from muniment.evidence.states import FileState
from muniment.evidence.tables.readers import Readable, Unreadable
from muniment.evidence.tables.rows import NO_SPLIT

_CHUNK = 1 << 20
#: The name under which the content of text files is summed up, which is that of no field.
TEXT_FILE = "*"


def state_of_text(group: Group, given: Readable) -> FileState:
    """Return the state of a text file, the digests of its text in it."""
    size = characters = words = squeezed = 0
    for text, plain in _pieces(given):
        size += len(text.encode())
        characters += len(text)
        words += plain.count(b" ")
        squeezed += len(plain)
    split = group.split or NO_SPLIT
    counted = {"bytes": size, "characters": characters, "words": words + bool(squeezed)}
    sums = {f"{name}:{TEXT_FILE}": value for name, value in counted.items()}
    sums |= {"records": 1, "documents": int(size > 0)}
    return FileState({split: sums}, records=_records(split, given, size, squeezed) if size else ())


def _records(split: str, given: Readable, size: int, squeezed: int) -> tuple[tuple[str, str, str], ...]:
    """The digests are those of a record whose one content is the text: each behind its length in bytes."""
    plain = hashlib.md5(f"{size}:".encode(), usedforsecurity=False)
    normal = hashlib.md5(f"{squeezed}:".encode(), usedforsecurity=False)
    for text, piece in _pieces(given):
        plain.update(text.encode())
        normal.update(piece.lower())
    return (("record", split, plain.hexdigest()), ("normalised", split, normal.hexdigest()))


def _pieces(given: Readable) -> Iterator[tuple[str, bytes]]:
    """Yield the text in pieces, and what it adds to the text whose white space is squeezed."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    begun = blank = False
    try:
        with open_decoded(given.file, given.compression) as stream:
            while data := stream.read(_CHUNK):
                text = decoder.decode(data)
                raw = text.encode()
                # Of bytes, split() knows ASCII's white space and no other.
                piece = b" ".join(raw.split())
                if piece and begun and (blank or raw[:1].isspace()):
                    piece = b" " + piece
                blank = raw[-1:].isspace() if raw else blank
                begun = begun or bool(piece)
                yield text, piece
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8") from error
    except Exception as error:
        raise Unreadable(stream_reason(error)) from error
