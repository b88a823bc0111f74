"""The manifest: per bearer and audience, the outputs with the digests of their unsigned bytes."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from muniment.base.canonical import canonical_bytes

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Output:
    """One file of an edition: path beside the manifest, and size and digest of its unsigned bytes.

    ``draft`` stands at drafts only, and says how far they have come ("31 of 96 facts stated"); ``supersedes`` at
    editions that name the record of an earlier one, which they replace; ``awaits`` at those that show facts which roles
    still have to sign off.
    """

    path: str
    media_type: str
    size: int
    sha256: str
    record_sha256: str
    draft: str | None = None
    supersedes: str | None = None
    awaits: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """One card or evidence lock that disclosed facts come from, by identity and digest of its bytes."""

    identity: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was built for one bearer and one audience. Signed, never embedded in an output.

    ``part`` stands where the bearer is a card about some parts of a set only.
    """

    bearer: str
    audience: str
    recipient: str
    document_date: str
    tool_version: str
    outputs: tuple[Output, ...]
    cards: tuple[Input, ...]
    evidence: tuple[Input, ...]
    manifest: int = FORMAT
    part: tuple[str, ...] | None = None


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as RFC 8785 JSON."""
    raw = asdict(manifest)
    for output in raw["outputs"]:
        for name in ("draft", "supersedes", "awaits"):
            if output[name] is None:
                del output[name]
    if raw["part"] is None:
        del raw["part"]
    return canonical_bytes(raw)


def load_manifest(data: bytes) -> Manifest:
    """Read a manifest from its JSON; raise ValueError for anything that is not one of this format."""
    raw: Any = json.loads(data)
    if not isinstance(raw, dict) or raw.get("manifest") != FORMAT:
        raise ValueError("not a muniment manifest of format 1")
    if {*raw, "part"} != {field.name for field in fields(Manifest)}:
        raise ValueError("the manifest has missing or foreign members")
    try:
        outputs = tuple(_output(item) for item in raw.pop("outputs"))
        cards = tuple(Input(**item) for item in raw.pop("cards"))
        evidence = tuple(Input(**item) for item in raw.pop("evidence"))
        part = raw.pop("part", None)
        part = tuple(part) if isinstance(part, list) else part
        manifest = Manifest(outputs=outputs, cards=cards, evidence=evidence, part=part, **raw)
    except (TypeError, AttributeError) as error:
        raise ValueError(f"the manifest is malformed: {error}") from error
    _check_types(manifest)
    return manifest


def _check_types(manifest: Manifest) -> None:
    for output in manifest.outputs:
        texts = (output.path, output.media_type, output.sha256, output.record_sha256)
        if not all(isinstance(text, str) for text in texts) or type(output.size) is not int:
            raise ValueError("an output of the manifest has a member of the wrong type")
        if not all(item is None or isinstance(item, str) for item in (output.draft, output.supersedes)):
            raise ValueError("an output of the manifest has a member of the wrong type")
        if not _are_names(output.awaits):
            raise ValueError("an output of the manifest has a member of the wrong type")
    if not _are_names(manifest.part):
        raise ValueError("the manifest has a member of the wrong type")
    heads = (manifest.bearer, manifest.audience, manifest.recipient, manifest.document_date)
    if not all(isinstance(text, str) for text in heads):
        raise ValueError("the manifest has a member of the wrong type")


def _output(raw: dict[str, Any]) -> Output:
    awaits = raw.get("awaits")
    return Output(**{**raw, "awaits": tuple(awaits)} if isinstance(awaits, list) else raw)


def _are_names(names: Any) -> bool:
    return names is None or (isinstance(names, tuple) and all(isinstance(name, str) for name in names))
