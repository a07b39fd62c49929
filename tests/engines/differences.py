"""Say how two images differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dfopt.builds.comparison import compare
from dfopt.builds.volatile import named_paths

if TYPE_CHECKING:
    from dfopt.builds.images import Image


def differences(before: Image, after: Image, *texts: str) -> list[str]:
    """Return what differs between the images of two Dockerfiles, whose texts are given."""
    comparison = compare(before, after, named=named_paths(texts))
    return [
        f"{'config ' * d.is_config}{d.place} {d.attribute}: {d.before} -> {d.after}"
        for d in comparison.differences
    ]
