"""The form of CMS signatures: one spelling only, so that no byte can be changed that no signature covers."""

from typing import Any

from asn1crypto import parser


def is_der(data: bytes, depth: int = 0) -> bool:
    """Say whether bytes are definite-length DER throughout; asn1crypto reads over lengths that do not add up."""
    if depth > 40:
        return False
    at = 0
    while at < len(data):
        length = parser.peek(data[at:])
        kind, method, tag, _, content, _ = parser.parse(data[at : at + length])
        if (kind, tag) == (0, 0):  # "end of contents", which would let padding stand inside
            return False
        if parser.emit(kind, method, tag, content) != data[at : at + length]:
            return False
        if method == 1 and not is_der(content, depth + 1):
            return False
        at += length
    return at == len(data)


def is_plain(signature: Any) -> bool:
    """Check the few members of a CMS signature that nothing signs and pyHanko does not look at."""
    data, signer = signature.signed_data, signature.signer_info
    if data["encap_content_info"]["content_type"].native != "data":
        return True
    digests = [item.native for item in data["digest_algorithms"]]
    sid = signer["sid"]
    return bool(
        data["version"].native == "v1"
        and signer["version"].native == "v1"
        and digests == [{"algorithm": signature.md_algorithm, "parameters": None}]
        and signer["digest_algorithm"].native == digests[0]
        and sid.name == "issuer_and_serial_number"
        and sid.chosen["issuer"].dump() == signature.signer_cert.issuer.dump()
        and sid.chosen["serial_number"].native == signature.signer_cert.serial_number
    )
