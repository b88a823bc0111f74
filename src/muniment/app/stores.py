"""Stores that speak S3: which objects a location names, and fetching them; only when a card names such a location.

Credentials come from where the store's own tools look (environment, configuration, role of the machine), never from an
option. The store's ETag is no digest of the content: it only tells that an object is still the one that was listed.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from muniment.base.errors import CannotRun
from muniment.evidence.inventory import Trouble
from muniment.evidence.locations import Pattern, Place, is_bad_name, legible
from muniment.evidence.lock import Unread

_WILD = re.compile(r"[*?\[]")
_CHUNK = 1 << 20
#: How often a transfer that breaks off is taken up again where it stopped.
_TRIES = 5
#: How often a request is made that the store does not answer, and how long an answer may stay away.
ATTEMPTS, READ_SECONDS = 4, 60
#: What stays free on the disk.
_ROOM = 256 << 20
_REASONS = {"403": "not_permitted", "AccessDenied": "not_permitted", "NoSuchBucket": "no_file", "404": "no_file"}
_GONE = frozenset({"412", "PreconditionFailed", "404", "NoSuchKey"})


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """Where an S3 store is, unless the environment says so: its address and region."""

    endpoint: str = ""
    region: str = ""


class S3Store:
    """One S3 store; objects are fetched to a folder, a file each."""

    def __init__(self, choice: StoreChoice, work: Path) -> None:
        self._choice = choice
        self._work = work
        self._made: Any = None
        self._total = 0

    def find(self, location: str) -> Iterator[Place | Unread]:
        """Yield the objects that a location names."""
        bucket, _, key = location.partition("://")[2].partition("/")
        fixed, pattern, exact = _taken_apart(key)
        errors = _errors()
        try:
            for item in self._listed(bucket, exact or fixed):
                name = item["Key"]
                if name.endswith("/") and not item["Size"]:
                    # What some tools write to show a folder.
                    continue
                if exact:
                    named = name == exact or name.startswith(f"{exact.rstrip('/')}/")
                else:
                    named = _is_named(pattern, name[len(fixed) :])
                if named:
                    yield self._place(bucket, item)
        except errors as error:
            yield Unread(legible(location), _REASONS.get(_code(error), "unreadable"))

    def _listed(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        for page in pages:
            yield from page.get("Contents", ())

    def _place(self, bucket: str, item: dict[str, Any]) -> Place | Unread:
        path = f"{bucket}/{item['Key']}"
        if is_bad_name(path):
            return Unread(legible(path), "bad_name")
        self._total += item["Size"]
        if self._total + _ROOM > shutil.disk_usage(self._work).free:
            raise CannotRun(
                "There is no room for the objects of the store.", "Set TMPDIR to a folder with more, or use --shard."
            )
        # Not below its own name: a store may hold a and a/b.
        local = self._work / (hashlib.sha256(path.encode()).hexdigest()[:40] + PurePosixPath(path).suffix[:12])

        def fetch(told: Callable[[int], None]) -> None:
            self._fetch(bucket, item, local, told)

        return Place(path, local, fetch, item["Size"])

    def _fetch(self, bucket: str, item: dict[str, Any], local: Path, told: Callable[[int], None]) -> None:
        errors = _errors()
        got = 0
        with local.open("wb") as file:
            for last in range(_TRIES):
                answered = False
                try:
                    part = {"Range": f"bytes={got}-"} if got else {}
                    answer = self._client().get_object(Bucket=bucket, Key=item["Key"], IfMatch=item["ETag"], **part)
                    answered = True
                    for chunk in answer["Body"].iter_chunks(_CHUNK):
                        file.write(chunk)
                        got += len(chunk)
                        told(len(chunk))
                except errors as error:
                    code = _code(error)
                    if code in _GONE:
                        raise Trouble("changed_while_read") from error
                    # Where no answer comes the client has asked several times already.
                    if code in _REASONS or not answered or last == _TRIES - 1:
                        raise Trouble(_REASONS.get(code, "unreadable")) from error
                if got >= item["Size"]:
                    break
        if got != item["Size"]:
            raise Trouble("changed_while_read")

    def _client(self) -> Any:
        if self._made is None:
            self._made = _client(self._choice)
        return self._made


def _client(choice: StoreChoice) -> Any:
    import boto3
    import botocore
    from botocore.config import Config

    session = boto3.session.Session()
    # A store that is open to all is read without a signature.
    signed = {} if session.get_credentials() else {"signature_version": botocore.UNSIGNED}
    config = Config(
        retries={"max_attempts": ATTEMPTS, "mode": "standard"},
        connect_timeout=10,
        read_timeout=READ_SECONDS,
        # Stores other than Amazon's have no name of their own for each bucket.
        s3={"addressing_style": "path"} if choice.endpoint else None,
        **signed,
    )
    try:
        return session.client(
            "s3", endpoint_url=choice.endpoint or None, region_name=choice.region or None, config=config
        )
    except ValueError as error:
        raise CannotRun(
            "The address of the store is none.", "Correct --s3-endpoint or AWS_ENDPOINT_URL: https://host:port."
        ) from error


def _errors() -> tuple[type[Exception], ...]:
    try:
        from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
    except ImportError as error:
        raise CannotRun(
            "Reading from S3 needs a library that is not installed.", "Run: pip install 'muniment[measure,s3]'."
        ) from error
    import urllib3

    return (BotoCoreError, ClientError, HTTPClientError, urllib3.exceptions.HTTPError)


def _code(error: Exception) -> str:
    answer = getattr(error, "response", None)
    return str(answer.get("Error", {}).get("Code", "")) if isinstance(answer, dict) else ""


def _taken_apart(key: str) -> tuple[str, Pattern, str]:
    """Return the folder spelled out (with its slash), the pattern below it, and the key where there is no wildcard."""
    wild = _WILD.search(key)
    if not wild and key and not key.endswith("/"):
        return "", Pattern(()), key
    fixed = key[: key.rfind("/", 0, wild.start() if wild else len(key)) + 1]
    parts = tuple(part for part in key[len(fixed) :].split("/") if part)
    return fixed, Pattern(parts, key.endswith("/")), ""


def _is_named(pattern: Pattern, key: str) -> bool:
    *folders, name = key.split("/")
    fits = pattern.start
    for folder in folders:
        fits = pattern.enter(fits, folder)
        if not fits:
            return False
    return pattern.names(fits, name)
