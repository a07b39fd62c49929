"""A language server in a process of its own, and a client that may be asked in few words."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from pathlib import Path

from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig

ROOT = Path(__file__).resolve().parents[2]
EVERYWHERE = lsp.Range(lsp.Position(0, 0), lsp.Position(100_000, 0))


def capabilities(
    encodings=("utf-16",), *, pull=False, watch=False, resolve=False, versioned=False, asks=False
):
    """Return what a client says that it can do."""
    return lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=list(encodings)),
        text_document=lsp.TextDocumentClientCapabilities(
            synchronization=lsp.TextDocumentSyncClientCapabilities(will_save_wait_until=True),
            diagnostic=lsp.DiagnosticClientCapabilities() if pull else None,
            hover=lsp.HoverClientCapabilities(content_format=["markdown"]),
            publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(),
            code_action=lsp.CodeActionClientCapabilities(
                data_support=True,
                resolve_support=lsp.ClientCodeActionResolveOptions(["edit"]) if resolve else None,
            ),
        ),
        workspace=lsp.WorkspaceClientCapabilities(
            configuration=asks,
            workspace_folders=True,
            workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=versioned),
            did_change_watched_files=lsp.DidChangeWatchedFilesClientCapabilities(
                dynamic_registration=watch
            ),
            diagnostics=lsp.DiagnosticWorkspaceClientCapabilities(refresh_support=pull),
        ),
    )


class Session:
    """A client and its server."""

    def __init__(self, client, folders):
        self.client = client
        self.folders = folders
        self.registered = []
        self.refreshes = 0
        self.applied = []
        self.versions = {}
        self.answer = None

        @client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
        def register(params):
            self.registered += params.registrations

        @client.feature(lsp.WORKSPACE_APPLY_EDIT)
        def apply(params):
            self.applied.append(params.edit)
            return lsp.ApplyWorkspaceEditResult(applied=True)

    @classmethod
    async def start(cls, *folders, settings=None, configuration=None, **options):
        """Start a server for workspace folders.

        ``settings`` are sent with the greeting; ``configuration`` is what the client answers when
        it is asked, by folder; the other options are those of :func:`capabilities`.
        """
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
        command = [sys.executable, "-m", "dfopt", "server"]
        client = await ClientServerConfig(command, server_env=environment).start()
        session = cls(client, folders)
        for scope, values in (configuration or {}).items():
            uri = "" if scope is None else Path(scope).as_uri()
            client.set_configuration({"dfopt": values}, scope_uri=uri)
        session.answer = await client.initialize_session(
            lsp.InitializeParams(
                capabilities=capabilities(asks=configuration is not None, **options),
                initialization_options=None if settings is None else {"settings": settings},
                workspace_folders=[lsp.WorkspaceFolder(f.as_uri(), f.name) for f in folders],
            )
        )
        return session

    async def close(self):
        """Say goodbye; return the exit code of the server."""
        await self.client.shutdown_session()
        code = self.client._server.returncode
        await self.client.stop()
        return code

    def open(self, text, path="Dockerfile"):
        """Open a document; return its identifier."""
        uri = path if "://" in str(path) else (self.folders[0] / path).as_uri()
        self.versions[uri] = 1
        item = lsp.TextDocumentItem(uri, "dockerfile", 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return lsp.TextDocumentIdentifier(uri)

    def change(self, document, text):
        """Replace the whole text of a document."""
        self.versions[document.uri] += 1
        identifier = lsp.VersionedTextDocumentIdentifier(self.versions[document.uri], document.uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))

    async def format(self, document):
        return await self.client.text_document_formatting_async(
            lsp.DocumentFormattingParams(document, lsp.FormattingOptions(4, True))
        )

    async def format_lines(self, document, first, last):
        """Format from the start of a line to the start of another, both counted from 0."""
        where = lsp.Range(lsp.Position(first, 0), lsp.Position(last, 0))
        return await self.client.text_document_range_formatting_async(
            lsp.DocumentRangeFormattingParams(document, where, lsp.FormattingOptions(4, True))
        )

    async def actions(self, document, line=None, only=None):
        where = EVERYWHERE
        if line is not None:
            where = lsp.Range(lsp.Position(line, 0), lsp.Position(line, 0))
        context = lsp.CodeActionContext([], only=only)
        params = lsp.CodeActionParams(document, where, context)
        return await self.client.text_document_code_action_async(params) or []

    async def diagnostics(self, document):
        """Wait for the diagnostics that the server sends next."""
        await asyncio.wait_for(
            self.client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), 20
        )
        return self.client.diagnostics[document.uri]

    async def pull(self, document, previous=None):
        return await self.client.text_document_diagnostic_async(
            lsp.DocumentDiagnosticParams(document, previous_result_id=previous)
        )

    async def hover(self, document, line):
        found = await self.client.text_document_hover_async(
            lsp.HoverParams(document, lsp.Position(line, 0))
        )
        return found and found.contents.value

    async def hints(self, document):
        return await self.client.text_document_inlay_hint_async(
            lsp.InlayHintParams(document, EVERYWHERE)
        )

    def tell(self, path, kind=lsp.FileChangeType.Changed):
        """Send a file event."""
        event = lsp.FileEvent(Path(path).as_uri(), kind)
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams([event]))

    @property
    def log(self):
        return "\n".join(message.message for message in self.client.log_messages)


_LENGTHS = {
    "utf-8": lambda c: len(c.encode()),
    "utf-16": lambda c: len(c.encode("utf-16-le")) // 2,
    "utf-32": lambda c: 1,
}


def applied(text, edits, encoding="utf-16"):
    """Apply edits as an editor does, with an eye on what the protocol demands of them."""
    lines = [""]
    for index, character in enumerate(text):
        lines[-1] += character
        if character == "\n" or (character == "\r" and text[index + 1 : index + 2] != "\n"):
            lines.append("")
    length = _LENGTHS[encoding]

    def offset(position):
        assert position.line < len(lines), f"{position} is beyond the end"
        start = sum(map(len, lines[: position.line]))
        units, line = position.character, lines[position.line]
        for number, character in enumerate(line):
            if units == 0:
                return start + number
            units -= length(character)
            assert units >= 0, f"{position} is within a character"
        assert units == 0, f"{position} is beyond its line"
        return start + len(line)

    places = [(offset(e.range.start), offset(e.range.end), e.new_text) for e in edits]
    for (_, end, _), (start, _, _) in itertools.pairwise(places):
        assert end <= start, "edits overlap"
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text
