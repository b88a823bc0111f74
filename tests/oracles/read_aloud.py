"""outloud as a judge in tests: does a PDF make sense to somebody who hears it? Heuristics that no validator has."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

#: Rules that our editions break, and why that stands.
STANDS = {
    "TBL-010": "a table of one or two rows has more head cells than others: every row has a head, too",
    "TAG-002": "it takes the running header for prose where a section fills one page; the header is an artifact",
    "PAG-001": "rows of a long table that begin alike are taken for running headers; ours are artifacts",
    "LNK-010": "an address in the text of a card is shown as text; nothing a card says becomes a link",
    "ORD-001": "notes are read at their call and painted at the foot; so is the foot of the cover",
    "DOC-040": "a title is as long as the card's",
}


def rules_heard(files: Sequence[Path]) -> dict[str, str]:
    """Return the rules that files break and that do not stand, each with a file, a page and what is said."""
    command = [str(Path(sys.executable).with_name("outloud")), *map(str, files), "--json", "-", "--fail-on", "never"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=True)
    results = json.loads(done.stdout[done.stdout.index("{") :])["results"]
    if len(results) != len(files) or any(result["error"] for result in results):
        raise RuntimeError(f"outloud did not judge every file:\n{done.stderr[-4000:]}")
    return {
        finding["rule"]: f"{result['path']} p. {finding['page']}: {finding['message']} ({finding.get('evidence', '')})"
        for result in results
        for finding in result["findings"]
        if finding["rule"] not in STANDS and finding["severity"] in ("error", "warning")
    }
