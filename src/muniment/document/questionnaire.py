"""A questionnaire in words of one language: its rows as every form of it shows them, on a sheet, a page or in print."""

from dataclasses import dataclass

from muniment.base.addresses import records_on_way, split_address
from muniment.base.languages import offered_languages
from muniment.document.citations import citation_text
from muniment.document.decisions import FormDecision, form_decision
from muniment.document.text import clean_text
from muniment.document.values import date_text, number_text
from muniment.document.words import Words, load_words
from muniment.record.questionnaire import AskedField, AskedPlace, AskedQuestion, Questionnaire

#: The columns in which rows are answered, and those before them.
ANSWERED = ("answer", "unknown", "not_applicable", "remark")
COLUMNS = ("id", "place", "question", "now", "why", "form", "example", *ANSWERED)
#: How many cards and provisions are named.
_CARDS, _PROVISIONS = 12, 5
#: For up to how many places a list is answered for each alone.
_LISTS = 12


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row to answer in: a whole question, or (with ``place``) one of its places alone."""

    id: str
    place: str
    label: str
    now: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One column of a list that is answered row by row: what it is called, and how it is filled in."""

    key: str
    title: str
    hint: str
    values: tuple[str, ...]
    many: bool
    long: bool


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question in words. ``rows`` begins with the one for all places; more follow where there are several.

    ``fields`` are the columns of a list that is answered row by row, for each place alone.

    ``foreign`` are texts of which no translation exists: they are in English.
    """

    id: str
    form: str
    many: bool
    title: str
    asked: tuple[str, ...]
    foreign: tuple[str, ...]
    decides: str
    duties: str
    provisions: tuple[str, ...]
    hint: str
    values: tuple[tuple[str, str], ...]
    example: str
    rows: tuple[FormRow, ...]
    fields: tuple[FormField, ...] = ()

    @property
    def lists(self) -> tuple[FormRow, ...]:
        """The places of a list that is answered row by row; of very many one table answers for all."""
        return (
            () if not self.fields else self.rows[1 : _LISTS + 2] if 1 < len(self.rows) <= _LISTS + 1 else self.rows[:1]
        )


@dataclass(frozen=True, slots=True)
class FormMatter:
    """The questions on one matter, under its heading."""

    heading: str
    questions: tuple[FormQuestion, ...]


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A questionnaire in words: its title, what is said about it, and its matters."""

    language: str
    title: str
    banner: str
    about: tuple[tuple[str, str], ...]
    matters: tuple[FormMatter, ...]
    questionnaire: Questionnaire
    decisions: tuple[FormDecision, ...] = ()

    @property
    def instructions(self) -> tuple[str, ...]:
        """Which sentences tell how it is filled in, by their names: of questions, or of decisions."""
        if self.decisions:
            return ("decide", "remark", "leave", "number", "formulas", "name", "back")
        return ("once", "open", "several", "number", "formulas", "name", "back")

    @property
    def labels(self) -> tuple[str, ...]:
        """What is asked of whoever fills it in, by name: who, when; and of those who judge, in which function."""
        judges = any(decision.judges for decision in self.decisions)
        return ("by", "capacity", "on") if judges else ("by", "on")


def build_form(questionnaire: Questionnaire) -> QuestionForm:
    """Return a questionnaire in the words of its language."""
    words = load_words(questionnaire.language)
    matters: dict[str, list[FormQuestion]] = {}
    for question in questionnaire.questions:
        kind = words("card_kinds", question.path.partition(".")[0])
        heading = words.name(question.matter) if question.matter else words("questionnaire", "general")
        matters.setdefault(words.forms.labelled(kind, clean_text(heading)), []).append(_question(question, words))
    to, decides = clean_text(questionnaire.to), "decisions" if questionnaire.decisions else "title"
    about = (
        (words("questionnaire", "asked_by"), clean_text(questionnaire.organisation)),
        (words("questionnaire", "asked_on"), date_text(questionnaire.asked_on, words)),
        (words("questionnaire", "as_of"), date_text(questionnaire.as_of, words)),
        (words("questionnaire", "digest"), questionnaire.digest),
    )
    return QuestionForm(
        language=questionnaire.language,
        title=words("questionnaire", f"{decides}_to", name=to) if to else words("questionnaire", decides),
        banner=clean_text(questionnaire.banner),
        about=tuple(pair for pair in about if pair[1]),
        matters=tuple(FormMatter(heading, tuple(found)) for heading, found in matters.items()),
        questionnaire=questionnaire,
        decisions=tuple(form_decision(one, words) for one in questionnaire.decisions or ()),
    )


def called(value: str, words: Words) -> str:
    """Return what a value of a closed list is called in a form."""
    return words.choice(value.replace("_", " "))


def called_in_any_language(values: tuple[str, ...]) -> dict[str, str]:
    """Return the values of a closed list by everything they may be called, in lower case; what is ambiguous is none."""
    found: dict[str, set[str]] = {}
    for value in values:
        names = {value, value.replace("_", " "), *(called(value, load_words(tag)) for tag in offered_languages())}
        for name in names:
            found.setdefault(name.casefold(), set()).add(value)
    return {name: next(iter(meant)) for name, meant in found.items() if len(meant) == 1} | {
        value.casefold(): value for value in values
    }


def _question(question: AskedQuestion, words: Words) -> FormQuestion:
    asked = tuple((words.question(clean_text(text)), clean_text(text)) for text in question.words)
    foreign = tuple(text for translated, text in asked if not translated)
    due = "" if question.due == "" else _due(question.due, words)
    waits = question.settles > 0
    duties = (
        words.counted("questionnaire", "duties", count=question.settles) if waits else words("questionnaire", "waits")
    )
    cited = [citation_text(clean_text(one.citation), words) for one in question.provisions]
    more = len(cited) - _PROVISIONS
    provisions = tuple(
        words.forms.joined(part for part in (text, _due(one.due, words) if one.due != question.due else "") if part)
        for text, one in zip(cited[:_PROVISIONS], question.provisions, strict=False)
    )
    if more > 0:
        provisions += (words("first_screen", "more", text="…", count=number_text(str(more), words)),)
    return FormQuestion(
        id=question.id,
        form=question.form,
        many=question.many,
        title=clean_text(words.name(question.title)),
        asked=tuple(translated for translated, _ in asked if translated),
        foreign=foreign,
        decides=words("questionnaire", "decides") if question.kind == "gate" else "",
        duties=words.forms.joined(part for part in (duties, due) if part),
        provisions=provisions,
        hint=_hint(question, words),
        values=_values(question, words),
        example=_example(question, words),
        rows=tuple(_rows(question, words)),
        fields=tuple(_field(field, words) for field in question.fields or ()),
    )


def _field(field: AskedField, words: Words) -> FormField:
    values = tuple(value for value, _ in _values(field, words))
    title, long = clean_text(words.name(field.title)), field.form in ("prose", "pairs")
    return FormField(field.key, title, _hint(field, words), values, field.many, long)


def titles_in_any_language(field: AskedField) -> frozenset[str]:
    """Return what a column of a list may be called, in lower case."""
    return frozenset(clean_text(load_words(tag).name(field.title)).casefold() for tag in offered_languages())


def _due(day: str, words: Words) -> str:
    if day == "now":
        return words("outcome_lines", "also_due_now")
    return words("outcome_lines", "also_due_date", date=date_text(day, words)) if day else ""


def _hint(question: AskedQuestion | AskedField, words: Words) -> str:
    parts = [words("questionnaire", "forms", question.form)]
    if question.many and question.form != "pairs":
        parts.append(words("questionnaire", "several"))
    if question.unit:
        parts.append(words("questionnaire", "unit", unit=words.unit(question.unit, 2)))
    return " ".join(parts)


def _values(question: AskedQuestion | AskedField, words: Words) -> tuple[tuple[str, str], ...]:
    if question.form == "yes_no":
        return tuple((words("questionnaire", word), "") for word in ("yes", "no"))
    return tuple((called(one.value, words), clean_text(words.law(one.meaning))) for one in question.choices)


def _example(question: AskedQuestion, words: Words) -> str:
    if question.form == "yes_no":
        return ""
    if question.choices:
        known = {one.value for one in question.choices}
        parts = [called(part, words) if part in known else part for part in question.example.split("; ")]
        return clean_text("; ".join(parts)) if question.example else ""
    return clean_text(question.example)


def _rows(question: AskedQuestion, words: Words) -> list[FormRow]:
    if len(question.places) == 1:
        place = question.places[0]
        return [FormRow(question.id, "", _label(place, question.path, words), _now(place, words))]
    cards = {card for place in question.places for card in place.cards}
    label = words.counted("questionnaire", "all_cards", count=len(cards))
    rows = [FormRow(question.id, "", label, "")]
    for place in question.places:
        name = words("questionnaire", "only_card", name=_label(place, question.path, words))
        rows.append(FormRow(f"{question.id}/{place.id}", place.id, name, _now(place, words)))
    return rows


def _label(place: AskedPlace, path: str, words: Words) -> str:
    """Return what a place is called: its card, with the records on the way; a profile with the cards it serves."""
    name, inner = split_address(place.address)
    cards = [card.partition("/")[2] for card in place.cards]
    text = name.partition("/")[2]
    if name.startswith("profile/"):
        more = len(cards) - _CARDS
        listed = words.forms.joined(cards[:_CARDS])
        if more > 0:
            listed = words("first_screen", "more", text=listed, count=number_text(str(more), words))
        text = words("questionnaire", "profile", name=text, cards=listed)
    records = records_on_way(path, inner)
    if records:
        text = words("questionnaire", "record", card=text, record=" / ".join(records))
    return clean_text(text)


def _now(place: AskedPlace, words: Words) -> str:
    state = words("questionnaire", "states", place.state)
    return clean_text(words.forms.labelled(state, place.now) if place.now else state)
