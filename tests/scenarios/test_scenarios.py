"""Situations as a lawyer would describe them: fictional workspaces, and what applies to whom, from when, and how it is
answered, date by date.

`cards.yaml` lists the cards of a scenario. `expect.yaml` says what it is `about` and holds one entry per date, each a
list of expectations: `requirement` (an id, a list of ids, or ids that begin alike, with a star), `bearer` (the name of
its card, or kind/name), and what is expected of every such row: `applies`, `outcome`, `due`, `reason`, `citation`; a
list allows any of its members. `findings` are codes that some finding of the whole workspace must have (`has`), with
the path it names if that matters, or that none may have (`lacks`). `facts` are computed values by address. A `gap` says
in a sentence why the program does not answer as it should yet; the scenario must then fail.
"""

import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from case_workspaces import load_body
from muniment.app.assessing import assess_workspace
from muniment.app.opening import Opened
from muniment.assess.assessment import Row
from muniment.base.addresses import split_address
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.source.load import load_tree
from muniment.workspace.link import Workspace, link
from muniment.workspace.settings import Settings

HERE = Path(__file__).parent
NAMES = sorted(folder.name for folder in HERE.iterdir() if (folder / "expect.yaml").is_file())
ASKED = {"applies", "outcome", "due", "reason", "citation"}
REMARKS = {"MUN702"}
#: Findings of form that a scenario may mean to give rise to.
_FORM = ("MUN204",)


def read(file: Path) -> Any:
    tree, findings = load_tree(file.read_bytes(), file.name)
    assert tree is not None and not findings, [finding.message for finding in findings]
    return tree.value


@cache
def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(HERE / name / "expect.yaml")
    return found


@cache
def opened(name: str) -> Opened:
    cards, said = [], []
    for body in read(HERE / name / "cards.yaml")["cards"]:
        card, findings = load_body(body["kind"], body["name"], body)
        cards.append(card)
        said += findings
    settings = Settings(organisation=expected(name).get("organisation", ""), disclosure_table=1)
    workspace, findings = link(cards, [], settings)
    said = [finding for finding in [*said, *findings] if finding.code not in REMARKS]
    wanted = [one for day in (expected(name).get("findings") or {}).values() for one in day.get("has") or ()]
    meant = [code for code in _FORM if code in wanted]
    of_form = [finding for finding in said if finding.code[3] in "12" and finding.code not in meant]
    assert [f"{finding.address} {finding.message}" for finding in of_form] == []
    return Opened(HERE / name, True, workspace, {}, {}, said)


@cache
def judged(name: str, as_of: str) -> tuple[Workspace, dict[tuple[str, str], Row], tuple[Finding, ...]]:
    done = assess_workspace(opened(name), as_of)
    rows = {(row.requirement.id, row.bearer): row for row in done.assessment.rows}
    return done.opened.workspace, rows, done.findings


def said_of(row: Row) -> dict[str, str]:
    return {
        "applies": str(row.applies),
        "outcome": str(row.outcome or "none"),
        "due": row.due,
        "reason": row.reason,
        "citation": row.requirement.citation,
    }


def meant(wanted: dict[str, Any], rows: dict[tuple[str, str], Row]) -> list[Row]:
    ids = wanted["requirement"] if isinstance(wanted["requirement"], list) else [wanted["requirement"]]
    unknown = [name for name in ids if not fnmatch.filter(load_catalogue().requirements, name)]
    assert unknown == [], "no such requirement"
    found = [
        row
        for (name, bearer), row in rows.items()
        if any(fnmatch.fnmatchcase(name, one) for one in ids) and names(bearer, wanted["bearer"])
    ]
    assert found, f"no row of {ids} on {wanted['bearer']}"
    return found


def names(bearer: str, wanted: str) -> bool:
    return bearer.partition("@")[0] == wanted or bearer.partition("/")[2].partition("@")[0] == wanted


def test_scenarios_are_found() -> None:
    assert len(NAMES) >= 25
    for name in NAMES:
        assert len(expected(name)["about"]) > 20
        for day in expected(name)["dates"].values():
            for wanted in day:
                assert not set(wanted) - ASKED - {"requirement", "bearer"}


def marked(name: str, *values: str) -> Any:
    gap = expected(name).get("gap")
    return pytest.param(name, *values, marks=[pytest.mark.xfail(strict=True, reason=gap)] if gap else [])


@pytest.mark.parametrize(
    ("name", "as_of"), [marked(name, as_of) for name in NAMES for as_of in expected(name).get("dates") or {}]
)
def test_scenario(name: str, as_of: str) -> None:
    _, rows, _ = judged(name, as_of)
    wrong = []
    for wanted in expected(name)["dates"][as_of]:
        for row in meant(wanted, rows):
            said = said_of(row)
            for key in ASKED & set(wanted):
                allowed = wanted[key] if isinstance(wanted[key], list) else [wanted[key]]
                if said[key] not in allowed:
                    wrong.append(f"{row.requirement.id} on {row.bearer}: {key} {said[key]}, not {allowed} {said}")
    assert wrong == []


@pytest.mark.parametrize("name", [name for name in NAMES if expected(name).get("findings")])
def test_findings(name: str) -> None:
    for as_of, wanted in expected(name)["findings"].items():
        _, _, findings = judged(name, as_of)
        said = {(finding.code, finding.path) for finding in findings}
        codes = {code for code, _ in said}
        for one in wanted.get("has") or ():
            if isinstance(one, dict):
                assert (one["code"], one["path"]) in said, sorted(said)
            else:
                assert one in codes, sorted(codes)
        for one in wanted.get("lacks") or ():
            assert one not in codes, [finding.message for finding in findings if finding.code == one]


@pytest.mark.parametrize("name", [name for name in NAMES if expected(name).get("facts")])
def test_facts(name: str) -> None:
    for as_of, wanted in expected(name)["facts"].items():
        workspace, _, _ = judged(name, as_of)
        for address, value in wanted.items():
            identity, inner = split_address(address)
            fact = workspace.cards[identity].facts.get(inner)
            assert fact is not None, address
            assert (str(fact.value) if fact.status == "known" else str(fact.status)) == str(value), address
