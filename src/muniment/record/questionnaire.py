"""A questionnaire, sent out to be answered, and a file of answers to it: plain values that travel as JSON.

A question is about one path; its places are where the answer would be written, each with a digest of what stood there
when it was asked, so that an answer never overwrites what changed meanwhile.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from muniment.base.canonical import canonical_bytes, digest
from muniment.record.decisions import DECIDED, AskedDecision, decision_id
from muniment.record.shapes import load_shape

FORMAT = 1
#: The member by which a questionnaire, and a file of answers, is known.
QUESTIONNAIRE, ANSWERS = "muniment_questionnaire", "muniment_answers"
#: What can be said at a place.
VALUE, UNKNOWN, NOT_APPLICABLE = "value", "unknown", "not_applicable"
#: By what the hidden part of a form is known that carries the questions.
DATA_MARK = "muniment questionnaire 1"
#: What stands, on a sheet of lists, in the place of a number where a row is no entry.
LIST_TEXT = "#"
#: How many hexadecimal digits of a digest name a question or a place.
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision that a question serves, and the day on which its duty is due: ``now``, a date, or empty."""

    citation: str
    due: str


@dataclass(frozen=True, slots=True)
class AskedPlace:
    """One place where an answer would stand: its address, the cards it serves, and what stood there.

    ``stood`` is the digest of the text's value at the place; ``now`` says it in words, for people.
    """

    address: str
    cards: tuple[str, ...]
    state: str
    stood: str
    now: str

    @property
    def id(self) -> str:
        """What the row of this place alone is called."""
        return short_id("P", self.address)


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """One value of a closed list, and what it means."""

    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class AskedField:
    """One field of the records of a list that is asked for row by row."""

    key: str
    title: str
    form: str
    many: bool
    unit: str
    choices: tuple[AskedChoice, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question: what is asked about a path, why, in which form it is answered, and where the answers belong.

    ``form`` is a form of `muniment.model.answer_forms`, ``many`` tells that several values may be given. ``settles``
    counts the duties that wait for it. ``fields`` are those of a list that is answered row by row.
    """

    id: str
    kind: str
    matter: str
    path: str
    title: str
    words: tuple[str, ...]
    provisions: tuple[Provision, ...]
    settles: int
    due: str
    unit: str
    form: str
    many: bool
    choices: tuple[AskedChoice, ...]
    example: str
    places: tuple[AskedPlace, ...]
    fields: tuple[AskedField, ...] | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything one addressee is asked at one time; ``to`` is empty when it is for everybody.

    ``outside`` tells that it goes to a supplier: it then shows nothing of what stands in the cards. ``left_out`` counts
    what is open and cannot be answered so, by reason. ``decisions`` are asked of whoever signs off or judges; a file
    holds questions or decisions, since an answer would change what is decided on.
    """

    organisation: str
    to: str
    outside: bool
    asked_on: str
    as_of: str
    catalogue_version: str
    language: str
    banner: str
    questions: tuple[AskedQuestion, ...]
    left_out: tuple[tuple[str, int], ...]
    decisions: tuple[AskedDecision, ...] | None = None

    def to_json(self) -> bytes:
        """Return the canonical JSON, in which a questionnaire travels with the form that carries it."""
        return canonical_bytes(self.members)

    @property
    def members(self) -> dict[str, Any]:
        """The members of the JSON object, in which nothing stands where there is none."""
        plain = {key: value for key, value in asdict(self).items() if value is not None}
        for question in plain["questions"]:
            if question["fields"] is None:
                del question["fields"]
        return {QUESTIONNAIRE: FORMAT, **plain}

    def to_ascii(self) -> str:
        """Return the same JSON in characters that every program keeps as they are."""
        return json.dumps(json.loads(self.to_json()), separators=(",", ":"))

    @property
    def digest(self) -> str:
        """The digest by which it is known."""
        return digest(self.to_json())


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What somebody answered in one row: to a question, or for one of its places alone; or what was decided.

    Of a decision ``question`` is its id, ``text`` the decision and ``remark`` the reason. ``records`` are the rows of a
    list, each with what was typed by field.
    ``row`` says where it stands in the file, in words for people. ``text`` is the answer as it was typed, or the
    reason; ``problem`` says why it cannot count, where the reader of the file saw that.
    """

    question: str
    place: str
    kind: str
    text: str
    remark: str
    row: str
    problem: str
    records: tuple[tuple[tuple[str, str], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A questionnaire as it came back: by whom, when, and what was answered; ``notes`` say what was left aside.

    ``capacity`` is what whoever judged says of their function.
    """

    questionnaire: Questionnaire
    by: str
    on: str
    answers: tuple[GivenAnswer, ...]
    notes: tuple[str, ...] = ()
    capacity: str = ""

    def to_json(self) -> bytes:
        """Return it as the file that the form saves and opens again."""
        given = [
            {
                key: [dict(record) for record in value] if key == "records" else value
                for key, value in asdict(answer).items()
                if value or key in ("question", "kind", "text")
            }
            for answer in self.answers
        ]
        value = {
            ANSWERS: FORMAT,
            "questionnaire": self.questionnaire.members,
            "by": self.by,
            "on": self.on,
            **({"capacity": self.capacity} if self.capacity else {}),
            "answers": given,
        }
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def short_id(letter: str, *parts: str) -> str:
    """Return a name that depends on these parts and nothing else: a letter, a hyphen and twelve digits."""
    return f"{letter}-{digest(canonical_bytes(list(parts)))[7 : 7 + _SHORT]}"


def load_questionnaire(raw: Any) -> Questionnaire:
    """Return a questionnaire from its JSON value; raise ValueError for anything else, or ids that do not fit."""
    if not isinstance(raw, dict) or raw.get(QUESTIONNAIRE) != FORMAT or isinstance(raw[QUESTIONNAIRE], bool):
        raise ValueError(f"no questionnaire of format {FORMAT}")
    read: Questionnaire = load_shape(Questionnaire, {key: value for key, value in raw.items() if key != QUESTIONNAIRE})
    for question in read.questions:
        if question.id != question_id(question.path, [place.address for place in question.places]):
            raise ValueError(f"the id {question.id[:20]} is not that of its question")
    for decision in read.decisions or ():
        if decision.kind not in DECIDED or decision.id != decision_id(decision):
            raise ValueError(f"the id {decision.id[:20]} is not that of its decision")
    return read


def question_id(path: str, addresses: list[str]) -> str:
    """Return the id of a question about a path at these places."""
    return short_id("Q", path, *sorted(addresses))
