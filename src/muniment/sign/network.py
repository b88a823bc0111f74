"""Asking a service over HTTP: bounded in time and size, no redirects, and every failure says what to do.

Only what the user named is asked: a timestamp authority, a remote signing service. What is sent is a digest, a
certificate's number or a request to sign; never a document.
"""

import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from muniment.base.errors import CannotRun

#: Seconds until the whole answer must be there, and bytes that it may have.
PATIENCE = 15.0
MAX_ANSWER = 2_000_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def ask(service: str, url: str, body: bytes | None, headers: Mapping[str, str], remedy: str) -> tuple[bytes, str]:
    """Post a request, or get where there is none, and return the answer with its content type.

    ``service`` names who is asked in messages.
    Raises CannotRun if the service cannot be reached, refuses, answers too late or too much.
    """
    if not url.startswith(("https://", "http://")):
        raise CannotRun(f"The address of the {service} is no web address: {url}.", "Begin it with https://.")
    request = urllib.request.Request(url, body, dict(headers))  # noqa: S310 - checked above
    until = time.monotonic() + PATIENCE
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=PATIENCE) as answer:
            return _read(answer, until), str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
    except urllib.error.HTTPError as error:
        error.close()
        raise CannotRun(f"The {service} at {url} refused: HTTP {error.code} {error.reason}.", remedy) from None
    except TimeoutError:
        raise CannotRun(f"The {service} at {url} did not answer within {PATIENCE:.0f} seconds.", remedy) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            reason = f"no answer within {PATIENCE:.0f} seconds"
        raise CannotRun(f"The {service} at {url} cannot be reached: {reason}.", remedy) from None
    except Exception as error:  # http.client has exceptions of its own for answers that are no HTTP
        raise CannotRun(f"The {service} at {url} does not answer as one: {type(error).__name__}.", remedy) from None


def _read(answer: Any, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read1(65_536):
        parts.append(part)
        size += len(part)
        if size > MAX_ANSWER:
            raise ValueError(f"it answers with more than {MAX_ANSWER} bytes")
        if time.monotonic() > until:
            raise TimeoutError
    return b"".join(parts)
