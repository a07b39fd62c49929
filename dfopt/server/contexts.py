"""Build contexts that are read once and kept until a file event says that they may have changed.

So that a formatting request reads no directory, no file and no index of git.
"""

from __future__ import annotations

import io
import os

from dfopt.context.context import Context
from dfopt.context.tree import Tree
from dfopt.evidence.profile import NAME as PROFILE
from dfopt.workspace.contexts import FoundContext, find_context
from dfopt.workspace.targets import may_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from dfopt.server.listings import Listings
    from dfopt.syntax.nodes import Dockerfile
    from dfopt.workspace.settings import Setting

#: Files that settings and profiles are read from.
_SPECIAL = ("dfopt.toml", "pyproject.toml", PROFILE)


class Contexts:
    """Finds build contexts, and keeps the last one of each Dockerfile."""

    def __init__(self, listings: Listings) -> None:
        """Take what lists the tracked files of repositories."""
        self._listings = listings
        self._kept: dict[str, tuple[object, FoundContext]] = {}
        self._read: set[str] = set()

    def find(self, path: str, dockerfile: Dockerfile, setting: Setting) -> FoundContext:
        """Do as :func:`dfopt.workspace.contexts.find_context`.

        Raises:
            ContextError: a directory that was named is none, or its ignore rules cannot be used.
        """
        key = (setting, _asked(dockerfile))
        kept = self._kept.get(path)
        if kept is not None and kept[0] == key:
            return kept[1]
        found = find_context(path, dockerfile, setting, listing=self._listings.of)
        if found.context is not None:
            found = found.with_changes(context=self._in_memory(found.context))
        self._kept[path] = (key, found)
        return found

    def depends_on(self, path: str, *, changed: bool) -> bool:
        """Tell whether a file event can change what was found.

        Args:
            path: the file.
            changed: its content changed; else it was created or deleted.
        """
        name = os.path.basename(path)
        if f"{os.sep}.git{os.sep}" in path:
            return name == "index"
        if name in _SPECIAL or name.endswith(".dockerignore"):
            return True
        return not changed or path in self._read or _may_declare(path)

    def _in_memory(self, context: Context) -> Context:
        """Return a context whose files are read from the disk once."""
        tree = context.tree
        contents: dict[str, bytes | None] = {}
        directory = os.path.abspath(context.directory)

        def open_file(path: str) -> BinaryIO | None:
            if path not in contents:
                contents[path] = tree.read(path)
                self._read.add(os.path.join(directory, *path.split("/")))
            content = contents[path]
            return None if content is None else io.BytesIO(content)

        entries = Tree(tree.entries.values(), open_file, tree.unknown)
        return Context(
            entries,
            context.ignore,
            context.origin,
            context.directory,
            context.notes,
            context.find_targets,
        )


def _asked(dockerfile: Dockerfile) -> tuple[str, ...]:
    """Return the instructions that decide which context is found."""
    return tuple(
        statement.lexed.original
        for statement in dockerfile.statements
        if statement.kind in ("COPY", "ADD")
        or any(f.startswith("--mount") for f in statement.flags)
    )


def _may_declare(path: str) -> bool:
    """Tell whether a file may say which context, or which stage, belongs to which Dockerfile."""
    parts = path.split(os.sep)
    return any(may_name("/".join(parts[-count:])) for count in (1, 2, 3))
