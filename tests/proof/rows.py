"""What a row of the catalogue of rewrites says."""

from __future__ import annotations

from typing import Any, NamedTuple


class Unsound(NamedTuple):
    """A rewrite that changes an image; ``reason`` is part of what the checker has to say."""

    name: str
    before: str
    after: str
    reason: str
    engine: Any = "buildkit"
    base_config: dict[str, Any] | None = None
    build_args: dict[str, str] | None = None


class Sound(NamedTuple):
    """A rewrite that keeps the image, and the best level that can be shown."""

    name: str
    before: str
    after: str
    level: str
    engine: Any = "buildkit"
    base_config: dict[str, Any] | None = None
    build_args: dict[str, str] | None = None


def full(text: str) -> str:
    """Return the whole file."""
    return text if "FROM " in text else f"FROM alpine\n{text}"
