"""Secrets from where they are kept: asked for, in a file, in the keyring. Never from a flag or the environment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from muniment.base.errors import CannotRun
from muniment.sign.secret import Secret

#: Asks a person for something without showing what is typed.
Ask = Callable[[str], str]


def find_secret(place: Any, what: str, root: Path, ask: Ask) -> Secret:
    """Return a secret from its place in a profile (``prompt``, ``{file: …}``, ``{keyring: …}``); ``what`` names it.

    Raises CannotRun when it is not there. No message holds any part of it.
    """
    if place == "prompt":
        return Secret(ask(what).encode("utf-8"))
    ((kind, where),) = place.items()
    if kind == "file":
        return _from_file(root / where, what)
    service, _, name = where.partition("/")
    return _from_keyring(service, name, what)


def _from_file(file: Path, what: str) -> Secret:
    try:
        # Only the end of the line is left out: blanks may belong to it.
        return Secret(file.read_bytes().rstrip(b"\r\n"))
    except OSError as error:
        raise CannotRun(f"{what}: {file} cannot be read: {error.strerror}.", "Name the file that holds it.") from None


def _from_keyring(service: str, name: str, what: str) -> Secret:
    try:
        import keyring
    except ImportError:
        raise CannotRun(f"{what} is kept in a keyring.", "Install: pip install 'muniment[keyring]'") from None
    remedy = f"Put it there with: keyring set {service} {name}"
    try:
        found = keyring.get_password(service, name)
    except Exception as error:  # every back end has errors of its own
        raise CannotRun(f"{what}: the keyring does not open ({type(error).__name__}).", remedy) from None
    if found is None:
        raise CannotRun(f"{what}: the keyring holds nothing for {service} {name}.", remedy)
    return Secret(found.encode("utf-8"))
