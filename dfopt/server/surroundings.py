"""What documents stand in: settings, build contexts and profiles."""

from __future__ import annotations

import os
import time

from dfopt.errors import ConfigError
from dfopt.server.analysis import Analysis, analyse
from dfopt.server.contexts import Contexts
from dfopt.syntax.parser import tree_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dfopt.server.listings import Listings
    from dfopt.server.settings import EditorSettings
    from dfopt.workspace.inputs import Lookup


class Surroundings:
    """What documents stand in, read when first asked for.

    A file event or new settings make a new object; nothing in it is refreshed.
    """

    def __init__(
        self,
        folders: Mapping[str, EditorSettings],
        default: EditorSettings,
        listings: Listings,
        say: Callable[[str], None],
    ) -> None:
        """Take the settings.

        Args:
            folders: the workspace folders, absolute, with their settings.
            default: the settings for files outside of them.
            listings: the tracked files of repositories.
            say: gets what a person should know, once; called in the worker.
        """
        self.born = time.monotonic()
        self._contexts = Contexts(listings)
        self._folders = dict(folders)
        self._default = default
        self._say = say
        self._said: set[str] = set()
        self._lookups: dict[str, Lookup] = {}

    def settings(self, path: str) -> EditorSettings:
        """Return the editor's settings for a file."""
        return self._folders.get(self.folder(path), self._default)

    def folder(self, path: str) -> str:
        """Return the innermost workspace folder of a file; its own directory if it is in none."""
        inside = [f for f in self._folders if path.startswith(os.path.join(f, ""))]
        return max(inside, key=len, default="") or os.path.dirname(path)

    def depends_on(self, path: str, *, changed: bool) -> bool:
        """Tell whether a file event can change what was read.

        Args:
            path: the file.
            changed: its content changed; else it was created or deleted.
        """
        for folder, settings in self._folders.items():
            if path in settings.named_files(folder):
                return True
        return self._contexts.depends_on(path, changed=changed)

    def analyse(self, path: str, text: str) -> Analysis:
        """Analyse the text of a file; called in the worker."""
        folder = self.folder(path)
        if folder not in self._lookups:
            try:
                settings = self.settings(path)
                self._lookups[folder] = settings.lookup(folder, self._contexts, self._say_once)
            except ConfigError as error:
                return Analysis(path, text, tree_of(text), None, None, str(error))
        return analyse(path, text, self._lookups[folder])

    def _say_once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)
