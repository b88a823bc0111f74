"""The cards: hand-written models, a file a kind or section; positions and statuses; schema generation."""
