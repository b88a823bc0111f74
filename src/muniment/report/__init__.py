"""Reports: located findings to text and JSON. Pure; a format is one function."""
