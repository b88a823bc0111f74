"""Loading many cards: what was loaded before is not loaded again, and what must be is loaded on all cores.

The key of what is kept is the digest of a file's bytes and of everything that judges them: the reader, the models,
their data and libraries. So a changed card, program or schema finds nothing, and the cache may be deleted at any time.
A few cards are loaded as ever: for them all this would cost more than it saves.
"""

import functools
import gc
import hashlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from muniment.app.loaded import Loaded
from muniment.model.load import load_card
from muniment.source.load import load_tree

#: From so many cards on they are looked up in the cache, and so many that are not there are worth further processes.
LOOKED_UP = 64
SHARED_OUT = 200
#: So many cards go to another process at once, and so many are made between two looks for what nobody holds any more:
#: they are still near the processor then. A look at 200,000 objects at once takes twice the time.
_TOGETHER = 25
_ROOMS = ("base", "source", "model", "app/loaded.py", "app/card_store.py")
_LIBRARIES = ("pydantic", "pydantic-core", "pyyaml", "langcodes", "license-expression", "boolean.py")


def load_cards(files: Sequence[tuple[str, bytes]], home: Path) -> dict[str, Loaded]:
    """Return what each file (its name as shown, its bytes) of a workspace is, by name."""
    if len(files) < LOOKED_UP:
        return {name: load_one(name, data) for name, data in files}
    from muniment.app.card_cache import CardCache
    from muniment.app.card_store import from_bytes

    cache = CardCache(home)
    found: dict[str, Loaded] = {}
    missing: list[tuple[str, bytes]] = []
    for name, data in _looking_through(files):
        kept = cache.get(key_of_card(data))
        if kept is None:
            missing.append((name, data))
        else:
            found[name] = from_bytes(kept, name, data)
    for (name, data), loaded, made in _loaded(missing):
        found[name] = loaded
        if made is not None:
            cache.put(key_of_card(data), made)
    cache.close()
    return found


def load_one(name: str, data: bytes) -> Loaded:
    """Return what one file is, from its bytes."""
    tree, of_reader = load_tree(data, name)
    card, of_models = load_card(tree) if tree is not None else (None, [])
    return Loaded(tree, card, tuple(of_reader), tuple(of_models))


def _loaded(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[tuple[str, bytes], Loaded, bytes | None]]:
    """Yield each file with what it is, and that as bytes where it can be kept."""
    from muniment.app.card_store import from_bytes, to_bytes

    if len(files) >= SHARED_OUT and processes() > 1:
        done = _on_all_cores(files)
        if done is not None:
            for (name, data), made in zip(_looking_through(files), done, strict=True):
                loaded = load_one(name, data) if made is None else from_bytes(made, name, data)
                yield (name, data), loaded, made
            return
    for name, data in _looking_through(files):
        loaded = load_one(name, data)
        yield (name, data), loaded, to_bytes(loaded, name)


def _looking_through(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield files; before each further few, let the youngest objects be looked through."""
    for at, file in enumerate(files):
        if at % _TOGETHER == 0:
            gc.collect(0)
        yield file


def processes() -> int:
    """Return how many processes may work: one a core, one in all where this one has threads or cannot fork."""
    if threading.active_count() > 1 or sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), 8)


def _on_all_cores(files: Sequence[tuple[str, bytes]]) -> list[bytes | None] | None:
    """Return what each file is as bytes (None where that cannot be), made by several processes; None if they fail."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    parts = [files[at : at + _TOGETHER] for at in range(0, len(files), _TOGETHER)]
    try:
        with ProcessPoolExecutor(processes(), multiprocessing.get_context("fork")) as pool:
            return [made for part in pool.map(_made, parts) for made in part]
    except (BrokenProcessPool, OSError):
        return None


def _made(files: Sequence[tuple[str, bytes]]) -> list[bytes | None]:
    from muniment.app.card_store import to_bytes

    return [to_bytes(load_one(name, data), name) for name, data in files]


def key_of_card(data: bytes) -> bytes:
    """Return the key of what the bytes of a card are for this program: 64 hexadecimal digits."""
    return hashlib.sha256(_program() + data).hexdigest().encode()


@functools.cache
def _program() -> bytes:
    """Return the digest of everything that judges the bytes of a card."""
    import yaml

    from muniment.app.cache import digest_of_program

    libyaml = yaml._yaml.get_version_string()
    more = f"{sys.version} {sys.implementation.cache_tag} {libyaml}"
    return digest_of_program(_ROOMS, ("schemas/vocab",), _LIBRARIES, more).encode()
