"""The kinds of documents: which card each is about, and what builds it from a record."""

import importlib
from dataclasses import dataclass

from muniment.document.model import Document
from muniment.record.record import Record


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document: the kind of card it is about, and the builder's module and name."""

    bearer: str
    module: str
    function: str

    def build(self, record: Record) -> Document:
        """Build the document of a record."""
        document: Document = getattr(importlib.import_module(self.module), self.function)(record)
        return document


DOCUMENTS = {
    "datasheet": Kind("dataset", "muniment.document.datasheet", "build_datasheet"),
    "scope_memo": Kind("workspace", "muniment.document.scope_memo", "build_scope_memo"),
}
