"""Forms of the public summary's own fields: sizes by modality, languages, large public sets, modified models."""

from collections.abc import Sequence
from dataclasses import replace

from muniment.document.answers import not_stated
from muniment.document.facts import record_chain
from muniment.document.fields import Paragraph, Question, answer_rows, cell_text, status_of
from muniment.document.fields_shared import joined, parted, period
from muniment.document.linked import RecordOf
from muniment.document.model import Answer, Standing, Table
from muniment.document.text import clean_text
from muniment.record.record import DisclosedFact

_MODALITIES = ("text", "image", "audio", "video", "other")
_USES = "model.datasets[]"
_LARGE = f"{_USES}.large_public"


def answer_sizes(question: Question) -> Paragraph:
    """Print the size for each modality of the template: its brackets with the one chosen, or a size in another unit."""
    modalities = question.known("model.modalities")
    parts = [
        (question.label(f"option.modality.{name}"), _size(question, name))
        for name in _MODALITIES
        if not isinstance(modalities, list) or name in modalities
    ]
    others = [name for name in _MODALITIES if isinstance(modalities, list) and name not in modalities]
    if others and parts:
        labels = question.page.words.forms.listed([question.label(f"option.modality.{name}") for name in others])
        words = question.page.words
        remark = words("answers", "no_such_modality")
        parts.append(
            (labels, Answer(Standing.NOT_APPLICABLE, word=words("answers", "not_applicable"), remarks=(remark,)))
        )
    return parted(question, parts, question.facts())


def _size(question: Question, modality: str) -> Answer:
    if modality == "other":
        return _other_sizes(question)
    place = f"model.size.of_{modality}"
    words = question.page.words
    brackets = question.on_cards(f"{place}.bracket")
    answer = question.answer(brackets[0]) if brackets else not_stated(words)
    if brackets and brackets[0].status == "known":
        options: Sequence[str] = question.field.option("brackets")[modality]
        prefix = f"option.size.{modality}"
        choices = tuple(question.choice(f"{prefix}.{name}", name == brackets[0].value) for name in options)
        answer = replace(answer, lines=(), choices=choices)
    amount, unit = (question.on_cards(f"{place}.{key}") for key in ("amount", "unit"))
    if unit and unit[0].status == "known":
        # The template allows a size in another unit instead of a bracket; the amount carries its unit.
        if amount and amount[0].status == "known":
            other = words("size", "other_unit", text=" ".join(question.answer(amount[0]).lines))
        else:
            other = words("size", "unit_alone", unit=clean_text(str(unit[0].value)))
        return replace(question.answer(unit[0]), lines=(other,))
    remarks = list(answer.remarks)
    if amount and amount[0].status == "known":
        remarks.append(words("size", "figure", amount=" ".join(question.answer(amount[0]).lines)))
    if question.known(f"{place}.excludes_dynamic") is True:
        remarks.append(words("size", "without_dynamic"))
    return replace(answer, remarks=tuple(remarks))


def _other_sizes(question: Question) -> Answer:
    lines = []
    for row in question.linked.records(question.page.subject, "model.size.of_other[]"):
        name, amount = (_of_row(question, row, f"model.size.of_other[].{key}") for key in ("name", "amount"))
        lines.append(question.page.words("answers", "of_card", card=name, text=amount))
    facts = question.on_cards("model.size.of_other[].name")
    if lines:
        return replace(question.answer(facts[0]), lines=tuple(lines), listed=len(lines) > 1, word="",
                       standing=Standing.STATED)  # fmt: skip
    return question.answer(facts[0]) if facts else not_stated(question.page.words)


def _of_row(question: Question, row: RecordOf, path: str) -> str:
    facts = row.found(path)
    return (
        cell_text(question.answer(facts[0]), question.page.words)
        if facts
        else question.page.words("answers", "not_stated")
    )


def answer_content_types(question: Question) -> Paragraph:
    """Print the types of content by modality; a modality of the data of which none is described is said to be open."""
    facts = question.facts()
    described: list[tuple[str, Answer]] = []
    named: set[str] = set()
    for fact in facts:
        chain = record_chain(fact)
        name = chain[-1].record_id if chain else ""
        named.add(name)
        label = question.label(f"option.modality.{name}") if name in _MODALITIES else clean_text(name)
        described.append((label, question.answer(fact)))
    modalities = question.known("model.modalities")
    if not facts or not isinstance(modalities, list):
        return parted(question, described, facts) if facts else Paragraph(not_stated(question.page.words))
    if named & set(_MODALITIES):
        described += [
            (question.label(f"option.modality.{name}"), not_stated(question.page.words))
            for name in _MODALITIES
            if name in modalities and name not in named
        ]
    return parted(question, described, facts)


def answer_languages(question: Question) -> Paragraph:
    """Print the languages by name, the official languages of the Union apart from the others."""
    words = question.page.words
    every = next(iter(question.on_cards("model.languages")), None)
    union = next(iter(question.on_cards("model.eu_languages")), None)
    facts = tuple(fact for fact in (union, every) if fact is not None)
    if every is None or every.status != "known" or not isinstance(every.value, list):
        return Paragraph(joined(question, facts[-1:]), facts[-1].address if facts else "", facts)
    official = {_primary(tag) for tag in union.value} if union and isinstance(union.value, list) else set()
    groups = {
        "union_languages": [str(tag) for tag in every.value if _primary(tag) in official],
        "other_languages": [str(tag) for tag in every.value if _primary(tag) not in official],
    }
    base = question.answer(every)
    parts = []
    for key, tags in groups.items():
        names = sorted((words.forms.language(tag) for tag in tags), key=words.forms.sorting)
        text = words.forms.listed(names) if names else words("answers", "none_of_them")
        if key == "union_languages" and (union is None or union.status not in ("known", "not_applicable")):
            parts.append((words("columns", key), question.answer(union) if union else not_stated(words)))
            continue
        parts.append((words("columns", key), replace(base, lines=(text,), listed=False)))
    return parted(question, parts, facts)


def _primary(tag: object) -> str:
    return str(tag).partition("-")[0]


def answer_large_sets(question: Question) -> Paragraph:
    """List the large public sets, and apart from them those of which it is open whether they are large."""
    rows = list(question.linked.records(question.page.subject, _USES))
    printed: list[DisclosedFact] = []
    large: list[tuple[str, ...]] = []
    open_: list[tuple[str, ...]] = []
    for row in rows:
        said = next(iter(row.found(_LARGE)), None)
        if said is not None and said.status == "known" and said.value is False:
            continue
        printed += [fact for fact in row.facts.values() if fact.path == _LARGE]
        cells = _set_cells(question, row, printed)
        if said is not None and said.status == "known":
            large.append(cells)
        else:
            open_.append((*cells, _readings(question, row)))
    answer = _large_answer(question, large, open_)
    address = printed[0].address if printed else ""
    return Paragraph(answer, address, tuple(printed), listing=answer.table is not None)


def _large_answer(question: Question, large: list[tuple[str, ...]], open_: list[tuple[str, ...]]) -> Answer:
    words = question.page.words
    heads = tuple(words("columns", key) for key in ("set_name", "version", "link_or_description", "part_used"))
    remarks = _more_public(question)
    tables = []
    if large:
        tables.append((words("large_sets", "large"), Table(words("large_sets", "large"), heads, tuple(large))))
    if open_:
        caption = words("large_sets", "open")
        tables.append((caption, Table(caption, (*heads, words("columns", "readings")), tuple(open_))))
    if len(tables) == 1 and large:
        return Answer(Standing.STATED, table=tables[0][1], remarks=remarks)
    if tables:
        parts = tuple((caption, Answer(Standing.STATED, table=table)) for caption, table in tables)
        return Answer(Standing.STATED, parts=parts, remarks=remarks)
    if (
        question.known("model.sources.public.used") is True
        and question.known("model.sources.public.has_smaller_sets") is True
    ):
        return Answer(Standing.NOT_APPLICABLE, word=words("answers", "not_applicable"),
                      remarks=(words("large_sets", "none"),))  # fmt: skip
    return replace(not_stated(words), remarks=remarks)


def _more_public(question: Question) -> tuple[str, ...]:
    words = question.page.words
    smaller = question.on_cards("model.sources.public.has_smaller_sets")
    if smaller and smaller[0].status == "unknown":
        return (words("large_sets", "more_open"),)
    return (words("large_sets", "smaller"),) if smaller and smaller[0].value is True else ()


def _set_cells(question: Question, row: RecordOf, printed: list[DisclosedFact]) -> tuple[str, ...]:
    """Return name, version, link (or description with the time of collection) and selection of one public set."""
    words = question.page.words
    name, version = _named(question, row, printed)
    link = _stated(question, row, "dataset.url", printed)
    if not link:
        description = _stated(question, row, "dataset.description", printed) or words("answers", "not_stated")
        collected = period(question, row, ("dataset.collection.start", "dataset.collection.end"))
        when = " ".join(collected.lines) or collected.word
        link = words("large_sets", "described", description=description, period=when)
    selection = _stated(question, row, f"{_USES}.selection", printed)
    open_word = next((question.answer(fact).word for fact in row.found(f"{_USES}.selection")), "")
    return name, version, link, selection or open_word or words("answers", "not_stated")


def _named(question: Question, row: RecordOf, printed: list[DisclosedFact]) -> tuple[str, str]:
    written = _stated(question, row, f"{_USES}.dataset", [])
    identity = row.target.partition("/")[2] or written
    card, _, version = identity.partition("@")
    title = _stated(question, row, "dataset.title", printed)
    own = _stated(question, row, f"{_USES}.version", [])
    return title or clean_text(card or row.id), clean_text(own or version) or question.page.words(
        "answers", "not_stated"
    )


def _stated(question: Question, row: RecordOf, path: str, printed: list[DisclosedFact]) -> str:
    for fact in row.found(path):
        if fact.status == "known":
            printed.append(fact)
            return cell_text(question.answer(fact), question.page.words)
    return ""


def _readings(question: Question, row: RecordOf) -> str:
    """Say on which reading of the rule a set is large and on which it is not, where that is what keeps it open."""
    words = question.page.words
    facts = row.found(f"{_USES}.large_by_reading")
    if not facts or not isinstance(facts[0].value, list):
        return words("large_sets", "cannot_tell")
    return " ".join(
        words("large_sets", f"{'is' if base in facts[0].value else 'is_not'}_{base}")
        for base in ("all_training_data", "public_sets")
    )


def answer_dependencies(question: Question) -> Paragraph:
    """Print the models that this one modifies with the links to their summaries, or that it modifies none."""
    paragraph = answer_rows(question)
    facts = question.on_cards("model.modification.is_modification")
    no = bool(facts) and (facts[0].value is False or facts[0].status == "not_applicable")
    if no and paragraph.answer.word and paragraph.answer.standing is not Standing.UNKNOWN:
        words = question.page.words
        status = status_of(question)
        remarks = (words("answers", "no_modification"), *(question.answer(status).remarks if status else ()))
        answer = Answer(Standing.NOT_APPLICABLE, word=words("answers", "not_applicable"), remarks=remarks)
        return Paragraph(answer, facts[0].address, facts)
    return paragraph


def answer_modification(question: Question) -> Paragraph:
    """Say of a modified model whether its summary describes the content used for the modification alone."""
    words = question.page.words
    facts = question.facts()
    if question.known("model.modification.is_modification") is not True:
        return Paragraph(not_stated(words))
    alone = question.known("model.modification.summary_covers_only_modification")
    key = ("own_content" if alone else "all_content") if isinstance(alone, bool) else "open"
    answer = replace(question.answer(facts[0]), lines=(words("modification", key),))
    return Paragraph(answer, facts[0].address, facts)


SUMMARY_FORMS = {
    "sizes": answer_sizes,
    "content_types": answer_content_types,
    "languages": answer_languages,
    "large_sets": answer_large_sets,
    "dependencies": answer_dependencies,
    "modification": answer_modification,
}
