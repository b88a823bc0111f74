"""The scope memo: three pages at most whatever the record, nothing without its place, no word of what it cannot say."""

import io
import itertools
import json
from dataclasses import asdict, replace

import pikepdf
import pytest
from sample_scopes import HOSTILE, LONG, at, deciding, duty, fullest_record, record_of, scope_of

from muniment.base.resources import template_path
from muniment.document.memo_height import ROOM, height_of
from muniment.document.model import Document, Table
from muniment.document.scope_memo import build_scope_memo
from muniment.document.scope_page import MEMO, short_address
from muniment.document.scope_rows import articles_text, by_instrument, count, duty_rows, refusal_rows
from muniment.record.record import Record, load_record, record_bytes
from muniment.record.scope import (
    Kept,
    Reading,
    Reason,
    Relief,
    Role,
    ScopedElection,
    ScopedInstrument,
    ScopedQuestion,
    Stated,
    WorkspaceScope,
)
from muniment.render.html import render_html
from muniment.render.pdf import render_pdf


def section(document: Document, anchor: str):
    return next(section for section in document.sections if section.anchor == anchor)


def table(document: Document, anchor: str) -> Table:
    found = section(document, anchor).entries[0].answer.table
    assert found is not None
    return found


def said(document: Document) -> str:
    return render_html(document, b"{}").decode()


def thinned(share: float) -> Record:
    """Return the fullest record with only a share of each list."""
    record = fullest_record()
    assert record.scope is not None
    lists = {
        name: value[: max(1, int(len(value) * share))]
        for name, value in ((name, getattr(record.scope, name)) for name in (
            "roles", "deciding", "duties", "reliefs", "elections", "questions", "kept", "dates",
        ))
    }  # fmt: skip
    return replace(record, scope=replace(record.scope, **lists))


def pages(record: Record) -> int:
    with pikepdf.open(io.BytesIO(render_pdf(build_scope_memo(record), record_bytes(record)))) as pdf:
        return len(pdf.pages)


@pytest.mark.parametrize("share", [1.0, pytest.param(0.75, marks=pytest.mark.slow), 0.5, 0.25, 0.05])
def test_three_pages_at_most(share: float) -> None:
    assert pages(thinned(share)) <= 3


def test_a_short_scope_is_cut_nowhere() -> None:
    document = build_scope_memo(record_of(scope_of()))
    assert height_of(document.sections) < ROOM
    assert "…" not in "".join(section.introduction for section in document.sections)


def test_limits_only_get_narrower() -> None:
    for wide, narrow in itertools.pairwise(MEMO):
        assert all(less <= more for more, less in zip(asdict(wide).values(), asdict(narrow).values(), strict=True))


def test_other_records_have_no_memo() -> None:
    with pytest.raises(ValueError, match="with a scope"):
        build_scope_memo(replace(record_of(scope_of()), scope=None))


def test_record_comes_back_and_has_no_scope_where_there_is_none() -> None:
    record = record_of(scope_of())
    assert load_record(record_bytes(record)) == record
    plain = replace(record, scope=None)
    assert b'"scope"' not in record_bytes(plain)
    assert load_record(record_bytes(plain)) == plain


@pytest.mark.parametrize(
    "change",
    [
        lambda scope: scope.pop("roles"),
        lambda scope: scope.update(more=1),
        lambda scope: scope.update(roles={}),
        lambda scope: scope.update(limited_to="0"),
        lambda scope: scope.update(limited_to=True),
        lambda scope: scope["duties"][0].update(reading=None),
        lambda scope: scope["cards"].append(["dataset", 1, 2]),
        lambda scope: scope["labels"].append(["model.gpai", None]),
    ],
)
def test_a_scope_of_another_shape_is_refused(change) -> None:
    raw = json.loads(record_bytes(record_of(scope_of())))
    change(raw["scope"])
    with pytest.raises(ValueError, match=r"."):
        load_record(json.dumps(raw).encode())


def test_a_scope_that_is_null_is_refused() -> None:
    raw = json.loads(record_bytes(record_of(scope_of())))
    raw["scope"] = None
    with pytest.raises(ValueError, match="WorkspaceScope"):
        load_record(json.dumps(raw).encode())


def test_it_says_what_it_is_and_never_that_anything_complies() -> None:
    words = json.loads(template_path("locale", "en.json").read_bytes())["scope_memo"]
    assert "complian" not in json.dumps(words).lower()
    page = said(build_scope_memo(fullest_record()))
    assert "no legal advice" in page
    assert "Internal edition" in page
    assert "complian" not in page.lower().replace(LONG, "")


def test_roles_that_nobody_stated_are_asked_for() -> None:
    silent = replace(deciding("organisation.roles", silent=1), question="Which roles does it hold?")
    document = build_scope_memo(record_of(scope_of(roles=(), deciding=(silent,))))
    text = " ".join(section(document, "roles").entries[0].answer.lines)
    assert "Nobody has stated which roles the organisation holds. Which roles does it hold?" in text


def test_a_fact_stands_with_its_value_its_place_and_the_cards() -> None:
    answers = (
        Stated("known", "declared", True, 40, at("annex_iii", "system/a@1")),
        Stated("known", "declared", False, 12, at("annex_iii", "system/b@1")),
    )
    facts = (
        deciding("system.annex_iii", *answers, silent=1),
        deciding("organisation.size_class", Stated("known", "declared", "small", 1, at("size_class"))),
        deciding("model.gpai", silent=1),
    )
    rows = table(build_scope_memo(record_of(scope_of(deciding=facts))), "facts").rows
    assert [row[1] for row in rows] == ["Yes (40); No (12); nobody has stated it (1)", "Small", "nobody has stated it"]
    assert rows[0][2] == "system/a@1#/annex_iii and 51 more (declared)"
    assert rows[1][2] == "organisation/nordlicht@1#/size_class (declared)"


def test_the_verdict_on_a_modification_is_in_words() -> None:
    stated = Stated("known", "computed", "not_provider", 1, at("modification/verdict", "model/m@1"))
    rows = table(
        build_scope_memo(record_of(scope_of(deciding=(deciding("model.modification.verdict", stated),)))), "facts"
    ).rows
    assert rows == (("Verdict on the modification", "Not the provider", "model/m@1#/modification/verdict (computed)"),)


TWO = (
    ScopedInstrument("ai_act", "AI Act", "The Act"),
    ScopedInstrument("gdpr", "GDPR", "The Regulation"),
)


def mixed_scope() -> WorkspaceScope:
    no = Reading(0, 0, "", 0, 3)
    return scope_of(
        instruments=TWO,
        duties=(
            duty("A", "Annex IV", Reading(0, 1, "2027-12-02", 0, 0), prepared=(Reading(1, 0, "", 0, 0),)),
            duty("B", "Art 10", Reading(1, 2, "2028-08-02", 1, 0), prepared=(Reading(3, 0, "", 0, 0),)),
            duty("C", "Art 4a", Reading(2, 0, "", 0, 0), prepared=(Reading(2, 0, "", 0, 0),)),
            duty("D", "Art 10", no, Reason("condition", "no", 3, ("model.gpai",)), prepared=(no,)),
            duty("E", "Art 5", no, Reason("role", "no", 3, ()), instrument="gdpr", prepared=(no,)),
            duty("F", "Art 6", no, Reason("role", "no", 3, ()), instrument="gdpr", prepared=(no,)),
        ),
        prepared_for="annex_iii",
        prepared_label="high-risk systems of Annex III",
    )


def test_duties_by_article_in_both_readings() -> None:
    shown = table(build_scope_memo(record_of(mixed_scope())), "duties")
    assert [head.replace("\u00a0", " ") for head in shown.head] == [
        "Provision", "Due now", "Due later", "Cannot be told", "Does not apply", "Prepared: now", "Prepared: later",
    ]  # fmt: skip
    assert [tuple(cell.replace("\u00a0", " ") for cell in row) for row in shown.rows] == [
        ("AI Act Art 4a", "1", "0", "0", "0", "1", "0"),
        ("AI Act Art 10", "1", "1 from 2 August 2028", "1", "1", "1", "0"),
        ("AI Act Annex IV", "0", "1 from 2 December 2027", "0", "0", "1", "0"),
    ]


def test_counts_are_of_entries() -> None:
    total = count(mixed_scope().duties)
    assert (total.now, total.later, total.first, total.open, total.none) == (2, 2, "2027-12-02", 1, 3)


def test_what_does_not_apply_stands_by_reason_the_most_first() -> None:
    rows = table(build_scope_memo(record_of(mixed_scope())), "refusals").rows
    assert rows == (
        ("Role not held: provider of a high-risk AI system", "2", "GDPR Art 5, 6"),
        ("Ruled out by the answer on: General-purpose model (model.gpai)", "1", "AI Act Art 10"),
    )


@pytest.mark.parametrize("most", [3, 5, 16, 40])
def test_rows_are_folded_and_lose_no_duty(most: int) -> None:
    scope = fullest_record().scope
    assert scope is not None
    rows = duty_rows(scope, max(most, 16))
    assert len(rows) <= max(most, 16)
    assert sum(row.counts.now for row in rows) == count(scope.duties).now == 900
    refused, rest = refusal_rows(scope, most)
    assert len(refused) <= most
    assert sum(len(row.duties) for row in refused) + len(rest) == 1200
    assert sum(number for _, number in by_instrument(rest, scope)) == len(rest)


def test_articles_are_named_in_the_order_of_the_text() -> None:
    assert articles_text(["Art 4a", "Art 9", "Annex IV", "Annex XI"]) == "Art 4a, 9, Annex IV, XI"


def test_reliefs_elections_and_questions_with_their_places() -> None:
    scope = replace(
        mixed_scope(),
        reliefs=(
            Relief("open_source", "holds", "model.open_source_exempt", 2, at("x", "model/m@1"), ("A", "B")),
            Relief("open_source", "not_met", "model.open_source_claimed", 1, at("y", "model/n@1"), ()),
        ),
        elections=(ScopedElection("standards", "Standards", "Which?", "p", "organisation/n@1#/s", "open", 19),),
        questions=tuple(
            ScopedQuestion("p", f"Question {n}?", 20 - n, 2, at("z"), ("A",)) for n in range(12)
        ),
    )  # fmt: skip
    document = build_scope_memo(record_of(scope))
    assert table(document, "reliefs").rows == (
        ("Open-source relief, Art 53(2)", "2: AI Act Art 10, Annex IV", "model/m@1#/x and 1 more"),
        ("Open-source relief, Art 53(2)", "Claimed, but not met or not to be told: removes nothing", "model/n@1#/y"),
    )
    chosen = table(document, "elections").rows[0]
    assert chosen == ("Standards", "Open: neither chosen nor declined (19 duties)", "organisation/n@1#/s")
    questions = table(document, "questions").rows
    assert len(questions) == 10
    assert questions[0] == ("Question 0?", "20", "organisation/nordlicht@1#/z and 1 more")
    assert section(document, "questions").introduction == "2 more questions stand in the record."


def test_keeping_with_anchor_end_and_regime() -> None:
    kept = (
        Kept("system/a@1", "2026-09-01", "2036-09-01", "ai_act", "known", "system/a@1#/retention/until"),
        Kept("system/b@1", "", "", "", "absent", "system/b@1#/retention/until"),
    )
    rows = table(build_scope_memo(record_of(scope_of(kept=kept))), "dates").rows
    assert rows[0][1].replace("\u00a0", " ") == "until 1 September 2036, counted from 1 September 2026 (AI Act)"
    assert rows[1][1] == "nobody has stated it"


def test_weak_readings_of_law_are_named() -> None:
    weak = duty("W", "Art 53", Reading(1, 0, "", 0, 0), confidence="remembered", provision="AI Act Art 53(1)(d)")
    code = replace(weak, requirement="V", force="voluntary-code", provision="Code, Measure 1.1")
    text = section(build_scope_memo(record_of(scope_of(duties=(weak, code)))), "confidence").entries[0].answer.lines[0]
    assert "2 from memory" in text
    assert text.endswith("was not read: AI Act Art 53.")
    assert "Measure" not in text


def test_counsel_has_lines_to_write_on() -> None:
    document = build_scope_memo(record_of(scope_of()))
    assert [entry.label for entry in section(document, "counsel").entries] == ["Read by", "On", "Remarks"]
    page = said(document)
    assert "<input" not in page
    assert "<dt>Remarks</dt>" in page


def test_text_of_cards_cannot_reach_into_the_page() -> None:
    scope = scope_of(
        organisation_name=HOSTILE,
        roles=(Role("r", HOSTILE),),
        questions=(ScopedQuestion("p", HOSTILE, 1, 1, (f"dataset/x@1#/{HOSTILE}",), ()),),
        elections=(ScopedElection("e", HOSTILE, HOSTILE, "p", HOSTILE, HOSTILE, 1),),
    )
    document = build_scope_memo(record_of(scope, banner=HOSTILE))
    page = said(document)
    assert "<b>" not in page
    assert not set(page) & {"\u202e", "\x1b"}
    assert "[U+202E]" in page
    assert render_pdf(document, b"{}").startswith(b"%PDF")


def test_names_in_scripts_that_print_as_code_points_are_cut_earlier() -> None:
    document = build_scope_memo(record_of(scope_of(organisation_name="\u4e2d" * 300)))
    assert 10 <= len(document.subject) <= 30


@pytest.mark.parametrize("most", [30, 46, 62])
def test_a_long_address_keeps_card_and_fact(most: int) -> None:
    cut = short_address(f"system/{LONG}@1#/one_section/and_a_long_key", most)
    assert len(cut) <= most + 2
    assert cut.startswith("system/wide")
    assert cut.endswith("_key")
    assert short_address("system/a@1#/b", most) == "system/a@1#/b"


def test_the_narrowest_limits_always_suffice() -> None:
    assert height_of(build_scope_memo(fullest_record(), MEMO[-1:]).sections) <= ROOM
