"""Read one layer of an image, from a stream and once through.

A layer is a tar archive of the paths that a step changed. What it holds is kept as metadata and
content hashes, so that the memory needed depends on the number of paths and not on their size.

Source: the image layer format of the OCI image specification (whiteouts, opaque directories).
"""

from __future__ import annotations

import hashlib
import posixpath
import sys
import tarfile
import zlib

from dfopt.builds.errors import BuildsError
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Final

_CHUNK: Final = 1 << 20
_WHITEOUT: Final = ".wh."
_OPAQUE: Final = ".wh..wh..opq"
_XATTR: Final = "SCHILY.xattr."
_ZSTD: Final = b"\x28\xb5\x2f\xfd"

#: The types of entries that are neither files, directories nor links.
_DEVICES: Final = {tarfile.CHRTYPE: "character device", tarfile.BLKTYPE: "block device"}


class Entry(Record, compare=True):
    """What an image holds at one path.

    ``kind`` is ``file``, ``directory``, ``symbolic link``, ``character device``, ``block device``
    or ``fifo``. ``content`` is the SHA-256 of a file, the target of a symbolic link or the numbers
    of a device. ``mode`` are the permission bits; ``xattrs`` are sorted by name.
    """

    kind: str
    mode: int
    uid: int
    gid: int
    size: int = 0
    content: bytes | str = ""
    xattrs: tuple[tuple[str, str], ...] = ()


class HardLink(Record, compare=True):
    """Another name for the file at the path ``target``."""

    target: str


class Layer(Record):
    """The paths of one layer, relative to the root and without a leading slash.

    ``removed`` hides paths of the layers below with everything inside, ``opaque`` only what is
    inside; ``entries`` are in the order of the archive, in which a later one wins.
    """

    removed: frozenset[str]
    opaque: frozenset[str]
    entries: tuple[tuple[str, Entry | HardLink], ...]


class LayerReader:
    """Reads layers; equal entries of all of them are kept once."""

    def __init__(self) -> None:
        self._known: dict[Entry, Entry] = {}

    def read(self, stream: IO[bytes]) -> Layer:
        """Read a layer, compressed by gzip or not.

        Raises:
            BuildsError: it is not a tar archive, is cut off, or is compressed otherwise.
        """
        removed, opaque = set(), set()
        entries = []
        try:
            with tarfile.open(fileobj=stream, mode="r|*", bufsize=_CHUNK) as archive:
                for member in members(archive):
                    path = clean(member.name)
                    directory, name = posixpath.split(path)
                    if name == _OPAQUE:
                        opaque.add(directory)
                    elif name.startswith(_WHITEOUT):
                        # Those with the prefix twice are notes of a storage driver.
                        if not name.startswith(_WHITEOUT * 2):
                            removed.add(posixpath.join(directory, name[len(_WHITEOUT) :]))
                    else:
                        entries.append((sys.intern(path), self._entry(archive, member, path)))
        except (tarfile.TarError, EOFError, zlib.error) as error:
            raise BuildsError(f"a layer cannot be read: {error}") from error
        return Layer(frozenset(removed), frozenset(opaque), tuple(entries))

    def _entry(
        self, archive: tarfile.TarFile, member: tarfile.TarInfo, path: str
    ) -> Entry | HardLink:
        if member.islnk():
            return HardLink(sys.intern(clean(member.linkname)))
        mode, size, content = member.mode & 0o7777, 0, b""
        text = ""
        if member.isdir():
            kind = "directory"
        elif member.issym():
            # The mode of a symbolic link means nothing.
            kind, mode, text = "symbolic link", 0o777, member.linkname
        elif member.isreg():
            file = archive.extractfile(member)
            assert file is not None
            kind, size, content = "file", member.size, _digest(file, path)
        elif member.type in _DEVICES:
            kind, text = _DEVICES[member.type], f"{member.devmajor}:{member.devminor}"
        elif member.isfifo():
            kind = "fifo"
        else:
            raise BuildsError(f"/{path}: an unknown type of tar entry, {member.type!r}")
        xattrs = {
            key[len(_XATTR) :]: value
            for key, value in member.pax_headers.items()
            if key.startswith(_XATTR)
        }
        entry = Entry(
            kind, mode, member.uid, member.gid, size, content or text, tuple(sorted(xattrs.items()))
        )
        return self._known.setdefault(entry, entry)


def members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the members of an archive that is read as a stream, keeping none of them."""
    while (member := archive.next()) is not None:
        # tarfile remembers every member it has seen, half a kilobyte each.
        archive.members = []  # type: ignore[attr-defined]
        yield member


def clean(name: str) -> str:
    """Return a name in an archive as a path relative to the root; the root itself is empty."""
    path = posixpath.normpath("/" + name).lstrip("/")
    return "" if path == "." else path


def is_layer(head: bytes) -> bool:
    """Tell from the first 512 bytes whether a file of an image is a layer.

    Raises:
        BuildsError: it is a layer whose compression is not supported.
    """
    if head.startswith(_ZSTD):
        raise BuildsError("a layer is compressed by zstd, which is not supported")
    # An empty layer is nothing but the zeros that end an archive.
    return head[257:262] == b"ustar" or head.startswith(b"\x1f\x8b") or head == bytes(512)


def _digest(file: IO[bytes], path: str) -> bytes:
    """Hash a file; of Python byte code all but the time of its source, which differs each time."""
    head = file.read(_CHUNK)
    if path.endswith(".pyc") and head[4:8] == bytes(4):
        head = head[:8] + bytes(4) + head[12:]
    digest = hashlib.sha256(head)
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.digest()
