"""What a draft has and an edition has not: its stamp, a paragraph for each open question, and what is to be mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from muniment.base.addresses import split_address, tokens
from muniment.base.languages import SOURCE_LANGUAGE
from muniment.document.answers import OPEN
from muniment.document.fields import Paragraph
from muniment.document.model import Answer, Entry, Section, Standing
from muniment.document.outline import Field
from muniment.document.paragraphs import Page
from muniment.document.text import clean_lines, clean_text
from muniment.document.words import Words
from muniment.record.draft import Draft, DraftQuestion
from muniment.record.record import DisclosedFact, Record


@dataclass(frozen=True, slots=True)
class Stamp:
    """What is printed all over a draft: the word, and the sentence with the figures."""

    word: str
    sentence: str


def stamp_of(record: Record, words: Words) -> Stamp | None:
    """Return the stamp of a draft; None for an edition."""
    draft = record.draft
    if draft is None:
        return None
    number = words.forms.number
    stated, asked = number(str(draft.stated)), number(str(draft.asked))
    # Of what only the inside may see nothing is counted for others: that none is asked for would not be true.
    none = "nothing_asked" if record.audience == "internal" else "nothing_counted"
    sentence = words("draft", "stamp", stated=stated, asked=asked) if draft.asked else words("draft", none)
    return Stamp(words("draft", "word"), sentence)


def open_places(record: Record, words: Words) -> tuple[DisclosedFact, ...]:
    """Return the places where a draft asks and nothing stands, to be numbered among the facts; none for an edition."""
    questions = record.draft.questions if record.draft else ()
    return tuple(
        DisclosedFact(
            address=question.address or question.path,
            path=_without_missing_records(question),
            label=words.name(question.label),
            status=OPEN,
            origin="",
            reason=question.question,
            owner=question.owner,
            requirements=question.requirements,
        )
        for question in questions
        if question.standing == "absent"
    )


def draft_nature(draft: Draft, words: Words) -> tuple[str, ...]:
    """Return what a draft is and is not, and what was read for it, in sentences."""
    sentences = [words("draft", key) for key in ("is", "counts", "not_reproducible", "no_seal")]
    for code, count in draft.remarks:
        sentences.append(words.counted("draft", "remarks", code, count=count))
    return tuple(sentences)


def asked_of(field: Field, page: Page) -> tuple[DisclosedFact, ...]:
    """Return the places that a draft asks about and that a field of a form prints or reads."""
    wanted = tuple(path.replace("[]", "") for path in field.paths)
    return tuple(
        place
        for place in page.places
        if any(f"{place.path.replace('[]', '')}.".startswith(f"{path}.") for path in wanted)
    )


def with_questions(paragraph: Paragraph, places: Sequence[DisclosedFact], page: Page) -> Paragraph:
    """Put the open questions of a field of a form to its answer; one that has no answer becomes the question."""
    if not places:
        return paragraph
    answer = paragraph.answer
    asked = [line for place in places for line in _asked(place, page.words)]
    if answer.standing is Standing.NOT_STATED:
        answer = replace(
            answer, word=page.words("answers", "open"), lines=tuple(asked), language=_language(places, page)
        )
    else:
        heading = page.words("answers", "open")
        answer = replace(
            answer, remarks=(*answer.remarks, *(page.words.forms.labelled(heading, line) for line in asked))
        )
    return replace(paragraph, answer=answer)


def build_mending(page: Page, number: str) -> Iterator[Section]:
    """Yield the section on what is written and cannot be read, if the draft lists any."""
    mend = page.record.draft.mend if page.record.draft else ()
    if not mend:
        return
    entries = tuple(
        Entry(
            number=f"{number}.{place}",
            anchor=page.anchor(f"mend.{place}"),
            label=clean_text(item.place),
            # What is found in cards is told in English, as on the screen.
            answer=Answer(
                Standing.NOT_STATED,
                lines=(*clean_lines(item.message), *clean_lines(item.remedy)),
                language="" if page.words.language == SOURCE_LANGUAGE else SOURCE_LANGUAGE,
            ),
        )
        for place, item in enumerate(mend, 1)
    )
    words = page.words
    yield Section(number, "mend", words("draft", "mend"), words("draft", "mend_introduction"), entries)


def _asked(place: DisclosedFact, words: Words) -> list[str]:
    question = clean_text(words.law(place.reason))
    told = (
        [words("table", "pair", name=clean_text(place.label), value=question)]
        if question
        else [clean_text(place.label)]
    )
    return [*told, words("answers", "asked_owner", owner=clean_text(place.owner))] if place.owner else told


def _language(places: Sequence[DisclosedFact], page: Page) -> str:
    """Return the language of questions that are not translated; empty where they are the document's own."""
    own = page.words.language == SOURCE_LANGUAGE or all(
        page.words.law(place.reason) != place.reason for place in places
    )
    return "" if own else SOURCE_LANGUAGE


def _without_missing_records(question: DraftQuestion) -> str:
    """Return the path with no ``[]`` where there is no record yet, as its address has no id for one."""
    parts = question.path.split(".")
    there = len(tokens(split_address(question.address)[1])) - (len(parts) - 1) if question.address else 0
    shown = []
    for part in parts:
        if part.endswith("[]"):
            part = part if there > 0 else part.removesuffix("[]")
            there -= 1
        shown.append(part)
    return ".".join(shown)
