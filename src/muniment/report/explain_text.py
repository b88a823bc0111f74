"""Explanations as text: for the terminal, and the paragraphs that the reference pages share with it."""

import itertools
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

Value = dict[str, Any]
#: A paragraph: its label (empty: none) and its lines, each an item.
Paragraph = tuple[str, list[str]]

SAME_PROVISION = "Same provision"
_WIDTH = 100
_UNITS = {
    "use": "the {bearer} card, judged for each use of the data set in a model or system",
    "bearer": "the {bearer} card",
}


def paragraphs_of(entry: Value) -> Iterator[Paragraph]:
    """Yield what there is to say of a requirement, in the order of reading; a paragraph without lines is left out."""
    yield "", [entry["duty"]]
    yield "Rests on", [f"{role['name']}: {role['means']}" for role in entry["roles"]]
    yield "Stated in", [_UNITS[entry["unit"]].format(bearer=entry["bearer"])]
    if entry["election"]:
        chosen = entry["election"]
        yield "Binds only who chose it", [f"{chosen['label']}: {chosen['question']} ({chosen['path']})"]
    clauses = entry["condition"]["clauses"]
    yield "Applies where", clauses or ["always, to those on whom it rests"]
    yield "Questions that decide it", [f"{row['question']} ({row['path']})" for row in entry["condition"]["questions"]]
    yield "Applies from", [_dated(row) for row in entry["dates"]]
    yield "In the law since", [entry["since"]] if entry["since"] else []
    yield "At other times", list(_history(entry))
    yield f"Asks for {_many(entry)}".strip(), list(_needs(entry["needs"]))
    yield "What is checked", [entry["check"]["words"], *([entry["question"]] if entry["question"] else [])]
    yield "What to write", [entry["remedy"]] if entry["remedy"] else []
    yield "Goes to", [", ".join(row["words"] for row in entry["recipients"])]
    yield "Force", [entry["force"]["words"]]
    yield "Reading", [f"{entry['confidence']['words']}: {entry['source']}"]
    yield "Note", [entry["note"]] if entry["note"] else []
    yield "Fines", [_fine(row) for row in entry["sanctions"]]
    yield SAME_PROVISION, [f"{row['id']}: {row['title']}" for row in entry["related"]]
    yield "Rules of consistency", [_rule(row) for row in entry["rules"]]


def render_text(found: Value) -> str:
    """Return an explanation as text."""
    parts = [*([[f"Note: {note}" for note in found["notes"]]] if found["notes"] else [])]
    parts += [_requirement(entry) for entry in found["requirements"]]
    if found["listed"]:
        parts.append([f"{found['read_as']}: {len(found['listed'])} entries", *_listed(found["listed"])])
    parts += [_code(code) for code in found["codes"]]
    parts += [_measure(measure) for measure in found["measures"]]
    parts += [[_rule(rule), *_beside(rule)] for rule in found["rules"]]
    parts += [_path(path) for path in found["paths"]]
    parts += [_track(track) for track in found["tracks"]]
    parts += [_election(election) for election in found["elections"]]
    parts += [[f"{role['id']}: {role['means']}", *_listed(role["requirements"])] for role in found["roles"]]
    parts += [_instrument(one) for one in found["instruments"]]
    foot = f"As of {found['as_of']}; state of the law {found['law_date']}, catalogue {found['catalogue_version']}."
    return "\n\n".join("\n".join(lines) for lines in [*parts, [foot]]) + "\n"


def track_paragraphs(track: Value) -> Iterator[Paragraph]:
    """Yield what there is to say of a track of dates."""
    yield "For", track["condition"]["clauses"] or ["everybody"]
    yield "Left by those where", track["unless"]
    if track["at_the_latest"]:
        late = track["at_the_latest"]
        yield "Yet at the latest", [f"{late['date']} where {' and '.join(late['clauses'])}"]
    if track["not_before"]:
        late = f'; where that lies before the date, the first "{track["or_since"]}" since' if track["or_since"] else ""
        yield "Never due before", [f'the day stated as "{track["not_before"]}"{late}']
    yield "Dates", [f"{row['date']}: {row['duties']} duties" for row in track["dates"]]
    yield (
        "How it stood",
        [f"until {row['until']}: {row['then']} for {row['now']} ({row['source']})" for row in track["postponed"]],
    )


def election_paragraphs(election: Value) -> Iterator[Paragraph]:
    """Yield what there is to say of an election."""
    yield "Question", [f"{election['question']} ({election['path']})"]
    yield "Chosen where", election["condition"]["clauses"]


def _requirement(entry: Value) -> list[str]:
    head = f"{entry['citation']} ({entry['confidence']['words']})"
    lines = [f"{entry['id']}: {entry['title']}", f"  {head}", *([f"  {entry['link']}"] if entry["link"] else [])]
    return [*lines, *_paragraphs(paragraphs_of(entry))]


def _paragraphs(paragraphs: Iterable[Paragraph]) -> list[str]:
    lines: list[str] = []
    for label, items in paragraphs:
        if items:
            lines += ["", *([f"  {label}"] if label else [])]
            indent = "    " if label else "  "
            for item in items:
                lines += textwrap.wrap(
                    item.strip(),
                    _WIDTH,
                    initial_indent=indent + (len(item) - len(item.lstrip())) * " ",
                    subsequent_indent=indent + (2 + len(item) - len(item.lstrip())) * " " * bool(label),
                    break_long_words=False,
                    break_on_hyphens=False,
                )
    return lines


def _dated(row: Value) -> str:
    return f"{row['from']}, {row['label']}"


def _many(entry: Value) -> str:
    words = entry["quantifier"]["words"]
    return f"({words})" if len(entry["needs"]) > 1 or entry["quantifier"]["name"] == "combination" else ""


def _history(entry: Value) -> Iterator[str]:
    shown = ([role["name"] for role in entry["roles"]], entry["dates"])
    for version in entry["versions"]:
        if (version["citation"], version["roles"], version["dates"]) == (entry["citation"], *shown):
            continue
        span = f"until {version['until']}" if version["until"] else f"since {version['since']}"
        days = "; ".join(_dated(row) for row in version["dates"])
        yield f"{span}: {version['citation']}, on {', '.join(version['roles'])}, from {days}"


def _needs(needs: Iterable[Value]) -> Iterator[str]:
    """Yield the needs, those asked of the same elements under one line that says of which."""
    for asked, rows in itertools.groupby(needs, key=lambda row: str(row["asked"])):
        if asked:
            yield f"{asked}:"
        for row in rows:
            test = f"; {row['test']}" if row["test"] else ""
            yield f"{'  ' if asked else ''}{row['facts']}{test}"


def _fine(row: Value) -> str:
    return (
        f"{row['says']} {row['citation']}; {row['confidence']['words']}; possible since {row['from']}, never before "
        "the duty itself applies. A hint for the order of work, no figure of risk."
    )


def _rule(rule: Value) -> str:
    return f"{rule['id']} ({rule['code']}, {rule['severity']}, {rule['kind']} card): {rule['words']}"


def _beside(rule: Value) -> list[str]:
    named = ", ".join(rule["requirements"])
    return [f"  stands beside {named}"] if named else ["  looks at whatever is stated twice"]


def _listed(rows: Iterable[Value]) -> list[str]:
    lines = []
    for row in rows:
        until = f" until {row['until']}, now {row['today']}" if row["until"] else ""
        lines += [f"  {row['id']}: {row['title']}", f"    {row['citation']}{until}; on {', '.join(row['roles'])}"]
    return lines


def _code(code: Value) -> list[str]:
    return [code["id"], f"  {code['meaning']}", *(f"  {_rule(rule)}" for rule in code["rules"])]


def _measure(measure: Value) -> list[str]:
    unit = {"": "", "share": "a share"}.get(measure["unit"], f"in {measure['unit']}")
    small = "the figures of rows of fewer than ten stay in internal editions" if measure["small_rows"] else ""
    paragraphs: list[Paragraph] = [
        ("", [measure["definition"]]),
        ("What it is", [said for said in (measure["kind"], unit, small) if said]),
        ("A figure for each", [", ".join(measure["per"]) or "set"]),
        ("Needs a field that holds", [measure["needs"]] if measure["needs"] else []),
        ("Compared with", measure["compared_with"]),
        ("How", [measure["compared"]] if measure["compared"] else []),
        ("Says something on", measure["informs"]),
        ("Merged as", [measure["merged"]]),
    ]
    return [f"{measure['id']}: {measure['title']}, a measure of data", *_paragraphs(paragraphs)]


def _path(path: Value) -> list[str]:
    lines = [f"{path['path']}: {path['title']}", *_paragraphs([("", [path["description"]])])]
    kinds = [word for word, said in (("computed by the tool", "computed"), ("measurable", "measured")) if path[said]]
    if path["unit"]:
        kinds.append(f"in {path['unit']}")
    read_by = len(path["decides"])
    paragraphs: list[Paragraph] = [
        ("What it is", kinds),
        ("Values", [f"{row['value']}: {row['means']}".rstrip(": ") for row in path["choices"]]),
        ("Holds", [f"{row['path']}: {row['title']}" for row in path["inside"]]),
        ("Asked as", [path["question"]] if path["question"] else []),
        (f"Decides whether {read_by} duties apply", [_row(row) for row in path["decides"]]),
        ("Decides the track of dates", path["tracks"]),
        ("Decides the election", path["elections"]),
        ("Serves", [_row(row) for row in path["serves"]] or ["no duty of the catalogue"]),
    ]
    return [*lines, *_paragraphs(paragraphs)]


def _row(row: Value) -> str:
    return f"{row['citation']}: {row['title']} ({row['id']})"


def _track(track: Value) -> list[str]:
    return [f"{track['id']}: {track['label']}", *_paragraphs(track_paragraphs(track))]


def _election(election: Value) -> list[str]:
    lines = [f"{election['id']}: {election['label']}", *_paragraphs(election_paragraphs(election))]
    return [*lines, "", f"  {len(election['requirements'])} duties hang on it", *_listed(election["requirements"])]


def _instrument(one: Value) -> list[str]:
    since = [f"  exists since {one['since']}"] if one["since"] else []
    link = [f"  {one['link']}"] if one["link"] else []
    return [f"{one['id']}: {one['title']}", *link, *since, *_listed(one["requirements"])]
