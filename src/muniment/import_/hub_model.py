"""A README about a model: what its front matter and its sections state of it."""

from decimal import Decimal
from typing import Any

from muniment.import_.draft import Draft, Reason
from muniment.import_.hub_body import first_title, put, text_of
from muniment.import_.licences import take_licence
from muniment.import_.markdown import Part, is_placeholder, key_of, plain, prose_of
from muniment.import_.text import line, short

_FACTS = {
    "model architecture": "architecture",
    "model architecture and objective": "architecture",
    "architecture": "architecture",
    "training procedure": "training.methods",
    "testing data factors metrics": "evaluation.strategy",
    "evaluation protocol": "evaluation.strategy",
}
_CARDS = "Each needs a card of its own (muniment import card): {0}."
_PERSONAL = frozenset({"model card authors", "model card contact", "contact", "authors", "contributors"})


def read_model(draft: Draft, front: dict[str, Any], parts: list[Part]) -> None:
    """Take what a README says of a model."""
    for key, value in front.items():
        if value in (None, "", [], {}):
            continue
        if key in ("license", "licence", "licenses"):
            name, link = front.get("license_name"), front.get("license_link")
            take_licence(
                draft,
                value,
                key,
                name=line(name) if isinstance(name, str) else "",
                link=link.strip() if isinstance(link, str) else "",
            )
        elif key == "model_name" and isinstance(value, str) and not is_placeholder(value):
            draft.take("title", short(value, 500), key)
        elif key == "pipeline_tag" and isinstance(value, str) and not is_placeholder(value):
            draft.take("tasks", [line(value)[:200]], key)
        elif key == "model-index":
            _results(draft, value, key)
        elif key in ("datasets", "base_model"):
            path = "datasets" if key == "datasets" else "models"
            draft.leave(key, value, Reason.OTHER_CARD)
            draft.advise(path, _CARDS.format(short(value, 200)))
        elif key in ("language", "languages"):
            draft.leave(key, value, Reason.COMPUTED)
        elif key not in ("license_name", "license_link"):
            draft.leave(key, value, Reason.NO_PLACE)
    for part in parts:
        _section(draft, part, parts)
    if title := first_title(parts):
        draft.take("title", title, "first heading")


def _section(draft: Draft, part: Part, parts: list[Part]) -> None:
    heading = plain(part.title)
    if heading in _FACTS:
        if text := text_of(draft, part, parts):
            path = _FACTS[heading]
            if path == "training.methods":
                draft.take(path, [text], key_of(part))
            else:
                put(draft, path, text, key_of(part))
        return
    if any(plain(title) in _FACTS for title in part.above):
        return
    said = prose_of(part.lines)
    if said.paragraphs and part.title:
        personal = heading in _PERSONAL
        held = f"{len(said.paragraphs)} paragraphs" if personal else " ".join(said.paragraphs)
        draft.leave(key_of(part), held, Reason.PERSONAL if personal else Reason.NO_PLACE)
    elif said.placeholder:
        draft.leave(key_of(part), "a placeholder", Reason.PLACEHOLDER)


def _results(draft: Draft, value: Any, key: str) -> None:
    """Take the results that the publisher reports, one row a metric."""
    rows = []
    for model in value if isinstance(value, list) else [value]:
        results = model.get("results") if isinstance(model, dict) else None
        for result in results if isinstance(results, list) else []:
            rows += _rows(draft, result, key)
    if rows[200:]:
        draft.leave(key, f"{len(rows) - 200} further results", Reason.TOO_MANY)
    if rows:
        draft.take("evaluation.results", rows[:200], key, "As the publisher reports them; none was repeated.")
    else:
        draft.leave(key, value, Reason.UNCLEAR)


def _rows(draft: Draft, result: Any, key: str) -> list[dict[str, Any]]:
    if not isinstance(result, dict) or not isinstance(result.get("metrics"), list):
        draft.leave(key, result, Reason.WRONG_TYPE)
        return []
    task, data = result.get("task"), result.get("dataset")
    about = [
        line(part["name"]) for part in (task, data) if isinstance(part, dict) and isinstance(part.get("name"), str)
    ]
    rows = []
    for metric in result["metrics"][:100]:
        figure = metric.get("value") if isinstance(metric, dict) else None
        if isinstance(figure, bool) or not isinstance(figure, int | Decimal):
            draft.leave(key, metric, Reason.WRONG_TYPE)
            continue
        named = metric.get("name") or metric.get("type")
        name = ", ".join([*about, line(named) if isinstance(named, str) else "metric"])
        rows.append({"name": short(name, 500), "value": figure, "unit": "as reported"})
    return rows
