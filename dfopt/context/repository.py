"""The files that a git repository tracks, read from its index without running git.

The format is that of git's manual page ``gitformat-index(5)``, versions 2, 3 and 4. Whatever is
not plainly understood (a split or sparse index, an unknown extension that must not be ignored,
damage) gives None: the caller then asks git, or does without.
"""

from __future__ import annotations

import os
import re
import struct
import sys

from dfopt.lazy import regex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: A larger index is not read: it would take longer than a person waits.
INDEX_LIMIT = 128 * 1024 * 1024

_SMALL_FILE = 64 * 1024

# Ten words of 32 bits that stat() gave: mode is the seventh, size the tenth.
_MODE = 24
_STAT = 40
_STAGE = 0x3000
_EXTENDED = 0x4000
_LONG_NAME = 0xFFF


# A path that leads out of the work tree, or to nothing; git writes none.
_BAD_PATH = regex(rb"(?:\A|/)\.{0,2}(?:/|\Z)").search


class _NotUnderstoodError(Exception):
    """The index is not one that this module reads."""


def repository_root(directory: str) -> str | None:
    """Return the nearest directory, from this one upwards, that holds a ``.git``; None if none."""
    current = os.path.realpath(directory)
    while not os.path.lexists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent
    return current


def tracked(directory: str) -> list[tuple[str, int]] | None:
    """List the tracked files below a directory, relative to it, with the modes that git stores.

    A file with a merge conflict is listed once. Files that a partial checkout leaves out
    (skip-worktree) and those that are only meant to be added are listed too, as git does.

    Returns:
        None if there is no repository around the directory, or its index is not understood.
    """
    root = repository_root(directory)
    if root is None:
        return None
    prefix = os.path.relpath(os.path.realpath(directory), root).replace(os.sep, "/")
    start = b"" if prefix == "." else os.fsencode(prefix) + b"/"
    try:
        git = _git_directory(root)
        found: dict[bytes, int] = {}
        for path, mode in _entries(_index_bytes(git), _hash_size(git, root)):
            if path.startswith(start):
                found[path] = mode
    except (OSError, ValueError, IndexError, struct.error, _NotUnderstoodError):
        return None
    cut = len(start)
    coding, errors = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()
    return [(path[cut:].decode(coding, errors), mode) for path, mode in found.items()]


def index_stamp(root: str) -> tuple[int, ...] | None:
    """Return what changes whenever git writes the index of a repository; None if it has none."""
    try:
        status = os.stat(os.path.join(_git_directory(root), "index"))
    except (OSError, ValueError, _NotUnderstoodError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _git_directory(root: str) -> str:
    """Return the directory of the index: ``.git``, or where the file of that name points to."""
    path = os.path.join(root, ".git")
    if os.path.isdir(path):
        return path
    text = _small_file(path)
    if not text.startswith(b"gitdir: "):
        raise _NotUnderstoodError
    return os.path.join(root, os.fsdecode(text[8:].rstrip(b"\r\n")))


def _hash_size(git: str, root: str) -> int:
    """Return how many bytes an object's name has, from the configuration of the repository."""
    common = git
    if os.path.exists(os.path.join(git, "commondir")):
        text = _small_file(os.path.join(git, "commondir"))
        common = os.path.join(git, os.fsdecode(text.rstrip(b"\r\n")))
    config = _small_file(os.path.join(common, "config"))
    place = re.search(rb"(?im)^\s*worktree\s*=\s*(.*?)\s*$", config)
    if place is not None and common == git:
        # Submodules say so too; another place means that the index is of other files.
        work = os.path.realpath(os.path.join(git, os.fsdecode(place[1].strip(b'"'))))
        if work != root:
            raise _NotUnderstoodError
    return 32 if re.search(rb"(?im)^\s*objectformat\s*=\s*\"?sha256", config) else 20


def _small_file(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(_SMALL_FILE)


def _index_bytes(git: str) -> bytes:
    path = os.path.join(git, "index")
    if not os.path.isfile(path) or os.path.getsize(path) > INDEX_LIMIT:
        raise _NotUnderstoodError
    with open(path, "rb") as file:
        return file.read()


def _entries(data: bytes, hash_size: int) -> Iterator[tuple[bytes, int]]:
    """Yield path and mode of each entry.

    Raises:
        _NotUnderstoodError: there is more, or less, than this function knows how to read. It may be
            raised after some entries.
    """
    version = int.from_bytes(data[4:8], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise _NotUnderstoodError
    end = len(data) - hash_size
    layout = struct.Struct(f">{_MODE}xI{_STAT - _MODE - 4 + hash_size}xH")
    fields, size = layout.unpack_from, layout.size
    position = 12
    path = b""
    for _ in range(int.from_bytes(data[8:12], "big")):
        start = position
        mode, flags = fields(data, start)
        position += size
        if flags & _EXTENDED:
            if version < 3:
                raise _NotUnderstoodError
            position += 2
        previous = path
        if version == 4:
            kept, position = _prefix_length(data, position, len(previous))
            stop = data.find(b"\0", position, end)
            path = previous[:kept] + data[position:stop]
            position = stop + 1
        else:
            # The length is not needed, but tells damage from names.
            stop = data.find(b"\0", position, end)
            path = data[position:stop]
            position = start + ((stop - start) // 8 + 1) * 8
        if stop < 0 or position > end or min(len(path), _LONG_NAME) != flags & _LONG_NAME:
            raise _NotUnderstoodError
        if path < previous or (path == previous and not flags & _STAGE):
            raise _NotUnderstoodError
        if mode >> 12 not in (0o10, 0o12, 0o16) or _BAD_PATH(path):
            raise _NotUnderstoodError
        yield path, mode
    _check_extensions(data, position, end)


def _prefix_length(data: bytes, position: int, length: int) -> tuple[int, int]:
    """Return how much of the previous path stays, and where the rest begins (version 4)."""
    byte = data[position]
    position += 1
    removed = byte & 0x7F
    while byte & 0x80:
        byte = data[position]
        position += 1
        removed = ((removed + 1) << 7) | (byte & 0x7F)
    if removed > length:
        raise _NotUnderstoodError
    return length - removed, position


def _check_extensions(data: bytes, position: int, end: int) -> None:
    """Pass over the extensions; one whose name is not in capitals changes what entries mean."""
    while position < end:
        if position + 8 > end or not data[position : position + 1].isupper():
            raise _NotUnderstoodError
        position += 8 + int.from_bytes(data[position + 4 : position + 8], "big")
    if position != end:
        raise _NotUnderstoodError
