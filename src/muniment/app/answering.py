"""`answers`: what people answered put into the cards: compared with what stands there now, checked, with its origin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from muniment.answering.package import MAX_FILE
from muniment.answering.reading import read_answers
from muniment.app.answer_edits import ToWrite, write_values
from muniment.app.answer_values import Giver, check_value, written_value
from muniment.app.dates import today
from muniment.app.deciding import Deciding, NotDecided, decided
from muniment.app.files import read_bounded, write_all, write_atomically
from muniment.app.opening import Opened, absolute, open_workspace, shown
from muniment.base.addresses import split_address
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.disclosure.questionnaire import said
from muniment.model.answer_forms import NoAnswer, day_of
from muniment.model.placeholders import placeholder
from muniment.model.types import is_calendar_day
from muniment.record.questionnaire import AnswerFile, AskedPlace, AskedQuestion, GivenAnswer
from muniment.report.returned import Accepted, Answered, NotAccepted
from muniment.workspace.places import find_place


@dataclass(frozen=True, slots=True)
class _File:
    """One file of answers as it was read."""

    path: Path
    read: AnswerFile
    giver: Giver


@dataclass(frozen=True, slots=True)
class _Claim:
    """One answer for one place: from which file and row, to which question."""

    file: _File
    given: GivenAnswer
    question: AskedQuestion
    place: AskedPlace


@dataclass(slots=True)
class _Ledger:
    """What becomes of each answer while it is judged."""

    accepted: dict[str, tuple[_Claim, Any]]
    standing: list[Accepted]
    refused: list[tuple[_File, GivenAnswer, NotAccepted]]

    def refuse(self, claim: _Claim, why: str, **changed: Any) -> None:
        """Note that the answer for a place does not count."""
        where = f"{shown(claim.file.path)}, {claim.given.row}"
        about = f"{claim.question.title}, {claim.place.address}"
        given = claim.given if claim.given.place else replace(claim.given, place=claim.place.id)
        single = len(claim.question.places) == 1
        kept = replace(given, place="" if single else given.place, problem=why)
        self.refused.append((claim.file, kept, NotAccepted(where, about, claim.given.text, why, **changed)))


def take_answers(files: Sequence[Path], workspace: Path, by: str, on: str, *, write: bool) -> Answered:
    """Judge the answers of files and, with ``write``, put the accepted ones into the cards: all files, or none.

    Raises CannotRun where a file cannot be read as answers, where nobody says who answered, and outside a workspace.
    """
    opened = open_workspace([workspace])
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; answers belong to a workspace.",
            "Run this inside the workspace, or name it with --workspace.",
        )
    read = [_read(path, by, on) for path in files]
    ledger = _Ledger({}, [], [])
    claims: dict[str, list[_Claim]] = {}
    for file in read:
        for claim in _claims(file, ledger):
            claims.setdefault(claim.place.address, []).append(claim)
    for same in claims.values():
        agreed = _agreed(same, ledger)
        if agreed is not None:
            _judge(agreed, opened, ledger)
    _disentangle(ledger)
    made = _made(opened, ledger)
    accepted = [_accepted(claim, value, opened) for claim, value in ledger.accepted.values()]
    # Decided is on what stands once the answers are in: a decision over facts that these change would fall at once.
    deciding = Deciding(opened, {absolute(file): data for file, data in made.items()})
    accepted += _decided(read, deciding, ledger)
    left: list[str] = []
    if write:
        left = _keep(read, ledger)
        _write(opened, made, deciding.made)
    return Answered(
        accepted=tuple(sorted(accepted, key=lambda one: (one.file, one.address))),
        standing=tuple(ledger.standing),
        refused=tuple(item for _, _, item in ledger.refused),
        notes=tuple(f"{shown(file.path)}: {note}" for file in read for note in file.read.notes),
        left=tuple(left),
        written=write,
    )


def _read(path: Path, by: str, on: str) -> _File:
    data = read_bounded(path, MAX_FILE + 1)
    read = read_answers(path.name, data)
    who = by.strip() or read.by
    if not who:
        raise CannotRun(
            f"{shown(path)} does not say who answered.", "Give --by NAME, or have the name written into the file."
        )
    if why := placeholder(who, "by", "name", prose=False):
        raise CannotRun(f"Who answered {shown(path)} is not said: {why}.", "Give --by NAME: a person answers for it.")
    day = day_of(on.strip() or read.on or today())
    if not is_calendar_day(day) or len(day) != len("2026-11-27"):
        raise CannotRun(f'"{day[:40]}" in {shown(path)} is no day.', "Give the day of the answers: --on 2026-11-23.")
    if day > today():
        raise CannotRun(f"{shown(path)} says it was answered on {day}, which lies ahead.", "Give --on DATE.")
    asked = read.questionnaire
    return _File(
        path, read, Giver(who, day, path.name, digest(data), asked.language, asked.to, asked.asked_on, read.capacity)
    )


def _decided(files: Sequence[_File], deciding: Deciding, ledger: _Ledger) -> Iterator[Accepted]:
    """Yield the decisions of files that are written; of those on the same that differ none is."""
    given = [
        (file, asked[answer.question], answer)
        for file in files
        for asked in [{one.id: one for one in file.read.questionnaire.decisions or ()}]
        for answer in file.read.answers
        if answer.question in asked
    ]
    said_: dict[str, set[str]] = {}
    for _, decision, answer in given:
        said_.setdefault(decision.id, set()).add(decided(decision, answer.text) or answer.text)
    for file, decision, answer in given:
        where = f"{shown(file.path)}, {answer.row}"
        place = f"{decision.card}, {decision.role or decision.requirement}"
        differ = len(said_[decision.id]) > 1
        try:
            if answer.problem or differ:
                raise NotDecided(
                    answer.problem or "Another answer decides the same otherwise; none of them is written."
                )
            made, words, stood = deciding.decide(decision, answer, file.giver, file.read.questionnaire.as_of)
        except NotDecided as error:
            why = str(error)
            told = NotAccepted(
                where, place, answer.text, why, bool(error.asked or error.stands), error.asked, error.stands
            )
            ledger.refused.append((file, replace(answer, problem=why), told))
            continue
        said_before = words if stood else decision.earlier
        one = Accepted(place, shown(made), said_before, f"{words} ({file.giver.by}, {file.giver.on})", where)
        if stood:
            ledger.standing.append(one)
        else:
            yield one


def _claims(file: _File, ledger: _Ledger) -> Iterator[_Claim]:
    """Yield each answer of a file for each place that it is about; an answer for one place alone goes before."""
    questions = {question.id: question for question in file.read.questionnaire.questions}
    places = {(q.id, place.id): place for q in questions.values() for place in q.places}
    alone: dict[tuple[str, str], list[_Claim]] = {}
    whole: list[_Claim] = []
    decisions = {decision.id for decision in file.read.questionnaire.decisions or ()}
    for given in file.read.answers:
        if given.question in decisions:
            continue
        question = questions.get(given.question)
        place = places.get((given.question, given.place)) if given.place else None
        why = given.problem or ("" if given.text else "it holds no text")
        if question is None or (given.place and place is None):
            why = why or "it answers no question that was asked in this file"
        if why or question is None:
            about = question.title if question else ""
            where = f"{shown(file.path)}, {given.row}"
            told = f"{why[:1].upper()}{why[1:]}."
            ledger.refused.append((file, replace(given, problem=told), NotAccepted(where, about, given.text, told)))
        elif place is not None:
            alone.setdefault((question.id, place.id), []).append(_Claim(file, given, question, place))
        else:
            whole += [_Claim(file, given, question, one) for one in question.places]
    yield from (claim for found in alone.values() for claim in found)
    yield from (claim for claim in whole if (claim.question.id, claim.place.id) not in alone)


def _agreed(claims: Sequence[_Claim], ledger: _Ledger) -> _Claim | None:
    """Return the answer for a place where all that were given say the same; else none of them counts."""
    said_ = {(claim.given.kind, " ".join(claim.given.text.split())) for claim in claims}
    if len(said_) == 1:
        return claims[0]
    for claim in claims:
        others = "; ".join(
            f'{shown(other.file.path)}, {other.given.row}: "{other.given.text[:120]}"'
            for other in claims
            if other is not claim
        )
        ledger.refuse(claim, f"Another answer says otherwise ({others}); none of them is written.")
    return None


def _judge(claim: _Claim, opened: Opened, ledger: _Ledger) -> None:
    """Note an answer as accepted, as standing already, or as refused with the reason."""
    name, inner = split_address(claim.place.address)
    target = _target(opened, name)
    if target is None:
        ledger.refuse(claim, f"There is no {name} any more: it was renamed, removed, or has another version.")
        return
    file, language = target
    place = find_place(opened.trees[file].value, inner)
    try:
        value = written_value(claim.question, claim.given, claim.file.giver, language, place.raw)
        if place.digest != claim.place.stood:
            if _says(place.raw) == _says(value):
                old = said(place.raw)
                ledger.standing.append(Accepted(claim.place.address, file, old, old, claim.given.row))
                return
            why = "What stands there changed after it was asked; nothing is overwritten."
            ledger.refuse(claim, why, changed=True, asked=claim.place.now, stands=said(place.raw) or place.above)
            return
        if claim.question.fields and isinstance(place.raw, list):
            raise NoAnswer("There is a list already; somebody has to add to it in the card by hand.")
        check_value(claim.question.path, inner, value)
    except NoAnswer as error:
        ledger.refuse(claim, str(error))
        return
    ledger.accepted[claim.place.address] = claim, value


def _disentangle(ledger: _Ledger) -> None:
    """Refuse an answer for a whole section or list together with those for what is in it: they exclude each other."""
    addresses = sorted(ledger.accepted, key=lambda address: address.replace("/", "\0"))
    for at, whole in enumerate(addresses):
        inside = [one for one in addresses[at + 1 : at + 2] if one.startswith(f"{whole}/")]
        if inside:
            inside = [one for one in addresses[at + 1 :] if one.startswith(f"{whole}/")]
            for address in (whole, *inside):
                if address in ledger.accepted:
                    claim, _ = ledger.accepted.pop(address)
                    ledger.refuse(claim, f"One answer is for all of {whole}, others for what is in it; choose.")


def _target(opened: Opened, name: str) -> tuple[str, str] | None:
    """Return the file of a card or profile, and the language of its texts."""
    default = opened.workspace.settings.languages[0]
    if name.startswith("profile/"):
        file = opened.profiles.get(name.removeprefix("profile/"), "")
        tree = opened.trees.get(file)
        own = tree.value.get("language") if tree and isinstance(tree.value, dict) else None
        return (file, own if isinstance(own, str) else default) if tree else None
    card = opened.workspace.cards.get(name)
    return (card.file, card.language or default) if card else None


def _says(raw: Any) -> Any:
    """Return what a place says, without where it comes from: the same answer twice is no change."""
    if isinstance(raw, dict):
        for word in ("value", "text", "unknown", "not_applicable"):
            if word in raw:
                return word if word in ("unknown", "not_applicable") else "", raw[word]
    return "", raw


def _made(opened: Opened, ledger: _Ledger) -> dict[str, bytes]:
    """Return the files with the accepted answers in them; what cannot be written without rewriting more is refused."""
    by_file: dict[str, list[ToWrite]] = {}
    for address, (claim, value) in ledger.accepted.items():
        name, inner = split_address(address)
        target = _target(opened, name)
        if target:
            by_file.setdefault(target[0], []).append(ToWrite(inner, claim.question.path, value))
    made = {}
    for file, values in by_file.items():
        data, left = write_values(opened.files[file], file, values)
        if data != opened.files[file]:
            made[file] = data
        names = {one.inner for one in left}
        for address, (claim, value) in list(ledger.accepted.items()):
            name, inner = split_address(address)
            if inner in names and (_target(opened, name) or ("", ""))[0] == file:
                del ledger.accepted[address]
                why = "It cannot be put in without rewriting more of the file; write it there by hand: "
                ledger.refuse(claim, f"{why}{_by_hand(inner, value)}")
    return made


def _by_hand(inner: str, value: Any) -> str:
    from muniment.source.writing import flow

    return f"{inner.rpartition('/')[2]}: {flow(value)} (at {inner})"


def _accepted(claim: _Claim, value: Any, opened: Opened) -> Accepted:
    name, inner = split_address(claim.place.address)
    file, _ = _target(opened, name) or ("", "")
    old = said(find_place(opened.trees[file].value, inner).raw)
    return Accepted(claim.place.address, file, old, said(value), f"{shown(claim.file.path)}, {claim.given.row}")


def _write(opened: Opened, made: dict[str, bytes], decided: dict[Path, bytes]) -> None:
    """Write cards and decisions; refuse all where a card changed on the disk since it was read."""
    for file in made:
        if Path(file).read_bytes() != opened.files[file]:
            raise CannotRun(f"{file} changed while the answers were read; nothing was written.", "Run it again.")
    write_all({**{Path(file): data for file, data in made.items()}, **decided})


def _keep(read: Sequence[_File], ledger: _Ledger) -> list[str]:
    """Write what was not accepted into a file of answers beside each, to be mended and read again."""
    kept = []
    for file in read:
        rest = tuple(given for source, given, _ in ledger.refused if source is file)
        if rest:
            target = _free(file.path)
            left = replace(file.read, by=file.giver.by, on=file.giver.on, answers=rest)
            write_atomically(target, left.to_json())
            kept.append(shown(target))
    return kept


def _free(path: Path) -> Path:
    """Return a name beside a file at which nothing stands."""
    stem = path.name.partition(".not-accepted")[0] if ".not-accepted" in path.name else path.stem
    number = 1
    while True:
        ending = f".not-accepted{'' if number == 1 else f'-{number}'}.json"
        target = path.with_name(f"{stem}{ending}")
        if not target.exists():
            return target
        number += 1
