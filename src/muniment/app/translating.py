"""The texts to translate, and how complete the translations are: ``make i18n``.

``python -m muniment.app.translating`` reads every text of the tool into ``templates/locale/<domain>.pot``, merges it
into the ``.po`` file of each language, compiles those, and says what is missing. It exits with 1 while an offered
language is incomplete. ``--new LANG`` begins a language.
"""

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from muniment.app.files import write_atomically
from muniment.app.translatable import texts_of
from muniment.base.languages import SOURCE_LANGUAGE, offered_languages
from muniment.base.resources import template_path
from muniment.catalogue.load import load_catalogue
from muniment.catalogue.requirements import Catalogue
from muniment.document.translations import DOMAINS

#: Headers that would make two runs differ, or name persons and programs.
_UNWANTED = (
    "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Report-Msgid", "Generated-By",
)  # fmt: skip
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """How complete one domain is in one language: texts in all, and those that are missing, wrong or left over."""

    language: str
    domain: str
    total: int
    missing: tuple[str, ...]
    other_values: tuple[str, ...]
    obsolete: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every text is translated, with the values that its English names."""
        return not self.missing and not self.other_values


def template(domain: str, catalogue: Catalogue | None = None) -> Catalog:
    """Return a domain's texts as they stand in the sources; without a catalogue, in the compiled one."""
    catalog = _catalog()
    for text in texts_of(domain, catalogue or load_catalogue()):
        hints = [text.hint] if text.hint else []
        catalog.add(text.plural or text.english, context=text.context or None, auto_comments=hints)
    return catalog


def merged(domain: str, language: str) -> Catalog:
    """Return the translations of a domain with exactly the texts of the sources; what is left over is obsolete."""
    file = po_file(domain, language)
    catalog = read_po(io.BytesIO(file.read_bytes()), locale=language) if file.is_file() else _catalog(language)
    _set_headers(catalog)
    catalog.update(template(domain), no_fuzzy_matching=True)
    return catalog


def standing(domain: str, language: str) -> Standing:
    """Judge the translations of a domain into a language against the texts of the sources."""
    catalog = merged(domain, language)
    texts = [message for message in catalog if message.id]
    return Standing(
        language,
        domain,
        len(texts),
        tuple(_shown(message) for message in texts if not all(_forms(message.string)) or message.fuzzy),
        tuple(_shown(message) for message in texts if all(_forms(message.string)) and not _same_values(message)),
        tuple(_shown(message) for message in catalog.obsolete.values()),
    )


def languages() -> tuple[str, ...]:
    """Return every language that has been begun, in order of its tag."""
    return tuple(sorted(folder.name for folder in template_path("locale").iterdir() if folder.is_dir()))


def po_file(domain: str, language: str) -> Path:
    """Return where the translations of a domain lie."""
    return template_path("locale", language, "LC_MESSAGES", f"{domain}.po")


def template_files(catalogue: Catalogue) -> dict[str, bytes]:
    """Return the lists of texts to translate, by path below the data root."""
    return {f"templates/locale/{domain}.pot": _po_bytes(template(domain, catalogue)) for domain in DOMAINS}


def compiled_files() -> dict[str, bytes]:
    """Return the compiled translations of every language, by path below the data root."""
    files = {}
    for language in languages():
        for domain in DOMAINS:
            file = po_file(domain, language)
            if file.is_file():
                content = compiled(read_po(io.BytesIO(file.read_bytes()), locale=language))
                files[f"templates/locale/{language}/LC_MESSAGES/{domain}.mo"] = content
    return files


def compiled(catalog: Catalog) -> bytes:
    """Return translations as a ``.mo`` file: the same bytes from the same translations."""
    _set_headers(catalog)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def _catalog(language: str | None = None) -> Catalog:
    catalog = Catalog(locale=language, project="muniment", header_comment="#")
    _set_headers(catalog)
    return catalog


def _set_headers(catalog: Catalog) -> None:
    catalog.creation_date = catalog.revision_date = _NO_TIME
    catalog.project, catalog.version, catalog.fuzzy = "muniment", "1", False
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = ""
    catalog.header_comment = ""


def _po_bytes(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=0, omit_header=False)
    lines = out.getvalue().decode("utf-8").splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in _UNWANTED))).encode()


def _forms(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def _same_values(message: Message) -> bool:
    wanted = _values(_forms(message.id)[-1])
    return all(_values(form) == wanted for form in _forms(message.string))


def _values(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _shown(message: Message) -> str:
    return f"[{message.context}] {_forms(message.id)[0]}" if message.context else _forms(message.id)[0]


def _lines(found: Standing, offered: Iterable[str]) -> Iterator[str]:
    if found.domain == DOMAINS[0]:
        yield f"{found.language} ({'offered' if found.language in offered else 'not offered'})"
    done = found.total - len(found.missing)
    yield f"  {found.domain}: {done} of {found.total} texts translated"
    for name, texts in (
        ("missing", found.missing), ("other values than the English", found.other_values), ("obsolete", found.obsolete),
    ):  # fmt: skip
        yield from (f"    {name}: {text}" for text in texts)


def _begin(language: str) -> bool:
    try:
        Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        print(f"muniment: {language!r} is no language that CLDR knows; use a tag such as pl.", file=sys.stderr)
        return False
    template_path("locale", language, "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    return True


def main(arguments: list[str]) -> int:
    """Extract, merge, compile and report; return 1 while an offered language is incomplete."""
    if arguments[:1] == ["--new"] and not (len(arguments) == 2 and _begin(arguments[1])):
        return 2
    root = template_path().parent
    offered = set(offered_languages()) - {SOURCE_LANGUAGE}
    for name, content in template_files(load_catalogue()).items():
        write_atomically(root / name, content)
    incomplete = {language for language in offered if language not in languages()}
    for language in languages():
        for domain in DOMAINS:
            write_atomically(po_file(domain, language), _po_bytes(merged(domain, language)))
            found = standing(domain, language)
            print("\n".join(_lines(found, offered)))
            incomplete |= {language} if not found.complete else set()
    for name, content in compiled_files().items():
        write_atomically(root / name, content)
    for language in sorted(incomplete & offered):
        print(f"{language} is offered and incomplete: write what is missing into its .po files.", file=sys.stderr)
    return 1 if incomplete & offered else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
