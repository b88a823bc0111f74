"""A questionnaire as a Word file: a table a question, with its number and cells to answer in.

What was asked travels in hidden text at the end, with its digest.
"""

from muniment.document.questionnaire import ANSWERED, FormQuestion, FormRow, QuestionForm
from muniment.document.words import load_words
from muniment.record.questionnaire import DATA_MARK
from muniment.render.docx import REGIONAL, package, rightward
from muniment.render.page_templates import environment

_PARTS = {
    "[Content_Types].xml": "questionnaire_types.xml",
    "_rels/.rels": "questionnaire_package.rels",
    "word/document.xml": "questionnaire.xml",
    "word/_rels/document.xml.rels": "questionnaire_document.rels",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
}
#: Up to how many places a question has a table for each alone; of more a workbook is the form.
_ALONE = 12
_CHUNK = 20_000


def render_questionnaire_docx(form: QuestionForm) -> bytes:
    """Return the Word file of a questionnaire."""
    text = form.questionnaire.to_ascii()
    chunks = (text[at : at + _CHUNK] for at in range(0, len(text), _CHUNK))
    values = {
        "form": form,
        "words": load_words(form.language),
        "tag": REGIONAL.get(form.language, form.language),
        "answered": ANSWERED,
        "rows_of": _rows,
        "rightward": rightward,
        "carried": (DATA_MARK, form.questionnaire.digest, *chunks),
    }
    templates = environment()
    return package((name, templates.get_template(f"docx/{file}").render(values)) for name, file in _PARTS.items())


def _rows(question: FormQuestion) -> tuple[FormRow, ...]:
    return question.rows if len(question.rows) <= _ALONE + 1 else question.rows[:1]
