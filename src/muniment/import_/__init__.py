"""Descriptions in the forms of others → draft cards, each fact with its source, and what found no place, with why."""

from muniment.import_.draft import Draft

#: The forms that are read, by the name a user gives.
FORMS = ("hugging-face", "croissant")


def read_description(draft: Draft, data: bytes, form: str = "") -> str:
    """Take what the bytes of a description say into a draft; without a form it is told from the content.

    Return why nothing can be taken; empty where something was.
    """
    from muniment.import_.text import decode

    text, odd = decode(data)
    if odd:
        draft.remark("", odd)
    if not text.strip():
        return "It is empty."
    if form == "croissant" or (not form and text.lstrip()[:1] in ("{", "[")):
        from muniment.import_.croissant import read_croissant

        return read_croissant(draft, text)
    from muniment.import_.hugging_face import FORM, read_readme

    draft.form = FORM
    read_readme(draft, text)
    return ""
