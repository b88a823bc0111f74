"""What forms of every kind share: how a row names its question, what its cells say, and the questions they carry."""

import functools
import json
import re
from collections.abc import Callable, Mapping

from muniment.answering.cells import Cell
from muniment.answering.package import refused
from muniment.base.languages import offered_languages
from muniment.document.decisions import DECISION_COLUMNS
from muniment.document.questionnaire import COLUMNS
from muniment.document.words import load_words
from muniment.record.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    VALUE,
    GivenAnswer,
    Questionnaire,
    load_questionnaire,
)

#: How a row names its question, and the place it answers for alone; or its decision.
ROW_ID = re.compile(r"([QD]-[0-9a-f]{12})(?:/(P-[0-9a-f]{12}))?")
KINDS = {"answer": VALUE, "unknown": UNKNOWN, "not_applicable": NOT_APPLICABLE}
_AS_SENT = "Fill in the file as it was sent; its hidden part must stay as it is."


def given_answer(row_id: "re.Match[str] | None", given: Mapping[str, Cell], where: str, problem: str) -> GivenAnswer:
    """Return what the cells of one row say, by the names of our columns; ``problem`` is what is wrong besides."""
    said = [name for name in KINDS if name in given]
    remark = given.get("remark", Cell(""))
    if row_id is None:
        problem = "the row has no number of a question"
    elif not said:
        problem = "there is a remark, and no answer beside it"
    elif len(said) > 1:
        problem = "more than one of the three is filled: answer, not known, does not apply"
    problem = next((cell.problem for cell in given.values() if cell.problem), "") or problem
    text = "\n".join(given[name].text.strip() for name in said) if said else remark.text
    return GivenAnswer(
        question=row_id[1] if row_id else "",
        place=(row_id[2] or "") if row_id else "",
        kind=KINDS[said[0]] if said else VALUE,
        text=text,
        remark=remark.text.strip() if said else "",
        row=where,
        problem=problem,
    )


def read_carried(name: str, text: str, said: str) -> Questionnaire:
    """Return the questions that a file carries; raise CannotRun where they are not what their digest says."""
    try:
        read = load_questionnaire(json.loads(text, parse_float=_no_float, parse_constant=_no_float))
        if read.digest == said:
            return read
    except (ValueError, RecursionError) as error:
        raise refused(f"{name} carries questions that were changed: {str(error)[:200]}.", _AS_SENT) from error
    raise refused(f"{name} carries questions that were changed.", _AS_SENT)


def _no_float(text: str) -> float:
    raise ValueError(f"{text[:20]} has no place in a questionnaire")


@functools.cache
def heads() -> dict[str, str]:
    """Return our columns by their heads in every language in which forms are offered."""
    return {
        load_words(language)("questionnaire", part, name).casefold(): name
        for language in offered_languages()
        for part, names in (("columns", COLUMNS), ("decision_columns", DECISION_COLUMNS))
        for name in names
    }


def said_beside(found: Callable[[str], str]) -> dict[str, str]:
    """Return who answered, when and in which function, given what finds the text beside a label."""
    return {"by": found("by"), "on": found("on"), "capacity": found("capacity")}


def labels_of(what: str) -> frozenset[str]:
    """Return what a label of the instructions is called in every language, in lower case."""
    return frozenset(load_words(language)("questionnaire", what).casefold() for language in offered_languages())
