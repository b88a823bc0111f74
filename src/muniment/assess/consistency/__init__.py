"""Consistency: what cannot all be true together, within one card and over linked cards. Codes MUN4xx."""

from muniment.assess.consistency.check import check_consistency, judge_consistency, requirements_beside, said_once

__all__ = ["check_consistency", "judge_consistency", "requirements_beside", "said_once"]
