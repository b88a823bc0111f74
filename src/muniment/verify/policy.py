"""On what terms a recipient judges: what a document must fulfil (JSON, with a built-in default), anchors, time."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from muniment.verify.result import CHECKS

FORMAT = 1
#: No policy may do without these: they are what "verified" means.
ALWAYS = frozenset({"integrity", "signature", "identity"})
_MEMBERS = {"policy", "required", "certified_pdf", "sealed_outputs", "signed_fields"}


@dataclass(frozen=True, slots=True)
class Policy:
    """What must hold.

    ``required`` names the checks that must pass; ``certified_pdf`` that the first signature of a PDF is a
    certification; ``sealed_outputs`` that each page and PDF of a manifest carries its own seal; ``signed_fields``
    the signature fields of a PDF that must be signed (a truncated document loses its later signatures).
    """

    required: frozenset[str] = ALWAYS | {"completeness"}
    certified_pdf: bool = True
    sealed_outputs: bool = True
    signed_fields: tuple[str, ...] = ()


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Terms:
    """What every judgement needs besides the bytes: trust anchors (DER), policy, and the time it is made."""

    trust: tuple[bytes, ...]
    policy: Policy
    now: datetime


def load_policy(data: bytes) -> Policy:
    """Read a policy, ``{"policy": 1, …}``; members left out keep their default.

    Raises ValueError for anything else, and for one that does not require integrity, signature and identity.
    """
    try:
        raw: Any = json.loads(data)
    except RecursionError as error:
        raise ValueError("the policy is nested too deeply") from error
    if not isinstance(raw, dict) or raw.get("policy") != FORMAT:
        raise ValueError('not a policy of format 1 (an object with "policy": 1)')
    if foreign := sorted(set(raw) - _MEMBERS):
        raise ValueError(f"the policy has unknown members: {', '.join(foreign)}")
    required = _texts(raw, "required", DEFAULT_POLICY.required)
    if foreign := sorted(set(required) - set(CHECKS)):
        raise ValueError(f"the policy requires unknown checks: {', '.join(foreign)}")
    if not set(required) >= ALWAYS:
        raise ValueError(f"a policy must require {', '.join(sorted(ALWAYS))}")
    return Policy(
        required=frozenset(required),
        certified_pdf=_flag(raw, "certified_pdf"),
        sealed_outputs=_flag(raw, "sealed_outputs"),
        signed_fields=_texts(raw, "signed_fields", ()),
    )


def _texts(raw: dict[str, Any], name: str, default: Any) -> tuple[str, ...]:
    value = raw.get(name, list(default))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(value)


def _flag(raw: dict[str, Any], name: str) -> bool:
    value = raw.get(name, True)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value
