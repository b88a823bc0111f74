"""Details of a crawl: crawlers and their behaviour, the list of domains, checks of reservations (T-25 to T-29).

What a rule says of the public summary is asked only of sets that a general-purpose model was trained on. Whether a file
of domains has the digest stated, and what stands in it, is a matter of evidence: the rules read cards alone.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from muniment.assess.consistency.reading import (
    address,
    counted,
    gpai_users,
    listed,
    provider,
    status,
    trains_gpai,
    unanswered,
)
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.base.findings import Severity
from muniment.derive.dates import last_day
from muniment.derive.parameters import parameter
from muniment.derive.subject import Subject
from muniment.derive.training import training_parts
from muniment.model.facts import Status

_CRAWLERS = "dataset.crawl.crawlers[]"
_DOMAINS = "dataset.crawl.domains[]"
_BEHAVIOUR = ("robots_txt", "other_protocols", "captcha", "password", "paywall")
_SMALL = ("micro", "small", "medium")
#: Copyright bases under which a reservation of mining does not matter.
_NO_RESERVATION = ("licence", "public_domain", "own", "dsm_art_3")


def _crawled(dataset: Subject) -> bool:
    """Tell whether the holder crawled the set: by its class of source, or by its crawlers where none is stated."""
    kind = dataset.value("/source/kind")
    return kind == "crawl" or (kind is None and bool(dataset.records(_CRAWLERS)))


# --- T-25: purpose, period and behaviour of crawlers ---------------------------------------------------------------


def _described(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    asked = trains_gpai(dataset)
    if not _crawled(dataset) or asked is False:
        return
    crawlers = dataset.records(_CRAWLERS)
    if not crawlers and status(dataset, "/crawl/crawlers") is not Status.NOT_APPLICABLE:
        yield cannot_tell()
    goes_on = dataset.value("/collection/ongoing") is True or status(dataset, "/collection/ongoing") is Status.UNKNOWN
    period = ("start",) if goes_on else ("start", "end")
    for crawler in crawlers:
        wanted = [f"{crawler}/{key}" for key in ("purpose", *period)]
        what = f'the crawler "{crawler.rpartition("/")[2]}"'
        yield _complete(dataset, crawler, *unanswered(dataset, wanted), what, asked)
    if status(dataset, "/collection/ongoing") is Status.UNKNOWN:
        yield cannot_tell()
    if crawlers:
        wanted = [f"/crawl/behaviour/{key}" for key in _BEHAVIOUR]
        lacking, unknown = unanswered(dataset, wanted, may_not_arise=True)
        yield _complete(dataset, "/crawl/behaviour", lacking, unknown, "the behaviour of the crawlers", asked)


def _complete(
    dataset: Subject, inner: str, lacking: list[str], unknown: list[str], what: str, asked: bool | None
) -> Judgement:
    if lacking and asked:
        below = inner.removeprefix("/").replace("/", ".")
        message = f"The description of {what} lacks {', '.join(lacking)}."
        return broken(
            Place(dataset, inner), message, f"State {', '.join(lacking)} in {below}, or unknown with a reason."
        )
    return cannot_tell() if lacking or unknown else holds()


# --- T-26 and T-27: the list of domains ----------------------------------------------------------------------------


def _domain_list(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    asked = trains_gpai(dataset)
    if not _crawled(dataset) or asked is False:
        return
    for judgement in _list_judged(dataset):
        yield judgement if asked else cannot_tell()


def _list_judged(dataset: Subject) -> Iterator[Judgement]:
    yield _exists(dataset)
    if dataset.records(_DOMAINS):
        yield _sorted(dataset)
        yield _long_enough(dataset)
    file = status(dataset, "/crawl/domain_list/file")
    if file is Status.KNOWN:
        yield _has_digest(dataset)
    elif file is Status.UNKNOWN:
        yield cannot_tell()


def _exists(dataset: Subject) -> Judgement:
    """Judge whether there is a list; where nothing is stated, the duty to list domains (TPL-2.3-dom) asks for it."""
    stated = [status(dataset, place) for place in ("/crawl/domains", "/crawl/domain_list/file")]
    if dataset.records(_DOMAINS) or stated[1] is Status.KNOWN:
        return holds()
    if Status.UNKNOWN in stated or Status.NOT_APPLICABLE not in stated:
        return cannot_tell()
    message = "The set was crawled, but its list of domains is said not to apply."
    remedy = "State crawl.domains with the bytes kept of each, or crawl.domain_list with file and sha256."
    return broken(Place(dataset, "/crawl/domains"), message, remedy)


def _has_digest(dataset: Subject) -> Judgement:
    place = "/crawl/domain_list/sha256"
    lacking, unknown = unanswered(dataset, [place])
    if lacking:
        message = "The list of domains is a file without a digest: nobody can tell whether it is still the same list."
        return broken(Place(dataset, place), message, "State crawl.domain_list.sha256, the SHA-256 of that file.")
    return cannot_tell() if unknown else holds()


def _sorted(dataset: Subject) -> Judgement:
    """Judge the order by bytes kept, and ranks against it; of several modalities each has an order of its own."""
    domains = dataset.records(_DOMAINS)
    sizes = [dataset.value(f"{domain}/bytes_retained") for domain in domains]
    modalities = dataset.value("/modalities")
    if None in sizes or not isinstance(modalities, list) or len(modalities) != 1:
        return cannot_tell()
    for before, domain in enumerate(domains[1:]):
        if sizes[before + 1] > sizes[before]:
            message = f"The domains are not in the order of the content kept: {_name(dataset, domain)} stands too low."
            return broken(Place(dataset, domain), message, "Sort crawl.domains by bytes_retained, the largest first.")
    ranked = [(rank, sizes[n], domain) for n, domain in enumerate(domains) if (rank := dataset.value(f"{domain}/rank"))]
    ranked.sort(key=lambda row: row[0])
    for (_, larger, _), (rank, size, domain) in pairwise(ranked):
        if size > larger:
            message = f"The rank {rank} of {_name(dataset, domain)} does not fit the content kept."
            return broken(Place(dataset, f"{domain}/rank"), message, "Number the domains by bytes_retained.")
    return cannot_tell() if any(status(dataset, f"{domain}/rank") is Status.UNKNOWN for domain in domains) else holds()


def _name(dataset: Subject, domain: str) -> str:
    return str(dataset.value(f"{domain}/name") or domain.rpartition("/")[2])


def _lengths(dataset: Subject) -> tuple[int, int, bool | None] | None:
    """Return how long the list must be in general and for small enterprises, and whether the provider is one.

    None where the set alone does not tell: the number of all domains is not stated, the set has several modalities, or
    another crawled set of the same model shares the list.
    """
    count, modalities = dataset.value("/crawl/domain_count"), dataset.value("/modalities")
    users = [user for user, _ in gpai_users(dataset)]
    if count is None or not isinstance(modalities, list) or len(modalities) != 1 or not users:
        return None
    if any(_crawled_sets(user) > 1 for user in users):
        return None
    general = max(1, int(count * parameter("domain_share")))
    small = min(max(1, int(count * parameter("domain_share_sme"))), int(parameter("domain_cap_sme")))
    classes = {owner.value("/size_class") if (owner := provider(user)) else None for user in users}
    is_small = None if None in classes else classes <= set(_SMALL)
    return general, small, is_small


def _crawled_sets(model: Subject) -> int:
    """Count the sets of a model that are, or may be, crawled; once for all rules that ask."""
    if "crawled sets" not in model.gathered:
        kinds = [(part.name, part.value("/source/kind")) for part in training_parts(model)]
        model.gathered["crawled sets"] = len({name for name, kind in kinds if kind in (None, "crawl")})
    return int(model.gathered["crawled sets"])


def _long_enough(dataset: Subject) -> Judgement:
    stated, count = len(dataset.records(_DOMAINS)), dataset.value("/crawl/domain_count")
    if count is not None and count < stated:
        message = f"{stated} domains are listed, but only {count} are said to have been crawled in all."
        return broken(Place(dataset, "/crawl/domain_count"), message, "Correct the number, or the list.")
    lengths = _lengths(dataset)
    if lengths is None:
        return cannot_tell()
    general, small, is_small = lengths
    if stated >= general or (is_small and stated >= small):
        return holds()
    if stated >= small:
        # Right for a small enterprise: whether the provider is one, T-27 asks.
        return cannot_tell() if is_small is None else holds()
    wanted = small if is_small or is_small is None else general
    message = f"The list has {counted(stated, 'domain')}; of {count} crawled in all it must have at least {wanted}."
    return broken(Place(dataset, "/crawl/domains"), message, "List the domains that are missing, the largest first.")


def _right_rule(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    stated = len(dataset.records(_DOMAINS))
    if not stated or not _crawled(dataset) or trains_gpai(dataset) is False:
        return
    lengths = _lengths(dataset)
    if lengths is None:
        yield cannot_tell()
        return
    general, small, is_small = lengths
    if is_small or stated >= general or stated < small:
        yield holds()
    elif is_small is None:
        said = counted(stated, "domain")
        message = f"The list has {said}, which is enough only for a small or medium-sized enterprise."
        remedy = "State size_class in the organisation card, or list more domains."
        yield cannot_tell(Place(dataset, "/crawl/domains"), message, remedy)
    else:
        message = (
            f"The list has {counted(stated, 'domain')}, as the rule for micro, small and medium-sized enterprises has "
            f"it; the provider is none of these and must list {general}. Small mid-caps follow the general rule."
        )
        owners = [owner for user, _ in gpai_users(dataset) if (owner := provider(user))]
        related = [address(owner, "/size_class") for owner in owners]
        remedy = "List the domains that are missing, or correct size_class in the organisation card."
        yield broken(Place(dataset, "/crawl/domains"), message, remedy, related)


# --- T-28: domains are measured after pre-processing ---------------------------------------------------------------


def _measured_late(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    domains = dataset.records(_DOMAINS)
    if not domains:
        return
    sizes = [dataset.value(f"{domain}/bytes_retained") for domain in domains]
    kept, raw = (_bytes(dataset, point) for point in ("after_preprocessing", "raw"))
    whole = sum(size for size in sizes if size is not None)
    if kept is None:
        yield cannot_tell()
    elif whole > kept:
        as_raw = " It is the raw amount." if raw is not None and whole == raw else ""
        message = f"The domains add up to {whole} bytes, but after pre-processing the set has only {kept}.{as_raw}"
        remedy = "Measure bytes_retained after pre-processing, or correct the measure of the set."
        yield broken(Place(dataset, "/crawl/domains"), message, remedy, [address(dataset, "/measures")])
    else:
        yield cannot_tell() if None in sizes else holds()


def _bytes(dataset: Subject, point: str) -> Decimal | None:
    """Return the bytes of the whole set at a point of the pipeline; None where a part of them is not stated."""
    modalities = dataset.value("/modalities")
    amounts = [
        dataset.value(f"{record}/amount")
        for record in dataset.records("dataset.measures[]")
        if dataset.value(f"{record}/unit") == "bytes"
        and dataset.value(f"{record}/point") == point
        and dataset.look(f"{record}/split") is None
    ]
    if not amounts or None in amounts or not isinstance(modalities, list) or len(amounts) != len(modalities):
        return None
    return sum((Decimal(amount) for amount in amounts), Decimal(0))


# --- T-29: checks of reservations ----------------------------------------------------------------------------------


def _reservations(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    basis = dataset.value("/tdm/basis")
    if not _crawled(dataset) or basis in _NO_RESERVATION:
        return
    asked = True if basis == "dsm_art_4" else trains_gpai(dataset)
    if asked is False or status(dataset, "/tdm/reservation_checks") is Status.NOT_APPLICABLE:
        return
    for judgement in (*_checks(dataset), _later(dataset)):
        yield judgement if asked else cannot_tell()


def _checks(dataset: Subject) -> Iterator[Judgement]:
    checks = dataset.records("dataset.tdm.reservation_checks[]")
    if not checks:
        if status(dataset, "/tdm/reservation_checks") is Status.UNKNOWN or dataset.look("/tdm/basis") is None:
            yield cannot_tell()
            return
        message = "The set was crawled, but no check of reservations of rights is stated."
        remedy = "State tdm.reservation_checks with protocol, date and result of each."
        yield broken(Place(dataset, "/tdm/reservation_checks"), message, remedy)
    for check in checks:
        lacking, unknown = unanswered(dataset, [f"{check}/{key}" for key in ("protocol", "date", "result")])
        if lacking:
            message = f"This check of reservations lacks {listed(lacking)}."
            yield broken(Place(dataset, check), message, f"State {listed(lacking)}, from the records of the crawl.")
        else:
            yield cannot_tell() if unknown else holds()
    if checks:
        yield _in_time(dataset, checks)


def _in_time(dataset: Subject, checks: list[str]) -> Judgement:
    dates = [dataset.value(f"{check}/date") for check in checks]
    crawlers = dataset.records(_CRAWLERS)
    ends = [dataset.value(f"{crawler}/end") for crawler in crawlers] or [dataset.value("/collection/end")]
    known = sorted(date for date in dates if date is not None)
    if None in ends or not known:
        return cannot_tell()
    end = max(last_day(str(end)) for end in ends)
    if known[0] <= end:
        return holds()
    if None in dates:
        return cannot_tell()
    message = f"The first check of reservations ({known[0]}) lies after the end of the crawl ({end})."
    remedy = "Add the checks made before or during the crawl, or correct the dates."
    place = checks[dates.index(known[0])]
    return broken(Place(dataset, f"{place}/date"), message, remedy, [address(dataset, "/crawl/crawlers")])


def _later(dataset: Subject) -> Judgement:
    if not dataset.records("dataset.tdm.reservation_checks[]"):
        return holds()
    lacking, unknown = unanswered(dataset, ["/tdm/retroactive"])
    if lacking:
        message = "It is not stated whether a reservation made after the crawl removes items, too."
        return broken(Place(dataset, "/tdm/retroactive"), message, "State tdm.retroactive: true or false.")
    return cannot_tell() if unknown else holds()


RULES: tuple[Rule, ...] = (
    Rule(
        "T-25", "MUN430", Severity.ERROR, "dataset",
        "Each crawler has purpose and period, and its behaviour is described on all five points.", _described,
    ),
    Rule(
        "T-26", "MUN431", Severity.ERROR, "dataset",
        "The list of domains exists, is sorted by content kept, is long enough and has a digest.", _domain_list,
    ),
    Rule(
        "T-27", "MUN432", Severity.ERROR, "dataset",
        "The shorter list of domains is used by small and medium-sized enterprises only.", _right_rule,
    ),
    Rule(
        "T-28", "MUN433", Severity.ERROR, "dataset",
        "The content of domains is measured after pre-processing.", _measured_late,
    ),
    Rule(
        "T-29", "MUN434", Severity.WARNING, "dataset",
        "Reservations were checked in time, completely, and it is said what becomes of later ones.", _reservations,
    ),
)  # fmt: skip
