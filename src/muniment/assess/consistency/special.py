"""Special categories processed against bias: deleted in time, passed on to nobody, stated where groups need them."""

import re
from collections.abc import Iterable, Iterator

from muniment.assess.consistency.reading import address, listed, status, texts
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.subject import Subject
from muniment.model.facts import Status

_HERE = "/special_categories"
_DELETED, _OTHERS, _PASSED_ON = (f"{_HERE}/{key}" for key in ("deleted_on", "third_party_access", "transfers"))
#: Roles of others who process the data, and groups of labellers that are not the holder's own.
_PROCESSING = frozenset({"processor", "sub_processor", "joint_controller"})
_OUTSIDE = frozenset({"vendor", "crowd_platform"})
#: Words that name groups which only special categories of personal data (GDPR Art 9(1)) can tell apart.
_TELLING = re.compile(
    r"\b(?:disab|handicap|impairment|ethnic|racial|race\b|skin (?:colour|color|tone)|religio|belief|health|illness"
    r"|sexual orientation|sex life|trade union|union member|political|genetic|biometric|behinder|religiös|ethnisch)",
    re.IGNORECASE,
)


def _against_bias(dataset: Subject) -> bool:
    held, purpose = dataset.value(f"{_HERE}/present"), dataset.value(f"{_HERE}/purpose")
    return held is True and purpose == "bias_detection_correction"


def deleted_in_time(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Data are deleted at the end of their retention period at the latest, and not used after (Art 4a(1)(e))."""
    if not _against_bias(dataset):
        return
    end, place = dataset.value(f"{_HERE}/retention_end"), Place(dataset, _DELETED)
    related = [address(dataset, f"{_HERE}/retention_end")]
    day = dataset.value(_DELETED)
    if status(dataset, _DELETED) in (None, Status.UNKNOWN) or end is None:
        yield cannot_tell()
    elif day is None and end < as_of:
        message = f"The retention period ended on {end}, and the special categories are said to be held still."
        remedy = "Delete them and state the day; a longer period needs a reason that was there before it ended."
        yield broken(place, message, remedy, related)
    elif day is not None and day > end:
        message = f"The special categories were deleted on {day}, after the end of their retention period on {end}."
        yield broken(place, message, "Correct one of the two days, or tell the data protection officer.", related)
    elif day is not None and (used := _used_after(dataset, day)):
        message = f"The special categories were deleted on {day}, yet the set was used after it: {listed(used)}."
        yield broken(place, message, "Correct one of the days; or list what was used then as a set of its own.", used)
    else:
        yield holds()


def _used_after(dataset: Subject, day: str) -> list[str]:
    """Return the addresses of uses that began after a day."""
    world = dataset.world
    uses = [(world.subjects[use.user], use.record) for use in world.workspace.uses_of(dataset.card.identity)]
    began = [(user, record, user.value(f"{record}/used_from")) for user, record in uses]
    return [address(user, record) for user, record, start in began if start and start[: len(day)] > day[: len(start)]]


def passed_on_to_nobody(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Nobody else gets or reads the data, and nothing in the card says otherwise (Art 4a(1)(d))."""
    if not _against_bias(dataset):
        return
    for place, signs in ((_OTHERS, _readers(dataset)), (_PASSED_ON, _recipients(dataset))):
        if status(dataset, place) is Status.UNKNOWN:
            yield cannot_tell()
        elif dataset.value(place) is False:
            fact, found = dataset.look(place), list(signs)
            if not found or (fact is not None and fact.note):
                yield holds()
            for inner, words, severity in found if fact is not None and not fact.note else ():
                message = f"The special categories are said to reach nobody else, but {words}."
                remedy = "Correct one of the two; or say in a note how they are kept apart from what others get."
                yield broken(Place(dataset, place), message, remedy, [address(dataset, inner)], severity)


def _readers(dataset: Subject) -> Iterator[tuple[str, str, Severity]]:
    for role in dataset.records("dataset.personal_data.roles[]"):
        if dataset.value(f"{role}/role") in _PROCESSING:
            party = dataset.value(f"{role}/party") or role.rpartition("/")[2]
            yield role, f"{party} is named as one who processes the data", Severity.WARNING
    for group in dataset.records("dataset.labelling.campaigns[].workforce[]"):
        if dataset.value(f"{group}/kind") in _OUTSIDE:
            yield group, "labellers of another company worked on the set", Severity.WARNING


def _recipients(dataset: Subject) -> Iterator[tuple[str, str, Severity]]:
    for one in dataset.records("dataset.supplied_to[]"):
        name = dataset.value(f"{one}/name") or one.rpartition("/")[2]
        yield one, f"the set is supplied to {name}", Severity.ERROR
    inner = "/personal_data/transferred_outside_eea"
    if dataset.value(inner) is True:
        yield inner, "personal data of the set are transferred outside the EEA", Severity.ERROR


def groups_told_apart(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    """Groups that only special categories tell apart are not examined in a set that is said to hold none."""
    place = "/bias_examination/groups"
    named = [text for text in texts(dataset, place) if _TELLING.search(text)]
    if not named:
        return
    fact, held = dataset.look(place), status(dataset, f"{_HERE}/present")
    if held is None or held is Status.UNKNOWN:
        yield cannot_tell()
    elif dataset.value(f"{_HERE}/present") is True or (fact is not None and fact.note):
        yield holds()
    else:
        message = (
            f"Groups were examined that special categories tell apart ({listed(named)}); the set is said to hold none."
        )
        remedy = "State special_categories, or say in a note beside groups how these groups were told apart."
        yield broken(Place(dataset, place), message, remedy, [address(dataset, f"{_HERE}/present")])


RULES: tuple[Rule, ...] = (
    Rule(
        "T-55", "MUN462", Severity.ERROR, "dataset",
        "Special categories processed against bias are deleted in time and not used after.", deleted_in_time,
    ),
    Rule(
        "T-56", "MUN462", Severity.ERROR, "dataset",
        "Special categories processed against bias are passed on to nobody.", passed_on_to_nobody,
    ),
    Rule(
        "T-57", "MUN462", Severity.WARNING, "dataset",
        "Groups that only special categories tell apart are examined where the set holds such data.", groups_told_apart,
    ),
)  # fmt: skip
