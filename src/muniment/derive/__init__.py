"""Computed facts: named rules over linked cards. Pure; nothing is measured here, nothing inferred from silence."""
