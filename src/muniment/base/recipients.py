"""Names of recipients: when two are the same, and how one is written in the name of a file."""

import re
import unicodedata
from hashlib import sha256

_LONGEST = 60


def folded(name: str) -> str:
    """Return the form in which two names are the same: without capitals, with single blanks, composed letters."""
    return unicodedata.normalize("NFC", " ".join(unicodedata.normalize("NFC", name).split()).casefold())


def in_file_name(name: str) -> str:
    """Return a name as part of a file's name; one that loses letters by it gets a digest, so that no two share one."""
    written = name.replace(" ", "-")
    bare = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", bare).strip("-.")
    if plain == written and len(plain) <= _LONGEST:
        return plain
    return f"{plain[:_LONGEST].rstrip('-.')}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")
