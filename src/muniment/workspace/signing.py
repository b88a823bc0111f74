"""``signing`` in ``muniment.yaml``: with which keys, at which level, and who must approve. Secrets never stand here."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from muniment.base.findings import Finding, Severity
from muniment.model.types import Id, Ref, String, Url, Value, refuse

#: The roles of people who approve, in the order in which a document lists them.
Approver = Literal["data-owner", "legal", "bias-reviewer"]
_ELSEWHERE = "Write prompt, {file: path} or {keyring: service/name}; the secret itself stands nowhere in the workspace."


def _secret(value: Any) -> Any:
    # What was given is in no message: it may be the secret itself.
    if value == "prompt":
        return value
    if isinstance(value, dict) and len(value) == 1:
        ((kind, where),) = value.items()
        if kind == "file" and isinstance(where, str) and where:
            return value
        if kind == "keyring" and isinstance(where, str) and all(where.partition("/")[::2]):
            return value
    raise refuse("What stands here is not where a secret is kept.", _ELSEWHERE)


_SECRET_SCHEMA: dict[str, Any] = {
    "oneOf": [
        {"const": "prompt"},
        {"type": "object", "additionalProperties": False, "required": ["file"],
         "properties": {"file": {"type": "string", "minLength": 1}}},
        {"type": "object", "additionalProperties": False, "required": ["keyring"],
         "properties": {"keyring": {"type": "string", "pattern": "^[^/]+/.+$"}}},
    ]
}  # fmt: skip
#: Where a secret is kept: it is asked for, or stands in a file, or in the keyring of the desktop.
SecretPlace = Annotated[Any, BeforeValidator(_secret), WithJsonSchema(_SECRET_SCHEMA)]


class SigningProfile(Value):
    """One key to sign with: where it is, for which role, and how well its signatures are proved."""

    kind: Literal["pkcs12", "pem", "pkcs11", "csc"] = Field(
        title="Kind",
        description="Where the key is: in a PKCS#12 file, in a PEM file (development keys), in a module such as a card "
        "or an HSM (PKCS#11), or with a remote service (Cloud Signature Consortium, 1.0).",
    )
    role: Literal["seal", "data-owner", "legal", "bias-reviewer"] = Field(
        default="seal",
        title="Role",
        description="What it signs as: the organisation's seal, or the approval of a person in that role.",
    )
    level: Literal["B-B", "B-T", "B-LT", "B-LTA"] = Field(
        default="B-B",
        title="Level",
        description="B-T adds a timestamp; B-LT also what proves the certificates; B-LTA also a timestamp over that.",
    )
    timestamp: Url | None = Field(
        default=None, title="Timestamp authority", description="Its address (RFC 3161); needed from level B-T on."
    )
    certificates: list[Ref] | None = Field(
        default=None, title="Certificates", description="Files with the certificates between the signer's and the root."
    )
    file: Ref | None = Field(default=None, title="File", description="The key: *.p12, *.pfx or *.key.pem.")
    passphrase: SecretPlace | None = Field(
        default=None, title="Passphrase", description="Where the passphrase of the file is kept."
    )
    library: Ref | None = Field(default=None, title="Library", description="The PKCS#11 module (a shared library).")
    token: Any = Field(
        default=None,
        title="Token",
        description="For pkcs11 the label of the token; for csc where the access token of the service is kept.",
        json_schema_extra={"oneOf": [{"type": "string"}, *_SECRET_SCHEMA["oneOf"][1:]]},
    )
    key_label: String | None = Field(default=None, title="Label of the key", description="As the module names it.")
    certificate_label: String | None = Field(
        default=None, title="Label of the certificate", description="Where it differs from that of the key."
    )
    pin: SecretPlace | None = Field(default=None, title="PIN", description="Where the PIN is kept.")
    url: Url | None = Field(default=None, title="Address", description="Of the remote signing service.")
    credential: String | None = Field(default=None, title="Credential", description="As the service names it.")


class SigningSettings(Value):
    """Who seals and approves the documents of this workspace."""

    default: Id | None = Field(
        default=None, title="Default", description="The profile that is meant where none is named; else the only one."
    )
    profiles: dict[Id, SigningProfile] | None = Field(
        default=None, title="Profiles", description="Keys by name: muniment sign --as NAME."
    )
    trust: list[Ref] | None = Field(
        default=None,
        title="Roots",
        description="Files with the root certificates up to which chains are proved (levels B-LT and B-LTA).",
    )
    approvals: list[Approver] | None = Field(
        default=None,
        title="Approvals",
        description="Whose approval documents ask for: their PDFs have a field for each. Those for the public ask for "
        "none.",
    )


#: What each kind of profile needs, and may have.
_NEEDS = {
    "pkcs12": ("file",),
    "pem": ("file",),
    "pkcs11": ("library", "token", "key_label", "pin"),
    "csc": ("url", "credential", "token"),
}
_MAY = {
    "pkcs12": ("passphrase",),
    "pem": ("passphrase",),
    "pkcs11": ("certificate_label",),
    "csc": ("pin",),
}
_OWN = ("file", "passphrase", "library", "token", "key_label", "certificate_label", "pin", "url", "credential")


def check_signing(signing: SigningSettings, file: str) -> Iterator[Finding]:
    """Yield what is wrong with the profiles beyond their form; no message quotes what may be a secret."""
    profiles = signing.profiles or {}
    if signing.default is not None and signing.default not in profiles:
        named = ", ".join(profiles) or "none"
        yield _finding(file, "/signing/default", f'There is no signing profile "{signing.default}".',
                       f"Name one of the profiles: {named}.")  # fmt: skip
    for name, profile in profiles.items():
        for place, message, remedy in (*_wrong_keys(profile), *_wrong_level(profile, bool(signing.trust))):
            yield _finding(file, f"/signing/profiles/{name}{place}", f"{name}: {message}", remedy)


def _wrong_keys(profile: SigningProfile) -> Iterator[tuple[str, str, str]]:
    given = {key for key in _OWN if getattr(profile, key) is not None}
    needed, allowed = _NEEDS[profile.kind], (*_NEEDS[profile.kind], *_MAY[profile.kind])
    for key in needed:
        if key not in given:
            yield "", f'a profile of kind {profile.kind} needs "{key}".', f"Write {key}: and its value."
    for key in sorted(given - set(allowed)):
        yield (
            f"/{key}",
            f'"{key}" does not belong in a profile of kind {profile.kind}.',
            (f"Delete it; a profile of this kind has {', '.join(allowed)}."),
        )
    if profile.kind == "pkcs11" and profile.token is not None and not isinstance(profile.token, str):
        yield "/token", "the token of a module is named by its label.", "Write token: and the label."
    if profile.kind == "csc" and profile.token is not None:
        try:
            _secret(profile.token)
        except ValueError:
            yield "/token", "what stands at token is not where a secret is kept.", _ELSEWHERE


def _wrong_level(profile: SigningProfile, rooted: bool) -> Iterator[tuple[str, str, str]]:
    if profile.level != "B-B" and profile.timestamp is None:
        yield (
            "",
            f"level {profile.level} needs a timestamp authority.",
            ("Write timestamp: and its address, or level: B-B."),
        )
    if profile.level in ("B-LT", "B-LTA") and not rooted:
        yield (
            "",
            f"level {profile.level} needs to know the roots.",
            ("Write signing: trust: with the files of the roots, of the signers and of the timestamp authority."),
        )


def _finding(file: str, pointer: str, message: str, remedy: str) -> Finding:
    return Finding("MUN705", Severity.ERROR, message, remedy, file=file, pointer=pointer)
