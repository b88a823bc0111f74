"""Following the cards of a workspace: drafts made again at every change, and shown in the browser meanwhile."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from muniment.app.drafting import Drafted, DraftWanted, draft
from muniment.app.opening import is_described, shown
from muniment.app.watching import changes, until_stopped
from muniment.base.errors import CannotRun
from muniment.editor.preview import HOST, Preview

_CARDS = (".yaml", ".yml")


def follow_drafts(wanted: DraftWanted, port: int, tell: Callable[[str], None], give: Callable[[str], None]) -> None:
    """Draft and show until somebody stops it (KeyboardInterrupt, which ends it quietly).

    ``tell`` says what happens, ``give`` gets the address. Raises CannotRun for data without a card, for a port that is
    taken, and where the first draft cannot be made for another reason than the state of the cards.
    """
    path = wanted.path
    if path.exists() and not (is_described(path) if path.is_dir() else path.suffix.lower() in _CARDS):
        raise CannotRun("--watch follows cards, and there is none.", "Begin one with --write-card, or name a card.")
    try:
        preview = Preview(port)
    except OSError as error:
        raise CannotRun(f"Port {port} of {HOST} cannot be used: {error.strerror}.", "Name another one.") from None
    with preview, until_stopped():
        following = changes(path)
        _show(wanted, preview, tell, first=True)
        give(preview.address)
        tell("The page follows the cards; whoever has its address can read it. Ctrl-C ends it.")
        for _ in following:
            _show(wanted, preview, tell, first=False)
    tell("Stopped.")


def _show(wanted: DraftWanted, preview: Preview, tell: Callable[[str], None], *, first: bool) -> None:
    at = f"{datetime.now():%H:%M:%S}"
    try:
        made = draft(wanted)
    except CannotRun as error:
        if first:
            raise
        said = f"{at}: {error.message} {error.remedy} Shown is what was drafted before."
        preview.show(None, said)
    else:
        said = f"{at}: {_state(made)}"
        preview.show(_pages(made) if made.records else None, said)
    tell(said)


def _pages(made: Drafted) -> dict[str, bytes]:
    """Return the pages of a draft by a short name: their place below the folder that holds them all."""
    files = [file for file in (*made.written, *made.unchanged) if file.suffix == ".html"]
    return {"/".join(file.parts[-3:]): Path(file).read_bytes() for file in files}


def _state(made: Drafted) -> str:
    """Return in one sentence how the cards stand."""
    unread = sorted({finding.file for finding in made.mistakes})
    if unread:
        more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        old = "" if made.records else " Shown is what was drafted before."
        return f"{shown(Path(unread[0]))}{more} cannot be read as a card; muniment check says why.{old}"
    mend = sum(len(record.draft.mend) for record in made.records if record.draft)
    wrong = f"{mend} to be mended; " if mend else ""
    figures = "; ".join(str(record.draft.figures) for record in made.records[:3] if record.draft)
    return f"{wrong}{figures}{' …' if len(made.records) > 3 else ''}"
