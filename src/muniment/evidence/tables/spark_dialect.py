"""Spark's SQL, where it says in other words what DuckDB's says."""

import string

from muniment.evidence.tables.dialect import Dialect

_WHITE = "\t\n\v\f\r"
#: Characters that mean themselves in a literal, whatever the settings of the parser.
_PLAIN = frozenset(string.ascii_letters + string.digits + " _-.,:;/|*+=<>()[]{}^?!#@&~")


class SparkDialect(Dialect):
    """Spark's SQL with its own rules for literals and names, and functions that work on code points of UTF-8."""

    def text(self, value: str) -> str:
        """Write a text as a literal: what is not plain as its code point, so that no character has a meaning."""
        return "'" + "".join(map(_literal, value)) + "'"

    def name(self, identifier: str) -> str:
        """Write the name of a column."""
        return "`" + identifier.replace("`", "``") + "`"

    def size(self, of: str) -> str:
        """Bytes in UTF-8."""
        return f"octet_length({of})"

    def characters(self, of: str) -> str:
        """Unicode scalar values."""
        return f"char_length({of})"

    def matches(self, of: str, pattern: str) -> str:
        """Whether a regular expression matches all of a text; ``$`` would pass over a line feed at the end."""
        whole = rf"\A(?:{pattern})\z"
        return f"regexp_like({of}, {self.text(whole)})"

    def lower(self, of: str) -> str:
        """ASCII letters made small."""
        return f"translate({of}, '{string.ascii_uppercase}', '{string.ascii_lowercase}')"

    def blanked(self, of: str) -> str:
        """All ASCII white space made blanks."""
        return f"translate({of}, {self.text(_WHITE)}, '{' ' * len(_WHITE)}')"

    def single(self, of: str) -> str:
        """Every run of blanks made one."""
        return f"regexp_replace({of}, '  +', ' ')"

    def trimmed(self, of: str) -> str:
        """A text without blanks at its ends."""
        return f"trim(BOTH ' ' FROM {of})"

    def binary(self, of: str) -> str:
        """A digest, or null, as bytes."""
        return f"CAST({of} AS BINARY)"

    def shifted(self, date: str, days: str) -> str:
        """A date some days later."""
        return f"date_add({date}, {days})"

    def row(self) -> str:
        """A number that no other row of the table of rows has."""
        return "number"


def _literal(character: str) -> str:
    return character if character in _PLAIN else f"\\U{ord(character):08X}"
