"""Assessment: which duties apply, what satisfies them, what is missing; once, on all facts."""
