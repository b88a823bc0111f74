"""How a signature is shown in documents: one stamp a language, made once in a run."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.x509.oid import NameOID

from muniment.app.signers import Acting
from muniment.base.languages import SOURCE_LANGUAGE, is_offered


@dataclass(slots=True)
class Looks:
    """The stamps of one who signs, at one time."""

    acting: Acting
    signed_at: datetime
    _made: dict[str, bytes] = field(default_factory=dict)

    def in_language(self, language: str) -> bytes:
        """Return the stamp in a language, or in English where it is not offered."""
        from muniment.render.stamp import Stamp, render_stamp

        language = language if is_offered(language) else SOURCE_LANGUAGE
        if language not in self._made:
            subject = self.acting.signer.certificate.subject
            organisation = _attribute(subject, NameOID.ORGANIZATION_NAME)
            name = _attribute(subject, NameOID.COMMON_NAME) or organisation or subject.rfc4514_string()
            stamp = Stamp(name, organisation, self.acting.role, self.signed_at, language)
            self._made[language] = render_stamp(stamp)
        return self._made[language]


def _attribute(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
