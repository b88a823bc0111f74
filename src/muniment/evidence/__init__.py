"""Evidence: what data say of themselves, in a lock file, and how it stands to what a card claims.

``plan`` reads from a card what is to be measured, ``inventory`` finds and digests the files, engines count, ``lock`` is
the file that is committed, ``measures`` the list of all measures, ``claims`` compares. Heavy libraries are imported by
the engines only, when something is measured.
"""
