"""Which editions a build makes: the documents that cards owe or that somebody named, for whom, in which languages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app.changing import with_earlier
from muniment.app.opening import concerns
from muniment.app.superseding import Superseded
from muniment.base.errors import CannotRun
from muniment.base.languages import is_offered, offered_languages
from muniment.disclosure.disclose import Edition
from muniment.disclosure.reach import Asked
from muniment.disclosure.table import AUDIENCES
from muniment.document.kinds import CHANGE_RECORD, DOCUMENTS, Kind
from muniment.model.facts import Status
from muniment.model.load import Card
from muniment.record.record import Record
from muniment.render import has_format
from muniment.workspace.clients import ClientRow, client_named, hint_for, owes
from muniment.workspace.link import Workspace

#: The kind of the subject of documents on a whole workspace.
WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for; without documents those that are owed, without audiences those each is meant for.

    ``since`` is the record of the earlier edition with which change records compare, ``superseded`` are the earlier
    editions that some of these replace.
    """

    paths: Sequence[Path]
    documents: tuple[str, ...]
    audiences: tuple[str, ...]
    languages: tuple[str, ...]
    formats: tuple[str, ...]
    as_of: str
    document_date: str
    output: Path | None
    fresh: bool = False
    recipient: str = ""
    since: Record | None = None
    superseded: tuple[Superseded, ...] = ()


def wanted_editions(wanted: Wanted, workspace: Workspace, as_of: str, document_date: str) -> Iterator[Edition]:
    """Yield the editions that a build makes, those of one card and audience one after another.

    For a client of the settings these are the documents owed to it, unless some are named, in its language. Raises
    CannotRun where there are none, and for an audience or recipient that a document is not for.
    """
    client = client_named(workspace.settings.clients, wanted.recipient)
    wanted = _for_client(wanted, client) if client else wanted
    kinds = _kinds(wanted, workspace)
    languages = _languages(wanted, workspace)
    cards = [card for card in workspace.cards.values() if concerns(card.file, wanted.paths)]
    found = False
    for edition in _on_workspace(wanted, kinds, workspace, languages, (as_of, document_date)):
        found = True
        yield edition
    for card in cards:
        own = {
            name: kind
            for name, kind in kinds.items()
            if kind.bearer in (card.kind, "") and (wanted.documents or _wanted_of(name, kind, card, client, workspace))
        }
        for audience in AUDIENCES:
            for name, kind in own.items():
                if audience not in (wanted.audiences or kind.audiences[:1]) or audience not in kind.audiences:
                    continue
                for language in languages:
                    edition = edition_of(name, card.identity, audience, language, (as_of, document_date), workspace)
                    edition = replace(edition, recipient=wanted.recipient)
                    for ready in ready_editions(edition, workspace, wanted.since):
                        found = True
                        yield ready
    if not found:
        raise _nothing(wanted, kinds, client)


def _for_client(wanted: Wanted, client: ClientRow) -> Wanted:
    """Return what is wanted for a client: under the name of the settings, as a client, in its language."""
    if wanted.audiences not in ((), ("client",)):
        raise CannotRun(
            f"{client.name[:80]} is a client, and what is for {', '.join(wanted.audiences)} is not for it.",
            "Leave --audience away, or --for.",
        )
    languages = wanted.languages or ((client.language,) if client.language else ())
    return replace(wanted, recipient=client.name, audiences=("client",), languages=languages)


def _wanted_of(name: str, kind: Kind, card: Card, client: ClientRow | None, workspace: Workspace) -> bool:
    """Tell whether a document is part of a build that names none: by what the client is owed, else by the cards."""
    if client and (client.owed or client.requests):
        return owes(client, name, card.identity)
    return _owed(name, kind, card, workspace)


def edition_of(
    name: str, bearer: str, audience: str, language: str, dates: tuple[str, str], workspace: Workspace
) -> Edition:
    """Return the edition of a document about a card; ``dates`` are those of the law and of the document."""
    kind = DOCUMENTS[name]
    return Edition(
        kind=name, bearer=bearer, audience=audience, language=language, as_of=dates[0], document_date=dates[1],
        reach=kind.reach, paths=kind.paths(name, audience), outcomes=kind.outcomes, onward=kind.onward,
        only=tuple(Asked(*item) for item in kind.only(name)), card_language=workspace.settings.languages[0],
    )  # fmt: skip


def check_offered(languages: Iterable[str]) -> None:
    """Raise CannotRun for a language in which documents are not offered."""
    for language in languages:
        if not is_offered(language):
            raise CannotRun(
                f'Documents are not offered in "{language}"; they are in {", ".join(offered_languages())}.',
                "Name one of these. A language is offered once everything is translated: `make i18n` in the source of "
                "muniment shows what is missing.",
            )


def _languages(wanted: Wanted, workspace: Workspace) -> tuple[str, ...]:
    check_offered(wanted.languages)
    return tuple(dict.fromkeys(wanted.languages or workspace.settings.languages))


def ready_editions(edition: Edition, workspace: Workspace, since: Record | None = None) -> Iterator[Edition]:
    """Yield an edition as it is; a change record as often as there is an earlier side to compare with."""
    return with_earlier(edition, workspace, since) if edition.kind == CHANGE_RECORD else iter((edition,))


def _on_workspace(
    wanted: Wanted, kinds: dict[str, Kind], workspace: Workspace, languages: Sequence[str], dates: tuple[str, str]
) -> Iterator[Edition]:
    """Yield the editions on the whole workspace that somebody named; they bear the name of its organisation."""
    own = {name: kind for name, kind in kinds.items() if name in wanted.documents and kind.bearer == WORKSPACE}
    organisation = workspace.cards.get(workspace.organisation)
    for audience in AUDIENCES:
        for name, kind in own.items():
            if audience not in (wanted.audiences or kind.audiences[:1]) or audience not in kind.audiences:
                continue
            for language in languages:
                yield Edition(
                    kind=name, bearer=organisation.name if organisation else WORKSPACE, audience=audience,
                    language=language, as_of=dates[0], document_date=dates[1], recipient=wanted.recipient,
                    reach=kind.reach,
                )  # fmt: skip


def _kinds(wanted: Wanted, workspace: Workspace) -> dict[str, Kind]:
    kinds = {name: DOCUMENTS[name] for name in wanted.documents or DOCUMENTS}
    kinds = _in_formats(wanted, kinds)
    for name in wanted.documents:
        if wanted.audiences and not set(wanted.audiences) & set(kinds[name].audiences):
            allowed = ", ".join(kinds[name].audiences)
            raise CannotRun(f"A {name} is not for {', '.join(wanted.audiences)}.", f"Name one of: {allowed}.")
    if wanted.recipient:
        kinds = {name: kind for name, kind in kinds.items() if _is_for(kind, wanted)}
        if not kinds:
            named = sorted({recipient for kind in DOCUMENTS.values() for recipient in kind.recipients})
            hint = hint_for(wanted.recipient, workspace.settings.clients)
            raise CannotRun(
                f"No document asked for can be made for {wanted.recipient}.{' ' + hint if hint else ''}",
                f"Authorities are {', '.join(named) or 'not named here'}; a client is named with --audience client.",
            )
    return kinds


def _in_formats(wanted: Wanted, kinds: dict[str, Kind]) -> dict[str, Kind]:
    """Return the kinds that are made in one of the formats; refuse a format or a named document that has no part."""
    asked = wanted.documents or [name for name, kind in DOCUMENTS.items() if kind.bearer != WORKSPACE]
    for form in wanted.formats:
        if not any(has_format(name, form) for name in asked):
            what = " or ".join(wanted.documents) or "document that is owed"
            made = ", ".join(name for name in DOCUMENTS if has_format(name, form))
            raise CannotRun(f"No {what} is made as {form}.", f"Name one that is, with --document: {made}.")
    fitting = [name for name in kinds if not wanted.formats or any(has_format(name, form) for form in wanted.formats)]
    for name in wanted.documents:
        if name not in fitting:
            raise CannotRun(
                f"A {name} is not made as {' or '.join(wanted.formats)}.", "Name another format, or leave it away."
            )
    return {name: kinds[name] for name in fitting}


def _is_for(kind: Kind, wanted: Wanted) -> bool:
    return wanted.recipient in kind.recipients or (wanted.audiences == ("client",) and "client" in kind.audiences)


def _owed(name: str, kind: Kind, card: Card, workspace: Workspace) -> bool:
    """Tell whether the cards state all that makes a document owed; what is open owes nothing yet."""
    if name == CHANGE_RECORD:
        return False
    organisation = workspace.cards.get(workspace.organisation)
    for path, value in kind.owed:
        place = organisation if path.startswith("organisation.") else card
        fact = place.facts.get("/" + path.partition(".")[2].replace(".", "/")) if place else None
        if fact is None or fact.status is not Status.KNOWN:
            return False
        if fact.value != value and not (isinstance(fact.value, list) and value in fact.value):
            return False
    return True


def _nothing(wanted: Wanted, kinds: dict[str, Kind], client: ClientRow | None) -> CannotRun:
    if wanted.documents == (CHANGE_RECORD,):
        return CannotRun(
            "None of the cards has anything earlier to be compared with.",
            "Keep earlier versions as <name>@<version>.card.yaml, or give --since with the record.json of an edition.",
        )
    if client is not None and not wanted.documents and (client.owed or client.requests):
        return CannotRun(
            f"Nothing about these cards is owed to {client.name[:80]}.",
            "See clients: in muniment.yaml; --document names a document that is not owed.",
        )
    bearers: Sequence[str] = sorted({kind.bearer for kind in kinds.values()})
    what = " or ".join(wanted.documents) or "document that is owed"
    return CannotRun(
        f"There is no {' or '.join(bearers)} card to build a {what} from"
        f"{' for ' + ', '.join(wanted.audiences) if wanted.audiences else ''}.",
        f"Name a {' or '.join(bearers)} card, or the workspace; --document names a document that is not owed.",
    )
