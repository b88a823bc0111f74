"""What `check` found, in the form that is asked for: on the screen, in a file, for a code host."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.app.check import Checked
from muniment.base.errors import CannotRun
from muniment.base.findings import Severity

if TYPE_CHECKING:
    from muniment.report.paths import Paths

#: The forms of a report; those of code hosts and machines hold no colours.
FORMS = ("full", "concise", "json", "sarif", "junit", "github", "gitlab")


def form_here() -> str:
    """Return the form of a report where none is asked for: GitHub's own in its Actions, else the full text."""
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full"


def rendered(checked: Checked, form: str, fail_on: str, *, colour: bool, quiet: bool = False) -> str:
    """Return a report; ``quiet`` leaves out, of texts for people, what does not fail."""
    if form in ("full", "concise"):
        from muniment.report import text

        items = [item for item in checked.items if not quiet or checked.is_failing(item, fail_on)]
        return text.render_full(items, colour=colour) if form == "full" else text.render_concise(items)
    if form == "json":
        from muniment.report.json_report import render_json

        return render_json(checked.items, checked.summary)
    return _for_machines(checked, form, fail_on)


def _for_machines(checked: Checked, form: str, fail_on: str) -> str:
    from muniment.report.paths import Paths

    paths = Paths(_prefix(checked.root))
    if form == "sarif":
        from muniment import __version__
        from muniment.report.sarif import render_sarif

        return render_sarif(checked.items, checked.summary, paths, __version__)
    if form == "junit":
        from muniment.report.junit import render_junit

        order = [severity.value for severity in Severity]
        failing = frozenset(() if fail_on == "never" else order[: order.index(fail_on) + 1])
        return render_junit(checked.items, checked.summary, paths, failing, checked.files)
    if form == "gitlab":
        from muniment.report.gitlab import render_gitlab

        return render_gitlab(checked.items, paths)
    from muniment.report.github import render_github

    _summarize(checked, paths)
    return render_github(checked.items, paths)


def _summarize(checked: Checked, paths: "Paths") -> None:
    """Add to the summary of the step that GitHub shows, where it says into which file."""
    from muniment.report.github import MOST_SUMMARY, render_step_summary

    name = os.environ.get("GITHUB_STEP_SUMMARY")
    if not name:
        return
    file = Path(name)
    try:
        written = file.stat().st_size if file.exists() else 0
        with file.open("ab") as stream:
            stream.write(render_step_summary(checked.items, checked.summary, paths, MOST_SUMMARY - written).encode())
    except OSError as error:
        raise CannotRun(f"GITHUB_STEP_SUMMARY ({name}) cannot be written: {error.strerror}.", "Unset it.") from error


def summary_lines(checked: Checked, form: str) -> str:
    """Return what stands below a report for people: how many findings, and what was left out of account."""
    from muniment.report.text import render_summary

    lines = render_summary(checked.summary)
    if not checked.summary["assessed"]:
        lines += (
            "\nNo muniment.yaml was found upward: the cards were validated, not assessed.\n"
            "To assess duties, put a muniment.yaml (muniment: 1) at the top of the folder with the cards."
        )
    if form == "github":
        from muniment.report.github import unsteered

        return unsteered(lines)
    return lines


def put(report: str, output: Path | None) -> str:
    """Write a report into a file where one is named; return what is left for the screen.

    Raises CannotRun when the file cannot be written.
    """
    if output is None:
        return report
    # Imported here: a run without a file needs no temporary ones.
    from muniment.app.files import write_atomically

    write_atomically(output, report.encode("utf-8", "backslashreplace"))
    return ""


def _prefix(root: Path) -> str:
    """Return the path of a folder below the top of its repository; empty where it is that, or lies in none."""
    from muniment.app.git import top_of

    try:
        top = top_of(root)
    except CannotRun:
        return ""
    here = root.resolve()
    below = here.relative_to(top).as_posix() if here.is_relative_to(top) else "."
    return "" if below == "." else below
