"""All rules of consistency, one tuple; a module of rules is added here."""

from muniment.assess.consistency import (
    completeness,
    crawl_details,
    crawling,
    dates,
    forms,
    groups,
    lineage,
    release,
    rights,
    roles,
    sequence,
    shares,
    sizes,
    sources,
    special,
    synthetic,
    twice,
    wording,
)
from muniment.assess.consistency.rules import Rule

RULES: tuple[Rule, ...] = (
    *completeness.RULES,
    *wording.RULES,
    *dates.RULES,
    *sources.RULES,
    *synthetic.RULES,
    *lineage.RULES,
    *crawling.RULES,
    *crawl_details.RULES,
    *sizes.RULES,
    *shares.RULES,
    *rights.RULES,
    *forms.RULES,
    *twice.RULES,
    *sequence.RULES,
    *roles.RULES,
    *special.RULES,
    *groups.RULES,
    *release.RULES,
)
