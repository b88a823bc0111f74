"""Records on a whole workspace for the tests of the scope memo: a small one, and one with every list at its longest."""

from dataclasses import replace

from muniment.record.record import DisclosedFact, Record, Subject
from muniment.record.scope import (
    DateGroup,
    Deciding,
    Kept,
    Reading,
    Reason,
    Relief,
    Role,
    ScopedDuty,
    ScopedElection,
    ScopedInstrument,
    ScopedQuestion,
    Stated,
    WorkspaceScope,
)

#: As long as a card's name may be.
LONG = "wide-name-" * 12 + "ends"
HOSTILE = "<b>bold</b> \u202egnirts \x1b[2J {{ words }} –– \u4e2d"
ORGANISATION = "organisation/nordlicht@1"


def scope_of(**changes: object) -> WorkspaceScope:
    """Return the scope of a workspace with one duty, one role and nothing else."""
    scope = WorkspaceScope(
        organisation=ORGANISATION,
        organisation_name="Nordlicht Energie AG (fictional)",
        as_of="2026-11-23",
        law_date="2026-11-23",
        catalogue_version="2026-11-23.1",
        prepared_for="",
        prepared_label="",
        cards=(("organisation", 1), ("dataset", 2)),
        limited_to=0,
        roles=(Role("provider_high_risk", "Provider of a high-risk AI system."),),
        deciding=(deciding("organisation.roles", Stated("known", "declared", ["provider_high_risk"], 1, at("roles"))),),
        instruments=(ScopedInstrument("ai_act", "AI Act", "Regulation (EU) 2024/1689"),),
        duties=(duty("AIA-10-2-f", "Art 10", Reading(0, 2, "2027-12-02", 0, 0)),),
        reasons=(("condition", "The duty does not arise on what the cards state."),),
        labels=(("model.gpai", "General-purpose model"),),
        reliefs=(),
        elections=(),
        questions=(),
        kept=(),
        dates=(),
    )
    return replace(scope, **changes)  # type: ignore[arg-type]


def at(inner: str, card: str = ORGANISATION) -> tuple[str, ...]:
    return (f"{card}#/{inner}",)


def deciding(path: str, *answers: Stated, silent: int = 0) -> Deciding:
    inner = path.partition(".")[2].replace(".", "/")
    return Deciding(path, path, f"What is {path}?", answers, silent, at(inner)[:silent])


def duty(name: str, group: str, reading: Reading, *reasons: Reason, **more: object) -> ScopedDuty:
    made = ScopedDuty(
        requirement=name,
        title=f"Title of {name}",
        instrument="ai_act",
        group=group,
        provision=f"AI Act {group}(1)",
        force="binding",
        confidence="read_official_text",
        roles=("provider_high_risk",),
        bearer="dataset",
        reading=reading,
        prepared=(),
        reasons=reasons,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def record_of(scope: WorkspaceScope, *facts: DisclosedFact, **changes: object) -> Record:
    """Return the record of a scope."""
    record = Record(
        kind="scope_memo",
        subject=Subject("workspace", "nordlicht", scope.as_of, scope.organisation_name),
        audience="internal",
        recipient="",
        language="en",
        as_of=scope.as_of,
        document_date="2026-11-24",
        tool_version="0.1.0",
        catalogue_version=scope.catalogue_version,
        disclosure_table="1",
        renderer=(("weasyprint", "70.0"),),
        source_revision="",
        banner="",
        facts=facts,
        outcomes=(),
        citations=(),
        omissions=(),
        scope=scope,
    )
    return replace(record, **changes)  # type: ignore[arg-type]


def fullest_record() -> Record:
    """Return a record in which every list is far longer than a memo prints, and every text as long as it can be."""
    prose = "Whether something holds that many words are needed for, and a few more, is asked here. " * 4
    card = f"system/{LONG}@{'9' * 60}"
    places = tuple(f"{card}#/one_rather_long_section/and_a_long_key_{n}" for n in range(3))
    mixed = tuple(Stated("known", "declared", f"{prose}{n}", 1000 - n, places) for n in range(5))
    paths = [f"system.some_section_{n}.of_a_card_with_a_very_long_key" for n in range(24)]
    instruments = tuple(ScopedInstrument(f"text_{n}", f"Regulation (EU) 20{n}/1234 on matters of length", prose)
                        for n in range(16))  # fmt: skip
    standing = [
        duty(f"D-{n}", f"Art {n % 90 + 1}", Reading(2, 7, "2027-12-02", 4, 9), instrument=f"text_{n % 16}",
             provision=f"Regulation (EU) 20{n}/1234 on matters of length Art {n}(1)", confidence="remembered",
             prepared=(Reading(1, 3, "2028-08-02", 0, 0),))
        for n in range(900)
    ]  # fmt: skip
    refused = [
        duty(f"N-{n}", f"Art {n % 90 + 1}", Reading(0, 0, "", 0, 9), Reason("condition", "no", 9, (paths[n % 24],)),
             instrument=f"text_{n % 16}", prepared=(Reading(0, 0, "", 0, 9),))
        for n in range(600)
    ] + [
        duty(f"R-{n}", "", Reading(0, 0, "", 0, 9), Reason("role", "no", 9, ()), instrument=f"text_{n % 16}",
             roles=tuple(f"a_rather_long_name_of_a_role_{n % 7}_{k}" for k in range(6)),
             prepared=(Reading(0, 0, "", 0, 9),))
        for n in range(600)
    ]  # fmt: skip
    absent = [
        duty(f"K-{kind}", "Art 1", Reading(0, 0, "", 1, 0), Reason("no_card", "cannot_tell", 0, (kind,)), bearer=kind,
             instrument="text_1", prepared=(Reading(0, 0, "", 1, 0),))
        for kind in ("organisation", "dataset", "model", "system", "deployment")
    ]  # fmt: skip
    ids = tuple(f"N-{n}" for n in range(600))
    scope = scope_of(
        organisation_name=prose,
        prepared_for="a_track_with_a_long_name_of_its_own",
        prepared_label="systems that were placed on the market under one of several acts with long titles",
        cards=tuple((kind, 12345) for kind in ("organisation", "dataset", "model", "system", "deployment")),
        limited_to=54321,
        roles=tuple(Role(f"a_rather_long_name_of_a_role_{n}", prose[:90]) for n in range(21)),
        deciding=tuple(Deciding(path, prose[:60], prose, mixed, 99, places) for path in ["organisation.roles", *paths]),
        instruments=instruments,
        duties=(*standing, *refused, *absent),
        labels=tuple((path, prose[:60]) for path in paths),
        reliefs=tuple(Relief(f"relief_{n}_with_a_long_name", "holds", paths[n], 60, places, ids) for n in range(8)),
        elections=tuple(ScopedElection(f"e{n}", prose, prose, paths[n], places[0], "open", 44) for n in range(20)),
        questions=tuple(ScopedQuestion(paths[n % 24], prose, 900 - n, 60, places, ids) for n in range(99)),
        kept=tuple(Kept(card, "2026-11-23", "2036-11-23", "financial_services", "known", places[0]) for _ in range(60)),
        dates=tuple(
            DateGroup(path, prose[:40], 60, 0, 0, "2026-09-28", places[0], "2027-09-30", places[1])
            for path in paths[:5]
        ),
    )
    return record_of(scope, banner=prose, renderer=tuple((f"package-{n}", "10.20.30") for n in range(3)))
