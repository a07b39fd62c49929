"""Which files of a COPY a command needs, so that the rest may be copied after it."""

from __future__ import annotations

from dfopt.effects.territory import parents_of
from dfopt.knowledge.places import EXISTING
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Final

    from dfopt.builder.placements import Placement
    from dfopt.knowledge.behaviour import Behaviour

#: What a source of COPY cannot hold and still be taken literally.
_SPECIAL: Final = frozenset("*?[]\\$\"'# \t<")
_PLAIN_MODE: Final = 0o755


class Need(Record, compare=True):
    """A file that a command needs of a copy.

    ``origin`` is its path in the build context, ``directory`` the one below the copy's destination
    where it has to lie (empty: the destination itself). It ``exists`` today, or may come to be.
    """

    origin: str
    directory: str
    exists: bool

    @property
    def word(self) -> str:
        """The source word: a file that may be missing as a wildcard, which then matches nothing."""
        if self.exists:
            return self.origin
        return f"{self.origin[:-1]}[{self.origin[-1]}]"


class Obstacle(Record, compare=True):
    """Why a copy may not come after a command; ``path`` is the image path that is in the way."""

    reason: str
    path: str


def needs(
    behaviour: Behaviour,
    copy: Placement,
    earlier: Sequence[Placement],
    made: Collection[str] = (),
) -> tuple[Need, ...] | Obstacle:
    """Return what a command needs of a copy of a directory that is to come after it.

    The copy may bring nothing else that the command looks at, nor anything where it writes,
    whatever the build context holds tomorrow.

    Args:
        behaviour: what the command does.
        copy: the copy.
        earlier: the copies of single files that stay in front of the command.
        made: the directories that instructions in front of both make.
    """
    for path in sorted(behaviour.reads | behaviour.writes | behaviour.outputs):
        if not copy.is_kept_away(path):
            return Obstacle(f"what it copies may come to lie at {path}", path)
    for path in sorted(behaviour.makes):
        if not copy.is_kept_away(path) and not copy.destination.startswith(path + "/"):
            return Obstacle(f"{path} is made by the command and by the copy", path)
    for path in sorted(behaviour.absent):
        if copy.entry(path) is not None:
            return Obstacle(f"{path} is there, and the command would see it", path)
    found = []
    for path in sorted(behaviour.files):
        if copy.is_kept_away(path):
            continue
        origins = copy.origins(path)
        if origins is None or len(origins) > 1:
            return Obstacle(f"it is not known what may come to lie at {path}", path)
        for origin in origins:
            if _is_brought(origin, path, earlier) or copy.context.ignore.guaranteed(origin):
                continue
            obstacle = _on_the_way(copy, origin, path)
            if obstacle is not None:
                return obstacle
            directory = path.rpartition("/")[0][len(copy.destination.rstrip("/")) :].strip("/")
            exists = copy.context.visible.lookup(origin) is not None
            found.append(Need(origin, directory, exists))
    there = {*made, *EXISTING}
    for each in earlier:
        if each.file is not None and each.action.mode is None:
            there.update(parents_of(each.file))
    for need in found:
        if need.exists and copy.action.mode is None:
            there.update(parents_of(f"{copy.destination}/{need.directory}".rstrip("/") + "/x"))
    for path in sorted(behaviour.enters):
        obstacle = None if copy.is_kept_away(path) else _entered(copy, path, there)
        if obstacle is not None:
            return obstacle
    return tuple(found)


def _entered(copy: Placement, path: str, there: Collection[str]) -> Obstacle | None:
    """Say why a command may not go to a directory before it is copied; ``there`` are those made."""
    if path.startswith(copy.destination.rstrip("/") + "/"):
        origins = copy.origins(path) or ()
        if len(origins) != 1:
            return Obstacle(f"it is not known what may come to lie at {path}", path)
        obstacle = _unusual_directory(copy, origins[0], path)
        if obstacle is not None:
            return obstacle
    if path not in there:
        return Obstacle(f"{path} has to be there, and nothing else makes it", path)
    return None


def _is_brought(origin: str, path: str, earlier: Sequence[Placement]) -> bool:
    return any(origin in (each.origins(path) or ()) for each in earlier)


def _on_the_way(copy: Placement, origin: str, path: str) -> Obstacle | None:
    """Say what is unusual on the way to a file: it would not be copied as the whole is."""
    if _SPECIAL & set(origin):
        return Obstacle(f"the name {path} cannot be written as a source", path)
    tree = copy.context.visible
    entry = tree.lookup(origin)
    if entry is not None and entry.kind != "file":
        return Obstacle(f"{path} is no plain file in the build context", path)
    return _unusual_directory(copy, origin.rpartition("/")[0], path)


def _unusual_directory(copy: Placement, directory: str, path: str) -> Obstacle | None:
    """Say what is unusual about the directories of a copy down to one on the way to a path."""
    tree = copy.context.visible
    while directory and directory != copy.source:
        above = tree.lookup(directory)
        if above is None:
            return Obstacle(f"{path} may come to be in a directory of its own", path)
        if above.kind != "directory":
            return Obstacle(f"{directory} is a link in the build context", path)
        if above.mode != _PLAIN_MODE:
            return Obstacle(f"{directory} has the mode {above.mode:o} in the build context", path)
        directory = directory.rpartition("/")[0]
    return None
