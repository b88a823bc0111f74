"""What a change record says, and what it must not say, of two versions of a card and of an earlier edition."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from edition_records import CANARY, DAY, MAKING, ROOT, with_canaries

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.changing import change_record, earlier_version
from muniment.app.opening import open_workspace
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides
from muniment.disclosure.disclose import Edition
from muniment.document.kinds import DOCUMENTS
from muniment.document.paragraphs import all_entries
from muniment.record.record import Change, Record, load_record, record_bytes
from muniment.render.html import render_html

CARD = "datasets/applications-train.card.yaml"
BEARER = "dataset/applications-train@4.2.0"


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[..., Assessed]:
    """Return a function that gives the example with an earlier version, the current card edited by replacements."""
    import shutil

    home = tmp_path / "recruitment"

    def make(*edits: tuple[str, str], earlier: tuple[tuple[str, str], ...] = ()) -> Assessed:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(ROOT / "examples" / "recruitment", home)
        text = (home / CARD).read_text("utf-8")
        old = text.replace('version: "4.2.0"', 'version: "4.1.0"')
        for before, after in earlier:
            assert before in old
            old = old.replace(before, after)
        (home / CARD.replace(".card", "@4.1.0.card")).write_text(old, "utf-8")
        for before, after in edits:
            assert before in text
            text = text.replace(before, after)
        (home / CARD).write_text(text, "utf-8")
        return assess_workspace(open_workspace([home]), DAY)

    return make


def sides(given: Assessed) -> Sides:
    cards = given.opened.workspace.cards
    vocabulary = vocabulary_of({card.kind for card in cards.values()})
    return Sides(given.opened.workspace, given.assessment, load_catalogue(), given.policy, vocabulary, MAKING)


def edition(audience: str = "client", kind: str = "change_record") -> Edition:
    return Edition(kind, BEARER, audience, "en", DAY, DAY, earlier="dataset/applications-train@4.1.0")


def changes(given: Assessed, audience: str = "client") -> dict[str, Change]:
    built = change_record(edition(audience), sides(given), None)
    assert built.changes
    return {change.address.partition("#")[2]: change for change in built.changes.changes}


def test_two_alike_versions_have_no_changes(workspace: Callable[..., Assessed]) -> None:
    assert changes(workspace(), "internal") == {}


def test_a_section_that_is_answered_in_its_parts_is_not_removed(workspace: Callable[..., Assessed]) -> None:
    gone = "bias_examination:"
    text = (ROOT / "examples" / "recruitment" / CARD).read_text("utf-8")
    section = gone + text.partition(f"\n{gone}")[2].partition("\n\\w")[0]
    end = next(at for at in range(len(gone) + 1, len(section)) if section[at - 1] == "\n" and section[at].isalpha())
    stated, open_ = section[:end], "bias_examination: {unknown: the examination was not finished}\n"
    for given in (workspace(earlier=((stated, open_),)), workspace((stated, open_))):
        for audience in ("internal", "client"):
            found = changes(given, audience).get("/bias_examination")
            assert audience == "client" or found
            assert found is None or found.change == "status"
    built = change_record(edition("internal"), sides(workspace(earlier=((stated, open_),))), None)
    said = [entry for entry in all_entries(DOCUMENTS["change_record"].build(built).sections[1]) if not entry.facts[1:]]
    (entry,) = (entry for entry in said if entry.address.endswith("#/bias_examination"))
    (before, was), (now, is_) = entry.answer.parts
    assert (before, now) == ("Before", "Now")
    assert was.word == "Unknown"
    assert is_.lines == ("Stated in its parts, each of which stands in this record",)


def test_what_is_declared_on_both_sides_bears_no_mark(workspace: Callable[..., Assessed]) -> None:
    built = change_record(edition("internal"), sides(workspace(("amount: 62400", "amount: 62401"))), None)
    entries = all_entries(DOCUMENTS["change_record"].build(built).sections[1])
    declared = [entry for entry in entries if entry.address.endswith("/measures/applications/amount")]
    assert [part.origin for entry in declared for _, part in entry.answer.parts] == ["", ""]


def test_changes_are_typed_by_address(workspace: Callable[..., Assessed]) -> None:
    found = changes(
        workspace(
            ("amount: 62400", "amount: 62401"),
            ("stratified_by: [language, branch]", "stratified_by: {unknown: the list was lost}"),
            ("    grouped_by: vacancy\n", ""),
            ("  - {id: vacancies,", "  - {id: extra, modality: text, unit: rows, amount: 7}\n  - {id: vacancies,"),
        )
    )
    assert found["/measures/applications/amount"].change == "changed"
    assert [fact.value for fact in found["/measures/applications/amount"].before] == [62400]
    assert [fact.value for fact in found["/measures/applications/amount"].now] == [62401]
    assert found["/splits/all/stratified_by"].change == "status"
    assert found["/splits/all/grouped_by"].change == "removed"
    assert found["/measures/extra/amount"].change == "added"


def test_material_is_what_a_duty_asks_for(workspace: Callable[..., Assessed]) -> None:
    found = changes(workspace(("amount: 62400", "amount: 62401"), ("grouped_by: vacancy", "grouped_by: person")))
    assert found["/measures/applications/amount"].material
    assert not found["/splits/all/grouped_by"].material


def test_words_beside_a_fact_are_editorial_and_internal(workspace: Callable[..., Assessed]) -> None:
    edit = ('note: "over the digests', 'note: "taken over the digests')
    assert changes(workspace(edit)) == {}
    assert [(c.change, c.material) for c in changes(workspace(edit), "internal").values()] == [("beside", False)]


@pytest.mark.parametrize("audience", ["public", "client", "authority"])
def test_nothing_that_an_audience_may_not_see_is_in_a_byte(workspace: Callable[..., Assessed], audience: str) -> None:
    given = with_canaries(workspace(("amount: 62400", "amount: 62401")), audience)
    built = change_record(edition(audience), sides(given), None)
    data = record_bytes(built)
    assert CANARY.encode() not in data
    assert CANARY.encode() not in render_html(DOCUMENTS["change_record"].build(built), data)


NARROWED = "  - {path: description, audience: internal, ground: trade_secret, reason: a test}\ntitle: "


def test_a_fact_narrowed_since_is_not_told(workspace: Callable[..., Assessed]) -> None:
    given = workspace(("title: ", NARROWED), ("62 400 pseudonymised", "SECRET pseudonymised"))
    built = change_record(edition(), sides(given), None)
    assert b"pseudonymised applications" not in record_bytes(built)


def test_what_was_narrowed_then_is_withheld_now(workspace: Callable[..., Assessed]) -> None:
    given = workspace(earlier=(("title: ", NARROWED), ("62 400 pseudonymised", "SECRET pseudonymised")))
    built = change_record(edition(), sides(given), None)
    assert b"SECRET" not in record_bytes(built)
    change = changes(given)["/description"]
    assert [fact.status for fact in change.before] == ["withheld"]


def test_an_earlier_edition_is_compared_in_its_own_kind(workspace: Callable[..., Assessed]) -> None:
    earlier = sides(workspace()).record(edition(kind="datasheet"))
    now = workspace(("amount: 62400", "amount: 62401"))
    built = change_record(dataclasses.replace(edition(), earlier=""), sides(now), load_record(record_bytes(earlier)))
    assert built.changes
    assert [change.address for change in built.changes.changes] == [
        "dataset/applications-train#/measures/applications/amount"
    ]
    assert built.changes.record_sha256.startswith("sha256:")
    assert built.changes.document_date == DAY


def test_of_an_earlier_edition_only_what_may_be_seen_now_is_told(workspace: Callable[..., Assessed]) -> None:
    earlier = sides(workspace(("62 400 pseudonymised", "SECRET pseudonymised"))).record(edition(kind="datasheet"))
    now = workspace(("title: ", NARROWED))
    built = change_record(dataclasses.replace(edition(), earlier=""), sides(now), earlier)
    assert b"SECRET" not in record_bytes(built)


def test_every_change_is_a_paragraph_with_both_sides(workspace: Callable[..., Assessed]) -> None:
    given = workspace(("amount: 62400", "amount: 62401"), ("    grouped_by: vacancy\n", ""))
    built = change_record(edition(), sides(given), None)
    document = DOCUMENTS["change_record"].build(built)
    entries = {entry.address: entry for section in document.sections[1:3] for entry in all_entries(section)}
    assert set(entries) == {change.address for change in built.changes.changes}  # type: ignore[union-attr]
    amount = entries["dataset/applications-train#/measures/applications/amount"].answer
    assert [(label, part.lines) for label, part in amount.parts] == [
        ("Before", ("62\u202f400\u00a0rows",)), ("Now", ("62\u202f401\u00a0rows",)),
    ]  # fmt: skip
    assert [label for label, _ in entries["dataset/applications-train#/splits/all/grouped_by"].answer.parts] == [
        "Before"
    ]


def test_a_record_keeps_its_changes(workspace: Callable[..., Assessed]) -> None:
    built: Record = change_record(edition(), sides(workspace(("amount: 62400", "amount: 62401"))), None)
    assert load_record(record_bytes(built)) == built


def test_the_latest_earlier_version_is_meant(workspace: Callable[..., Assessed]) -> None:
    found = workspace().opened.workspace
    cards = dict(found.cards)
    old = cards["dataset/applications-train@4.1.0"]
    for version in ("4.9.0", "4.10.0"):
        other = dataclasses.replace(old, version=version, file=old.file.replace("4.1.0", version))
        cards[other.identity] = other
    latest = earlier_version(cards[BEARER], dataclasses.replace(found, cards=cards))
    assert latest is not None
    assert latest.version == "4.10.0"
    assert earlier_version(latest, found) is None
