"""From a document to bytes, a module a format; nothing heavy is imported before a format is asked for."""

#: Format -> (module, function). The function takes the document and the record's bytes and returns the file.
RENDERERS: dict[str, tuple[str, str]] = {
    "html": ("muniment.render.html", "render_html"),
    "pdf": ("muniment.render.pdf", "render_pdf"),
    "docx": ("muniment.render.docx", "render_docx"),
    "md": ("muniment.render.markdown", "render_markdown"),
    "xlsx": ("muniment.render.xlsx", "render_xlsx"),
}

#: What is built where nobody names a format: the editions that carry a seal. The other formats are working copies.
EDITIONS = ("html", "pdf")

#: Kinds of documents of which every part is a table; only they are workbooks.
SHEETS = frozenset({"coverage_report", "open_questions"})

#: Kinds of documents with pages of their own, ``<name>.html`` and ``<name>.css`` in each format's folder; the others
#: share one layout.
LAYOUTS = frozenset({"scope_memo"})


def has_format(kind: str, form: str) -> bool:
    """Tell whether a kind of document is made in a format: editions all are, working copies those that can be.

    A memo, which is cut to its pages and speaks of the record in it, is an edition only.
    """
    if form in EDITIONS:
        return True
    return kind in SHEETS if form == "xlsx" else kind not in LAYOUTS


def layout_of(kind: str) -> str:
    """Return the name of the pages in which a kind of document is set."""
    return kind if kind in LAYOUTS else "edition"


def pinned_versions() -> tuple[tuple[str, str], ...]:
    """Return the renderer, its forms of numbers and dates, and the fonts that this release pins, for the record.

    Only what is pinned: the record and the HTML are the same on every machine. What else shaped a PDF (Pango and
    the like, which are the machine's) is `muniment.render.pdf.renderer_versions`.
    """
    from importlib.metadata import version

    names = (
        "babel",
        "fontpkg-assistant",
        "fontpkg-cairo",
        "fontpkg-ibm-plex-mono",
        "fontpkg-source-sans-3",
        "weasyprint",
    )
    return tuple((name, version(name)) for name in names)
