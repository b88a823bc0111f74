"""A draft is read back as a card before anybody sees it: what the reader of cards refuses is left out, and listed."""

from typing import Any

from muniment.base.addresses import tokens
from muniment.base.findings import Finding, Severity
from muniment.import_.draft import NO_VERSION, Draft, Open, Reason, Taken
from muniment.import_.writing import card_text
from muniment.model.load import load_card
from muniment.source.load import load_tree

_ROUNDS = 20
_PLACEHOLDER = "MUN210"


def settle(draft: Draft, schema: str = "") -> str:
    """Return the text of a card without errors of form; facts that would be some are moved to what was left.

    Raises ValueError where that does not come to an end, which would be a fault of the program.
    """
    if draft.version == NO_VERSION:
        draft.advise("version", f'No version is stated; "{NO_VERSION}" stands until somebody gives one.')
    for _ in range(_ROUNDS):
        _prune(draft.facts)
        text = card_text(draft, schema)
        errors = errors_of(text, draft.file)
        if not errors:
            return text
        dropped = [_drop(draft, finding) for finding in errors]
        if not any(dropped):
            raise ValueError(f"a draft that no card can be read from: {errors[0].message}")
    raise ValueError("a draft that always has further errors")


def errors_of(text: str, file: str) -> list[Finding]:
    """Return the errors of form of a card's text."""
    tree, findings = load_tree(text.encode("utf-8"), file)
    if tree is not None:
        findings = findings + load_card(tree)[1]
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _drop(draft: Draft, finding: Finding) -> bool:
    """Take out the fact that a finding is about; False where none is found."""
    inside: Any = draft.facts
    for token in tokens(finding.pointer):
        if isinstance(inside, list):
            inside = inside[int(token)] if token.isdigit() and int(token) < len(inside) else None
            continue
        if not isinstance(inside, dict) or token not in inside:
            return False
        value = inside[token]
        if isinstance(value, Taken | Open):
            del inside[token]
            reason = Reason.PLACEHOLDER if finding.code == _PLACEHOLDER else Reason.NOT_VALID
            key = value.key if isinstance(value, Taken) else token
            draft.leave(key, value.value if isinstance(value, Taken) else value.reason, reason)
            return True
        inside = value
    return False


def _prune(facts: dict[str, Any]) -> None:
    """Take out sections and records that say nothing."""
    for key, value in list(facts.items()):
        if isinstance(value, dict):
            _prune(value)
            empty = not value
        elif isinstance(value, list):
            for record in value:
                _prune(record)
            # A split is named by its id alone; any other record has to say something.
            value[:] = [record for record in value if len(record) > 1 or key == "splits"]
            empty = not value
        else:
            empty = False
        if empty:
            del facts[key]
