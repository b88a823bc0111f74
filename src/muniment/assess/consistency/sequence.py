"""The order of things: data are there before they are used, tested on others than trained on, assessed beforehand."""

from collections.abc import Callable, Iterable, Iterator

from muniment.assess.consistency.reading import address, status
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.dates import first_day, last_day
from muniment.derive.subject import Subject
from muniment.model.facts import Fact, Status

_LEARNING, _MEASURING = "training", ("validation", "testing")


def from_something(card: Subject, as_of: str) -> Iterator[Judgement]:
    """What was trained was trained on data, or rests on a model that was."""
    kind = card.card.kind
    if card.value("/gpai" if kind == "model" else "/uses_model_training") is not True:
        return
    data, models = status(card, "/datasets"), status(card, "/models")
    if card.records(f"{kind}.datasets[]") or card.records(f"{kind}.models[]"):
        yield holds()
    elif data is Status.NOT_APPLICABLE and models is Status.NOT_APPLICABLE:
        what = "a general-purpose model" if kind == "model" else "built by training"
        message = f"The {kind} is {what}, yet is said to be trained on no data and to build on no model."
        remedy = "List the data sets, or the models it builds on; no part of the documentation can do without both."
        yield broken(Place(card, "/datasets"), message, remedy, [address(card, "/models")])
    elif data is not None:
        yield cannot_tell()


def tested_apart(card: Subject, as_of: str) -> Iterator[Judgement]:
    """A set used for training and for testing says which part is used for which."""
    links = card.world.workspace.links
    by_set: dict[str, dict[str, list[str]]] = {}
    for record in card.records(f"{card.card.kind}.datasets[]"):
        target = links.get((card.card.identity, f"{record}/dataset"))
        if target is not None:
            by_set.setdefault(target, {}).setdefault(str(card.value(f"{record}/role")), []).append(record)
    for target, roles in by_set.items():
        measuring = [record for role in _MEASURING for record in roles.get(role, ())]
        if not measuring or _LEARNING not in roles:
            continue
        uses = [*roles[_LEARNING], *measuring]
        silent = [record for record in uses if card.value(f"{record}/selection") is None]
        if not silent:
            yield holds()
        elif any(status(card, f"{record}/selection") is Status.UNKNOWN for record in silent):
            yield cannot_tell()
        elif card.world.subjects[target].records("dataset.splits[]"):
            message = f"{target} is used for training and for testing or validation; it has splits, but none is named."
            remedy = "State as selection of each use which split was used."
            yield cannot_tell(Place(card, f"{silent[-1]}/selection"), message, remedy)
        else:
            message = f"{target} is used for training and for testing or validation, and nothing keeps the two apart."
            remedy = "State as selection of each use which part was used; what was trained on tests nothing."
            yield broken(Place(card, f"{silent[-1]}/selection"), message, remedy, [f"{card.card.identity}#{uses[0]}"])


def there_before_use(card: Subject, as_of: str) -> Iterator[Judgement]:
    """A set was obtained, and its collection had begun, before it was used."""
    for record in card.records(f"{card.card.kind}.datasets[]"):
        dataset = card.world.linked(card, f"{record}/dataset")
        if dataset is None:
            continue
        used = card.look(f"{record}/used_from")
        for inner, what in (("/acquisition/date", "obtained"), ("/collection/start", "first collected")):
            there = dataset.look(inner)
            yield from _in_order(
                dataset, inner, there, used, Place(card, f"{record}/used_from"),
                f"{dataset.card.identity} was used from {{after}}, but {what} in {{before}} only.",
                "Correct one of the two dates, or name the version that was used.",
            )  # fmt: skip
        if dataset.value("/collection/ongoing") is not True:
            yield from _collected_after_use(card, record, dataset)


def _collected_after_use(card: Subject, record: str, dataset: Subject) -> Iterator[Judgement]:
    """A set that is not collected any more holds nothing that came after its last use."""
    used = card.value(f"{record}/used_until")
    crawlers = dataset.records("dataset.crawl.crawlers[]")
    for inner in ("/collection/end", *(f"{crawler}/end" for crawler in crawlers)):
        end = dataset.value(inner)
        if used is None or end is None:
            continue
        if first_day(str(end)) > last_day(str(used)):
            message = f"{dataset.card.identity} was last used in {used}, but collected until {end}."
            remedy = "Correct one of the two dates, or name the version that was used."
            place = Place(card, f"{record}/used_until")
            yield broken(place, message, remedy, [address(dataset, inner)])
        else:
            yield holds()


def assessed_before_use(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """The data protection impact assessment was finished before the data were used."""
    inner = "/personal_data/dpia/date"
    assessed = dataset.look(inner)
    for use in dataset.world.workspace.uses_of(dataset.card.identity):
        user = dataset.world.subjects[use.user]
        used = user.look(f"{use.record}/used_from")
        yield from _in_order(
            user, f"{use.record}/used_from", assessed, used, Place(dataset, inner),
            f"The impact assessment was finished on {{before}}, {user.card.identity} used the data from {{after}}.",
            "GDPR Art 35(1) asks for it beforehand: state the first assessment's day, or say in a note what it renews.",
        )  # fmt: skip


def metrics_before_tests(system: Subject, as_of: str) -> Iterator[Judgement]:
    """Metrics and thresholds were fixed before the first test (Art 9(8))."""
    inner = "/testing/metrics_defined_on"
    for report in system.records("system.test_reports[]"):
        tested = system.look(f"{report}/date")
        yield from _in_order(
            system, f"{report}/date", system.look(inner), tested, Place(system, inner),
            "The metrics were fixed on {before}, a test report is dated {after}.",
            "Correct one of the two dates, or say in a note beside this one which metrics the earlier test had.",
        )  # fmt: skip


def tested_before_market(system: Subject, as_of: str) -> Iterator[Judgement]:
    """A test came before the placing on the market (Art 9(8)); so did the registration (Art 49(1) and (2))."""
    placed = system.look("/placed_on")
    reports = [(system.look(f"{one}/date"), f"{one}/date") for one in system.records("system.test_reports[]")]
    dated = [(fact, inner) for fact, inner in reports if fact is not None and fact.status is Status.KNOWN]
    if dated and len(dated) == len(reports):
        first, inner = min(dated, key=lambda item: str(item[0].value))
        yield from _in_order(
            system, "/placed_on", first, placed, Place(system, inner),
            "The first test report is dated {before}, the system was placed on the market on {after}.",
            "Art 9(8) asks for tests beforehand: add the earlier report, or say in a note which version was tested.",
        )  # fmt: skip
    yield from _in_order(
        system, "/placed_on", system.look("/registration/made_on"), placed, Place(system, "/registration/made_on"),
        "The entry in the EU database was made on {before}, the system was placed on the market on {after}.",
        "Correct one of the two days; or say in a note why the entry was due later (Art 111(2)).",
    )  # fmt: skip


def registered_before_use(deployment: Subject, as_of: str) -> Iterator[Judgement]:
    """The use by a public authority was entered in the EU database before it began (Art 49(3))."""
    inner = "/registration/made_on"
    yield from _in_order(
        deployment, "/in_use_since", deployment.look(inner), deployment.look("/in_use_since"), Place(deployment, inner),
        "The entry in the EU database was made on {before}, the use began on {after}.",
        "Correct one of the two days; or say in a note why the entry was due later.",
    )  # fmt: skip


def life_in_order(dataset: Subject, as_of: str) -> Iterator[Judgement]:
    """Data are collected before they are obtained, and before they are labelled; they are used before they expire."""
    begun, ended, obtained = (
        dataset.look(f"/{key}") for key in ("collection/start", "collection/end", "acquisition/date")
    )
    if dataset.value("/collection/ongoing") is not True:
        yield from _in_order(
            dataset, "/acquisition/date", ended, obtained, Place(dataset, "/collection/end"),
            "The collection ended in {before}, but the set was obtained in {after}.",
            "Correct one of the two dates, or say in a note what was obtained earlier.",
        )  # fmt: skip
    yield from _in_order(
        dataset, "/acquisition/date", dataset.look("/temporal/end"), obtained, Place(dataset, "/temporal/end"),
        "The content reaches to {before}, but the set was obtained in {after}.",
        "Correct one of the two dates, or say in a note what lies ahead in the content.",
    )  # fmt: skip
    for campaign in dataset.records("dataset.labelling.campaigns[]"):
        yield from _in_order(
            dataset, "/collection/start", begun, dataset.look(f"{campaign}/end"), Place(dataset, f"{campaign}/end"),
            "The collection began in {before}, but the labels were finished in {after}.",
            "Correct one of the two dates.",
        )  # fmt: skip
    for use in dataset.world.workspace.uses_of(dataset.card.identity):
        yield from _around_use(dataset, dataset.world.subjects[use.user], use.record)


def _around_use(dataset: Subject, user: Subject, record: str) -> Iterator[Judgement]:
    """The labels and the removal of identifiers are there when data are used; the day of expiry is not over."""
    began, ended, expiry = f"{record}/used_from", f"{record}/used_until", "/staleness/valid_until"
    last = ended if user.look(ended) is not None else began
    yield from _in_order(
        user, last, user.look(last), dataset.look(expiry), Place(dataset, expiry),
        f"{user.card.identity} used the set in {{before}}; it was not to be used after {{after}}.",
        "Correct one of the two dates, or say in a note why it was used longer.",
    )  # fmt: skip
    removed = "/personal_data/pii_removal/date"
    yield from _in_order(
        user, began, dataset.look(removed), user.look(began), Place(dataset, removed),
        f"Identifiers were removed on {{before}}, {user.card.identity} used the data from {{after}}.",
        "Correct one of the two dates, or say in a note what the earlier use read.",
    )  # fmt: skip
    for campaign in dataset.records("dataset.labelling.campaigns[]"):
        yield from _in_order(
            user, ended, dataset.look(f"{campaign}/start"), user.look(ended), Place(dataset, f"{campaign}/start"),
            f"The labelling began in {{before}}, when {user.card.identity} had ended its use in {{after}}.",
            "Correct one of the two dates, or say in a note which labels were used.",
        )  # fmt: skip


def _in_order(
    other: Subject, other_inner: str, before: Fact | None, after: Fact | None, place: Place, message: str, remedy: str
) -> Iterator[Judgement]:
    """Judge that one day does not lie after another; partial dates count in favour, a note beside a date explains it.

    ``place`` is one of the two facts, ``other`` and ``other_inner`` the other one.
    """
    if before is None or after is None or Status.NOT_APPLICABLE in (before.status, after.status):
        return
    if before.status is not Status.KNOWN or after.status is not Status.KNOWN:
        yield cannot_tell()
    elif first_day(str(before.value)) <= last_day(str(after.value)) or before.note or after.note:
        yield holds()
    else:
        said = message.format(before=before.value, after=after.value)
        yield broken(place, said, remedy, [address(other, other_inner)])


_Judge = Callable[[Subject, str], Iterable[Judgement]]


def _of_both(name: str, code: str, severity: Severity, words: str, judge: _Judge) -> list[Rule]:
    """Ask one rule of models and of systems."""
    return [Rule(name if kind == "model" else f"{name}-system", code, severity, kind, words, judge)
            for kind in ("model", "system")]  # fmt: skip


RULES: tuple[Rule, ...] = (
    *_of_both(
        "T-49", "MUN457", Severity.WARNING,
        "A set used for training and for testing says which part is used for which.", tested_apart,
    ),
    *_of_both(
        "T-50", "MUN458", Severity.ERROR,
        "Data were obtained, and their collection had begun, before they were used.", there_before_use,
    ),
    Rule(
        "T-51", "MUN459", Severity.WARNING, "dataset",
        "The data protection impact assessment was finished before the data were used.", assessed_before_use,
    ),
    Rule(
        "T-52", "MUN460", Severity.WARNING, "system",
        "Metrics and thresholds were fixed before the first test.", metrics_before_tests,
    ),
    Rule(
        "T-61", "MUN460", Severity.WARNING, "system",
        "A system is tested and registered before it is placed on the market.", tested_before_market,
    ),
    Rule(
        "T-61-deployment", "MUN460", Severity.WARNING, "deployment",
        "The use by a public authority is registered before it begins.", registered_before_use,
    ),
    Rule(
        "T-62", "MUN458", Severity.ERROR, "dataset",
        "Data are collected, obtained, labelled and used in this order, and not after they expire.", life_in_order,
    ),
    *_of_both(
        "T-54", "MUN456", Severity.ERROR,
        "What was trained was trained on data, or builds on a model that was.", from_something,
    ),
)  # fmt: skip
