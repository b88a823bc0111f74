"""The one place that runs WeasyPrint: shut off from host and network, and the same bytes from the same input.

Two things of the process reach into a PDF and are set while it is rendered: ``SOURCE_DATE_EPOCH``, because an
instance of a variable font carries the time at which it was made, and ``FONTCONFIG_FILE``, because the fonts of the
host would otherwise be candidates for every glyph. Both belong to the process, so one rendering runs at a time.
"""

import gc
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from muniment.base.resources import template_path
from muniment.render.continued import Origins, join_pages

VARIANT = "pdf/a-3a"

_LOCK = threading.Lock()
#: A page is tens of thousands of objects that live to the end: the usual collector looks at them over and over.
_COLLECTED_AFTER = (100_000, 20, 20)


@contextmanager
def closed_process(moment: datetime) -> Iterator[None]:
    """Fix the time that fonts see and hide the fonts of the host, then put the environment back.

    Meanwhile garbage is collected more seldom, which saves a sixth of the time.
    """
    wanted = {
        "SOURCE_DATE_EPOCH": str(int(moment.timestamp())),
        "FONTCONFIG_FILE": str(template_path("pdf", "fonts.conf")),
    }
    with _LOCK:
        before = {name: os.environ.get(name) for name in wanted}
        often = gc.get_threshold()
        os.environ.update(wanted)
        gc.set_threshold(*_COLLECTED_AFTER)
        try:
            yield
        finally:
            gc.set_threshold(*often)
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def write_pdf(
    html: str,
    moment: datetime,
    attachments: Sequence[tuple[str, bytes, str, str]],
    metadata: Callable[[bytes], bytes],
) -> bytes:
    """Return the page as a tagged PDF/A-3a with attachments.

    Each of these is name, content, description and relationship (Source, Data); ``metadata`` gets WeasyPrint's
    RDF and returns the RDF to embed.
    """
    with closed_process(moment):
        weasyprint = _weasyprint()
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher(weasyprint)).render(
            pdf_variant=VARIANT, pdf_tags=True
        )
        generate = document.metadata.generate_rdf_metadata
        document.metadata.generate_rdf_metadata = lambda *args, **named: metadata(generate(*args, **named))
        attached = [
            weasyprint.Attachment(
                file_obj=_stream(content),
                name=name,
                description=description,
                relationship=relationship,
                created=moment,
                modified=moment,
            )
            for name, content, description, relationship in attachments
        ]
        origins = Origins()

        def finish(document: Any, pdf: Any) -> None:
            _finish(pdf)
            join_pages(document, pdf, origins)

        with origins.noted():
            pdf: bytes = document.write_pdf(
                finisher=finish, pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=True, attachments=attached
            )
        return pdf


def write_plain_pdf(html: str, moment: datetime) -> bytes:
    """Return a page as an untagged PDF/A-3b: what becomes part of another page is tagged there."""
    with closed_process(moment):
        weasyprint = _weasyprint()
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher(weasyprint))
        pdf: bytes = document.write_pdf(finisher=lambda _, made: _finish(made), pdf_variant="pdf/a-3b")
        return pdf


def pango_version() -> str:
    """Return the version of the Pango that lays out the text."""
    _weasyprint()
    from weasyprint.text.ffi import pango

    number = int(pango.pango_version())
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _weasyprint() -> Any:
    with warnings.catch_warnings():
        # It warns that the host has no fonts, which is what we want.
        warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
        import weasyprint

        return weasyprint


def _fetcher(weasyprint: Any) -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class DataOnly(URLFetcher):  # type: ignore[misc]
        """Answers ``data:`` and ends the rendering for anything else; WeasyPrint swallows other exceptions."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.lower().startswith("data:"):
                raise FatalURLFetchingError(f"a page asked for {url[:200]!r}; pages fetch nothing")
            return super().fetch(url, headers)

    return DataOnly(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)


def _stream(content: bytes) -> Any:
    import io

    return io.BytesIO(content)


def _finish(pdf: Any) -> None:
    import pydyf

    for item in pdf.objects:
        # Archives read XMP without decoding streams (ISO 19005-3, 6.6.2.1).
        if isinstance(item, pydyf.Stream) and dict(item.extra).get("Type") == "/Metadata":
            item.compress = False
        # A glyph for a part of a letter, such as the dot of an Arabic one, stands for no character of its own. It must
        # stand for one; a joiner changes nothing in what is copied.
        if isinstance(item, pydyf.Stream) and b"begincmap" in item.stream:
            item.stream = [line[:-1] + b"200d>" if line.endswith(b" <>") else line for line in item.stream]
    if "AF" in pdf.catalog:
        # WeasyPrint names each attachment twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
