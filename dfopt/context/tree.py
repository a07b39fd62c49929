"""A tree of files: the raw material of a build context.

A :class:`Tree` comes from memory, from a directory, or from the files that a git repository tracks.
It is read once, never leaves its root and never follows a symbolic link while it is read; what
could not be read is named in :attr:`Tree.unknown`, so that nobody takes it for absent.

Paths are relative, with ``/`` between the parts on every platform; the root is ``""``. Names that
are not UTF-8 travel as lone surrogates (PEP 383).
"""

from __future__ import annotations

import io
import os
import stat

from dfopt.errors import ContextError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import BinaryIO, Literal

    Kind = Literal["file", "directory", "symlink", "other"]

#: Files above this many bytes are not read: no manifest is that long.
READ_LIMIT = 4 * 1024 * 1024

#: A walk stops after this many entries; what lies beyond is unknown.
ENTRY_LIMIT = 200_000

#: As many links as Linux follows before it gives up (ELOOP).
LINK_LIMIT = 40

_KINDS: dict[int, Kind] = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symlink",
}


class Entry(Record, compare=True):
    """One thing in a tree.

    ``mode`` holds the permission bits, with set-user-id and the like; ``size`` is in bytes, 0
    where only git's index was asked; ``target`` is the text of
    a symbolic link, empty if it is none or cannot be read.
    """

    path: str
    kind: Kind
    mode: int = 0o644
    size: int = 0
    target: str = ""


_ROOT = Entry("", "directory", 0o755)


class Tree:
    """Files, directories and links by path; immutable."""

    __slots__ = ("_children", "_is_there", "_open", "entries", "unknown")

    entries: Mapping[str, Entry]
    unknown: frozenset[str]

    def __init__(
        self,
        entries: Iterable[Entry],
        open_file: Callable[[str], BinaryIO | None],
        unknown: Iterable[str] = (),
        is_there: Callable[[str], bool] | None = None,
    ) -> None:
        """Take entries in any order; directories that only their contents name are added.

        Args:
            entries: what there is; of two with one path the last counts.
            open_file: opens a path of kind ``file`` for reading; None if it cannot.
            unknown: directories of which not everything below is among the entries.
            is_there: tells whether there is a file at a path although it is not listed; None where
                everything is.
        """
        self._is_there = is_there
        self.entries = _complete(entries)
        self.unknown = frozenset(unknown)
        self._open = open_file
        self._children: dict[str, list[Entry]] | None = None

    @classmethod
    def of_files(cls, files: Mapping[str, str | bytes | Entry]) -> Tree:
        """Make a tree in memory.

        Args:
            files: content by path. A path that ends in ``/`` is a directory; an :class:`Entry` as
                the value gives kind, mode and target (its own path does not count).

        Raises:
            ContextError: a path is absolute, not normalized, or below something that is no
                directory.
        """
        entries = []
        contents: dict[str, bytes] = {}
        for name, value in files.items():
            path = name.removesuffix("/")
            parts = path.split("/")
            if not {"", ".", ".."}.isdisjoint(parts) or "\0" in path:
                raise ContextError(f"{name!r} is not a path inside a context")
            if isinstance(value, Entry):
                entries.append(value.with_changes(path=path))
            elif name.endswith("/"):
                entries.append(Entry(path, "directory", 0o755))
            else:
                content = (
                    value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
                )
                contents[path] = content
                entries.append(Entry(path, "file", 0o644, len(content)))

        def open_file(path: str) -> BinaryIO | None:
            return io.BytesIO(contents[path]) if path in contents else None

        tree = cls(entries, open_file)
        for path in tree.entries:
            parent = tree.entries.get(path.rpartition("/")[0])
            if parent is not None and parent.kind != "directory":
                raise ContextError(f"{path!r} is below {parent.path!r}, which is no directory")
        return tree

    @classmethod
    def from_directory(
        cls, directory: str | os.PathLike[str], skip: Callable[[str], bool] | None = None
    ) -> Tree:
        """Read a directory and everything below it.

        Args:
            directory: the root of the tree; a link to a directory will do.
            skip: tells which directories (by path in the tree) need not be looked into, because
                nothing in them will be asked for.

        Raises:
            ContextError: it is no directory, or cannot be listed.
        """
        root = os.path.abspath(os.fspath(directory))
        try:
            os.scandir(root).close()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ContextError(f"{root}: {reason}") from error
        unknown: list[str] = []
        entries = list(_walk(root, skip, unknown))
        return cls(entries, _Disk(root), unknown)

    @classmethod
    def from_listing(
        cls,
        directory: str | os.PathLike[str],
        listing: Iterable[tuple[str, int]],
        skipped: Iterable[str] = (),
    ) -> Tree:
        """Make a tree of files that a version control system lists; contents come from the disk.

        The modes are what a checkout gives with the usual umask, so that every clone agrees.

        Args:
            directory: the root of the tree.
            listing: paths and the modes that git stores: 100644, 100755, 120000 (link) or 160000
                (submodule: a directory of unknown content), in octal.
            skipped: paths of the listing of which nothing is said by the disk.
        """
        root = os.path.abspath(os.fspath(directory))
        absent = frozenset(skipped)
        unknown = []
        entries = []
        for path, mode in listing:
            kind = mode & 0o170000
            if kind == 0o100000:
                entries.append(Entry(path, "file", 0o755 if mode & 0o100 else 0o644, 0, ""))
            elif kind == 0o120000:
                target = "" if path in absent else _link_text(root, path)
                entries.append(Entry(path, "symlink", 0o777, len(target), target))
            else:
                unknown.append(path)
                entries.append(Entry(path, "directory", 0o755))
        disk = _Disk(root)
        return cls(entries, disk, unknown, disk.holds)

    @classmethod
    def from_tracked(cls, directory: str | os.PathLike[str]) -> Tree | None:
        """Make a tree of the files below a directory that its git repository tracks.

        The index is read as a file; no process is started. A file that is tracked and missing on
        the disk is in the tree all the same, but :meth:`read` returns None for it.

        Returns:
            None where the index does not tell: there is no repository, it is a split or a sparse
            index, or it is damaged.
        """
        from dfopt.context.repository import tracked

        listing = tracked(os.fspath(directory))
        return None if listing is None else cls.from_listing(directory, listing)

    def read(self, path: str) -> bytes | None:
        """Return the content of a regular file; None if there is none or it cannot be read.

        Links are not followed (see :meth:`resolve`). A file longer than :data:`READ_LIMIT` bytes
        is not read.
        """
        file = self._opened(path)
        if file is None:
            return None
        try:
            with file:
                content = file.read(READ_LIMIT + 1)
        except OSError:
            return None
        return None if len(content) > READ_LIMIT else content

    def digest(self, path: str) -> str | None:
        """Return the SHA-256 of a regular file of any size, in hexadecimal; None as for read."""
        import hashlib

        file = self._opened(path)
        if file is None:
            return None
        hashed = hashlib.sha256()
        try:
            with file:
                while chunk := file.read(1 << 20):
                    hashed.update(chunk)
        except OSError:
            return None
        return hashed.hexdigest()

    def _opened(self, path: str) -> BinaryIO | None:
        entry = self.entries.get(path)
        return self._open(path) if entry is not None and entry.kind == "file" else None

    def is_untracked(self, path: str) -> bool:
        """Tell whether there is a file that the version control system does not list."""
        if self._is_there is None or path in self.entries:
            return False
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            return False
        return self._is_there(path)

    def lookup(self, path: str) -> Entry | None:
        """Return what is at a path, None if nothing is; ``""`` is the root."""
        return self.entries.get(path) or (None if path else _ROOT)

    def children(self, path: str) -> tuple[Entry, ...]:
        """Return what a directory holds, by name; nothing if the path is no directory."""
        if self._children is None:
            self._children = {}
            for entry in self.entries.values():
                self._children.setdefault(entry.path.rpartition("/")[0], []).append(entry)
        return tuple(self._children.get(path, ()))

    def below(self, path: str) -> Iterator[Entry]:
        """Yield everything below a directory, parents first, without the directory itself."""
        todo = list(self.children(path)[::-1])
        while todo:
            entry = todo.pop()
            yield entry
            if entry.kind == "directory":
                todo += self.children(entry.path)[::-1]

    def knows(self, path: str) -> bool:
        """Tell whether the tree says all there is about a path: what is there and below it."""
        if not self.unknown:
            return True
        return not any(
            _within(path, directory) or _within(directory, path) for directory in self.unknown
        )

    def resolve(self, path: str, *, last: bool = True) -> str | None:
        """Follow the links of a path as inside a ``chroot`` at the root of the tree.

        An absolute target starts at the root, and ``..`` does not lead above it (``fs.RootPath``
        of containerd's ``continuity``).

        Args:
            path: where to start; it need not be normalized.
            last: whether a link at the very end is followed too.

        Returns:
            The path without links, which need not exist; None for a loop of links or for a link
            whose target is not known.
        """
        done: list[str] = []
        todo = path.split("/")[::-1]
        followed = 0
        while todo:
            part = todo.pop()
            if part in ("", "."):
                continue
            if part == "..":
                del done[-1:]
                continue
            done.append(part)
            entry = self.entries.get("/".join(done))
            if entry is None or entry.kind != "symlink" or (not last and not any(todo)):
                continue
            followed += 1
            if followed > LINK_LIMIT or not entry.target:
                return None
            if entry.target.startswith("/"):
                done.clear()
            else:
                done.pop()
            todo += entry.target.split("/")[::-1]
        return "/".join(done)

    def restricted(self, paths: Iterable[str], unknown: Iterable[str] | None = None) -> Tree:
        """Return the tree that holds only these paths and the directories above them.

        Args:
            paths: what stays; each is in this tree.
            unknown: the directories that stay unknown; all if not given.
        """
        chosen = [self.entries[path] for path in paths]
        parents: dict[str, None] = {}
        for entry in chosen:
            parent = entry.path.rpartition("/")[0]
            while parent and parent not in parents:
                parents[parent] = None
                parent = parent.rpartition("/")[0]
        entries = [*(self.entries[path] for path in parents), *chosen]
        return Tree(entries, self._open, self.unknown if unknown is None else unknown)


class _Disk:
    """Open files below a root without following a link on the way."""

    def __init__(self, root: str) -> None:
        self._root = root

    def __call__(self, path: str) -> BinaryIO | None:
        try:
            descriptor = _open_below(self._root, path)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return None
        return open(descriptor, "rb")

    def holds(self, path: str) -> bool:
        """Tell whether there is a regular file at a path."""
        file = self(path)
        if file is None:
            return False
        file.close()
        return True


def _open_below(root: str, path: str) -> int:
    *parents, name = path.split("/")
    # Without O_NONBLOCK, opening a FIFO waits for a writer.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    if os.open not in os.supports_dir_fd:
        whole = os.path.join(os.path.realpath(root), *parents, name)
        if os.path.realpath(whole) != whole:
            raise ValueError("there is a link on the way")
        return os.open(whole, flags)
    current = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parents:
            below = os.open(part, flags | os.O_DIRECTORY, dir_fd=current)
            os.close(current)
            current = below
        return os.open(name, flags, dir_fd=current)
    finally:
        os.close(current)


def _link_text(root: str, path: str) -> str:
    """Return the target of a tracked link; a checkout without links has it as a file's content."""
    parent = os.path.join(root, path.rpartition("/")[0])
    if os.path.realpath(parent) != os.path.join(
        os.path.realpath(root), os.path.dirname(path)
    ).rstrip("/"):
        return ""
    try:
        return os.readlink(os.path.join(root, path))
    except (OSError, ValueError):
        return ""


def _walk(root: str, skip: Callable[[str], bool] | None, unknown: list[str]) -> Iterator[Entry]:
    todo = [""]
    count = 0
    while todo:
        directory = todo.pop()
        prefix = f"{directory}/" if directory else ""
        try:
            with os.scandir(os.path.join(root, directory)) as found:
                for item in found:
                    entry = _from_disk(item, prefix + item.name)
                    yield entry
                    count += 1
                    if entry.kind == "directory" and not (skip and skip(entry.path)):
                        todo.append(entry.path)
        except OSError:
            unknown.append(directory)
        if count > ENTRY_LIMIT:
            unknown += todo
            return


def _from_disk(item: os.DirEntry[str], path: str) -> Entry:
    try:
        status = item.stat(follow_symlinks=False)
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "other")
        target = os.readlink(item.path) if kind == "symlink" else ""
    except OSError:
        # It went away, or its directory may be listed but not searched.
        return Entry(path, "other", 0)
    return Entry(path, kind, stat.S_IMODE(status.st_mode), status.st_size, target)


def _complete(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Return the entries by path, parents first, with every directory above them."""
    found = {entry.path: entry for entry in entries}
    for path in list(found):
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found[parent] = Entry(parent, "directory", 0o755)
            parent = parent.rpartition("/")[0]
    return {path: found[path] for path in sorted(found, key=_order)}


def _order(path: str) -> str:
    """Sort as a walk meets the paths: a directory's contents before its next neighbour."""
    return path.replace("/", "\0")


def _within(path: str, directory: str) -> bool:
    return not directory or path == directory or path.startswith(f"{directory}/")
