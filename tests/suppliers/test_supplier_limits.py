"""A supplier's limit on passing facts on travels with each fact: it is narrowed further, and widened by nobody."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import open_workspace
from muniment.record.record import Record, load_record
from muniment.verify.page import embedded_record
from supplier_workspaces import Vendor, run

CARD, MODEL = "dataset/signs@2.1.0", "model/reader@1.0"


@pytest.fixture
def client_with_pin(imported: Callable[[Path], str], vendor: Vendor, client: Path) -> Path:
    imported(vendor.pack)
    return client


def assessed(client: Path) -> Assessed:
    return assess_workspace(open_workspace([client]), "2026-11-23")


def records(client: Path, document: str, audience: str, out: Path) -> list[Record]:
    """Build a document for an audience and return the records that its pages carry."""
    result = run(
        "build", client, "--document", document, "--audience", audience, "--date", "2026-11-02", "--format", "html",
        "-o", out,
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return [load_record(embedded_record(file.read_bytes())) for file in sorted(out.rglob("*.html"))]


def test_what_the_supplier_publishes_anybody_may_see(client_with_pin: Path) -> None:
    policy = assessed(client_with_pin).policy
    assert policy.level(CARD, "dataset.description").audience == "public"


def test_what_is_for_its_clients_goes_to_authorities_and_no_further(client_with_pin: Path) -> None:
    policy = assessed(client_with_pin).policy
    # By the table clients may see quality figures; of this set the supplier must agree first.
    level = policy.level(CARD, "dataset.quality.error_rate")
    assert (level.audience, level.ground) == ("authority", "supplier")


def test_a_row_of_the_workspace_that_widens_does_not_reach_beyond(client_with_pin: Path) -> None:
    policy = assessed(client_with_pin).policy
    assert policy.level(CARD, "dataset.collection.method").audience == "authority"
    # The same row opens the facts of a card that takes nothing over.
    assert policy.level("dataset/other@1", "dataset.collection.method").audience == "public"


def test_a_card_may_narrow_further(client_with_pin: Path) -> None:
    file = client_with_pin / "datasets" / "signs.card.yaml"
    row = "disclosure: [{path: collection, audience: internal, ground: contract}]\n"
    file.write_text(file.read_text("utf-8") + row, "utf-8")
    level = assessed(client_with_pin).policy.level(CARD, "dataset.collection.method")
    assert (level.audience, level.ground) == ("internal", "contract")


def test_what_is_computed_from_a_narrowed_fact_goes_no_further(client_with_pin: Path) -> None:
    found = assessed(client_with_pin)
    languages = found.opened.workspace.cards[MODEL].facts["/languages"]
    assert languages.value == ["et", "fi"]
    assert found.policy.level(MODEL, "model.languages").audience == "authority"
    # What the supplier has not narrowed itself stays as the table has it.
    assert found.policy.level(MODEL, "model.modalities").audience == "public"


def test_a_datasheet_that_says_nothing_on_it_stays_inside(
    imported: Callable[[Path], str], vendor: Vendor, client: Path
) -> None:
    imported(vendor.folder / "datasheet.client.en.html")
    assert assessed(client).policy.level(CARD, "dataset.description").audience == "internal"


@pytest.mark.parametrize("document", ["datasheet", "supplier_datasheet", "public_summary", "model_documentation"])
def test_no_edition_holds_what_may_not_be_passed_on(document: str, client_with_pin: Path, tmp_path: Path) -> None:
    secret = re.compile(r"contract grants|fixed routes|blurred by a detector|a third decides")
    audiences = {"public_summary": ["public"], "model_documentation": ["client"], "datasheet": ["public", "client"]}
    for audience in audiences.get(document, ["client"]):
        out = tmp_path / f"{document}-{audience}"
        told = records(client_with_pin, document, audience, out)
        assert told
        every = "".join(file.read_text("utf-8") for file in out.rglob("*.html"))
        pages = every + "".join(str(record) for record in told)
        assert not secret.search(pages), (audience, secret.search(pages))
        assert '"et"' not in pages
        assert "'et'" not in pages
    inside = records(client_with_pin, "datasheet", "authority", tmp_path / "authority")
    assert secret.search(str(inside)), "nobody is told: the test proves nothing"


def test_a_questionnaire_of_a_client_passes_on_no_more_than_an_edition(client_with_pin: Path, tmp_path: Path) -> None:
    csv, out = tmp_path / "bank.csv", tmp_path / "out.csv"
    csv.write_text("Q,A,O\nWhat?,,\nErrors?,,\n", "utf-8")
    (tmp_path / "map.yaml").write_text(
        "muniment: 1\nquestionnaire: A bank\nlanguage: en\nsheets: [{question: Q, answer: A, origin: O}]\nquestions:\n"
        "  - {text: What?, facts: [dataset.description]}\n  - {text: Errors?, facts: [dataset.quality.error_rate]}\n",
        "utf-8",
    )
    words = ("--map", tmp_path / "map.yaml", "--for", "signs", "--workspace", client_with_pin, "-o", out)
    assert run("fill", csv, *words).exit_code == 0
    _, what, errors = out.read_text("utf-8").splitlines()
    assert what.endswith(",inherited")
    assert errors == "Errors?,Not disclosed (limit of the supplier),"


def test_the_origin_of_a_fact_is_told_where_the_supplier_is(client_with_pin: Path, tmp_path: Path) -> None:
    (authority,) = records(client_with_pin, "datasheet", "authority", tmp_path / "authority")
    (client,) = records(client_with_pin, "datasheet", "client", tmp_path / "client")
    of = {fact.address: fact for fact in authority.facts}
    told = of[f"{CARD}#/description"]
    assert told.origin == "inherited"
    assert re.match(r"stated by Kaldor Image Data OÜ \(development key\), sealed as its signer says on ", told.source)
    assert {fact.origin for fact in client.facts if fact.path == "dataset.description"} == {"inherited"}
    assert "stated by" not in str(client.facts)
    assert "suppliers" not in str(client.facts)
    page = next((tmp_path / "authority").rglob("*.html")).read_text("utf-8")
    assert "inherited" in page
    assert "by its own word" in page


def test_our_own_clients_are_told_no_more_when_we_supply_it_on(client_with_pin: Path, tmp_path: Path) -> None:
    (record,) = records(client_with_pin, "supplier_datasheet", "client", tmp_path / "onward")
    assert record.onward is not None
    limits = {address: limit.audience for limit in record.onward for address in limit.addresses}
    assert limits[f"{CARD}#/description"] == "public"
    (method,) = [fact for fact in record.facts if fact.path == "dataset.collection.method"]
    assert (method.status, method.value, method.ground) == ("withheld", None, "supplier")
