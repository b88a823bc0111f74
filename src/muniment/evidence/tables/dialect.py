"""What differs between the dialects of SQL, in one place: each method writes an expression over other expressions.

Every value is text; each method must give the same bytes on every engine. Regular expressions are of the part that RE2
and Java share, and of ASCII alone: no ``\\w``, no ``\\s``, no look-around.
"""

#: ASCII white space beside the blank: tab, line feed, vertical tab, form feed, carriage return.
_WHITE = (9, 10, 11, 12, 13)


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
        """ASCII letters made small. A text of ASCII alone is left to the engine, which is faster."""
        small = of
        for code in range(ord("A"), ord("Z") + 1):
            small = f"replace({small}, '{chr(code)}', '{chr(code + 32)}')"
        return f"CASE WHEN {self.size(of)} = {self.characters(of)} THEN lower({of}) ELSE {small} END"

    def squeeze(self, of: str) -> str:
        """Every run of ASCII white space made one blank, none at the ends."""
        blanks = of
        for code in _WHITE:
            blanks = f"replace({blanks}, chr({code}), ' ')"
        return f"trim(regexp_replace({blanks}, '  +', ' ', 'g'), ' ')"

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
