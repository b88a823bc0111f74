"""`diff`: what two sides say differently, what the law says to it, and what must be looked at again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import SETTINGS, Opened, find_root
from muniment.app.records_today import record_today
from muniment.app.reopening import Both, reopened
from muniment.app.sides import Side, edition_of_record, open_sides, read_arguments, root_of
from muniment.base.addresses import split_address
from muniment.base.errors import CannotRun
from muniment.base.findings import Severity
from muniment.catalogue.load import load_catalogue
from muniment.changes.comparison import Comparison, DutyChange, FactChange, Standing
from muniment.changes.duties import compare_duties
from muniment.changes.editions import compare_records
from muniment.changes.workspaces import compare_workspaces, no_workspace
from muniment.disclosure.comparing import compare_policies
from muniment.disclosure.policy import load_policy
from muniment.record.record import Record

#: Errors for which something that is written counts as not stated.
_FORM = ("MUN1", "MUN2", "MUN3", "MUN70")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `diff` was asked: sides and paths as written, the day whose law applies, and built editions to look at."""

    names: Sequence[str]
    as_of: str
    editions: Sequence[Path] = ()


def diff(wanted: Wanted) -> Comparison:
    """Compare two sides; raise CannotRun for what cannot be compared."""
    asked = read_arguments(wanted.names)
    with open_sides(asked) as (before, now):
        if before.records or now.records:
            return _of_editions(before, now, wanted.as_of)
        both = _both(before, now, wanted.as_of)
        limits = [_below(path) for path in asked.limits]
        in_tree = now.opened is not None and (asked.now is None or Path(asked.now).is_dir())
        # What was built from a commit lies beside the working tree.
        root = now.opened.root if in_tree and now.opened else find_root(next(iter(asked.limits), Path()))
        comparison = _of_workspaces(before.name, now.name, both, wanted, root)
        return _limited(comparison, both, limits) if limits and all(limits) else comparison


def _both(before: Side, now: Side, as_of: str) -> Both:
    sides = [assess_workspace(side.opened, as_of) if side.opened else None for side in (before, now)]
    workspaces = [side.opened.workspace if side else no_workspace() for side in sides]
    compared = compare_workspaces(workspaces[0], workspaces[1], load_catalogue())
    return Both(sides[0], sides[1], compared)


def _of_workspaces(before: str, now: str, both: Both, wanted: Wanted, root: Path | None) -> Comparison:
    compared = both.compared
    policies = [side.policy if side else load_policy(no_workspace())[0] for side in (both.before, both.now)]
    comparison = Comparison(
        before=before,
        now=now,
        as_of=wanted.as_of,
        errors=(_errors(both.before), _errors(both.now)),
        cards=compared.cards,
        records=compared.records,
        facts=compared.facts,
        settings=compared.settings,
        disclosure=tuple(compare_policies(policies[0], policies[1], compared.pairs)),
        duties=tuple(
            compare_duties(
                _standings(both.before), _standings(both.now), compared.pairs, compared.records, compared.facts,
                load_catalogue(),
            )
        ),
    )  # fmt: skip
    return replace(comparison, reopened=tuple(reopened(both, comparison, wanted.editions, root)))


def _errors(assessed: Assessed | None) -> int:
    found = assessed.opened.findings if assessed else ()
    return sum(finding.severity is Severity.ERROR and finding.code.startswith(_FORM) for finding in found)


def _standings(assessed: Assessed | None) -> Iterable[Standing]:
    for row in assessed.assessment.rows if assessed else ():
        duty = row.requirement
        yield Standing(
            duty.id, duty.title, duty.citation, duty.force, row.bearer, row.use, str(row.applies),
            str(row.outcome or ""), row.due,
        )  # fmt: skip


def _of_editions(before: Side, now: Side, as_of: str) -> Comparison:
    """Compare editions with each other; a workspace is asked what it would say today in editions of the same kind."""
    assessed = next((assess_workspace(side.opened, as_of) for side in (before, now) if side.opened), None)
    pairs = _matched(before, now, assessed)
    facts: list[FactChange] = []
    duties: list[DutyChange] = []
    for old, new in pairs:
        compared = compare_records(old, new, load_catalogue())
        facts += compared.facts
        duties += compared.duties
    return Comparison(before.name, now.name, as_of, facts=tuple(facts), duties=tuple(duties))


def _matched(before: Side, now: Side, assessed: Assessed | None) -> list[tuple[Record, Record]]:
    """Return the editions that are compared; raise CannotRun where none of one side is of a kind with the other."""
    if assessed is not None:
        given = before.records or now.records
        made = [(record, today) for record in given if (today := record_today(record, assessed)) is not None]
        found = made if before.records else [(today, record) for record, today in made]
    else:
        later = {edition_of_record(record): record for record in now.records if _has_today(record)}
        names = [(record, edition_of_record(record)) for record in before.records]
        found = [(record, later[name]) for record, name in names if name in later]
    if not found:
        raise CannotRun(
            f"Nothing of {before.name} can be compared with {now.name}: no two editions are of the same kind, card, "
            "audience, recipient and language.",
            "Name two editions that replace each other, or an edition and the workspace of its card.",
        )
    return found


def _has_today(record: Record) -> bool:
    """Tell whether a record says what cards state, and not how things stood or what changed."""
    return record.subject.kind != "workspace" and record.changes is None


def _below(path: Path) -> str:
    """Return a path as it lies below the root of its workspace; empty for the root itself."""
    name = path.resolve().relative_to(root_of(path).resolve()).as_posix()
    return "" if name == "." else name


def _limited(comparison: Comparison, both: Both, limits: Sequence[str]) -> Comparison:
    """Return what concerns the cards below some paths, on either side."""
    named: set[str] = set()
    for assessed in (both.before, both.now):
        named |= _cards_below(assessed.opened, limits) if assessed else set()
    pairs = both.compared.pairs
    named |= {name for pair in pairs for name in (pair.before, pair.now) if {pair.before, pair.now} & named}

    def meant(address: str) -> bool:
        return split_address(address)[0] in named

    return replace(
        comparison,
        cards=tuple(one for one in comparison.cards if meant(one.card)),
        records=tuple(one for one in comparison.records if meant(one.now)),
        facts=tuple(one for one in comparison.facts if meant(one.address)),
        settings=comparison.settings if SETTINGS in limits else (),
        disclosure=tuple(one for one in comparison.disclosure if any(map(meant, one.cards))),
        duties=tuple(one for one in comparison.duties if meant(one.duty.bearer)),
        reopened=tuple(one for one in comparison.reopened if not one.addresses or any(map(meant, one.addresses))),
    )


def _cards_below(opened: Opened, limits: Sequence[str]) -> set[str]:
    root = opened.root.resolve()
    found = set()
    for name, card in opened.workspace.cards.items():
        file = Path(card.file).resolve()
        below = file.relative_to(root).as_posix() if file.is_relative_to(root) else card.file
        if any(below == limit or below.startswith(f"{limit}/") for limit in limits):
            found.add(name)
    return found
