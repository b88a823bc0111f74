"""`fill`: a client's own questionnaire, answered in its own file from what this client may see.

The mapping says which facts answer which question. What is told passes disclosure as every edition does; the file keeps
every byte but the cells of the answers.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muniment import __version__
from muniment.answering.client_file import ClientFile
from muniment.answering.into_workbook import AS_IT_IS, Layout
from muniment.app.asking import cards_named
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.choosing import check_offered
from muniment.app.contradicted import contradicted_in
from muniment.app.dates import read_date, source_revision, today
from muniment.app.editions import blocks
from muniment.app.files import write_all
from muniment.app.fill_cells import NOT_SAID, Writing, content_of, emptied, in_the_way, left_standing, written
from muniment.app.fill_files import BESIDE, check_output, earlier_record, ours_in, read_file, read_map
from muniment.app.fill_places import Matched, Question, columns_of, match, questions_of
from muniment.app.fill_record import filled_record, says_otherwise
from muniment.app.opening import open_workspace
from muniment.app.signing_off import awaited_by
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding, Severity
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides
from muniment.disclosure.disclose import Edition, Making
from muniment.disclosure.filling import Asked, asked_of, told_at
from muniment.disclosure.reach import ALONE
from muniment.document.facts import page_facts
from muniment.document.filling import OfCard, Wording, of_card
from muniment.document.words import Words, load_words
from muniment.record.filling import Told, filled_bytes
from muniment.record.parts import lies_in
from muniment.record.record import Record
from muniment.source.tree import Tree
from muniment.workspace.clients import client_named, hint_for
from muniment.workspace.fill_map import FillMap, FillQuestion, fields_of, real_path

#: By what kind an edition of this sort is known to disclosure and sign-offs.
KIND = "client_questionnaire"
#: How many cells a note names.
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be filled: the file, the mapping, the cards it is about, for whom, where it goes."""

    file: Path
    mapping: Path
    cards: Sequence[str]
    audience: str
    recipient: str
    output: Path
    workspace: Path = Path()
    as_of: str = ""
    dated: str = ""
    replace: bool = False
    layout: Layout = AS_IT_IS
    write: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One question that was answered, for people: where, what was asked, what was said, on what it rests."""

    cell: str
    number: str
    question: str
    text: str
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a questionnaire; ``blocked`` where nothing was written since facts cannot go out as they are."""

    answers: tuple[Answer, ...]
    unmapped: tuple[Question, ...]
    findings: tuple[Finding, ...]
    trees: dict[str, Tree]
    notes: tuple[str, ...]
    awaits: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    blocked: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What answers are made of: who asks, by card; what each card is called; its record; the words.

    ``hint`` says of a client that is not in the settings which one may be meant.
    """

    assessed: Assessed
    asked: dict[str, Asked]
    headings: dict[str, str]
    records: dict[str, Record]
    words: Words
    hint: str = ""


def fill(wanted: Wanted) -> Outcome:
    """Answer a client's questionnaire, write the filled file and its record beside it, and say what became of it.

    Raises CannotRun for what cannot be read or is not safe to read, outside a workspace, for a card that is not there,
    and for a place that holds something that is not ours.
    """
    tree, mapping, said = read_map(wanted.mapping)
    if mapping is None or tree is None:
        return Outcome((), (), tuple(said), {tree.file: tree} if tree else {}, (), blocked=True)
    file = read_file(wanted.file, mapping)
    columns, findings = columns_of(file, mapping, tree)
    if findings:
        return Outcome((), (), tuple(findings), {tree.file: tree}, file.notes, blocked=True)
    matched = match(mapping, [one for sheet in columns for one in questions_of(sheet)], tree)
    if wanted.write:
        check_output(wanted.file, wanted.output)
    known = _known(wanted, mapping)
    trees = {**known.assessed.opened.trees, tree.file: tree}
    if blocking := tuple(one for one in known.assessed.findings if blocks(one)):
        return Outcome((), (), blocking, trees, file.notes, blocked=True)
    return _answered(wanted, mapping, tree, file, matched, known)


def _known(wanted: Wanted, mapping: FillMap) -> _Known:
    opened = open_workspace([wanted.workspace])
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; answers come from a workspace.", "Name it with --workspace."
        )
    dated = read_date(wanted.dated, "--date") if wanted.dated else today()
    as_of = read_date(wanted.as_of, "--as-of") if wanted.as_of else dated
    settings = opened.workspace.settings
    client = client_named(settings.clients, wanted.recipient)
    if client and wanted.audience != "client":
        message = f"{client.name[:80]} is a client, and what is for {wanted.audience} is not for it."
        raise CannotRun(message, "Leave --audience away, or --client.")
    language = mapping.language or (client and client.language) or settings.languages[0]
    check_offered([language])
    assessed = assess_workspace(opened, as_of)
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    catalogue = load_catalogue()
    making = Making(__version__, catalogue.version, (), source_revision(opened.root))
    sides = Sides(workspace, assessed.assessment, catalogue, assessed.policy, vocabulary, making)
    named = list(dict.fromkeys(cards_named(workspace.cards, wanted.cards)))
    if workspace.organisation and workspace.organisation not in named:
        named.append(workspace.organisation)
    recipient = client.name if client else wanted.recipient
    policy = assessed.policy.for_recipient(wanted.audience, recipient).in_document(KIND)
    hint = "" if client else hint_for(recipient, settings.clients)
    known = _Known(assessed, {}, {}, {}, load_words(language), hint)
    for card in named:
        edition = Edition(
            kind=KIND, bearer=card, audience=wanted.audience, language=language, as_of=as_of, document_date=dated,
            recipient=recipient, reach=ALONE, outcomes=False, card_language=settings.languages[0],
        )  # fmt: skip
        record = sides.record(edition)
        known.records[card] = record
        known.asked[card] = asked_of(card, wanted.audience, policy, page_facts(record), vocabulary)
        known.headings[card] = f"{record.subject.title} {record.subject.version}"
    return known


def _answered(
    wanted: Wanted, mapping: FillMap, tree: Tree, file: ClientFile, matched: Matched, known: _Known
) -> Outcome:
    """Put the answers into the file, unless they show what the data contradict; see `fill`."""
    writings, findings = _writings(wanted, mapping, tree, file, matched, known)
    findings = [*matched.findings, *findings]
    unmapped = [*matched.unmapped, *(place for _, question, place in matched.pairs if not question.facts)]
    unmapped.sort(key=lambda one: (one.columns.sheet.name, one.row))
    records = list(_shown(writings, known))
    trees = {**known.assessed.opened.trees, tree.file: tree}
    if stopped := {one.address: one for record in records for one in contradicted_in(record, known.assessed)}:
        return Outcome((), tuple(unmapped), (*stopped.values(), *findings), trees, file.notes, blocked=True)
    workspace = known.assessed.opened.workspace
    awaits = tuple(sorted({role for record in records for role in awaited_by(record, workspace)}))
    filled = written(file, [writing for writing, _ in writings], wanted.layout)
    others = tuple(card for card in known.records if card != workspace.organisation)
    names, cards = (wanted.output.name, wanted.mapping), others or tuple(known.records)
    record = filled_record(names, (file, filled), writings, cards, records[0], awaits)
    earlier = earlier_record(wanted.output) or earlier_record(wanted.file)
    files: tuple[Path, ...] = ()
    if wanted.write and writings:
        files = (wanted.output, wanted.output.with_name(wanted.output.name + BESIDE))
        write_all(dict(zip(files, (filled.data, filled_bytes(record)), strict=True)))
    answers = tuple(
        Answer(
            writing.place.cell("answer"), writing.place.id, writing.place.text, writing.answer,
            tuple(dict.fromkeys(one.status for one in told)),
        )
        for writing, told in writings
    )  # fmt: skip
    notes = [*file.notes, *([f"{known.hint} Filled as asked."] if known.hint else [])]
    if left := left_standing(ours_in(wanted.file), file, [writing for writing, _ in writings]):
        notes.append(f"Answers of an earlier run stand there and were not written again, look at them: {_some(left)}.")
    if earlier and (other := says_otherwise(earlier, record)):
        notes.append(f"The facts say something else than in the answers of {earlier.document_date}: {_some(other)}.")
    return Outcome(answers, tuple(unmapped), tuple(findings), trees, tuple(notes), awaits, files)


def _some(cells: Sequence[str]) -> str:
    more = f" and {len(cells) - _SHOWN} more" if len(cells) > _SHOWN else ""
    return ", ".join(cells[:_SHOWN]) + more


def _writings(
    wanted: Wanted, mapping: FillMap, tree: Tree, file: ClientFile, matched: Matched, known: _Known
) -> tuple[list[tuple[Writing, tuple[Told, ...]]], list[Finding]]:
    """Return what is to be written for each mapped question with what it tells, and why nothing is for the others."""
    ours = ours_in(wanted.file)
    writings: list[tuple[Writing, tuple[Told, ...]]] = []
    findings: list[Finding] = []
    for number, question, place in matched.pairs:
        if not question.facts:
            continue
        cards = _cards(question, known)
        writing = _writing(question, place, mapping, cards, file, known)
        problem = writing if isinstance(writing, tuple) else in_the_way(writing, file, ours, wanted.replace)
        if problem:
            code, message, remedy = problem
            message = f"{place.id}: {message}" if place.id else message
            findings.append(
                Finding(code, Severity.ERROR, message, remedy, file=tree.file, pointer=f"/questions/{number}")
            )
        elif isinstance(writing, Writing):
            told = tuple(one for card in cards for one in card.places)
            writings.append((emptied(writing, ours), told))
    return writings, findings


def _cards(question: FillQuestion, known: _Known) -> list[OfCard]:
    """Return what each card tells; one for all where there is one of each kind."""
    paths = [real_path(path) for path in question.facts]
    named = dict(zip(paths, question.facts, strict=True))
    found: dict[str, list[tuple[str, tuple[Told, ...]]]] = {}
    for path in named:
        for card, asked in known.asked.items():
            # What lies outside of a card on some parts of a set is not its to answer: not even that nothing is stated.
            if card.partition("/")[0] == path.partition(".")[0] and lies_in(path, known.records[card].part or ()):
                found.setdefault(card, []).append((named[path], told_at(path, asked)))
    kinds = [card.partition("/")[0] for card in found]
    if len(kinds) == len(set(kinds)) and found:
        heading = known.headings[next(iter(found))]
        # In the order of the question, whichever card a fact is of.
        told = {path: places for pairs in found.values() for path, places in pairs}
        return [of_card(heading, [(path, told[path]) for path in question.facts if path in told])]
    return [of_card(known.headings[card], pairs) for card, pairs in found.items()]


def _writing(
    question: FillQuestion, place: Question, mapping: FillMap, cards: Sequence[OfCard], file: ClientFile, known: _Known
) -> Writing | tuple[str, str, str]:
    """Return what is to be written for a question, or the code, message and remedy of why nothing is."""
    paths = {path for card in cards for path, _ in card.told}
    absent = next((path for path in question.facts if path not in paths), "")
    if absent:
        kind = absent.partition(".")[0]
        named = any(card.startswith(f"{kind}/") for card in known.asked)
        said = (
            "lies outside the parts that the cards are about"
            if named
            else f"is of a {kind}, and no such card was named"
        )
        return NOT_SAID, f"{absent} {said}.", f"Name another card with --for: {kind}/x@1.0."
    if question.sentence and any(set(fields_of(question.sentence)) - {path for path, _ in one.told} for one in cards):
        message = "the sentence speaks of several cards at once, and there is more than one of a kind."
        return NOT_SAID, message, f"Fill it for one at a time, or give it its facts one by one: {', '.join(paths)}."
    wording = Wording(question.say, question.sentence or "", mapping.words_of(question), mapping.statuses_of(question))
    date = next(iter(known.records.values())).document_date
    return content_of(place, cards, wording, date, file, known.words)


def _shown(writings: Iterable[tuple[Writing, Sequence[Told]]], known: _Known) -> Iterator[Record]:
    """Yield the records with those facts alone that answers show."""
    used = {one.fact.address for _, told in writings for one in told if one.fact is not None}
    for card, record in known.records.items():
        own = tuple(fact for fact in record.facts if fact.address in used and fact.address.startswith(f"{card}#"))
        yield replace(record, facts=own)
