"""The facts of a scope memo: roles, what decides, reliefs, elections, dates; each with where it is stated."""

from muniment.document.answers import plain_answer
from muniment.document.model import Answer, Section, Standing
from muniment.document.scope_duties import texts_of
from muniment.document.scope_page import Memo, label_of_path, place_of, places, role_name, section, table, values
from muniment.document.text import brief, clean_text
from muniment.document.values import date_text
from muniment.record.scope import DateGroup, Kept, Relief, Role, ScopedElection


def build_roles(memo: Memo, number: str) -> Section:
    """The roles held and what says so; where nobody has said so, that."""
    found = next((fact for fact in memo.scope.deciding if fact.path == "organisation.roles"), None)
    where = places(memo, found) if found else ""
    if not memo.scope.roles:
        said = memo.say("no_roles", question=clean_text(memo.words.law(found.question)) if found else "")
        stated = values(memo, found) if found and found.answers else ""
        return section(memo, number, "roles", plain_answer(" ".join(filter(None, (said, stated)))))
    shown = memo.scope.roles[: memo.limits.roles]
    lines = tuple(_role(memo, role) for role in shown)
    rest = ", ".join(role_name(memo, role.role) for role in memo.scope.roles[len(shown) :])
    lines += (memo.say("more_roles", roles=brief(rest, 420)),) if rest else ()
    answer = Answer(Standing.STATED, lines=lines, listed=True)
    return section(memo, number, "roles", answer, introduction=memo.say("stated_at", where=where))


def _role(memo: Memo, role: Role) -> str:
    """Say what a role is, with its name before it where the sentence does not begin with that."""
    name, words = role_name(memo, role.role), brief(clean_text(memo.words.law(role.words)), 90)
    if words.casefold().startswith(name.casefold().split(" ")[0]):
        return words
    return memo.words.forms.labelled(f"{name[:1].upper()}{name[1:]}", words)


def build_facts(memo: Memo, number: str) -> Section:
    """Return the facts that decide, each with its answers and the first place where it is stated or missing."""
    several = any(len(fact.answers) + bool(fact.silent) > 1 for fact in memo.scope.deciding)
    facts = [fact for fact in memo.scope.deciding if fact.path != "organisation.roles"]
    shown = facts[: memo.limits.facts]
    rows = [(label_of_path(memo, fact.path, fact.label), values(memo, fact), places(memo, fact)) for fact in shown]
    if len(facts) > len(shown):
        rows.append((memo.say("more_facts", count=memo.number(len(facts) - len(shown))), "", ""))
    answer = (
        table(memo, "facts", rows, ("fact", "value_cards" if several else "value", "where"))
        if rows
        else plain_answer(memo.say("no_facts"))
    )
    return section(memo, number, "facts", answer)


def build_reliefs(memo: Memo, number: str) -> Section:
    """Return the reliefs that hold, or are claimed, with what they remove."""
    rows = [_relief(memo, relief) for relief in memo.scope.reliefs[: memo.limits.reliefs]]
    answer = table(memo, "reliefs", rows, ("relief", "removes", "where")) if rows else None
    return section(memo, number, "reliefs", answer or plain_answer(memo.say("no_reliefs")))


def _relief(memo: Memo, relief: Relief) -> tuple[str, ...]:
    name = memo.words.get("scope_memo", "reliefs", relief.name, default=clean_text(relief.name))
    where = place_of(memo, relief.addresses[0], relief.cards - 1) if relief.addresses else clean_text(relief.path)
    if relief.standing == "not_met":
        return (name, memo.say("not_met"), where)
    removed = set(relief.removes)
    duties = tuple(duty for duty in memo.scope.duties if duty.requirement in removed)
    if not duties:
        return (name, memo.say("removes_nothing"), where)
    return (name, memo.say("removes", count=memo.number(len(duties)), texts=texts_of(memo, duties)), where)


def build_elections(memo: Memo, number: str) -> Section:
    """Return the voluntary texts and whether the organisation chose them."""
    shown = memo.scope.elections[: memo.limits.elections]
    rows = [_election(memo, election) for election in shown]
    more = len(memo.scope.elections) - len(shown)
    answer = table(memo, "elections", rows, ("election", "standing", "where")) if rows else None
    introduction = memo.counted("more_elections", count=more) if more else ""
    answer = answer or plain_answer(memo.say("no_elections"))
    return section(memo, number, "elections", answer, introduction=introduction)


def _election(memo: Memo, election: ScopedElection) -> tuple[str, ...]:
    standing = memo.words.get("scope_memo", "elected", election.standing, default=clean_text(election.standing))
    counted = memo.counted("duties_of", count=election.duties, standing=standing)
    where = place_of(memo, election.address) if election.address else memo.say("no_organisation")
    return (brief(clean_text(memo.words.law(election.label)), memo.limits.sentence), counted, where)


def build_dates(memo: Memo, number: str) -> Section:
    """Return how long documents are kept, when the public summary is due again, and the dates of reviews."""
    rows = [_kept(memo, kept) for kept in memo.scope.kept[: memo.limits.kept]]
    more = memo.scope.kept[memo.limits.kept :]
    if more:
        last = max((kept.until for kept in more), default="")
        text = memo.say("last_end", date=date_text(last, memo.words)) if last else memo.words("answers", "unknown")
        rows.append((memo.say("more_kept", count=memo.number(len(more))), text, memo.words("table", "none")))
    for group in memo.scope.dates:
        label = label_of_path(memo, group.path, group.label)
        cards = group.stated or group.not_applicable or group.silent
        rows.append((label, _span(memo, group), place_of(memo, group.first_at, cards - 1)))
    answer = table(memo, "dates", rows, ("date", "when", "where")) if rows else plain_answer(memo.say("no_dates"))
    return section(memo, number, "dates", answer)


def _span(memo: Memo, group: DateGroup) -> str:
    if not group.stated:
        return memo.words("answers", "not_applicable") if group.not_applicable else memo.say("nobody")
    first = date_text(group.first, memo.words)
    if group.last == group.first:
        return first
    return memo.say("span", first=first, last=date_text(group.last, memo.words))


def _kept(memo: Memo, kept: Kept) -> tuple[str, ...]:
    words = memo.words
    if kept.until:
        regime = memo.words.get("scope_memo", "regimes", kept.regime, default=clean_text(kept.regime))
        when = memo.say("kept", anchor=date_text(kept.counted_from, words), until=date_text(kept.until, words))
        when = f"{when} ({regime})" if regime else when
    elif kept.status == "absent":
        when = memo.say("nobody")
    else:
        when = words.get("answers", kept.status, default=clean_text(kept.status))
    return (
        memo.say("kept_of", card=brief(clean_text(kept.card), memo.limits.address)),
        when,
        place_of(memo, kept.address),
    )
