"""What the bytes of one file are, once they were loaded: apart, since few runs keep it (`app.card_store`)."""

from dataclasses import dataclass

from muniment.base.findings import Finding
from muniment.model.load import Card
from muniment.source.tree import Tree


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the bytes of one file are: a tree and a card, or why not; findings of the reader and of the models."""

    tree: Tree | None
    card: Card | None
    of_reader: tuple[Finding, ...]
    of_models: tuple[Finding, ...]
