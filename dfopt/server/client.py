"""The client: what it can do, and what it is told."""

from __future__ import annotations

import functools
import os
from typing import Any

from lsprotocol import types

from dfopt.report.escape import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

_ERROR = types.MessageType.Error


class Client:
    """The other side of a server; asked only after its greeting."""

    def __init__(self, server: LanguageServer) -> None:
        """Take the server that speaks to the client."""
        self._server = server

    def supports(self, *names: str) -> bool:
        """Tell whether the client has a capability; ``names`` lead to it."""
        value: Any = self._server.client_capabilities
        for name in names:
            value = getattr(value, name, None)
        return bool(value)

    @functools.cached_property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics itself."""
        return self.supports("text_document", "diagnostic")

    @functools.cached_property
    def watches(self) -> bool:
        """Whether the client tells when files change."""
        return self.supports("workspace", "did_change_watched_files", "dynamic_registration")

    @functools.cached_property
    def tells_settings(self) -> bool:
        """Whether the client can be asked for its settings."""
        return self.supports("workspace", "configuration")

    @functools.cached_property
    def resolves_actions(self) -> bool:
        """Whether the client asks for the edits of a code action once it is chosen."""
        return self.supports("text_document", "code_action", "resolve_support")

    @property
    def shows_markdown(self) -> bool:
        """Whether the client shows Markdown where the mouse rests."""
        text_document = self._server.client_capabilities.text_document
        formats = getattr(getattr(text_document, "hover", None), "content_format", None)
        return formats is None or types.MarkupKind.Markdown in formats

    @property
    def encoding(self) -> str:
        """The unit of columns that the client wants."""
        found = self._server.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return str(getattr(found, "value", found))

    def watch_files_and_settings(self) -> None:
        """Ask to be told when files or settings change."""
        registrations = []
        if self.watches:
            watcher = types.FileSystemWatcher("**/*")
            files = types.DidChangeWatchedFilesRegistrationOptions([watcher])
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registrations.append(types.Registration("dfopt-files", method, files))
        if self.supports("workspace", "did_change_configuration", "dynamic_registration"):
            settings = types.DidChangeConfigurationRegistrationOptions("dfopt")
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            registrations.append(types.Registration("dfopt-settings", method, settings))
        if registrations:
            self._server.client_register_capability(types.RegistrationParams(registrations))

    def refresh(self) -> None:
        """Ask the client to ask again for what it shows."""
        if self.pulls and self.supports("workspace", "diagnostics", "refresh_support"):
            self._server.workspace_diagnostic_refresh(None)
        if self.supports("workspace", "inlay_hint", "refresh_support"):
            self._server.workspace_inlay_hint_refresh(None)

    def edit_of(
        self, uri: str, version: int | None, edits: list[types.TextEdit]
    ) -> types.WorkspaceEdit:
        """Return edits of one document, tied to its version if the client can check that."""
        if self.supports("workspace", "workspace_edit", "document_changes"):
            document = types.OptionalVersionedTextDocumentIdentifier(uri, version)
            return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(document, edits)])
        return types.WorkspaceEdit(changes={uri: edits})

    def say(self, text: str, kind: types.MessageType = types.MessageType.Log) -> None:
        """Write a line to the client's log."""
        self._server.window_log_message(types.LogMessageParams(kind, printable(text)))

    def complain(self, method: str, error: Exception) -> None:
        """Write to the log that dfopt has failed."""
        place = ""
        trace = error.__traceback__
        while trace is not None:
            name = os.path.basename(trace.tb_frame.f_code.co_filename)
            place = f" at {name}:{trace.tb_lineno}"
            trace = trace.tb_next
        what = f"{type(error).__name__}: {error}"[:200]
        self.say(f"{method}: internal error ({what}{place}); please report this", _ERROR)
