"""Looking at the files of a project that are in the image: what all ecosystems have in common."""

from __future__ import annotations

from dfopt.knowledge.behaviour import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dfopt.knowledge.behaviour import Files


def ancestors(directory: str) -> list[str]:
    """Return the directories above one, the nearest first, down to ``/``."""
    found = []
    while directory.strip("/"):
        directory = directory.rstrip("/").rpartition("/")[0] or "/"
        found.append(directory)
    return found


def text_of(files: Files, path: str) -> str | None:
    """Return the text of a file that a copy has put into the image; None if that is not known."""
    content = files.read(path)
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def ignored(files: Files, outputs: Iterable[str]) -> Unknown | None:
    """Return why what an installation writes might be copied over; None if it surely is not."""
    for path in outputs:
        if not files.is_excluded(path):
            name = path.rpartition("/")[2]
            return Unknown(
                f"a {name} of the build context would be copied over what it installs",
                f"add `**/{name}` to .dockerignore",
            )
    return None


def missing(files: Files, paths: Iterable[str], reason: str, suggestion: str = "") -> Unknown:
    """Return why files that an installer needs cannot be read.

    Args:
        files: what copies have put into the image.
        paths: where in the image they would be; one is enough.
        reason: why, if it is not that git does not track them.
        suggestion: what a person could do then.
    """
    for path in paths:
        if files.is_untracked(path):
            name = path.rpartition("/")[2]
            return Unknown(f"{name} is not tracked by git", f"run `git add {name}`")
    return Unknown(reason, suggestion)
