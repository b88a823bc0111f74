"""No edition of any kind holds in any of its bytes a text that its audience may not see: canaries in every fact."""

import io
import itertools
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from muniment.app.building import vocabulary_of
from muniment.app.choosing import Wanted, wanted_editions
from muniment.app.editions import render
from muniment.app.opening import open_workspace
from muniment.assess.assess import assess
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.policy import Policy, load_policy
from muniment.disclosure.table import ASPECTS, AUDIENCES
from muniment.document.kinds import DOCUMENTS
from muniment.model.facts import Fact, Origin
from muniment.model.load import Card
from muniment.record.record import record_bytes
from muniment.render import RENDERERS
from muniment.workspace.link import Workspace, link

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-11-23"
MAKING = Making("0", "0", (("renderer", "0"),), "")
#: Identity, references and codes decide what is built; everything else gets a canary.
_SPARED = (
    "provider",
    "dataset",
    "model",
    "deployer",
    "system",
    "version",
    "role",
    "kind",
    "stage",
    "roles",
    "name",
    "id",
)


class Planted:
    """A workspace whose every text, reason, owner, note and source is a canary of its own."""

    def __init__(self, example: str) -> None:
        self._numbers = itertools.count(1)
        self.canaries: dict[str, tuple[str, str, str]] = {}
        given = open_workspace([ROOT / "examples" / example]).workspace
        cards = [self._planted(card) for card in given.cards.values()]
        self.workspace: Workspace = derive(link(cards, [], given.settings)[0])[0]
        self.policy: Policy = load_policy(self.workspace)[0]
        self.assessment = assess(self.workspace, load_catalogue(), AS_OF)
        self.vocabulary = vocabulary_of({card.kind for card in cards})

    def _planted(self, card: Card) -> Card:
        return replace(
            card, profiles=(),
            facts={inner: self._with_canaries(card, fact) for inner, fact in card.facts.items()
                   if fact.origin is not Origin.COMPUTED},
        )  # fmt: skip

    def _with_canaries(self, card: Card, fact: Fact) -> Fact:
        changed: dict[str, Any] = {
            aspect: self._canary(card, fact.path, aspect)
            for aspect in ASPECTS
            if aspect != "asked_on" and getattr(fact, aspect)
        }
        if isinstance(fact.value, str) and " " in fact.value and fact.path.rpartition(".")[2] not in _SPARED:
            changed["value"] = f"Text {self._canary(card, fact.path, '')} text"
        return replace(fact, **changed)

    def _canary(self, card: Card, path: str, aspect: str) -> str:
        canary = f"canary{next(self._numbers):06d}x"
        self.canaries[canary] = (card.identity, path, aspect)
        return canary

    def hidden(self, kind: str, audience: str) -> set[str]:
        policy = self.policy.in_document(kind)
        return {
            canary for canary, (card, path, aspect) in self.canaries.items()
            if not policy.may_see(audience, card, path, aspect)
        }  # fmt: skip

    def editions(self, kind: str, audience: str) -> list[Edition]:
        wanted = Wanted((), (kind,), (audience,), ("en",), (), AS_OF, AS_OF, None)
        return list(wanted_editions(wanted, self.workspace, AS_OF, AS_OF))


@pytest.fixture(scope="module", params=["recruitment", "open-model"])
def planted(request: pytest.FixtureRequest) -> Planted:
    return Planted(request.param)


def everything_in(content: bytes) -> Iterator[bytes]:
    """Yield the bytes of a file and of all that is packed in it."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode() + archive.read(name)
    if content.startswith(b"%PDF"):
        told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
        yield told.stdout
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for item in pdf.objects:
                yield repr(item).encode()
                if isinstance(item, pikepdf.Stream):
                    yield item.read_bytes(decode_level=pikepdf.StreamDecodeLevel.generalized)


def built(planted: Planted, edition: Edition, formats: list[str]) -> Iterator[tuple[str, bytes]]:
    record = disclose(
        edition, planted.workspace, planted.assessment, load_catalogue(), planted.policy, planted.vocabulary, MAKING
    )
    data = record_bytes(record)
    yield "record", data
    for form in formats:
        yield form, render(record, data, form)


def cases() -> list[tuple[str, str]]:
    return [
        (name, audience) for name, kind in DOCUMENTS.items() for audience in kind.audiences
        if kind.bearer != "workspace" and audience in AUDIENCES[:3]
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "audience"), cases())
def test_no_canary_of_a_hidden_fact_is_anywhere_in_an_edition(kind: str, audience: str, planted: Planted) -> None:
    if not any(card.kind == DOCUMENTS[kind].bearer for card in planted.workspace.cards.values()):
        return
    hidden = {canary.encode() for canary in planted.hidden(kind, audience)}
    assert hidden
    formats = [form for form in RENDERERS if form not in ("pdf", "xlsx")]
    seen = 0
    for edition in planted.editions(kind, audience):
        for form, content in built(planted, edition, formats):
            text = b"".join(everything_in(content))
            found = {canary for canary in hidden if canary in text}
            assert not found, (form, edition.bearer, [planted.canaries[canary.decode()] for canary in found])
            seen += text.count(b"canary")
    assert seen, "nothing was planted that may be seen: the test proves nothing"


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "audience"), cases())
def test_no_canary_of_a_hidden_fact_is_anywhere_in_a_pdf(kind: str, audience: str, planted: Planted) -> None:
    hidden = {canary.encode() for canary in planted.hidden(kind, audience)}
    bearers = [card.identity for card in planted.workspace.cards.values() if card.kind == DOCUMENTS[kind].bearer]
    for edition in planted.editions(kind, audience)[:1] if bearers else []:
        for _, content in built(planted, edition, ["pdf"]):
            text = b"".join(everything_in(content))
            assert not {canary for canary in hidden if canary in text}
