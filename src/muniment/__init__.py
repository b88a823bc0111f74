"""Muniment: training-data documentation as code for the EU AI Act."""

__version__ = "0.1.0"
