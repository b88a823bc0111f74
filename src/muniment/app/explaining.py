"""`explain`: what a requirement asks or a finding code means; or which duties a fact serves."""

from typing import Any

from muniment.base.errors import CannotRun
from muniment.base.resources import schema_path
from muniment.catalogue.load import described, load_catalogue
from muniment.catalogue.requirements import CONFIDENCE, Requirement
from muniment.model.suggest import did_you_mean
from muniment.model.vocabulary import position_at


def explain(name: str) -> dict[str, Any]:
    """Return what is known about a requirement id, a finding code (MUN…) or a path; raise CannotRun for others."""
    catalogue = load_catalogue()
    requirement = catalogue.requirements.get(name)
    if requirement:
        return {"requirement": described(requirement), "facts": _facts(requirement), "tracks": _tracks(requirement)}
    codes = _codes()
    if name in codes:
        return {"code": {"id": name, "meaning": codes[name]}}
    position = position_at(name)
    if position:
        serves = [entry for entry in catalogue.requirements.values() if _names(entry, name)]
        return {
            "path": {"path": name, "title": position.title, "description": position.description, "unit": position.unit},
            "serves": [described(entry) for entry in serves],
        }
    near = did_you_mean(name, [*catalogue.requirements, *codes])
    raise CannotRun(
        f'"{name[:80]}" is no requirement, finding code or path.',
        f'Did you mean "{near}"?' if near else "Name for instance AIA-10-2-f, MUN210, or dataset.licence.id.",
    )


def _codes() -> dict[str, str]:
    import json

    return dict(json.loads(schema_path("vocab", "findings.json").read_text("utf-8"))["codes"])


def _facts(requirement: Requirement) -> list[dict[str, str]]:
    rows = []
    for need in requirement.needs:
        for path in need.paths:
            position = position_at(path)
            title, description = (position.title, position.description) if position else ("", "")
            rows.append({"path": path, "title": title, "description": description})
    return rows


def _tracks(requirement: Requirement) -> list[dict[str, str]]:
    tracks = load_catalogue().tracks
    return [{"track": tracks[name].label, "from": day} for name, day in requirement.dates]


def _names(requirement: Requirement, path: str) -> bool:
    named = {other for need in requirement.needs for other in need.paths}
    return path in named or any(other.startswith((path + ".", path + "[]")) for other in named)


def render_text(found: dict[str, Any]) -> str:
    """Return an explanation as text."""
    if "code" in found:
        return f"{found['code']['id']}\n  {found['code']['meaning']}\n"
    if "path" in found:
        path = found["path"]
        lines = [f"{path['path']}: {path['title']}", f"  {path['description']}", ""]
        lines += [f"  serves {entry['citation']}: {entry['title']} ({entry['id']})" for entry in found["serves"]]
        return "\n".join(lines if found["serves"] else [*lines, "  serves no duty of the catalogue"]) + "\n"
    return _requirement_text(found)


def _requirement_text(found: dict[str, Any]) -> str:
    entry = found["requirement"]
    lines = [f"{entry['id']}: {entry['title']}", f"  {entry['citation']} ({CONFIDENCE[entry['confidence']]})", ""]
    lines += [
        f"  {entry['duty']}",
        "",
        f"  rests on     {', '.join(entry['roles'])}; stated in the {entry['bearer']} card",
    ]
    lines += [f"  force        {entry['force']}", f"  recipients   {', '.join(entry['recipients'])}"]
    lines += [f"  from         {row['from']}, {row['track']}" for row in found["tracks"]]
    lines += [f"  before       {citation} (until {until})" for until, citation in entry["history"]]
    lines += ["", "  satisfied by"]
    lines += [f"    {row['path']}: {row['title']}. {row['description']}" for row in found["facts"]]
    if entry["note"]:
        lines += ["", f"  note  {entry['note']}"]
    return "\n".join([*lines, "", f"  source  {entry['source']}"]) + "\n"
