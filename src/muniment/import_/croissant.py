"""A description in Croissant (JSON-LD, 0.8 to 1.1, with its vocabulary for responsible AI), or in schema.org's."""

import re
from collections.abc import Callable
from typing import Any

from muniment.base.addresses import VERSION, name_of
from muniment.import_.croissant_files import take_distribution, take_record_sets
from muniment.import_.croissant_rai import RAI
from muniment.import_.draft import Draft, Reason, Taken
from muniment.import_.json_reading import NotJson, read_json
from muniment.import_.jsonld import Context, listed, plain, reference, texts
from muniment.import_.languages import read_languages
from muniment.import_.licences import by_tag, take_licence
from muniment.import_.markdown import is_placeholder, statement_of
from muniment.import_.text import line, short
from muniment.model.dataset.quantities import MODALITIES
from muniment.model.registries import countries

_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?|([0-9]{4}(?:-[0-9]{2})?)")
_URL = re.compile(r'https?://[^\s/<>"]+(?:/[^\s<>"]*)?')


def read_croissant(draft: Draft, text: str) -> str:
    """Take what a description says; return why nothing can be taken of it, empty where something was."""
    try:
        read = read_json(text)
    except NotJson as error:
        return f"It is no JSON: {error}."
    for key in read.twice:
        draft.remark(key, "The key stands twice with different values; neither was taken.")
        draft.leave(key, "", Reason.TWICE)
    whole = read.value
    context = Context(whole.get("@context") if isinstance(whole, dict) else None)
    node = _data_set(whole, context)
    if node is None:
        return "It describes no data set in JSON-LD (@type Dataset)."
    if draft.kind == "model":
        return "Croissant describes data sets, not models."
    draft.kind = "dataset"
    context = Context(node.get("@context", whole.get("@context") if isinstance(whole, dict) else None))
    for address in context.remote[:5]:
        if "schema.org" not in address:
            draft.remark("@context", f"A context lies elsewhere and was not fetched: {short(address, 120)}.")
    data = context.named(node)
    _form(draft, data)
    _keep_language(draft, context)
    if "about" in data and "keywords" in data:
        data["keywords"] = _beside_subjects(data, context)
    for key, value in data.items():
        if value in (None, "", [], {}) or key.startswith("@"):
            continue
        if key in _READ:
            _READ[key](draft, value, key, context)
        elif key in RAI:
            RAI[key](draft, value, key)
        else:
            draft.leave(key, plain(value), Reason.NO_PLACE if key in _WITHOUT_PLACE else Reason.NOT_KNOWN)
    take_distribution(draft, data.get("distribution"), context)
    take_record_sets(draft, data.get("recordSet"), context)
    return ""


def _beside_subjects(data: dict[str, Any], context: Context) -> list[Any]:
    """Return the keywords that are not subjects named by another term as well, each subject counted once."""
    subjects = [name for item in listed(data["about"]) if (name := _named(item, context))]
    kept = []
    for word in listed(data["keywords"]):
        if plain(word) in subjects:
            subjects.remove(plain(word))
        else:
            kept.append(word)
    return kept


def _named(item: Any, context: Context) -> Any:
    """Return the name of a thing, which may be given as a text."""
    return plain(context.named(item).get("name")) if isinstance(item, dict) and "@value" not in item else plain(item)


def _data_set(whole: Any, context: Context) -> dict[str, Any] | None:
    """Return the object that describes a data set: the whole, or one of its graph."""
    nodes = listed(whole)
    inner = [one for node in nodes if isinstance(node, dict) for one in listed(node.get("@graph"))]
    for node in [*nodes, *inner][:1000]:
        if isinstance(node, dict) and "Dataset" in context.types(node):
            return node
    return None


def _form(draft: Draft, data: dict[str, Any]) -> None:
    stated = " ".join(reference([item]) or str(plain(item)) for item in listed(data.get("conformsTo")))
    found = re.search(r"croissant/([0-9]+\.[0-9]+)", stated)
    if found:
        draft.form = f"Croissant {found[1]}"
        if found[1] not in ("1.0", "1.1"):
            draft.remark("conformsTo", f"Croissant {found[1]} is not a version that is known here; it was read as 1.1.")
    elif "recordSet" in data or "distribution" in data:
        draft.form = "Croissant 0.8"
        draft.remark(
            "conformsTo", "No version is stated, as before Croissant 1.0 (0.8): an old form. It was read as such."
        )
    else:
        draft.form = "schema.org Dataset"


def _keep_language(draft: Draft, context: Context) -> None:
    from muniment.model.registries import language_problem

    if context.language and not language_problem(context.language):
        draft.language = context.language


def said(draft: Draft, value: Any, key: str) -> Any:
    """Return a statement (by language where several are given); None where it is none, which is noted."""
    by_language: dict[str, str] = {}
    for text, tag in texts(value):
        made, cut = statement_of(text)
        if cut:
            draft.leave(key, f"all after the first {len(made):,} characters", Reason.TOO_LONG)
        if not made:
            draft.leave(key, text, Reason.PLACEHOLDER)
        elif tag in by_language:
            by_language[tag] += f"\n{made}"
        else:
            by_language[tag] = made
    if not by_language:
        if not list(texts(value)):
            draft.leave(key, plain(value), Reason.WRONG_TYPE)
        return None
    if list(by_language) == [""] or len(by_language) == 1:
        return next(iter(by_language.values()))
    from muniment.model.registries import language_problem

    return {tag: text for tag, text in by_language.items() if tag and not language_problem(tag)} or None


def _text(path: str) -> Callable[[Draft, Any, str, Context], None]:
    def take(draft: Draft, value: Any, key: str, _: Context) -> None:
        if (text := said(draft, value, key)) is not None:
            draft.take(path, text, key)

    return take


def _name(draft: Draft, value: Any, key: str, _: Context) -> None:
    named = [line(text) for text, _tag in texts(value) if line(text)]
    if not named:
        draft.leave(key, value, Reason.WRONG_TYPE)
        return
    draft.take("title", short(named[0], 500), key)
    slug = name_of(named[0])
    draft.name = draft.name or (slug if slug != "data" else "")


def _version(draft: Draft, value: Any, key: str, _: Context) -> None:
    stated = plain(value)
    stated = str(stated) if isinstance(stated, int | float) and not isinstance(stated, bool) else stated
    if isinstance(stated, str) and VERSION.fullmatch(stated.strip()) and not is_placeholder(stated.strip()):
        draft.version = stated.strip()
    else:
        draft.leave(key, stated, Reason.NOT_VALID)


def _address(path: str) -> Callable[[Draft, Any, str, Context], None]:
    def take(draft: Draft, value: Any, key: str, _: Context) -> None:
        found = reference(value) or plain(value)
        if isinstance(found, str) and _URL.fullmatch(found.strip()) and len(found) < 2000:
            draft.take(path, found.strip(), key)
        else:
            draft.leave(key, found, Reason.NOT_VALID)

    return take


def date_of(value: Any) -> str:
    """Return the day, month or year that a value begins with; empty where it begins with none."""
    stated = plain(value)
    found = _DATE.fullmatch(stated.strip()) if isinstance(stated, str) else None
    return (found[1] or found[2]) if found else ""


def _release(draft: Draft, value: Any, key: str, _: Context) -> None:
    day = date_of(value)
    if len(day) == 10:
        draft.take("release_date", day, key)
    else:
        draft.leave(key, plain(value), Reason.NOT_VALID)


def _licence(draft: Draft, value: Any, key: str, context: Context) -> None:
    stated: list[str] = []
    name = link = ""
    for item in listed(value):
        if isinstance(said_so := plain(item), str):
            stated.append(line(said_so))
        elif isinstance(item, dict):
            work = context.named(item)
            named, url = plain(work.get("name")), reference(work.get("url")) or reference(item)
            if isinstance(named, str) and by_tag(line(named)):
                stated.append(by_tag(line(named)))
            elif isinstance(named, str):
                name = line(named)
                link = url if _URL.fullmatch(url) else ""
            elif url:
                stated.append(url)
        else:
            draft.leave(key, item, Reason.WRONG_TYPE)
    take_licence(draft, stated, key, name=name, link=link)


def _creator(draft: Draft, value: Any, key: str, context: Context) -> None:
    organisations, persons = [], 0
    for item in listed(value):
        named = plain(context.named(item).get("name")) if isinstance(item, dict) else plain(item)
        if (
            isinstance(item, dict)
            and context.types(item) & {"Organization", "Corporation", "NGO"}
            and isinstance(named, str)
        ):
            organisations.append(line(named))
        else:
            persons += 1
    if persons:
        draft.leave(key, f"{persons} persons or parties of no stated kind, not copied", Reason.PERSONAL)
        draft.advise(
            "origin.legal_entity", "The description names who made the set; say which legal person owns or supplies it."
        )
    if len(organisations) == 1 and not persons and organisations[0] and not is_placeholder(organisations[0]):
        draft.take("origin.legal_entity", short(organisations[0], 500), key, "Named as creator of the set.")
    elif organisations:
        draft.leave(key, organisations, Reason.UNCLEAR)


def _identifier(draft: Draft, value: Any, key: str, context: Context) -> None:
    for item in listed(value):
        named = context.named(item)
        digest = str(plain(named.get("value")))
        if plain(named.get("propertyID")) == "sha256" and re.fullmatch(r"[0-9a-fA-F]{64}", digest):
            draft.take("content_hash", f"sha256:{digest.lower()}", key)
        else:
            draft.leave(key, item, Reason.NO_PLACE)


def _languages(draft: Draft, value: Any, key: str, context: Context) -> None:
    stated = []
    for item in listed(value):
        named = context.named(item)
        code = (
            plain(named.get("alternateName")) or plain(named.get("name"))
            if named and "@value" not in named
            else plain(item)
        )
        stated.append(code)
    if found := read_languages(draft, stated, key):
        draft.take("scope.languages", found, key)


def _keywords(draft: Draft, value: Any, key: str, _: Context) -> None:
    words = [
        line(part) for text, _tag in texts(value) for part in (text.split(",") if isinstance(value, str) else [text])
    ]
    kinds = [word.removeprefix("modality:").casefold() for word in words]
    found = [kind for kind in dict.fromkeys(kinds) if kind in MODALITIES and kind != "other"]
    if found:
        draft.take("modalities", found, key)
    if others := [word for word, kind in zip(words, kinds, strict=True) if word and kind not in found]:
        draft.leave(key, others, Reason.NO_PLACE)


def _about(draft: Draft, value: Any, key: str, context: Context) -> None:
    found = []
    for item in listed(value):
        name = _named(item, context)
        if isinstance(name, str) and line(name) and not is_placeholder(line(name)):
            found.append(short(name, 500))
    if found:
        draft.take("scope.domain", list(dict.fromkeys(found)), key)
    else:
        draft.leave(key, value, Reason.WRONG_TYPE)


def _places(draft: Draft, value: Any, key: str, context: Context) -> None:
    found = []
    by_name = {name.casefold(): code for code, name in countries().items()}
    for item in listed(value):
        name = _named(item, context)
        code = name.strip() if isinstance(name, str) else ""
        code = code if code in countries() else by_name.get(code.casefold(), "")
        if code:
            found.append(code)
        else:
            draft.leave(key, item, Reason.NO_PLACE)
    if found:
        draft.take("scope.geography", list(dict.fromkeys(found)), key)


def _period(draft: Draft, value: Any, key: str, _: Context) -> None:
    stated = plain(listed(value)[0]) if len(listed(value)) == 1 else None
    ends = stated.split("/") if isinstance(stated, str) else []
    if len(ends) == 1:
        ends = [ends[0], ends[0]]
    read = ["" if end.strip() in ("..", "") else date_of(end) for end in ends]
    if (
        len(read) != 2
        or not any(read)
        or any(end.strip() not in ("..", "") and not day for end, day in zip(ends, read, strict=True))
    ):
        draft.leave(key, plain(value), Reason.NOT_VALID)
        return
    for name, day in zip(("start", "end"), read, strict=True):
        if day:
            draft.take(f"temporal.{name}", day, key)


def _sources(draft: Draft, value: Any, key: str, context: Context) -> None:
    for item in listed(value)[:300]:
        work = context.named(item) if isinstance(item, dict) else {}
        url = reference(work.get("url")) or (reference(item) if _URL.fullmatch(reference(item)) else "")
        name = (
            plain(work.get("name"))
            if isinstance(plain(work.get("name")), str)
            else (plain(item) if isinstance(plain(item), str) else url)
        )
        if not isinstance(name, str) or not line(name) or is_placeholder(line(name)):
            draft.leave(key, item, Reason.WRONG_TYPE)
            continue
        if (record := draft.record("origin.sources", name, key)) is None:
            return
        record["name"] = Taken(short(name, 500), key)
        if url and _URL.fullmatch(url):
            record["url"] = Taken(url, key)
        if isinstance(version := plain(work.get("version")), str) and line(version):
            record["version"] = Taken(short(version, 100), key)
        licence = plain(work.get("license"))
        if isinstance(licence, str):
            from muniment.import_.licences import by_address

            if known := by_address(licence) or by_tag(line(licence)):
                record["licence"] = Taken(known, key)
            else:
                draft.leave(f"{key}.license", licence, Reason.NOT_VALID)


def _live(draft: Draft, value: Any, key: str, _: Context) -> None:
    if isinstance(plain(value), bool):
        draft.take("collection.ongoing", plain(value), key)
    else:
        draft.leave(key, value, Reason.WRONG_TYPE)


def _nothing(draft: Draft, value: Any, key: str, _: Context) -> None:
    """Read elsewhere."""


_READ: dict[str, Callable[[Draft, Any, str, Context], None]] = {
    "name": _name, "description": _text("description"), "url": _address("url"), "version": _version,
    "datePublished": _release, "license": _licence, "usageInfo": _address("licence.terms_url"), "creator": _creator,
    "identifier": _identifier, "inLanguage": _languages, "keywords": _keywords, "about": _about,
    "spatialCoverage": _places, "temporalCoverage": _period, "isBasedOn": _sources, "prov:wasDerivedFrom": _sources,
    "isLiveDataset": _live, "distribution": _nothing, "recordSet": _nothing, "conformsTo": _nothing,
}  # fmt: skip
_WITHOUT_PLACE = frozenset(
    {
        "citeAs", "citation", "sameAs", "publisher", "sdPublisher", "sdDatePublished", "sdVersion", "sdLicense",
        "funder", "dateCreated", "dateModified", "author", "contributor", "alternateName", "isAccessibleForFree",
        "maintainer", "includedInDataCatalog", "thumbnailUrl", "variableMeasured", "prov:wasGeneratedBy",
        "prov:wasAttributedTo",
    }
)  # fmt: skip
