"""Which findings count: all of them, or those that a branch brings, less what a baseline holds and people waive.

A mistake of form counts always. A waiver comes before the baseline, and a comparison with a commit takes the place of
the baseline: what a branch writes into that file cannot hide what the branch brings.
"""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from muniment.app.baseline import can_shrink, holds, read_baseline
from muniment.app.opening import Opened
from muniment.app.since import earlier
from muniment.assess.findings import place_of_fact
from muniment.base.addresses import split_address
from muniment.base.findings import Finding, Severity
from muniment.catalogue.conditions import leaves
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.serving import real_paths
from muniment.derive.grounds import rests_on
from muniment.report.answers import is_at
from muniment.report.identity import Entry, card_of, spelt
from muniment.report.located import OPEN, Standing
from muniment.report.standing import Change, Compared, compare, entries_of
from muniment.workspace.waivers import ALWAYS_REPORTED, Waiver, ended, unused


@dataclass(slots=True)
class Ratcheted:
    """The findings and how each stands, in one order; those on the means themselves; what the summary says of it.

    A question that a duty of today waits for is an error where a card is new that does not answer it.
    """

    given: list[Finding]
    standings: list[Standing]
    findings: list[Finding] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)


def ratchet(opened: Opened, findings: Sequence[Finding], as_of: str, since: str = "") -> Ratcheted:
    """Return how findings stand to waivers and, with ``since``, to another commit, else to the baseline.

    Raises CannotRun when there is no such commit.
    """
    waived, said = waive(opened, findings, as_of)
    done = Ratcheted(list(findings), [waived.get(index, OPEN) for index in range(len(findings))], said)
    local = local_findings(opened, findings)
    if since:
        _since(done, opened, local, as_of, since)
    else:
        _baseline(done, opened, local)
    return done


def local_findings(opened: Opened, findings: Sequence[Finding]) -> list[Finding]:
    """Return findings with their files as seen from the root of the workspace, by which they are recognised."""
    return [
        replace(finding, file=opened.inside(finding.file or (finding.place.file if finding.place else "")))
        for finding in findings
    ]


def waive(opened: Opened, findings: Sequence[Finding], as_of: str) -> tuple[dict[int, Standing], list[Finding]]:
    """Return which findings are waived on a day, by their index, and the findings on waivers."""
    said = [ended(waiver) for waiver in opened.waivers if waiver.until < as_of]
    in_force = [waiver for waiver in opened.waivers if waiver.until >= as_of]
    if not in_force:
        return {}, said
    used: set[str] = set()
    waived: dict[int, Standing] = {}
    for index, finding in enumerate(local_findings(opened, findings)):
        covering = [waiver for waiver in in_force if waiver.covers(finding, finding.file)]
        if covering and not finding.code.startswith(ALWAYS_REPORTED):
            used.update(waiver.id for waiver in covering)
            waived[index] = _waived(covering[0])
    return waived, [*said, *(unused(waiver) for waiver in in_force if waiver.id not in used)]


@functools.lru_cache(maxsize=100_000)
def gates_of(duty: str, place: tuple[str, ...]) -> frozenset[str]:
    """Return the paths that decide whether a duty asks for a place, with what those are computed from."""
    catalogue = load_catalogue()
    requirement = catalogue.requirements.get(duty)
    if requirement is None:
        return frozenset()
    read = [requirement.condition]
    for need in requirement.needs:
        if any(is_at(place, spelt(real)) for path in need.paths for real in real_paths(path)):
            read += [need.when, need.where, *([need.must] if need.must else [])]
    paths = {leaf.path for condition in read for leaf in leaves(condition)} | {"organisation.roles"}
    if requirement.unit == "use" or any(path.startswith("use.") for path in paths):
        # Which uses there are is asked of the card as a whole.
        paths.add(requirement.bearer)
    if requirement.election:
        paths.add(catalogue.elections[requirement.election].path)
    paths |= {ground for path in paths for ground in rests_on(path)}
    return frozenset(real for path in paths for real in real_paths(path))


def _waived(waiver: Waiver) -> Standing:
    return Standing(
        suppressed="waiver", waiver=waiver.id, reason=waiver.reason, person=waiver.person, until=waiver.until
    )


def _since(done: Ratcheted, opened: Opened, local: list[Finding], as_of: str, ref: str) -> None:
    before = earlier(opened, ref, as_of)
    chosen = [index for index, finding in enumerate(local) if not finding.code.startswith(ALWAYS_REPORTED)]
    known = entries_of(before.findings, severity=True)
    compared = compare([local[index] for index in chosen], known, gates_of)
    _stand(done, chosen, compared, "since")
    _add_cards(done, opened, known)
    done.summary["since"] = {"ref": ref, "commit": before.commit, "notes": list(before.notes)}


def _baseline(done: Ratcheted, opened: Opened, local: list[Finding]) -> None:
    known, said = read_baseline(opened)
    done.findings += said
    if known is None:
        return
    chosen = [index for index, finding in enumerate(local) if holds(finding) and not done.standings[index].suppressed]
    compared = compare([local[index] for index in chosen], known, gates_of)
    _stand(done, chosen, compared, "baseline")
    _add_cards(done, opened, known)
    if compared.gone:
        done.findings.append(can_shrink(opened, compared.gone))


def _stand(done: Ratcheted, chosen: Sequence[int], compared: Compared, by: str) -> None:
    """Note how the chosen findings stand; what is not new or worse counts for nothing."""
    for index, change, places in zip(chosen, compared.changes, compared.places, strict=True):
        held = done.standings[index]
        known = change in (Change.UNCHANGED, Change.REVEALED) and not held.suppressed
        done.standings[index] = replace(
            held,
            change=str(change),
            suppressed=by if known else held.suppressed,
            places=places,
        )


def _add_cards(done: Ratcheted, opened: Opened, known: Iterable[Entry]) -> None:
    """Tell what is new under a card that is new; such a card must not leave open what presses.

    On a card that was there, an answer may bring further questions: whoever gave it is not worse off for that.
    """
    familiar = {card_of(entry.key.at) for entry in known}
    for index, (finding, standing) in enumerate(zip(done.given, done.standings, strict=True)):
        if standing.change != Change.NEW or standing.suppressed:
            continue
        places = standing.places or finding.pressing
        if any(place in places and card_of(place) not in familiar for place in finding.pressing):
            finding = replace(finding, severity=Severity.ERROR)
        done.given[index] = _under_a_new_card(finding, standing.places, opened)


def _under_a_new_card(finding: Finding, places: Sequence[str], opened: Opened) -> Finding:
    if not places or not finding.address or finding.address in places:
        return finding
    address = places[0].partition(" ")[0]
    identity, inner = split_address(address)
    card = opened.workspace.cards.get(identity)
    if card is None:
        return finding
    file, pointer = place_of_fact(card, inner, card.facts.get(inner))
    return replace(finding, address=address, file=file, pointer=pointer)
