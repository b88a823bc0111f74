"""``muniment.yaml``: what holds for a whole workspace."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import Field, ValidationError

from muniment.base.findings import Finding, Severity
from muniment.base.languages import SOURCE_LANGUAGE, is_offered, offered_languages
from muniment.model.messages import findings_of
from muniment.model.section import Section
from muniment.model.types import Id, Language, Share, StatusUrl, String, Value
from muniment.source.tree import Tree
from muniment.workspace.clients import ClientRow, check_clients, check_named
from muniment.workspace.owners import Owner, owner_among, problem_of
from muniment.workspace.sign_offs import SignOffRow, check_rows
from muniment.workspace.signing import SigningSettings, check_signing


class DisclosureRow(Value):
    """A row of the workspace's own disclosure: narrower than the table, or wider with a reason."""

    path: String = Field(title="Path", description="The facts meant: dataset.labelling.campaigns[].workforce[].pay.")
    audience: Literal["public", "client", "authority", "internal"] = Field(
        title="Audience", description="The widest audience that may see them."
    )
    ground: Literal["trade_secret", "personal_data", "security", "contract", "other"] | None = Field(
        default=None, title="Ground", description="Why they are withheld from everybody else (a narrowing needs one)."
    )
    reason: String | None = Field(
        default=None, title="Reason", description="In words; a row that widens the table must say why."
    )
    only: String | None = Field(
        default=None,
        title="For",
        alias="for",
        description="The one client for whom the row holds: audience client opens the facts to it, authority or "
        "internal keeps them from it. Default: all.",
    )


class Disclosure(Value):
    """Which version of the disclosure table holds here, and this workspace's own rows."""

    table: int = Field(title="Table", description="The pinned version of the default table.", ge=1)
    rows: list[DisclosureRow] | None = Field(default=None, title="Rows", description="Narrowings and widenings.")


class OwnerRow(Value):
    """Who answers for facts that nobody has stated yet: for which facts, of which cards, in which files."""

    path: String | None = Field(
        default=None,
        title="Path",
        description="The facts meant, and all in them: dataset.labelling, or *.personal_data where * is any one key.",
    )
    cards: String | None = Field(
        default=None, title="Cards", description="The cards meant, by kind and name: dataset/hr-*. Default: all."
    )
    files: String | None = Field(
        default=None,
        title="Files",
        description="The files meant, from the workspace's root: datasets/hr/**. Default: all.",
    )
    owner: String = Field(title="Owner", description="A person or team.")


class LargeSetRule(Value):
    """How large public data sets are told from others, where the texts leave it open (public summary, section 2.1)."""

    share: Share | None = Field(
        default=None,
        title="Share",
        description="The share of a modality above which a set is large; else the catalogue's.",
    )
    base: Literal["all_training_data", "public_sets"] = Field(
        title="Base",
        description="What the share is taken of: all training data of the modality, or all public sets of it.",
    )
    source: String = Field(title="Source", description="On what this reading rests: an official text, an opinion.")


class SettingsFile(Section):
    """The settings of a workspace."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    organisation: Id | None = Field(
        default=None, title="Organisation", description="The card of the provider, where there is more than one."
    )
    languages: list[Language] | None = Field(
        default=None, title="Languages", description="Languages of editions; the first also of cards that name none."
    )
    banner: String | None = Field(
        default=None,
        title="Banner",
        description="A line at the top of every document, for instance of a fictional example.",
    )
    status_url: StatusUrl | None = Field(
        default=None,
        title="Status address",
        description="Where the provider tells whether a document still stands; printed on every document, in print as "
        "a QR code, too.",
    )
    disclosure: Disclosure | None = Field(default=None, title="Disclosure", description="Who may see what.")
    owners: list[OwnerRow] | None = Field(
        default=None,
        title="Owners",
        description="Who answers for what; the longest path wins, then a row that names cards or files, then the last.",
    )
    large_set_rule: LargeSetRule | None = Field(
        default=None, title="Rule for large sets", description="Which public data sets count as large ones."
    )
    clients: list[ClientRow] | None = Field(
        default=None, title="Clients", description="To whom documents are owed, which, and by when."
    )
    sign_offs: list[SignOffRow] | None = Field(
        default=None,
        title="Sign-offs",
        description="Who must sign off which facts before documents that show them are sealed.",
    )
    signing: SigningSettings | None = Field(
        default=None,
        title="Signing",
        description="With which keys documents are sealed, and who must approve.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; the defaults where there is no file."""

    file: str = ""
    organisation: str = ""
    languages: tuple[str, ...] = ("en",)
    banner: str = ""
    status_url: str = ""
    disclosure_table: int = 0
    disclosure_rows: tuple[dict[str, str], ...] = ()
    owners: tuple[Owner, ...] = ()
    large_set_rule: LargeSetRule | None = None
    signing: SigningSettings | None = None
    sign_offs: tuple[SignOffRow, ...] = ()
    clients: tuple[ClientRow, ...] = ()
    tree: Tree | None = field(default=None, compare=False)
    #: the files of the workspace: from the names by which they are shown to those from its root
    inside: Mapping[str, str] = field(default_factory=dict, compare=False)

    def owner_of(self, path: str, identity: str = "", file: str = "") -> str:
        """Return who answers for a fact of a card by its path, identity and file as shown; empty where nobody does."""
        return owner_among(self.owners, path, identity, self.inside.get(file, file))


def load_settings(tree: Tree) -> tuple[Settings, list[Finding]]:
    """Read ``muniment.yaml``; on any error return the defaults with the findings."""
    value: Any = tree.value
    if not isinstance(value, dict):
        remedy = "Begin with: muniment: 1"
        return Settings(file=tree.file, tree=tree), [
            Finding("MUN700", Severity.ERROR, "The settings are a mapping of keys to values.", remedy, file=tree.file)
        ]
    try:
        read = SettingsFile.model_validate(value)
    except ValidationError as error:
        return Settings(file=tree.file, tree=tree), findings_of(error, tree.file, tuple(SettingsFile.model_fields))
    languages = tuple(read.languages or (SOURCE_LANGUAGE,))
    disclosure = read.disclosure
    rows = tuple(
        row.model_dump(exclude_none=True, by_alias=True) for row in (disclosure.rows or () if disclosure else ())
    )
    clients = tuple(read.clients or ())
    return Settings(
        file=tree.file,
        organisation=read.organisation or "",
        languages=languages,
        banner=read.banner or "",
        status_url=read.status_url or "",
        disclosure_table=disclosure.table if disclosure else 0,
        disclosure_rows=rows,
        owners=tuple(Owner(row.owner, row.path or "", row.cards or "", row.files or "") for row in read.owners or ()),
        large_set_rule=read.large_set_rule,
        signing=read.signing,
        sign_offs=tuple(read.sign_offs or ()),
        clients=clients,
        tree=tree,
    ), [
        *check_rows(read.sign_offs or (), tree.file),
        *_not_offered(
            {f"/languages/{index}": language for index, language in enumerate(languages)}
            | {f"/clients/{index}/language": row.language for index, row in enumerate(clients) if row.language},
            tree.file,
        ),
        *check_clients(clients, tree.file),
        *check_named(rows, clients, tree.file),
        *_owning_nothing(read.owners or (), tree.file),
        *(check_signing(read.signing, tree.file) if read.signing else ()),
    ]


def _owning_nothing(rows: Sequence[OwnerRow], file: str) -> Iterator[Finding]:
    for index, row in enumerate(rows):
        if why := problem_of(row.path or "", row.cards or "", row.files or ""):
            yield Finding(
                "MUN208", Severity.ERROR, f"The owner {row.owner[:60]} {why}.",
                "Write what is owned: path: dataset.labelling, cards: dataset/hr-*, or files: datasets/hr/**.",
                file=file, pointer=f"/owners/{index}",
            )  # fmt: skip


def _not_offered(named: Mapping[str, str], file: str) -> Iterator[Finding]:
    offered = ", ".join(offered_languages())
    for pointer, language in named.items():
        if not is_offered(language):
            yield Finding(
                "MUN704", Severity.ERROR, f'Documents are not offered in "{language}".',
                f"Name languages among {offered}; texts of cards may be in any.", file=file, pointer=pointer,
            )  # fmt: skip
