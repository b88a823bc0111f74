"""Ground floor: findings, canonical JSON, digests, addresses, resources, errors. Imports no other room."""
