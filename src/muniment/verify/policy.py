"""On what terms a recipient judges: what a document must fulfil (JSON, with a built-in default), anchors, time."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from muniment.record.seal import LEVELS
from muniment.verify.result import CHECKS
from muniment.verify.trust import load_trust

if TYPE_CHECKING:
    from muniment.verify.trusted_list import TrustedList

FORMAT = 1
#: No policy may do without these: they are what "verified" means.
ALWAYS = frozenset({"integrity", "signature", "identity"})
_MEMBERS = {
    "policy",
    "required",
    "certified_pdf",
    "sealed_outputs",
    "signed_fields",
    "roles",
    "level",
    "anchors",
    "max_age_days",
    "signer_class",
    "current",
}
#: Of a policy's signer class: what is at least as much.
CLASSES = {"qualified": ("qualified",), "advanced": ("qualified", "advanced")}


@dataclass(frozen=True, slots=True)
class Policy:
    """What must hold.

    ``required`` names the checks that must pass; ``certified_pdf`` that the first signature of a PDF is a
    certification; ``sealed_outputs`` that each page and PDF of a manifest carries its own seal; ``signed_fields``
    the signature fields of a PDF that must be signed (a truncated document loses its later signatures). ``roles``
    names who must have signed a PDF: ``seal``, or the role of an approval (``legal`` is the field ``Approval-legal``;
    any other name is a field's), each with the name in the certificate, or empty for anybody whom an anchor backs.
    ``level`` is the least that every signature must reach, ``anchors`` are certificates (DER) trusted beside those of
    the command line, ``max_age_days`` is how long ago the seal may be proven to have been made, ``signer_class`` what
    each signer must be by the trusted list, ``current`` that the provider's status says that the document stands.
    """

    required: frozenset[str] = ALWAYS | {"completeness"}
    certified_pdf: bool = True
    sealed_outputs: bool = True
    signed_fields: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    level: str = ""
    anchors: tuple[bytes, ...] = ()
    max_age_days: int = 0
    signer_class: str = ""
    current: bool = False


DEFAULT_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class StatusFile:
    """A status that the recipient has, with the seal beside it, or None where there is none."""

    data: bytes
    seal_json: bytes | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What a recipient gave beside anchors and policy: a trusted list, and a status of the provider's documents."""

    trusted_list: "TrustedList | None" = None
    status: StatusFile | None = None


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Terms:
    """What every judgement needs besides the bytes: anchors (DER), policy, the time it is made, what else is given."""

    trust: tuple[bytes, ...]
    policy: Policy
    now: datetime
    beside: Beside = NOTHING

    @property
    def anchors(self) -> tuple[bytes, ...]:
        """The anchors of the command line and those of the policy."""
        return self.trust + self.policy.anchors


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
        roles=_roles(raw),
        level=_choice(raw, "level", LEVELS),
        anchors=_anchors(raw),
        max_age_days=_days(raw),
        signer_class=_choice(raw, "signer_class", tuple(CLASSES)),
        current=_flag(raw, "current", False),
    )


def _texts(raw: dict[str, Any], name: str, default: Any) -> tuple[str, ...]:
    value = raw.get(name, list(default))
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name} must be a list of texts")
    return tuple(value)


def _roles(raw: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Read a list of roles, or an object of roles and the names that must stand in the certificates."""
    value = raw.get("roles", [])
    if isinstance(value, dict):
        if not all(isinstance(item, str) for item in value.values()):
            raise ValueError("roles must be an object of names (empty for anybody), or a list of roles")
        return tuple(value.items())
    return tuple((name, "") for name in _texts(raw, "roles", ()))


def _choice(raw: dict[str, Any], name: str, offered: tuple[str, ...]) -> str:
    value = raw.get(name, "")
    if value not in ("", *offered):
        raise ValueError(f"{name} must be one of {', '.join(offered)}")
    return str(value)


def _anchors(raw: dict[str, Any]) -> tuple[bytes, ...]:
    found: list[bytes] = []
    for text in _texts(raw, "anchors", ()):
        try:
            found += load_trust(text.encode("ascii"))
        except ValueError as error:
            raise ValueError(f"anchors must be certificates as PEM: {error}") from error
    return tuple(found)


def _days(raw: dict[str, Any]) -> int:
    value = raw.get("max_age_days", 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
        raise ValueError("max_age_days must be a number of days")
    return value


def _flag(raw: dict[str, Any], name: str, default: bool = True) -> bool:
    value = raw.get(name, default)
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false")
    return value
