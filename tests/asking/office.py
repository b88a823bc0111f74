"""What somebody does with a workbook in LibreOffice, by its own interface: run by the Python that has ``uno``.

usage: office.py SOFFICE IN OUT JSON: types into cells, inserts a column and rows, sorts, renames sheets, saves.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue


def value(name, content):
    """Return a property."""
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made


def connected(pipe):
    """Return the desktop once the program answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def work(document, job):
    """Do what somebody does."""
    sheets = document.Sheets
    about, questions = sheets.getByIndex(0), sheets.getByIndex(1)
    for sheet in (about, questions):
        sheet.unprotect("")
    cursor = questions.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress.EndRow
    rows = {questions.getCellByPosition(0, row).String: row for row in range(last + 1)}
    for name, cells in job["answers"].items():
        for column, text in cells.items():
            questions.getCellByPosition(int(column) - 1, rows[name]).String = text
    for name, cells in job.get("numbers", {}).items():
        for column, number in cells.items():
            questions.getCellByPosition(int(column) - 1, rows[name]).Value = number
    for row in range(40):
        if about.getCellByPosition(0, row).String.startswith("Answered by"):
            about.getCellByPosition(1, row).String = job["by"]
    if job.get("sort"):
        block = questions.getCellRangeByPosition(0, 1, cursor.RangeAddress.EndColumn, last)
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = 0, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        block.sort((value("SortFields", fields), value("ContainsHeader", False)))
    if job.get("insert"):
        questions.Columns.insertByIndex(3, 2)
        questions.Columns.insertByIndex(0, 1)
        questions.Rows.insertByIndex(1, 3)
        questions.getCellByPosition(0, 2).String = "a note of our own"
    if job.get("rename"):
        questions.setName("Antworten 2026")
        about.setName("Lies mich")
        sheets.moveByName("Antworten 2026", 0)


def main():
    """Start the program, do the work, save, and end it."""
    soffice, source, target, job = sys.argv[1:5]
    pipe = f"muniment{time.time_ns()}"
    with tempfile.TemporaryDirectory() as profile:
        command = [
            soffice,
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp;",
            f"-env:UserInstallation={Path(profile).as_uri()}",
        ]
        running = subprocess.Popen(command)
        try:
            desktop = connected(pipe)
            document = desktop.loadComponentFromURL(
                Path(source).resolve().as_uri(), "_blank", 0, (value("Hidden", True),)
            )
            work(document, json.loads(job))
            name = {".xlsx": "Calc MS Excel 2007 XML", ".docx": "MS Word 2007 XML"}[Path(target).suffix]
            document.storeToURL(Path(target).resolve().as_uri(), (value("FilterName", name),))
            document.close(True)
            with contextlib.suppress(Exception):
                desktop.terminate()
            running.wait(60)
        finally:
            if running.poll() is None:
                running.kill()


main()
