"""Why a rule cannot tell, or why its question does not arise: sentences by code, with places for names.

They are data (``schemas/vocab/reasons.json``), so that a document finds the code and the names again and says the
sentence in its own language (`muniment.document.reasons`). Names come from cards and hold no blanks.
"""

import functools
import json

from muniment.base.resources import schema_path


@functools.cache
def reasons() -> dict[str, str]:
    """Return every sentence by its code."""
    found: dict[str, str] = json.loads(schema_path("vocab", "reasons.json").read_text("utf-8"))
    return found


def reason(code: str, **names: object) -> str:
    """Return the sentence of a code with its names put in; KeyError for a code or a name that is missing."""
    return reasons()[code].format(**names)
