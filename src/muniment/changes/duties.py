"""The duties that stand otherwise on the later side: that arise, fall, or come out another way."""

from collections.abc import Iterable, Mapping, Sequence

from muniment.base.addresses import split_address
from muniment.catalogue.conditions import leaves
from muniment.catalogue.requirements import Catalogue
from muniment.catalogue.serving import real_paths
from muniment.changes.comparison import DutyChange, FactChange, RecordChange, Standing
from muniment.changes.pairing import Pair

Key = tuple[str, str, str]


def compare_duties(
    before: Iterable[Standing],
    now: Iterable[Standing],
    pairs: Sequence[Pair],
    records: Iterable[RecordChange],
    facts: Iterable[FactChange],
    catalogue: Catalogue,
) -> list[DutyChange]:
    """Return the duties that stand otherwise, by the cards that were compared with each other.

    A card that came has every duty that applies to it as one that arises; of one that went they fall.
    """
    old, new = {_key(one): one for one in before}, {_key(one): one for one in now}
    renamed = {change.now: change.before for change in records}
    earlier = {pair.now: pair.before for pair in pairs}
    by_bearer: dict[str, list[Key]] = {}
    for key in (*new, *old):
        by_bearer.setdefault(key[1], []).append(key)
    gates = _changed_gates(facts)
    found: list[DutyChange] = []
    seen: set[Key] = set()
    for pair in pairs:
        for key in dict.fromkeys(by_bearer.get(pair.now, [])) if pair.now else ():
            is_ = new.get(key)
            if is_ is None:
                continue
            was = old.get((key[0], pair.before, _use_before(key[2], earlier, renamed)))
            seen |= {_key(was)} if was else set()
            found += _change(was, is_, gates, catalogue)
    for key, was in old.items():
        if key not in seen:
            found += _change(was, None, gates, catalogue)
    return found


def _key(one: Standing) -> Key:
    return one.requirement, one.bearer, one.use


def _use_before(use: str, earlier: Mapping[str, str], renamed: Mapping[str, str]) -> str:
    """Return the address that a use had on the earlier side."""
    if not use:
        return ""
    if use in renamed:
        return renamed[use]
    card, inner = split_address(use)
    return f"{earlier.get(card, card)}#{inner}"


def _change(
    was: Standing | None, is_: Standing | None, gates: Mapping[str, tuple[str, ...]], catalogue: Catalogue
) -> list[DutyChange]:
    applied, applies = (side.applies if side else "no" for side in (was, is_))
    if applied != applies:
        kind = {"yes": "arises", "no": "falls", "cannot_tell": "open"}[applies]
        if kind == "falls" and applied == "cannot_tell":
            kind = "settled"
        duty = is_ or was
        because = _because(duty.requirement, gates, catalogue) if duty else ()
        return [DutyChange(kind, was, is_, because)]
    if applies == "yes" and was and is_ and was.outcome != is_.outcome:
        return [DutyChange("outcome", was, is_)]
    return []


def _changed_gates(facts: Iterable[FactChange]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for change in facts:
        if change.gate:
            found[change.path] = (*found.get(change.path, ()), change.address)
    return found


def _because(requirement: str, gates: Mapping[str, tuple[str, ...]], catalogue: Catalogue) -> tuple[str, ...]:
    entry = catalogue.requirements.get(requirement)
    read = {real for leaf in leaves(entry.condition) for real in real_paths(leaf.path)} if entry else set()
    return tuple(address for path in sorted(read & gates.keys()) for address in gates[path])
