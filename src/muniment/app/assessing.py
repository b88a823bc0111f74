"""From an opened workspace to its assessment: derive, assess, with all findings on the way."""

from dataclasses import dataclass, replace

from muniment.app.opening import Opened
from muniment.assess.assess import assess
from muniment.assess.assessment import Assessment
from muniment.assess.consistency import check_consistency
from muniment.assess.findings import check_assessment
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.derive.derive import derive
from muniment.disclosure.policy import Policy, load_policy


@dataclass(frozen=True, slots=True)
class Assessed:
    """An opened workspace with computed facts, its assessment at one date, its disclosure policy, all findings."""

    opened: Opened
    assessment: Assessment
    policy: Policy
    findings: tuple[Finding, ...]


def assess_workspace(opened: Opened, as_of: str) -> Assessed:
    """Derive, assess and load the policy of an opened workspace."""
    derived, findings = derive(opened.workspace)
    assessment = assess(derived, load_catalogue(), as_of)
    policy, said = load_policy(derived)
    opened = replace(opened, workspace=derived)
    every = [*opened.findings, *findings, *check_consistency(derived), *said, *check_assessment(assessment, derived)]
    return Assessed(opened, assessment, policy, tuple(every))
