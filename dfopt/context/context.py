"""The build context as a build sees it."""

from __future__ import annotations

import os

from dfopt.context.ignore import Ignore
from dfopt.context.tree import Tree
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, TypeAlias

    #: Who said which directory it is.
    Origin = Literal["given", "configuration", "compose", "devcontainer", "workflow", "guessed"]
    ContextLike: TypeAlias = "str | os.PathLike[str] | Tree | Context"


class Context(Record):
    """A tree of files with the rules about what a build sees of it.

    ``visible`` is what the build sees, ``tree`` all there is. ``ignore_path`` is the ignore file
    whose rules hold, empty if there is none. ``directory`` names the context for people.
    """

    tree: Tree
    visible: Tree
    ignore: Ignore
    ignore_path: str
    directory: str
    origin: Origin = "given"

    @classmethod
    def of(
        cls, tree: Tree, dockerfile: str = "", *, directory: str = "", origin: Origin = "given"
    ) -> Context:
        """Apply the ignore file of a tree.

        Args:
            tree: all files.
            dockerfile: the Dockerfile's path in the tree; ``<Dockerfile>.dockerignore`` beside it
                goes before the ``.dockerignore`` at the root.
            directory: how the context is called in messages.
            origin: who said which directory it is.

        Raises:
            ContextError: Docker refuses the ignore file.
        """
        for path in (f"{dockerfile}.dockerignore" if dockerfile else "", ".dockerignore"):
            content = tree.read(path) if path else None
            if content is not None:
                ignore = Ignore(content.decode("utf-8", "surrogateescape"))
                return cls(tree, ignore.visible(tree), ignore, path, directory, origin)
        return cls(tree, tree, Ignore(), "", directory, origin)


def context_of(given: ContextLike, dockerfile: str = "") -> Context:
    """Return the context that a caller means.

    Args:
        given: a directory, a tree, or a context.
        dockerfile: the Dockerfile's path in the context, or on the disk if a directory is given.

    Raises:
        ContextError: the directory cannot be read, or Docker refuses its ignore file.
    """
    if isinstance(given, Context):
        return given
    if isinstance(given, Tree):
        return Context.of(given, dockerfile)
    directory = os.fspath(given)
    inside = os.path.relpath(dockerfile, directory) if dockerfile else ""
    path = "" if inside.startswith("..") else inside.replace(os.sep, "/")
    return Context.of(Tree.from_directory(directory), path, directory=directory)
