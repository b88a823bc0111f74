"""The language server: the protocol on one side, what the other modules of this room say on the other.

Texts come in as they are typed. An area (a workspace, or a card outside one) is judged in a thread of its own when
nothing was typed for a moment; where that takes long, the form of the open file is told at once. It writes nothing.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from muniment import __version__
from muniment.app.dates import today
from muniment.base.findings import Severity
from muniment.editor.leading import Spot, choices, definition, references
from muniment.editor.places import Counting, Point, ends_of, lines_of, pointer_at
from muniment.editor.repairs import Change, repairs
from muniment.editor.seeing import Seen, area_of, form_at_once, see
from muniment.editor.standing import standing
from muniment.report.located import Located
from muniment.source.load import load_tree
from muniment.source.tree import Tree

#: Seconds without a keystroke before an area is judged.
PAUSE = 0.2
#: An area that takes longer is not waited for: the form of the open file is told first.
_LONG = 0.5
_WEIGHT = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTICE: lsp.DiagnosticSeverity.Information,
}
_WATCHED = ("**/*.{yaml,yml}", "**/evidence/*.lock.json", "**/muniment.baseline.json")


@dataclass(slots=True)
class _Area:
    """What is known of one workspace (or card outside one)."""

    seen: Seen | None = None
    items: dict[Path, list[Located]] = field(default_factory=dict)
    told: set[Path] = field(default_factory=set)
    seconds: float = 0.0
    #: counts what came in; what was judged under an earlier number is told, and judged again
    number: int = 0
    running: bool = False
    pause: asyncio.TimerHandle | None = None


class Desk(LanguageServer):
    """The server with what it knows: areas by their folder or file. All of it is touched by the main thread only."""

    def __init__(self, as_of: str) -> None:
        super().__init__("muniment", __version__)
        self.as_of = as_of
        self.areas: dict[Path, _Area] = {}
        self.judges = ThreadPoolExecutor(1, thread_name_prefix="judge")

    @property
    def counting(self) -> Counting:
        """How columns are counted with this client."""
        return Counting(lsp.PositionEncodingKind(self.workspace.position_encoding or "utf-16").value)

    def unsaved(self) -> dict[Path, bytes]:
        """Return the contents of all open documents by absolute path."""
        found = {}
        for document in self.workspace.text_documents.values():
            if (path := path_of(document.uri)) is not None:
                found[path] = document.source.encode("utf-8", "surrogatepass")
        return found

    def versions(self) -> dict[Path, int | None]:
        """Return the versions of all open documents by absolute path."""
        found = self.workspace.text_documents.values()
        return {path: document.version for document in found if (path := path_of(document.uri)) is not None}

    def touch(self, uri: str) -> None:
        """Note that something changed in or beside a document; judge its area after a pause."""
        path = path_of(uri)
        where = area_of(path) if path is not None else None
        if path is None or where is None:
            return
        area = self.areas.setdefault(where, _Area())
        area.number += 1
        if area.pause is not None:
            area.pause.cancel()
        area.pause = asyncio.get_running_loop().call_later(PAUSE, self._begin, where, path)

    def _begin(self, where: Path, path: Path) -> None:
        area = self.areas[where]
        unsaved = self.unsaved()
        if area.seen is not None and area.seconds > _LONG and path in unsaved:
            area.items[path] = form_at_once(path, unsaved[path], area.seen)
            self._tell(path, area.items[path], self.versions().get(path))
        if not area.running:
            area.running = True
            asyncio.get_running_loop().create_task(self._judge(where))

    async def _judge(self, where: Path) -> None:
        """Judge an area until nothing came in meanwhile."""
        area, loop = self.areas[where], asyncio.get_running_loop()
        try:
            number = -1
            while number != area.number:
                number, begun = area.number, time.monotonic()
                versions = self.versions()
                seen = await loop.run_in_executor(self.judges, see, where, self.unsaved(), self.as_of or today())
                # The first run also loads the catalogue: it says nothing of the next.
                area.seconds = time.monotonic() - begun if area.seen is not None else 0.0
                self._show(where, seen, versions)
        finally:
            area.running = False

    def _show(self, where: Path, seen: Seen, versions: Mapping[Path, int | None]) -> None:
        area = self.areas[where]
        area.seen, area.items = seen, seen.located()
        if seen.refused:
            self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Warning, seen.refused))
        opened = {path for path in map(path_of, self.workspace.text_documents) if path and area_of(path) == where}
        for path in (area.told | opened) - area.items.keys():
            self._tell(path, [], versions.get(path))
        for path, items in area.items.items():
            self._tell(path, items, versions.get(path))
        area.told = set(area.items)

    def _tell(self, path: Path, items: list[Located], version: int | None) -> None:
        """Show findings of a file; ``version`` is that of the text they were found in, where it was open."""
        uri = self.uri_of(path)
        lines = self.lines(path)
        diagnostics = [self.diagnostic(item, lines) for item in items]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics, version))

    def diagnostic(self, item: Located, lines: list[str]) -> lsp.Diagnostic:
        """Return a finding as editors show it: within one line, with the law and what to write."""
        finding = item.finding
        start, end = ends_of(item.place)
        if end[0] != start[0]:
            end = start[0], len(lines[start[0]]) if start[0] < len(lines) else start[1]
        law = [f"Law: {'; '.join(finding.citations[:5])}{' …' if len(finding.citations) > 5 else ''}"]
        said = _counted_elsewhere(item)
        message = "\n".join([f"{said}{finding.message}", finding.remedy, *(law if finding.citations else [])])
        return lsp.Diagnostic(
            self.range(start, end, lines), message, code=finding.code, source="muniment",
            severity=lsp.DiagnosticSeverity.Hint if said else _WEIGHT[finding.severity],
        )  # fmt: skip

    def range(self, start: Point, end: Point, lines: list[str]) -> lsp.Range:
        """Return a range as the client counts it."""
        counted = self.counting
        return lsp.Range(*(lsp.Position(*counted.to_client(point, lines)) for point in (start, end)))

    def lines(self, path: Path) -> list[str]:
        """Return the lines of a file as they stand, open or on the disk; one empty line where it cannot be read."""
        document = self.workspace.text_documents.get(self.uri_of(path))
        if document is not None:
            return lines_of(document.source)
        try:
            return lines_of(path.read_text("utf-8-sig", errors="replace"))
        except OSError:
            return [""]

    def uri_of(self, path: Path) -> str:
        """Return the address of a file: the client's own spelling where it has the file open."""
        for uri in self.workspace.text_documents:
            if path_of(uri) == path:
                return str(uri)
        return path.as_uri()

    def at(self, uri: str, position: lsp.Position) -> "tuple[_Area, Path, Tree, str, Point] | None":
        """Return what stands at a position: area, file, tree of the text as it is now, pointer, point."""
        path = path_of(uri)
        where = area_of(path) if path is not None else None
        area = self.areas.get(where) if where is not None else None
        if path is None or area is None or area.seen is None or area.seen.opened is None:
            return None
        lines = self.lines(path)
        tree, _ = load_tree("\n".join(lines).encode("utf-8", "surrogatepass"), path.as_posix())
        if tree is None:
            return None
        point = self.counting.from_client((position.line, position.character), lines)
        return area, path, tree, pointer_at(point, tree), point

    def location(self, spot: Spot) -> lsp.Location:
        """Return where a spot is; its beginning alone counts."""
        lines = self.lines(spot.file)
        start = end = (0, 0)
        tree, _ = load_tree("\n".join(lines).encode("utf-8", "surrogatepass"), spot.file.name)
        if tree is not None and spot.pointer:
            start, end = ends_of(tree.place(spot.pointer, on_key=spot.on_key))
        return lsp.Location(self.uri_of(spot.file), self.range(start, end, lines))

    def edit(self, change: Change) -> lsp.WorkspaceEdit:
        """Return a change as the client makes it; it is refused there if the text has changed meanwhile."""
        uri = self.uri_of(change.file)
        made = lsp.TextEdit(self.range(change.start, change.end, self.lines(change.file)), change.text)
        document = self.workspace.text_documents.get(uri)
        named = lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version if document else None)
        capable = self.client_capabilities.workspace
        if capable and capable.workspace_edit and capable.workspace_edit.document_changes:
            return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(named, [made])])
        return lsp.WorkspaceEdit(changes={uri: [made]})

    def found_at(self, uri: str, wanted: lsp.Range) -> Iterator[tuple[Seen, Located, lsp.Diagnostic]]:
        """Yield the findings of a document that touch a range."""
        path = path_of(uri)
        where = area_of(path) if path is not None else None
        area = self.areas.get(where) if where is not None else None
        if path is None or area is None or area.seen is None:
            return
        lines = self.lines(path)
        for item in area.items.get(path, []):
            shown = self.diagnostic(item, lines)
            if _key(shown.range.start) <= _key(wanted.end) and _key(wanted.start) <= _key(shown.range.end):
                yield area.seen, item, shown


def _counted_elsewhere(item: Located) -> str:
    """Return what is said before a finding that does not fail a check: waived, or known to the baseline."""
    standing = item.standing
    if standing.suppressed == "waiver":
        return f"Waived until {standing.until} ({standing.person}): "
    return "In the baseline: " if standing.suppressed else ""


def path_of(uri: str) -> Path | None:
    """Return the file of an address, its folder without links as everywhere here; None for what is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path).parent.resolve() / Path(path).name if path else None


def _key(position: lsp.Position) -> Point:
    return position.line, position.character


def make_server(as_of: str = "") -> Desk:
    """Return a server; ``as_of`` is the date whose law applies (ISO), today's where it is empty."""
    desk = Desk(as_of)
    _follow(desk)
    _answer(desk)
    return desk


def _follow(desk: Desk) -> None:
    """Listen to what happens to documents."""

    @desk.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        desk.touch(params.text_document.uri)

    @desk.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        desk.touch(params.text_document.uri)

    @desk.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        desk.touch(params.text_document.uri)

    @desk.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        desk.touch(params.text_document.uri)

    @desk.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def elsewhere(params: lsp.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            path = path_of(change.uri)
            for where in list(desk.areas):
                if path is not None and where in (path, *path.parents):
                    desk.touch((where / "muniment.yaml" if where.is_dir() else where).as_uri())

    @desk.feature(lsp.INITIALIZED)
    async def initialized(_: lsp.InitializedParams) -> None:
        files = desk.client_capabilities.workspace
        if files and files.did_change_watched_files and files.did_change_watched_files.dynamic_registration:
            watched = lsp.DidChangeWatchedFilesRegistrationOptions([lsp.FileSystemWatcher(one) for one in _WATCHED])
            asked = lsp.Registration("watched", lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched)
            await desk.client_register_capability_async(lsp.RegistrationParams([asked]))


def _answer(desk: Desk) -> None:
    """Answer what editors ask."""

    @desk.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        found = desk.at(params.text_document.uri, params.position)
        text = standing(found[0].seen, found[1], found[3]) if found and found[0].seen else ""
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None

    @desk.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def leads_to(params: lsp.DefinitionParams) -> lsp.Location | None:
        found = desk.at(params.text_document.uri, params.position)
        if not found or not found[0].seen or not found[0].seen.opened:
            return None
        spot = definition(found[0].seen.opened, found[1], found[3])
        return desk.location(spot) if spot else None

    @desk.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def named_by(params: lsp.ReferenceParams) -> list[lsp.Location]:
        found = desk.at(params.text_document.uri, params.position)
        opened = found[0].seen.opened if found and found[0].seen else None
        return [desk.location(spot) for spot in references(opened, found[1])] if found and opened else []

    @desk.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "@"]))
    def completion(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        path = path_of(params.text_document.uri)
        where = area_of(path) if path is not None else None
        area = desk.areas.get(where) if where is not None else None
        if path is None or area is None or area.seen is None or area.seen.opened is None:
            return []
        lines = desk.lines(path)
        row, column = desk.counting.from_client((params.position.line, params.position.character), lines)
        before = [*lines[:row], lines[row][:column]]
        return [
            lsp.CompletionItem(
                one.text, kind=lsp.CompletionItemKind.Reference, detail=one.title,
                text_edit=lsp.TextEdit(desk.range((row, one.start), (row, column), lines), one.text),
            )
            for one in choices(area.seen.opened, path, before)
        ]  # fmt: skip

    @desk.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix]))
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        return [
            lsp.CodeAction(
                repair.title, kind=lsp.CodeActionKind.QuickFix, diagnostics=[shown], is_preferred=repair.settles,
                edit=desk.edit(repair.change),
            )
            for seen, item, shown in desk.found_at(params.text_document.uri, params.range)
            for repair in (repairs(item, seen.opened) if seen.opened else ())
        ]  # fmt: skip
