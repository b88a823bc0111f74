"""From bytes to a located tree: the hardened YAML reader, and the look-up of lines and columns."""
