"""Croissant's files and record sets → the files and fields of a card, as evidence finds and measures them."""

import re
from typing import Any

from muniment.import_.draft import MAX_RECORDS, Draft, Reason, Taken
from muniment.import_.hub_data import take_field, take_location, take_split
from muniment.import_.jsonld import Context, listed, plain, reference, texts
from muniment.import_.markdown import is_placeholder, statement_of
from muniment.import_.text import line, short

_SIZE = re.compile(r"([0-9]{1,18}) ?(?:B|bytes?)?", re.IGNORECASE)
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_COMPRESSED = {"application/gzip": "gzip", "application/x-gzip": "gzip", "application/zip": "zip",
               "application/zstd": "zstd", "application/x-bzip2": "bzip2", "application/x-xz": "xz"}  # fmt: skip
_SPLITS = {"TrainingSplit": "training", "ValidationSplit": "validation", "TestSplit": "testing"}
#: What generators write where nobody has said anything.
_OF_A_GENERATOR = re.compile(r"Column (?:'[^']*' )?from (?:the )?Hugging Face parquet file\.?")
_SOURCES = ("fileSet", "fileObject", "distribution")
_MOST_SETS = 500


def take_distribution(draft: Draft, value: Any, context: Context) -> None:
    """Take the files and groups of files."""
    for at, item in enumerate(listed(value)):
        key = f"distribution/{at}"
        if not isinstance(item, dict):
            draft.leave(key, item, Reason.WRONG_TYPE)
            continue
        file = context.named(item)
        types = context.types(item)
        named = file.get("@id") if isinstance(file.get("@id"), str) else plain(file.get("name"))
        record = draft.record("distribution", line(named) if isinstance(named, str) else "file", key)
        if record is None:
            return
        if isinstance(named, str):
            draft.ids[named] = record["id"]
        _file(draft, record, file, key, is_set="FileSet" in types)
        if record.keys() == {"id"}:
            draft.leave(key, item, Reason.UNCLEAR)


def _file(draft: Draft, record: dict[str, Any], file: dict[str, Any], key: str, *, is_set: bool) -> None:
    inside = reference(_container(file))
    paths = [text for text, _ in texts(file.get("includes") if is_set else file.get("contentUrl"))]
    if len(paths) == 1:
        take_location(draft, record, paths[0].strip(), f"{key}/{'includes' if is_set else 'contentUrl'}")
    elif paths:
        draft.leave(f"{key}/includes", paths, Reason.UNCLEAR)
    encoding = [line(text) for text, _ in texts(file.get("encodingFormat"))]
    if encoding and encoding[0] and not is_placeholder(encoding[0]):
        record["format"] = Taken(short(encoding[0], 200), f"{key}/encodingFormat")
        if encoding[0].casefold() in _COMPRESSED and not is_set:
            record["compression"] = Taken(_COMPRESSED[encoding[0].casefold()], f"{key}/encodingFormat")
    _digest_and_size(draft, record, file, key)
    said = "\n".join(statement_of(text)[0] for text, _ in texts(file.get("description")))
    lies = (
        f"Lies in {short(inside, 100)}, which has to be fetched first, and unpacked if it is an archive."
        if inside
        else ""
    )
    if text := "\n".join(part for part in (said, lies) if part):
        record["description"] = Taken(text, f"{key}/description" if said else f"{key}/containedIn")
    for name in file.keys() - _READ:
        draft.leave(f"{key}/{name}", plain(file[name]), Reason.NO_PLACE)


_READ = frozenset(
    {
        "@id",
        "@type",
        "name",
        "contentUrl",
        "includes",
        "encodingFormat",
        "sha256",
        "contentSize",
        "description",
        "containedIn",
    }
)


def _container(file: dict[str, Any]) -> Any:
    inside = file.get("containedIn")
    if isinstance(inside, dict) and "@id" not in inside:
        return inside.get("fileObject") or inside.get("fileSet") or inside.get("cr:fileObject")
    return inside


def _digest_and_size(draft: Draft, record: dict[str, Any], file: dict[str, Any], key: str) -> None:
    digest = plain(file.get("sha256"))
    if isinstance(digest, str) and _DIGEST.fullmatch(digest.strip()):
        record["sha256"] = Taken(f"sha256:{digest.strip().lower()}", f"{key}/sha256")
    elif digest is not None:
        draft.leave(f"{key}/sha256", digest, Reason.NOT_VALID)
    size = plain(file.get("contentSize"))
    found = _SIZE.fullmatch(str(size).strip()) if isinstance(size, str | int) and not isinstance(size, bool) else None
    if found:
        record["bytes"] = Taken(int(found[1]), f"{key}/contentSize")
    elif size is not None:
        draft.leave(f"{key}/contentSize", size, Reason.BRACKET)


def take_record_sets(draft: Draft, value: Any, context: Context) -> None:
    """Take fields that are read from files, and the parts that an enumeration of splits names."""
    sets = listed(value)
    for at, item in enumerate(sets[:_MOST_SETS]):
        key = f"recordSet/{at}"
        if not isinstance(item, dict):
            draft.leave(key, item, Reason.WRONG_TYPE)
            continue
        record_set = context.named(item)
        if "data" in record_set:
            _enumeration(draft, record_set, key, context)
            continue
        if record_set.get("key") is not None:
            draft.leave(f"{key}/key", record_set["key"], Reason.NO_PLACE)
        for place, field in enumerate(listed(record_set.get("field"))):
            if len(draft.facts.get("fields", [])) >= MAX_RECORDS:
                draft.leave(f"{key}/field", "further fields", Reason.TOO_MANY)
                return
            _field(draft, field, f"{key}/field/{place}", "", context)
        if draft.left_types:
            draft.leave(f"{key}/field/*/dataType", sorted(draft.left_types), Reason.NO_PLACE)
            draft.left_types.clear()
    if sets[_MOST_SETS:]:
        draft.leave("recordSet", f"{len(sets) - _MOST_SETS} further record sets", Reason.TOO_MANY)


def _enumeration(draft: Draft, record_set: dict[str, Any], key: str, context: Context) -> None:
    kinds = {context.name(one) for one in listed(record_set.get("dataType")) if isinstance(one, str)}
    rows = [row for row in listed(record_set["data"]) if isinstance(row, dict)]
    if "Split" not in kinds or not rows:
        draft.leave(f"{key}/data", record_set["data"], Reason.NO_PLACE)
        return
    for row in rows[:MAX_RECORDS]:
        cells = {str(name).rpartition("/")[2]: cell for name, cell in row.items()}
        name, url = cells.get("name"), cells.get("url")
        if not isinstance(name, str) or not line(name):
            draft.leave(f"{key}/data", row, Reason.NO_PLACE)
            continue
        part = take_split(draft, line(name), key)
        role = _SPLITS.get(context.name(url)) if isinstance(url, str) else None
        if part is not None and role:
            part["kind"] = Taken(role, key)


def _field(draft: Draft, item: Any, key: str, above: str, context: Context, depth: int = 0) -> None:
    if not isinstance(item, dict):
        draft.leave(key, item, Reason.WRONG_TYPE)
        return
    field = context.named(item)
    stated = plain(field.get("name"))
    name = (line(stated) if isinstance(stated, str) else str(field.get("@id", ""))).rpartition("/")[2]
    source = context.named(field.get("source"))
    name = _column(source, context) or above + name
    parts = listed(field.get("subField"))
    if parts and depth < 6:
        for place, part in enumerate(parts[:MAX_RECORDS]):
            _field(draft, part, f"{key}/subField/{place}", f"{name}.", context, depth + 1)
        return
    kinds = {context.name(one) for one in listed(field.get("dataType")) if isinstance(one, str)}
    if "fileProperty" in context.named(source.get("extract")):
        draft.leave(key, name, Reason.NO_PLACE)
        return
    said = "\n".join(statement_of(text)[0] for text, _ in texts(field.get("description")))
    said = "" if _OF_A_GENERATOR.fullmatch(said) else said
    holds = "label" if "Label" in kinds else "split" if "Split" in kinds else ""
    record = take_field(draft, name, said if " " in said else "", key, holds) if name else None
    if record is None:
        return
    files = [draft.ids[one] for one in (reference(source.get(form)) for form in _SOURCES) if one in draft.ids]
    if files:
        record["distribution"] = Taken(files, f"{key}/source")
    draft.left_types.update(kinds - {"Label", "Split"})


def _column(source: dict[str, Any], context: Context) -> str:
    """Return the column that a field is read from, as the files call it; empty where it is not read from one."""
    extract = context.named(source.get("extract"))
    column = plain(extract.get("column"))
    inside = next(
        (part for step in listed(source.get("transform")) if (part := _path(context.named(step).get("jsonPath")))), ""
    )
    if isinstance(column, str):
        return ".".join(part for part in (line(column), inside) if part)
    return _path(extract.get("jsonPath"))


def _path(stated: Any) -> str:
    """Return a path of keys in JSON, joined by points; empty where it is another one."""
    path = plain(stated)
    found = (
        re.fullmatch(r"\$?\.?((?:[A-Za-z0-9_-]+(?:\[\*?\])?\.?)+)", path)
        if isinstance(path, str) and len(path) < 200
        else None
    )
    return re.sub(r"\[\*?\]", "", found[1]).strip(".") if found else ""
