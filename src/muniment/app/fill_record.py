"""The record beside a filled questionnaire: what was answered, from which facts, for whom and when."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from muniment.answering.client_file import ClientFile
from muniment.app.files import read_bounded
from muniment.app.fill_cells import Writing, digests_in
from muniment.app.fill_files import MAX_MAP
from muniment.base.canonical import canonical_bytes, digest
from muniment.changes.editions import key_of
from muniment.record.filling import NOT_STATED, Filled, FilledAnswer, FilledCell, FilledFact, Told
from muniment.record.record import Record


def filled_record(
    names: tuple[str, Path],
    files: tuple[ClientFile, ClientFile],
    writings: Iterable[tuple[Writing, Sequence[Told]]],
    cards: tuple[str, ...],
    of: Record,
    awaits: tuple[str, ...],
) -> Filled:
    """Return the record; ``names`` are the written file and the mapping, ``files`` the client's before and after.

    ``of`` is the record of any of the cards: for whom, when and by what it was made is the same in all.
    """
    blank, filled = files
    return Filled(
        file=names[0], sha256=digest(filled.data), blank_sha256=digest(blank.data), mapping=names[1].name,
        mapping_sha256=digest(read_bounded(names[1], MAX_MAP)), cards=cards, audience=of.audience,
        recipient=of.recipient, language=of.language, as_of=of.as_of, document_date=of.document_date,
        tool_version=of.tool_version, catalogue_version=of.catalogue_version, disclosure_table=of.disclosure_table,
        source_revision=of.source_revision, awaits=awaits,
        answers=tuple(_answer(writing, told, filled) for writing, told in writings),
    )  # fmt: skip


def _answer(writing: Writing, told: Sequence[Told], filled: ClientFile) -> FilledAnswer:
    place = writing.place
    cells = [FilledCell(place.cell(name), name, sha256) for name, sha256 in digests_in(filled, writing).items()]
    facts = tuple(_fact(one) for one in told)
    return FilledAnswer(place.id, place.text, place.columns.sheet.name, tuple(cells), facts)


def _fact(told: Told) -> FilledFact:
    fact = told.fact
    if fact is None or told.status in ("withheld", NOT_STATED):
        return FilledFact(told.address, told.path, told.status, "", "")
    said = digest(canonical_bytes([fact.status, fact.value]))
    return FilledFact(told.address, told.path, told.status, fact.origin, said)


def says_otherwise(earlier: Filled | None, now: Filled) -> list[str]:
    """Return the cells of answers that rest on other facts than in an earlier run, or on the same in another state.

    The version of a card does not count: a question is answered by the card as it is.
    """
    before = {_asked(one): _rests_on(one) for one in earlier.answers} if earlier else {}
    return [one.cells[0].cell for one in now.answers if before.get(_asked(one), _rests_on(one)) != _rests_on(one)]


def _asked(answer: FilledAnswer) -> tuple[str, str, str]:
    return answer.sheet, answer.question, answer.text


def _rests_on(answer: FilledAnswer) -> set[tuple[str, str, str]]:
    return {(key_of(fact.address), fact.status, fact.sha256) for fact in answer.facts}
