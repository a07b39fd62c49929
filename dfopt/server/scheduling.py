"""Who analyses what, when: one worker thread, one analysis for each state of a document.

The event loop only reads messages, so that it can take an edit or a cancellation while a long
analysis runs. Python runs one thread at a time anyway; a second worker would gain nothing.
"""

from __future__ import annotations

import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

from pygls.exceptions import JsonRpcException

from dfopt.errors import ConfigError
from dfopt.record import Record
from dfopt.server.analysis import Analysis, analyse
from dfopt.server.contexts import Contexts
from dfopt.syntax.parser import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Future
    from typing import TypeVar

    from dfopt.server.settings import EditorSettings
    from dfopt.workspace.inputs import Lookup

    T = TypeVar("T")

#: How long, in seconds, what was read from the disk counts where the client reports no changes.
STALE = 1.0


class ContentModifiedError(JsonRpcException):
    """The document changed while a request about it was answered."""

    CODE = -32801
    MESSAGE = "content modified"


class Surroundings:
    """What documents stand in: settings, contexts and profiles; read when first asked for.

    A file event or new settings make a new object; nothing in it is refreshed.
    """

    def __init__(
        self,
        folders: Mapping[str, EditorSettings],
        default: EditorSettings,
        say: Callable[[str], None],
    ) -> None:
        """Take the settings.

        Args:
            folders: the workspace folders, absolute, with their settings.
            default: the settings for files outside of them.
            say: gets what a person should know; called in the worker.
        """
        self.contexts = Contexts()
        self.born = time.monotonic()
        self._folders = dict(folders)
        self._default = default
        self._say = say
        self._lookups: dict[str, Lookup] = {}

    def settings(self, path: str) -> EditorSettings:
        """Return the editor's settings for a file."""
        return self._folders.get(self.folder(path), self._default)

    def folder(self, path: str) -> str:
        """Return the innermost workspace folder of a file; its own directory if it is in none."""
        inside = [f for f in self._folders if path.startswith(os.path.join(f, ""))]
        return max(inside, key=len, default="") or os.path.dirname(path)

    def analyse(self, path: str, text: str, run_git: bool) -> Analysis:
        """Analyse a text; called in the worker."""
        self.contexts.run_git = run_git
        folder = self.folder(path)
        if folder not in self._lookups:
            settings = self.settings(path)
            try:
                self._lookups[folder] = settings.lookup(folder, self.contexts, self._say)
            except ConfigError as error:
                return Analysis(path, text, parse(text), None, None, str(error))
        return analyse(path, text, self._lookups[folder])


class _Job(Record):
    """The analysis of one state of a document in some surroundings, perhaps still running."""

    text: str
    surroundings: Surroundings
    future: Future[Analysis]


class Analyses:
    """Keeps one analysis for each open document, the one of its present state."""

    def __init__(self) -> None:
        self._worker = ThreadPoolExecutor(1, "dfopt")
        self._jobs: dict[str, _Job] = {}

    async def of(
        self, uri: str, path: str, text: str, surroundings: Surroundings, *, run_git: bool = False
    ) -> Analysis:
        """Return the analysis of a document.

        Args:
            uri: the document.
            path: its file.
            text: its text now.
            surroundings: what it stands in.
            run_git: whether git may be asked where its index cannot be read.

        Raises:
            ContentModifiedError: the document changed before the analysis was done.
        """
        job = self._jobs.get(uri)
        if job is None or job.text != text or job.surroundings is not surroundings:
            if job is not None:
                job.future.cancel()
            future = self._worker.submit(surroundings.analyse, path, text, run_git)
            job = self._jobs[uri] = _Job(text, surroundings, future)
        try:
            # Whoever asks may be cancelled; the analysis goes on, for others may wait for it too.
            found = await asyncio.shield(asyncio.wrap_future(job.future))
        except asyncio.CancelledError:
            if job.future.cancelled():
                raise ContentModifiedError from None
            raise
        if self._jobs.get(uri) is not job:
            raise ContentModifiedError
        return found

    async def work(self, task: Callable[..., T], *arguments: object) -> T:
        """Run something else in the worker."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, task, *arguments)

    def outdate(self, uri: str) -> None:
        """Let go of the analysis of a document that has changed or was closed."""
        job = self._jobs.pop(uri, None)
        if job is not None:
            job.future.cancel()

    def close(self) -> None:
        """Start nothing any more."""
        self._worker.shutdown(wait=False, cancel_futures=True)
