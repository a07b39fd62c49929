"""Make layers and images as tar archives in memory."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from typing import Any


def member(name: str, content: bytes = b"", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    """Return a member of a layer; ``fields`` are those of ``TarInfo``."""
    info = tarfile.TarInfo(name)
    info.size = len(content)
    info.mode = 0o644
    for field, value in fields.items():
        setattr(info, field, value)
    return info, content


def directory(name: str, **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    return member(name, type=tarfile.DIRTYPE, **{"mode": 0o755, **fields})


def link(name: str, target: str, *, hard: bool = False) -> tuple[tarfile.TarInfo, bytes]:
    kind = tarfile.LNKTYPE if hard else tarfile.SYMTYPE
    return member(name, type=kind, linkname=target)


def layer(*members: tuple[tarfile.TarInfo, bytes], compress: bool = False) -> bytes:
    stream = io.BytesIO()
    mode = "w:gz" if compress else "w"
    with tarfile.open(fileobj=stream, mode=mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        for info, content in members:
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def docker_archive(config: dict[str, Any], *layers: bytes) -> bytes:
    """Return what ``docker save`` writes: the manifest comes last."""
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "config.json", "Layers": names}]
    files = [member(name, content) for name, content in zip(names, layers)]
    return layer(
        *files,
        member("config.json", json.dumps(config).encode()),
        member("manifest.json", json.dumps(manifest).encode()),
    )


def oci_blobs(config: dict[str, Any], *layers: bytes) -> dict[str, bytes]:
    """Return the files of an OCI image layout by their paths."""
    files: dict[str, bytes] = {}

    def blob(content: bytes) -> dict[str, Any]:
        digest = hashlib.sha256(content).hexdigest()
        files[f"blobs/sha256/{digest}"] = content
        return {"digest": f"sha256:{digest}", "size": len(content)}

    manifest = {"config": blob(json.dumps(config).encode()), "layers": [blob(x) for x in layers]}
    entry = blob(json.dumps(manifest).encode())
    proof = {
        **blob(b"{}"),
        "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
    }
    files["index.json"] = json.dumps({"manifests": [entry, proof]}).encode()
    return files
