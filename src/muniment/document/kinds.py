"""The kinds of documents: which card each is about, who may have it, what its record holds, and what builds it."""

import importlib
from dataclasses import dataclass

from muniment.document.model import Document
from muniment.record.record import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: the kind of card it is about, and the builder's module and name.

    ``audiences`` may have it; the first is meant where nobody says which. ``recipients`` may be named for it, beside
    clients by name for the audience ``client``. ``reach`` says of which cards it speaks (`muniment.disclosure.reach`).
    With an outline its record holds the facts that the outline prints and no others. ``outcomes`` tells whether it
    prints how duties came out, ``annexed`` whether files may go with it. ``owed`` are facts of the card or of the
    organisation, each with the value that makes the document part of a build nobody has narrowed; none: always.
    """

    bearer: str
    module: str
    function: str
    audiences: tuple[str, ...] = ("client", "public", "authority", "internal")
    recipients: tuple[str, ...] = ()
    reach: str = "card"
    outlined: bool = False
    outcomes: bool = False
    annexed: bool = False
    owed: tuple[tuple[str, object], ...] = ()

    def build(self, record: Record) -> Document:
        """Build the document of a record."""
        document: Document = getattr(importlib.import_module(self.module), self.function)(record)
        return document

    def paths(self, kind: str, audience: str) -> frozenset[str] | None:
        """Return the paths of the facts that the document prints for an audience; None for all."""
        if not self.outlined:
            return None
        from muniment.document.outline import load_outline

        return load_outline(kind).paths_for(audience)

    def only(self, kind: str) -> tuple[tuple[tuple[str, ...], str, tuple[str, ...], bool], ...]:
        """Return of which cards and records the document asks for some facts; see `muniment.document.outline`."""
        if not self.outlined:
            return ()
        from muniment.document.outline import load_outline

        return load_outline(kind).only


_OUTLINED = ("muniment.document.outlined", "build_outlined")

DOCUMENTS = {
    "datasheet": Kind("dataset", "muniment.document.datasheet", "build_datasheet", outcomes=True),
    "public_summary": Kind(
        "model", *_OUTLINED, audiences=("public", "internal"), reach="training", outlined=True, annexed=True,
        owed=(("model.gpai", True), ("model.provider_duties", True)),
    ),
    "model_documentation": Kind(
        "model", *_OUTLINED, audiences=("authority", "client", "internal"),
        recipients=("ai_office", "national_authority"), reach="own_sources", outlined=True,
        owed=(("model.gpai", True), ("model.provider_duties", True), ("model.open_source_exempt", False)),
    ),
    "california_statement": Kind(
        "model", *_OUTLINED, audiences=("public", "internal"), reach="own_sources", outlined=True,
        owed=(("model.offered_to_californians", True), ("organisation.roles", "ab2013_developer")),
    ),
    "scope_memo": Kind("workspace", "muniment.document.scope_memo", "build_scope_memo", audiences=("internal",)),
}  # fmt: skip
