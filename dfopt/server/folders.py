"""The workspace folders, their settings, and what the documents in them stand in."""

from __future__ import annotations

import os
import time

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.uris import to_fs_path

from dfopt.server.listings import Listings
from dfopt.server.settings import SECTION, EditorSettings
from dfopt.server.surroundings import Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Final

    from pygls.lsp.server import LanguageServer

    from dfopt.server.client import Client

#: How long, in seconds, what was read from the disk counts where the client reports no changes.
STALE: Final = 1.0


class Folders:
    """Settings by workspace folder, and the surroundings that follow from them."""

    def __init__(self, server: LanguageServer, client: Client, say: Callable[[str], None]) -> None:
        """Take whom to ask.

        Args:
            server: knows the folders.
            client: knows the settings.
            say: gets what a person should know about a context; called in the worker.
        """
        self._server = server
        self._client = client
        self._say = say
        self._defaults = EditorSettings()
        self._settings: dict[str, EditorSettings] = {}
        self.listings = Listings()
        self._surroundings = self._new_surroundings()

    def configure(self, sent: object) -> None:
        """Use the same settings everywhere, and read everything around documents anew."""
        self._defaults = self._read(sent)
        self._settings = {}
        self.renew()

    async def ask(self) -> None:
        """Ask the client for its settings, folder by folder, and read everything anew."""
        if self._client.tells_settings:
            folders = list(self._server.workspace.folders.values())
            items = [types.ConfigurationItem(scope_uri=None, section=SECTION)]
            items += [types.ConfigurationItem(folder.uri, SECTION) for folder in folders]
            try:
                params = types.ConfigurationParams(items)
                answers = await self._server.workspace_configuration_async(params)
            except JsonRpcException as error:
                self._client.say(f"the client does not tell its settings: {error}")
                answers = []
            if len(answers) == len(items):
                self._take([folder.uri for folder in folders], answers)
        self.renew()

    def renew(self) -> None:
        """Read everything around the documents anew."""
        paths = self.paths
        self._settings = {path: self._settings.get(path, self._defaults) for path in paths}
        self._surroundings = self._new_surroundings()

    def current(self) -> Surroundings:
        """Return what documents stand in now."""
        around = self._surroundings
        if not self._client.watches and time.monotonic() - around.born > STALE:
            around = self._surroundings = self._new_surroundings()
        return around

    def settings(self, path: str) -> EditorSettings:
        """Return the editor's settings for a file."""
        return self._surroundings.settings(path)

    def depend_on(self, path: str, *, changed: bool) -> bool:
        """Tell whether a file event can change what was read; see :class:`Surroundings`."""
        return self._surroundings.depends_on(path, changed=changed)

    @property
    def paths(self) -> list[str]:
        """The workspace folders, absolute."""
        if self._server.protocol._workspace is None:
            return []
        workspace = self._server.workspace
        paths = [to_fs_path(folder.uri) for folder in workspace.folders.values()]
        return [os.path.normpath(path) for path in paths or [workspace.root_path] if path]

    def path_of(self, uri: str) -> str:
        """Return the file of a document; one that was never saved is called ``Dockerfile``."""
        path = to_fs_path(uri) if uri.startswith("file:") else None
        if path:
            return os.path.normpath(path)
        return os.path.join((self.paths or [os.getcwd()])[0], "Dockerfile")

    def _take(self, uris: list[str], answers: Sequence[object]) -> None:
        """Take the settings that the client has told: those for no folder, then those of each."""
        first, *others = [
            self._defaults if answer is None else self._read(answer) for answer in answers
        ]
        self._defaults = first
        self._settings = {
            os.path.normpath(path): settings
            for path, settings in zip(map(to_fs_path, uris), others, strict=True)
            if path
        }

    def _read(self, sent: object) -> EditorSettings:
        settings, wrong = EditorSettings.of(sent)
        for text in wrong:
            self._client.say(text, types.MessageType.Warning)
        return settings

    def _new_surroundings(self) -> Surroundings:
        return Surroundings(self._settings, self._defaults, self.listings, self._say)
