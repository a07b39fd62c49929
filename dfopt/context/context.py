"""A build context as passes and proof see it: a tree, the ignore rules, and how it was found."""

from __future__ import annotations

import os

from dfopt.context.ignore import Ignore
from dfopt.context.match import copy
from dfopt.context.repository import repository_root
from dfopt.context.tree import Tree
from dfopt.errors import ContextError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal, TypeAlias

    from dfopt.context.match import Copied

    Origin = Literal["given", "named", "compose", "devcontainer", "workflow", "guessed"]
    ContextLike: TypeAlias = "Context | Tree | str | os.PathLike[str]"

#: The name of the assumption that a context rests on which nobody named.
GUESSED = "context.guessed"

_IGNORE_FILE = ".dockerignore"


class Context:
    """A build context; immutable.

    ``tree`` is all there is, ``ignore`` the rules in force, ``origin`` who said that this is the
    context, ``directory`` what messages call it, and ``notes`` what a person should know about it.
    ``find_targets`` looks for the stages that whoever builds names, see :attr:`targets`.
    """

    __slots__ = (
        "_targets", "_visible", "directory", "find_targets", "ignore", "notes", "origin", "tree",
    )  # fmt: skip

    def __init__(
        self,
        tree: Tree,
        ignore: Ignore,
        origin: Origin = "given",
        directory: str = "",
        notes: Sequence[str] = (),
        find_targets: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self.tree = tree
        self.ignore = ignore
        self.origin: Origin = origin
        self.directory = directory
        self.notes = tuple(notes)
        self.find_targets = find_targets
        self._visible: Tree | None = None
        self._targets: frozenset[str] | None = None

    @classmethod
    def of(
        cls,
        source: Tree | str | os.PathLike[str],
        dockerfile: str | os.PathLike[str] | None = None,
        *,
        origin: Origin = "given",
    ) -> Context:
        """Make a context of a tree or of a directory.

        Of a directory inside a git repository only the tracked files count. Where the index cannot
        be read, and outside of repositories, everything in the directory counts; the former is
        said in ``notes``.

        Args:
            source: a tree, or the path of a directory.
            dockerfile: the path of the Dockerfile, which decides on the ignore rules:
                ``<Dockerfile>.dockerignore`` beside it goes before ``.dockerignore`` at the root.
                With a tree it is a path inside the tree. Not given, only the latter counts.
            origin: who named the context.

        Raises:
            ContextError: there is no such directory, or Docker would refuse its ignore rules.
        """
        if isinstance(source, Tree):
            name = None if dockerfile is None else os.fspath(dockerfile)
            return cls(source, _rules(source, name), origin)
        directory = os.fspath(source)
        root = os.path.abspath(directory)
        beside = None if dockerfile is None else _Beside(root, os.fspath(dockerfile))
        notes: tuple[str, ...] = ()
        if repository_root(root) is not None:
            tree = Tree.from_tracked(root)
            if tree is not None:
                if not os.path.isdir(root):
                    raise ContextError(f"{directory}: not a directory")
                return cls(tree, _rules_for(tree, beside), origin, directory)
            notes = (f"{directory}: git's index cannot be read here, so untracked files count too",)
        return cls(*_walked(root, beside), origin, directory, notes)

    @classmethod
    def of_listed(
        cls, tree: Tree, directory: str, dockerfile: str, *, origin: Origin = "given"
    ) -> Context:
        """Make a context of a directory of which the tracked files are already known.

        Args:
            tree: the tracked files.
            directory: the directory that they are in.
            dockerfile: the path of the Dockerfile on the disk.
            origin: who named the context.

        Raises:
            ContextError: Docker would refuse its ignore rules.
        """
        rules = _rules_for(tree, _Beside(os.path.abspath(directory), dockerfile))
        return cls(tree, rules, origin, directory)

    def with_targets(self, find_targets: Callable[[], frozenset[str]]) -> Context:
        """Return the same context with another way to find the stages that are built by name."""
        return Context(
            self.tree, self.ignore, self.origin, self.directory, self.notes, find_targets
        )  # fmt: skip

    @property
    def targets(self) -> frozenset[str]:
        """The stages, in lower case, that files of the project say they build; ``*``: any.

        They are looked for when first asked for.
        """
        if self._targets is None:
            self._targets = self.find_targets()
        return self._targets

    @property
    def visible(self) -> Tree:
        """What the build sees. The Dockerfile and the ignore file are like any others."""
        if self._visible is None:
            self._visible = self.ignore.visible(self.tree)
        return self._visible

    @property
    def holds_repository(self) -> bool:
        """Whether the directory is the root of a git repository, whose ``.git`` is sent along."""
        if self.tree.lookup(".git") is not None:
            return True
        return bool(self.directory) and os.path.exists(os.path.join(self.directory, ".git"))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The names of what a rewrite rests on that believes this context."""
        return (GUESSED,) if self.origin == "guessed" else ()

    def copy(
        self,
        sources: Sequence[str],
        destination: str,
        *,
        exclude: Sequence[str] = (),
        parents: bool = False,
    ) -> Copied:
        """Do a COPY of this context; see :func:`dfopt.context.match.copy`."""
        return copy(self.visible, sources, destination, exclude=exclude, parents=parents)

    def is_untracked(self, path: str) -> bool:
        """Tell whether a file that the build would see is left out as git does not track it."""
        return self.tree.is_untracked(path) and not self.ignore.excluded(path)

    def guaranteed(self, path: str) -> bool:
        """Tell whether the rules exclude a path and everything below it, whatever the tree holds.

        That something is not in the tree means little: an installer may have put it there on
        another machine.
        """
        return self.ignore.guaranteed(path)

    def guaranteed_everywhere(self, name: str) -> bool:
        """Tell whether the rules exclude everything called ``name``, in any directory."""
        return self.ignore.guaranteed_everywhere(name, self._is_file)

    def _is_file(self, path: str) -> bool:
        entry = self.tree.lookup(path)
        return entry is not None and entry.kind == "file"


def context_of(given: ContextLike, dockerfile: str | None = None) -> Context:
    """Return the context that a caller means.

    Args:
        given: a context, a tree, or the path of a directory.
        dockerfile: the Dockerfile, as for :meth:`Context.of`.

    Raises:
        ContextError: there is no such directory, Docker would refuse its ignore rules, or ``given``
            is nothing that can be a build context.
    """
    if not isinstance(given, Context | Tree | str | os.PathLike):
        raise ContextError(f"a build context is a path or a Tree, not {type(given).__name__}")
    return given if isinstance(given, Context) else Context.of(given, dockerfile)


class _Beside:
    """A Dockerfile on the disk and the context that it is built with."""

    def __init__(self, root: str, dockerfile: str) -> None:
        self.path = os.path.abspath(dockerfile)
        inside = os.path.relpath(self.path, root)
        outside = inside == os.pardir or inside.startswith(os.path.join(os.pardir, ""))
        #: The path in the tree; None if the Dockerfile lies outside.
        self.inside = None if outside else inside.replace(os.sep, "/")

    def own_rules(self) -> Ignore | None:
        """Read the rules beside a Dockerfile that is outside of its context."""
        directory, name = os.path.split(self.path)
        if not os.path.isdir(directory):
            return None
        tree = Tree.from_tracked(directory)
        if tree is None:
            tree = Tree.from_directory(directory, skip=lambda _: True)
        return _read_rules(tree, f"{name}{_IGNORE_FILE}")


def _rules_for(tree: Tree, beside: _Beside | None) -> Ignore:
    if beside is not None and beside.inside is None:
        own = beside.own_rules()
        if own is not None:
            return own
    return _rules(tree, beside.inside if beside is not None else None)


def _rules(tree: Tree, dockerfile: str | None) -> Ignore:
    own = None if dockerfile is None else _read_rules(tree, f"{dockerfile}{_IGNORE_FILE}")
    return own or _read_rules(tree, _IGNORE_FILE) or Ignore()


def _read_rules(tree: Tree, name: str) -> Ignore | None:
    path = tree.resolve(name)
    if path is None or tree.lookup(path) is None:
        return None
    content = tree.read(path)
    if content is None:
        raise ContextError(f"{name}: cannot be read")
    try:
        rules = Ignore(content.decode("utf-8", "surrogateescape"))
        rules.check()
    except ContextError as error:
        raise ContextError(f"{name}: {error}") from None
    return rules


def _walked(root: str, beside: _Beside | None) -> tuple[Tree, Ignore]:
    """Walk a directory, but not what its rules exclude: that may be large."""
    if beside is None or beside.inside is None or "/" not in beside.inside:
        rules = _rules_for(Tree.from_directory(root, skip=lambda _: True), beside)
        return Tree.from_directory(root, skip=rules.guaranteed), rules
    tree = Tree.from_directory(root)
    return tree, _rules_for(tree, beside)
