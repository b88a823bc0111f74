"""Which levels changed between two policies: the quick way finds what looking at every path finds."""

import random
from typing import Any

import pytest

from chance import SEED
from muniment.changes.pairing import Pair
from muniment.disclosure.comparing import compare_policies
from muniment.disclosure.policy import Policy
from muniment.disclosure.table import AUDIENCES, Rule, load_table, versions
from muniment.model.vocabulary import positions_of

CARD = "dataset/birds@1.0"


def policy(chance: random.Random) -> Policy:
    paths = list(positions_of("dataset"))

    def rows() -> dict[str, Rule]:
        found = {}
        for path in chance.sample(paths, 3):
            aspect = chance.choice(["", "", "#note", "#source"])
            found[path + aspect] = Rule(path + aspect, chance.choice(AUDIENCES), "contract")
        return found

    return Policy(versions()[-1], load_table(versions()[-1]), rows(), rows(), {CARD: rows()})


def told(policy: Policy, path: str, aspect: str) -> str:
    return policy.level(CARD, path, aspect).audience


@pytest.mark.parametrize("seed", range(SEED, SEED + 8))
def test_every_path_whose_level_changed_is_told_or_lies_below_one_that_is(seed: int) -> None:
    chance = random.Random(seed)
    before, now = policy(chance), policy(chance)
    found: dict[str, Any] = {
        (one.path, one.before, one.now): one for one in compare_policies(before, now, [Pair(CARD, CARD, "same")])
    }
    assert found
    seen = set()
    for path in positions_of("dataset"):
        for aspect in ("", "note", "source"):
            was, is_ = told(before, path, aspect), told(now, path, aspect)
            suffix = f"#{aspect}" if aspect else ""
            above = [path]
            while above[-1]:
                above.append(above[-1].rpartition(".")[0])
            names = [(f"{name}{suffix}", was, is_) for one in above for name in (one, one.removesuffix("[]"))]
            covering = [name for name in names if name in found]
            header = path.partition(".")[2] in (
                "muniment",
                "kind",
                "name",
                "version",
                "language",
                "profiles",
                "disclosure",
            )
            if was != is_ and not header:
                assert covering, (path, aspect, was, is_)
            if was == is_:
                assert (path + suffix, was, is_) not in found
            seen |= set(covering)
    assert seen == set(found)
    assert all(one.widens == (AUDIENCES.index(one.now) < AUDIENCES.index(one.before)) for one in found.values())


def test_the_same_policy_tells_nothing() -> None:
    same = policy(random.Random(SEED))
    assert compare_policies(same, same, [Pair(CARD, CARD, "same")]) == []
