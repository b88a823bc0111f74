"""Conditions and needs in plain English: with the vocabulary's titles, and the values as people say them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from muniment.catalogue.conditions import ALWAYS, AS_OF, USES, AllOf, AnyOf, Bound, Condition, Judgement, Leaf, Not
from muniment.catalogue.requirements import Need
from muniment.model.vocabulary import position_at

_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day"}
_MILLION = 10**6
#: Who receives what a duty asks for.
RECIPIENTS = {
    "public": "the public",
    "public_eu_database": "the EU database, as far as it is public",
    "aio": "the AI Office",
    "aio_on_request": "the AI Office on request",
    "nca": "national competent authorities",
    "nca_on_request": "national competent authorities on request",
    "notified_body": "notified bodies",
    "dpa_on_request": "data protection authorities on request",
    "downstream_provider": "downstream providers",
    "deployer": "deployers",
    "data_subject": "the persons whose data they are",
    "rightsholder": "rightsholders",
    "internal": "the organisation itself",
}
FORCE_WORDS = {
    "binding": "binding law",
    "mandatory-template": "field of a mandatory template",
    "mandatory-template-optional-field": "optional field of a mandatory template",
    "neighbour-law": "law beside the AI Act",
    "binding-on-platform": "binding on the platform, not on the maker of the model or data set; informs only",
    "derived": "derived: the provision does not name these facts, the reading is ours; informs only",
    "guidance": "guidance; informs only",
    "voluntary-code": "voluntary code; informs only",
    "standard": "standard; informs only",
    "voluntary-guidance": "voluntary guidance; informs only",
}
CHECK_WORDS = {
    "presence": "that it is stated",
    "value": "that it is stated and lies in the range or list allowed",
    "consistency": "that it is stated and agrees with other facts",
    "judgement": "that it is stated; whether it suffices, a named person must judge",
}
QUANTIFIER_WORDS = {
    "every": "all of these, wherever they are asked",
    "some": "one of these is enough",
    "combination": "all of these; what one data set lacks, another in the same role of the same system may state, if "
    "the card says that the criteria are met by the combination",
}


def condition_in_words(condition: Condition, *, negated: bool = False, within: str = "") -> str:
    """Return a condition as a clause without full stop: ``the system's "Risk class" is "high risk"``.

    An empty conjunction gives ``always``; negation is pushed to the leaves, as when the condition is judged.
    ``within`` is the path of the records one of which is bound; what belongs to it is called ``its``.
    """
    return _clause(condition, negated, within, nested=False)


def clauses_of(condition: Condition) -> list[str]:
    """Return what must hold together, a clause each; nothing for a condition that always holds."""
    if isinstance(condition, AllOf):
        return [clause for member in condition.members for clause in clauses_of(member)]
    return [condition_in_words(condition)]


@dataclass(frozen=True, slots=True)
class NeedWords:
    """A need in words: the facts (one of them does), the test on them, and on what it is asked; empty where none."""

    facts: str
    test: str
    asked: str


def need_in_words(need: Need) -> NeedWords:
    """Return what a need asks as phrases without full stop, the paths in brackets."""
    within = need.each if need.each != USES else ""
    tests = [_must(need.must, need.paths[0], within)] if need.must is not None else []
    tests += ["not applicable is no answer"] if need.required else []
    asked = []
    if need.each:
        where = "" if need.where == ALWAYS else f" where {condition_in_words(need.where, within=within)}"
        asked.append(f"of each {_element(need.each, '')}{where}")
    if need.when != ALWAYS:
        asked.append(f"only if {condition_in_words(need.when, within=within)}")
    facts = " or ".join(f"{title_of(path)} ({path})" for path in need.paths)
    return NeedWords(facts, "; ".join(tests), ", ".join(asked))


def title_of(path: str) -> str:
    """Return the titles of a position and of the sections around it: ``Crawl › Crawlers › Start``."""
    root, *keys = path.split(".")
    titles, so_far = [], root
    for key in keys:
        so_far += f".{key}"
        position = position_at(so_far)
        titles.append(position.title if position else key.removesuffix("[]"))
    return " › ".join(titles) or root


def value_in_words(value: Any) -> str:
    """Return a value of a condition as people say it: yes, ``"high risk"``, a number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return '"' + str(value).replace("_", " ") + '"'


def date_in_words(text: str) -> str:
    """Return an ISO date as ``2 August 2025``."""
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B} {day.year}"


def _clause(condition: Condition, negated: bool, within: str, *, nested: bool) -> str:
    match condition:
        case Leaf():
            return _leaf(condition, negated, within)
        case Judgement(question):
            return f"a person {'denies' if negated else 'affirms'}: {question}"
        case Not(member):
            return _clause(member, not negated, within, nested=nested)
        case AllOf(members):
            return _joined(members, negated, within, every=not negated, nested=nested)
        case AnyOf(members):
            return _joined(members, negated, within, every=negated, nested=nested)
        case Bound(quantifier, collection, where):
            every = (quantifier == "every") is not negated
            inner = _clause(where, negated, within if collection == USES else collection, nested=False)
            element = _element(collection, within)
            said = f"for each {element}, {inner}" if every else f"there is at least one {element} where {inner}"
            return f"({said})" if nested else said


def _joined(members: tuple[Condition, ...], negated: bool, within: str, *, every: bool, nested: bool) -> str:
    if not members:
        return "always" if every else "never"
    if len(members) == 1:
        return _clause(members[0], negated, within, nested=nested)
    parts = [_clause(member, negated, within, nested=True) for member in members]
    said = f" {'and' if every else 'or'} ".join(parts)
    said = said if every else f"either {said}"
    return f"({said})" if nested else said


def _leaf(leaf: Leaf, negated: bool, within: str) -> str:
    subject, verb = _subject(leaf.path, within)
    if leaf.test == "exists":
        return f"{subject} is {'not ' if negated else ''}stated"
    if leaf.test == "at_least":
        return f"{subject} {_at_least(leaf.operand, negated)}"
    values = leaf.operand if isinstance(leaf.operand, tuple) else (leaf.operand,)
    if leaf.test == "is_not":
        denied = f"{_denied(verb)} {_listed(values)} (or does not apply)"
        return f"{subject} {verb} {_listed(values)}" if negated else f"{subject} {denied}"
    if not negated:
        return f"{subject} {verb} {_listed(values)}"
    if len(values) == 1 and isinstance(values[0], bool):
        return f"{subject} {verb} {value_in_words(not values[0])}"
    return f"{subject} is stated and {_denied(verb)} {_listed(values)}"


def _denied(verb: str) -> str:
    return "is not" if verb == "is" else "does not include"


def _at_least(bound: Any, negated: bool) -> str:
    if bound == AS_OF or re.fullmatch(r"\d{4}-\d\d-\d\d", str(bound)):
        said = "the date of the report" if bound == AS_OF else date_in_words(str(bound))
        return f"is before {said}" if negated else f"is {said} or later"
    said = _amount(str(bound))
    return f"is less than {said}" if negated else f"is at least {said}"


def _subject(path: str, within: str) -> tuple[str, str]:
    """Return how a fact is called, and its verb: lists, of facts or of records, include a value."""
    kind, _, below = path.partition(".")
    position = position_at(path)
    if within and path.startswith(within + "."):
        below = path.removeprefix(within + ".")
        name = f'its "{title_of(path).removeprefix(title_of(within) + " › ")}"'
    else:
        owner = {"dataset": "data set"}.get(kind, kind)
        name = f'the {owner}\'s "{title_of(path)}"'
    listed = "[]" in below or (position is not None and position.listed)
    return name, "includes" if listed else "is"


def _listed(values: Iterable[Any]) -> str:
    said = [value_in_words(value) for value in values]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def _element(collection: str, within: str) -> str:
    if collection == USES:
        return "use of a data set"
    title = title_of(collection)
    return f'entry of {"its " * (collection.startswith(within + ".") and bool(within))}"' + (
        f'{title.removeprefix(title_of(within) + " › ") if within else title}"'
    )


def _must(must: Condition, path: str, within: str) -> str:
    if isinstance(must, Leaf) and must.path == path:
        subject, verb = _subject(path, within)
        said = _leaf(must, False, within).removeprefix(subject).strip()
        return f"one must be {said.removeprefix(verb).strip()}" if verb == "includes" else f"must be {said[3:]}"
    return f"must hold: {condition_in_words(must, within=within)}"


def _amount(text: str) -> str:
    """Return a bound as people say it: 6 months, 10^23, 1,000."""
    if span := re.fullmatch(r"P(\d+)([YMWD])", text):
        return f"{span[1]} {_UNITS[span[2]]}{'s' * (span[1] != '1')}"
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    digits = number.as_tuple().digits
    if number >= _MILLION and digits[0] == 1 and set(digits[1:]) <= {0}:
        return f"10^{number.adjusted()}"
    return f"{number:,}"
