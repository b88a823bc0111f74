"""The model card, a file a section."""
