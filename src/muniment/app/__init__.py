"""Use cases, a file each: the only place that knows files, clock, environment, git and keys."""
