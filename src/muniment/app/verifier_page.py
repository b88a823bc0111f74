"""The verifier page: one HTML file that checks sealed documents in a browser, without any network.

It is built from ``templates/verifier`` and committed. The program stands in it as it was written, module after module,
so that whoever wonders what the page does can read it there. No library goes into it, so nothing is minified, and
building needs no tool but this module.
"""

import base64
import hashlib
import io
import json
import re
import typing
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from muniment import __version__
from muniment.app.files import write_atomically
from muniment.app.page_texts import page_frame, page_looks, page_sources, page_texts
from muniment.app.translating import po_file
from muniment.base.languages import SOURCE_LANGUAGE, offered_languages
from muniment.base.resources import template_path
from muniment.document.translations import INTERFACE, VERIFIER
from muniment.document.words import context_of, source_tree
from muniment.record.manifest import Manifest
from muniment.record.pack import Pack
from muniment.record.record import Record

PAGE = "templates/verifier/verifier.html"
#: In the form that ``sha256sum --check`` reads.
DIGEST = "docs/verifier.sha256"
_START = "main.js"
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let) )", re.MULTILINE)
_TOP = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+|\[[^\]]*\])", re.MULTILINE)
_POLICY = "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"


def verifier_files() -> dict[str, bytes]:
    """Return the page and its digest, by path below the data root."""
    page = build_page()
    return {PAGE: page, DIGEST: f"{hashlib.sha256(page).hexdigest()}  verifier.html\n".encode()}


def write_verifier(target: Path) -> str:
    """Write the page as it ships to a file; return its SHA-256 in hexadecimal digits.

    Raises CannotRun if the file cannot be written.
    """
    page = template_path("verifier", "verifier.html").read_bytes()
    write_atomically(target, page)
    return hashlib.sha256(page).hexdigest()


def build_page() -> bytes:
    """Build the page: the same bytes from the same sources."""
    script, style = f"\n{_program()}", f"\n{page_looks()}"
    if "</" in script or "</" in style:
        raise ValueError("a source of the page holds '</', which may end its element")
    parts = {
        "policy": _POLICY.format(script=_source_hash(script), style=_source_hash(style)),
        "version": __version__,
        "style": style,
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: parts[match[1]], page_frame()).encode()


def _program() -> str:
    """Return all modules as one program in a scope of its own, each after those it needs."""
    sources = page_sources() | {"codes.js": _codes(), "shapes.js": _shapes(), "translations.js": _translations()}
    placed: dict[str, str] = {}

    def place(name: str) -> None:
        if name in placed:
            return
        placed[name] = ""
        for needed in _IMPORT.findall(sources[name]):
            place(needed)
        # Put in again behind what it needs: the order of a dictionary is that of insertion.
        del placed[name]
        placed[name] = _EXPORT.sub("", _IMPORT.sub("", sources[name])).strip()

    place(_START)
    if unused := set(sources) - set(placed):
        raise ValueError(f"nothing of the page needs {', '.join(sorted(unused))}")
    program = "\n\n".join(f"// ==== {name} ====\n{text}" for name, text in placed.items())
    names = _TOP.findall(program)
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two modules of the page have something called {', '.join(sorted(twice))}")
    return f'"use strict";\n(() => {{\n{program}\n}})();\n'


def _codes() -> str:
    """Return the English words for codes in records; documents have the same, in every language."""
    tree = source_tree()
    lists = (("KIND_NAMES", "kinds"), ("AUDIENCES", "audiences"))
    lines = [f"export const {name} = {json.dumps(tree[route], ensure_ascii=False)};" for name, route in lists]
    return "\n".join(["// The words for codes in records, as documents have them.", *lines, ""])


def _shapes() -> str:
    shapes = {"record": _shape(Record), "manifest": _shape(Manifest), "pack": _shape(Pack)}
    return f"// The shapes of our own JSON, from the program's.\nexport const SHAPES = {json.dumps(shapes)};\n"


def _shape(hint: Any) -> Any:
    """Return the shape of JSON that a type describes, as ``fits`` of ``canonical.js`` reads it."""
    simple = {str: "str", int: "int", bool: "bool", Any: "any"}
    if hint in simple:
        return simple[hint]
    if isinstance(hint, UnionType):
        (given,) = (item for item in typing.get_args(hint) if item is not type(None))
        return _shape(given)
    if typing.get_origin(hint) is tuple:
        items = typing.get_args(hint)
        return {"list": _shape(items[0])} if items[-1] is ... else {"tuple": [_shape(item) for item in items]}
    hints = typing.get_type_hints(hint)
    members = {field.name: hints[field.name] for field in fields(hint)}
    return {
        "members": {name: _shape(given) for name, given in members.items()},
        # As everywhere in records: what may be missing is what may be None, and None is never written.
        "optional": [name for name, given in members.items() if isinstance(given, UnionType)],
    }


def _translations() -> str:
    languages = {}
    for language in offered_languages():
        words = {} if language == SOURCE_LANGUAGE else _words(language)
        name = str(Locale.parse(language).get_display_name(language)).capitalize()
        languages[language] = {"name": name, "words": words}
    text = json.dumps(languages, ensure_ascii=False, indent=1)
    return f"// The languages that are offered: English text → text.\nexport const LANGUAGES = {text};\n"


def _words(language: str) -> dict[str, str]:
    catalog = _catalog(VERIFIER, language)
    interface, tree = _catalog(INTERFACE, language), source_tree()
    found: dict[str, str] = {}
    for route in ("kinds", "audiences"):
        for code, text in tree[route].items():
            message = interface.get(text, context_of((route, code)))
            found[text] = str(message.string) if message and message.string else text
    for text in dict.fromkeys(page_texts()):
        message = catalog.get(text)
        found[text] = str(message.string) if message and message.string else text
    return found


def _catalog(domain: str, language: str) -> Catalog:
    return read_po(io.BytesIO(po_file(domain, language).read_bytes()), locale=language)


def _source_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
