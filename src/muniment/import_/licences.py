"""What a description says of its licence: an SPDX id, a name of one's own, an address; or that nothing can be told.

A licence that a publisher states is a fact about what the publisher says. On what basis the data may be used is never
concluded from it.
"""

import re
from typing import Any

from muniment.import_.draft import Draft, Reason
from muniment.import_.text import clean, line, short
from muniment.model.registries import licence_problem, spdx_id

#: Tags of Hugging Face that are no SPDX id, and the one licence that each can only be.
_TAGS = {"odbl": "ODbL-1.0", "odc-by": "ODC-By-1.0", "pddl": "PDDL-1.0", "c-uda": "C-UDA-1.0", "mpl": "", "cc": "",
         "bsd": "", "gpl": "", "lgpl": "", "agpl": "", "gfdl": "", "artistic": "", "openrail": "", "cc-by": "",
         "cc-by-sa": "", "cc-by-nc": "", "cc-by-nc-sa": "", "cc-by-nc-nd": "", "cc-by-nd": "", "gnu": "",
         "creativecommons": "", "apache": "", "eupl": "", "cdla": ""}  # fmt: skip
#: Tags that name a licence which the SPDX list does not have.
_NAMED = frozenset(
    {
        "openrail++", "bigscience-bloom-rail-1.0", "bigscience-openrail-m", "bigcode-openrail-m", "etalab-2.0",
        "creativeml-openrail-m", "fair-noncommercial-research-license", "deepfloyd-if-license", "llama2", "llama3",
        "llama3.1", "llama3.2", "llama3.3", "llama4", "gemma", "apple-ascl", "apple-amlr", "intel-research",
        "h-research",
    }
)  # fmt: skip
_UNKNOWN = re.compile(
    r"unknown|none|n/?a|other|custom|not (?:specified|known|available|provided)|unlicensed|various|mixed|multiple"
    r"|null|-|\?|tbd|todo|public|proprietary|commercial|free|open(?: ?source)?|see .*"
    r"|more information needed", re.IGNORECASE,
)  # fmt: skip
#: Ids that the SPDX list has given up, since they do not say whether later versions are meant.
_DEPRECATED = re.compile(r"(?:A|L)?GPL-[0-9.]+\+?|GFDL-[0-9.]+")
_TAIL = r"(?:/(?:deed|legalcode)(?:\.[a-zA-Z_-]+)?)?/?"
_ADDRESSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"spdx\.org/licenses/([A-Za-z0-9.+-]+?)(?:\.html|\.json|\.txt)?/?"), "{0}"),
    (re.compile(r"choosealicense\.com/licenses/([a-z0-9.+-]+)/?"), "{0}"),
    (re.compile(r"opensource\.org/licen[sc]es?/([A-Za-z0-9.+-]+?)(?:\.php)?/?"), "{0}"),
    (re.compile(r"creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)" + _TAIL), "cc-{0}-{1}"),
    (re.compile(r"creativecommons\.org/licenses/([a-z-]+)/([0-9.]+)/([a-z]{2})" + _TAIL), "cc-{0}-{1}-{2}"),
    (re.compile(r"creativecommons\.org/publicdomain/zero/1\.0" + _TAIL), "cc0-1.0"),
    (re.compile(r"apache\.org/licenses/LICENSE-2\.0(?:\.html|\.txt)?/?"), "apache-2.0"),
    (re.compile(r"opendatacommons\.org/licenses/(odbl|by|pddl)/(?:1[-.]0/?)?"), "odc:{0}"),
)  # fmt: skip
_ODC = {"odc:odbl": "ODbL-1.0", "odc:by": "ODC-By-1.0", "odc:pddl": "PDDL-1.0"}
_NOTE = 'The publisher\'s statement ("{0}"). Whether it covers your use is not said by it.'
_ASK = "Read the publisher's terms; on what basis you use the data is yours to state (tdm.basis, rights.obtained)."


def take_licence(draft: Draft, stated: Any, key: str, *, name: str = "", link: str = "") -> None:
    """Take what a description states as licence: a tag, an address, an object, or several of them."""
    values = [value for value in (stated if isinstance(stated, list) else [stated]) if value not in (None, "", [])]
    if any(not isinstance(value, str) for value in values):
        draft.remark(key, "The licence is not given as text.")
        draft.leave(key, stated, Reason.WRONG_TYPE)
        values = [value for value in values if isinstance(value, str)]
    texts = list(dict.fromkeys(line(value) for value in values))
    if len(texts) > 1:
        _several(draft, texts, key)
    elif texts:
        _one(draft, texts[0], key, name)
    elif name or link:
        _open(draft, key, "names no licence by an id")
    if name and draft.kind == "dataset":
        draft.take("licence.name", short(name, 500), f"{key}_name")
    if link:
        _link(draft, link, key if link in texts else f"{key}_link")
    if values or name or link:
        draft.advise("licence", _ASK)


def _several(draft: Draft, texts: list[str], key: str) -> None:
    named = ", ".join(short(text, 60) for text in texts[:8])
    draft.remark(key, f"Several licences ({named}), without saying how they belong together.")
    _open(
        draft,
        key,
        f"names several licences ({named}) and does not say whether all hold, one of them, or each for a part",
    )


def _one(draft: Draft, text: str, key: str, name: str) -> None:
    if text.startswith(("http://", "https://")):
        found = by_address(text)
        if not found:
            draft.remark(key, "The licence is an address of which no id is known.")
            _open(draft, key, f"names the licence only by an address ({short(text, 120)})")
            _link(draft, text, key)
        else:
            draft.take("licence.id", found, key, _NOTE.format(short(text, 120)))
        return
    own = _own_name(name) if text.casefold() in ("other", "custom", "unknown") and name else ""
    found = own or by_tag(text)
    if not found:
        draft.remark(key, f'"{short(text, 80)}" names no licence of the SPDX list.')
        _open(draft, key, f'says "{short(text, 80)}", which names no one licence')
        if draft.kind == "dataset" and not _UNKNOWN.fullmatch(text) and text.casefold() not in _TAGS:
            draft.take("licence.name", short(text, 500), key)
        return
    if found != text and found.casefold() != text.casefold():
        draft.remark(key, f'"{short(text, 80)}" is not an SPDX id; read as {found}.')
    if _DEPRECATED.fullmatch(found):
        draft.remark(key, f"{found} does not say whether later versions are meant: -only or -or-later.")
    draft.take("licence.id", found, key, _NOTE.format(short(text, 120)))


def by_tag(text: str) -> str:
    """Return the licence that a tag names: an SPDX id or expression, or LicenseRef- and its name; empty for none."""
    low = text.casefold()
    if low in _TAGS:
        return _TAGS[low]
    if low in _NAMED:
        return f"LicenseRef-{low.replace('+', 'p')}"
    if _UNKNOWN.fullmatch(text):
        return ""
    if known := spdx_id(text):
        return known
    return text if len(text) <= 200 and " " in text and _is_expression(text) else _own_reference(text)


def _is_expression(text: str) -> bool:
    return bool(re.search(r" (?:AND|OR|WITH) ", text)) and not licence_problem(text)


def _own_reference(text: str) -> str:
    return text if re.fullmatch(r"LicenseRef-[A-Za-z0-9.-]{1,100}", text) else ""


def by_address(address: str) -> str:
    """Return the SPDX id of the licence whose text or page lies at an address; empty where none is known."""
    bare = re.sub(r"^https?://(?:www\.)?", "", clean(address)).partition("#")[0].partition("?")[0]
    for pattern, form in _ADDRESSES:
        if found := pattern.fullmatch(bare):
            named = form.format(*found.groups())
            return _ODC.get(named) or spdx_id(named)
    return ""


def _own_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")[:80]
    return spdx_id(name) or (f"LicenseRef-{plain}" if re.search(r"[A-Za-z]", plain) else "")


def _link(draft: Draft, link: str, key: str) -> None:
    where = "licence.terms_url" if draft.kind == "dataset" else "licence.ref"
    if re.fullmatch(r'https?://[^\s/<>"]+(?:/[^\s<>"]*)?', link) and len(link) <= 2000:
        draft.take(where, link, key)
    else:
        draft.leave(key, link, Reason.NOT_VALID)


def _open(draft: Draft, key: str, why: str) -> None:
    draft.open("licence.id", f"{draft.file} ({key}) {why}")
