"""The catalogue: requirements, conditions, dates. Law as versioned data, read from ``schemas/requirements``."""
