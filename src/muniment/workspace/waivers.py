"""``waivers.yaml``: findings that a person answers for until a day, each with its place and its reason.

A waiver lowers nothing: the duty stays as open as it is, in coverage and in every document. It takes findings out of
what makes a check fail. It lies in a file of its own, so that a repository can say who must approve of changes to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, ValidationError

from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.model.messages import findings_of
from muniment.model.placeholders import placeholder
from muniment.model.section import Section
from muniment.model.types import Date, Id, String, Text, Value
from muniment.source.tree import Tree
from muniment.workspace.owners import covers_path

#: What nobody can waive: mistakes of form, released versions that changed, and what makes evidence, pins, releases or
#: these files themselves worthless.
ALWAYS_REPORTED = ("MUN1", "MUN2", "MUN500", "MUN700", "MUN720", "MUN730", "MUN743", "MUN744", "MUN750", "MUN751")


class WaiverRow(Value):
    """One waiver."""

    id: Id = Field(title="Id", description="A name for it, unique in the file.")
    code: String = Field(title="Code", description="The code of the findings meant, or the id of a duty: AIA-10-2-f.")
    address: String | None = Field(
        default=None,
        title="Address",
        description="The fact or section meant: dataset/tickets@2.3.0#/labelling; or a card: dataset/tickets@2.3.0.",
    )
    path: String | None = Field(
        default=None, title="Path", description="The facts meant, on whatever card: dataset.labelling.campaigns[].pay."
    )
    file: String | None = Field(
        default=None, title="File", description="The file meant, from the workspace's root: datasets/tickets.card.yaml."
    )
    reason: Text = Field(title="Reason", description="Why the finding is accepted for now.")
    person: String = Field(title="Person", description="Who answers for it.")
    until: Date = Field(title="Until", description="The last day on which it holds.")


class WaiverFile(Section):
    """The waivers of a workspace."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    waivers: list[WaiverRow] = Field(title="Waivers", description="One record a waiver.")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One waiver as its file states it, and where it stands there."""

    id: str
    code: str
    address: str
    path: str
    place: str
    reason: str
    person: str
    until: str
    file: str
    pointer: str

    def covers(self, finding: Finding, file: str) -> bool:
        """Tell whether a finding is meant, all that it tells of included; ``file`` is its own from the root."""
        told = finding.parts or ((finding.code, finding.address, finding.path),)
        return (not self.place or self.place == file) and all(
            code == self.code
            and (not self.address or _within(self.address, address))
            and (not self.path or covers_path(self.path, path))
            for code, address, path in told
        )


def load_waivers(tree: Tree) -> tuple[tuple[Waiver, ...], list[Finding]]:
    """Read ``waivers.yaml``; on a mistake of form nothing in it is waived. Those without a place waive nothing."""
    value: Any = tree.value
    try:
        read = WaiverFile.model_validate(value if isinstance(value, dict) else {})
    except ValidationError as error:
        return (), findings_of(error, tree.file, tuple(WaiverFile.model_fields))
    findings = [*_twice(read.waivers, tree.file), *_hollow(read.waivers, tree.file)]
    if findings:
        return (), findings
    waivers = [
        Waiver(
            row.id, row.code, row.address or "", row.path or "", row.file or "", row.reason, row.person, row.until,
            tree.file, f"/waivers/{index}",
        )
        for index, row in enumerate(read.waivers)
    ]  # fmt: skip
    broad = [waiver for waiver in waivers if _why_too_broad(waiver)]
    return tuple(waiver for waiver in waivers if waiver not in broad), [_too_broad(waiver) for waiver in broad]


def ended(waiver: Waiver) -> Finding:
    """Return the finding on a waiver whose last day has passed."""
    return Finding(
        "MUN741", Severity.WARNING, f'The waiver "{waiver.id}" ended on {waiver.until}: it waives nothing any more.',
        f"Mend what it was for ({waiver.code}) and delete it; or have {waiver.person} answer for it anew.",
        file=waiver.file, pointer=waiver.pointer,
    )  # fmt: skip


def unused(waiver: Waiver) -> Finding:
    """Return the finding on a waiver that meets nothing."""
    return Finding(
        "MUN742", Severity.WARNING, f'The waiver "{waiver.id}" meets no finding: {waiver.code} is not found there.',
        "Delete it, or correct its code and its place.",
        file=waiver.file, pointer=waiver.pointer,
    )  # fmt: skip


def _within(wanted: str, address: str) -> bool:
    identity, inner = split_address(wanted)
    of, where = split_address(address)
    return identity == of and (not inner or inner in ("/", where) or where.startswith(f"{inner}/"))


def _why_too_broad(waiver: Waiver) -> str:
    if waiver.code.startswith(ALWAYS_REPORTED):
        return f"{waiver.code} cannot be waived"
    return "" if waiver.address or waiver.path or waiver.place else "it names no place"


def _too_broad(waiver: Waiver) -> Finding:
    return Finding(
        "MUN743", Severity.ERROR, f'The waiver "{waiver.id}" waives nothing: {_why_too_broad(waiver)}.',
        "Name one place: address (a fact, a section, a card), path or file. Mistakes of form are to be mended.",
        file=waiver.file, pointer=waiver.pointer,
    )  # fmt: skip


def _twice(rows: list[WaiverRow], file: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, row in enumerate(rows):
        if row.id in seen:
            yield Finding(
                "MUN205", Severity.ERROR, f'Two waivers have the id "{row.id}"; the first is item {seen[row.id] + 1}.',
                "Give each its own id.", file=file, pointer=f"/waivers/{index}/id",
            )  # fmt: skip
        seen.setdefault(row.id, index)


def _hollow(rows: list[WaiverRow], file: str) -> Iterator[Finding]:
    for index, row in enumerate(rows):
        for key, text in (("reason", row.reason), ("person", row.person)):
            if why := placeholder(text, key, key.title(), prose=False):
                yield Finding(
                    "MUN210", Severity.ERROR, f'"{key}" of the waiver "{row.id}" is not answered: {why}.',
                    "Say in a few words why, and who answers for it.", file=file, pointer=f"/waivers/{index}/{key}",
                )  # fmt: skip
