"""From a key file or a signing profile to whoever signs: the key, the role, and how well the signature is proved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from muniment.app.opening import SETTINGS, find_root, read_settings, shown
from muniment.app.secrets import Ask, find_secret
from muniment.base.errors import CannotRun
from muniment.sign.keys import load_signing_key
from muniment.sign.proof import BARE, Proof
from muniment.sign.signer import Signer, without_root
from muniment.workspace.signing import SigningProfile, SigningSettings

_WRITE = "Write signing: profiles: in muniment.yaml (docs/signing.md shows each kind), or give --key."


@dataclass(frozen=True, slots=True)
class Acting:
    """Who signs: the key, as what (``seal``, ``legal`` …), up to which level. ``profile`` is empty for a bare key."""

    signer: Signer
    role: str = "seal"
    proof: Proof = BARE
    profile: str = ""


def with_key(path: Path, passphrase: bytes | None) -> Acting:
    """Return the organisation's seal with a key from a file, at level B-B."""
    return Acting(load_signing_key(path, passphrase))


def with_profile(name: str, paths: Sequence[Path], workspace: Path | None, ask: Ask) -> Acting:
    """Open the key of a profile of the workspace: the one given, else the one that the paths or we are in.

    An empty name means the default profile, or the only one. Raises CannotRun when there is no such profile, when it
    is wrong, or when its key cannot be opened.
    """
    root = _root(paths, workspace)
    signing = _signing(root)
    chosen = _chosen(name, signing, root)
    profile = (signing.profiles or {})[chosen]
    signer = _opened(profile, chosen, root, ask)
    return Acting(signer, profile.role, _proof(profile, signing, root), chosen)


def stamping_proof(name: str, paths: Sequence[Path], workspace: Path | None) -> Proof:
    """Return whom a profile asks for timestamps over cards, and how well they are to be proved; no key is opened.

    Raises CannotRun when there is no such profile, or it names no timestamp authority.
    """
    root = _root(paths, workspace)
    signing = _signing(root)
    profile = _with_authority(_chosen(name, signing, root), signing, "Write timestamp: and its address.")
    proof = _proof(profile, signing, root)
    return timestamps_of(profile.timestamp or "") if proof is BARE else proof


def timestamps_of(url: str) -> Proof:
    """Return a proof by the timestamps of one authority alone (B-T)."""
    from muniment.sign.timestamps import TimestampAuthority

    return Proof("B-T", TimestampAuthority(url))


def _with_authority(name: str, signing: SigningSettings, remedy: str) -> SigningProfile:
    profile = (signing.profiles or {})[name]
    if not profile.timestamp:
        raise CannotRun(f'The signing profile "{name}" names no timestamp authority.', remedy)
    return profile


def renewing_proof(name: str, paths: Sequence[Path], workspace: Path | None) -> tuple[Proof, tuple[bytes, ...]]:
    """Return whom a profile asks for archive timestamps and on revocation, and its roots (DER); no key is opened.

    Raises CannotRun when there is no such profile, or it names no timestamp authority.
    """
    root = _root(paths, workspace)
    signing = _signing(root)
    profile = _with_authority(_chosen(name, signing, root), signing, "Give --timestamp and --trust.")
    from muniment.sign.revocation import Authorities
    from muniment.sign.timestamps import TimestampAuthority

    roots = _roots(signing, root)
    return Proof("B-LTA", TimestampAuthority(profile.timestamp or ""), Authorities(roots)), roots


def _roots(signing: SigningSettings, root: Path) -> tuple[bytes, ...]:
    found = (item for file in signing.trust or () for item in _certificates(root / file))
    return tuple(item.public_bytes(serialization.Encoding.DER) for item in found)


def _root(paths: Sequence[Path], workspace: Path | None) -> Path:
    for start in [workspace] if workspace else [*(path for path in paths if path.exists()), Path()]:
        if (root := find_root(start)) is not None:
            return root
    raise CannotRun(f"No {SETTINGS} was found that could name a signing profile.", "Give --workspace, or --key.")


def _signing(root: Path) -> SigningSettings:
    settings = read_settings(root)
    if settings.signing is None or not settings.signing.profiles:
        raise CannotRun(f"{shown(root / SETTINGS)} describes no key to sign with.", _WRITE)
    return settings.signing


def _chosen(name: str, signing: SigningSettings, root: Path) -> str:
    profiles = signing.profiles or {}
    named = ", ".join(profiles)
    if name:
        if name not in profiles:
            raise CannotRun(f'{shown(root / SETTINGS)} has no signing profile "{name}".', f"Name one of: {named}.")
        return name
    if signing.default:
        return signing.default
    if len(profiles) > 1:
        raise CannotRun(f"There are several signing profiles: {named}.", "Name one with --as, or write a default.")
    return next(iter(profiles))


def _opened(profile: SigningProfile, name: str, root: Path, ask: Ask) -> Signer:
    others = [item for file in profile.certificates or () for item in _certificates(root / file)]
    if profile.kind == "pkcs11":
        from muniment.sign.module import open_module

        pin = find_secret(profile.pin, f"PIN of {name}", root, ask)
        labels = (profile.key_label or "", profile.certificate_label or "")
        return open_module(profile.library or "", profile.token, pin, *labels, others)
    if profile.kind == "csc":
        from muniment.sign.remote import open_remote

        token = find_secret(profile.token, f"Access token of {name}", root, ask)
        secret = find_secret(profile.pin, f"PIN of {name}", root, ask) if profile.pin else None
        return open_remote(profile.url or "", profile.credential or "", token, secret)
    phrase = find_secret(profile.passphrase, f"Passphrase of {name}", root, ask) if profile.passphrase else None
    key = load_signing_key(root / (profile.file or ""), phrase.reveal() if phrase else None)
    return replace(key, chain=without_root(key.certificate, (*key.chain, *others)))


def _proof(profile: SigningProfile, signing: SigningSettings, root: Path) -> Proof:
    if profile.level == "B-B":
        return BARE
    from muniment.sign.timestamps import TimestampAuthority

    authority = TimestampAuthority(profile.timestamp or "")
    if profile.level == "B-T":
        return Proof(profile.level, authority)
    from muniment.sign.revocation import Authorities

    return Proof(profile.level, authority, Authorities(_roots(signing, root)))


def _certificates(file: Path) -> list[x509.Certificate]:
    remedy = "Name a file with certificates, in PEM or DER."
    try:
        data = file.read_bytes()
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except OSError as error:
        raise CannotRun(f"{file} cannot be read: {error.strerror}.", remedy) from None
    except ValueError:
        raise CannotRun(f"{file} holds no certificate that can be read.", remedy) from None
