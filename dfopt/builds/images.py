"""Read images: their configuration and their merged file system.

An image is read from a stream once through and never written to disk. Archives keep the manifest,
which tells the order of the layers, anywhere, so every file that looks like a layer is read as one.

Sources: the image specification of Docker (``docker save``) and the OCI image layout.
"""

from __future__ import annotations

import json
import os
import posixpath
import tarfile
from typing import cast

from dfopt.builds.errors import BuildsError
from dfopt.builds.layers import LayerReader, clean, is_layer, members
from dfopt.builds.rootfs import merge
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO, Any, Final

    from dfopt.builds.layers import Layer
    from dfopt.builds.rootfs import RootFileSystem

#: More than any manifest or configuration; what is larger and no layer is skipped.
_MOST_JSON: Final = 32 << 20
_BLOCK: Final = 512


class Image(Record):
    """An image: its whole configuration file, its file system and the number of its layers."""

    config: dict[str, Any]
    files: RootFileSystem
    layers: int


class ImageReader:
    """Reads images; what several of them share is kept once."""

    def __init__(self) -> None:
        self._layers = LayerReader()

    def archive(self, stream: IO[bytes]) -> Image:
        """Read the output of ``docker save``, or a tar of an OCI image layout.

        Raises:
            BuildsError: it is neither, or is cut off.
        """
        contents = _Contents(self._layers)
        try:
            with tarfile.open(fileobj=stream, mode="r|*", bufsize=1 << 20) as archive:
                for member in members(archive):
                    name = clean(member.name)
                    if member.issym() or member.islnk():
                        base = posixpath.dirname(name) if member.issym() else ""
                        contents.aliases[name] = clean(posixpath.join(base, member.linkname))
                    elif member.isreg():
                        file = archive.extractfile(member)
                        assert file is not None
                        contents.read(name, file, member.size)
        except (tarfile.TarError, EOFError) as error:
            reason = str(error).partition("\n")[0].rstrip(":")
            raise BuildsError(f"not an archive of an image: {reason}") from error
        return _assemble(contents.json, contents.layer)

    def layout(self, directory: str) -> Image:
        """Read a directory with an OCI image layout.

        Raises:
            BuildsError: it is none, or something in it is missing or damaged.
        """

        def layer(name: str) -> Layer:
            with open(os.path.join(directory, name), "rb") as file:
                # The head decides about the compression; reading starts anew.
                is_layer(file.read(_BLOCK))
                file.seek(0)
                return self._layers.read(file)

        def document(name: str) -> Any:
            with open(os.path.join(directory, name), "rb") as file:
                return _parse(name, file.read(_MOST_JSON))

        try:
            return _assemble(document, layer)
        except FileNotFoundError as error:
            raise BuildsError(f"not an OCI image layout: no {error.filename}") from error


class _Contents:
    """The files of an archive that matter, by name."""

    def __init__(self, layers: LayerReader) -> None:
        self.aliases: dict[str, str] = {}
        self._reader = layers
        self._layers: dict[str, Layer] = {}
        self._documents: dict[str, bytes] = {}

    def read(self, name: str, file: IO[bytes], size: int) -> None:
        head = file.read(_BLOCK)
        if is_layer(head):
            self._layers[name] = self._reader.read(cast("IO[bytes]", _Rewound(head, file)))
        elif size <= _MOST_JSON and head.lstrip()[:1] in (b"{", b"["):
            self._documents[name] = head + file.read()

    def json(self, name: str) -> Any:
        raw = self._documents.get(self._resolve(name, self._documents))
        if raw is None:
            raise FileNotFoundError(2, "not in the archive", name)
        return _parse(name, raw)

    def layer(self, name: str) -> Layer:
        found = self._layers.get(self._resolve(name, self._layers))
        if found is None:
            raise BuildsError(f"the archive of the image has no layer {name}")
        return found

    def _resolve(self, name: str, known: dict[str, Any]) -> str:
        # docker save links equal layers to each other.
        for _ in range(len(self.aliases)):
            if name in known or name not in self.aliases:
                break
            name = self.aliases[name]
        return name


class _Rewound:
    """A stream with what was read of it put back in front; tarfile needs no more than ``read``."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        return head or self._rest.read(size)


def read_file(path: str, reader: ImageReader) -> Image:
    """Read an archive of an image from a file.

    Raises:
        BuildsError: the file cannot be read, or is no such archive.
    """
    try:
        with open(path, "rb") as file:
            return reader.archive(file)
    except OSError as error:
        raise BuildsError(f"{path}: {error.strerror or error}") from error
    except BuildsError as error:
        raise BuildsError(f"{path}: {error}") from error


def _assemble(document: Callable[[str], Any], layer: Callable[[str], Layer]) -> Image:
    try:
        config, names = _manifest(document)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise BuildsError(f"the manifest of the image is damaged: {error!r}") from error
    return Image(config, merge(layer(name) for name in names), len(names))


def _manifest(document: Callable[[str], Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the configuration and the names of the layers; ``manifest.json`` is Docker's."""
    try:
        found = document("manifest.json")[0]
        return document(found["Config"]), [clean(name) for name in found["Layers"]]
    except FileNotFoundError:
        pass
    try:
        manifest = document("index.json")
        # An index may hold another index, and attestations beside the image.
        while "manifests" in manifest:
            manifest = document(_blob(_image_of(manifest["manifests"])["digest"]))
        return (
            document(_blob(manifest["config"]["digest"])),
            [_blob(item["digest"]) for item in manifest["layers"]],
        )
    except FileNotFoundError as error:
        raise BuildsError(f"the image is incomplete: no {error.filename}") from error


def _image_of(manifests: list[dict[str, Any]]) -> dict[str, Any]:
    images = [
        item
        for item in manifests
        if item.get("annotations", {}).get("vnd.docker.reference.type") != "attestation-manifest"
    ]
    if len(images) != 1:
        raise BuildsError(f"the archive holds {len(images)} images, not one")
    return images[0]


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


def _parse(name: str, raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise BuildsError(f"{name}: not valid JSON: {error}") from error
