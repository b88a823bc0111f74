"""What an edition would say if it were built from the cards as they are."""

from dataclasses import replace

from muniment import __version__
from muniment.app.assessing import Assessed
from muniment.app.choosing import edition_of
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides
from muniment.disclosure.disclose import Making
from muniment.document.kinds import CHANGE_RECORD, DOCUMENTS
from muniment.model.vocabulary import positions_of
from muniment.record.record import Record


def record_today(record: Record, assessed: Assessed) -> Record | None:
    """Return the record of the same edition as the cards say it today; None where it is not about a card that is here.

    A record on a whole workspace, or on changes, says how things stood on a day and has no today.
    """
    subject = record.subject
    card = current_card(f"{subject.kind}/{subject.name}", subject.version, assessed)
    return edition_today(record.kind, card, record.audience, record.recipient, record.language, assessed)


def edition_today(
    kind: str, card: str, audience: str, recipient: str, language: str, assessed: Assessed
) -> Record | None:
    """Return the record that an edition of a kind on a card would have today; None where there is no such edition."""
    known = DOCUMENTS.get(kind)
    if not card or known is None or kind == CHANGE_RECORD or known.bearer not in ("", card.partition("/")[0]):
        return None
    if audience not in known.audiences:
        return None
    workspace, as_of = assessed.opened.workspace, assessed.assessment.as_of
    made = edition_of(kind, card, audience, language, (as_of, as_of), workspace)
    edition = replace(made, recipient=recipient)
    kinds = {other.kind for other in workspace.cards.values()}
    vocabulary = {path: position for kind in kinds for path, position in positions_of(kind).items()}
    making = Making(__version__, load_catalogue().version, (), "")
    return Sides(workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, making).record(edition)


def current_card(name: str, version: str, assessed: Assessed) -> str:
    """Return the identity of the card of a name that is current, else of the version; empty where there is none."""
    cards = assessed.opened.workspace.cards.values()
    named = [card for card in cards if f"{card.kind}/{card.name}" == name]
    current = [card for card in named if "@" not in card.file.rpartition("/")[2]] or [
        card for card in named if card.version == version
    ]
    return current[0].identity if current else ""
