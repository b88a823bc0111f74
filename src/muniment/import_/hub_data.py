"""The parts, fields and files of a data set as the front matter of a README lists them (dataset_info, configs)."""

import re
from typing import Any

from muniment.base.addresses import name_of
from muniment.import_.draft import MAX_RECORDS, Draft, Reason, Taken
from muniment.import_.text import line, short

#: Names of parts that say by themselves what they are made for.
ROLES = {"train": "training", "training": "training", "validation": "validation", "valid": "validation",
         "val": "validation", "dev": "validation", "development": "validation", "test": "testing",
         "testing": "testing"}  # fmt: skip
_DEPTH = 6
_ROWS = "The publisher's count of examples."


def take_dataset_info(draft: Draft, value: Any, key: str) -> None:
    """Take splits with their counts, and fields; of several configurations each split has its own name."""
    infos = value if isinstance(value, list) else [value]
    several = len(infos) > 1
    for info in infos[:100]:
        if not isinstance(info, dict):
            draft.leave(key, info, Reason.WRONG_TYPE)
            continue
        config = line(name) if isinstance(name := info.get("config_name"), str) else ""
        _splits(draft, info.get("splits"), f"{key}.splits", config if several else "")
        if not several:
            _features(draft, info.get("features"), f"{key}.features")
        elif info.get("features"):
            draft.leave(f"{key}.features ({config})", info["features"], Reason.UNCLEAR)
        for name in info.keys() - {"config_name", "splits", "features"}:
            draft.leave(f"{key}.{name}", info[name], Reason.NO_PLACE)
    if several:
        draft.remark(
            key, f"{len(infos)} configurations: their splits may hold the same items, and their fields were not taken."
        )
    if len(infos) > 100:
        draft.leave(key, f"{len(infos) - 100} further configurations", Reason.TOO_MANY)


def _splits(draft: Draft, value: Any, key: str, config: str) -> None:
    for split in value if isinstance(value, list) else [value] if value else []:
        if not isinstance(split, dict) or not isinstance(split.get("name"), str):
            draft.leave(key, split, Reason.WRONG_TYPE)
            continue
        name = line(split["name"])
        count = split.get("num_examples")
        part = take_split(draft, name, key, config)
        if part is None:
            return
        if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
            take_rows(draft, part["id"], count, f"{key}.{name}.num_examples")
        elif count is not None:
            draft.leave(f"{key}.{name}.num_examples", count, Reason.WRONG_TYPE)
        if "num_bytes" in split:
            draft.leave(f"{key}.{name}.num_bytes", split["num_bytes"], Reason.NO_PLACE)


def take_split(draft: Draft, name: str, key: str, config: str = "") -> dict[str, Any] | None:
    """Return the record of a split; a name that says what the part is for gives it that role."""
    wish = f"{config}-{name}" if config else name
    for record in draft.section("").get("splits", []):
        if record["id"] == name_of(wish, 60):
            return record  # type: ignore[no-any-return]
    made = draft.record("splits", wish, key)
    if made is not None and (role := ROLES.get(name.casefold())):
        made["kind"] = Taken(role, key)
    return made


def take_rows(draft: Draft, split: str, count: int, key: str, note: str = _ROWS) -> None:
    """Take a count of the rows of a split."""
    if (measure := draft.record("measures", f"{split}-rows", key)) is not None:
        measure["split"] = Taken(split, key)
        measure["unit"] = Taken("rows", key)
        measure["amount"] = Taken(count, key, note)


def _features(draft: Draft, value: Any, key: str) -> None:
    for name, feature in _flat(value, ""):
        if len(draft.facts.get("fields", [])) >= MAX_RECORDS:
            draft.leave(key, "further fields", Reason.TOO_MANY)
            return
        take_field(draft, name, "", f"{key}.{name}", "label" if _is_label(feature) else "")


def _flat(value: Any, above: str, depth: int = 0) -> list[tuple[str, dict[str, Any]]]:
    """Return the fields of a list of features, those inside others with points; the order is kept."""
    found: list[tuple[str, dict[str, Any]]] = []
    for feature in value if isinstance(value, list) and depth < _DEPTH else ():
        if not isinstance(feature, dict) or not isinstance(feature.get("name"), str):
            continue
        name = f"{above}{feature['name']}"
        inside = next(
            (feature[form] for form in ("struct", "list", "sequence") if isinstance(feature.get(form), list)), None
        )
        found += _flat(inside, f"{name}.", depth + 1) if inside else [(name, feature)]
        if len(found) > MAX_RECORDS:
            break
    return found


def _is_label(feature: dict[str, Any]) -> bool:
    inside = feature.get("dtype") or feature.get("sequence") or feature.get("list")
    return isinstance(inside, dict) and "class_label" in inside


def take_field(draft: Draft, name: str, description: str, key: str, holds: str = "") -> dict[str, Any] | None:
    """Take a field of the records under the name that the files write."""
    record = draft.record("fields", name, key)
    if record is None:
        return None
    record["name"] = Taken(short(name, 500), key)
    if description:
        record["description"] = Taken(description, key)
    if holds:
        record["holds"] = Taken(holds, key)
    draft.advise(
        "fields", "Say what each field holds (holds: content, label, annotator, …) before the data are measured."
    )
    return record


def take_configs(draft: Draft, value: Any, key: str) -> None:
    """Take the files that configurations name for their splits."""
    configs = value if isinstance(value, list) else [value]
    several = sum(isinstance(config, dict) for config in configs) > 1
    names = [config for config in configs if not isinstance(config, dict)]
    if names:
        draft.leave(key, names, Reason.NO_PLACE)
    for config in [config for config in configs if isinstance(config, dict)][:100]:
        name = line(config["config_name"]) if isinstance(config.get("config_name"), str) else ""
        files = config.get("data_files")
        if files is None and isinstance(config.get("data_dir"), str):
            files = config["data_dir"].rstrip("/") + "/**"
        for item in files if isinstance(files, list) else [files] if files is not None else []:
            _files(draft, item, f"{key}.{name or 'default'}.data_files", name if several else "")


def _files(draft: Draft, item: Any, key: str, config: str) -> None:
    split = line(item["split"]) if isinstance(item, dict) and isinstance(item.get("split"), str) else ""
    paths = item.get("path") if isinstance(item, dict) else item
    for path in paths if isinstance(paths, list) else [paths]:
        if not isinstance(path, str) or not path.strip():
            draft.leave(key, path if path is not None else item, Reason.WRONG_TYPE)
            continue
        part = take_split(draft, split, key, config) if split else None
        record = draft.record("distribution", part["id"] if part else config or "files", key)
        if record is None:
            return
        take_location(draft, record, path.strip(), key)
        if part:
            record["split"] = Taken(part["id"], key)


def take_location(draft: Draft, record: dict[str, Any], location: str, key: str) -> None:
    """Take where files lie, if that names a place and leads nowhere else."""
    text = line(location)
    inside = not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\|~", text)
    if inside and ".." in re.split(r"[/\\]", text):
        draft.remark(key, "A path leads out of the folder of the description; it was not taken.")
        draft.leave(key, text, Reason.NOT_VALID)
    elif not inside and not re.match(r"(?:https?|s3|gs|hf|ftp)://[^\s]+$", text):
        draft.remark(key, "A location is no path below the description and no web address; it was not taken.")
        draft.leave(key, text, Reason.NOT_VALID)
    elif len(text) > 1500 or text != location:
        draft.leave(key, text, Reason.NOT_VALID)
    else:
        record["location"] = Taken(text if not inside else f"{draft.folder}{text}", key)
