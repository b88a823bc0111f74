"""A comparison of two sides in one of its formats."""

from muniment.changes.comparison import Comparison


def render(comparison: Comparison, form: str, *, colour: bool = False) -> str:
    """Return a comparison as text, json, markdown or html."""
    # Each format is loaded when it is asked for: templates cost more than a small comparison.
    if form == "json":
        from muniment.report.diff_json import render_json

        return render_json(comparison)
    if form == "markdown":
        from muniment.report.diff_markdown import render_markdown

        return render_markdown(comparison)
    if form == "html":
        from muniment.report.diff_html import render_html

        return render_html(comparison)
    from muniment.report.diff_text import render_text

    return render_text(comparison, colour=colour)
