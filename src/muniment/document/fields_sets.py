"""Forms for what is asked of each data set behind a model: facts set by set, ticks over all sets, amounts by use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muniment.document.answers import not_stated
from muniment.document.choices import named
from muniment.document.facts import fact_label
from muniment.document.fields import Paragraph, Question, cell_text
from muniment.document.fields_shared import joined, parted
from muniment.document.linked import RecordOf
from muniment.document.model import Answer, Standing, Table
from muniment.document.text import clean_text
from muniment.document.values import inline_text
from muniment.record.record import DisclosedFact

_USES = "model.datasets[]"
_MEASURES = "dataset.measures[]"
_ROLES = ("training", "validation", "testing")


@dataclass(frozen=True, slots=True)
class SetInUse:
    """One data set that the model uses: its heading, its title, its card (empty if none), and the uses made of it."""

    heading: str
    title: str
    card: str
    uses: tuple[RecordOf, ...]


def sets_in_use(question: Question) -> list[SetInUse]:
    """Return the data sets of the subject's uses, each once, in the order of the uses."""
    by_set: dict[str, list[RecordOf]] = {}
    for use in question.linked.records(question.page.subject, _USES):
        written = next((str(fact.value) for fact in use.found(f"{_USES}.dataset") if fact.status == "known"), use.id)
        by_set.setdefault(use.target or written, []).append(use)
    found = []
    for name, uses in by_set.items():
        card = uses[0].target
        titles = question.linked.of_card(card, "dataset.title") if card else ()
        stated = (fact for fact in titles if fact.status == "known")
        title = next((cell_text(question.answer(fact), question.page.words) for fact in stated), "")
        identity = clean_text(card.partition("/")[2] or name)
        heading = f"{title} ({identity})" if title else identity
        found.append(SetInUse(heading, title or identity, card, tuple(uses)))
    return found


def facts_of(question: Question, item: SetInUse, path: str) -> tuple[DisclosedFact, ...]:
    """Return the facts of a path on a data set or, for a path of a use, on the uses made of it."""
    if path.startswith(_USES):
        return tuple(fact for use in item.uses if (fact := use.facts.get(path)) is not None)
    return question.linked.of_card(item.card, path) if item.card else ()


def answer_by_set(question: Question) -> Paragraph:
    """Print facts of each data set under its heading.

    Of each group of paths in ``wanted`` one must be stated, else that is said to be open; what is in no group is
    printed where there is something to print. With ``table`` short answers stand in a table, a row for each set.
    """
    printed: list[DisclosedFact] = []
    parts = [(item.heading, _of_set(question, item, printed)) for item in sets_in_use(question)]
    if question.field.option("table") and any(answer.standing is not Standing.NOT_STATED for _, answer in parts):
        return _as_table(question, parts, printed)
    if not parts:
        status = [fact for fact in question.on_cards("model.datasets") if fact.status != "known"]
        return Paragraph(question.answer(status[0])) if status else Paragraph(not_stated(question.page.words))
    if all(answer.standing is Standing.NOT_STATED for _, answer in parts):
        return Paragraph(not_stated(question.page.words))
    paragraph = parted(question, parts, printed)
    if paragraph.answer.parts or len(parts) == 1:
        return paragraph
    # The same word for every set is still said set by set: who reads one of them should not have to infer it.
    return replace(paragraph, answer=Answer(paragraph.answer.standing, parts=tuple(parts)))


def _as_table(question: Question, parts: Sequence[tuple[str, Answer]], printed: Sequence[DisclosedFact]) -> Paragraph:
    """Return the answers as a table: a row for each set, a column for each label, a word for what is open."""
    words = question.page.words
    labels = list(dict.fromkeys(label for _, answer in parts for label, _ in answer.parts))
    heads = (words("columns", "data_set"), *(labels or [words("columns", "answer")]))
    rows = []
    for heading, answer in parts:
        own = dict(answer.parts)
        whole = "" if answer.parts else cell_text(answer, question.page.words)
        none = words("table", "none")
        cells = [cell_text(own[label], question.page.words) if label in own else whole or none for label in labels]
        rows.append((heading, *(cells or [whole])))
    base = {(answer.origin, answer.source) for _, answer in parts if answer.origin}
    origin, source = base.pop() if len(base) == 1 else ("", "")
    table = Answer(Standing.STATED, table=Table(question.title, heads, tuple(rows)), origin=origin, source=source)
    return Paragraph(table, printed[0].address if printed else "", tuple(printed), listing=True)


def _of_set(question: Question, item: SetInUse, printed: list[DisclosedFact]) -> Answer:
    parts: list[tuple[str, Answer]] = []
    done: set[str] = set()
    steps = question.field.option("steps", "")
    for path in question.field.facts:
        if path in done:
            continue
        if steps and path.startswith(steps):
            answer = _steps(question, item, steps, printed)
            done |= {other for other in question.field.facts if other.startswith(steps)}
            parts += [(question.page.words("columns", "steps"), answer)] if answer else []
            continue
        facts = _distinct(facts_of(question, item, path))
        if question.field.option("earliest") and all(fact.status == "known" for fact in facts):
            facts = tuple(sorted(facts, key=lambda fact: str(fact.value))[:1])
        unasked = path not in {other for group in question.field.option("wanted", ()) for other in group}
        if facts and not (unasked and len(question.field.facts) > 1 and _all_not_applicable(facts)):
            printed += facts
            parts.append((fact_label(facts[0]), _named_codes(question, facts)))
    parts = _with_open(question, item, parts)
    if not parts:
        return not_stated(question.page.words)
    if len(question.field.facts) == 1 or (len(parts) == 1 and steps):
        return parts[0][1]
    return parted(question, parts, printed).answer


def _all_not_applicable(facts: Sequence[DisclosedFact]) -> bool:
    return all(fact.status == "not_applicable" for fact in facts)


def _named_codes(question: Question, facts: Sequence[DisclosedFact]) -> Answer:
    """Return facts as one answer, languages and countries as a list in a sentence."""
    answer = joined(question, facts)
    if not named(facts[0].path) or answer.word or not answer.lines:
        return answer
    return replace(answer, lines=(question.page.words.forms.listed(answer.lines),), listed=False)


def _with_open(question: Question, item: SetInUse, parts: list[tuple[str, Answer]]) -> list[tuple[str, Answer]]:
    """Add what is wanted and not stated at all: of each group of paths one would do."""
    labels: dict[str, str] = question.field.option("labels", {})
    words = question.page.words
    for group in question.field.option("wanted", ()):
        if not any(facts_of(question, item, path) for path in group):
            parts = [*parts, (words.name(labels[group[0]]), not_stated(words))]
    return parts


def _steps(question: Question, item: SetInUse, path: str, printed: list[DisclosedFact]) -> Answer | None:
    """Return the steps of a list as lines, what each is and what it is for."""
    words = question.page.words
    lines: list[str] = []
    facts: list[DisclosedFact] = []
    for row in question.linked.records(item.card, path) if item.card else ():
        own = [next(iter(row.found(f"{path}.{key}")), None) for key in ("kind", "purpose")]
        kind, purpose = (
            cell_text(question.answer(fact), question.page.words) if fact else words("answers", "not_stated")
            for fact in own
        )
        kind = kind[:1].upper() + kind[1:]
        lines.append(words("answers", "of_card", card=kind, text=purpose))
        facts += [fact for fact in own if fact]
    if not facts:
        status = facts_of(question, item, f"{path}.kind")
        printed += status
        return question.answer(status[0]) if status else None
    printed += facts
    return replace(
        question.answer(facts[0]), word="", standing=Standing.STATED, lines=tuple(lines), listed=len(lines) > 1
    )


def _distinct(facts: Sequence[DisclosedFact]) -> tuple[DisclosedFact, ...]:
    """Return facts of several uses once where they say the same."""
    found: dict[str, DisclosedFact] = {}
    for fact in facts:
        found.setdefault(f"{fact.path} {fact.status} {fact.value!r}", fact)
    return tuple(found.values())


def answer_set_ticks(question: Question) -> Paragraph:
    """Print every option with those that some data set chooses; sets that say nothing are named, and are no "no".

    ``options`` gives the values of the fact that each option stands for.
    """
    words = question.page.words
    options: dict[str, list[str]] = question.field.option("options")
    prefix = question.field.option("prefix", "option")
    chosen: set[str] = set()
    printed: list[DisclosedFact] = []
    silent: list[str] = []
    for item in sets_in_use(question):
        facts = [fact for path in question.field.facts for fact in facts_of(question, item, path)]
        known = [fact for fact in facts if fact.status == "known"]
        printed += facts
        for fact in known:
            chosen |= set(map(str, fact.value)) if isinstance(fact.value, list) else {str(fact.value)}
        if not known:
            word = question.answer(facts[0]).word if facts else words("answers", "not_stated")
            silent.append(words("answers", "of_card", card=item.heading, text=word))
    if not chosen:
        return Paragraph(replace(not_stated(words), remarks=tuple(silent)) if silent else not_stated(words))
    choices = tuple(question.choice(f"{prefix}.{name}", bool(chosen & set(values))) for name, values in options.items())
    base = question.answer(next(fact for fact in printed if fact.status == "known"))
    answer = replace(base, lines=(), listed=False, word="", choices=choices, remarks=tuple(silent))
    return Paragraph(answer, printed[0].address, tuple(printed))


def answer_amounts(question: Question) -> Paragraph:
    """Print the number of data points for training, validation and testing, set by set, as the recipient gets it."""
    words = question.page.words
    rows: list[tuple[str, ...]] = []
    printed: list[DisclosedFact] = []
    for item in sets_in_use(question):
        rows += _amount_rows(question, item, printed)
    if not rows:
        return Paragraph(not_stated(words))
    heads = tuple(words("columns", key) for key in ("data_set", "used_for", "data_points", "counted"))
    notes = tuple(dict.fromkeys(remark for fact in printed if fact.rounded for remark in question.answer(fact).remarks))
    answer = Answer(Standing.STATED, table=Table(question.title, heads, tuple(rows)), remarks=notes)
    return Paragraph(answer, printed[0].address if printed else "", tuple(printed), listing=True)


def _roles(item: SetInUse) -> list[str]:
    stated = {str(fact.value) for use in item.uses for fact in use.found(f"{_USES}.role") if fact.status == "known"}
    return [role for role in _ROLES if role in stated]


def _amount_rows(question: Question, item: SetInUse, printed: list[DisclosedFact]) -> Iterator[tuple[str, ...]]:
    """Yield the amounts of one set: of a split for its own role, of the whole set for all roles it is used in.

    Amounts as obtained and amounts in bytes are left out where others are stated; a role without an amount is named.
    """
    words = question.page.words
    roles = _roles(item)
    splits = {
        row.id: str(fact.value)
        for row in question.linked.records(item.card, "dataset.splits[]")
        for fact in row.found("dataset.splits[].kind")
    }
    open_roles = set(roles)
    for row in _measures(question, item):
        split = _value(row, "split")
        kind = splits.get(split, "") if split else ""
        if kind and roles and kind not in roles:
            continue
        own = [kind] if kind else roles
        open_roles -= set(own)
        amounts = row.found(f"{_MEASURES}.amount")
        printed += amounts
        used = words.forms.listed([words("roles", role) for role in own]) or words("answers", "not_stated")
        figure = (
            cell_text(question.answer(amounts[0]), question.page.words) if amounts else words("answers", "not_stated")
        )
        yield (item.title, used, figure, _counted(question, row, split, not split and len(roles) > 1))
    if open_roles or not roles:
        missing = words.forms.listed([words("roles", role) for role in roles if role in open_roles])
        if missing or not any(True for _ in _measures(question, item)):
            yield (item.title, missing or words("answers", "not_stated"), words("answers", "not_stated"),
                   words("table", "none"))  # fmt: skip


def _measures(question: Question, item: SetInUse) -> list[RecordOf]:
    rows = list(question.linked.records(item.card, _MEASURES)) if item.card else []
    for key, unwanted in (("point", "raw"), ("unit", "bytes")):
        wanted = [row for row in rows if _value(row, key) != unwanted]
        rows = wanted or rows
    return rows


def _value(row: RecordOf, key: str) -> str:
    return next((str(fact.value) for fact in row.found(f"{_MEASURES}.{key}") if fact.status == "known"), "")


def _counted(question: Question, row: RecordOf, split: str, whole: bool) -> str:
    words = question.page.words
    terms = [
        inline_text(fact, words, question.page.record.language)
        for key in ("modality", "point", "tokenizer")
        for fact in row.found(f"{_MEASURES}.{key}")
        if fact.status == "known"
    ]
    if split:
        terms.append(words("size", "split", split=clean_text(split)))
    if whole:
        terms.append(words("size", "whole_set"))
    return ", ".join(terms) or words("answers", "not_stated")


SET_FORMS = {"by_set": answer_by_set, "set_ticks": answer_set_ticks, "amounts": answer_amounts}
