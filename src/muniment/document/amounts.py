"""The size of a data set in a few words: the figure, and what it was counted by."""

from muniment.document.paragraphs import Page
from muniment.document.text import brief, clean_text
from muniment.document.values import inline_text
from muniment.record.record import DisclosedFact

_MEASURES = "dataset.measures[]"
_LONGEST = 40


def amount_text(fact: DisclosedFact, amount: str, page: Page) -> str:
    """Return the amount with its unit and with point, split, tokenizer and modality: ``344 rows (raw)``."""
    parent, _, key = fact.address.rpartition("/")
    beside = {
        other.path.removeprefix(f"{_MEASURES}."): other
        for other in page.facts
        if other.status == "known" and other.address.startswith(f"{parent}/") and other.path.startswith(_MEASURES)
    }
    if key == "range" and "unit" in beside:
        amount = f"{amount}\u00a0{_text(beside['unit'], page)}"
    terms = []
    if "point" in beside:
        point = str(beside["point"].value)
        terms.append(page.words.get("size", point, default=_text(beside["point"], page)))
    if "split" in beside:
        terms.append(page.words("size", "split", split=_split(str(beside["split"].value), page)))
    if "tokenizer" in beside:
        terms.append(_text(beside["tokenizer"], page))
    if "modality" in beside and _several_modalities(page):
        terms.insert(0, _text(beside["modality"], page))
    return page.words("size", "amount", amount=amount, terms=", ".join(terms)) if terms else amount


def _split(name: str, page: Page) -> str:
    for fact in page.facts:
        if fact.path == "dataset.splits[].kind" and fact.address.endswith(f"/splits/{name}/kind") and fact.value:
            return _text(fact, page)
    return brief(clean_text(name), _LONGEST)


def _several_modalities(page: Page) -> bool:
    return len({str(fact.value) for fact in page.facts if fact.path == f"{_MEASURES}.modality"}) > 1


def _text(fact: DisclosedFact, page: Page) -> str:
    return brief(inline_text(fact, page.words, page.record.language), _LONGEST)
