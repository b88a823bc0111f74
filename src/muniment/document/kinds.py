"""The kinds of documents: which card each is about, who may have it, what its record holds, and what builds it."""

import importlib
from dataclasses import dataclass

from muniment.document.model import Document
from muniment.record.record import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: the kind of card it is about, and the builder's module and name.

    An empty ``bearer`` is every kind of card. ``audiences`` may have it; the first is meant where nobody says which.
    ``recipients`` may be named for it, beside clients by name for the audience ``client``. ``reach`` says of which
    cards it speaks (`muniment.disclosure.reach`). With an outline its record holds the facts that the outline prints
    and no others. ``outcomes`` tells whether it prints how duties came out, ``annexed`` whether files may go with it,
    ``onward`` whether it says how far each fact may be passed on. ``owed`` are facts of the card or of the
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
    onward: bool = False
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

#: The document on any kind of card that is built when it is named, for cards that have something earlier.
CHANGE_RECORD = "change_record"
#: Documents on a whole workspace that `build` makes when they are named.
ON_WORKSPACE = ("coverage_report", "open_questions")

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
    "technical_documentation": Kind(
        "system", "muniment.document.technical_documentation", "build_technical_documentation",
        audiences=("authority", "internal"), recipients=("national_authority", "notified_body"), reach="sources",
        outlined=True, owed=(("system.risk_class", "high_risk"),),
    ),
    "instructions_for_use": Kind(
        "system", *_OUTLINED, audiences=("client", "authority", "internal"), reach="sources", outlined=True,
        owed=(("system.risk_class", "high_risk"),),
    ),
    "supplier_datasheet": Kind(
        "dataset", "muniment.document.supplier_datasheet", "build_supplier_datasheet", audiences=("client", "internal"),
        reach="alone", outlined=True, onward=True, owed=(("organisation.roles", "supplier"),),
    ),
    "coverage_report": Kind(
        "workspace", "muniment.document.coverage_report", "build_coverage_report", audiences=("internal", "authority"),
        recipients=("national_authority", "notified_body"), reach="workspace",
    ),
    "open_questions": Kind(
        "workspace", "muniment.document.open_questions", "build_open_questions", audiences=("internal",),
        reach="workspace",
    ),
    CHANGE_RECORD: Kind(
        "", "muniment.document.change_record", "build_change_record",
        audiences=("client", "public", "authority", "internal"), recipients=("national_authority", "notified_body"),
        outcomes=True,
    ),
    "scope_memo": Kind("workspace", "muniment.document.scope_memo", "build_scope_memo", audiences=("internal",)),
}  # fmt: skip
