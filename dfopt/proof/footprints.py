"""Which paths a step writes, and whether two steps may change places for sure.

The rules lean to the safe side: a process writes everything, an unknown path is every path, two
steps that touch the same path, one above or one below the other, are in order. Making a directory
is a write with an owner and a mode: two steps that would make the same missing parents may only
change places if they make them alike.
"""

from __future__ import annotations

from dfopt.builder.operations import CopyAction, MakeDirectory, MakeFile
from dfopt.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from dfopt.builder.operations import Action

#: Directories that are links on usual images, or that processes and packages fill by themselves.
_UNCERTAIN: Final = frozenset(
    ("bin", "sbin", "lib", "lib32", "lib64", "libx32", "run", "lock", "tmp")
)

#: What a directory is made with where nobody says anything else: root's, mode 0755.
_PLAIN: Final = ("root", 0o755)


class Footprint(Record):
    """The paths that an action touches.

    ``trees`` are paths below which it writes (as tuples of components), ``parents`` the directories
    that it makes if they are missing, ``made_as`` owner and mode of those.
    """

    trees: tuple[tuple[str, ...], ...]
    parents: frozenset[tuple[str, ...]]
    made_as: object


def footprint(action: Action) -> Footprint | None:
    """Return what an action touches; None where it may be anything."""
    if isinstance(action, MakeDirectory):
        path = _components(action.path)
        if path is None:
            return None
        made_as = _PLAIN if action.owner is None and action.mode == 0o755 else action
        if not action.parents:
            return Footprint((path,), frozenset(), made_as)
        return Footprint((), _ancestors(path) | {path}, made_as)
    if isinstance(action, MakeFile):
        path = _components(action.path)
        return None if path is None else Footprint((path,), _ancestors(path), _PLAIN)
    return _copy(action)


def _copy(action: CopyAction) -> Footprint | None:
    path = _components(action.destination)
    if path is None or action.unpack or not path:
        return None
    if action.owner is not None and not _is_number(action.owner.user):
        # A name is looked up in the image's own user table.
        return None
    made_as = _PLAIN if action.owner is None and action.mode is None else action
    return Footprint((path,), _ancestors(path), made_as)


def _is_number(user: object) -> bool:
    return isinstance(user, int)


def _components(path: object) -> tuple[str, ...] | None:
    """Return the components of an absolute path that leads where it says; None otherwise."""
    if type(path) is not str or not path.startswith("/"):
        return None
    parts = tuple(part for part in path.split("/") if part not in ("", "."))
    return None if ".." in parts or not _UNCERTAIN.isdisjoint(parts) else parts


def _ancestors(path: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(path[:length] for length in range(1, len(path)))


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two paths are equal or one is above the other."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def disjoint(one: Footprint, other: Footprint) -> bool:
    """Tell whether two actions may change places."""
    if any(_overlap(a, b) for a in one.trees for b in other.trees):
        return False
    if one.parents & other.parents and one.made_as != other.made_as:
        return False
    return not _reaches(one, other) and not _reaches(other, one)


def _reaches(one: Footprint, other: Footprint) -> bool:
    """Tell whether one writes at or above a directory that the other makes."""
    return any(parent[: len(tree)] == tree for tree in one.trees for parent in other.parents)


def leads_through(tree: Footprint, path: Footprint) -> bool:
    """Tell whether what one action has put somewhere may turn the way of another.

    A directory that is copied may hold a symbolic link at any path below its destination.
    """
    ways = (*path.trees, *path.parents)
    return any(way[: len(root)] == root for root in tree.trees for way in ways)
