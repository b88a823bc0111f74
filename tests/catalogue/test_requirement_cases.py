"""Every case beside the catalogue, through the real engine: what applies, how it is answered, when it is due."""

from dataclasses import replace
from typing import Any

import pytest
from catalogue_sources import ROOT, cases_files, entries, read

from case_workspaces import build_workspace
from muniment.assess.assess import assess
from muniment.assess.assessment import Row
from muniment.catalogue.load import build_catalogue
from muniment.catalogue.requirements import Catalogue

AS_OF = "2026-11-23"
#: What a card in a case may be told about its form: a placeholder that is refused.
EXPECTED_FINDINGS = {"MUN210"}

ENTRIES = entries()
CASES = [(name, file.get("base") or {}, case) for name, file in cases_files().items() for case in file["cases"]]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    head = read((ROOT / "catalogue.yaml").read_bytes(), "catalogue.yaml")
    return build_catalogue({**head, "requirements": list(ENTRIES.values())})


@pytest.mark.parametrize(("name", "base", "case"), CASES, ids=[f"{name}: {case['name']}" for name, _, case in CASES])
def test_case(name: str, base: dict[str, Any], case: dict[str, Any], catalogue: Catalogue) -> None:
    requirement = catalogue.requirements[name]
    workspace, codes = build_workspace(base, case, requirement.bearer)
    assert codes <= EXPECTED_FINDINGS | set(case.get("findings") or ()), "the cards of the case are not well written"
    only = replace(catalogue, requirements={name: requirement})
    rows = assess(workspace, only, str(case.get("as_of", AS_OF))).rows
    row = next(row for row in rows if row.bearer.startswith(f"{requirement.bearer}/{requirement.bearer}-1@"))
    assert answered(row, case["expect"]) == case["expect"], row.reason


def answered(row: Row, expect: dict[str, Any]) -> dict[str, Any]:
    """Return of a row what the case expects something of."""
    said = {"applies": row.applies.value, "outcome": row.outcome and row.outcome.value, "due": row.due}
    said["reason"] = row.reason
    return {key: said[key] for key in expect}
