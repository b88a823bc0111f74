"""The first page of a pack, to read: what is in it, who sealed it, how to verify it, what that does not establish."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from markupsafe import Markup

from muniment.base.resources import template_path
from muniment.document.values import date_text
from muniment.document.words import Words, load_words
from muniment.record.asic import MANIFEST, SIGNATURE, SUFFIX
from muniment.record.pack import CHECKSUMS, Pack
from muniment.render.page_templates import environment
from muniment.verify.result import Document

_LIMITS = ("true", "complete", "lawful", "current")
_OPENSSL = (
    f"openssl cms -verify -inform DER -in {SIGNATURE} -content {MANIFEST} -binary -CAfile CERTIFICATE.pem "
    "-purpose any -cades -out /dev/null"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the pack: what it is, about what, and its files by format."""

    title: str
    subject: str
    language: str
    links: tuple[tuple[str, str], ...]
    signed_by: str
    missing: str


@dataclass(frozen=True, slots=True)
class Part:
    """The page in one language, as a template prints it."""

    words: Words
    made_on: str
    lines: tuple[Line, ...]
    others: tuple[str, ...]
    left_out: tuple[str, ...]


def first_page(
    pack: Pack, documents: Mapping[str, Document], languages: Sequence[str], file_name: str, development: bool
) -> bytes:
    """Return the page in the languages, in their order. ``documents`` are those in the pack, by path.

    It names no time and no key of a machine, so that the same pack has the same page.
    """
    styles = (template_path("html", name).read_text("utf-8") for name in ("base.css", "pack.css"))
    page = (
        environment()
        .get_template("html/pack.html")
        .render(
            pack=pack,
            parts=[_part(pack, documents, load_words(language)) for language in languages],
            style=Markup("\n".join(styles)),  # noqa: S704 - files of ours, no text of cards
            command=f"muniment verify {file_name}{SUFFIX} --trust CERTIFICATE.pem",
            openssl=_OPENSSL,
            checksums=f"sha256sum -c {CHECKSUMS}",
            limits=_LIMITS,
            development=development,
        )
    )
    return page.encode("utf-8")


def _part(pack: Pack, documents: Mapping[str, Document], words: Words) -> Part:
    lines = tuple(_lines(pack, documents, words))
    shown = set(documents)
    left = tuple(
        words.counted("pack", "left", item.what, count=item.count, ground=words("pack", "grounds", item.ground))
        for item in pack.left_out
    )
    return Part(
        words=words,
        made_on=date_text(pack.created[:10], words),
        lines=lines,
        others=tuple(file.path for file in pack.files if file.path not in shown),
        left_out=left,
    )


def _lines(pack: Pack, documents: Mapping[str, Document], words: Words) -> Iterator[Line]:
    """Yield a line a document: files of one stem are one document in several formats."""
    files = {file.path: file for file in pack.files}
    together: dict[tuple[str, str], list[str]] = {}
    for path in sorted(documents):
        together.setdefault((str(PurePosixPath(path).with_suffix("")), documents[path].record_sha256), []).append(path)
    named = functools.partial(_role_names, words)
    for paths in together.values():
        document = documents[paths[0]]
        subject = document.subject
        title = words.get("kinds", document.kind, default=document.kind)
        if document.draft is not None:
            title = f"{words('draft', 'word')} – {title}"
        yield Line(
            title=title,
            subject=f"{subject['title']} ({subject['name']} {subject['version']})",
            language=words.forms.language(document.language),
            links=tuple((path, PurePosixPath(path).suffix.lstrip(".").upper()) for path in paths),
            signed_by=named(role for path in paths for role in files[path].roles if role not in files[path].missing),
            missing=named(role for path in paths for role in files[path].missing),
        )


def _role_names(words: Words, roles: Iterator[str]) -> str:
    return words.forms.listed([words("pack", "roles", role) for role in dict.fromkeys(roles)])
