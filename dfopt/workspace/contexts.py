"""Which directory is the build context of a Dockerfile: the one look-up that every front end uses.

What the user names comes first, on the command line or in the configuration. Else it is guessed,
and the guess is an assumption: the nearest directory, from the Dockerfile's own upwards within the
repository, that holds every local source. Of a repository only tracked files count, so that a
laptop and a build server agree.
"""

from __future__ import annotations

import os

from dfopt.context.context import Context
from dfopt.errors import ContextError, WorkspaceError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dfopt.context.context import Origin


class Contexts:
    """Finds build contexts."""

    def __init__(self, named: str | None = None) -> None:
        """Take the directory that the command line names, if any."""
        self.named = named

    def find(self, path: str, text: str, configured: str | None, root: str) -> Context | None:
        """Return the context of a Dockerfile; None where none is named and none can be guessed.

        Args:
            path: the Dockerfile.
            text: its text.
            configured: the directory that the configuration names, relative to ``root``.
            root: the directory of the configuration.

        Raises:
            WorkspaceError: the directory that the user names cannot be used.
        """
        if self.named is not None:
            return self._context(self.named, path, "named")
        if configured is not None:
            return self._context(os.path.join(root, configured), path, "named")
        for directory in self._candidates(path, text):
            try:
                return self._context(directory, path, "guessed")
            except WorkspaceError:
                return None
        return None

    def _candidates(self, path: str, text: str) -> Iterator[str]:
        """Yield the directory to guess, if there is one."""
        own = os.path.dirname(os.path.abspath(path))
        sources = local_sources(text)
        if not sources:
            return
        named = [source for source in sources if source]
        directory = own
        limit = _repository(own)
        while True:
            if all(os.path.lexists(os.path.join(directory, source)) for source in named):
                yield directory
                return
            # Sources that are only the whole context would be found anywhere.
            if not named or directory in (limit, os.path.dirname(directory)) or limit is None:
                return
            directory = os.path.dirname(directory)

    def _context(self, directory: str, path: str, origin: Origin) -> Context:
        try:
            return Context.of(directory, path, origin=origin)
        except ContextError as error:
            raise WorkspaceError(f"build context {directory}: {error}") from error


def local_sources(text: str) -> list[str]:
    """Return the sources that COPY and ADD take out of the build context, without wildcards.

    A source is cut off in front of its first wildcard or variable; the whole context is empty text.
    """
    from dfopt.cost.steps import context_sources
    from dfopt.syntax.nodes import Transfer
    from dfopt.syntax.parser import parse

    found = []
    for statement in parse(text).statements:
        if not isinstance(statement, Transfer) or statement.flag("from") is not None:
            continue
        for source in context_sources(statement):
            if "://" in source or source.startswith("git@"):
                continue
            first = min((source.find(c) for c in "*?[$" if c in source), default=len(source))
            known = source if first == len(source) else source[:first].rpartition("/")[0]
            found.append(os.path.normpath("/" + known).strip("/"))
    return found


def _repository(directory: str) -> str | None:
    """Return the root of the git repository that a directory is in; None if there is none."""
    while not os.path.exists(os.path.join(directory, ".git")):
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent
    return directory
