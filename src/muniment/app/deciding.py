"""Decisions that came back in a form: compared with what stands now, and made files below ``reviews/``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from muniment.app.answer_values import Giver
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.opening import Opened, open_workspace, shown
from muniment.app.reviewing import Answer, reviewed_file
from muniment.app.signing_off import Decision, signed_file
from muniment.assess.reviews import Awaiting, awaiting
from muniment.assess.sign_offs import facts_under
from muniment.base.errors import CannotRun
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.decisions import current_judgement, current_sign_off
from muniment.disclosure.questionnaire import said
from muniment.document.decisions import decided_in_any_language
from muniment.model.types import is_calendar_day
from muniment.record.decisions import CONDITION, JUDGEMENT, SIGN_OFF, AskedDecision
from muniment.record.questionnaire import GivenAnswer

_LISTED = 5


def decided(asked: AskedDecision, text: str) -> str:
    """Return the decision that somebody typed, in any language; empty where it is none that can be made."""
    return decided_in_any_language(asked.kind).get(" ".join(text.casefold().split()), "")


class NotDecided(ValueError):
    """A decision that does not count; ``asked`` and ``stands`` are what facts said and say, where they differ."""

    def __init__(self, why: str, asked: str = "", stands: str = "") -> None:
        super().__init__(why)
        self.asked, self.stands = asked, stands


@dataclass(slots=True)
class Deciding:
    """The workspace in which decisions are judged: as it stands once the answers of the same run are in it."""

    opened: Opened
    texts: Mapping[Path, bytes]
    made: dict[Path, bytes] = field(default_factory=dict)
    _assessed: dict[str, Assessed] = field(default_factory=dict)
    _awaiting: dict[str, dict[tuple[str, int, str, str, str], Awaiting]] = field(default_factory=dict)

    def decide(self, asked: AskedDecision, given: GivenAnswer, giver: Giver, as_of: str) -> tuple[Path, str, bool]:
        """Note the file that a decision makes; return it, the decision in words, and whether it stood there already.

        Raises NotDecided where it does not count: what was decided on has changed, somebody else decided meanwhile, or
        the words are none.
        """
        answer = decided(asked, given.text)
        if not answer:
            raise NotDecided(f'"{given.text[:60]}" is none of the decisions that can be made.')
        if not is_calendar_day(as_of):
            raise NotDecided(f'It was asked as of "{as_of[:40]}", which is no day.')
        assessed = self._at(as_of)
        if asked.card not in assessed.opened.workspace.cards:
            raise NotDecided(f"There is no {asked.card} any more: it was renamed, removed, or has another version.")
        try:
            of = self._sign_off if asked.kind == SIGN_OFF else self._judgement
            file, content = of(asked, answer, given.remark, giver, assessed)
        except CannotRun as error:
            raise NotDecided(f"{error.message} {error.remedy}") from error
        words = answer.replace("_", " ") + (f": {given.remark}" if given.remark else "")
        if self.made.get(file, content) != content:
            raise NotDecided("Another decision on the same, in the same run, is written; this one is not.")
        if file.exists() and file.read_bytes() == content:
            return file, words, True
        self.made[file] = content
        return file, words, False

    def _sign_off(
        self, asked: AskedDecision, answer: str, remark: str, giver: Giver, assessed: Assessed
    ) -> tuple[Path, bytes]:
        workspace = assessed.opened.workspace
        facts, stood = current_sign_off(asked, workspace)
        if facts != asked.facts:
            raise _changed(
                asked, {one.address: one.said for one in facts_under(workspace.cards[asked.card], asked.paths)}
            )
        source = f"{giver.file} ({giver.digest})"
        decision = Decision(asked.card, asked.role, asked.paths, answer, giver.by, giver.on, remark, source)
        file, content = signed_file(decision, assessed)
        _check_earlier(file, content, stood, asked)
        return file, content

    def _judgement(
        self, asked: AskedDecision, answer: str, reason: str, giver: Giver, assessed: Assessed
    ) -> tuple[Path, bytes]:
        question = CONDITION if asked.kind == CONDITION else JUDGEMENT
        if not reason:
            raise NotDecided("A judgement needs its reason.")
        if asked.requirement not in load_catalogue().requirements:
            raise NotDecided(f"{asked.requirement[:80]} is no duty of the catalogue.")
        judged = Answer(
            asked.requirement, asked.card, asked.use, answer, giver.by, giver.capacity, reason, giver.on,
            source=f"{giver.file} ({giver.digest})",
        )  # fmt: skip
        file, content = reviewed_file(judged, assessed, overwrite=True)
        if file.exists() and file.read_bytes() == content:
            return file, content
        item = self._awaited(asked, question, assessed)
        if item is None:
            # Says who judged it meanwhile, where somebody did.
            reviewed_file(judged, assessed)
            raise NotDecided("It is not asked any more: the facts or the duty have changed.")
        facts, stood = current_judgement(item, assessed.opened.workspace)
        if facts != asked.facts:
            raise _changed(asked, {one.address: one.said for one in item.facts})
        _check_earlier(file, content, stood, asked)
        return file, content

    def _awaited(self, asked: AskedDecision, question: str, assessed: Assessed) -> Awaiting | None:
        if assessed.assessment.as_of not in self._awaiting:
            self._awaiting[assessed.assessment.as_of] = {
                (
                    item.row.requirement.id,
                    item.row.requirement.revision,
                    item.row.bearer,
                    item.row.use,
                    item.question,
                ): item
                for item in awaiting(assessed.assessment, assessed.opened.workspace)
            }
        wanted = (asked.requirement, asked.revision, asked.card, asked.use, question)
        return self._awaiting[assessed.assessment.as_of].get(wanted)

    def _at(self, as_of: str) -> Assessed:
        """Return the assessed workspace of a day; it is read once for all decisions asked as of that day."""
        if as_of not in self._assessed:
            after = open_workspace([self.opened.root], unsaved=self.texts) if self.texts else self.opened
            self._assessed[as_of] = assess_workspace(after, as_of)
        return self._assessed[as_of]


def _check_earlier(file: Path, content: bytes, stood: str, asked: AskedDecision) -> None:
    """Raise NotDecided where a decision was written meanwhile that whoever decides now has not seen."""
    if stood != asked.stood and not (file.exists() and file.read_bytes() == content):
        raise NotDecided(f"Another decision on the same was written after this was asked; it stays: {shown(file)}.")


def _changed(asked: AskedDecision, now: Mapping[str, Any]) -> NotDecided:
    """Return why a decision does not count whose facts changed: which, and what they said and say."""
    then = {fact.address: fact.says for fact in asked.shown}
    changed = [one for one in sorted({*then, *now}) if one not in then or one not in now or then[one] != now[one]]
    named = ", ".join(changed[:_LISTED]) + (f" and {len(changed) - _LISTED} more" if len(changed) > _LISTED else "")
    why = f"The facts changed after this was asked{f': {named}' if named else ''}; ask again."
    return NotDecided(why, _listed(then, changed), _listed(now, changed))


def _listed(facts: Mapping[str, Any], addresses: Sequence[str]) -> str:
    shown_ = (f"{one.partition('#')[2]}: {said(facts[one])}" for one in addresses[:_LISTED] if one in facts)
    return "; ".join(shown_)
