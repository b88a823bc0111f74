"""Records that strain a page: hostile, empty, endless, from right to left, in another language than the page."""

from collections.abc import Iterator
from dataclasses import replace

from sample_records import SYSTEM, fact, hostile_record, outcomes, realistic_record, small_record

from muniment.record.record import DisclosedFact, Record
from muniment.record.tallies import Tally, TallyRow

HEBREW = "נתוני שירות (2026): 12,400 פניות, גרסה 2.3"
ARABIC = "بيانات خدمة العملاء – الإصدار 2.3 (نهائي)"
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def difficult_records() -> dict[str, Record]:
    """Return one record a difficulty, by its name."""
    return {
        "hostile": hostile_record(),
        "realistic": realistic_record(outcomes=outcomes()),
        "small": small_record(),
        "empty": realistic_record(facts=(), omissions=(), citations=(), banner=""),
        "right-to-left": _titled(f"{ARABIC}: {HEBREW}", realistic_record(facts=tuple(_right_to_left()))),
        "endless": _titled(f"{LONG_WORD} " * 4, realistic_record(facts=tuple(_endless()))),
        "foreign": realistic_record(facts=tuple(_foreign())),
        "measured": realistic_record(tallies=tuple(_tallies())),
    }


def _titled(title: str, record: Record) -> Record:
    return replace(record, subject=replace(record.subject, title=title))


def _right_to_left() -> Iterator[DisclosedFact]:
    yield fact("dataset.title", ARABIC, "Name of the data set", note=HEBREW, source=ARABIC)
    yield fact("dataset.description", {"ar": f"{ARABIC}\n{HEBREW} (v. 2)", "he": HEBREW}, "Description")
    yield fact("dataset.domains", [ARABIC, "Support", HEBREW], "Subject domains")
    yield fact("dataset.label_schema", [{"name": HEBREW, "value": 12}, {"name": "Other", "value": ARABIC}], "Labels")
    yield fact("dataset.size", status="unknown", label="Size", reason=ARABIC, owner=HEBREW, asked_on="2026-10-01")
    for number in range(3):
        at = f"/gaps/{number}"
        yield fact("dataset.gaps[].description", f"{ARABIC} " * 12, "Description", at=f"{at}/description")
        yield fact("dataset.gaps[].remedy", HEBREW, "Remedy", at=f"{at}/remedy")


def _endless() -> Iterator[DisclosedFact]:
    yield fact("dataset.title", LONG_WORD * 5, LONG_WORD, source=LONG_WORD * 2)
    yield fact("dataset.domains", [f"domain number {number}" for number in range(1000)], "Subject domains")
    yield fact("dataset.languages", [f"l{number}" for number in range(200)], "Languages")
    yield fact("dataset.countries", [f"{LONG_WORD} {number} and more words" for number in range(100)], "Countries")
    columns = {f"column_{number}_{LONG_WORD[:18]}": f"{LONG_WORD} {number}" for number in range(9)}
    yield fact("dataset.label_schema", [{"name": f"row {number}", **columns} for number in range(20)], "Labels")
    for number in range(300):
        at = f"/datasets/{LONG_WORD[:30].lower()}-{number}"
        yield fact("system.datasets[].dataset", f"corpus-{number}@1.0", "Data set", card=SYSTEM, at=f"{at}/dataset")
        yield fact("system.datasets[].role", "training", "Role", card=SYSTEM, at=f"{at}/role")
    for number in range(40):
        text, at = f"{LONG_WORD}, gap {number}. " * 8, f"/gaps/g{number}"
        yield fact("dataset.gaps[].description", text, "Description", at=f"{at}/description")
        yield fact("dataset.gaps[].remedy", status="unknown", label="Remedy", at=f"{at}/remedy")


def _foreign() -> Iterator[DisclosedFact]:
    for number, language in enumerate(("de", "fr", "el", "bg", "ga", "mt")):
        words = {language: f"{language}: Größe, δεδομένα, данни, sonraí 12.400"}
        yield fact("dataset.gaps[].description", words, "Description", at=f"/gaps/{number}/description")


def _tallies() -> Iterator[Tally]:
    card, repeated = "dataset/support-tickets-de@2.3.0", "dataset.quality.duplicate_rate"
    names = (HEBREW, LONG_WORD * 2, "<script>alert(1)</script>", "", "a", "b", "c")
    rows = tuple(TallyRow(name, f"0.{number}1", number * 1000) for number, name in enumerate(names))
    groups = "dataset.representativeness.coverage_by_group"
    yield Tally(card, "groups", groups, "exact", (("field", ARABIC),), (*rows, TallyRow("few")), 12000, 3, True, 4, 1)
    wide = tuple(TallyRow(f"l{n}", "0.021", 20, "0.001", "0.9") for n in range(40))
    yield Tally(
        card, "detected_languages", "dataset.scope.languages", "estimate", (), wide, 10000, 0, False, 0, 0, 10**9
    )
    alike = (TallyRow("duplicate_rate", "0.000000"), TallyRow("near_duplicates", "0", None, "0", "0.0245"))
    yield Tally(card, "duplicate_rate", repeated, "exact", (), alike, 10**9, 0, True, 0, 0, 10**9)
