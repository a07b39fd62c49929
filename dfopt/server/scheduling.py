"""Who analyses what, when: one worker thread, one analysis for each state of a document.

The event loop only reads messages, so that it can take an edit or a cancellation while a long
analysis runs. Python runs one thread at a time anyway; a second worker would gain nothing.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pygls.exceptions import JsonRpcException

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import TypeVar

    from dfopt.server.analysis import Analysis
    from dfopt.server.surroundings import Surroundings

    T = TypeVar("T")


class ContentModifiedError(JsonRpcException):
    """The document changed while a request about it was answered."""

    CODE = -32801
    MESSAGE = "content modified"


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

    async def of(self, uri: str, path: str, text: str, surroundings: Surroundings) -> Analysis:
        """Return the analysis of a document.

        Args:
            uri: the document.
            path: its file.
            text: its text now.
            surroundings: what it stands in.

        Raises:
            ContentModifiedError: the document, or what it stands in, changed before the analysis
                was done.
        """
        job = self._jobs.get(uri)
        if job is None or job.text != text or job.surroundings is not surroundings:
            if job is not None:
                job.future.cancel()
            future = self._worker.submit(surroundings.analyse, path, text)
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

    def begin(self, task: Callable[..., T], *arguments: object) -> asyncio.Future[T]:
        """Put something else into the queue of the worker."""
        return asyncio.get_running_loop().run_in_executor(self._worker, task, *arguments)

    async def work(self, task: Callable[..., T], *arguments: object) -> T:
        """Run something else in the worker."""
        return await self.begin(task, *arguments)

    def outdate(self, uri: str) -> None:
        """Let go of the analysis of a document that has changed or was closed."""
        job = self._jobs.pop(uri, None)
        if job is not None:
            job.future.cancel()

    def close(self) -> None:
        """Start nothing any more."""
        self._worker.shutdown(wait=False, cancel_futures=True)
