"""The history of an image: what made its layers, and how large they are."""

from __future__ import annotations

import json
import os
import tarfile

from dfopt.builds.errors import BuildsError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

_MOST_JSON: Final = 32 << 20


def image_history(spec: str) -> str:
    """Return the history of an image as ``docker image history --format json`` prints it.

    Sizes are those of the layers' files, of an OCI layout those of its (compressed) blobs.

    Args:
        spec: ``docker:NAME``, ``oci:DIRECTORY`` or ``docker-archive:FILE``.

    Raises:
        BuildsError: the image cannot be read.
    """
    kind, _, name = spec.partition(":")
    if kind == "docker":
        from dfopt.builds.builders import executable
        from dfopt.builds.processes import run

        program = executable("docker")
        if program is None:
            raise BuildsError(f"{spec}: there is no docker")
        if name.startswith("-"):
            raise BuildsError(f"{spec}: that is no name of an image")
        return run([program, "image", "history", "--no-trunc", "--format", "{{json .}}", name])
    try:
        return _archive(name) if kind == "docker-archive" else _layout(name)
    except (tarfile.TarError, EOFError) as error:
        # The messages of tarfile list every compression that it has tried.
        raise BuildsError(f"{spec}: not an archive of an image") from error
    except OSError as error:
        raise BuildsError(f"{spec}: {error.strerror or error}") from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise BuildsError(f"{spec}: not an image, or a damaged one: {error!r}") from error


def _archive(path: str) -> str:
    sizes: dict[str, int] = {}
    documents: dict[str, bytes] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            sizes[member.name] = member.size
            if member.isreg() and member.size <= _MOST_JSON:
                file = archive.extractfile(member)
                head = file.read(1) if file is not None else b""
                if file is not None and head in (b"{", b"["):
                    documents[member.name] = head + file.read()
    if "manifest.json" not in documents:
        return _oci(lambda name: json.loads(documents[name]))
    found = json.loads(documents["manifest.json"])[0]
    config = json.loads(documents[found["Config"]])
    return _lines(config, [sizes[layer] for layer in found["Layers"]])


def _layout(directory: str) -> str:
    def document(name: str) -> Any:
        with open(os.path.join(directory, name), "rb") as file:
            return json.loads(file.read(_MOST_JSON))

    return _oci(document)


def _oci(document: Callable[[str], Any]) -> str:
    manifest = document("index.json")
    while "manifests" in manifest:
        manifest = document(_blob(manifest["manifests"][0]["digest"]))
    layers = [layer["size"] for layer in manifest["layers"]]
    return _lines(document(_blob(manifest["config"]["digest"])), layers)


def _blob(digest: str) -> str:
    return "blobs/" + digest.replace(":", "/")


def _lines(config: dict[str, Any], sizes: list[int]) -> str:
    """Return the history, the newest entry first, with the sizes of the layers."""
    left = iter(sizes)
    lines = []
    for entry in config.get("history") or ():
        size = 0 if entry.get("empty_layer") else next(left, 0)
        found = {
            "CreatedBy": entry.get("created_by", ""),
            "CreatedAt": entry.get("created", ""),
            "Size": size,
        }
        lines.append(json.dumps(found))
    return "\n".join(reversed(lines)) + "\n"
