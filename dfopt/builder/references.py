"""Names of images, as ``reference.ParseNormalizedNamed`` of distribution/reference reads them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

_ALPHANUMERIC: Final = r"[a-z0-9]+"
_SEPARATOR: Final = r"(?:[._]|__|[-]+)"
_PATH_COMPONENT: Final = rf"{_ALPHANUMERIC}(?:{_SEPARATOR}{_ALPHANUMERIC})*"
_PATH: Final = rf"{_PATH_COMPONENT}(?:/{_PATH_COMPONENT})*"
_LABEL: Final = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN: Final = rf"(?:{_LABEL}(?:\.{_LABEL})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?"
_TAG: Final = r"[\w][\w.-]{0,127}"
_DIGEST: Final = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}"
_REFERENCE: Final = rf"(?a:(?P<domain>{_DOMAIN})/(?P<path>{_PATH})(?::({_TAG}))?(?:@({_DIGEST}))?)"
_IDENTIFIER: Final = r"[a-f0-9]{64}"
_MAX_NAME: Final = 255

_DIGEST_LENGTHS: Final = {"sha256": 64, "sha384": 96, "sha512": 128}


def normalized(name: str) -> str | None:
    """Return the full name of an image: registry, path and tag or digest, or both; None if wrong.

    ``alpine`` is ``docker.io/library/alpine:latest``. Names of 64 hexadecimal digits, which could
    be identifiers, are wrong.
    """
    if re.fullmatch(_IDENTIFIER, name):
        return None
    domain, path = _split_domain(name)
    match = re.fullmatch(_REFERENCE, f"{domain}/{path}")
    if match is None or len(match["path"]) > _MAX_NAME:
        return None
    tag, digest = match[3], match[4]
    if digest is not None and not is_digest(digest):
        return None
    if tag is None and digest is None:
        tag = "latest"
    full = f"{domain}/{match['path']}"
    return full + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def _split_domain(name: str) -> tuple[str, str]:
    """Part the registry from the rest, with Docker Hub's defaults."""
    first, slash, rest = name.partition("/")
    named = slash and (
        any(char in first for char in ".:") or first == "localhost" or first.lower() != first
    )
    domain, path = (first, rest) if named else ("docker.io", name)
    if domain == "index.docker.io":
        domain = "docker.io"
    if domain == "docker.io" and "/" not in path:
        path = f"library/{path}"
    return domain, path


def is_digest(text: str) -> bool:
    """Tell whether the text is a digest that ``digest.Parse`` of go-digest accepts."""
    algorithm, _, encoded = text.partition(":")
    length = _DIGEST_LENGTHS.get(algorithm)
    return length is not None and bool(re.fullmatch(f"[a-f0-9]{{{length}}}", encoded))
