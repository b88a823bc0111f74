"""Every case of a rule of consistency, through the real reader, linker and derivation: what is broken, and where.

A case has the shape of a requirement's: `base`, `given`, `without`, `also`, `as_of`. `findings` are codes of form that
its cards may give rise to, `others` further rules that it breaks. What is expected is either a `verdict` (broken,
holds, cannot_tell, or none where the rule does not concern the cards), with the `code`, `severity` and place (`at`) of
what is reported, nothing if no code is named; or the `codes` of form by which a mistake is refused before any rule is
asked.
"""

from pathlib import Path
from typing import Any

import pytest

from case_workspaces import derive_case
from muniment.assess.consistency import check_consistency, judge_consistency, said_once
from muniment.assess.consistency.registry import RULES
from muniment.assess.consistency.rules import Verdict
from muniment.base.findings import Finding
from muniment.base.resources import schema_path
from muniment.source.load import load_tree

AS_OF = "2026-11-23"
FILES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))
BY_ID = {rule.id: rule for rule in RULES}
#: What a card may be told in any case: that a typed value is computed or differs, that the shares do not add up.
REMARKS = {"MUN401", "MUN402"}


def read(file: Path) -> dict[str, Any]:
    tree, findings = load_tree(file.read_bytes(), file.name)
    assert tree is not None and not findings, [finding.message for finding in findings]
    assert isinstance(tree.value, dict)
    return tree.value


SOURCES = {file.stem: read(file) for file in FILES}
CASES = [(name, source.get("base") or {}, case) for name, source in SOURCES.items() for case in source["cases"]]


@pytest.mark.parametrize(("name", "base", "case"), CASES, ids=[f"{name}: {case['name']}" for name, _, case in CASES])
def test_case(name: str, base: dict[str, Any], case: dict[str, Any]) -> None:
    as_of, expected = str(case.get("as_of", AS_OF)), dict(case["expect"])
    kind = BY_ID[name].kind if name in BY_ID else "model"
    workspace, findings = derive_case(base, case, kind)
    form = {finding.code for finding in findings} - REMARKS
    if "codes" in expected:
        assert form == set(expected["codes"]), [finding.message for finding in findings]
        return
    assert form <= set(case.get("findings") or ()), [finding.message for finding in findings]
    verdicts = judge_consistency(workspace, as_of)
    mine = [verdict for rule, _, verdict in verdicts if rule == name]
    said = [f for f in said_once([*findings, *check_consistency(workspace, as_of)]) if is_of_a_rule(f)]
    assert worst(mine) == expected.pop("verdict"), [finding.message for finding in said]
    others = {rule for rule, _, verdict in verdicts if verdict is Verdict.BROKEN and rule != name}
    assert others == set(case.get("others") or ()), [finding.message for finding in said]
    if not others:
        assert {finding.code for finding in said} == {expected["code"]} if "code" in expected else not said
    assert not expected or expected in [answered(finding, expected) for finding in said], said


def is_of_a_rule(finding: Finding) -> bool:
    return finding.code in {rule.code for rule in RULES}


def worst(verdicts: list[Verdict]) -> str:
    return next((verdict.value for verdict in Verdict if verdict in verdicts), "none")


def answered(finding: Finding, expected: dict[str, Any]) -> dict[str, Any]:
    """Return of a finding what the case expects something of."""
    said = {"code": finding.code, "severity": finding.severity.value, "at": finding.address}
    return {key: said[key] for key in expected}


@pytest.mark.parametrize("name", sorted({*BY_ID, *SOURCES}))
def test_each_rule_has_cases_of_every_verdict(name: str) -> None:
    wanted = {"broken", "holds", "cannot_tell"} if name in BY_ID else set()
    cases = SOURCES[name]["cases"]
    assert wanted <= {case["expect"].get("verdict") for case in cases}
    assert len(cases) >= 3
    assert name in BY_ID or all("codes" in case["expect"] for case in cases)


def test_names_are_unique() -> None:
    assert len(BY_ID) == len(RULES)
    for name, source in SOURCES.items():
        titles = [case["name"] for case in source["cases"]]
        assert len(set(titles)) == len(titles), name


def test_each_code_has_a_meaning_and_each_rule_says_what_it_demands() -> None:
    meanings = read(schema_path("vocab", "findings.json"))["codes"]
    for rule in RULES:
        assert rule.code in meanings, rule.id
        assert rule.words.strip().endswith("."), rule.id


def test_each_finding_names_its_place_and_says_what_to_do() -> None:
    for name, base, case in CASES:
        if "codes" in case["expect"] or name not in BY_ID:
            continue
        workspace, _ = derive_case(base, case, BY_ID[name].kind)
        for finding in check_consistency(workspace, str(case.get("as_of", AS_OF))):
            assert finding.file and finding.address and finding.path, finding
            assert finding.message.endswith((".", "?")) and finding.remedy.endswith((".", "?")), finding
            assert "[]" not in finding.address, finding
