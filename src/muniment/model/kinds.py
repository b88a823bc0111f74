"""The kinds of card, each with its model, imported only when a card of that kind is met."""

import functools
import importlib

from muniment.model.section import Section

_CARDS = {
    "organisation": "muniment.model.organisation:OrganisationCard",
    "dataset": "muniment.model.dataset.card:DatasetCard",
    "model": "muniment.model.model_card.card:ModelCard",
    "system": "muniment.model.system.card:SystemCard",
    "deployment": "muniment.model.deployment:DeploymentCard",
}

KINDS: tuple[str, ...] = tuple(_CARDS)


@functools.cache
def card_class(kind: str) -> type[Section]:
    """Return the model of a kind of card; raise KeyError if there is no such kind."""
    module, _, name = _CARDS[kind].partition(":")
    card: type[Section] = getattr(importlib.import_module(module), name)
    return card
