"""A questionnaire that came back as the JSON file of the form, or as one that an earlier run left over."""

import json
from typing import Any

from muniment.answering.package import MAX_FILE, refused
from muniment.record.questionnaire import (
    ANSWERS,
    FORMAT,
    NOT_APPLICABLE,
    UNKNOWN,
    VALUE,
    AnswerFile,
    GivenAnswer,
    load_questionnaire,
)

#: How many answers are read, and how long one may be.
MAX_ANSWERS, MAX_TEXT = 50_000, 32_767
_MEMBERS = frozenset({"question", "place", "kind", "text", "remark", "row", "problem"})


def read_answer_file(name: str, data: bytes) -> AnswerFile:
    """Return what came back in a JSON file; raise CannotRun where it is none of ours."""
    if len(data) > MAX_FILE:
        raise refused(f"{name} is larger than {MAX_FILE // 1_000_000} MB.", "Send the file that the form saves.")
    try:
        raw = json.loads(data.decode("utf-8-sig"), parse_float=_refuse, parse_constant=_refuse)
        return _file(raw)
    except (ValueError, RecursionError) as error:
        raise refused(
            f"{name} is no file of answers: {str(error)[:200]}.",
            "Send the file that the form saves, as it was saved.",
        ) from error


def _file(raw: Any) -> AnswerFile:
    if not isinstance(raw, dict) or raw.get(ANSWERS) != FORMAT or isinstance(raw[ANSWERS], bool):
        raise ValueError(f"it has no {ANSWERS}: {FORMAT}")
    answers = raw.get("answers")
    if not isinstance(answers, list) or len(answers) > MAX_ANSWERS:
        raise ValueError("it holds no list of answers, or too long a one")
    by, on = raw.get("by", ""), raw.get("on", "")
    capacity = raw.get("capacity", "")
    if not isinstance(by, str) or not isinstance(on, str) or not isinstance(capacity, str):
        raise ValueError("its name, function or day is no text")
    given = tuple(_answer(item, number) for number, item in enumerate(answers, start=1))
    asked = load_questionnaire(raw.get("questionnaire"))
    return AnswerFile(asked, by.strip(), on.strip(), given, capacity=capacity.strip())


def _answer(item: Any, number: int) -> GivenAnswer:
    if not isinstance(item, dict) or not set(item) <= {*_MEMBERS, "records"}:
        raise ValueError(f"answer {number} has another shape")
    records = item.pop("records", [])
    rows = isinstance(records, list) and all(isinstance(record, dict) for record in records)
    texts = [*item.values(), *(text for record in records for text in record.values())] if rows else [None]
    if len(texts) > MAX_ANSWERS or not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts if text):
        raise ValueError(f"answer {number} has another shape")
    kind, text = item.get("kind", ""), item.get("text", "")
    problem = "" if kind in (VALUE, UNKNOWN, NOT_APPLICABLE) else f'"{kind[:40]}" is no kind of answer'
    if len(text) > MAX_TEXT or len(item.get("remark", "")) > MAX_TEXT:
        problem = f"it is longer than {MAX_TEXT} characters"
    # What an earlier run found wrong may have been mended since: it is judged again.
    return GivenAnswer(
        question=item.get("question", ""), place=item.get("place", ""), kind=kind, text=text.strip(),
        remark=item.get("remark", "").strip(), row=f"answer {number}", problem=problem,
        records=tuple(tuple((key, text.strip()) for key, text in record.items()) for record in records),
    )  # fmt: skip


def _refuse(text: str) -> float:
    raise ValueError(f"{text[:20]} has no place in it")
