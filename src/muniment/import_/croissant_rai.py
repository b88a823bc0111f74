"""Croissant's vocabulary for responsible AI (RAI 1.0): which fact each of its terms states plainly."""

import re
from collections.abc import Callable
from typing import Any

from muniment.import_.draft import Draft, Reason, Taken
from muniment.import_.jsonld import listed, plain, texts
from muniment.import_.markdown import is_placeholder, statement_of
from muniment.import_.text import line, short

Reader = Callable[[Draft, Any, str], None]


def statements(draft: Draft, value: Any, key: str) -> list[str]:
    """Return the statements of a term, each a text; placeholders are noted."""
    found = []
    for text, _ in texts(value):
        made, cut = statement_of(text)
        if cut:
            draft.leave(key, f"all after the first {len(made):,} characters", Reason.TOO_LONG)
        if made:
            found.append(made)
        else:
            draft.leave(key, text, Reason.PLACEHOLDER)
    if not found and not list(texts(value)):
        draft.leave(key, plain(value), Reason.WRONG_TYPE)
    return found


def _whole(path: str) -> Reader:
    def take(draft: Draft, value: Any, key: str) -> None:
        if found := statements(draft, value, key):
            draft.take(path, "\n".join(found), key)

    return take


def _each(path: str, wish: str, last: str, more: dict[str, str] | None = None) -> Reader:
    def take(draft: Draft, value: Any, key: str) -> None:
        for text in statements(draft, value, key):
            record = draft.record(path, wish, key)
            if record is None:
                return
            record.update({name: Taken(given, key) for name, given in (more or {}).items()})
            record[last] = Taken(text, key)

    return take


def _of_campaign(last: str) -> Reader:
    def take(draft: Draft, value: Any, key: str) -> None:
        if found := statements(draft, value, key):
            campaign = _campaign(draft, key)
            campaign.setdefault(last, Taken("\n".join(found), key))

    return take


def _campaign(draft: Draft, key: str) -> dict[str, Any]:
    campaigns = draft.section("labelling").get("campaigns")
    return campaigns[0] if campaigns else draft.record("labelling.campaigns", "annotation", key) or {}


def _platform(draft: Draft, value: Any, key: str) -> None:
    named = [line(text) for text, _ in texts(value) if line(text) and not is_placeholder(line(text))]
    if len(named) == 1:
        _campaign(draft, key).setdefault("tool", Taken(short(named[0], 500), key))
    else:
        draft.leave(key, plain(value), Reason.UNCLEAR if named else Reason.WRONG_TYPE)


def _machines(draft: Draft, value: Any, key: str) -> None:
    campaign = _campaign(draft, key)
    for text in statements(draft, value, key):
        groups = campaign.setdefault("workforce", [])
        made = {"id": f"model-{len(groups) + 1}", "kind": Taken("model", key)}
        if " " in text:
            made["background"] = Taken(text, key)
        else:
            made["vendor"] = Taken(text, key)
        groups.append(made)


def _per_item(draft: Draft, value: Any, key: str) -> None:
    stated = plain(value)
    stated = int(stated) if isinstance(stated, str) and re.fullmatch(r"[0-9]{1,4}", stated.strip()) else stated
    if isinstance(stated, int) and not isinstance(stated, bool) and stated >= 0:
        _campaign(draft, key).setdefault("qc", {})["redundancy"] = Taken(stated, key)
    else:
        draft.leave(key, plain(value), Reason.UNCLEAR)


def _timeframe(draft: Draft, value: Any, key: str) -> None:
    from muniment.import_.croissant import date_of

    days = [date_of(item) for item in listed(value)]
    if len(days) == 1 and isinstance(plain(listed(value)[0]), str) and "/" in plain(listed(value)[0]):
        days = [date_of(part) for part in plain(listed(value)[0]).split("/")]
    months = [day[:7] for day in days if len(day) >= 7]
    if len(months) != len(days) or len(days) != 2 or months[0] > months[1]:
        draft.leave(key, plain(value), Reason.UNCLEAR)
        return
    draft.take("collection.start", months[0], key)
    draft.take("collection.end", months[1], key)


def _left(reason: Reason, path: str = "", advice: str = "") -> Reader:
    def leave(draft: Draft, value: Any, key: str) -> None:
        held = "; ".join(statements(draft, value, key))
        if held:
            draft.leave(key, held, reason)
            if path:
                draft.advise(path, advice)

    return leave


_PREPARED = _each("processing_steps", "preparation", "purpose", {"kind": "other"})
_PERSONAL = _left(
    Reason.FOR_A_PERSON,
    "personal_data.present",
    "The publisher writes on it (see the list of what was left); read it and answer.",
)
RAI: dict[str, Reader] = {
    "rai:dataCollection": _whole("collection.method"),
    "rai:dataCollectionTimeframe": _timeframe,
    "rai:dataCollectionTimeFrame": _timeframe,
    "rai:dataCollectionMissingData": _each("gaps", "missing-data", "description"),
    "rai:dataLimitations": _each("gaps", "limitation", "description"),
    "rai:dataBiases": _each("bias_examination.findings", "bias", "statement"),
    "rai:dataPreprocessingProtocol": _PREPARED,
    "rai:dataManipulationProtocol": _PREPARED,
    "rai:dataDataManipulationProtocol": _PREPARED,
    "rai:dataImputationProtocol": _PREPARED,
    "rai:dataAnnotationProtocol": _of_campaign("procedure"),
    "rai:dataAnnotationPlatform": _platform,
    "rai:annotationsPerItem": _per_item,
    "rai:machineAnnotationTools": _machines,
    "rai:dataReleaseMaintenancePlan": _whole("update_policy"),
    "rai:personalSensitiveInformation": _PERSONAL,
    "rai:dataCollectionRawData": _left(
        Reason.NO_PLACE, "origin.sources", "The publisher describes the raw data; name their sources."
    ),
    "rai:dataCollectionType": _left(
        Reason.NO_PLACE, "source.kind", "The publisher names types of collection; choose the class of source."
    ),
    "rai:dataAnnotationAnalysis": _left(Reason.NO_PLACE),
    "rai:annotatorDemographics": _left(
        Reason.FOR_A_PERSON, "labelling", "The publisher writes on who the annotators are; read it."
    ),
    "rai:dataUseCases": _left(
        Reason.NO_PLACE, "fit", "The publisher names uses; what yours is, and how the data fit it, is yours to say."
    ),
    "rai:dataSocialImpact": _left(Reason.NO_PLACE),
}  # fmt: skip
