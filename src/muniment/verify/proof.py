"""From now back to the day of signing: what each timestamp proves, whom a signature is from, how long that is good.

Timestamps are judged from the outermost inwards. Each must hold at the time that the one around it proves (the
outermost: now); where it holds, what it covers is judged as of the time that it says. So a document verifies after
its signer's certificate has expired, and after the first timestamp's has, if an archive timestamp covers both.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from muniment.record.seal import LEVELS
from muniment.verify.algorithms import End, earliest, end_of_digest, end_of_key
from muniment.verify.policy import CLASSES, Terms
from muniment.verify.result import Judgement, Outcome, Signer, printable
from muniment.verify.revocation import NO_ANSWERS, Answers, Standing, standing_of
from muniment.verify.trust import Identity, attribute_of, identify, is_development, key_of, name_of

#: How far the clocks of a recipient and of a timestamp authority may be apart.
_DRIFT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp as it was read: what it says, whose it is (authority first), whether it belongs where it stands."""

    said: datetime
    certificates: tuple[x509.Certificate, ...]
    belongs: bool
    digest: str
    padding: str = ""
    answers: Answers = NO_ANSWERS
    archive: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """As of when something is judged: now, or the time that the timestamps around it prove.

    ``proven`` says whether a timestamp holds, ``archived`` whether an archive timestamp does; ``end`` is until when
    the outermost one can be relied on.
    """

    at: datetime
    proven: bool = False
    archived: bool = False
    authority: str = ""
    end: End | None = None


def step_back(judgement: Judgement, clock: Clock, stamp: Stamp, answers: Answers, what: str, terms: Terms) -> Clock:
    """Judge one timestamp at the clock's time, and return the clock for what it covers; note what it fails to prove."""
    authority, said = name_of(stamp.certificates[0].subject), utc_text(stamp.said)
    if not stamp.belongs:
        judgement.failed("time", f"the timestamp of {authority} does not belong to {what}")
        return clock
    if stamp.said > clock.at + _DRIFT:
        later = "what covers it" if clock.proven else f"now, {utc_text(clock.at)} by the clock of this computer"
        judgement.failed("time", f"a timestamp of {authority} says {said}, which is later than {later}")
        return clock
    if stamp.said < stamp.certificates[0].not_valid_before_utc:
        judgement.failed("time", f"a timestamp of {authority} says {said}, before its certificate was valid")
        return clock
    identity = identify(stamp.certificates[0], stamp.certificates[1:], terms.anchors, clock.at, stamping=True)
    if not identity.trusted:
        judgement.not_established(
            "time", f"a timestamp of {authority} says {said}; no --trust certificate backs it: {identity.detail}"
        )
        return clock
    standing = standing_of(identity.chain, answers + stamp.answers, clock.at)
    if standing.name == "not checked":
        # Nobody can answer today for tomorrow: what is at hand was asked when the token was made.
        standing = standing_of(identity.chain, answers + stamp.answers, stamp.said)
    if standing.name in ("revoked", "refused"):
        judgement.not_established("time", f"a timestamp of {authority} says {said}, but: {standing.detail}")
        return clock
    end = clock.end or _end_of(identity, end_of_digest(stamp.digest), stamp.padding)
    return Clock(min(stamp.said, clock.at), True, clock.archived or stamp.archive, authority, end)


def judge_identity(
    judgement: Judgement,
    signer: Signer,
    certificates: list[x509.Certificate],
    clock: Clock,
    answers: Answers | None,
    terms: Terms,
) -> None:
    """Note who sealed or signed, by the certificates (the signer's first), once the signature itself holds.

    ``signer`` is what `signer_of` made of them; ``answers`` is None for a seal that carries nothing but itself.
    """
    leaf = certificates[0]
    if not terms.anchors:
        judgement.not_established(
            "identity",
            f"unchanged since sealed by the holder of key {signer.key}; who that is was not checked; give --trust",
        )
        judgement.signers.append(signer)
        return
    identity = identify(leaf, certificates[1:], terms.anchors, clock.at)
    standing = _standing(identity, answers, clock)
    if not identity.trusted or standing.name in ("revoked", "refused"):
        reason = standing.detail if identity.trusted else identity.detail
        judgement.failed("identity", f"{signer.name}, key {signer.key}: {reason}{_as_of(clock, terms)}")
        judgement.signers.append(signer)
        return
    kind = ", a development key" if signer.development else ""
    checked = "revocation was not checked"
    if standing.name == "good":
        checked = f"not revoked as of {utc_text(clock.at)}, by the answers that came with it"
    signer_class, why = _class_of(certificates, clock, terms, signer.development)
    judgement.passed(
        "identity", f"{signer.name} holds key {signer.key}{kind}, by --trust {identity.detail}; {checked}{why}"
    )
    judgement.bound(clock.end or _end_of(identity, None, ""))
    known = replace(
        signer,
        trusted=True,
        proven_at=utc_text(clock.at) if clock.proven else "",
        revocation=standing.name,
        level=_level(clock, standing),
        signer_class=signer_class,
    )
    judgement.signers.append(known)
    _note_time(judgement, known, clock)
    _check_demands(judgement, known, clock, terms)


def signer_of(role: str, leaf: x509.Certificate, signed_at: str, place: str) -> Signer:
    """Return what a certificate says of its holder; nothing of it is believed yet."""
    return Signer(
        role=role,
        name=name_of(leaf.subject),
        organisation=attribute_of(leaf.subject, NameOID.ORGANIZATION_NAME),
        issuer=name_of(leaf.issuer),
        key=key_of(leaf),
        certificate=f"SHA256:{leaf.fingerprint(hashes.SHA256()).hex()}",
        development=is_development(leaf),
        trusted=False,
        signed_at=printable(signed_at),
        place=printable(place),
    )


def utc_text(moment: datetime) -> str:
    """Return a time in UTC as text; one without a zone as it stands, since nobody knows its zone."""
    return moment.isoformat() if moment.tzinfo is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _standing(identity: Identity, answers: Answers | None, clock: Clock) -> Standing:
    if not identity.trusted or answers is None:
        return Standing("not checked")
    return standing_of(identity.chain, answers, clock.at)


def _check_demands(judgement: Judgement, signer: Signer, clock: Clock, terms: Terms) -> None:
    """Fail what the policy asks of each signature and this one does not fulfil."""
    policy, whose = terms.policy, f"{signer.role} of {signer.name}"
    if policy.level and LEVELS.index(signer.level) < LEVELS.index(policy.level):
        judgement.failed("completeness", f"the policy asks for level {policy.level}; the {whose} has {signer.level}")
    if policy.signer_class and signer.signer_class not in CLASSES[policy.signer_class]:
        judgement.failed(
            "identity", f"the policy asks for {policy.signer_class} signers; the {whose} is {signer.signer_class}"
        )
    if policy.max_age_days and signer.role == "seal":
        if not clock.proven:
            judgement.failed("time", "the policy limits the age of the seal, and no timestamp proves when it was made")
        elif terms.now - clock.at > timedelta(days=policy.max_age_days):
            judgement.failed("time", f"sealed on {clock.at:%Y-%m-%d}, more than {policy.max_age_days} days ago")


def _note_time(judgement: Judgement, signer: Signer, clock: Clock) -> None:
    where = f" ({signer.place})" if signer.place else ""
    if clock.proven:
        judgement.passed("time", f"existed at {utc_text(clock.at)}, by the timestamp of {clock.authority}")
    elif judgement.outcome("time") in (None, Outcome.PASSED):
        said = signer.signed_at or "no time"
        judgement.not_established("time", f"the signer says {said}; no timestamp proves it{where}")


def _level(clock: Clock, standing: Standing) -> str:
    if not clock.proven:
        return "B-B"
    if standing.name != "good":
        return "B-T"
    return "B-LTA" if clock.archived else "B-LT"


def _end_of(identity: Identity, digest: End | None, padding: str) -> End | None:
    """When the first of a chain's certificates or algorithms ends; an anchor's own key is the caller's."""
    expiries = (
        End(item.not_valid_after_utc, f"the certificate of {name_of(item.subject)} expires") for item in identity.chain
    )
    keys = (end_of_key(item, padding if item is identity.chain[0] else "") for item in identity.chain[:-1])
    return earliest(digest, *keys, *expiries)


def _as_of(clock: Clock, terms: Terms) -> str:
    if clock.proven:
        return f" (as of {utc_text(clock.at)}, the time that is proven)"
    return f" (as of {utc_text(terms.now)}; no timestamp that holds proves another time)"


def _class_of(certificates: list[x509.Certificate], clock: Clock, terms: Terms, development: bool) -> tuple[str, str]:
    """Return the class of a signer, and what to add to the words on who it is."""
    if development:
        return "development", ""
    if terms.beside.trusted_list is None:
        return "unknown", ""
    name, why = terms.beside.trusted_list.class_of(certificates, clock.at)
    return name, f"; class {name} {why}"
