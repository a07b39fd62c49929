"""A language server in a process of its own, and a client that may be asked in few words."""

from __future__ import annotations

import asyncio
import collections
import itertools
import os
import sys
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import default_converter
from pytest_lsp import ClientServerConfig, LanguageClient
from pytest_lsp.client import DEFAULT_CLIENT_FEATURES, register_lsp_features

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
            hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
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


class Client(LanguageClient):
    """A client that keeps what it is sent: diagnostics by document, in order."""

    def __init__(self):
        super().__init__(converter_factory=default_converter)
        self.sent: dict[str, asyncio.Queue[Any]] = collections.defaultdict(asyncio.Queue)
        self.registered: list[lsp.Registration] = []
        self.applied: list[lsp.WorkspaceEdit] = []
        self.answer: Any = None


def make_client():
    """Return a client with its methods."""
    client = Client()

    def publish(ls, params):
        ls.sent[params.uri].put_nowait(params.diagnostics)

    def register(ls, params):
        ls.registered += params.registrations

    def apply(ls, params):
        ls.applied.append(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=True)

    own = {
        lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: publish,
        lsp.CLIENT_REGISTER_CAPABILITY: register,
        lsp.WORKSPACE_APPLY_EDIT: apply,
    }
    register_lsp_features(client, {**DEFAULT_CLIENT_FEATURES, **own})
    return client


async def connect(*folders, settings=None, configuration=None, environment=None, **options):
    """Start a server for workspace folders; return its client and what it answered.

    ``settings`` are sent with the greeting; ``configuration`` is what the client answers when it is
    asked, by folder; ``environment`` is added to that of the server; the other options are those of
    :func:`capabilities`.
    """
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    variables.update(environment or {})
    command = [sys.executable, "-m", "dfopt", "server"]
    config = ClientServerConfig(command, client_factory=make_client, server_env=variables)
    client = await config.start()
    assert isinstance(client, Client)
    for scope, values in (configuration or {}).items():
        uri = "" if scope is None else Path(scope).as_uri()
        client.set_configuration({"dfopt": values}, scope_uri=uri)
    client.answer = await client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities(asks=configuration is not None, **options),
            initialization_options=None if settings is None else {"settings": settings},
            workspace_folders=[lsp.WorkspaceFolder(f.as_uri(), f.name) for f in folders],
        )
    )
    return client


async def disconnect(client):
    """Say goodbye to a server; return its exit code."""
    await client.shutdown_session()
    code = client._server.returncode
    await client.stop()
    return code


class Session:
    """What one test does with a client; the server may have served other tests before."""

    def __init__(self, client, folders, *, is_shared=False):
        self.client = client
        self.folders = folders
        self.answer = client.answer
        self.versions = {}
        self._before = (0, 0)
        if is_shared:
            self._before = len(client.log_messages), client.diagnostic_refresh_count

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
        """Wait for the diagnostics that the server sends next for a document."""
        return await asyncio.wait_for(self.client.sent[document.uri].get(), 20)

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

    def close(self):
        """Close all documents."""
        for uri in self.versions:
            params = lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri))
            self.client.text_document_did_close(params)

    @property
    def log(self):
        return "\n".join(m.message for m in self.client.log_messages[self._before[0] :])

    @property
    def refreshes(self):
        return self.client.diagnostic_refresh_count - self._before[1]


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
