"""From a disclosed fact to the answer printed for it: standing, value, origin, and what is remarked."""

import functools
import re
from dataclasses import replace

from muniment.base.languages import SOURCE_LANGUAGE
from muniment.document.evidenced import evidence_remarks
from muniment.document.model import Answer, Standing, Table
from muniment.document.reasons import reason_text
from muniment.document.supplied import supplied_source
from muniment.document.text import clean_lines, clean_text
from muniment.document.values import date_text, stated_answer
from muniment.document.words import Words
from muniment.record.record import DisclosedFact

#: The status of a place where a draft asks for something and nothing stands; no fact of a record has it.
OPEN = "not_stated"
#: How a record names the rule or the profile that a fact comes from; what the card names follows a semicolon.
_RULE, _PROFILE = "computed: ", re.compile(r"profile ([A-Za-z0-9][\w.-]*)(?=; |$)")


def build_answer(fact: DisclosedFact, words: Words, language: str) -> Answer:
    """Return the answer of one fact; a status that is not known has a word of its own and no value."""
    if fact.status == OPEN:
        return _open_answer(fact, words)
    remarks = _remarks(fact, words)
    origin = words.get("origins", fact.origin, default=clean_text(fact.origin)) if fact.origin else ""
    source = _source(fact, words)
    if fact.status == "known" and fact.value is not None:
        answer = stated_answer(fact, words, language)
        return replace(answer, origin=origin, source=source, remarks=(*answer.remarks, *remarks))
    standing = Standing.NOT_STATED if fact.status == "known" else Standing(fact.status)
    word = words("answers", standing.value)
    if standing is Standing.WITHHELD and fact.ground:
        ground = words.get("grounds", fact.ground, default=clean_text(fact.ground).replace("_", " "))
        word = words("answers", "withheld_ground", ground=ground)
    return Answer(standing, word=word, origin=origin, source=source, remarks=remarks)


def _open_answer(fact: DisclosedFact, words: Words) -> Answer:
    """Return what a draft prints where something is asked and nothing stands: the question, and who is to answer."""
    question = words.law(fact.reason)
    translated = question != fact.reason or words.language == SOURCE_LANGUAGE
    remarks = (words("answers", "asked_owner", owner=clean_text(fact.owner)),) if fact.owner else ()
    lines = clean_lines(question)
    language = "" if translated or not lines else SOURCE_LANGUAGE
    return Answer(Standing.NOT_STATED, words("answers", "open"), lines, remarks=remarks, language=language)


def not_stated(words: Words) -> Answer:
    """Return the answer to a question that no fact of the record answers."""
    return Answer(Standing.NOT_STATED, word=words("answers", "not_stated"))


def plain_answer(*lines: str) -> Answer:
    """Return an answer that the document itself gives, from text that is clean already."""
    return Answer(Standing.STATED, lines=lines, listed=len(lines) > 1)


def _source(fact: DisclosedFact, words: Words) -> str:
    """Return what a fact comes from: a rule or a profile in the tool's words, what the card names as it is."""
    if fact.source.startswith(_RULE) and (fact.origin == "computed" or fact.status != "known"):
        # A rule is named "computed: sum over campaigns"; the origin beside a value says the first word already.
        rule, mark, rest = fact.source.removeprefix(_RULE).partition("; ")
        told = f"{words.law(rule)}{mark}{rest}"
        return clean_text(
            told if fact.status == "known" else words("table", "pair", name=words("origins", "computed"), value=told)
        )
    profile = _PROFILE.match(fact.source)
    if profile:
        return clean_text(words("sources", "profile", name=profile[1]) + fact.source[profile.end() :])
    return supplied_source(fact, words) or clean_text(fact.source)


def _remarks(fact: DisclosedFact, words: Words) -> tuple[str, ...]:
    remarks = []
    if fact.reason:
        computed = fact.source.startswith(_RULE)
        reason = reason_text(fact.reason, words) if computed else fact.reason
        remarks.append(words("answers", "reason", text=clean_text(reason)))
    owner, asked_on = clean_text(fact.owner), date_text(fact.asked_on, words)
    if owner and asked_on:
        remarks.append(words("answers", "asked", owner=owner, date=asked_on))
    elif owner:
        remarks.append(words("answers", "asked_owner", owner=owner))
    elif asked_on:
        remarks.append(words("answers", "asked_date", date=asked_on))
    if fact.expected_on:
        remarks.append(words("answers", "expected", date=date_text(fact.expected_on, words)))
    if fact.rounded is not None:
        figures = words.counted("rounded", "figures", count=fact.rounded.figures)
        remarks.append(words("rounded", fact.rounded.confidence, text=figures))
    if fact.evidence is not None:
        remarks += evidence_remarks(fact.evidence, fact.origin, words)
    if fact.held:
        remarks.append(words.counted("evidence", "small", count=fact.held))
    if fact.note:
        remarks.append(words("answers", "note", text=clean_text(fact.note)))
    return tuple(remarks)


def table_text(table: Table, words: Words) -> str:
    """Return a table of names and values as the text of one cell: ``name: value; name: value``."""
    return words.forms.joined(functools.reduce(words.forms.labelled, row) for row in table.rows)
