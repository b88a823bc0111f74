"""The system card, a file a section."""
