"""What the name of a licence says against the rights a card lists: names never grant a right, but some deny one."""

import functools
import json
import re
from dataclasses import dataclass
from typing import Any

from muniment.base.resources import schema_path
from muniment.derive.subject import Subject

_ID, _ALLOWS = "/licence/id", "/licence/allows"


@dataclass(frozen=True, slots=True)
class Limit:
    """A right that the name of a licence takes away, and how it says so."""

    right: str
    says: str


@functools.cache
def _data() -> dict[str, Any]:
    return dict(json.loads(schema_path("vocab", "licence-limits.json").read_text("utf-8")))


@functools.lru_cache(maxsize=512)
def denied_by(name: str) -> tuple[Limit, ...]:
    """Return the rights that a licence takes away by its own name."""
    if " or " in name.casefold():
        # Whoever may choose another licence is not bound by this one.
        return ()
    rows = _data()["limits"]
    return tuple(
        Limit(row["takes"], row["says"]) for row in rows if re.search(row["pattern"], name, flags=re.IGNORECASE)
    )


def denied_rights(model: Subject) -> tuple[Limit, ...]:
    """Return the rights that a model's card lists although the name of its licence denies them; none beside a note."""
    allows = model.look(_ALLOWS)
    if allows is None or allows.note or not isinstance(allows.value, list):
        return ()
    return tuple(limit for limit in denied_by(str(model.value(_ID) or "")) if limit.right in allows.value)


def is_shared_alike(name: str) -> bool:
    """Tell whether what is made from a work under a licence has to carry the like of it, by the licence's own name."""
    return " or " not in name.casefold() and re.search(_data()["shares"], name, flags=re.IGNORECASE) is not None


def has_terms(model: Subject) -> bool:
    """Tell whether the name of a model's licence is one that comes with conditions of use."""
    name = str(model.value(_ID) or "")
    return " or " not in name.casefold() and re.search(_data()["terms"], name, flags=re.IGNORECASE) is not None
