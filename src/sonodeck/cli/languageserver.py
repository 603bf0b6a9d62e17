"""The language server: requests of an editor → calls of ``editor`` → what LSP makes of the answers.

Positions of LSP count lines from 0 and columns in units that the editor chooses; here are all
conversions between these and places.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lsprotocol import types as lsp
from pygls import uris
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from sonodeck import __version__, editor, lint
from sonodeck.cli.shared import clock, day
from sonodeck.common import folders
from sonodeck.common.diagnostics import Diagnostic, Place, Severity, source_lines
from sonodeck.common.folders import DECK_FILE, Folder
from sonodeck.common.ranking import study_day

_PAUSE = 0.2
"""Seconds without a keystroke after which all steps are taken."""

_WATCHED = ("*.{yaml,yml}", "deck.lock", "media/*")

_SEVERITIES = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.HINT: lsp.DiagnosticSeverity.Information,
}
_SORTS: Mapping[editor.Sort, lsp.CompletionItemKind] = {
    "key": lsp.CompletionItemKind.Property,
    "fact": lsp.CompletionItemKind.Reference,
    "source": lsp.CompletionItemKind.Reference,
    "kind": lsp.CompletionItemKind.Class,
    "tag": lsp.CompletionItemKind.Constant,
    "media": lsp.CompletionItemKind.File,
    "question": lsp.CompletionItemKind.Event,
    "value": lsp.CompletionItemKind.Value,
}


class Server(LanguageServer):
    """What is open: decks by their folders, and the texts of editors in pygls' workspace."""

    def __init__(self) -> None:
        super().__init__("sonodeck", __version__)
        self.disk: dict[Path, Folder] = {}
        self.desks: dict[Path, editor.Desk] = {}
        self.tasks: dict[Path, asyncio.Task[None]] = {}
        self.said: dict[str, list[lsp.Diagnostic]] = {}

    # decks

    def root(self, uri: str) -> Path | None:
        """The deck folder that a file belongs to; None for files of no deck."""
        path = uris.to_fs_path(uri)
        if not path:
            return None
        folder = Path(path).parent
        if folder.name in {"kinds", "media"}:
            folder = folder.parent
        return folder if (folder / DECK_FILE).is_file() else None

    def look(self, uri: str, *, at_disk: bool = False) -> None:
        """Read what changed, say what is wrong with it, and take all steps when it is quiet."""
        root = self.root(uri)
        if root is None:
            return
        beside = None
        if at_disk or root not in self.disk:
            self.disk[root], beside = folders.read(root), folders.beside(root)
        folder = editor.with_buffers(self.disk[root], self._buffers(root))
        known = self.desks.get(root)
        desk = (
            editor.opened(folder, beside or ())
            if known is None
            else (editor.edited(known, folder, beside))
        )
        self.desks[root] = desk
        self._say(root)
        task = self.tasks.get(root)
        if desk.behind and (task is None or task.done()):
            self.tasks[root] = asyncio.get_running_loop().create_task(self._catch_up(root))

    def _buffers(self, root: Path) -> dict[str, str]:
        texts = {}
        for uri, document in self.workspace.text_documents.items():
            path = Path(uris.to_fs_path(uri) or "")
            own = path.suffix in {".yaml", ".yml"} and self.root(uri) == root
            if own:
                texts[folders.composed(path.relative_to(root).as_posix())] = document.source
        return texts

    async def _catch_up(self, root: Path) -> None:
        """Take all steps, again and again until nothing changed meanwhile."""
        while (desk := self.desks[root]).behind:
            await asyncio.sleep(_PAUSE)
            if self.desks[root] is not desk:
                continue
            rules = lint.Selection(today=day(clock()[0]))
            gc.disable()  # it makes a million objects, and a look through them would be felt
            whole = await asyncio.to_thread(editor.compiled, desk, rules)
            gc.freeze()
            gc.enable()
            self.desks[root] = replace(self.desks[root], whole=whole)
            self._say(root)

    def desk_at(self, uri: str) -> editor.Desk | None:
        root = self.root(uri)
        return self.desks.get(root) if root is not None else None

    # findings

    def _say(self, root: Path) -> None:
        """Tell the editor what it doesn't know yet of the findings of a deck."""
        desk = self.desks[root]
        found: dict[str, list[lsp.Diagnostic]] = {}
        for one in editor.findings(desk):
            place = one.place or Place(desk.folder.name(DECK_FILE), 1, 1)
            found.setdefault(self.uri(place.path), []).append(self.diagnostic(desk, one, place))
        known = [uri for uri in self.said if self.root(uri) == root]
        for uri in dict.fromkeys((*known, *found)):
            own = found.get(uri, [])
            if self.said.get(uri, []) != own:
                self.text_document_publish_diagnostics(
                    lsp.PublishDiagnosticsParams(uri=uri, diagnostics=own)
                )
            self.said[uri] = own

    def diagnostic(self, desk: editor.Desk, one: Diagnostic, place: Place) -> lsp.Diagnostic:
        related = None
        if one.other is not None:
            where = self.location(desk, one.other)
            related = [lsp.DiagnosticRelatedInformation(location=where, message="see here")]
        return lsp.Diagnostic(
            range=self.range(desk, place),
            message=one.message + (f"\nhint: {one.hint}" if one.hint else ""),
            severity=_SEVERITIES[one.severity],
            code=one.code,
            source="sonodeck",
            related_information=related,
        )

    # places

    def uri(self, path: str) -> str:
        """The address of a file, as the editor has written it where it is open."""
        open_ = self.workspace.text_documents
        known = (uri for uri in open_ if Path(uris.to_fs_path(uri) or "") == Path(path))
        return next(known, None) or uris.from_fs_path(path) or ""

    def position(self, lines: Sequence[str], line: int, column: int) -> lsp.Position:
        """Line and column, both from 0 and in characters, as the editor counts."""
        codec = self.workspace.position_codec
        text = lines[line] if line < len(lines) else ""
        return lsp.Position(line, codec.client_num_units(text[:column]))

    def range(self, desk: editor.Desk, place: Place) -> lsp.Range:
        lines = source_lines(desk.reading.texts.get(place.path, ""))
        line, column = place.line - 1, place.column - 1
        start = self.position(lines, line, column)
        return lsp.Range(start, self.position(lines, line, column + place.width))

    def location(self, desk: editor.Desk, place: Place) -> lsp.Location:
        return lsp.Location(self.uri(place.path), self.range(desk, place))

    def place(
        self, desk: editor.Desk, uri: str, position: lsp.Position
    ) -> tuple[Place, str, list[str]]:
        """The place that an editor means; the file's name in the folder, and its lines."""
        path = Path(uris.to_fs_path(uri) or "")
        name = folders.composed(path.relative_to(desk.folder.path).as_posix())
        shown = desk.folder.name(name)
        lines = source_lines(desk.reading.texts.get(shown, ""))
        text = lines[position.line] if position.line < len(lines) else ""
        units = self.workspace.position_codec.client_num_units
        column = next(
            (at for at in range(len(text) + 1) if units(text[:at]) >= position.character),
            len(text),
        )
        return Place(shown, position.line + 1, column + 1), name, lines


server = Server()


def serve() -> None:
    """Answer on stdin and stdout until the editor says that it ends."""
    from sonodeck.common import kept

    kept.IN_USE.set(True)
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as own:  # it will be closed
        server.start_io(stdout=own)


@server.feature(lsp.INITIALIZED)
async def _ready(self: Server, _params: lsp.InitializedParams) -> None:
    """Ask to be told of files that others write: a build its lock, a person a picture."""
    workspace = self.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    watchers = [lsp.FileSystemWatcher(f"**/{pattern}") for pattern in _WATCHED]
    options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
    method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
    asked = lsp.RegistrationParams([lsp.Registration("files", method, options)])
    self.client_register_capability(asked)  # what it answers changes nothing


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
async def _opened(self: Server, params: lsp.DidOpenTextDocumentParams) -> None:
    self.look(params.text_document.uri, at_disk=True)


@server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
async def _changed(self: Server, params: lsp.DidChangeTextDocumentParams) -> None:
    self.look(params.text_document.uri)


@server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
async def _saved(self: Server, params: lsp.DidSaveTextDocumentParams) -> None:
    self.look(params.text_document.uri, at_disk=True)


@server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
async def _closed(self: Server, params: lsp.DidCloseTextDocumentParams) -> None:
    self.look(params.text_document.uri, at_disk=True)


@server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
async def _written(self: Server, params: lsp.DidChangeWatchedFilesParams) -> None:
    """Files of decks that are open changed: whoever wrote them."""
    roots = {root: one.uri for one in params.changes if (root := self.root(one.uri)) in self.desks}
    for uri in roots.values():
        self.look(uri, at_disk=True)


@server.feature(
    lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[" ", "[", ","])
)
def _completed(self: Server, params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    uri, at = params.text_document.uri, params.position
    desk = self.desk_at(uri)
    if desk is None:
        return []
    place, name, lines = self.place(desk, uri, at)
    text = desk.reading.texts.get(place.path, "")
    return [
        lsp.CompletionItem(
            label=one.label,
            kind=_SORTS[one.sort],
            detail=one.about or None,
            filter_text=one.text,
            text_edit=lsp.TextEdit(
                lsp.Range(self.position(lines, at.line, one.start), at), one.text
            ),
        )
        for one in editor.completions(desk, name, text, place.line - 1, place.column - 1)
    ]


@server.feature(lsp.TEXT_DOCUMENT_HOVER)
def _hovered(self: Server, params: lsp.HoverParams) -> lsp.Hover | None:
    desk = self.desk_at(params.text_document.uri)
    if desk is None:
        return None
    place, *_ = self.place(desk, params.text_document.uri, params.position)
    told = editor.told(desk, place, study_day(clock()[0] * 1000))
    if told is None:
        return None
    shown = lsp.MarkupContent(lsp.MarkupKind.Markdown, told.text)
    return lsp.Hover(shown, self.range(desk, told.place))


@server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
def _defined(self: Server, params: lsp.DefinitionParams) -> lsp.Location | None:
    desk = self.desk_at(params.text_document.uri)
    if desk is None:
        return None
    place, *_ = self.place(desk, params.text_document.uri, params.position)
    found = editor.definition(desk, place)
    return self.location(desk, found) if found is not None else None


@server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
def _named(self: Server, params: lsp.ReferenceParams) -> list[lsp.Location]:
    desk = self.desk_at(params.text_document.uri)
    if desk is None:
        return []
    place, *_ = self.place(desk, params.text_document.uri, params.position)
    too = params.context.include_declaration
    return [self.location(desk, one) for one in editor.references(desk, place, definition_too=too)]


@server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
def _nameable(self: Server, params: lsp.PrepareRenameParams) -> lsp.Range | None:
    desk = self.desk_at(params.text_document.uri)
    if desk is None:
        return None
    place, *_ = self.place(desk, params.text_document.uri, params.position)
    found = editor.nameable(desk, place)
    return self.range(desk, found.place) if found is not None else None


@server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
def _renamed(self: Server, params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    desk = self.desk_at(params.text_document.uri)
    if desk is None:
        return None
    place, *_ = self.place(desk, params.text_document.uri, params.position)
    try:
        changes = editor.renamed(desk, place, params.new_name)
    except editor.Refused as refused:
        raise JsonRpcInvalidParams(str(refused)) from refused
    edits: dict[str, list[lsp.TextEdit]] = {}
    for one in changes:
        edit = lsp.TextEdit(self.range(desk, one.place), one.text)
        edits.setdefault(self.uri(one.place.path), []).append(edit)
    return lsp.WorkspaceEdit(changes=edits)


@server.feature(
    lsp.TEXT_DOCUMENT_CODE_ACTION,
    lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.SourceFixAll]),
)
def _mended(self: Server, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    uri = params.text_document.uri
    desk = self.desk_at(uri)
    if desk is None:
        return []
    place, *_ = self.place(desk, uri, params.range.start)
    last = params.range.end.line + 1
    here = [
        one
        for one in editor.findings(desk)
        if one.place and one.place.path == place.path and place.line <= one.place.line <= last
    ]
    actions = [
        _action(self, desk, one, lsp.CodeActionKind.QuickFix) for one in editor.fixes_of(desk, here)
    ]
    every = editor.fix_of_all(desk, editor.findings(desk))
    if every is not None:
        actions.append(_action(self, desk, every, lsp.CodeActionKind.SourceFixAll))
    wanted = params.context.only
    return [a for a in actions if wanted is None or any(_is_of(a.kind, one) for one in wanted)]


def _is_of(kind: str | None, wanted: str) -> bool:
    return kind == wanted or str(kind).startswith(f"{wanted}.")


def _action(
    self: Server, desk: editor.Desk, fix: editor.Fix, kind: lsp.CodeActionKind
) -> lsp.CodeAction:
    edits: dict[str, list[lsp.TextEdit]] = {}
    for one in fix.changes:
        lines = lsp.Range(lsp.Position(one.first, 0), lsp.Position(one.end, 0))
        edits.setdefault(self.uri(one.path), []).append(lsp.TextEdit(lines, one.text))
    own = fix.of.place if fix.of is not None else None
    return lsp.CodeAction(
        title=fix.title,
        kind=kind,
        diagnostics=[self.diagnostic(desk, fix.of, own)] if fix.of and own else None,
        is_preferred=fix.of is not None,
        edit=lsp.WorkspaceEdit(changes=edits),
    )
