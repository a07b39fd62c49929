"""The graph of operations that a build comes to (BuildKit's LLB).

An operation makes a file system from those of its inputs; ``None`` in place of an operation is an
empty file system (``scratch``). Nodes are shared, not copied, and compared by identity;
:class:`dfopt.builder.keys.Keys` tells whether two of them, of one build or of two, are the same
by content.
"""

from __future__ import annotations

from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from dfopt.builder.environment import Entry
    from dfopt.builder.values import Value
    from dfopt.syntax.nodes import Statement

    MountType = Literal["bind", "cache", "tmpfs", "secret", "ssh"]


class Operation(Record):
    """A vertex. ``statement`` is the instruction it comes from; it is no part of the content."""

    statement: Statement | None

    def __repr__(self) -> str:
        """Name the operation and its instruction; its inputs could be any number."""
        origin = self.statement.lexed.original if self.statement else ""
        return f"<{type(self).__name__} of {origin!r}>"

    @property
    def inputs(self) -> tuple[Operation, ...]:
        """The operations that this one reads, each once, in BuildKit's order."""
        return ()


class ImageSource(Operation):
    """An image: its full name, and the platform it is taken for."""

    reference: Value
    platform: Value


class ContextSource(Operation):
    """The build context."""


class HttpSource(Operation):
    """A download: its URL, its name as a file, and the digest demanded (empty: none)."""

    url: Value
    filename: Value
    checksum: Value


class GitSource(Operation):
    """A checkout. ``remote`` is the URL as given, ``host_path`` what identifies it."""

    remote: str
    host_path: str
    ref: str
    subdirectory: str
    checksum: Value
    keep_git_dir: bool
    submodules: bool
    over_ssh: bool


class UnknownSource(Operation):
    """A source of ADD that is not known to be a URL, a repository or a path."""

    text: Value
    checksum: Value
    keep_git_dir: bool | None


class MountPoint(Record, compare=True):
    """A mount of an :class:`Exec` besides the root.

    ``source`` is None for an empty file system, a secret or an agent. ``name`` identifies a cache,
    a secret or an agent. Secrets and agents have a ``mode``, ``uid`` and ``gid``; a cache's are in
    its source.
    """

    target: Value
    type: MountType
    source: Operation | None = None
    selector: Value = ""
    read_only: bool = False
    name: Value = ""
    sharing: str = ""
    size: int | Value = 0
    optional: bool = False
    mode: int = 0
    uid: int = 0
    gid: int = 0


class SecretVariable(Record, compare=True):
    """A secret in an environment variable of an :class:`Exec`."""

    name: Value
    id: Value
    optional: bool


class UnknownMount(Record, compare=True):
    """A mount whose fields are unknown values that decide about its meaning.

    ``fields`` are keys and values, one after the other; ``source`` is where it mounts from.
    """

    fields: tuple[Value, ...]
    source: Operation | None
    directory: Value


class Exec(Operation):
    """A RUN: a process in a root file system.

    A term ``shell`` among the ``arguments`` stands for the words of an unknown shell. ``network``
    and ``security`` are empty where they are the default. ``proxies`` are environment variables
    that neither count for the cache nor are seen by words.
    """

    root: Operation | None
    arguments: tuple[Value, ...]
    environment: tuple[Entry, ...]
    directory: Value
    user: Value
    mounts: tuple[MountPoint | UnknownMount, ...]
    secrets: tuple[SecretVariable, ...]
    network: str
    security: str
    proxies: tuple[tuple[str, str], ...]
    platform: Value

    @property
    def inputs(self) -> tuple[Operation, ...]:
        """The root and the sources of the mounts."""
        return _distinct([self.root, *[mount.source for mount in self.mounts]])


class Owner(Record, compare=True):
    """Who owns what an action makes: numbers or names; None for a group not given."""

    user: int | Value
    group: int | Value | None


class CopyAction(Record, compare=True):
    """Copy from ``source`` to ``destination``.

    Of a tree (the context or a stage) symbolic links are followed, wildcards are matched, and of a
    directory the contents are taken; the rest (downloads, checkouts, inline files) is one thing.
    ``mode`` is None where ``--chmod`` is not given, else a number or the text of a symbolic mode.
    With ``include`` only what matches is taken; ``required`` must exist.
    """

    source: Operation | None
    path: Value
    destination: Value
    owner: Owner | None
    mode: int | Value | None
    is_tree: bool
    unpack: bool
    include: tuple[Value, ...] = ()
    exclude: tuple[str, ...] = ()
    required: tuple[Value, ...] = ()


class MakeDirectory(Record, compare=True):
    """Make a directory, and its parents if ``parents``; no error if it is there."""

    path: Value
    mode: int
    owner: Owner | None
    parents: bool


class MakeFile(Record, compare=True):
    """Make a file."""

    path: Value
    mode: int
    content: Value


if TYPE_CHECKING:
    Action = CopyAction | MakeDirectory | MakeFile


class FileOperation(Operation):
    """Actions on a file system, one after the other: COPY, ADD, WORKDIR, an inline file."""

    base: Operation | None
    actions: tuple[Action, ...]

    @property
    def inputs(self) -> tuple[Operation, ...]:
        """The base and the sources of the actions."""
        sources = [action.source for action in self.actions if isinstance(action, CopyAction)]
        return _distinct([self.base, *sources])


class Merge(Operation):
    """File systems laid over each other: ``COPY --link``."""

    layers: tuple[Operation, ...]

    @property
    def inputs(self) -> tuple[Operation, ...]:
        """The layers, the lowest first."""
        return _distinct(list(self.layers))


def _distinct(found: list[Operation | None]) -> tuple[Operation, ...]:
    return tuple({id(op): op for op in found if op is not None}.values())


def topological(root: Operation | None) -> tuple[Operation, ...]:
    """Return the operations that ``root`` needs, itself last, each after its inputs.

    Inputs come in their order, those first that an operation reads first.
    """
    order: list[Operation] = []
    done: set[int] = set()
    stack = [root] if root is not None else []
    while stack:
        operation = stack[-1]
        if id(operation) in done:
            stack.pop()
            continue
        pending = [op for op in operation.inputs if id(op) not in done]
        if pending:
            stack.extend(reversed(pending))
            continue
        done.add(id(operation))
        order.append(operation)
        stack.pop()
    return tuple(order)
