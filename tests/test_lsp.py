"""The language server over stdio, driven by a real client; the session is recorded as text."""

import asyncio
import difflib
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

from sonodeck import editor, lint, project
from sonodeck.cli import cli
from sonodeck.common import folders
from sonodeck.common.diagnostics import Diagnostic
from tests.conftest import Golden

DECK = {
    "deck.yaml": "id: hearts-k3f9\ntitle: Hearts\nsheets: [terms.yaml]\n",
    "sources.yaml": """\
atlas: {title: An atlas of hearts, publisher: A publisher, year: 2024, grade: A}
guide: {title: A guide to valves, year: 2023, url: 'https://example.org/valves', grade: B}
other: {title: A book that nobody opened, year: 2020, grade: B}
""",
    "terms.yaml": """\
kind: term
source: atlas
facts:
  - id: mitral
    name: mitral valve
    meaning: valve between the left atrium and the left ventricle

  - id: tricuspid
    name: tricuspid valve
    meaning: valve between the right atrium and the right ventricle
    contrast: mitral

  - id: septum
    name: septum
    meaning: wall between two chambers of the heart
    source: guide

  - {id: apex, name: tip 🫀 of the heart, meaning: its lower end, source: guide}
""",
}
WRONG = "    meening: opens into the left ventricle\n"


def written(folder: Path) -> Path:
    """The deck on disk, released once."""
    folder.mkdir()
    for name, text in DECK.items():
        (folder / name).write_text(text, "utf-8")
    made = CliRunner().invoke(cli, ["build", str(folder), "-o", str(folder.parent / "out")])
    assert made.exit_code == 0, made.output
    return folder


class Session:
    """What a client says and hears, as text; files by their names in the deck."""

    def __init__(self, client: LanguageClient, deck: Path) -> None:
        self.client, self.deck = client, deck
        self.texts = dict(DECK)
        self.lines: list[str] = []
        self.version = 1

    def note(self, *lines: str) -> None:
        self.lines += lines

    def uri(self, name: str) -> str:
        return (self.deck / name).as_uri()

    def at(self, name: str, written: str) -> dict[str, Any]:
        """The place in a file before the sign ``|`` of some text around it."""
        text = self.texts[name]
        before, _, after = written.partition("|")
        start = text.index(before + after) + len(before)
        line = text.count("\n", 0, start)
        own = text[text.rfind("\n", 0, start) + 1 : start]
        units = len(own.encode("utf-16-le")) // 2
        return {
            "text_document": lsp.TextDocumentIdentifier(self.uri(name)),
            "position": lsp.Position(line, units),
        }

    def open(self, name: str) -> None:
        item = lsp.TextDocumentItem(self.uri(name), "yaml", 1, self.texts[name])
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, name: str, old: str, new: str) -> None:
        """Replace a text of a file, as an editor says it."""
        start = self.at(name, "|" + old)["position"]
        end = self.at(name, old + "|")["position"]
        self.texts[name] = self.texts[name].replace(old, new, 1)
        self._tell(name, lsp.TextDocumentContentChangePartial(lsp.Range(start, end), new))

    def _tell(self, name: str, change: lsp.TextDocumentContentChangeEvent) -> None:
        self.version += 1
        document = lsp.VersionedTextDocumentIdentifier(self.version, self.uri(name))
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(document, [change]))

    def apply(self, edit: lsp.WorkspaceEdit | None) -> None:
        """Write what the server proposes into the texts; show it as a diff."""
        assert edit is not None and edit.changes is not None
        for uri, edits in edit.changes.items():
            name = uri.rpartition("/")[2]
            before = self.texts[name]
            rows = before.splitlines(keepends=True)
            for one in sorted(edits, key=lambda e: (-e.range.start.line, -e.range.start.character)):
                head = "".join(rows[: one.range.start.line])
                rest = "".join(rows[one.range.end.line :])
                first = rows[one.range.start.line].encode("utf-16-le") if rows else b""
                last = rows[one.range.end.line] if one.range.end.line < len(rows) else ""
                start = first[: 2 * one.range.start.character].decode("utf-16-le")
                skip = last.encode("utf-16-le")[: 2 * one.range.end.character].decode("utf-16-le")
                text = head + start + one.new_text + rest.removeprefix(skip)
                rows = text.splitlines(keepends=True)
            self.texts[name] = "".join(rows)
            shown = difflib.unified_diff(
                before.splitlines(), self.texts[name].splitlines(), name, name, n=0, lineterm=""
            )
            self.note(*shown)
            self._tell(name, lsp.TextDocumentContentChangeWholeDocument(self.texts[name]))

    def expected(self) -> list[Diagnostic]:
        """What ``check`` says of the deck as it stands in the editor."""
        folder = editor.with_buffers(folders.read(self.deck), self.texts)
        rules = lint.Selection(today="2026-11-29")
        return [d for d in project.compile_folder(folder, rules=rules).found if rules.shows(d)]

    async def findings(self) -> None:
        """Wait until the client was told what ``check`` says, and note it."""
        wanted = sorted((d.code, (d.place.line if d.place else 1) - 1) for d in self.expected())
        while self.heard() != wanted:
            await self.client.wait_for_notification("textDocument/publishDiagnostics")
        for uri, own in sorted(self.client.diagnostics.items()):
            for one in own:
                start, end = one.range.start, one.range.end
                said = one.message.replace("\n", "\n  ")
                where = f"{uri.rpartition('/')[2]} {start.line}:{start.character}-{end.character}"
                self.note(f"{where} {one.code} {said}")

    def heard(self) -> list[tuple[str, int]]:
        found = [one for own in self.client.diagnostics.values() for one in own]
        return sorted((str(one.code), one.range.start.line) for one in found)

    async def hover(self, name: str, where: str) -> None:
        """What is shown of a word, once all cards are made."""
        params = lsp.HoverParams(**self.at(name, where))
        while True:
            told = await self.client.text_document_hover_async(params)
            assert told is not None and isinstance(told.contents, lsp.MarkupContent)
            text = told.contents.value
            if "being made" not in text and "before the last change" not in text:
                break
            await asyncio.sleep(0.05)
        self.note(str(told.range), text.replace(self.deck.as_posix(), self.deck.name))


def in_session(deck: Path, talk: Callable[[Session], Awaitable[None]]) -> str:
    """Start the server, talk with it, end it: what was said, as text."""

    async def whole() -> str:
        command = [sys.executable, "-m", "sonodeck", "lsp"]
        client = await ClientServerConfig(server_command=command).start()
        assert isinstance(client, LanguageClient)
        watched: list[lsp.Registration] = []

        def asked(params: lsp.RegistrationParams) -> None:
            watched.extend(params.registrations)

        client.feature(lsp.CLIENT_REGISTER_CAPABILITY)(asked)
        capabilities = client_capabilities("visual-studio-code")
        params = lsp.InitializeParams(capabilities=capabilities, root_uri=deck.as_uri())
        await client.initialize_session(params)
        session = Session(client, deck)
        await talk(session)
        await client.shutdown_session()
        assert [one.method for one in watched] == ["workspace/didChangeWatchedFiles"]
        return "\n".join(session.lines) + "\n"

    return asyncio.run(asyncio.wait_for(whole(), 300))


async def usual(session: Session) -> None:
    """Open, type a wrong line, complete a source, hover, go to definition, rename, fix."""
    client, name = session.client, "terms.yaml"
    session.note("== open terms.yaml")
    session.open(name)
    await session.findings()

    session.note("", "== type a wrong line", WRONG.rstrip())
    session.type(name, "    contrast: mitral\n", WRONG + "    contrast: mitral\n")
    await session.findings()

    session.note("", "== complete the source of a fact: 'source: |'")
    session.type(name, WRONG, "    source: \n")
    at = session.at(name, "    source: |\n")
    found = await client.text_document_completion_async(lsp.CompletionParams(**at))
    assert isinstance(found, list)
    session.note(*(f"{one.label}  {one.detail}" for one in found))
    session.type(name, "    source: \n", "    source: guide\n")
    await session.findings()

    session.note("", "== hover on the id of a fact")
    await session.hover(name, "id: tri|cuspid")
    session.note("", "== hover on a source")
    await session.hover(name, "end, source: gui|de}")
    session.note("", "== hover on a key")
    await session.hover(name, "con|trast: mitral")

    session.note("", "== go to the definition of a contrast, and all that names it")
    at = session.at(name, "contrast: mi|tral")
    there = await client.text_document_definition_async(lsp.DefinitionParams(**at))
    context = lsp.ReferenceContext(include_declaration=True)
    params = lsp.ReferenceParams(context=context, **at)
    named = await client.text_document_references_async(params)
    assert isinstance(there, lsp.Location) and named is not None
    for one in (there, *named):
        session.note(f"{one.uri.rpartition('/')[2]} {one.range}")

    session.note("", "== rename it")
    params_of_rename = lsp.RenameParams(new_name="mitral-valve", **at)
    session.apply(await client.text_document_rename_async(params_of_rename))
    await session.findings()

    session.note("", "== type what YAML reads otherwise, and fix it")
    old, new = "wall between two chambers of the heart", "wall: between two chambers of the heart"
    session.type(name, old, new)
    await session.findings()
    at = session.at(name, "wall|:")
    where = lsp.Range(at["position"], at["position"])
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(at["text_document"], where, lsp.CodeActionContext(diagnostics=[]))
    )
    assert actions is not None
    for action in actions:
        assert isinstance(action, lsp.CodeAction)
        session.note(f"{action.kind}: {action.title}")
    assert isinstance(actions[0], lsp.CodeAction)
    session.apply(actions[0].edit)
    await session.findings()


def test_without_pygls_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sonodeck.cli.languageserver", raising=False)
    monkeypatch.setitem(sys.modules, "pygls", None)
    result = CliRunner().invoke(cli, ["lsp"])
    assert result.exit_code == 2
    assert "pip install 'sonodeck[lsp]'" in result.output


def test_what_others_write_is_seen(tmp_path: Path) -> None:
    """A file that was written on the disk, and one that is open in no deck."""
    deck = written(tmp_path / "hearts")
    (tmp_path / "alone.yaml").write_text("a: b: c\n", "utf-8")

    async def talk(session: Session) -> None:
        item = lsp.TextDocumentItem((tmp_path / "alone.yaml").as_uri(), "yaml", 1, "a: b: c\n")
        session.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        session.open("terms.yaml")
        await session.findings()
        text = DECK["sources.yaml"].replace("guide:", "manual:")
        (deck / "sources.yaml").write_text(text, "utf-8")
        del session.texts["sources.yaml"]
        change = lsp.FileEvent(session.uri("sources.yaml"), lsp.FileChangeType.Changed)
        session.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([change]))
        await session.findings()
        session.note(*sorted(session.client.diagnostics))

    said = in_session(deck, talk)
    assert "SD206" in said
    assert "alone.yaml" not in said


def test_a_session(tmp_path: Path, golden: Golden) -> None:
    said = in_session(written(tmp_path / "hearts"), usual)
    golden(Path(__file__).parent / "golden" / "lsp.txt", said)
