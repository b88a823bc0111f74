"""Plain dataclasses of what editions are made from and proven by: record, manifest, seal.

No behaviour beyond reading and writing their JSON; this room imports only ``base``.
"""
