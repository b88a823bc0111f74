"""From a record to descriptions that machines read, each with a list of what its format could not carry."""
