"""The server: its documents, and who looks at them when."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dfopt.server.client import Client
from dfopt.server.diagnostics import diagnostics_of
from dfopt.server.folders import Folders
from dfopt.server.positions import Positions
from dfopt.server.scheduling import Analyses, ContentModifiedError
from dfopt.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.server.analysis import Analysis
    from dfopt.server.settings import EditorSettings

#: How long, in seconds, a document must rest before its diagnostics are sent.
REST: Final = 0.2
#: How long, in seconds, the client's settings are waited for.
PATIENCE: Final = 2.0


class Server(LanguageServer):
    """A language server for Dockerfiles."""

    def __init__(self) -> None:
        # Whole texts are asked for: the library applies edits by the lines of str.splitlines,
        # which ends lines at more characters than the protocol does.
        sync = types.TextDocumentSyncKind.Full
        super().__init__("dfopt", __version__, text_document_sync_kind=sync, max_workers=2)
        self.analyses = Analyses()
        self.client = Client(self)
        self.folders = Folders(self, self.client, self._say_from_worker)
        self.was_shut_down = False
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._refresh: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        #: Set once the settings are known, or were waited for in vain.
        self._configured = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Remember the loop that reads the messages."""
        self._loop = asyncio.get_running_loop()

    # Settings.

    async def ask_settings(self) -> None:
        """Ask the client for its settings, and look at all documents again."""
        await self.folders.ask()
        self._configured.set()
        self.look_again()

    async def settings_of(self, uri: str) -> EditorSettings:
        """Return the editor's settings for a document, once they are known."""
        if not self._configured.is_set():
            try:
                await asyncio.wait_for(self._configured.wait(), PATIENCE)
            except TimeoutError:
                self._configured.set()
        return self.folders.settings(self.folders.path_of(uri))

    def look_again(self, *, refresh: bool = False) -> None:
        """Look at all documents again, for what they stand in has changed.

        Args:
            refresh: whether the client should ask again for what it shows.
        """
        if self._configured.is_set():
            for document in self.workspace.text_documents.values():
                self.schedule(document.uri)
        if refresh and self._refresh is None:
            # Many files may change at once.
            loop = asyncio.get_running_loop()
            self._refresh = loop.call_later(REST, self._refresh_client)

    def _refresh_client(self) -> None:
        self._refresh = None
        self.client.refresh()

    # Documents.

    async def analysis(self, uri: str) -> Analysis | None:
        """Return what is known of the present state of a document; None if it is not open.

        Raises:
            ContentModifiedError: it changed meanwhile.
        """
        await self.settings_of(uri)
        document = self.document(uri)
        while document is not None:
            version = document.version
            path = self.folders.path_of(uri)
            around = self.folders.current()
            try:
                return await self.analyses.of(uri, path, document.source, around)
            except ContentModifiedError:
                document = self.document(uri)
                if document is None or document.version != version:
                    raise
                # Only what it stands in has changed.
        return None

    def document(self, uri: str) -> Any:
        """Return an open document; None if it is not open."""
        return self.workspace.text_documents.get(unquote(uri))

    def version_of(self, uri: str) -> int | None:
        """Return the version of a document."""
        document = self.document(uri)
        return None if document is None else document.version

    def positions(self, analysis: Analysis) -> Positions:
        """Return the positions in a document, in the units of the client."""
        return Positions(analysis.text, self.client.encoding)

    async def diagnostics(self, uri: str, analysis: Analysis) -> list[types.Diagnostic]:
        """Return the diagnostics of a document."""
        settings = await self.settings_of(uri)
        positions = self.positions(analysis)
        return diagnostics_of(analysis, positions, show_blocked=settings.show_blocked)

    # Looking at documents ahead of requests.

    def schedule(self, uri: str) -> None:
        """Look at a document once it has not changed for a while."""
        self.unschedule(uri)
        loop = asyncio.get_running_loop()
        self._timers[uri] = loop.call_later(REST, self.look, uri)

    def unschedule(self, uri: str) -> None:
        """Do not look at a document."""
        timer = self._timers.pop(uri, None)
        if timer is not None:
            timer.cancel()

    def look(self, uri: str) -> None:
        """Look at a document now."""
        self.unschedule(uri)
        # Before anything else: the worker takes what is first in its queue.
        prepared = self.analyses.begin(self.folders.listings.prepare, self.folders.path_of(uri))
        task = asyncio.get_running_loop().create_task(self._look_at(uri, prepared))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _look_at(self, uri: str, prepared: asyncio.Future[bool]) -> None:
        """Analyse a document, and send its diagnostics to a client that does not ask."""
        try:
            if await prepared:
                self.folders.renew()
                self.look_again(refresh=True)
            analysis = await self.analysis(uri)
            if analysis is None or self.client.pulls:
                return
            found = await self.diagnostics(uri, analysis)
        except ContentModifiedError:
            # The change has scheduled a look of its own.
            return
        except Exception as error:
            self.client.complain("diagnostics", error)
            return
        params = types.PublishDiagnosticsParams(uri, found, self.version_of(uri))
        self.text_document_publish_diagnostics(params)

    def _say_from_worker(self, text: str) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self.client.say, text)
