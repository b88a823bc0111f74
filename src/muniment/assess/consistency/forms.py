"""Form of the public summary: regimes kept apart, the template in force, languages, names and links (T-43 to T-47).

Titles of sections come from the official labels and are no fact of a card; what a built document or a pack holds is
judged where documents are checked. Here stands what the cards alone can show. A name is compared with a link only to
ask whether both mean the same set; nothing else is concluded from it.
"""

import re
from collections.abc import Callable, Iterable

from muniment.assess.consistency.reading import address, is_gpai, listed, provider, status, texts, unanswered
from muniment.assess.consistency.rules import Judgement, Place, Rule, broken, cannot_tell, holds
from muniment.assess.consistency.words import other_language
from muniment.base.findings import Severity
from muniment.derive.answers import Answer
from muniment.derive.sizes import has_smaller_sets, large_public, large_set_share
from muniment.derive.sources import public_parts
from muniment.derive.subject import Subject
from muniment.model.facts import Fact, Origin, Status

# --- T-43: what is for authorities is not what is public -----------------------------------------------------------


def _regimes_apart(model: Subject, as_of: str) -> Iterable[Judgement]:
    place = "/documentation/annex_xi_ref"
    file = model.value(place)
    if file is None:
        if status(model, place) is Status.UNKNOWN:
            yield cannot_tell()
        return
    owner = provider(model)
    public = {_document(url): (model, "/summary/urls") for url in model.value("/summary/urls") or ()}
    if owner is not None and (url := owner.value("/copyright_policy/public_summary_url")):
        public.setdefault(_document(url), (owner, "/copyright_policy/public_summary_url"))
    if (where := public.get(_document(file))) is not None:
        message = "The documentation for the AI Office and authorities is the same document as one that is public."
        remedy = "Keep two documents: what the public summary holds, and what only authorities may ask for."
        yield broken(Place(model, place), message, remedy, [address(*where)])
    else:
        stated = [status(model, "/summary/urls"), owner and status(owner, "/copyright_policy/public_summary_url")]
        yield cannot_tell() if Status.UNKNOWN in stated else holds()


def _document(reference: str) -> str:
    return reference.partition("#")[0].rstrip("/").lower()


# --- T-44: the share above which a set is large --------------------------------------------------------------------


def _template_share(model: Subject, as_of: str) -> Iterable[Judgement]:
    for part in public_parts(model)[0]:
        yield from _by_share(model.at(part.record), f"{part.record}/large_public", large_public)
    yield from _by_share(model, "/sources/public/has_smaller_sets", has_smaller_sets)


def _by_share(model: Subject, place: str, rule: Callable[[Subject], Answer | None]) -> Iterable[Judgement]:
    """Judge one typed answer on large sets against what the share in force gives."""
    typed = model.look(place)
    if typed is None or typed.origin is Origin.COMPUTED or typed.status is not Status.KNOWN:
        return
    right = rule(model)
    if right is None or right.status is Status.UNKNOWN:
        yield cannot_tell()
    elif right.value is not typed.value and right.status is Status.KNOWN:
        share = f"{large_set_share(model) * 100:f}".rstrip("0").rstrip(".")
        said = {True: "yes", False: "no"}
        message = (
            f"The card says {said[typed.value]}; at a share of {share} % for large sets it is {said[right.value]}."
        )
        remedy = "Delete it, for it is computed. An earlier draft of the template had another share."
        # A large set that is called small would be missing in the list; the other way round the list is only longer.
        large = right.value is True and place.endswith("/large_public")
        yield broken(Place(model, place), message, remedy, severity=Severity.ERROR if large else None)
    else:
        yield holds()


# --- T-45: the language of the summary -----------------------------------------------------------------------------

_PRINTED = re.compile(
    r"model\.(?:content_types\[\]\.description|sources\..*description|sources\.user_data\.services"
    r"|characteristics\..*|tdm\.(?:measures|third_party_measures)|illegal_content\.measures|summary\.comments\..*)"
)


def _in_declared_language(model: Subject, as_of: str) -> Iterable[Judgement]:
    """Judge that the texts of the summary are there in a language in which the workspace makes its editions."""
    asked = is_gpai(model)
    if asked is False:
        return
    wanted = {_primary(tag) for tag in model.world.workspace.settings.languages}
    written = [fact for fact in model.facts.values() if _PRINTED.fullmatch(fact.path) and fact.value]
    other = [fact for fact in written if (tags := _languages(fact, model)) and not tags & wanted]
    if other and asked:
        message = (
            f"Texts of the public summary stand in another language ({listed(sorted(_languages(other[0], model)))}) "
            f"than the editions of this workspace ({listed(sorted(wanted))})."
        )
        remedy = "Add the language to languages in muniment.yaml, or write {text: {…}} with a text in each language."
        related = [address(model, fact.inner) for fact in other[1:10]]
        yield broken(Place(model, other[0].inner), message, remedy, related)
    elif asked and (foreign := [(fact, tag) for fact in written if (tag := _reads_as(fact, model))]):
        fact, tag = foreign[0]
        declared = listed(sorted(_languages(fact, model)))
        message = f'This text reads as "{tag}"; the card says "{declared}".'
        remedy = "Write it in that language, or as {text: {" + tag + ": …}} with one text in each language needed."
        yield broken(Place(model, fact.inner), message, remedy, [address(model, one.inner) for one, _ in foreign[1:10]])
    elif written:
        yield cannot_tell() if other or any(not _languages(fact, model) for fact in written) else holds()


def _reads_as(fact: Fact, model: Subject) -> str:
    """Return the language that the small words of a plain text tell, where it is another than the declared one."""
    if isinstance(fact.value, dict) or not model.card.language:
        return ""
    return other_language(" ".join(texts(model, fact.inner)), _primary(model.card.language))


def _languages(fact: Fact, model: Subject) -> set[str]:
    """Return the languages of a text; none where neither the text nor its card says so."""
    if isinstance(fact.value, dict):
        return {_primary(tag) for tag in fact.value}
    return {_primary(model.card.language)} if model.card.language else set()


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


# --- T-47: name, link and version of a set -------------------------------------------------------------------------

#: Parts of an address that tell nothing about a set.
_GENERAL = frozenset({
    "a", "an", "and", "archive", "archives", "aspx", "blob", "catalog", "catalogue", "collection", "collections",
    "content", "corpora", "corpus", "csv", "data", "dataset", "datasets", "db", "de", "doi", "download", "downloads",
    "dump", "dumps", "edition", "en", "file", "files", "fr", "gz", "handle", "home", "htm", "html", "https", "index",
    "info", "json", "jsonl", "latest", "main", "master", "node", "of", "org", "page", "pages", "parquet", "php",
    "project", "projects", "public", "raw", "record", "records", "release", "releases", "repository", "resolve",
    "resource", "resources", "set", "sets", "site", "src", "tar", "the", "tree", "txt", "v", "version", "view", "web",
    "wiki", "www", "zip", "zst",
})  # fmt: skip
#: Classes of source that are sets of others; what the holder's own systems hold is no linked set.
_OF_OTHERS = (None, "public", "licensed", "private_other")
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def _names_fit_links(dataset: Subject, as_of: str) -> Iterable[Judgement]:
    if dataset.value("/url") is not None:
        yield _fits(dataset, str(dataset.value("/title") or dataset.card.name), "/url")
    elif status(dataset, "/url") is Status.UNKNOWN:
        yield cannot_tell()
    for source in dataset.records("dataset.origin.sources[]"):
        if dataset.value(f"{source}/url") is None:
            if status(dataset, f"{source}/url") is Status.UNKNOWN:
                yield cannot_tell()
            continue
        if (name := dataset.value(f"{source}/name")) is not None:
            yield _fits(dataset, name, f"{source}/url")
        if dataset.value("/source/kind") not in _OF_OTHERS:
            continue
        lacking, unknown = unanswered(dataset, [f"{source}/version"], may_not_arise=True)
        if lacking and dataset.look(f"{source}/retrieved_on") is None:
            message = "The source is linked without a version: what the link shows tomorrow may be another set."
            remedy = "State version, or retrieved_on where the source has no versions."
            yield broken(Place(dataset, f"{source}/version"), message, remedy)
        else:
            yield cannot_tell() if unknown else holds()


def _fits(dataset: Subject, name: str, place: str) -> Judgement:
    link = str(dataset.value(place))
    answer = same_name(name, link)
    if answer != "narrower" and answer != "other":
        return holds() if answer == "same" else cannot_tell()
    message = f'Does the link mean the set "{name}"? It ends in "{link.rstrip("/").rpartition("/")[2]}".'
    remedy = "Correct the name or the link; if both are right, the name may say what the link shows."
    severity = None if answer == "narrower" else Severity.NOTICE
    return broken(Place(dataset, place), message, remedy, severity=severity)


def same_name(name: str, link: str) -> str:
    """Compare a name with the last telling part of a link: ``same``, ``narrower``, ``other``, or nothing to compare.

    ``narrower``: the link goes on with a word of its own where the name ends, as links to a subset or variant do.
    """
    rest = link.partition("://")[2].partition("?")[0].partition("#")[0].lower()
    ends = [_words(part) for part in rest.split("/")[1:]]
    ends = [words for words in ends if any(_tells(word) for word in words)]
    mine = _words(name.lower())
    if not ends or not any(_tells(word) and word.isascii() for word in mine):
        return ""
    end, called = "".join(ends[-1]), "".join(mine)
    if end in called:
        return "same"
    if end.startswith(called):
        return "narrower" if any(_tells(word) for word in _words(end[len(called) :])) else "same"
    whole = "".join(_words(rest))
    return "same" if any(_tells(word) and word in whole for word in mine) else "other"


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def _tells(word: str) -> bool:
    return len(word) > 1 and not word.isdigit() and word not in _GENERAL


RULES: tuple[Rule, ...] = (
    Rule(
        "T-43", "MUN451", Severity.ERROR, "model",
        "The documentation for authorities is not the document that is public.", _regimes_apart,
    ),
    Rule(
        "T-44", "MUN452", Severity.WARNING, "model",
        "Large sets are told from others by the share of the template in force.", _template_share,
    ),
    Rule(
        "T-45", "MUN453", Severity.WARNING, "model",
        "The texts of the summary are in a language of the workspace's editions.", _in_declared_language,
    ),
    Rule(
        "T-47", "MUN455", Severity.WARNING, "dataset",
        "Name and link mean the same set, and a linked source has a version.", _names_fit_links,
    ),
)  # fmt: skip
