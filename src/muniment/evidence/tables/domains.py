"""Registrable domains of addresses, by the public suffix list that a package brings; never by the network."""

import functools
import hashlib
import re
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.evidence.compression import missing_extra
from muniment.evidence.lock import Snapshot

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_PACKAGE = "publicsuffixlist"
_PORT = re.compile(r":[0-9]*\Z", re.ASCII)
#: A last label that makes a browser read the host as a number of the network.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)


@functools.cache
def _suffixes() -> "PublicSuffixList":
    try:
        from publicsuffixlist import PublicSuffixList
    except ImportError as error:
        raise missing_extra() from error
    # A top-level domain that is not listed is no public suffix: server.local has no registrable domain.
    return PublicSuffixList(accept_unknown=False, only_icann=True)


@functools.cache
def suffix_snapshot() -> Snapshot:
    """Return which list it is: the version of its package, which is its date, and the digest of the list."""
    import publicsuffixlist

    data = (Path(publicsuffixlist.__file__).parent / "public_suffix_list.dat").read_bytes()
    return Snapshot("public_suffix_list", version(_PACKAGE), f"sha256:{hashlib.sha256(data).hexdigest()}")


def registrable_domain(authority: str) -> str:
    """Return the registrable domain of what stands before the path of an address, in punycode; empty for none."""
    scheme, separator, rest = authority.partition("//")
    host = rest if separator else scheme
    if "@" in host:
        if not separator:
            return ""
        host = host.rpartition("@")[2]
    host = _PORT.sub("", host).strip().removesuffix(".").lower()
    if not host or host.startswith(("[", ".")) or ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]):
        return ""
    return str(_suffixes().privatesuffix(_punycode(host)) or "")


def _punycode(host: str) -> str:
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return ""
