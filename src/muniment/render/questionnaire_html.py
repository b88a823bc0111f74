"""A questionnaire as one HTML file: it works from a disk, makes no request, and saves the answers as a file."""

import base64
import hashlib
import json

from markupsafe import Markup

from muniment.base.resources import template_path
from muniment.document.questionnaire import QuestionForm
from muniment.document.words import Words, load_words
from muniment.render.page_templates import environment

_POLICY = "default-src 'none'; script-src '{script}'; style-src '{style}'; base-uri 'none'; form-action 'none'"
#: What the page says while it is used.
_SAID = ("done", "decided", "saved", "loaded", "foreign", "no_name", "no_text", "no_remark", "entry")


def render_questionnaire_html(form: QuestionForm) -> bytes:
    """Return the page of a questionnaire."""
    words = load_words(form.language)
    templates = environment()
    style = "\n".join(templates.get_template(f"html/{name}.css").render() for name in ("base", "questionnaire"))
    script = template_path("html", "questionnaire.js").read_text("utf-8")
    page = templates.get_template("html/questionnaire.html").render(
        form=form,
        words=words,
        policy=_POLICY.format(script=_source_hash(script), style=_source_hash(style)),
        style=Markup(style),  # noqa: S704 - files of ours, no text of cards
        script=Markup(script),  # noqa: S704 - a file of ours
        texts=_data(json.dumps(_said(words))),
        data=_data(form.questionnaire.to_ascii()),
    )
    return page.encode("utf-8")


def _said(words: Words) -> dict[str, str]:
    return {name: words("questionnaire", "page", name) for name in _SAID}


def _data(text: str) -> Markup:
    """Return JSON so that it can stand in an element of its own, which nothing in it can end."""
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escaped)  # noqa: S704 - holds no character that markup knows


def _source_hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
