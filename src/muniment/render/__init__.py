"""From a document to bytes, a module a format; nothing heavy is imported before a format is asked for."""

#: Format -> (module, function). The function takes the document and the record's bytes and returns the file.
RENDERERS: dict[str, tuple[str, str]] = {
    "html": ("muniment.render.html", "render_html"),
    "pdf": ("muniment.render.pdf", "render_pdf"),
}
