"""Figures over all labelling campaigns of a data set. Each is given only when every campaign states its part."""

from collections.abc import Callable
from decimal import Decimal

from muniment.derive.answers import Answer, cannot_tell, known
from muniment.derive.dates import first_day, last_day
from muniment.derive.reasons import reason
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_CAMPAIGNS = "dataset.labelling.campaigns[]"
_GROUPS = f"{_CAMPAIGNS}.workforce[]"


def start(dataset: Subject) -> Answer | None:
    """Return the earliest beginning of a campaign."""
    return _period(dataset, "start", lambda dates: min(dates, key=first_day))


def end(dataset: Subject) -> Answer | None:
    """Return the latest end of a campaign."""
    return _period(dataset, "end", lambda dates: max(dates, key=last_day))


def _period(dataset: Subject, key: str, choose: Callable[[list[str]], str]) -> Answer | None:
    campaigns = dataset.records(_CAMPAIGNS)
    if not campaigns:
        return None
    dates = {record: dataset.value(f"{record}/{key}") for record in campaigns}
    open_ = [record for record, date in dates.items() if date is None]
    if open_:
        return cannot_tell(reason(f"campaign_without_{key}", **_names(record)) for record in open_)
    return known(choose([str(date) for date in dates.values()]))


def headcount(dataset: Subject) -> Answer | None:
    """Sum up the persons over groups and campaigns; models that label are no persons."""
    groups, gaps = _groups(dataset)
    people = [group for group in groups if dataset.value(f"{group}/kind") != "model"]
    counts = {group: dataset.value(f"{group}/headcount") for group in people}
    gaps.extend(reason("group_without_headcount", **_names(group)) for group, count in counts.items() if count is None)
    if gaps:
        return cannot_tell(gaps)
    return known(sum(counts.values())) if groups else None


def united(key: str) -> Callable[[Subject], Answer | None]:
    """Return the rule that unites one fact of all groups of all campaigns, sorted."""

    def rule(dataset: Subject) -> Answer | None:
        groups, gaps = _groups(dataset)
        found: set[str] = set()
        for group in groups:
            fact = dataset.look(f"{group}/{key}")
            if fact is None or fact.status is Status.UNKNOWN:
                if key == "kind" or dataset.value(f"{group}/kind") != "model":
                    gaps.append(reason(f"group_without_{key}", **_names(group)))
            elif fact.status is Status.KNOWN:
                found.update(fact.value if isinstance(fact.value, list) else [str(fact.value)])
        if gaps:
            return cannot_tell(gaps)
        return known(sorted(found)) if found else None

    return rule


def _groups(dataset: Subject) -> tuple[list[str], list[str]]:
    """Return all groups of all campaigns, and the campaigns that tell nothing of theirs."""
    groups: list[str] = []
    gaps: list[str] = []
    for campaign in dataset.records(_CAMPAIGNS):
        mine = dataset.records(_GROUPS, campaign)
        groups.extend(mine)
        if not mine and not dataset.is_status(f"{campaign}/workforce", Status.NOT_APPLICABLE):
            gaps.append(reason("campaign_without_workforce", **_names(campaign)))
    return groups, gaps


def agreement_range(dataset: Subject) -> Answer | None:
    """Return the lowest and highest agreement for each statistic, as in "alpha 0.71–0.83; kappa 0.6"."""
    found: dict[str, list[Decimal]] = {}
    gaps: list[str] = []
    for campaign in dataset.records(_CAMPAIGNS):
        value, metric = (dataset.value(f"{campaign}/qc/agreement_{key}") for key in ("value", "metric"))
        if value is not None and metric is not None:
            found.setdefault(str(metric), []).append(Decimal(value))
        elif not dataset.is_status(f"{campaign}/qc/agreement_value", Status.NOT_APPLICABLE):
            gaps.append(reason("campaign_without_agreement", **_names(campaign)))
    if gaps:
        return cannot_tell(gaps)
    texts = [
        f"{metric} {min(values)}" if min(values) == max(values) else f"{metric} {min(values)}–{max(values)}"
        for metric, values in sorted(found.items())
    ]
    return known("; ".join(texts)) if texts else None


def meets_living_wage(group: Subject) -> Answer | None:
    """Compare a group's pay for an hour with the benchmark named beside it; None while no benchmark is stated."""
    pay = f"{group.record}/pay"
    benchmark = group.value(f"{pay}/living_wage_amount")
    if benchmark is None:
        return None
    hourly = group.value(f"{pay}/hourly_amount")
    if hourly is None and group.value(f"{pay}/basis") == "hour":
        hourly = group.value(f"{pay}/amount")
    if hourly is None:
        return cannot_tell(reason("group_without_hourly_pay", **_names(group.record)))
    return known(Decimal(hourly) >= Decimal(benchmark))


def _names(record: str) -> dict[str, str]:
    """Return the ids in the address of a campaign, or of a group of one."""
    campaign, _, group = record.removeprefix("/labelling/campaigns/").partition("/workforce/")
    return {"campaign": campaign, "group": group}
