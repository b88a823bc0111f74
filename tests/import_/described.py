"""Descriptions made up for tests, and their import without files."""

import hashlib
from typing import Any

from muniment.import_ import read_description
from muniment.import_.draft import Draft, Open, Taken
from muniment.import_.settling import errors_of, settle
from muniment.model.load import Card, load_card
from muniment.source.load import load_tree

README = """---
language:
- en
- de
license: cc-by-4.0
pretty_name: Street Letters
size_categories:
- 1K<n<10K
annotations_creators:
- expert-generated
source_datasets:
- extended|other-letters
- original
task_categories:
- text-classification
---

# Dataset Card for "street_letters"

## Dataset Description

- **Homepage:** [letters](https://letters.example/home)
- **Point of Contact:** [Jo Example](mailto:jo@letters.example)
- **Size of the generated dataset:** 85.75 MB

### Dataset Summary

Letters that people wrote to the *office for streets*, with the answers of the office,
from 2019 to 2022.

### Languages

[More Information Needed]

## Dataset Structure

### Data Instances

```
{"text": "My lamp is broken"}
```

### Data Fields

- `text`: what the letter says
- `topic`: a classification label, with possible values including `lamp` (0), `hole` (1).

### Data Splits

| name  |train|test|
|-------|----:|---:|
|default| 1200| 300|

## Dataset Creation

### Source Data

#### Initial Data Collection and Normalization

The letters were scanned by the office and typed by two clerks.

### Annotations

#### Annotation process

Two clerks chose the topic of each letter from a list of nine.

#### Who are the annotators?

Jo Example and Kim Example.

### Personal and Sensitive Information

Names were replaced by a letter.

### Discussion of Biases

[More Information Needed]

### Other Known Limitations

<!-- nothing yet -->
"""


def draft_of(text: str | bytes, form: str = "", kind: str = "", file: str = "letters/README.md") -> Draft:
    """Return the draft of a description; fails where none can be made."""
    data = text.encode() if isinstance(text, str) else text
    draft = Draft(kind, file, hashlib.sha256(data).hexdigest(), "", name="letters")
    problem = read_description(draft, data, form)
    assert not problem, problem
    return draft


def card_of(draft: Draft) -> Card:
    """Return the card of a draft; fails where it has errors of form."""
    text = settle(draft)
    assert errors_of(text, "x") == []
    tree, _ = load_tree(text.encode(), "x.card.yaml")
    assert tree is not None
    card, _ = load_card(tree)
    assert card is not None
    return card


def facts(text: str | bytes, form: str = "", kind: str = "") -> dict[str, Any]:
    """Return the known facts of the card that a description becomes, by inner address."""
    return {
        inner: fact.value
        for inner, fact in card_of(draft_of(text, form, kind)).facts.items()
        if not fact.record and fact.status == "known"
    }


def unknown(text: str | bytes) -> dict[str, str]:
    """Return what the card says is unknown, with the reason."""
    return {inner: fact.reason for inner, fact in card_of(draft_of(text)).facts.items() if fact.status == "unknown"}


def reasons(draft: Draft) -> dict[str, str]:
    """Return why each thing was left, by its key up to the line."""
    return {loss.key.partition(" (line")[0]: str(loss.reason) for loss in draft.losses}


def remarks(draft: Draft) -> str:
    """Return all remarks as one text."""
    return "\n".join(f"{item.key}: {item.text}" for item in draft.remarks)


def taken(node: Any) -> list[Taken]:
    """Return every fact that a draft holds."""
    if isinstance(node, Taken):
        return [node]
    if isinstance(node, dict):
        return [item for value in node.values() for item in taken(value)]
    return [item for value in node for item in taken(value)] if isinstance(node, list) else []


__all__ = ["README", "Open", "card_of", "draft_of", "facts", "reasons", "remarks", "taken", "unknown"]
