"""The texts of single records, found again by their position: records counted from nought in the order of their file.

Lines that are no records do not count. Of several fields that hold content the text is all, a line feed between.
"""

import codecs
from collections.abc import Iterator, Sequence
from pathlib import Path

from muniment.evidence.compression import open_decoded, stream_reason
from muniment.evidence.found import DataFile
from muniment.evidence.languages import LONGEST_TAG
from muniment.evidence.plan import Field, Plan
from muniment.evidence.tables.dialect import Dialect
from muniment.evidence.tables.duck import Duck
from muniment.evidence.tables.measuring import FORMS
from muniment.evidence.tables.readers import MOST_OF_A_RECORD, Column, Readable, Relation, Unreadable, read_relation
from muniment.evidence.tables.rows import NO_SPLIT, lay_out, select_contents, value_of
from muniment.evidence.tables.staging import stage

#: What a character takes at most in UTF-8.
_WIDEST = 4
#: The name of the position, which no column of a file is likely to have.
_POSITION = '"position of the record"'


def holds_texts(plan: Plan, file: DataFile) -> bool:
    """Tell whether the card lets a file hold texts: it is one, or has a field that holds content."""
    group = next(group for group in plan.groups if group.id == file.group)
    return file.form == "text" or (file.form in FORMS and bool(plan.fields_of(group, "content")))


class Contents:
    """The contents of files of a plan, read in a working folder; close it at the end."""

    def __init__(self, plan: Plan, files: Sequence[DataFile], work: Path, most: int) -> None:
        self._plan = plan
        self._groups = {group.id: group for group in plan.groups}
        self._work = work
        self._most = most
        self._duck = Duck(work, {file.local.parent.resolve() for file in files}, ordered=True)

    def read(self, file: DataFile, positions: Sequence[int]) -> Iterator[tuple[int, str | None, str | None]]:
        """Yield of each of these records its position, the beginning of its text, and the language it says it is in.

        Text and language are None where they are missing.

        Unreadable or ValueError where the file cannot be read.
        """
        group = self._groups[file.group]
        given = stage(file, group, self._work)
        if file.form == "text":
            yield from ((position, self._beginning(given), None) for position in positions if position == 0)
            return
        fields = self._plan.fields_of(group, "content", "language")
        relation = read_relation(self._duck, Dialect(), given, [field.column for field in fields], whole=False)
        present = [(field, relation.columns[field.column]) for field in fields if field.column in relation.columns]
        wanted = set(positions)
        for query in self._queries(relation, present):
            found = self._duck.stream(query, [list(positions)])
            yield from (record for record in found if record[0] in wanted)

    def texts(self, file: DataFile) -> Iterator[tuple[str, str]]:
        """Yield all texts of a file, each field for itself, with the split of the record.

        Unreadable or ValueError where the file cannot be read.
        """
        group = self._groups[file.group]
        given = stage(file, group, self._work)
        if file.form == "text":
            yield (group.split or NO_SPLIT, self._whole(given))
            return
        columns = [field.column for field in self._plan.fields_of(group, "content", "split")]
        relation = read_relation(self._duck, Dialect(), given, columns, whole=False)
        layout = lay_out(self._plan, group, relation)
        for part in relation.slices or ("true",):
            for split, *texts in self._duck.stream(select_contents(Dialect(), layout, relation, part)):
                yield from ((split, text) for text in texts if text is not None)

    def _whole(self, given: Readable) -> str:
        try:
            with open_decoded(given.file, given.compression) as stream:
                data: bytes = stream.read(MOST_OF_A_RECORD + 1)
            if len(data) > MOST_OF_A_RECORD:
                raise Unreadable("record_too_large")
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Unreadable("not_utf8") from error
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(stream_reason(error)) from error

    def _queries(self, relation: Relation, present: Sequence[tuple[Field, Column]]) -> Iterator[str]:
        """Yield statements over positions, one after another, that yield at least the records at these."""
        dialect = Dialect()
        values, languages = (
            [value_of(dialect, field, column) for field, column in present if field.holds == holds]
            for holds in ("content", "language")
        )
        joined = f"concat_ws(chr(10), {', '.join(values)})" if values else "NULL"
        there = " OR ".join(f"({value}) IS NOT NULL" for value in values) or "false"
        text = f"CASE WHEN {there} THEN substr({joined}, 1, {self._most}) END"
        wanted = "CAST($1 AS BIGINT[])"
        number = relation.position or "row_number() OVER () - 1"
        language = f"substr(coalesce({', '.join(languages)}), 1, {LONGEST_TAG + 1})" if languages else "NULL"
        records = f"FROM {relation.unread or relation.source} WHERE NOT ({relation.bad})"
        if relation.slices and not relation.position:
            # Of large records nothing is picked: what picks gathers records until there are two thousand. Each gives
            # no more than the beginning of its text, and that only where it is wanted.
            there = f"list_contains({wanted}, {_POSITION})"
            made = f"CASE WHEN {there} THEN {text} END, CASE WHEN {there} THEN {language} END"
            numbered = f"SELECT *, {number} AS {_POSITION} FROM {relation.source} WHERE NOT ({relation.bad})"
            yield f"SELECT {_POSITION}, {made} FROM ({numbered})"
            return
        for part in relation.slices or ("true",):
            numbered = f"SELECT *, {number} AS {_POSITION} {records} AND {part}"
            picked = f"SELECT * FROM ({numbered}) WHERE {_POSITION} IN (SELECT unnest({wanted}))"
            # What is wanted is picked first: taking values out of a record costs as much as reading it.
            yield f"SELECT {_POSITION}, {text}, {language} FROM (SELECT {_POSITION}, {relation.read} FROM ({picked}))"

    def _beginning(self, given: Readable) -> str | None:
        try:
            with open_decoded(given.file, given.compression) as stream:
                data = stream.read(_WIDEST * self._most)
            # What is cut off in the middle of a character is left out.
            return codecs.getincrementaldecoder("utf-8-sig")().decode(data)[: self._most] or None
        except UnicodeDecodeError as error:
            raise Unreadable("not_utf8") from error
        except Exception as error:
            raise Unreadable(stream_reason(error)) from error

    def close(self) -> None:
        """Close the engine."""
        self._duck.close()
