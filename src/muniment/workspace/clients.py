"""Clients: to whom documents are owed, which, about which cards, by when; and who has asked for some.

What is owed is for people to state here; nothing is sent by itself. A client's name is also what an edition is
addressed to, and what a row of the disclosure names that holds for one client alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from pydantic import Field

from muniment.base.findings import Finding, Severity
from muniment.base.recipients import folded, in_file_name
from muniment.model.suggest import did_you_mean
from muniment.model.types import Date, Language, String, Text, Value
from muniment.workspace.owners import matches

#: The documents that can be owed to a client; a test holds them to those that clients may have.
ClientDocument = Literal["datasheet", "model_documentation", "instructions_for_use", "supplier_datasheet"]
#: The ground on which an answer is due in the days that the Code of Practice names.
IN_DAYS = "duty_14_days"
#: A finding about clients in the settings, or about a row of the disclosure that names one. It stops builds.
WRONG = "MUN757"
#: What `--for` calls authorities: no client can be called so. A test holds them to the recipients of documents.
AUTHORITIES = ("ai_office", "national_authority", "notified_body")
Ground = Literal["contract", "request", "duty_14_days", "law", "other"]


class OwedRow(Value):
    """Documents that are owed to a client, about which cards, and by when."""

    documents: list[ClientDocument] = Field(title="Documents", description="Kinds of documents.", min_length=1)
    cards: String | None = Field(
        default=None,
        title="Cards",
        description="The cards meant, by kind and name: dataset/tickets-*. Default: all that have such a document.",
    )
    by: Date | None = Field(default=None, title="By", description="The day by which they are owed.")
    within_days: int | None = Field(
        default=None,
        title="Within days",
        description="Within how many days of the release of a version; owed is the edition about that version.",
        ge=0,
        le=3660,
    )


class RequestRow(Value):
    """A request by a client: what it asked for, on which day, and by when it is to be answered."""

    requested_on: Date = Field(title="Requested on", description="The day of the request.")
    documents: list[ClientDocument] = Field(title="Documents", description="Kinds of documents.", min_length=1)
    cards: String | None = Field(
        default=None, title="Cards", description="The cards meant, by kind and name. Default: all with such a document."
    )
    ground: Ground | None = Field(
        default=None,
        title="Ground",
        description="Why it is to be answered: request (default), or duty_14_days where the asker is a downstream "
        "provider under the Code of Practice, Measure 1.2.",
    )
    by: Date | None = Field(
        default=None, title="By", description="The day by which it is to be answered, where one was agreed."
    )
    reference: Text | None = Field(default=None, title="Reference", description="Which request: mail of 2 October.")


class ClientRow(Value):
    """A client: its name, its contract, and what is owed to it."""

    name: String = Field(title="Name", description="The client, as its editions and deliveries name it.")
    contract: Text | None = Field(
        default=None, title="Contract", description="Which contract, in words: MSA 2026-04, annex C."
    )
    ground: Ground | None = Field(
        default=None, title="Ground", description="On which ground documents are owed to it. Default: contract."
    )
    language: Language | None = Field(
        default=None, title="Language", description="The language of its editions. Default: the workspace's."
    )
    since: Date | None = Field(
        default=None, title="Since", description="Releases before this day are owed no edition; default: all are."
    )
    owed: list[OwedRow] | None = Field(default=None, title="Owed", description="What is owed to it.")
    requests: list[RequestRow] | None = Field(
        default=None, title="Requests", description="What it has asked for beside that."
    )


def client_named(clients: Iterable[ClientRow], name: str) -> ClientRow | None:
    """Return the client of a name, whatever its capitals and blanks; None where there is none."""
    return next((client for client in clients if folded(client.name) == folded(name)), None)


def owes(client: ClientRow, document: str, card: str) -> bool:
    """Tell whether some row names a kind of document about a card (by identity) as owed to a client, or asked for."""
    rows: tuple[OwedRow | RequestRow, ...] = (*(client.owed or ()), *(client.requests or ()))
    return any(names(row, document, card) for row in rows)


def names(row: OwedRow | RequestRow, document: str, card: str) -> bool:
    """Tell whether a row names a kind of document about a card, by its identity."""
    if document not in row.documents:
        return False
    return row.cards is None or any(matches(row.cards, name) for name in (card.partition("@")[0], card))


def hint_for(name: str, clients: Sequence[ClientRow]) -> str:
    """Return which client was perhaps meant by a name that none has; nothing where there is no doubt."""
    if not name or name in AUTHORITIES or client_named(clients, name):
        return ""
    near = did_you_mean(name, (client.name for client in clients))
    return f'No client of the settings is called "{name[:80]}". Did you mean "{near[:80]}"?' if near else ""


def check_clients(clients: Sequence[ClientRow], file: str) -> Iterator[Finding]:
    """Yield what is wrong with the clients of the settings beyond their form."""
    taken: set[str] = set()
    for index, client in enumerate(clients):
        forms = {folded(client.name), in_file_name(client.name).casefold()}
        if forms & taken:
            yield _wrong(
                f'Two clients are called "{client.name[:60]}", or so much alike that files cannot tell them apart.',
                "Give each its own name, and what is owed to one in one place.", file, f"/clients/{index}/name",
            )  # fmt: skip
        taken |= forms
        if folded(client.name) in AUTHORITIES:
            yield _wrong(
                f"{client.name} is what an authority is called here.", "Name the client by its own name.",
                file, f"/clients/{index}/name",
            )  # fmt: skip
        for number, row in enumerate(client.owed or ()):
            if row.by and row.within_days is not None:
                yield _wrong(
                    f"{client.name[:60]} is owed something both by a day and within days of a release.",
                    "Write two rows: one with by, one with within_days.", file, f"/clients/{index}/owed/{number}",
                )  # fmt: skip


def check_named(rows: Sequence[Mapping[str, str]], clients: Sequence[ClientRow], file: str) -> Iterator[Finding]:
    """Yield the rows of the disclosure that name a client whom the settings do not have, or that are for everybody."""
    for index, row in enumerate(rows):
        name = row.get("for")
        if name is None:
            continue
        if client_named(clients, name) is None:
            near = did_you_mean(name, (client.name for client in clients))
            yield _wrong(
                f'This row is for "{name[:60]}", and no client of the settings is called so.',
                f'Did you mean "{near[:60]}"?' if near else "Name it below clients:, too, or one that stands there.",
                file, f"/disclosure/rows/{index}/for",
            )  # fmt: skip
        if row["audience"] == "public":
            yield _wrong(
                f"What everybody may see is not for {name[:60]} alone.",
                "Write audience: client to open it to this client, authority or internal to keep it from this client; "
                "or leave for: away.", file, f"/disclosure/rows/{index}/audience",
            )  # fmt: skip


def _wrong(message: str, remedy: str, file: str, pointer: str) -> Finding:
    return Finding(WRONG, Severity.ERROR, message, remedy, file=file, pointer=pointer)
