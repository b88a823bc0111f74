"""Render an annex of at least 300 pages in a process of its own; print pages, CPU seconds and the peak of its memory.

One table of 9,000 domains and as many paragraphs as a long list of processing steps: what the longest annexes hold.
"""

import io
import json
import resource
import time

import pikepdf

from muniment.document.datasheet import build_datasheet
from muniment.record.record import DisclosedFact, Record, Subject, record_bytes
from muniment.render.pdf import render_pdf

CARD = "dataset/annex@1"
ROWS, STEPS = 9_000, 1_500


def annex() -> Record:
    """Return a record whose pages fill an annex."""
    rows = [{"domain": f"host-{n}.example", "count": n, "share": "0.01"} for n in range(ROWS)]
    facts = [DisclosedFact(f"{CARD}#/crawl/domains", "dataset.crawl.domains", "Domains", "known", "measured", rows)]
    words = "Lines that occur in more than one page of the same host were removed, the longest copy was kept."
    facts += [
        DisclosedFact(f"{CARD}#/note_{n}", f"dataset.note_{n}", f"Note {n}", "known", "declared", f"{n}. {words * 2}")
        for n in range(STEPS)
    ]
    return Record(
        kind="datasheet", subject=Subject("dataset", "annex", "1", "Annex"), audience="public", recipient="",
        language="en", as_of="2026-11-23", document_date="2026-11-23", tool_version="", catalogue_version="",
        disclosure_table="1", renderer=(), source_revision="", banner="", facts=tuple(facts), outcomes=(),
        citations=(), omissions=(),
    )  # fmt: skip


def main() -> None:
    record = annex()
    started = time.process_time()
    data = render_pdf(build_datasheet(record), record_bytes(record))
    spent = time.process_time() - started
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = len(pdf.pages)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pages": pages, "seconds": round(spent, 1), "peak_mb": round(peak), "size": len(data)}))


if __name__ == "__main__":
    main()
