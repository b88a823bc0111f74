"""The mapping of a client's own questionnaire: which facts answer which of its questions, in which words and columns.

It is kept in version control for the next time: questions are found by their number or their exact text, so that they
may have been moved. It maps to facts and never holds an answer; what it may say instead of a value cannot pass for one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field, ValidationError

from muniment.base.findings import Finding, Severity
from muniment.model.kinds import KINDS
from muniment.model.messages import findings_of
from muniment.model.section import Section
from muniment.model.suggest import did_you_mean
from muniment.model.types import Language, String, Text, Value
from muniment.model.vocabulary import position_at, positions_of
from muniment.source.tree import Tree

#: The finding about a mapping that cannot be used as it is.
UNUSABLE = "MUN770"
#: What is not known, in the order in which it is told; each needs a word of its own.
STATUSES = ("unknown", "not_applicable", "withheld", "not_stated")
#: The columns that are written, the answer first.
WRITTEN = ("answer", "origin", "date", "reference")
_MOST_QUESTIONS = 10_000
_NO_VALUE = (
    "Give unknown, not applicable, withheld and not stated each a word of its own, or leave it away: "
    "they are different things, and none of them is an answer."
)
_FIELD = re.compile(r"\{([^{}]*)\}")


class FillSheet(Value):
    """One sheet with questions, and its columns: each by the text of its head, or by its letter."""

    sheet: String | None = Field(default=None, title="Sheet", description="Its name; none in a CSV file.")
    head: int | None = Field(
        default=None, title="Head", description="The row of the heads; needed where all columns are named by letters.",
        ge=1, le=50_000,
    )  # fmt: skip
    question: String = Field(title="Question", description="The column with the questions.")
    id: String | None = Field(default=None, title="Number", description="The column with the numbers of the questions.")
    answer: String = Field(title="Answer", description="The column that answers are written into.")
    origin: String | None = Field(
        default=None, title="Origin", description="The column that says declared, measured, computed or inherited."
    )
    date: String | None = Field(default=None, title="Date", description="The column for the day of the answers.")
    reference: String | None = Field(
        default=None, title="Reference", description="The column that says which facts an answer rests on."
    )


class FillStatuses(Value):
    """What is written where there is no value, in the client's words; each of its own."""

    unknown: String | None = Field(default=None, title="Unknown", description="Stated not to be known.")
    not_applicable: String | None = Field(default=None, title="Not applicable", description="Stated not to apply.")
    withheld: String | None = Field(default=None, title="Withheld", description="Not disclosed to this client.")
    not_stated: String | None = Field(default=None, title="Not stated", description="Nothing is stated.")


class FillQuestion(Value):
    """One question of the client, and what answers it."""

    id: String | None = Field(default=None, title="Number", description="Its number, as it stands in the file.")
    sheet: String | None = Field(default=None, title="Sheet", description="The sheet, where the same is asked twice.")
    text: Text = Field(title="Text", description="Its text, exactly; where it changes nothing is answered.")
    facts: list[String] = Field(
        title="Facts", description="The paths of the facts that answer it; empty while nobody has said which."
    )
    say: Literal["value", "yes_no", "list", "number", "sentence"] = Field(
        default="value",
        title="Say",
        description="How it is put: the value as documents print it, yes or no (of facts that are true or false), a "
        "list on one line, a number as a number, or a sentence with the facts in it.",
    )
    sentence: Text | None = Field(
        default=None, title="Sentence", description="For say: sentence; each path in braces: {dataset.languages}."
    )
    words: dict[String, String] | None = Field(
        default=None, title="Words", description="Their word for a value: {yes: Ja, no: Nein, web_crawl: Internet}."
    )
    statuses: FillStatuses | None = Field(
        default=None, title="Statuses", description="Their words where there is no value."
    )


class FillMap(Section):
    """The mapping of one questionnaire of a client."""

    muniment: Literal[1] = Field(title="Format", description="The version of the format: always 1.")
    questionnaire: String = Field(title="Questionnaire", description="What it is called, and whose it is.")
    language: Language | None = Field(
        default=None, title="Language", description="In which the answers are given (default: the workspace's first)."
    )
    encoding: Literal["utf-8", "utf-16", "cp1252", "latin-1"] | None = Field(
        default=None, title="Encoding", description="Of a CSV file, where it is not UTF-8 and nothing in it says so."
    )
    delimiter: Literal[",", ";", "\t", "|"] | None = Field(
        default=None, title="Delimiter", description="Of a CSV file, where it cannot be told from the first lines."
    )
    sheets: list[FillSheet] = Field(title="Sheets", description="The sheets with questions.", min_length=1)
    words: dict[String, String] | None = Field(
        default=None, title="Words", description="Their words for values, for all questions."
    )
    statuses: FillStatuses | None = Field(
        default=None, title="Statuses", description="Their words where there is no value, for all questions."
    )
    questions: list[FillQuestion] = Field(
        title="Questions", description="One record a question.", max_length=_MOST_QUESTIONS
    )

    def words_of(self, question: FillQuestion) -> dict[str, str]:
        """Return the client's words for values, for one question."""
        return {**(self.words or {}), **(question.words or {})}

    def statuses_of(self, question: FillQuestion) -> dict[str, str]:
        """Return the client's words for statuses, for one question."""
        own = (self.statuses, question.statuses)
        return {name: text for given in own if given for name in STATUSES if (text := getattr(given, name))}


def real_path(path: str) -> str:
    """Return a path as the vocabulary writes it, with ``[]`` behind a list of records; empty for none."""
    kind = path.partition(".")[0]
    if kind not in KINDS or position_at(path) is None:
        return ""
    known = positions_of(kind)
    return path if path in known else f"{path}[]"


def fields_of(sentence: str) -> list[str]:
    """Return the paths in braces of a sentence."""
    return _FIELD.findall(sentence)


def load_fill_map(tree: Tree, known: Mapping[str, frozenset[str]]) -> tuple[FillMap | None, list[Finding]]:
    """Read a mapping; return it (None when anything in it is wrong) and all findings.

    ``known`` are our words in all languages for yes and no, and for each status: what means one thing must not be
    written for another.
    """
    if not isinstance(tree.value, dict):
        return None, [_finding(tree, "", "A mapping of a questionnaire is keys with values.", "See muniment fill -h.")]
    try:
        read = FillMap.model_validate(tree.value)
    except ValidationError as error:
        return None, findings_of(error, tree.file, tuple(FillMap.model_fields))
    said = [*_paths(read, tree), *_words(read, tree, known), *_twice(read, tree)]
    return (None if said else read), said


def _paths(read: FillMap, tree: Tree) -> Iterator[Finding]:
    for number, question in enumerate(read.questions):
        at = f"/questions/{number}"
        for index, path in enumerate(question.facts):
            if not real_path(path):
                yield _no_path(path, tree, f"{at}/facts/{index}")
        if (question.sentence is None) == (question.say == "sentence"):
            remedy = "Write both, or neither: say: sentence, and sentence: with the facts in braces."
            yield _finding(tree, f"{at}/say", "say: sentence and its sentence belong together.", remedy)
        inside = fields_of(question.sentence or "")
        if question.sentence and sorted(set(inside)) != sorted(set(question.facts)):
            message = "The sentence and the facts of this question name different paths."
            yield _finding(tree, f"{at}/sentence", message, "Name each path of facts once in braces, and no other.")


def _no_path(path: str, tree: Tree, pointer: str) -> Finding:
    kind = path.partition(".")[0]
    near = did_you_mean(path, positions_of(kind) if kind in KINDS else KINDS)
    remedy = (
        f'Did you mean "{near}"?' if near else "Write a path with its kind: dataset.languages; see muniment explain."
    )
    return _finding(tree, pointer, f'"{path[:120]}" is no path of the vocabulary.', remedy)


def _words(read: FillMap, tree: Tree, known: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """Yield where what is no value is called like a value, or like another status; and values like a status."""
    places = [
        ("", dict(read.words or {}), {n: t for n in STATUSES if read.statuses and (t := getattr(read.statuses, n))})
    ]
    places += [
        (f"/questions/{number}", read.words_of(question), read.statuses_of(question))
        for number, question in enumerate(read.questions)
        if question.words or question.statuses
    ]
    ours = {_plain(text): what for what, texts in known.items() for text in texts}
    for at, words, statuses in places:
        if words.get("yes") and _plain(words["yes"]) == _plain(words.get("no", "")):
            yield _finding(tree, f"{at}/words", "Yes and no have the same word.", "Give each its own.")
        for value, text in words.items():
            if ours.get(_plain(text)) in STATUSES:
                message = f'"{text}" is written for the value {value}, and says {_said(ours[_plain(text)])}.'
                yield _finding(tree, f"{at}/words", message, _NO_VALUE)
        taken = {_plain(text): f"the value {value}" for value, text in words.items()}
        for name, text in statuses.items():
            says = taken.get(_plain(text)) or ours.get(_plain(text), name)
            if says != name:
                message = f'"{text}" is written for {_said(name)}, and says {_said(says)}.'
                yield _finding(tree, f"{at}/statuses", message, _NO_VALUE)
            taken[_plain(text)] = name


def _said(name: str) -> str:
    return name.replace("_", " ")


def _twice(read: FillMap, tree: Tree) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str], int] = {}
    for number, question in enumerate(read.questions):
        key = (question.sheet or "", question.id or "", _plain(question.text))
        if key in seen:
            message = f"This question stands twice; the first is number {seen[key] + 1} in the list."
            yield _finding(tree, f"/questions/{number}/text", message, "Keep one; or give each its number or sheet.")
        seen.setdefault(key, number)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")


def _finding(tree: Tree, pointer: str, message: str, remedy: str) -> Finding:
    return Finding(UNUSABLE, Severity.ERROR, message, remedy, file=tree.file, pointer=pointer)
