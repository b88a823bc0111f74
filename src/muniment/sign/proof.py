"""What stands beside a signature, so that it can be judged later: the levels of EN 319 142 and EN 319 122.

B-B is the signature alone. B-T adds a timestamp over it. B-LT adds what proves the certificates: chains and answers
on revocation. B-LTA adds a timestamp over all of that, which can be renewed before something ages.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from muniment.record.seal import LEVELS
from muniment.sign.signer import Signer, certificates_of

if TYPE_CHECKING:
    from muniment.sign.revocation import Authorities, ValidationData
    from muniment.sign.timestamps import TimestampAuthority

#: The digest of archive timestamps, which must last longest.
ARCHIVE_DIGEST = "sha512"


@dataclass(frozen=True, slots=True)
class Proof:
    """The level wanted, and whom to ask for it: a timestamp authority from B-T, the chain's authorities from B-LT."""

    level: str = "B-B"
    timestamps: "TimestampAuthority | None" = None
    authorities: "Authorities | None" = None

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ValueError(f"{self.level} is no level")
        if (self.reaches("B-T") and self.timestamps is None) or (self.reaches("B-LT") and self.authorities is None):
            raise ValueError(f"nobody can be asked for level {self.level}")

    def reaches(self, level: str) -> bool:
        """Tell whether the level wanted is that one or a higher one."""
        return LEVELS.index(self.level) >= LEVELS.index(level)

    def of_signer(self, signer: Signer) -> "ValidationData":
        """Return the validation data of a signer; CannotRun when its certificate was revoked or nobody says."""
        from asn1crypto import x509

        assert self.authorities is not None
        leaf, *chain = (x509.Certificate.load(der) for der in certificates_of(signer))
        return self.authorities.asked_about(leaf, chain)

    def of_token(self, token: bytes) -> "ValidationData":
        """Return the validation data of the authority that signed a token."""
        from muniment.sign.timestamps import authority_of

        assert self.authorities is not None
        found: tuple[Any, Any] = authority_of(token)
        return self.authorities.asked_about(*found, "time_stamping")


BARE = Proof()
