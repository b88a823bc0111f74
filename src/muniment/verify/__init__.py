"""Judging sealed documents: from bytes and the caller's trust anchors alone, offline, trusting nothing by default.

Imports ``base``, ``record``, ``cryptography``, ``asn1crypto`` and, only for PDF and timestamps, pyHanko.
"""
