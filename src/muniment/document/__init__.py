"""Documents as values: dataclasses of what a page says, and one builder a kind. Sees records only."""
