"""From what somebody typed to what a card says, checked as `check` would check it, with who said it and when."""

from dataclasses import dataclass
from typing import Any

from muniment.base.addresses import join, tokens
from muniment.base.findings import Severity
from muniment.document.questionnaire import called_in_any_language
from muniment.model.answer_forms import BY_HAND, AnswerForm, NoAnswer, answer_form, read_answer, record_fields
from muniment.model.load import load_card
from muniment.record.questionnaire import NOT_APPLICABLE, UNKNOWN, AskedQuestion, GivenAnswer
from muniment.source.tree import Tree

_ALLOWED_CONTROLS = frozenset("\n\t\r")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who answered, on which day, in which file (with its digest), and in which language; who had been asked, when.

    ``capacity`` is the function of whoever judged, where they named it.
    """

    by: str
    on: str
    file: str
    digest: str
    language: str
    asked: str
    asked_on: str
    capacity: str = ""

    @property
    def source(self) -> str:
        """Who said it, when, and in which file, in words that stand beside a value."""
        return f"{self.by}, {self.on}, in {self.file} ({self.digest})"


def written_value(question: AskedQuestion, given: GivenAnswer, giver: Giver, card_language: str, stands: Any) -> Any:
    """Return what a card says once an answer is written in place of what stands there.

    Raises NoAnswer where it cannot be an answer.
    """
    for text in (given.text, given.remark):
        if any(not char.isprintable() and char not in _ALLOWED_CONTROLS and not char.isspace() for char in text):
            raise NoAnswer("It holds characters that no text has.")
    if given.kind in (UNKNOWN, NOT_APPLICABLE):
        return _status(given, giver, stands)
    if question.fields:
        return _rows(question, given, giver, card_language)
    form = answer_form(question.path)
    if form is None or form.form == BY_HAND:
        raise NoAnswer("It takes more than one value to state this; somebody has to enter it in the card by hand.")
    return _long_form(form, given.text, given.remark, giver, card_language)


def _long_form(form: AnswerForm, text: str, remark: str, giver: Giver, card_language: str) -> dict[str, Any]:
    value = read_answer(form, text, called_in_any_language(form.position.choices))
    beside = {"note": remark} if remark else {}
    foreign = giver.language.partition("-")[0] != card_language.partition("-")[0]
    if form.form == "prose" and not form.many and foreign:
        return {"text": {giver.language: value}, **beside, "source": giver.source}
    return {"value": value, **beside, "source": giver.source}


def _rows(question: AskedQuestion, given: GivenAnswer, giver: Giver, card_language: str) -> list[dict[str, Any]]:
    """Return the records of a list, each field with its source; ids are those of the list and the row."""
    forms = record_fields(question.path)
    rows = [tuple((key, text) for key, text in row if text) for row in given.records]
    if not any(rows):
        raise NoAnswer("It is a list: fill in its table, a row for each entry.")
    name = question.path.rpartition(".")[2].removesuffix("[]").replace("_", "-")
    records = []
    for number, row in enumerate(filter(None, rows), start=1):
        record: dict[str, Any] = {"id": f"{name}-{number}"}
        for key, text in row:
            if key not in forms:
                raise NoAnswer(f'"{key[:60]}" is no field of this list.')
            try:
                # The remark is about the list: it stands once, in its first entry.
                remark = given.remark if number == 1 and len(record) == 1 else ""
                record[key] = _long_form(forms[key], text, remark, giver, card_language)
            except NoAnswer as error:
                raise NoAnswer(f"Entry {number}, {forms[key].position.title}: {error}") from error
        records.append(record)
    return records


def _status(given: GivenAnswer, giver: Giver, stands: Any) -> dict[str, str]:
    """Return the status; whoever was to find out what is still not known goes on doing so."""
    note = f"{given.remark} — {giver.source}" if given.remark else giver.source
    if given.kind == UNKNOWN:
        earlier = stands.get("owner") if isinstance(stands, dict) and "unknown" in stands else ""
        owner = earlier if isinstance(earlier, str) and earlier else giver.asked or giver.by
        return {"unknown": given.text, "owner": owner, "asked_on": giver.asked_on, "note": note}
    return {"not_applicable": given.text, "owner": giver.by, "note": note}


def check_value(path: str, inner: str, value: Any) -> None:
    """Raise NoAnswer, in the words of `check`, where a value would be a mistake at its place in a card."""
    kind, *keys = path.split(".")
    tree: dict[str, Any] = {"muniment": 1, "kind": kind, "name": "answer", "version": "1"}
    pointer, inside, parts = "", tree, tokens(inner)
    for at, key in enumerate(keys):
        name, last = key.removesuffix("[]"), at == len(keys) - 1
        pointer, parts = join(pointer, name), parts[1:]
        if last and not parts:
            inside[name] = value
        elif key.endswith("[]"):
            record = {"id": parts[0]}
            parts = parts[1:]
            inside[name], pointer, inside = [record], join(pointer, 0), record
        else:
            inside[name] = inside = {}
    _, findings = load_card(Tree("", "", tree))
    for finding in findings:
        if finding.severity is Severity.ERROR and (finding.pointer + "/").startswith(pointer + "/"):
            entry, _, key = finding.pointer[len(pointer) + 1 :].partition("/")
            row: Any = value[int(entry)] if isinstance(value, list) and entry.isdigit() else None
            of = f"Entry {int(entry) + 1}, {key.partition('/')[0]}: " if isinstance(row, dict) and key else ""
            raise NoAnswer(f"{of}{finding.message} {finding.remedy}")
