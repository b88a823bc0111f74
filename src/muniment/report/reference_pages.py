"""The reference pages of the catalogue, as Markdown: what `explain` says, for readers of the repository."""

import itertools
import re
from collections.abc import Iterable
from typing import Any

from muniment.catalogue.requirements import CONFIDENCE, Catalogue
from muniment.catalogue.versions import as_it_stood
from muniment.catalogue.wording import FORCE_WORDS
from muniment.model.roles import ROLES
from muniment.report import explanation
from muniment.report.explain_text import SAME_PROVISION, Paragraph, election_paragraphs, paragraphs_of, track_paragraphs

Value = dict[str, Any]
_GENERATED = "<!-- Generated from the catalogue by `make gen`; edit schemas/, not this page. -->"


#: How far a provision without an entry was read, as `read` in the walk of provisions names it.
_READ = {
    "official": CONFIDENCE["read_official_text"],
    "secondary": CONFIDENCE["read_secondary"],
    "remembered": CONFIDENCE["remembered"],
}


def render_pages(catalogue: Catalogue, walk: Iterable[Value]) -> dict[str, str]:
    """Return every page by its name: the index, a page an instrument, the roles and dates, the codes, what is left out.

    ``walk`` is the walk of provisions (``schemas/requirements/provisions.yaml``).
    """
    stood = as_it_stood(catalogue, catalogue.law_date)
    pages = {f"{name}.md": _instrument(name, stood, catalogue) for name in catalogue.instruments}
    pages |= {"README.md": _index(stood), "roles.md": _roles(stood), "codes.md": _codes()}
    pages["left_out.md"] = _left_out(walk, stood)
    return dict(sorted(pages.items()))


def _index(catalogue: Catalogue) -> str:
    held = {name: explanation.explain_instrument(name, catalogue)["requirements"] for name in catalogue.instruments}
    lines = [
        "# Reference of the catalogue",
        "",
        f"State of the law {catalogue.law_date}, catalogue {catalogue.version}, {len(catalogue.requirements)} "
        "requirements. Duties are in our own words; this is no legal advice. Each says how far its text was read.",
        "",
        "- Which duties rest on whom, from when, by whose choice: [roles, tracks, elections](roles.md)",
        "- What a finding means: [finding codes and rules of consistency](codes.md)",
        "- How open texts are read: [readings](../readings.md)",
        "- Which points of the texts no requirement covers, and why: [left out](left_out.md); what became of the first "
        "table of duties: [merged or dropped](../requirements-dropped.md)",
        '- In a terminal: `muniment explain AIA-10-2-f`, `muniment explain "Art 10(2)(f)"`, `muniment explain '
        "provider_gpai`",
        "",
        "## Texts",
        "",
        "| text | requirements | force |",
        "|---|---|---|",
    ]
    for name, rows in held.items():
        forces = dict.fromkeys(row["force"] for row in rows)
        said = "; ".join(_force(force) for force in FORCE_WORDS if force in forces)
        lines.append(f"| [{_cell(catalogue.instruments[name].title)}]({name}.md) | {len(rows)} | {said} |")
    lines += ["", "## All requirements", ""]
    for name, rows in held.items():
        links = ", ".join(f"[{row['id']}]({name}.md#{row['id']})" for row in rows)
        lines += [f"**{catalogue.instruments[name].label.rstrip(',')}**: {links}", ""]
    return _page(lines)


def _instrument(name: str, stood: Catalogue, catalogue: Catalogue) -> str:
    one = explanation.explain_instrument(name, stood)
    rows = one["requirements"]
    lines = [f"# {_plain(one['title'])}", ""]
    lines += [f"<{one['link']}>", ""] if one["link"] else []
    lines += [f"Exists since {one['since']}.", ""] if one["since"] else []
    lines += [f"{len(rows)} requirements, state of the law {stood.law_date}. [Index](README.md)", ""]
    lines += ["| provision | requirement | rests on | from |", "|---|---|---|---|"]
    for row in rows:
        days = sorted({day for _, day in stood.requirements[row["id"]].dates})
        label = row["citation"].removeprefix(one["label"]).strip() or one["label"]
        lines.append(
            f"| {_cell(label)} | [{row['id']}](#{row['id']}): {_cell(row['title'])} | {', '.join(row['roles'])} | "
            f"{', '.join(days)} |"
        )
    for row in rows:
        lines += ["", *_entry(explanation.explain_requirement(row["id"], catalogue, stood.law_date), catalogue)]
    return _page(lines)


def _entry(entry: Value, catalogue: Catalogue) -> list[str]:
    lines = [f'<a id="{entry["id"]}"></a>', "", f"## {entry['id']}: {_plain(entry['title'])}", ""]
    lines += [f"**{_plain(entry['citation'])}** ({entry['confidence']['words']})"]
    return [*lines, *_paragraphs(paragraphs_of(entry), catalogue)]


def _paragraphs(paragraphs: Iterable[Paragraph], catalogue: Catalogue | None = None) -> list[str]:
    """Return paragraphs as Markdown: one line each where they hold one item, else a list below their label."""
    lines: list[str] = []
    for label, items in paragraphs:
        marked = [_linked(item, catalogue) for item in items]
        if not label:
            lines += ["", *marked, ""]
        elif len(items) == 1 or label == SAME_PROVISION:
            lines += [f"- **{label}:** {'; '.join(marked)}"] if items else []
        elif items:
            lines += [f"- **{label}:**"]
            lines += [
                f"{' ' * (2 + len(raw) - len(raw.lstrip()))}- {said}" for raw, said in zip(items, marked, strict=True)
            ]
    return lines


def _linked(item: str, catalogue: Catalogue | None) -> str:
    """Return an item with its paths as code, and the requirement it begins with as a link."""
    text = _plain(item.strip())
    first, colon, rest = text.partition(":")
    if colon and catalogue is not None and first in catalogue.requirements:
        return f"[{first}]({catalogue.requirements[first].instrument}.md#{first}):{rest}"
    if colon and first in ROLES:
        return f"[{first}](roles.md#{first}):{rest}"
    code = re.match(r"(T-[\w-]+) \((MUN\d+)", text)
    return f"[{code[1]}](codes.md#{code[2]}){text[len(code[1]) :]}" if code else text


def _roles(catalogue: Catalogue) -> str:
    lines = [
        "# Roles, tracks of dates, elections",
        "",
        f"State of the law {catalogue.law_date}. [Index](README.md)",
        "",
    ]
    roles = [explanation.explain_role(name, catalogue) for name in ROLES]
    lines += ["| role | is | duties |", "|---|---|---|"]
    lines += [f"| [{one['id']}](#{one['id']}) | {one['means']} | {len(one['requirements'])} |" for one in roles]
    lines += ["", "A duty is listed under each role that it rests on; it applies only where its conditions hold."]
    for one in roles:
        lines += ["", f'<a id="{one["id"]}"></a>', "", f"## {one['id']}", "", one["means"], ""]
        lines += _by_instrument(one["requirements"], catalogue) or ["No duty of the catalogue rests on it.", ""]
    lines += ["", "# Tracks of dates", "", "From when a duty applies hangs on the track that its bearer is on."]
    for name in catalogue.tracks:
        track = explanation.explain_track(name, catalogue)
        lines += ["", f'<a id="{name}"></a>', "", f"## {name}", "", track["label"], ""]
        lines += _paragraphs(track_paragraphs(track))
    lines += ["", "# Elections", "", "What binds only those who choose it. Until the choice is stated, it is one line."]
    for name in catalogue.elections:
        election = explanation.explain_election(name, catalogue)
        lines += ["", f'<a id="election-{name}"></a>', "", f"## {_plain(election['label'])}", ""]
        lines += [*_paragraphs(election_paragraphs(election)), "", *_by_instrument(election["requirements"], catalogue)]
    lines += ["", "# Fines", "", "Hints for the order of work, never a figure of risk.", ""]
    for sanction in catalogue.sanctions:
        lines.append(
            f"- {sanction.citation}: {sanction.says} Possible since {sanction.since}; "
            f"{CONFIDENCE[sanction.confidence]}."
        )
    return _page(lines)


def _by_instrument(rows: Iterable[Value], catalogue: Catalogue) -> list[str]:
    """Return a table for each text: provision, requirement, force and days."""
    lines: list[str] = []
    for name, held in itertools.groupby(rows, key=lambda row: str(row["instrument"])):
        one = catalogue.instruments[name]
        lines += [f"{_plain(one.title)}:", "", "| provision | requirement | force | from |", "|---|---|---|---|"]
        for row in held:
            days = sorted({day for _, day in catalogue.requirements[row["id"]].dates})
            label = row["citation"].removeprefix(one.label).strip() or one.label
            title = f"[{row['id']}]({name}.md#{row['id']}): {_cell(row['title'])}"
            lines.append(f"| {_cell(label)} | {title} | {_force(row['force'])} | {', '.join(days)} |")
        lines.append("")
    return lines


def _codes() -> str:
    lines = [
        "# Finding codes",
        "",
        "A finding of a requirement has the requirement's id as its code. [Index](README.md)",
    ]
    groups = {"1": "Files", "2": "Shape", "3": "References", "4": "Consistency", "5": "Evidence", "6": "Disclosure"}
    groups["7"] = "Workspace"
    for digit, title in groups.items():
        named = [explanation.explain_code(name) for name in explanation.codes() if name.startswith(f"MUN{digit}")]
        if named:
            lines += ["", f"## {title}", "", "| code | meaning |", "|---|---|"]
            lines += [f'| <a id="{one["id"]}"></a>{one["id"]} | {_cell(one["meaning"])} |' for one in named]
    lines += ["", "## Rules of consistency", "", "| rule | code | severity | card | what must hold | stands beside |"]
    lines += ["|---|---|---|---|---|---|"]
    for rule in explanation.rules():
        code = f"[{rule['code']}](#{rule['code']})"
        beside = ", ".join(rule["requirements"])
        lines.append(
            f"| {rule['id']} | {code} | {rule['severity']} | {rule['kind']} | {_cell(rule['words'])} | {beside} |"
        )
    return _page(lines)


def _left_out(walk: Iterable[Value], catalogue: Catalogue) -> str:
    """Return the page of the provisions under which no requirement stands, each with its reason."""
    lines = [
        "# Provisions without a requirement",
        "",
        "Every point of the texts walked (Articles 4a, 10, 11, 13(3)(b), 15(4) and (5), 17(1)(f), 18, 25(2) to (4), "
        "26(4), 47, 49, 50(2), 53 to 55, Annexes IV, V, VIII, XI and XII, the template with its notice, and the data "
        "part of the Form) has requirements, or stands here with what it asks, in our words, and why it is no duty of "
        "this catalogue. [Index](README.md)",
        "",
        "| provision | what it asks | why no requirement | close to it | how far it was read |",
        "|---|---|---|---|---|",
    ]
    for row in (row for row in walk if "reason" in row):
        beside = ", ".join(f"[{id}]({catalogue.requirements[id].instrument}.md#{id})" for id in row.get("see", ()))
        called = ", ".join(filter(None, (row["provision"], row.get("field"))))
        cells = (_cell(called), _cell(row["asks"]), _cell(row["reason"]), beside, _READ[row["read"]])
        lines.append(f"| {' | '.join(cells)} |")
    return _page(lines)


def _page(lines: Iterable[str]) -> str:
    """Return a page: its mark, then the lines, with no more than one empty line at a time."""
    text = "\n".join([_GENERATED, "", *lines]).rstrip() + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _force(name: str) -> str:
    return FORCE_WORDS[name].partition(":")[0].partition(";")[0]


def _plain(text: str) -> str:
    """Return running text that Markdown prints as it is, the paths in brackets as code."""
    parts = re.split(r"\(((?:[a-z_0-9]+(?:\[\])?\.)+[a-z_0-9]+(?:\[\])?)\)", text)
    return "".join(f"(`{part}`)" if n % 2 else re.sub(r"([*<>\[\]])", r"\\\1", part) for n, part in enumerate(parts))


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")
