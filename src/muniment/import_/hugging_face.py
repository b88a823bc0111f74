"""A README of the Hugging Face hub: what its front matter states of a data set, and which kind of card it is."""

import re
from collections.abc import Callable
from typing import Any

from muniment.import_ import front_matter
from muniment.import_.draft import Draft, Reason, Taken
from muniment.import_.hub_body import read_body
from muniment.import_.hub_data import take_configs, take_dataset_info
from muniment.import_.hub_model import read_model
from muniment.import_.languages import read_languages
from muniment.import_.licences import take_licence
from muniment.import_.markdown import Part, is_placeholder, parts_of
from muniment.import_.text import clean, line, short

FORM = "Hugging Face card"
_OF_DATA = frozenset(
    {
        "annotations_creators", "language_creators", "multilinguality", "size_categories", "source_datasets",
        "task_categories", "task_ids", "dataset_info", "configs", "pretty_name", "viewer", "paperswithcode_id",
        "train-eval-index",
    }
)  # fmt: skip
_OF_MODELS = frozenset(
    {
        "pipeline_tag", "library_name", "base_model", "base_model_relation", "model-index", "datasets", "metrics",
        "model_name", "widget", "inference", "new_version", "co2_eq_emissions", "mask_token",
    }
)  # fmt: skip
_NOBODY = frozenset({"no-annotation", "not-annotated", "none"})
_LABELLERS = {
    "crowdsourced": "crowd_platform", "expert-generated": "expert", "expert-annotated": "expert",
    "experts": "expert", "machine-generated": "model", "automatic": "model",
}  # fmt: skip
_BRACKET = "The publisher names a range of sizes ({0}), which is no amount: state measures, or measure the files."


def kind_of(front: dict[str, Any], parts: list[Part]) -> str:
    """Return which kind of card a README is: model or dataset; empty where it does not tell."""
    data, models = len(_OF_DATA & set(front)), len(_OF_MODELS & set(front))
    if data != models:
        return "dataset" if data > models else "model"
    titles = " ".join(part.title for part in parts[:5]).casefold()
    for said, kind in (("model card", "model"), ("dataset card", "dataset"), ("data card", "dataset")):
        if said in titles:
            return kind
    return ""


def read_readme(draft: Draft, text: str) -> None:
    """Take what a README says of a data set or model."""
    head, body, first = front_matter.split(clean(text))
    front = front_matter.read(draft, head)
    parts = parts_of(body, first)
    told = kind_of(front, parts)
    draft.kind = draft.kind or told or "dataset"
    if not told:
        draft.remark("", "The README does not tell whether it is about a data set or a model; --kind says so.")
    if not head:
        draft.remark("front matter", "There is none; only the text was read.")
    if draft.kind == "model":
        read_model(draft, front, parts)
        return
    for key, value in front.items():
        if value in (None, "", [], {}) or (
            isinstance(value, str) and is_placeholder(line(value)) and key not in _KEEPS
        ):
            if value not in (None, "", [], {}):
                draft.leave(key, value, Reason.PLACEHOLDER)
        elif key in _READ:
            _READ[key](draft, value, key, front)
        elif key not in _BESIDE:
            draft.leave(key, value, _WITHOUT_PLACE.get(key, Reason.NOT_KNOWN))
    read_body(draft, parts, front)


def _title(draft: Draft, value: Any, key: str, _: dict[str, Any]) -> None:
    if isinstance(value, str):
        draft.take("title", short(value, 500), key)
    else:
        draft.leave(key, value, Reason.WRONG_TYPE)


def _licence(draft: Draft, value: Any, key: str, front: dict[str, Any]) -> None:
    name, link = front.get("license_name"), front.get("license_link")
    take_licence(
        draft,
        value,
        key,
        name=line(name) if isinstance(name, str) else "",
        link=link.strip() if isinstance(link, str) else "",
    )
    if isinstance(details := front.get("license_details"), str):
        draft.take("licence.name", short(details, 500), "license_details")


def _languages(draft: Draft, value: Any, key: str, front: dict[str, Any]) -> None:
    tags = read_languages(draft, value, key)
    exact = read_languages(draft, front["language_bcp47"], "language_bcp47") if front.get("language_bcp47") else []
    refined = {tag.partition("-")[0] for tag in exact}
    found = list(dict.fromkeys([*(tag for tag in tags if tag not in refined), *exact]))
    if found:
        draft.take("scope.languages", found, f"{key}, language_bcp47" if exact else key)


def _annotators(draft: Draft, value: Any, key: str, _: dict[str, Any]) -> None:
    stated = [
        line(item).casefold() for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)
    ]
    nobody = [item for item in stated if item in _NOBODY]
    if nobody:
        draft.leave(key, nobody, Reason.FOR_A_PERSON)
        draft.advise(
            "labelling.labelled",
            f'The publisher\'s tag is "{nobody[0]}". Whether the items bear labels decides on duties: say so yourself.',
        )
    if not stated:
        draft.leave(key, value, Reason.WRONG_TYPE)
    kinds = list(dict.fromkeys(_LABELLERS[item] for item in stated if item in _LABELLERS))
    others = [item for item in stated if item not in _LABELLERS and item not in _NOBODY]
    if others:
        draft.leave(key, others, Reason.NO_PLACE)
    if nobody or not kinds:
        return
    draft.take("labelling.labelled", True, key, f"The publisher's tag: {', '.join(stated)}.")
    campaign = draft.record("labelling.campaigns", "annotation", key)
    if campaign is not None:
        campaign["workforce"] = [{"id": kind.replace("_", "-"), "kind": Taken(kind, key)} for kind in kinds]


def _sizes(draft: Draft, value: Any, key: str, _: dict[str, Any]) -> None:
    draft.leave(key, value, Reason.BRACKET)
    draft.advise("measures", _BRACKET.format(short(value, 60)))


def _sources(draft: Draft, value: Any, key: str, _: dict[str, Any]) -> None:
    for item in (value if isinstance(value, list) else [value])[:200]:
        if not isinstance(item, str):
            draft.leave(key, item, Reason.WRONG_TYPE)
            continue
        kind, _bar, name = line(item).partition("|")
        name = (name if kind.casefold() == "extended" else kind if not _bar else "").strip()
        name = re.sub(r"^other-", "", name)
        if not name or name.casefold() in ("original", "extended", "other") or is_placeholder(name):
            draft.leave(key, item, Reason.NO_PLACE)
        elif (record := draft.record("origin.sources", name, key)) is not None:
            record["name"] = Taken(short(name, 500), key)


def _creators(draft: Draft, value: Any, key: str) -> None:
    draft.leave(key, value, Reason.NO_PLACE)
    if "machine-generated" in (value if isinstance(value, list) else [value]):
        draft.advise(
            "synthetic", "The publisher's tag says that language was generated by machines: if models did it, say how."
        )


def _left_with_advice(path: str, text: str, reason: Reason) -> Callable[[Draft, Any, str, dict[str, Any]], None]:
    def left(draft: Draft, value: Any, key: str, _: dict[str, Any]) -> None:
        draft.leave(key, value, reason)
        draft.advise(path, text.format(short(value, 80)))

    return left


_READ: dict[str, Callable[[Draft, Any, str, dict[str, Any]], None]] = {
    "pretty_name": _title,
    "license": _licence,
    "licence": _licence,
    "licenses": _licence,
    "language": _languages,
    "languages": _languages,
    "annotations_creators": _annotators,
    "size_categories": _sizes,
    "source_datasets": _sources,
    "dataset_info": lambda draft, value, key, _: take_dataset_info(draft, value, key),
    "configs": lambda draft, value, key, _: take_configs(draft, value, key),
    "language_creators": lambda draft, value, key, _: _creators(draft, value, key),
    "extra_gated_prompt": _left_with_advice(
        "licence.remarks", "Access asks for consent to terms ({0}); read them.", Reason.FOR_A_PERSON
    ),
}  # fmt: skip
#: Read together with another key.
_BESIDE = frozenset({"license_name", "license_link", "license_details", "language_bcp47"})
#: What a placeholder of other places says something at: "unknown", "other".
_KEEPS = frozenset({"license", "licence", "licenses", "language", "languages"})
_WITHOUT_PLACE = dict.fromkeys(
    (
        "task_categories", "task_ids", "multilinguality", "tags", "paperswithcode_id", "train-eval-index", "viewer",
        "extra_gated_fields", "extra_gated_heading", "extra_gated_description", "extra_gated_button_content", "gated",
        "arxiv", "doi", "version", "thumbnail", "type", "task_ids_name", "dataset_version",
    ),
    Reason.NO_PLACE,
)  # fmt: skip
