"""What differs between the dialects of SQL, in one place: each method writes an expression over other expressions.

Every value is text; each method must give the same bytes on every engine. Regular expressions are of the part that RE2
and Java share, and of ASCII alone: no ``\\w``, no ``\\s``, no look-around.
"""

import string

#: ASCII white space beside the blank and the line feed: tab, vertical tab, form feed, carriage return.
_WHITE = (9, 11, 12, 13)
#: What beside A to Z has a small form in Unicode, or might have.
_CAPITALS = r"[^A-Z\P{Lu}]|\p{Lt}|\p{Nl}|\p{So}"


class Dialect:
    """DuckDB's SQL; another engine overrides what it says in other words."""

    def text(self, value: str) -> str:
        """Write a text as a literal."""
        return "'" + value.replace("'", "''") + "'"

    def name(self, identifier: str) -> str:
        """Write the name of a column."""
        return '"' + identifier.replace('"', '""') + '"'

    def size(self, of: str) -> str:
        """Bytes in UTF-8."""
        return f"strlen({of})"

    def characters(self, of: str) -> str:
        """Unicode scalar values."""
        return f"length({of})"

    def digest(self, of: str) -> str:
        """MD5 of the text in UTF-8, as 16 bytes."""
        return f"unhex(md5({of}))"

    def matches(self, of: str, pattern: str) -> str:
        """Whether a regular expression matches all of a text."""
        return f"regexp_full_match({of}, {self.text(pattern)})"

    def extract(self, of: str, pattern: str) -> str:
        """What the first group of a regular expression matches; empty where it does not."""
        return f"regexp_extract({of}, {self.text(pattern)}, 1)"

    def lower(self, of: str) -> str:
        """ASCII letters made small. A text without other capital letters is left to the engine, which is faster."""
        # One call and not one for each letter: the engine keeps what every call makes.
        small = f"translate({of}, '{string.ascii_uppercase}', '{string.ascii_lowercase}')"
        plain = f"{self.size(of)} = {self.characters(of)} OR NOT regexp_matches({of}, {self.text(_CAPITALS)})"
        return f"CASE WHEN {plain} THEN lower({of}) ELSE {small} END"

    def blanked(self, of: str) -> str:
        """All ASCII white space made blanks; only what occurs is replaced, line feeds nearly always do."""
        blanks = f"replace({of}, chr(10), ' ')"
        for code in _WHITE:
            blanks = f"replace({blanks}, chr({code}), ' ')"
        rare = " OR ".join(f"contains({of}, chr({code}))" for code in _WHITE)
        return f"CASE WHEN {rare} THEN {blanks} ELSE replace({of}, chr(10), ' ') END"

    def single(self, of: str) -> str:
        """Every run of blanks made one; looking whether there is any is faster than replacing none."""
        return f"CASE WHEN contains({of}, '  ') THEN regexp_replace({of}, '  +', ' ', 'g') ELSE {of} END"

    def trimmed(self, of: str) -> str:
        """A text without blanks at its ends; nearly all are without, and looking is faster than trimming."""
        return f"CASE WHEN starts_with({of}, ' ') OR ends_with({of}, ' ') THEN trim({of}, ' ') ELSE {of} END"

    def binary(self, of: str) -> str:
        """A digest, or null, as bytes."""
        return f"CAST({of} AS BLOB)"

    def date(self, of: str) -> str:
        """A text ``YYYY-MM-DD`` as a date; null where there is no such day."""
        return f"TRY_CAST({of} AS DATE)"

    def shifted(self, date: str, days: str) -> str:
        """A date some days later."""
        return f"({date} + CAST({days} AS INTEGER))"

    def row(self) -> str:
        """A number that no other row of the table of rows has."""
        return "rowid"

    def prefixed(self, of: str) -> str:
        """A text behind its length, so that texts in a row can be told apart; a missing one is a dash."""
        return f"CASE WHEN {of} IS NULL THEN '-' ELSE CAST({self.size(of)} AS STRING) || ':' || {of} END"

    def words(self, squeezed: str) -> str:
        """The number of words of a squeezed text."""
        joined = f"replace({squeezed}, ' ', '')"
        return f"CASE WHEN {squeezed} = '' THEN 0 ELSE {self.size(squeezed)} - {self.size(joined)} + 1 END"
