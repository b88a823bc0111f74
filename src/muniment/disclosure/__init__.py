"""Disclosure: who may see which fact. Everything below this room knows records only."""
