"""Read a Dockerfile byte for byte, and replace it so that no crash can damage it.

Bytes that are not UTF-8 travel as lone surrogates (PEP 383) and come out as they went in; line
ends are never translated.
"""

from __future__ import annotations

import errno
import os
import stat
import sys

from dfopt.errors import WorkspaceError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_CHUNK = 1 << 20


class Source(Record):
    """A file as it was read: ``path`` as the person named it, and its text."""

    path: str
    text: str


def read(path: str) -> Source:
    """Read a file (any that can be read to its end, so a pipe too).

    Raises:
        WorkspaceError: it cannot be read, or it is binary.
    """
    try:
        with open(path, "rb") as file:
            return Source(path, decode(_read_text_bytes(file, path), path))
    except OSError as error:
        raise _trouble(path, error) from error


def read_standard_input(name: str) -> bytes:
    """Read all of standard input; ``name`` is what messages call it.

    Raises:
        WorkspaceError: it is closed or cannot be read.
    """
    if sys.stdin is None:
        raise WorkspaceError(f"{name}: standard input is closed")
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        raise _trouble(name, error) from error


def decode(raw: bytes, name: str) -> str:
    """Turn bytes into text that :func:`encode` turns back into the same bytes.

    Raises:
        WorkspaceError: the bytes are no text: they hold a NUL.
    """
    if b"\0" in raw:
        what = "UTF-16 text" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "a binary file"
        raise WorkspaceError(f"{name}: {what}, not a Dockerfile in UTF-8")
    return raw.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    """Turn text from :func:`decode` back into bytes."""
    return text.encode("utf-8", "surrogateescape")


def replace(source: Source, text: str) -> bool:
    """Make ``text`` the content of the file that ``source`` was read from.

    The new content goes to a temporary file in the same directory, which is flushed to the disk and
    then renamed over the old one, so that at any moment the file is the old or the new one, whole.
    Mode, owner and extended attributes are kept, and a symbolic link stays one: what it points to
    is replaced. Where a rename cannot keep the owner, a second hard link or a mount, the file is
    written in place, with a side copy of the old content beside it until that is done.

    Returns:
        Whether anything was written: equal text is not.

    Raises:
        WorkspaceError: the file cannot be written, or it changed since it was read. The file then
            still has its old content.
    """
    if text == source.text:
        return False
    target = os.path.realpath(source.path)
    try:
        status = os.stat(target)
        _check_writable(source.path, target, status)
        old = encode(source.text)
        if status.st_nlink > 1 or not _rename_over(source.path, target, status, old, encode(text)):
            _overwrite(source.path, target, old, encode(text))
    except OSError as error:
        raise _trouble(source.path, error) from error
    return True


def _check_writable(path: str, target: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise WorkspaceError(f"{path}: not a regular file, so it cannot be replaced")
    # A rename would replace a read-only file without complaint, and root may write anything.
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise WorkspaceError(f"{path}: the file is read-only")


def _check_unchanged(path: str, target: str, old: bytes) -> None:
    with open(target, "rb") as file:
        if file.read() != old:
            raise WorkspaceError(f"{path}: changed on disk since it was read; nothing was written")


def _rename_over(path: str, target: str, status: os.stat_result, old: bytes, new: bytes) -> bool:
    """Replace by rename; return False, and leave no trace, where that would lose something."""
    temporary = _sibling(target)
    try:
        with _create(temporary) as file:
            _write_all(file, new)
            # After the writing, which clears the set-user-id bits.
            if not _copy_attributes(target, status, file.fileno()):
                return False
            os.fsync(file.fileno())
        _check_unchanged(path, target, old)
        try:
            os.replace(temporary, target)
        except OSError as error:
            # EBUSY: the file is itself a mount point, as single files in containers often are.
            if error.errno in (errno.EBUSY, errno.EXDEV):
                return False
            raise
        _flush_directory(os.path.dirname(target))
        return True
    finally:
        _remove(temporary)


def _overwrite(path: str, target: str, old: bytes, new: bytes) -> None:
    """Write in place; the side copy outlives any failure to put the old content back."""
    copy = _sibling(target)
    try:
        with _create(copy) as file:
            _write_all(file, old)
            os.fsync(file.fileno())
        _flush_directory(os.path.dirname(target))
        _check_unchanged(path, target, old)
    except BaseException:
        _remove(copy)
        raise
    try:
        _write_in_place(target, new)
    except BaseException:
        try:
            _write_in_place(target, old)
        except OSError:
            message = f"{path}: damaged while written; its old content is in {copy}"
            raise WorkspaceError(message) from None
        _remove(copy)
        raise
    _remove(copy)


def _write_in_place(target: str, content: bytes) -> None:
    with open(target, "r+b", buffering=0) as file:
        _write_all(file, content)
        file.truncate(len(content))
        os.fsync(file.fileno())


def _sibling(target: str) -> str:
    """Return a fresh name in the same directory that no walk takes for a Dockerfile."""
    directory, name = os.path.split(target)
    return os.path.join(directory, f".{name[:40]}.dfopt-{os.urandom(6).hex()}.tmp")


def _create(path: str) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0)
    except OSError as error:
        directory = os.path.dirname(path)
        reason = error.strerror or error
        raise WorkspaceError(f"{directory}: cannot create a temporary file: {reason}") from error


def _write_all(file: BinaryIO, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def _copy_attributes(target: str, status: os.stat_result, descriptor: int) -> bool:
    """Give the new file the owner, attributes and mode of the old one, if that is possible."""
    if not hasattr(os, "fchown"):
        return True
    try:
        mine = os.fstat(descriptor)
        if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        _copy_extended_attributes(target, descriptor)
        # Last, because a change of owner clears the set-user-id bits too.
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    except OSError:
        return False
    return True


def _copy_extended_attributes(target: str, descriptor: int) -> None:
    if not hasattr(os, "listxattr"):
        return
    try:
        names = os.listxattr(target)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):
            return
        raise
    for name in names:
        value = os.getxattr(target, name)
        if name not in os.listxattr(descriptor) or os.getxattr(descriptor, name) != value:
            os.setxattr(descriptor, name, value)


def _flush_directory(directory: str) -> None:
    """Make a rename survive a power cut, where directories can be flushed."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        # A directory may be writable without being readable.
        return
    try:
        os.fsync(descriptor)
    except OSError:
        # Some network file systems cannot; the file itself is complete either way.
        pass
    finally:
        os.close(descriptor)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        # Renamed away, or the directory is gone: nothing is left to clean.
        return


def _read_text_bytes(file: BinaryIO, path: str) -> bytes:
    """Read to the end, but give up at the first NUL (``/dev/zero`` has no end)."""
    chunks = []
    while chunk := file.read(_CHUNK):
        chunks.append(chunk)
        if b"\0" in chunk:
            decode(b"".join(chunks), path)
    return b"".join(chunks)


def _trouble(path: str, error: OSError) -> WorkspaceError:
    return WorkspaceError(f"{path}: {error.strerror or error}")
