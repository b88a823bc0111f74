"""Which kind of file came back, told by what it holds and not by its name."""

from muniment.answering.answer_file import read_answer_file
from muniment.answering.package import open_package, refused
from muniment.record.questionnaire import AnswerFile


def read_answers(name: str, data: bytes) -> AnswerFile:
    """Return the answers that a file holds; raise CannotRun for what is no form of ours, or cannot be read safely."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        package = open_package(name, data)
        if "word/document.xml" in package.parts:
            from muniment.answering.word_file import read_word_file

            return read_word_file(package)
        from muniment.answering.workbook import read_workbook

        return read_workbook(package)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_answer_file(name, data)
    raise refused(
        f"{name} is neither a workbook (.xlsx), nor a Word file (.docx), nor what the form saves (.json).",
        "Save it as .xlsx or .docx; of the form, send the file that it saves.",
    )
