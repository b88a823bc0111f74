"""Stamping a statement on a card: RFC 3161 tokens over it, and around older ones. Imports pyHanko."""

from datetime import datetime

from asn1crypto import cms

from muniment.record.stamp import CardStamp, StampStatement, build_stamp, stamped_bytes
from muniment.sign.proof import ARCHIVE_DIGEST, Proof
from muniment.sign.revocation import enriched


def stamp_statement(statement: StampStatement, proof: Proof) -> CardStamp:
    """Return the stamp of a statement, as well proved as the level says.

    From B-LT on the token carries what proves its authority; with B-LTA a second one covers that. Raises CannotRun
    when a token or an answer cannot be had.
    """
    assert proof.timestamps is not None
    token = proof.timestamps.stamp(stamped_bytes(build_stamp(statement, ()), 0))
    if proof.reaches("B-LTA"):
        return renew_stamp(build_stamp(statement, (token,)), proof)
    if proof.reaches("B-LT"):
        token = enriched(token, proof.of_token(token))
    return build_stamp(statement, (token,))


def renew_stamp(stamp: CardStamp, proof: Proof) -> CardStamp:
    """Return a stamp with what proves its last token put into it, and one more token around it all."""
    assert proof.timestamps is not None
    *inner, last = stamp.ders
    inside = build_stamp(stamp.statement, (*inner, enriched(last, proof.of_token(last))))
    token = proof.timestamps.stamp(stamped_bytes(inside, len(stamp.tokens)), ARCHIVE_DIGEST)
    return build_stamp(stamp.statement, (*inside.ders, token))


def stamped_at(stamp: CardStamp) -> datetime:
    """Return the time that the first token says."""
    token = cms.ContentInfo.load(stamp.ders[0])["content"]["encap_content_info"]["content"].parsed
    moment: datetime = token["gen_time"].native
    return moment
